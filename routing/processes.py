"""Which gateways and workers of the house live, as they say themselves every few seconds. Input and output only."""

import re
from dataclasses import dataclass

from routing import keys
from routing.pipe import Pipe

KEPT_MS = 3_600_000
# Three beats of five seconds, and some.
LIVES_MS = 20_000
_SAID = re.compile(r"(web|worker) ([A-Za-z0-9.+!_-]{1,40}) (\d{1,15})")


@dataclass(frozen=True, slots=True)
class Process:
    """`kind`: web or worker; `version`: of its program; `ago_ms`: since it last said so."""

    id: str
    kind: str
    version: str
    ago_ms: int

    @property
    def alive(self) -> bool:
        return self.ago_ms < LIVES_MS


async def note_alive(pipe: Pipe, process: str, kind: str, version: str, now_ms: int) -> None:
    """`now_ms` by Redis's clock. Raises RoutingError."""
    await pipe.call("HSET", keys.processes(), process, f"{kind} {version} {now_ms}")
    await pipe.call("PEXPIRE", keys.processes(), KEPT_MS)


async def leave(pipe: Pipe, process: str) -> None:
    """It stops in good order. Raises RoutingError."""
    await pipe.call("HDEL", keys.processes(), process)


async def processes(pipe: Pipe) -> list[Process]:
    """All that were there within the last hour; older ones are forgotten. Raises RoutingError."""
    seconds, micros = await pipe.call("TIME")
    now_ms = int(seconds) * 1000 + int(micros) // 1000
    found = [_read(name, said, now_ms) for name, said in (await pipe.call("HGETALL", keys.processes())).items()]
    old = [one.id for one in found if one.ago_ms > KEPT_MS]
    if old:
        await pipe.call("HDEL", keys.processes(), *old)
    return sorted((one for one in found if one.id not in old), key=lambda one: (one.kind, one.id))


def _read(name: str, said: str, now_ms: int) -> Process:
    """What no process of ours says is as old as can be: a terminal and the figures show versions as they stand here."""
    found = _SAID.fullmatch(str(said))
    if found is None:
        return Process(str(name), "", "", KEPT_MS + 1)
    return Process(str(name), found[1], found[2], max(0, now_ms - int(found[3])))
