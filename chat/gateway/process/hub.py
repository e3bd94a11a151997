"""Every connection of this process, and the notices that wake them."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Coroutine, Iterator
from typing import Any

from chat.gateway.process import notices as n
from chat.gateway.process.clients import Client, StaffClient, TeenClient
from chat.gateway.process.read_receipts import ReadReceipts
from chat.gateway.sessions.effects import Effects
from routing.bus import Bus

_STOP_S = 2.0


class Meanwhile:
    """What happened while a teen came in. `missed`: there was a notice about their chat, or may have been."""

    __slots__ = ("missed",)

    def __init__(self) -> None:
        self.missed = False


class Hub:
    """Who is connected here. Only this event loop touches it."""

    def __init__(self, bus: Bus, read_receipts: ReadReceipts) -> None:
        self.read_receipts = read_receipts
        self.draining = False
        self.heard = 0
        self.notices = 0
        self.connections: set[Client] = set()
        # Who said hello, the one first who was pinged longest ago; also who has left since.
        self.pings: deque[Client] = deque()
        self.teens: dict[str, TeenClient] = {}
        self.consoles: dict[tuple[str, str], StaffClient] = {}
        self.watchers: dict[str, set[StaffClient]] = {}
        self._following: dict[tuple[str, str], Client] = {}
        self._followed: dict[Client, set[tuple[str, str]]] = {}
        self._awaited: dict[str, list[Meanwhile]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        bus.on_notice = self.hear
        bus.on_lost = self.look_everywhere

    def add(self, connection: Client) -> None:
        self.connections.add(connection)

    def add_teen(self, chat: str, connection: TeenClient) -> Effects | None:
        """The newest connection of a teen is the one; an older one here is closed, whatever its number: a Redis that
        forgot may give lower ones. When it is not this one, what it does instead: it is of a device that the chat has
        left, for a Redis that forgot it (the one that is here says so to the desk); or its answer was lost, and it came
        upon the number of a later one."""
        before, newest = self.teens.get(chat), connection.session
        if before is not None and newest.moved < before.session.moved:
            before.feed(before.session.memory_lost())
            return newest.left_for_another()
        moved = before is not None and newest.moved > before.session.moved
        if before is not None and not moved and newest.generation == before.session.generation:
            return newest.replaced()
        self.teens[chat] = connection
        if before is not None:
            before.feed(before.session.left_for_another() if moved else before.session.replaced())
        return None

    @contextlib.contextmanager
    def awaiting(self, chat: str) -> Iterator[Meanwhile]:
        """A teen comes in: until `add_teen`, what the desk answers may be out of date already."""
        one = Meanwhile()
        others = self._awaited.setdefault(chat, [])
        others.append(one)
        try:
            yield one
        finally:
            others.remove(one)
            if not others:
                self._awaited.pop(chat, None)

    def add_console(self, desk: str, staff: str, connection: StaffClient) -> None:
        before = self.consoles.get((desk, staff))
        self.consoles[desk, staff] = connection
        if before is not None:
            before.feed(before.session.replaced())

    def add_watcher(self, desk: str, connection: StaffClient) -> None:
        self.watchers.setdefault(desk, set()).add(connection)

    def follow(self, chat: str, role: str, connection: Client) -> None:
        """Notices about this chat for this role go to this connection."""
        self._following[chat, role] = connection
        self._followed.setdefault(connection, set()).add((chat, role))

    def unfollow(self, chat: str, role: str, connection: Client) -> None:
        self._followed.get(connection, set()).discard((chat, role))
        if self._following.get((chat, role)) is connection:
            del self._following[chat, role]

    def remove(self, connection: Client) -> None:
        """It has left: no notice about a chat concerns it any more."""
        self.connections.discard(connection)
        for chat, role in list(self._followed.get(connection, ())):
            self.unfollow(chat, role, connection)
        self._followed.pop(connection, None)

    def remove_teen(self, chat: str, connection: TeenClient) -> None:
        if self.teens.get(chat) is connection:
            del self.teens[chat]

    def remove_console(self, desk: str, staff: str, connection: StaffClient) -> None:
        self.watchers.get(desk, set()).discard(connection)
        if self.consoles.get((desk, staff)) is connection:
            del self.consoles[desk, staff]

    def staff(self) -> set[StaffClient]:
        """Consoles and dashboards."""
        return {*self.consoles.values(), *(one for watchers in self.watchers.values() for one in watchers)}

    @property
    def beside(self) -> int:
        """How much runs beside everything else."""
        return len(self._tasks)

    def spawn(self, doing: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Run beside everything else; kept until done."""
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

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
        for chat in self._awaited:
            self._note(chat)
        loop = asyncio.get_running_loop()
        for place, connection in enumerate(list(self.connections)):
            loop.call_later((place % 100) / 100, self._catch_up, connection)

    def _catch_up(self, connection: Client) -> None:
        """Unless it has left meanwhile."""
        if connection in self.connections:
            connection.catch_up()

    def hear(self, payload: str) -> None:
        """One notice from the bus, given to whom it concerns here."""
        self.notices += 1
        notice = n.parse(payload)
        match notice:
            case n.OfLog():
                if (end := self._following.get((notice.chat, notice.role))) is not None:
                    end.hear(notice)
            case n.SignedOutNotice(staff, session, back):
                self.sign_out(staff, session, back)
            case n.Superseded(name, role):
                self._note(name)
                for client in self._named(name, role):
                    client.hear(notice)
            case None:
                pass
            case _:
                if (concerned := self._concerned(notice)) is not None:
                    concerned.hear(notice)

    def _concerned(self, notice: n.Notice) -> Client | None:
        match notice:
            case n.TeenChanged(_, chat):
                self._note(chat)
                return self.teens.get(chat)
            case n.StaffChanged(desk, staff) | n.StaffFrameNotice(desk, staff):
                return self.consoles.get((desk, staff))
        return None

    def _note(self, chat: str) -> None:
        for one in self._awaited.get(chat, ()):
            one.missed = True

    def _named(self, name: str, role: str) -> list[Client]:
        """A teen's chat, or who is at the desk that `role` names: a desk may be called teen."""
        found: tuple[Client | None, ...] = (self.teens.get(name), self.consoles.get((role, name)))
        return [one for one in found if one is not None]

    def sign_out(self, staff: str, session: str = "", back: bool = False) -> None:
        """Close this person's sockets here: those of one sign-in, or all. `back`: they may sign in again and go on."""
        for connection in self.staff():
            if connection.who.id == staff and session in ("", connection.who.session):
                connection.sign_out(back)
