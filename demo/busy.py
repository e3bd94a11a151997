"""Simulated teens and counsellors, so that a newcomer sees a living desk. Everything over real HTTP and WebSockets."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from demo.data import PASSWORD
from demo.people import TROUBLE, Ears, fill_form, is_in, offered, talks, wait
from demo.script import Scene, scenes
from demo.stack import Stack

STAFF = ("bram", "chloe")
EVERY_S = 20.0
PATIENCE_S = (40.0, 180.0)
REACTION_S = (2.0, 6.0)
WRAP_UP_S = (4.0, 10.0)
SILENCE_S = 120.0
SHIFT_S = 24 * 3600.0


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
        self.talked = 0

    async def for_ever(self, act: Callable[[], Awaitable[None]]) -> None:
        """Again after trouble: a server that restarts must not empty the desk."""
        while True:
            with suppress(*TROUBLE):
                await act()
            await asyncio.sleep(1)

    async def arrivals(self, group: asyncio.TaskGroup) -> None:
        while True:
            group.create_task(self.visit(self.random.choice(self.scenes)))
            await self.pause(self.random.expovariate(1 / EVERY_S))

    async def visit(self, scene: Scene) -> None:
        """One teen, from the first screen to the end or to lost patience."""
        ears = Ears()
        teen = TeenClient(self.stack.url, on=ears)
        try:
            how_bad = self.random.randint(0, 5)
            await teen.join(scene.language, topic=scene.topic, age_band=scene.age_band, how_bad=how_bad)
            await wait(teen, lambda: is_in(teen, "active"), self._between(PATIENCE_S) / self.pace)
            await self._tell(teen, ears, scene)
            await wait(teen, lambda: is_in(teen, "wrap_up", "closed"), SILENCE_S / self.pace)
            self.talked += 1
        except TROUBLE:
            teen.leave()
            await asyncio.sleep(0.2)
        finally:
            await teen.close()

    async def _tell(self, teen: TeenClient, ears: Ears, scene: Scene) -> None:
        """Say one line, wait for an answer, say the next."""
        for number, line in enumerate(scene.lines, 1):
            await self.pause(self._between(REACTION_S))
            teen.say(line.teen)
            await wait(teen, partial(_has_heard, ears, number), SILENCE_S / self.pace)

    async def shift(self, name: str) -> None:
        """One counsellor: takes what is offered, answers line by line, ends, fills the form."""
        ears = Ears()
        me = StaffClient(self.stack.url, on=ears)
        try:
            await me.sign_in(name, PASSWORD)
            await me.available()
            while True:
                await wait(me, lambda: bool(offered(me)), SHIFT_S)
                await self.pause(self._between(REACTION_S))
                for chat in offered(me)[:1]:
                    await me.accept(chat)
                    await self._talk(me, ears, chat)
                    await self._wrap_up(me, chat)
        finally:
            await me.close()

    async def _talk(self, me: StaffClient, ears: Ears, chat: str) -> None:
        ears.heard.clear()
        await wait(me, lambda: talks(me, chat))
        for number, line in enumerate(self._scene(me, chat).lines, 1):
            await wait(me, partial(_heard_or_gone, ears, number, me, chat), SILENCE_S)
            if not talks(me, chat):
                return
            await self.pause(self._between(REACTION_S))
            me.say(chat, line.counsellor)
        await self.pause(self._between(REACTION_S))

    async def _wrap_up(self, me: StaffClient, chat: str) -> None:
        if talks(me, chat):
            await me.finish(chat)
        await self.pause(self._between(WRAP_UP_S))
        with suppress(*TROUBLE):
            await fill_form(me, chat)
        await me.ready(chat)

    def _scene(self, me: StaffClient, chat: str) -> Scene:
        held = me.chats[chat]
        fitting = [one for one in self.scenes if (one.language, one.topic) == (held.language, held.topic)]
        return (fitting or self.scenes)[0]

    async def pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.pace)

    def _between(self, bounds: tuple[float, float]) -> float:
        return self.random.uniform(*bounds)


def _has_heard(ears: Ears, count: int) -> bool:
    return ears.count() >= count


def _heard_or_gone(ears: Ears, count: int, me: StaffClient, chat: str) -> bool:
    return ears.count() >= count or not talks(me, chat)
