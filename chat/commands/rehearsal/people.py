"""Teens and counsellors of a rehearsal: they join, wait, talk, leave and fill forms over real sockets, as people do."""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from httpx import HTTPError

from chat.client.core import Failed, Sent
from chat.client.forms import fill_form
from chat.client.http_calls import Refused
from chat.client.person import Event, Person, Said
from chat.client.staff import CommandRefused, StaffClient
from chat.client.teen import TeenClient
from chat.commands.rehearsal.tally import Tally
from chat.triage import TOPICS
from routing.simulation.day import Arrival

TROUBLE = (Refused, CommandRefused, HTTPError, OSError, TimeoutError)
AGES = ("12_13", "14_15", "16_18", "unknown")
# Seconds at the pace of the day: between two words of one person, and until an offer is taken.
WORDS_S, REACTION_S = (8.0, 40.0), (2.0, 8.0)
# However fast the day is played: nobody writes faster, and so long is waited for what must come.
FASTEST_S, CLOSING_S, SETTLING_S = 0.5, 60.0, 10.0
# Some teens go by themselves; the others let the counsellor end it.
LEAVES = 0.3
# Nobody's words: of the length of real ones, and known for what they are to whoever looks over a shoulder.
_FILLER = "rehearsal " * 30


@dataclass(slots=True)
class Stage:
    """What all share. `until`: when a chat has been talked about enough; `offered`: when a console was shown it."""

    url: str
    desk: str
    pace: float
    dice: random.Random
    tally: Tally = field(default_factory=Tally)
    chats: set[str] = field(default_factory=set)
    staff: set[str] = field(default_factory=set)
    until: dict[str, float] = field(default_factory=dict)
    offered: dict[str, float] = field(default_factory=dict)
    wraps: dict[str, float] = field(default_factory=dict)

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.pace)

    def between(self, bounds: tuple[float, float]) -> float:
        return self.dice.uniform(*bounds)

    def hear(self, event: Event) -> None:
        if isinstance(event, Said):
            self.tally.shown(event.cid, time.monotonic())
        elif isinstance(event, Sent):
            self.tally.sent(event.entry.cid)
        elif isinstance(event, Failed):
            self.tally.not_sent(event.item.cid)

    async def between_words(self) -> None:
        await asyncio.sleep(max(FASTEST_S, self.between(WORDS_S) / self.pace))

    def words(self) -> str:
        return _FILLER[: self.dice.randrange(10, 220)].strip()


async def until(person: Person, happened: Callable[[], bool], within_s: float) -> bool:
    """Whether it happened; looked at after each event."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, within_s)):
            while not happened():
                await person.until(lambda event: True, within_s)
    return happened()


class Teen:
    """One arrival of the day."""

    def __init__(self, stage: Stage, about: Arrival) -> None:
        self._stage, self._about = stage, about
        self._me = TeenClient(stage.url, stage.desk, on=stage.hear)
        self._range: tuple[int, int] | None = None

    async def come(self) -> None:
        """From joining to the end."""
        tally = self._stage.tally
        tally.begun += 1
        try:
            await self._visit()
        except Refused as refused:
            tally.refused[refused.code] += 1
        except TROUBLE as problem:
            tally.failed[type(problem).__name__] += 1
        finally:
            await self._leave()

    async def _visit(self) -> None:
        stage, begun = self._stage, time.monotonic()
        topic, age = stage.dice.choice(TOPICS[1:]), stage.dice.choice(AGES)
        danger = {"danger": True} if self._about.priority == 1 else {}
        chat = await self._me.join(self._about.language, 60.0, topic=topic, age_band=age, **danger)
        stage.chats.add(chat)
        stage.tally.times["join"].append(time.monotonic() - begun)
        stage.wraps[chat] = self._about.wrap_ms / 1000
        if await self._wait(begun, chat):
            await self._talk(chat)

    async def _wait(self, begun: float, chat: str) -> bool:
        tally, patience = self._stage.tally, self._about.patience_ms / 1000 / self._stage.pace
        tally.waiting += 1
        try:
            served = await until(self._me, self._active, patience)
        finally:
            tally.waiting -= 1
        if not served:
            tally.abandoned += 1
            return False
        tally.answered += 1
        tally.waited(time.monotonic() - begun, self._range)
        if (offered := self._stage.offered.get(chat)) is not None:
            tally.times["offer"].append(max(0.0, offered - begun))
        return True

    async def _talk(self, chat: str) -> None:
        stage, tally = self._stage, self._stage.tally
        stage.until[chat] = time.monotonic() + self._about.talk_ms / 1000 / stage.pace
        tally.talking += 1
        try:
            while self._active() and time.monotonic() < stage.until[chat]:
                tally.wrote(chat, self._me.say(stage.words()), time.monotonic())
                await stage.between_words()
            if stage.dice.random() < LEAVES:
                self._me.leave()
            await until(self._me, lambda: not self._active(), CLOSING_S)
            await self._settled(chat)
        finally:
            tally.talking -= 1
            tally.over(chat)
        tally.ended += 1

    async def _settled(self, chat: str) -> None:
        """What was sent last is on its way for a moment."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SETTLING_S):
                while self._stage.tally.pending(chat):  # noqa: ASYNC110
                    await asyncio.sleep(0.1)

    def _active(self) -> bool:
        """At another pace than the day's own the range, which goes by real chats, tells nothing."""
        at = self._me.position
        if self._range is None and at is not None and at.high_s >= 0 and self._stage.pace == 1:
            self._range = (at.low_s, at.high_s)
        return self._me.view is not None and self._me.view.state == "active"

    async def _leave(self) -> None:
        if self._me.chat:
            self._me.leave()
            await until(self._me, lambda: bool(self._me.view and self._me.view.end), 5.0)
        await self._me.close()


class Counsellor:
    """One account: takes what is offered, answers, ends, fills the form, takes the next."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.me = StaffClient(stage.url, stage.desk, on=stage.hear)
        self._serving: dict[str, asyncio.Task[None]] = {}

    async def work(self) -> None:
        """On duty, until cancelled."""
        await self.me.go_on()
        await self.me.available()
        while True:
            for chat, held in list(self.me.chats.items()):
                if held.state == "offered" and chat not in self._serving:
                    self._stage.offered.setdefault(chat, time.monotonic())
                    self._serving[chat] = asyncio.create_task(self._serve(chat))
            with contextlib.suppress(TimeoutError):
                await self.me.until(lambda event: True, 1.0)

    async def stop(self, within_s: float) -> None:
        """Off duty; what is under way may come to its end within this time, and is ended then."""
        with contextlib.suppress(*TROUBLE):
            await self.me.set_status("away")
        if serving := list(self._serving.values()):
            _, late = await asyncio.wait(serving, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for chat, held in list(self.me.chats.items()):
            with contextlib.suppress(*TROUBLE):
                if held.state == "active":
                    await self.me.finish(chat)
                await self._wrap_up(chat)
        with contextlib.suppress(*TROUBLE):
            await self.me.sign_out()
        await self.me.close()

    async def _serve(self, chat: str) -> None:
        """Nobody else's: what is not ours is left to lapse, and the rehearsal ends for it."""
        stage = self._stage
        try:
            await stage.pause(stage.between(REACTION_S))
            if chat not in stage.chats or self._state(chat) != "offered":
                return
            await self.me.accept(chat)
            await self._talk(chat)
            await stage.pause(min(stage.wraps.get(chat, 60.0), 600.0))
            await self._wrap_up(chat)
        except TROUBLE:
            return
        finally:
            self._serving.pop(chat, None)

    async def _talk(self, chat: str) -> None:
        stage = self._stage
        await until(self.me, lambda: self._state(chat) == "active", 20.0)
        while self._state(chat) == "active" and time.monotonic() < stage.until.get(chat, time.monotonic() + 1):
            stage.tally.wrote(chat, self.me.say(chat, stage.words()), time.monotonic())
            await stage.between_words()
        if self._state(chat) == "active":
            await self.me.finish(chat)

    async def _wrap_up(self, chat: str) -> None:
        """However it ended, its row says that it was a rehearsal's."""
        with contextlib.suppress(*TROUBLE):
            await fill_form(self.me, chat, outcome="test_joke")
        await self.me.ready(chat)

    def _state(self, chat: str) -> Any:
        held = self.me.chats.get(chat)
        return held.state if held else None
