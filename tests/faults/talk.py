"""Chats that go on talking through every fault, each end recording what it was shown."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from redis.exceptions import RedisError

from bench.crowd import Crowd
from chat.client.core import Came, Core, Failed, Sent
from chat.client.door import Admitted, Door
from chat.client.person import Event, Said
from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from chat.protocol.teen import TeenState
from tests.faults.checker import Name, Record, faults
from tests.faults.house import ORIGIN, House

SETTLE_S = 40.0


class Way(Door):
    """Stands for the HTTP side: the crowd makes the tickets; the house says which gateway to try."""

    def __init__(self, house: House, ticket: Callable[[], Any] | None = None) -> None:
        self._house, self._ticket = house, ticket
        self.origin = ORIGIN

    @property
    def socket(self) -> str:  # type: ignore[override]
        return self._house.socket_url

    async def socket_ticket(self) -> str:
        """Raises OSError while Redis is away."""
        assert self._ticket is not None
        try:
            return str(await self._ticket())
        except RedisError as problem:
            raise OSError from problem

    async def close(self) -> None:
        """Nothing is open."""


class Pair:
    """One teen, one counsellor, one chat at a time."""

    def __init__(self, number: int, house: House, crowd: Crowd) -> None:
        self.number, self._house, self._crowd = number, house, crowd
        self.records = {"teen": Record("teen"), "counsellor": Record("counsellor")}
        self.staff = StaffClient(Way(house, lambda: crowd.staff(number)), on=self._staff_event)
        self.teen = TeenClient(Way(house), on=self._teen_event)
        self.ended = False

    async def open(self) -> None:
        """The counsellor signs on, the teen joins, the offer is accepted."""
        self.staff.driver.start()
        await asyncio.wait_for(self.staff._ready.wait(), 30)
        await self.staff.available()
        chat, token, ticket = await self._crowd.teen()
        self.teen.resume(Admitted(chat, token, ticket))

    async def accept(self) -> None:
        """Whatever chat was offered to this counsellor."""
        async with asyncio.timeout(30):
            while not self.staff.chats:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await self.staff.accept(next(iter(self.staff.chats)))

    def _staff_event(self, event: Event) -> None:
        self._note("counsellor", event)

    def _teen_event(self, event: Event) -> None:
        if isinstance(event, Came) and isinstance(event.frame, TeenState) and event.frame.end:
            self.ended = True
        self._note("teen", event)

    def _note(self, who: str, event: Event) -> None:
        record = self.records[who]
        if isinstance(event, Said):
            record.new.append((event.who, event.cid))
            if who == "teen" and self.ended:
                record.after_end.append((event.who, event.cid))
        elif isinstance(event, Sent) and event.entry.kind == "text":
            record.sent.append(event.entry.cid)
        elif isinstance(event, Failed):
            record.refused[event.item.cid] = event.code


class Crowded:
    """All pairs; `chats` maps a chat to its two ends, which may belong to different pairs."""

    def __init__(self, house: House, crowd: Crowd, count: int, dice: random.Random) -> None:
        self._house, self._crowd, self._dice = house, crowd, dice
        self.pairs = [Pair(number, house, crowd) for number in range(count)]
        self.staff_of: dict[str, Pair] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._numbers = 0

    async def open(self, at_once: int = 50) -> None:
        for start in range(0, len(self.pairs), at_once):
            some = self.pairs[start : start + at_once]
            await asyncio.gather(*(pair.open() for pair in some))
            await asyncio.gather(*(pair.accept() for pair in some))
        for pair in self.pairs:
            self.staff_of[next(iter(pair.staff.chats))] = pair

    def start(self, pause_s: float) -> None:
        """Everybody writes, until `quiet`."""
        self._tasks = [asyncio.create_task(self._talk(pair, pause_s)) for pair in self.pairs]

    async def quiet(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def close(self) -> None:
        await self.quiet()
        await asyncio.gather(*(end.close() for pair in self.pairs for end in (pair.teen, pair.staff)))

    async def _talk(self, pair: Pair, pause_s: float) -> None:
        """Everybody at once, so that the fault finds much under way; then every now and then."""
        chat = pair.teen.chat
        while True:
            self._numbers += 1
            if self._dice.random() < 0.5:
                pair.records["teen"].wrote.append(pair.teen.say(f"teen {self._numbers}"))
            else:
                other = self.staff_of[chat]
                other.records["counsellor"].wrote.append(other.staff.say(chat, f"counsellor {self._numbers}"))
            await asyncio.sleep(self._dice.uniform(0, 2 * pause_s))

    async def settle(self) -> list[str]:
        """Wait until nothing is under way, then check every chat."""
        await self.quiet()
        loop = asyncio.get_running_loop()
        until = loop.time() + SETTLE_S
        for pair in self.pairs:
            while self.problems([pair]) and loop.time() < until:  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        return self.problems(self.pairs)

    def count(self) -> int:
        """How many messages were written so far."""
        return sum(len(record.wrote) for pair in self.pairs for record in pair.records.values())

    def problems(self, pairs: list[Pair]) -> list[str]:
        found: list[str] = []
        for pair in pairs:
            chat = pair.teen.chat
            other = self.staff_of[chat]
            self._picture(pair.records["teen"], pair.teen.core, chat)
            self._picture(other.records["counsellor"], other.staff.core, chat)
            found += faults(chat, pair.records["teen"], other.records["counsellor"], settled=True)
        return found

    def describe(self, chat: str) -> str:
        """Where both ends stand, for whoever looks into a broken promise."""
        pair = next(pair for pair in self.pairs if pair.teen.chat == chat)
        other = self.staff_of[chat]
        view, held = pair.teen.view, other.staff.chats.get(chat)
        teen = f"teen {pair.teen.state.value} {(view.state, view.fence, view.requeued) if view else '-'}"
        staff = (
            f"counsellor {other.staff.state.value} {held.state if held else '-'} fence {held.fence if held else '-'}"
        )
        rooms = [_standing(end.core, chat) for end in (pair.teen, other.staff)]
        return f"{chat}: {teen} {rooms[0]}; {staff} {rooms[1]}"

    def _picture(self, record: Record, core: Core, chat: str) -> None:
        room = core.room(chat)
        texts: list[Name] = [(one.who, one.cid) for one in room.transcript if one.kind == "text"]
        record.log, record.told = texts, room.lost


def _standing(core: Core, chat: str) -> str:
    room = core.room(chat)
    open_items = [(item.kind, item.n, item.fence, item.flying) for item in room.outbox.items]
    return f"(attached {room.attached}, last {room.last_seq}, fence {room.fence}, outbox {open_items})"
