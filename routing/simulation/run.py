"""Runs a drawn day against a real desk: every step is a real script, only the clock is simulated."""

import heapq
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from random import Random

from routing.desk import Desk
from routing.errors import RoutingError, TurnedAway
from routing.simulation.day import HOUR_MS, Arrival, Day, Shift
from routing.simulation.outcome import Outcome, Seen
from routing.values import StaffProfile

Action = Callable[[int], Awaitable[None]]

GATEWAY = "simulation"
HEARTBEAT_MS = 15_000
# Shifts begin up to five minutes before the desk opens.
EARLY_MS = 600_000
# A counsellor answers an offer within a few seconds, and now and then not at all.
ACCEPT_MS = (2_000, 12_000)
MISSED = 0.03


class SimulatedDay:
    """One day on one desk, whose Redis must be empty. `start_ms` is the midnight all times are counted from."""

    def __init__(self, desk: Desk, day: Day, *, start_ms: int, seed: int = 1) -> None:
        self.desk, self.day, self.start_ms = desk, day, start_ms
        self.seen = {arrival.chat: Seen(arrival) for arrival in day.arrivals}
        self._rng = Random(f"run/{seed}")
        self._agenda: list[tuple[int, int, Action]] = []
        self._order = count()
        self._on_duty: dict[str, tuple[Shift, int]] = {}
        self._talking: dict[str, int] = {}
        self._offers: set[tuple[str, int, str]] = set()
        self._teens: dict[str, int] = {}

    async def run(self) -> Outcome:
        """Play the day to its end: until everybody was answered, left, or was turned away."""
        self._plan()
        while self._agenda:
            at, _, action = heapq.heappop(self._agenda)
            await action(at)
            await self._notice(at)
        return Outcome.of(self.day, tuple(self.seen.values()), await self.desk.board(now=at))

    def _plan(self) -> None:
        opens, closes = self.day.profile.opens * HOUR_MS, self.day.closes_ms
        self._at(opens - 1, partial(self._hours, "open", closes))
        self._at(closes, partial(self._hours, "closing", 0))
        for shift in self.day.shifts:
            self._at(shift.start_ms, partial(self._begin, shift))
            self._at(shift.end_ms, partial(self._end, shift))
        for arrival in self.day.arrivals:
            self._at(arrival.at_ms, partial(self._join, arrival))
        self._at(opens - EARLY_MS, self._heartbeat)

    def _at(self, day_ms: int, action: Action) -> None:
        self._when(self.start_ms + day_ms, action)

    def _when(self, at: int, action: Action) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), action))

    def _rid(self) -> str:
        return f"r{next(self._order)}"

    async def _hours(self, state: str, closes_day_ms: int, now: int) -> None:
        closes_at = self.start_ms + closes_day_ms if closes_day_ms else 0
        await self.desk.set_hours(state, closes_at, now=now)

    async def _begin(self, shift: Shift, now: int) -> None:
        profile = StaffProfile(shift.staff, shift.staff, "counsellor", shift.languages)
        view = await self.desk.sign_on(self._rid(), profile, GATEWAY, status="available", now=now)
        self._on_duty[shift.staff] = (shift, view.generation)

    async def _end(self, shift: Shift, now: int) -> None:
        """The last chat is finished first."""
        if shift.staff in self._on_duty:
            await self.desk.set_status(self._rid(), shift.staff, "finishing", now=now)

    async def _join(self, arrival: Arrival, now: int) -> None:
        seen = self.seen[arrival.chat]
        try:
            view = await self.desk.join(
                self._rid(),
                arrival.chat,
                language=arrival.language,
                priority=arrival.priority,
                gateway=GATEWAY,
                now=now,
            )
        except TurnedAway:
            seen.turned_away = True
            return
        seen.joined = now
        self._teens[arrival.chat] = view.generation
        if view.state == "waiting":
            seen.shown = (await self.desk.positions([arrival.chat], now=now)).get(arrival.chat)
        self._when(now + arrival.patience_ms, partial(self._lose_patience, arrival))

    async def _lose_patience(self, arrival: Arrival, now: int) -> None:
        seen = self.seen[arrival.chat]
        if seen.answered is None:
            seen.left = now
            self._teens.pop(arrival.chat, None)
            await self.desk.leave(self._rid(), arrival.chat, now=now)

    async def _accept(self, staff: str, chat: str, fence: int, now: int) -> None:
        try:
            await self.desk.accept(self._rid(), staff, chat, fence, now=now)
        except RoutingError:
            return  # The teen left, or the offer ran out, while the counsellor reached for the button.
        arrival = self.seen[chat].arrival
        self.seen[chat].answered = now
        self._talking[chat] = fence
        self._when(now + arrival.talk_ms, partial(self._finish, staff, arrival, fence))

    async def _finish(self, staff: str, arrival: Arrival, fence: int, now: int) -> None:
        self.seen[arrival.chat].finished = now
        self._teens.pop(arrival.chat, None)
        await self.desk.finish(self._rid(), staff, arrival.chat, fence, now=now)
        self._when(now + arrival.wrap_ms, partial(self._ready, staff, arrival.chat))

    async def _ready(self, staff: str, chat: str, now: int) -> None:
        try:
            await self.desk.ready(self._rid(), staff, chat, now=now)
        except RoutingError:
            return  # Wrap-up had ended by itself.

    async def _heartbeat(self, now: int) -> None:
        held = [("staff", staff, generation) for staff, (_, generation) in self._on_duty.items()]
        held += [("teen", chat, generation) for chat, generation in self._teens.items()]
        await self.desk.renew(GATEWAY, held, now=now)
        await self.desk.tick(now=now)
        if self._agenda:
            self._when(now + HEARTBEAT_MS, self._heartbeat)

    async def _notice(self, now: int) -> None:
        """What the consoles would show now: new offers, and shifts whose last chat is over."""
        for staff, (shift, _) in list(self._on_duty.items()):
            view = await self.desk.staff(staff, now=now)
            if view is None:
                continue
            for chat in view.chats:
                if chat.state == "offered" and (chat.chat, chat.fence, staff) not in self._offers:
                    self._offers.add((chat.chat, chat.fence, staff))
                    self._consider(staff, chat.chat, chat.fence, now)
            if now - self.start_ms >= shift.end_ms and not view.chats:
                del self._on_duty[staff]
                await self.desk.sign_off(self._rid(), staff, now=now)
            elif view.status == "away":
                await self.desk.set_status(self._rid(), staff, "available", now=now)

    def _consider(self, staff: str, chat: str, fence: int, now: int) -> None:
        if self._rng.random() >= MISSED:
            reached = now + self._rng.randint(*ACCEPT_MS)
            self._when(reached, partial(self._accept, staff, chat, fence))
