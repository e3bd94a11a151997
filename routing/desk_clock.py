"""Leases and the clock: what gateways and workers call again and again."""

import math
import time
from collections.abc import Iterable

from routing.desk_calls import Arg, DeskCalls, Now
from routing.errors import named
from routing.library import log_library
from routing.resp import text
from routing.values import RenewResult, TickResult


class DeskClock(DeskCalls):
    """Renewal and tick. Both may run on every process at once."""

    async def renew(self, gateway: str, held: Iterable[tuple[str, str, int]], *, now: Now = None) -> RenewResult:
        """Renew the leases of (kind `teen` or `staff`, id, generation) held by this gateway, at most 1,000 a call.

        `unknown` ids must be re-joined by the caller, `replaced` ones closed.
        """
        rows: list[Arg] = [item for row in held for item in row]
        if not rows:
            return RenewResult()
        clock: Arg = "" if now is None else now
        unknown, replaced = await self._lists("renew", ("", clock, "", gateway, *rows))
        return RenewResult(tuple(unknown), tuple(replaced))

    async def tick(self, limit: int = 100, *, rid: str = "", day: str = "", now: Now = None) -> TickResult:
        """Run at most `limit` timers that are due. `day` (the desk's local date) starts a new day's counters. What
        ended is told once; who asks with a `rid`, and lost the answer, is told again.

        `next_due_ms` is the wait until the next timer, 0 when more are due, -1 when there is none.
        """
        await self._prune_once()
        answer = await self._do("tick", "", rid, now, limit, day)
        done, wait, ended, fenced = answer[1:].split(" ")
        rose = fenced.split(",") if fenced else []
        pairs = tuple((chat, int(fence)) for chat, fence in zip(rose[::2], rose[1::2], strict=True))
        return TickResult(int(done), int(wait), tuple(ended.split(",")) if ended else (), pairs)

    async def _prune_once(self) -> None:
        if time.monotonic() >= self._prune_at:
            self._prune_at = math.inf
            for scripts in (self._scripts, log_library()):
                await scripts.prune(self.redis)

    async def _lists(self, name: str, args: tuple[Arg, ...]) -> list[list[str]]:
        answer = await self._run(name, args)
        if isinstance(answer, bytes | str):
            raise named(text(answer))
        return [[text(item) for item in part] for part in answer]
