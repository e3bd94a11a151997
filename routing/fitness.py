"""Whether a Redis server is one that chats can live on: new enough, and one that forgets nothing by itself."""

import re
from collections.abc import Sequence
from typing import Any, Final

from routing import keys
from routing.cluster_pipe import ClusterPipe
from routing.errors import CommandFailed, PipeDown, RoutingError
from routing.library import bare, desk_library, log_library, lua_file
from routing.pipe import Pipe
from routing.resp import Word

# The first with functions; Valkey begins later.
LEAST = 7
KEEPS = "noeviction"
ALL_RIGHTS = "~* &* +@all"
# A command on each kind of key and channel that the house needs, of nobody's: none changes anything.
_NEEDED: Final[tuple[tuple[Word, ...], ...]] = (
    ("FUNCTION", "LIST", "LIBRARYNAME", "-"),
    ("FCALL", "-", 1, keys.readiness("-")),
    ("PUBLISH", keys.gateway_channel("-"), "-"),
    ("HDEL", keys.processes(), "-"),
    *(("DEL", name) for name in (
        keys.readiness("-"), keys.chat_meta("-"), keys.box("-"), keys.boxes_of("-"), keys.socket_ticket("-"),
        keys.known_sign_in("-"), keys.known_sign_ins("-"), keys.anonymous_count("-"), keys.sign_in_count("-"),
        keys.sign_in_gate("-"), keys.webauthn_challenge("-"),
    )),
)  # fmt: skip


_CALLED: Final = re.compile(r"call\('([A-Z]+)'")
# Beside what scripts call; with a subcommand where there is one.
_OF_CLIENTS: Final = (
    "FCALL", "FUNCTION LOAD", "EVALSHA", "SCRIPT LOAD", "MULTI", "EXEC", "WATCH", "SUBSCRIBE", "UNSUBSCRIBE", "PUBLISH",
    "PUBSUB CHANNELS", "TIME", "GET", "GETDEL", "SET", "DEL", "INCR", "EXPIRE", "PEXPIRE", "PTTL", "HSET", "HDEL",
    "HGETALL", "HKEYS", "HLEN", "SADD", "SMEMBERS", "ZADD", "ZCARD", "ZCOUNT", "ZRANGE", "ZREM", "XADD", "XACK", "XDEL",
    "XLEN", "XRANGE", "XREADGROUP", "XAUTOCLAIM", "XPENDING", "XGROUP CREATE", "XGROUP DELCONSUMER", "XINFO CONSUMERS",
)  # fmt: skip


class Unfit(Exception):
    """This server cannot carry chats; the text goes on from its setting's name."""


async def fitness(pipe: Pipe) -> tuple[str, list[str]]:
    """What the server is, and what may lose chats, a sentence each. Raises Unfit for one that is too old."""
    found = [await _one(server) for server in _there(pipe)]
    names = list(dict.fromkeys(name for name, _ in found))
    every = len(pipe.each())
    many = f" ({every} primaries)" if every > 1 else ""
    doubts = [doubt for _, doubts in found for doubt in doubts]
    if isinstance(pipe, ClusterPipe):
        doubts += await _links_told(pipe)
    return f"{', '.join(names)}{many}", list(dict.fromkeys(doubts))


async def rights(pipe: Pipe) -> None:
    """Whether our user may do all that chats need. Raises Unfit, naming the first command or key that is refused."""
    for line in _NEEDED:
        await _allowed(pipe, line)
    for server in _there(pipe):
        known = await _allowed(server, ("SCRIPT", "LOAD", bare(lua_file("fitness/refused"))))
        if refused := await _allowed(server, ("EVALSHA", str(known), 0, *_commands())):
            raise _refuses(refused[0])


def _there(pipe: Pipe) -> Sequence[Pipe]:
    """Of a cluster those that are not away now."""
    return [server for server in pipe.each() if server.up] or pipe.each()


def _commands() -> list[str]:
    """All that we ask of a server: what its scripts call is asked in our user's name, too."""
    scripts = desk_library().source + log_library().source + lua_file("recorder/finish")
    return sorted({*_OF_CLIENTS, *_CALLED.findall(scripts)})


async def _allowed(server: Pipe, line: tuple[Word, ...]) -> Any:
    """The answer; nothing where it is no matter of rights. Raises Unfit."""
    try:
        return await server.call(*line)
    except CommandFailed as problem:
        if problem.word == "NOPERM":
            raise _refuses(f"{line[0]} {line[1]}" if line[0] != "EVALSHA" else "EVALSHA") from None
        if "unknown command" in problem.said:
            raise _refuses(f"{line[0]}, which it does not know") from None
        return None
    except PipeDown:
        if len(server.each()) == 1:
            raise
        return None  # the other servers of the cluster tell


def _refuses(what: str) -> Unfit:
    return Unfit(f"leads to a server that refuses {what}: give our user {ALL_RIGHTS}")


async def _links_told(pipe: Pipe) -> list[str]:
    try:
        await pipe.call("CLUSTER", "LINKS")
    except RoutingError as problem:
        if problem.retry:
            raise
        return ["Redis does not tell its links (CLUSTER LINKS is refused): a notice lost between two nodes is missed."]
    return []


async def _one(server: Pipe) -> tuple[str, list[str]]:
    hello = await server.call("HELLO")
    name, version = str(hello.get("server", "redis")), str(hello.get("version", "0"))
    first = version.partition(".")[0]
    if first.isdecimal() and int(first) < LEAST:
        raise Unfit(f"names {name} {version}: Redis {LEAST} or Valkey 8 is needed, or newer")
    return f"{name.capitalize()} {version}", await _doubts(server)


async def told(pipe: Pipe, section: str = "memory") -> dict[str, str]:
    """What INFO says; empty where it is refused. Raises RoutingError for what passes by itself."""
    try:
        text = str(await pipe.call("INFO", section))
    except RoutingError as problem:
        if problem.retry:
            raise
        return {}
    return dict(line.partition(":")[::2] for line in text.splitlines())


async def _doubts(pipe: Pipe) -> list[str]:
    policy = (await told(pipe)).get("maxmemory_policy", "")
    if policy == KEEPS:
        return []
    if not policy:
        return [f"Redis does not tell its maxmemory-policy (INFO is refused): it must be {KEEPS}, or chats are lost."]
    return [f"Redis has the maxmemory-policy {policy} and loses chats when its memory is full: set {KEEPS}."]
