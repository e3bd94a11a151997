"""The scripts as two libraries of Redis functions, the desk's and the log's: loaded once per server.

Each operation is one file of `lua/` (the log's: of `lua/log/`) that defines one function named for the file; what they
share stands before them, in the order of `library.lua`. Library and functions carry the hash of the text, so that
gateways of two releases can run side by side; a server that does not know them (new, failed over) is told in passing.

`--- @include "lib/x"` puts a file of `lua/` in that place, once.
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from redis.exceptions import ResponseError

from routing import keys
from routing.errors import CommandFailed, RoutingError, named
from routing.pipe import Done, Pipe, nobody_waits
from routing.resp import Word, text

LUA = Path(__file__).parent / "lua"
_INCLUDE = re.compile(r'^--- @include "([\w/]+)"\n', re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*\n", re.MULTILINE)
_FUNCTION = "redis.register_function{{function_name = '@_{0}', flags = {{{1}}}, callback = {2}}}"
_TRANSITION = "function(KEYS, ARGV) return begin(KEYS, ARGV) or {0}(ARGV) end"
_VIEW = "function(KEYS, ARGV) return look(KEYS, ARGV) or {0}(ARGV) end"
# What an end takes, on the desk and in the log. It runs on a server whose memory is full, too: it makes room there.
_ENDS = frozenset({"leave", "finish", "note_form", "ready", "note_messages", "close", "detach", "mark_gone"})
_LOCAL = re.compile(r"^local ((?:function )?)(\w+(?:, \w+)*)( = |\(|$)", re.MULTILINE)
_OF_LOG = "{0}"
_UNKNOWN, _LOADED = "Function not found", "already exists"
_REFUSED = (ResponseError, CommandFailed)

Read = Callable[[str], str]


class Commands(Protocol):
    """The one method that the desk needs of a Redis client: a Pipe's, or redis-py's with its retries off."""

    async def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command and return its reply."""


def lua_file(name: str) -> str:
    """The text of `lua/NAME.lua`."""
    return (LUA / f"{name}.lua").read_text(encoding="utf-8")


def expand(source: str, read: Read, seen: set[str] | None = None) -> str:
    """`source` with its includes in place, each file once; `read(name)` gives a file's text."""
    done = set() if seen is None else seen

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in done:
            return ""
        done.add(name)
        return expand(read(name), read, done)

    return _INCLUDE.sub(put, source)


def bare(source: str) -> str:
    """Without its comment lines: what the server keeps."""
    return _COMMENT.sub("", source)


class Library:
    """The functions of one text of the scripts. `family` is what the libraries of all releases are called."""

    def __init__(self, family: str, body: str) -> None:
        self.family = family
        self.name = family + hashlib.sha256(body.encode()).hexdigest()[:12]
        self.source = f"#!lua name={self.name}\n" + body.replace("'@_", f"'{self.name}_")

    async def run(self, redis: Commands, name: str, tag: str, args: tuple[Word, ...]) -> Any:
        """Run the function `name` on the keys of `tag`, telling the server of the library first when it must be."""
        try:
            return await redis.execute_command("FCALL", f"{self.name}_{name}", 1, tag, *args)
        except _REFUSED as error:
            if _UNKNOWN not in str(error):
                raise
        await self.load(redis)
        return await redis.execute_command("FCALL", f"{self.name}_{name}", 1, tag, *args)

    def run_soon(self, pipe: Pipe, name: str, line: tuple[Word, ...], done: Done, *, patient: bool = False) -> None:
        """The same without a task. `line`: the number of keys, the keys, the arguments. A status `!code detail` comes
        as its named error."""
        pipe.send(("FCALL", f"{self.name}_{name}", *line), done, patient=patient, reader=self)

    def read(self, pipe: Pipe, line: tuple[Word, ...], done: Done, reply: Any, error: RoutingError | None) -> None:
        """What came of one call."""
        if error is not None and _UNKNOWN in str(error):
            pipe.send(("FUNCTION", "LOAD", self.source), nobody_waits)
            pipe.send(line, lambda again, wrong: _answer(done, again, wrong))
        else:
            _answer(done, reply, error)

    async def load(self, redis: Commands) -> None:
        """Load the library; harmless when another process just did."""
        try:
            await redis.execute_command("FUNCTION LOAD", self.source)
        except _REFUSED as error:
            if _LOADED not in str(error):
                raise

    async def prune(self, redis: Commands) -> None:
        """Delete the libraries of other releases. A process that still needs one is told of it, and loads it again."""
        for row in await redis.execute_command("FUNCTION LIST", "LIBRARYNAME", f"{self.family}*"):
            name = text(row["library_name"] if isinstance(row, dict) else row[1])
            if name != self.name:
                with suppress(*_REFUSED):
                    await redis.execute_command("FUNCTION DELETE", name)


def _answer(done: Done, reply: Any, error: RoutingError | None) -> None:
    if type(reply) is str and reply.startswith("!"):
        done(None, named(reply))
    else:
        done(reply, error)


def desk_names() -> list[str]:
    """Every transition and view of the desk."""
    return sorted(path.stem for path in LUA.glob("*.lua") if path.stem != "library")


def log_names() -> list[str]:
    """Every operation of a chat's log."""
    shared = {"library", *re.findall(r'"log/(\w+)"', lua_file("log/library"))}
    return sorted(path.stem for path in (LUA / "log").glob("*.lua") if path.stem not in shared)


def desk_library_of(read: Read = lua_file) -> Library:
    """The desk's functions, from files as `read` gives them."""
    users = [_registered(read(name), name, _VIEW if name.startswith("view_") else _TRANSITION) for name in desk_names()]
    return Library("desk_", keys.lua() + _shared_parts(read, "".join(users)) + "".join(users))


def _shared_parts(read: Read, users: str) -> str:
    """What the transitions share, in its order. Each part keeps inside what only it uses: Lua takes no more than 200
    locals in one text."""
    parts = [bare(read(name)) for name in _INCLUDE.findall(read("library"))]
    opened = []
    for place, part in enumerate(parts):
        others = "".join([*parts[:place], *parts[place + 1 :], users])
        opened.append(_opened(part, _defined(part) & set(re.findall(r"\w+", others))))
    return "".join(opened)


def _defined(part: str) -> set[str]:
    return {name for _, found, _ in _LOCAL.findall(part) for name in found.split(", ")}


def _opened(part: str, shared: set[str]) -> str:
    def assigned(found: re.Match[str]) -> str:
        names = set(found[2].split(", "))
        if not names & shared:
            return found[0]
        shared.update(names)
        return found[1] + found[2] + found[3] if found[3] else ""

    inside = _LOCAL.sub(assigned, part)
    return "".join(f"local {name}\n" for name in sorted(shared)) + f"do\n{inside}end\n"


def log_library_of(read: Read = lua_file) -> Library:
    """The log's functions, from files as `read` gives them."""
    parts = (_registered(read(f"log/{name}"), name, _OF_LOG) for name in log_names())
    return Library("log_", bare(expand(read("log/library"), read)) + "".join(parts))


def _registered(source: str, name: str, shape: str) -> str:
    return f"do\n{bare(source)}{_FUNCTION.format(name, _flag(name), shape.format(name))}\nend\n"


def _flag(name: str) -> str:
    if name.startswith("view_") or name == "read":
        return "'no-writes'"
    return "'allow-oom'" if name in _ENDS else ""


@cache
def desk_library() -> Library:
    """The desk's library of this release."""
    return desk_library_of()


@cache
def log_library() -> Library:
    """The log's library of this release."""
    return log_library_of()
