"""Chats that go on talking through every fault, each end recording what it was shown."""

import asyncio
import contextlib
import random
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from redis.exceptions import RedisError

from bench.crowd import Crowd
from chat.client.core import Came, Core, Failed, Sent
from chat.client.http_calls import HttpCalls
from chat.client.person import Event, Person, Said
from chat.client.staff import CommandRefused, StaffClient
from chat.client.teen import Admitted, TeenClient
from chat.commands.show import log as show_log
from chat.protocol.errors import close_codes
from chat.protocol.staff import StaffChatChanged, StaffChatGone
from chat.protocol.teen import TeenState
from tests.faults.checker import Kept, Name, Record, ended_faults, faults, handed_faults
from tests.faults.house import ORIGIN, House
from tests.faults.papers import Papers, persist
from tests.patience import PATIENCE_S

KEYS_GONE_S = 5.5


class Way(HttpCalls):
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
    """One teen, one counsellor, one chat at a time; `books` are the records of each by chat. `session`: how the
    counsellor is signed in, if at all."""

    def __init__(self, number: int, house: House, crowd: Crowd) -> None:
        self.number, self._house, self._crowd, self.session = number, house, crowd, ""
        self.books = {who: defaultdict(partial(Record, who)) for who in ("teen", "counsellor")}
        self.over: dict[str, set[str]] = {"teen": set(), "counsellor": set()}
        self.staff = StaffClient(Way(house, lambda: crowd.staff(number, session=self.session)), on=self._staff_event)
        self.teen = self._somebody()
        self._served = ""

    @property
    def records(self) -> dict[str, Record]:
        """Of the teen's chat, and of the last chat that the counsellor heard of."""
        return {"teen": self.books["teen"][self.teen.chat], "counsellor": self.books["counsellor"][self._served]}

    @property
    def ended(self) -> bool:
        """Whether the teen was told that the chat is over."""
        return self.teen.chat in self.over["teen"]

    def running(self) -> bool:
        """Whether the teen was told that somebody is there."""
        return self.teen.view is not None and self.teen.view.state == "active"

    def fence(self) -> int:
        return self.teen.view.fence if self.teen.view else 0

    async def open(self) -> None:
        """The counsellor signs on, the teen joins, the offer is accepted."""
        self.staff.driver.start()
        await asyncio.wait_for(self.staff._ready.wait(), PATIENCE_S)
        await self.staff.available()
        chat, token, ticket = await self._crowd.teen()
        self.teen.resume(Admitted(chat, token, ticket))

    async def accept(self) -> None:
        """Whatever chat is offered to this counsellor."""
        async with asyncio.timeout(PATIENCE_S):
            while not (offered := [one.chat for one in self.staff.chats.values() if one.state == "offered"]):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await self.staff.accept(offered[0])

    async def somebody_else(self) -> None:
        """The next teen, in the same place; a wish that got no answer is the same wish when it is asked again."""
        token = ""

        async def wish() -> None:
            nonlocal token
            await self.teen.close()
            self.teen = self._somebody()
            token = self.teen.token = token or self.teen.token
            await self.teen.join("nl", PATIENCE_S)

        await persist(wish)

    def _somebody(self) -> TeenClient:
        return TeenClient(Way(self._house), on=self._teen_event)

    def _staff_event(self, event: Event) -> None:
        frame = event.frame if isinstance(event, Came) else None
        if isinstance(frame, StaffChatGone):
            self.over["counsellor"].add(frame.chat)
        elif isinstance(frame, StaffChatChanged) and frame.chat.state == "active":
            self._served = frame.chat.chat
        self._note("counsellor", event)

    def _teen_event(self, event: Event) -> None:
        if isinstance(event, Came) and isinstance(event.frame, TeenState) and event.frame.end:
            self.over["teen"].add(event.frame.chat)
        self._note("teen", event)

    def _note(self, who: str, event: Event) -> None:
        if isinstance(event, Came):
            return
        record = self.books[who][event.chat]
        if isinstance(event, Said):
            record.new.append((event.who, event.cid))
            if event.chat in self.over[who]:
                record.after_end.append((event.who, event.cid))
        elif isinstance(event, Sent) and event.entry.kind == "text":
            record.sent.append(event.entry.cid)
        elif isinstance(event, Failed):
            record.refused[event.item.cid] = event.code


@dataclass(slots=True)
class Past:
    """A chat that is over, with its two ends as they were."""

    chat: str
    teen: TeenClient
    staff: StaffClient
    records: tuple[Record, Record]
    at: float
    forgotten: bool = False


class Crowded:
    """All pairs; `staff_of` maps a running chat to the pair whose counsellor has it."""

    def __init__(self, house: House, crowd: Crowd, count: int, dice: random.Random) -> None:
        self._house, self._crowd, self._dice = house, crowd, dice
        self.pairs = [Pair(number, house, crowd) for number in range(count)]
        self.staff_of: dict[str, Pair] = {}
        self.past: list[Past] = []
        self._papers = Papers(house, dice)
        self._tasks: list[asyncio.Task[None]] = []
        self._numbers = 0

    async def open(self, at_once: int = 50) -> None:
        if self._house.database:
            await self._papers.sign_in(len(self.pairs))
            for pair in self.pairs:
                pair.session = self._papers.session(pair.number)
        for start in range(0, len(self.pairs), at_once):
            some = self.pairs[start : start + at_once]
            await asyncio.gather(*(pair.open() for pair in some))
            await asyncio.gather(*(pair.accept() for pair in some))
        self._find()

    def start(self, pause_s: float, *, at_once: bool = False) -> None:
        """Everybody writes every now and then, until `quiet`; `at_once`: and right now."""
        self._tasks = [asyncio.create_task(self._talk(pair, pause_s, at_once)) for pair in self.pairs]

    async def quiet(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def close(self) -> None:
        await self.quiet()
        await asyncio.gather(*(end.close() for pair in self.pairs for end in (pair.teen, pair.staff)))

    async def turn_over(self, count: int) -> None:
        """Some chats end, by either side, while both still write; their counsellors are offered newcomers."""
        some = self._dice.sample(self.pairs, count)
        theirs = [self.staff_of[pair.teen.chat] for pair in some]
        await asyncio.gather(*(self._end(pair, by_teen=place % 2 == 0) for place, pair in enumerate(some)))
        await asyncio.gather(*(self._next(pair) for pair in some))
        await asyncio.gather(*(pair.accept() for pair in theirs))
        await asyncio.gather(*(_until(pair.running) for pair in some))
        self._find()

    async def recorded(self, until: float) -> list[str]:
        """Once all should be stored: chats, forms and surveys that are missing, or there too often."""
        while (rows := await self._house.rows()) < len(self.past) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        wrong = [] if rows == len(self.past) else [f"{len(self.past)} chats ended and {rows} are on record"]
        return wrong + await self._papers.problems(until)

    async def settle(self) -> list[str]:
        """Everybody writes once more, on both sides; once nothing is under way, every chat is checked."""
        await self._last_words()
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        for pair in self.pairs:
            while self.problems([pair]) and loop.time() < until:
                await asyncio.sleep(0.1)
                await self._accept_again()
        return [*self.problems(self.pairs), *await self._ended_well(until)]

    async def settle_handed(self, until: float) -> list[str]:
        """The same after chats went from hand to hand."""
        await self._last_words()
        while (found := await self._handed_problems()) and time.monotonic() < until:
            await self.take_over()
        return found

    async def take_over(self) -> None:
        """Whoever was set away meanwhile is there again, and takes what is offered."""
        away = [pair.staff for pair in self.pairs if pair.staff.me is not None and pair.staff.me.status == "away"]
        with contextlib.suppress(CommandRefused, TimeoutError):
            await asyncio.gather(*(staff.available() for staff in away))
            await self._accept_again()
        await asyncio.sleep(0.5)

    async def _handed_problems(self) -> list[str]:
        found: list[str] = []
        for pair in self.pairs:
            chat, view = pair.teen.chat, pair.teen.view
            if chat not in self.staff_of or view is None or view.state != "active":
                found.append(f"{chat}: nobody serves it")
                continue
            teen, holder = self._pictures(pair)
            shown = await show_log(self._crowd.pipe, chat, "")
            log = [
                Kept((one["who"], one["cid"]), one["fence"], one["kid"])
                for one in shown["entries"]
                if one["kind"] == "text"
            ]
            found += handed_faults(chat, log, view.fence, teen, holder)
        return found

    async def _last_words(self) -> None:
        await self.quiet()
        for pair in self.pairs:
            self._say(pair, "teen")
            self._say(pair, "counsellor")

    def count(self) -> int:
        """How many messages were written so far."""
        return sum(len(record.wrote) for pair in self.pairs for book in pair.books.values() for record in book.values())

    def problems(self, pairs: list[Pair]) -> list[str]:
        found: list[str] = []
        for pair in pairs:
            teen, counsellor = self._pictures(pair)
            found += faults(pair.teen.chat, teen, counsellor, settled=True)
        return found

    def describe(self, chat: str) -> str:
        """Where both ends stand, for whoever looks into a broken promise."""
        pair = next((pair for pair in self.pairs if pair.teen.chat == chat), None)
        if pair is None:
            return f"{chat} is over"
        other = self.staff_of[chat]
        view, held = pair.teen.view, other.staff.chats.get(chat)
        teen = f"teen {_line(pair.teen)} {(view.state, view.fence, view.requeued) if view else '-'}"
        staff = f"counsellor {_line(other.staff)} {held.state if held else '-'} fence {held.fence if held else '-'}"
        rooms = [_standing(end.core, chat) for end in (pair.teen, other.staff)]
        return f"{chat}: {teen} {rooms[0]}; {staff} {rooms[1]}"

    # writing

    async def _talk(self, pair: Pair, pause_s: float, at_once: bool) -> None:
        if not at_once:
            await asyncio.sleep(self._dice.uniform(0, 2 * pause_s))
        while True:
            self._say(pair, self._dice.choice(("teen", "counsellor")))
            await asyncio.sleep(self._dice.uniform(0, 2 * pause_s))

    def _say(self, pair: Pair, who: str) -> None:
        chat = pair.teen.chat
        if chat not in self.staff_of:
            return
        self._numbers += 1
        if who == "teen":
            pair.books[who][chat].wrote.append(pair.teen.say(f"teen {self._numbers}"))
        else:
            other = self.staff_of[chat]
            other.books[who][chat].wrote.append(other.staff.say(chat, f"counsellor {self._numbers}"))

    async def _accept_again(self) -> None:
        """A chat that lost its counsellor, or whose counsellor was lost, is offered anew."""
        offered = [pair for pair in self.pairs if any(one.state == "offered" for one in pair.staff.chats.values())]
        if offered:
            await asyncio.gather(*(_accept_what_is_left(pair) for pair in offered))
            self._find()

    def _find(self) -> None:
        self.staff_of = {chat: pair for pair in self.pairs for chat in pair.staff.chats}

    # ending, and what comes next

    async def _end(self, pair: Pair, *, by_teen: bool) -> None:
        chat = pair.teen.chat
        other = self.staff_of[chat]
        self._say(pair, "teen")
        self._say(pair, "counsellor")
        if by_teen:
            pair.teen.leave()
        else:
            await other.staff.finish(chat)
        await _until(lambda: pair.ended and _state(other, chat) != "active")
        await asyncio.gather(self._papers.form(other.number, chat), self._papers.survey())
        if chat in other.staff.chats:
            await other.staff.ready(chat)
        await _until(lambda: chat not in other.staff.chats)
        del self.staff_of[chat]
        self.past.append(Past(chat, pair.teen, other.staff, self._records(pair, other), time.monotonic()))

    async def _next(self, pair: Pair) -> None:
        await pair.somebody_else()

    # looking

    def _records(self, pair: Pair, other: Pair) -> tuple[Record, Record]:
        chat = pair.teen.chat
        return pair.books["teen"][chat], other.books["counsellor"][chat]

    def _pictures(self, pair: Pair) -> tuple[Record, Record]:
        chat = pair.teen.chat
        other = self.staff_of[chat]
        records = self._records(pair, other)
        for record, core in zip(records, (pair.teen.core, other.staff.core), strict=True):
            _picture(record, core, chat)
        return records

    async def _ended_well(self, until: float) -> list[str]:
        """Of the chats that are over: what was broken, keys that are left, records that are missing or too many."""
        if not self.past:
            return []
        found: list[str] = []
        for one in self.past:
            for record, core in zip(one.records, (one.teen.core, one.staff.core), strict=True):
                _picture(record, core, one.chat)
            found += ended_faults(one.chat, *one.records)
            if not one.forgotten and time.monotonic() - one.at > KEYS_GONE_S:
                one.forgotten = not (left := await self._crowd.pipe.call("KEYS", f"{{chat:{one.chat}}}*"))
                found += [f"{one.chat}: {key} outlived the chat" for key in left]
        return found + await self.recorded(until)


def _picture(record: Record, core: Core, chat: str) -> None:
    room = core.follower(chat)
    texts: list[Name] = [(one.who, one.cid) for one in room.transcript if one.kind == "text"]
    record.log, record.told = texts, room.lost


def _state(pair: Pair, chat: str) -> str:
    held = pair.staff.chats.get(chat)
    return held.state if held else ""


def _line(end: Person) -> str:
    """Whether it is connected, and what ended its last connection."""
    names = {code: name for name, code in close_codes().items()}
    last = f", last closed with {end.close_code} {names.get(end.close_code, '')}".rstrip() if end.close_code else ""
    return f"{end.state.value}{last}"


def _standing(core: Core, chat: str) -> str:
    room = core.follower(chat)
    open_items = [(item.kind, item.n, item.fence, item.flying) for item in room.outbox.items]
    return f"(attached {room.attached}, last {room.last_seq}, fence {room.fence}, outbox {open_items})"


async def _until(true: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _accept_what_is_left(pair: Pair) -> None:
    """An offer that was taken, or passed on, while its news was lost is told now."""
    try:
        await pair.accept()
    except CommandRefused as refused:
        if refused.code != "offer_gone":
            raise
