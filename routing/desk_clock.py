"""Leases and the clock: what gateways and workers call again and again."""

import math
import time
from collections.abc import Iterable
from secrets import token_urlsafe

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

    async def tick(self, limit: int = 100, *, day: str = "", now: Now = None) -> TickResult:
        """Run at most `limit` timers that are due. `day` (the desk's local date) starts a new day's counters.

        `next_due_ms` is the wait until the next timer, 0 when more are due, -1 when there is none.
        """
        await self._prune_once()
        clock: Arg = "" if now is None else now
        head, ended, fenced = await self._lists("tick", ("", clock, token_urlsafe(9), limit, day))
        pairs = tuple((fenced[i], int(fenced[i + 1])) for i in range(0, len(fenced), 2))
        return TickResult(int(head[0]), int(head[1]), tuple(ended), pairs)

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
