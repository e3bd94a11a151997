"""Whether a rehearsal is alone at its desk: a supervisor's look at the live board, from the beginning to the end."""

import asyncio
from collections.abc import Iterable

from msgspec.structs import replace

from chat.client.staff import StaffClient
from chat.protocol.board import Board
from chat.protocol.common import Frame
from chat.protocol.staff import HelloStaff

IN_SERVICE = frozenset({"available", "finishing"})
# A chat of ours may stand on the board before its teen was told its name.
KNOWN_WITHIN_S = 8.0


class Watcher(StaffClient):
    """Signed in as a supervisor, it sees and holds nothing. `board` is the newest."""

    def __init__(self, url: str, desk: str) -> None:
        super().__init__(url, desk)
        self.board: Board | None = None
        self._boarded = asyncio.Event()

    async def seen(self, within_s: float = 30.0) -> Board:
        """Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            await self._boarded.wait()
        assert self.board is not None
        return self.board

    async def _hello(self) -> Frame:
        hello = await super()._hello()
        assert isinstance(hello, HelloStaff)
        return replace(hello, watch=True, chats=[])

    def _frame(self, frame: Frame) -> None:
        if isinstance(frame, Board):
            self.board = frame
            self._boarded.set()
        else:
            super()._frame(frame)


def why_not(board: Board) -> str:
    """Why nothing may begin here, or "". Pure."""
    if board.service != "open":
        return f"The desk is {board.service}: open it by hand in the dashboard, for the rehearsal alone."
    if on_duty := strangers(board, ()):
        return f"The desk is in service: {', '.join(on_duty)} on duty. A rehearsal needs a desk of its own."
    if any(one.waiting or one.offered or one.active for one in board.languages) or board.chats:
        return "The desk is in service: somebody waits or talks there. A rehearsal needs a desk of its own."
    return ""


def strangers(board: Board, own: Iterable[str]) -> list[str]:
    """The names of those on duty who are not ours. Pure."""
    known = set(own)
    return [one.name for one in board.staff if one.online and one.status in IN_SERVICE and one.staff not in known]


class Guest:
    """Remembers since when a chat that nobody of ours knows stands on the board."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}

    def found(self, board: Board, own: Iterable[str], now: float) -> bool:
        """Whether a chat of somebody else's is there. Pure but for what was seen before."""
        known = set(own)
        here = {one.chat for one in board.chats} - known
        self._since = {chat: self._since.get(chat, now) for chat in here}
        return any(now - since >= KNOWN_WITHIN_S for since in self._since.values())
