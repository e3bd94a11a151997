"""Every connection of this process, and the notices that wake them."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from chat.gateway.process import notices as n
from chat.gateway.process.read_receipts import ReadReceipts
from routing.bus import Bus

if TYPE_CHECKING:
    from chat.gateway.connections.connection import Connection
    from chat.gateway.connections.staff import StaffConnection
    from chat.gateway.connections.teen import TeenConnection

_STOP_S = 2.0


class Hub:
    """Who is connected here. Only this event loop touches it."""

    def __init__(self, bus: Bus, read_receipts: ReadReceipts) -> None:
        self.read_receipts = read_receipts
        self.draining = False
        self.heard = 0
        self.notices = 0
        self.connections: set[Connection] = set()
        self.teens: dict[str, TeenConnection] = {}
        self.consoles: dict[tuple[str, str], StaffConnection] = {}
        self.watchers: dict[str, set[StaffConnection]] = {}
        self._following: dict[tuple[str, str], Connection] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        bus.on_notice = self.hear
        bus.on_lost = self.look_everywhere

    def add(self, connection: "Connection") -> None:
        self.connections.add(connection)

    def add_teen(self, chat: str, connection: "TeenConnection") -> None:
        """The newest connection of a teen is the one; an older one here is closed."""
        before = self.teens.get(chat)
        self.teens[chat] = connection
        if before is not None and before is not connection:
            before.feed(before.session.superseded(connection.session.generation))

    def add_console(self, desk: str, staff: str, connection: "StaffConnection") -> None:
        before = self.consoles.get((desk, staff))
        self.consoles[desk, staff] = connection
        if before is not None and before is not connection:
            before.feed(before.session.superseded(connection.session.generation))

    def add_watcher(self, desk: str, connection: "StaffConnection") -> None:
        self.watchers.setdefault(desk, set()).add(connection)

    def follow(self, chat: str, role: str, connection: "Connection") -> None:
        """Notices about this chat for this role go to this connection."""
        self._following[chat, role] = connection

    def unfollow(self, chat: str, role: str, connection: "Connection") -> None:
        if self._following.get((chat, role)) is connection:
            del self._following[chat, role]

    def remove(self, connection: "Connection") -> None:
        self.connections.discard(connection)

    def remove_teen(self, chat: str, connection: "TeenConnection") -> None:
        if self.teens.get(chat) is connection:
            del self.teens[chat]

    def remove_console(self, desk: str, staff: str, connection: "StaffConnection") -> None:
        self.watchers.get(desk, set()).discard(connection)
        if self.consoles.get((desk, staff)) is connection:
            del self.consoles[desk, staff]

    def spawn(self, doing: Coroutine[Any, Any, Any]) -> None:
        """Run beside everything else; kept until done."""
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """What runs beside gets a moment to finish; nothing outlives the store it writes to."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=_STOP_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def look_everywhere(self) -> None:
        """Notices were lost: everybody reads what they may have missed, spread over a second."""
        loop = asyncio.get_running_loop()
        for place, connection in enumerate(list(self.connections)):
            loop.call_later((place % 100) / 100, connection.catch_up)

    def hear(self, payload: str) -> None:
        """One notice from the bus."""
        self.notices += 1
        notice = n.parse(payload)
        match notice:
            case n.NewEntry():
                if connection := self._following.get((notice.chat, notice.role)):
                    connection.entry(notice.chat, notice.seq, notice.frame)
            case n.PeerSeen() | n.PeerTyping() | n.PeerOnline() | n.LostForGood():
                if connection := self._following.get((notice.chat, notice.role)):
                    self._hear_of_peer(connection, notice)
            case _:
                self._hear_of_desk(notice)

    def _hear_of_peer(self, connection: "Connection", notice: n.Notice) -> None:
        match notice:
            case n.PeerSeen(chat, _, who, seq):
                connection.peer_seen(chat, who, seq)
            case n.PeerTyping(chat, _, who, on):
                connection.feed(connection.session.typing(chat, who, on))
            case n.PeerOnline(chat, _, who, on):
                connection.feed(connection.session.presence(chat, who, on))
            case n.LostForGood(chat, _):
                connection.feed(connection.session.lost(chat))

    def _hear_of_desk(self, notice: n.Notice | None) -> None:
        match notice:
            case n.TeenChanged(_, chat):
                if teen := self.teens.get(chat):
                    teen.look_soon()
            case n.StaffChanged(desk, staff, chat, why):
                if console := self.consoles.get((desk, staff)):
                    console.changed(chat, why)
            case n.StaffFrameNotice(desk, staff, frame):
                if console := self.consoles.get((desk, staff)):
                    console.push(frame)
            case n.Superseded(name, role, generation):
                self._supersede(name, role, generation)
            case n.SignedOutNotice(staff, session):
                self.sign_out(staff, session)

    def _supersede(self, name: str, role: str, generation: int) -> None:
        if role == "teen":
            found: list[Connection] = [self.teens[name]] if name in self.teens else []
        else:
            found = [one for (_, staff), one in self.consoles.items() if staff == name]
        for connection in found:
            connection.feed(connection.session.superseded(generation))

    def sign_out(self, staff: str, session: str = "") -> None:
        """Close this person's sockets here: those of one sign-in, or all."""
        watching = {one for watchers in self.watchers.values() for one in watchers}
        for connection in {*self.consoles.values(), *watching}:
            if connection.who.id == staff and session in ("", connection.who.session):
                connection.sign_out()
