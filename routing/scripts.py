"""The single scripts of a chat's log: read once, their includes joined, known by their hash.

`--- @include "lib/x"` puts a file of `lua/` in that place, once. (The desk's scripts are one library: library.py.)
"""

import hashlib
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

LUA = Path(__file__).parent / "lua"
INCLUDE = re.compile(r'^--- @include "([\w/]+)"\n', re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n", re.MULTILINE)

Read = Callable[[str], str]


class Commands(Protocol):
    """The one method routing needs of a Redis client."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command and return its reply."""


def text(value: Any) -> str:
    """A reply as text, whether the client decodes or not."""
    return value.decode() if isinstance(value, bytes) else str(value)


class Script:
    """One script: its source and its hash."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


def expand(text: str, read: Read, seen: set[str] | None = None) -> str:
    """`text` with its includes in place, each file once; `read(name)` gives a file's text."""
    done = set() if seen is None else seen

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in done:
            return ""
        done.add(name)
        return expand(read(name), read, done)

    return INCLUDE.sub(put, text)


def bare(text: str) -> str:
    """Without its comment lines: what the server keeps."""
    return _COMMENT.sub("", text)


def lua_file(name: str) -> str:
    """The text of `lua/NAME.lua`."""
    return (LUA / f"{name}.lua").read_text()


@cache
def script(name: str) -> Script:
    """The script in `lua/NAME.lua`."""
    return Script(bare(expand(lua_file(name), lua_file)))
