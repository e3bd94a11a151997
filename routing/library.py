"""The desk's scripts as one library of Redis functions: loaded once per server, so that no call pays for the parts.

Each transition and view is one file of `lua/` that defines one function named for the file; what they share is in
`lua/lib/`, in the order of `lua/library.lua`. Library and functions carry the hash of the text, so that gateways of
two releases can run side by side; a server that does not know them (new, failed over) is told in passing.
"""

import hashlib
import re
from contextlib import suppress
from functools import cache
from typing import Any

from redis.exceptions import ResponseError

from routing import keys
from routing.scripts import INCLUDE, LUA, Commands, Read, bare, lua_file, text

_TRANSITION = "redis.register_function('@_{0}', function(KEYS, ARGV) return begin(KEYS, ARGV) or {0}(ARGV) end)"
_VIEW = (
    "redis.register_function{{function_name = '@_{0}', flags = {{'no-writes'}}, "
    "callback = function(KEYS, ARGV) return look(KEYS, ARGV) or {0}(ARGV) end}}"
)
_LOCAL = re.compile(r"^local ((?:function )?)(\w+(?:, \w+)*)( = |\(|$)", re.MULTILINE)
_FAMILY = "desk_"
_UNKNOWN, _LOADED = "Function not found", "already exists"


def names() -> list[str]:
    """Every transition and view."""
    return sorted(path.stem for path in LUA.glob("*.lua") if path.stem != "library")


def _registered(name: str, read: Read) -> str:
    shape = _VIEW if name.startswith("view_") else _TRANSITION
    return f"do\n{bare(read(name))}{shape.format(name)}\nend\n"


def _shared(part: str, others: str) -> set[str]:
    """The names that a part defines and another uses."""
    defined = {name for _, found, _ in _LOCAL.findall(part) for name in found.split(", ")}
    return defined & set(re.findall(r"\w+", others))


def _opened(part: str, shared: set[str]) -> str:
    """A part of the library, with what only it uses kept inside: Lua takes no more than 200 locals in one text."""

    def assigned(found: re.Match[str]) -> str:
        names = set(found[2].split(", "))
        if not names & shared:
            return found[0]
        shared.update(names)
        return found[1] + found[2] + found[3] if found[3] else ""

    inside = _LOCAL.sub(assigned, part)
    return "".join(f"local {name}\n" for name in sorted(shared)) + f"do\n{inside}end\n"


def _parts(read: Read) -> str:
    """What the transitions share, in its order."""
    parts = [bare(read(name)) for name in INCLUDE.findall(read("library"))]
    users = [bare(read(name)) for name in names()]
    opened = []
    for place, part in enumerate(parts):
        others = "\n".join([*parts[:place], *parts[place + 1 :], *users, _TRANSITION, _VIEW])
        opened.append(_opened(part, _shared(part, others)))
    return "".join(opened)


class Library:
    """The functions of one text of the scripts."""

    def __init__(self, read: Read = lua_file) -> None:
        body = keys.lua() + _parts(read) + "".join(_registered(name, read) for name in names())
        self.name = _FAMILY + hashlib.sha256(body.encode()).hexdigest()[:12]
        self.source = f"#!lua name={self.name}\n" + body.replace("'@_", f"'{self.name}_")

    async def run(self, redis: Commands, name: str, tag: str, args: tuple[str | int, ...]) -> Any:
        """Run the function `name` on the desk of `tag`, telling the server of the library first when it must be."""
        try:
            return await redis.execute_command("FCALL", f"{self.name}_{name}", 1, tag, *args)
        except ResponseError as error:
            if _UNKNOWN not in str(error):
                raise
        await self.load(redis)
        return await redis.execute_command("FCALL", f"{self.name}_{name}", 1, tag, *args)

    async def load(self, redis: Commands) -> None:
        """Load the library; harmless when another process just did."""
        try:
            await redis.execute_command("FUNCTION LOAD", self.source)
        except ResponseError as error:
            if _LOADED not in str(error):
                raise

    async def prune(self, redis: Commands) -> None:
        """Delete the libraries of other releases. A process that still needs one is told of it, and loads it again."""
        for row in await redis.execute_command("FUNCTION LIST", "LIBRARYNAME", f"{_FAMILY}*"):
            if text(row[1]) != self.name:
                with suppress(ResponseError):
                    await redis.execute_command("FUNCTION DELETE", text(row[1]))


@cache
def library() -> Library:
    """The library of this release."""
    return Library()
