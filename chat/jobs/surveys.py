"""Moves answers after chats into the store: many at once, so that none stands beside the chat it followed."""

import asyncio
from dataclasses import dataclass, field

from redis.exceptions import RedisError

from chat.context import Context
from chat.logs import log
from chat.loops import pause
from routing.surveys import WaitingSurveys
from storage.errors import BadInput, StoreDown
from storage.records.surveys import Survey, from_text
from storage.store import Store

BATCH = 500
TOGETHER = 10
LONGEST_S = 3_600.0
LOOK_S = 1.0


@dataclass(slots=True)
class SurveyKeeper:
    """One desk's. Stores once `together` wait, or an hour after the last time; and whatever waits when it starts."""

    desk: str
    waiting: WaitingSurveys
    store: Store
    together: int = TOGETHER
    failing: bool = field(default=False, init=False)
    _last: float = field(default=-LONGEST_S, init=False)

    async def turn(self, now_s: float) -> int:
        """How many were stored. Raises StoreDown, RedisError; what is not finished then comes again, as one row."""
        if await self.waiting.count() < self.together and now_s - self._last < LONGEST_S:
            return 0
        stored = 0
        while texts := await self.waiting.some(BATCH):
            stored += await self.store.surveys.keep(self.desk, self._read(texts))
            await self.waiting.finish(texts)
        self._last = now_s
        return stored

    def _read(self, texts: list[str]) -> list[Survey]:
        """One that cannot be read is said, and left out: it blocks nobody."""
        found = []
        for one in texts:
            try:
                found.append(from_text(one))
            except BadInput:
                log().error("survey_unreadable", desk=self.desk)
        return found


async def run(context: Context, stop: asyncio.Event) -> None:
    """Every desk's until `stop` is set. In the demo each is stored at once, so that it is seen."""
    together = 1 if context.settings.demo else TOGETHER
    desks = [SurveyKeeper(desk, WaitingSurveys(context.redis, desk), context.store, together) for desk in context.desks]
    while not stop.is_set():
        for keeper in desks:
            await _turn(keeper)
        await pause(LOOK_S, stop)


async def _turn(keeper: SurveyKeeper) -> None:
    """What keeps failing is told once."""
    try:
        await keeper.turn(asyncio.get_running_loop().time())
        keeper.failing = False
    except (StoreDown, RedisError, OSError) as problem:
        if not keeper.failing:
            log().warning("surveys_wait", desk=keeper.desk, error=problem)
        keeper.failing = True
    except Exception as problem:
        log().error("surveys_failed", desk=keeper.desk, exc_info=problem)
