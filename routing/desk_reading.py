"""What can be read of a desk: chats, staff, places, the public page, the board, the decision traces."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from routing import figures, reading
from routing.desk_calls import DeskCalls, Now
from routing.errors import RoutingError
from routing.values import AvailabilityView, BoardView, ChatView, Decision, PositionView, StaffView

T = TypeVar("T")
_TRIES = 3


class DeskReading(DeskCalls):
    """Reads, each of one moment; none costs more when more are waiting."""

    async def chat(self, chat: str, *, now: Now = None) -> ChatView | None:
        """One chat; a closed one (state and reason only) while its tombstone stands; None when unknown."""
        found = await self._read("view_chat", now, chat)
        return reading.chat_view(found) if found else None

    async def staff(self, staff: str, *, now: Now = None) -> StaffView | None:
        """One staff member with all they hold; None when they have not signed on."""
        found = await self._read("view_staff", now, staff)
        return reading.staff_view(found) if found else None

    async def positions(self, chats: list[str], *, now: Now = None) -> dict[str, PositionView]:
        """Position and usual wait of those of these chats that wait or are offered.

        Call it to show them: the first range of each chat is kept, and held against the truth when it is answered.
        """
        if not chats:
            return {}
        found = await self._read("view_positions", now, *chats)
        shown = figures.positions(found, self.settings)
        fresh = figures.first_told(found, shown)
        if fresh:
            await self._do("note_ranges", "", "", now, *fresh)
        return shown

    async def _entered(
        self,
        enter: Callable[[], Awaitable[str]],
        shown: Callable[[dict[str, Any]], T],
        read: Callable[[], Awaitable[T | None]],
        unknown: type[RoutingError],
    ) -> T:
        """The view after coming in: it comes with the answer, but for a repeated request. Redis may forget everything
        before it is read then: it is as if nobody had come, and they come in once more. Raises `unknown` when that
        happens again and again."""
        for _ in range(_TRIES):
            _, _, found = (await enter()).partition(" ")
            view = shown(json.loads(found)) if found else await read()
            if view is not None:
                return view
        raise unknown

    async def availability(self, *, now: Now = None) -> AvailabilityView:
        """What the public page says."""
        return figures.availability(await self._read("view_desk", now), self.settings)

    async def board(self, *, chats: int = 50, now: Now = None) -> BoardView:
        """The live desk with all staff on it, the running chats, and the first `chats` of each queue."""
        return figures.board(await self._read("view_board", now, chats))

    async def record(self, chat: str, *, now: Now = None) -> dict[str, str] | None:
        """The event this chat would leave if it closed now, without its record id; None when it is closed."""
        found: dict[str, str] | None = await self._read("view_record", now, chat)
        return found

    async def traces(self, chat: str = "", *, limit: int = 50, now: Now = None) -> tuple[Decision, ...]:
        """The decisions about one chat, or the newest ones, newest first; kept for an hour."""
        found: list[dict[str, Any]] = await self._read("view_traces", now, chat, limit)
        return tuple(reading.decision(row) for row in found)
