"""Simulated teens and counsellors, so that a newcomer sees a living desk. Everything over real HTTP and WebSockets."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from httpx import HTTPError

from chat.client.door import Door, Refused
from chat.demo.data import PASSWORD
from chat.demo.people import Counsellor, Late, Teen
from chat.demo.script import Line, Scene, scenes
from chat.demo.smoke import fill_form
from chat.demo.stack import Stack
from chat.protocol.staff import StaffChat

TROUBLE = (Late, OSError, Refused, HTTPError)
STAFF = ("bram", "chloe")
EVERY_S = 20.0
PATIENCE_S = (40.0, 180.0)
REACTION_S = (2.0, 6.0)
WRAP_UP_S = (4.0, 10.0)


async def live(stack: Stack, *, pace: float = 1.0) -> None:
    """Until cancelled. `pace` above 1 makes everything that much quicker."""
    desk = Desk(stack, pace)
    async with asyncio.TaskGroup() as group:
        for name in STAFF:
            group.create_task(desk.for_ever(partial(desk.shift, name)))
        group.create_task(desk.arrivals(group))


class Desk:
    """The simulated people of one stack."""

    def __init__(self, stack: Stack, pace: float) -> None:
        self.stack, self.pace = stack, pace
        self.random = random.Random(7)
        self.scenes = scenes()
        self.chats = 0

    async def for_ever(self, act: Callable[[], Awaitable[None]]) -> None:
        """Again after trouble: a server that restarts must not empty the desk."""
        while True:
            with suppress(Late, OSError, Refused, HTTPError):
                await act()
            await asyncio.sleep(1)

    async def arrivals(self, group: asyncio.TaskGroup) -> None:
        while True:
            group.create_task(self.visit(self.random.choice(self.scenes)))
            await self.pause(self.random.expovariate(1 / EVERY_S))

    async def visit(self, scene: Scene) -> None:
        """One teen, from the door to the end or to lost patience."""
        teen = Teen(Door(self.stack.url))
        try:
            await teen.join(scene.language, topic=scene.topic, age_band=scene.age_band)
            await teen.until(lambda: teen.standing == "active", self._between(PATIENCE_S))
            await self._tell(teen, scene)
            await teen.until(lambda: teen.standing in {"wrap_up", "closed"}, 120 / self.pace)
            self.chats += 1
        except TROUBLE:
            teen.leave()
        finally:
            await teen.close()

    async def _tell(self, teen: Teen, scene: Scene) -> None:
        """Say one line, wait for an answer, say the next."""
        for number, line in enumerate(scene.lines):
            await self.pause(self._between(REACTION_S))
            teen.say(line.teen)
            await teen.until(partial(teen.has_heard, number + 1), 120 / self.pace)

    async def shift(self, name: str) -> None:
        """One counsellor: takes what is offered, answers line by line, ends, fills the form."""
        me = Counsellor(Door(self.stack.url))
        try:
            await me.sign_in(name, PASSWORD)
            await me.set_available()
            while True:
                await me.until(lambda: bool(me.offers()), 3600)
                await self.pause(self._between(REACTION_S))
                for chat in me.offers()[:1]:
                    await self._serve(me, chat)
        finally:
            await me.close()

    async def _serve(self, me: Counsellor, chat: StaffChat) -> None:
        await me.accept(chat)
        before = len(me.heard)
        scene = self._scene(chat)
        for number, line in enumerate(scene.lines):
            await me.until(partial(_told_or_gone, me, chat.chat, before + number + 1), 120)
            if not me.holds(chat.chat):
                break
            await self._answer(me, chat.chat, line)
        if me.holds(chat.chat):
            await self.pause(self._between(REACTION_S))
            await me.finish(chat.chat)
        await self.pause(self._between(WRAP_UP_S))
        await fill_form(me, chat.chat)
        await me.ready(chat.chat)

    async def _answer(self, me: Counsellor, chat: str, line: Line) -> None:
        await self.pause(self._between(REACTION_S))
        me.say(chat, line.counsellor)

    def _scene(self, chat: StaffChat) -> Scene:
        fitting = [one for one in self.scenes if (one.language, one.topic) == (chat.language, chat.topic)]
        return (fitting or self.scenes)[0]

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.pace)

    def _between(self, bounds: tuple[float, float]) -> float:
        return self.random.uniform(*bounds)


def _told_or_gone(me: Counsellor, chat: str, count: int) -> bool:
    return me.has_heard(count) or not me.holds(chat)
