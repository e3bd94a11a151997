"""How the clock keeps a desk's hours and settings."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chat.jobs import desk_timers as clock
from chat.jobs.desk_timers import DeskFollower
from routing.desk import Desk
from routing.errors import PipeDown, PipeLost
from routing.log_values import Counts
from routing.values import DeskSettings, TickResult
from storage.errors import StoreDown
from tests.patience import PATIENCE_S

ALWAYS = {"zone": "Europe/Brussels", "week": {day: [["00:00", "24:00"]] for day in
          ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}, "exceptions": []}  # fmt: skip


class World:
    """A store that may be down, a desk that notes what it is told, a clock moved by hand."""

    name = "main"

    def __init__(self) -> None:
        self.now, self.down, self.reads = 0.0, False, 0
        self.silent, self.away, self.reading = False, False, 0
        self.definition: object = ALWAYS
        self.hours_told: list[str] = []
        self.overruled: list[bool] = []
        self.settings, self.stored = DeskSettings(), {"queue_limit": 7}
        self.told: DeskSettings | None = None
        context: Any = SimpleNamespace(
            store=SimpleNamespace(hours=self, settings=SimpleNamespace(desk=self.settings_of))
        )
        desk: Any = self
        self.orders = DeskFollower(context, desk, lambda: self.now)

    async def get(self, _desk: str) -> object:
        self.reads += 1
        if self.silent:
            self.reading += 1
            try:
                await asyncio.sleep(60)
            finally:
                self.reading -= 1
        if self.down:
            raise StoreDown
        return SimpleNamespace(definition=self.definition)

    async def settings_of(self, _desk: str) -> dict[str, int]:
        return self.stored

    async def configure(self, settings: DeskSettings) -> None:
        self.settings = settings
        if self.away:
            raise PipeDown
        self.told = settings

    async def set_hours(self, state: str, _closes_at: int, _opens_at: int, *, overrule: bool) -> None:
        if self.away:
            raise PipeDown
        self.hours_told.append(state)
        self.overruled.append(overrule)

    async def at(self, now: float) -> str:
        self.now = now
        await self.orders.tell()
        return self.hours_told[-1]


async def test_hours_are_told_often_and_read_seldom() -> None:
    world = World()
    for second in range(15):
        await world.at(second)
    assert (world.reads, len(world.hours_told)) == (1, 8)


async def test_hours_overrule_others_only_right_after_they_were_read() -> None:
    world = World()
    for second in range(17):
        await world.at(second)
    assert (world.reads, world.overruled) == (2, [True, *[False] * 7, True])


async def test_hours_are_told_as_soon_as_they_are_read() -> None:
    """Two seconds later another gateway may have changed them, and told the desk so."""
    world = World()
    await world.at(0)
    for second in (13.5, 15.0):
        await world.at(second)
    assert (world.reads, world.overruled) == (2, [True, False, True])


async def test_hours_that_redis_could_not_be_told_are_read_again_before_they_overrule() -> None:
    world = World()
    world.away = True
    for second in (0, 1):
        with pytest.raises(PipeDown):
            await world.at(second)
    world.definition, world.away = None, False
    assert (await world.at(12), world.overruled) == ("closed", [True])


async def test_hours_that_turn_are_read_first_and_told_though_the_store_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world, start = World(), datetime(2026, 11, 30, 11, 59, 52, tzinfo=UTC)
    monkeypatch.setattr(clock, "wall_now", lambda: start + timedelta(seconds=world.now))
    world.definition = {"zone": "UTC", "week": {"mon": [["10:00", "12:00"]]}}
    assert [await world.at(second) for second in (0, 4)] == ["open", "open"]
    world.definition = ALWAYS
    assert await world.at(8) == "open", "a change that was not read yet must not close the desk"
    assert (world.reads, world.overruled[-1]) == (2, True)
    world.definition = {"zone": "UTC", "week": {"mon": [["12:01", "13:00"]]}}
    assert await world.at(24) == "closed"
    world.down = True
    assert (await world.at(70), world.overruled[-1]) == ("open", True)
    assert (await world.at(72), world.overruled[-1]) == ("open", False)


async def test_settings_changed_at_another_gateway_are_followed() -> None:
    world = World()
    await world.at(0)
    assert world.settings.queue_limit == 7
    world.stored = {"queue_limit": 9}
    await world.at(20)
    assert world.settings.queue_limit == 9


class AwayRedis:
    """Refuses until it is back; then keeps what it is told."""

    def __init__(self) -> None:
        self.away = True
        self.told: list[tuple[Any, ...]] = []

    async def execute_command(self, *words: Any) -> None:
        if self.away:
            raise PipeDown
        self.told.append(words)


async def test_settings_that_redis_could_not_be_told_are_told_once_it_is_back() -> None:
    redis = AwayRedis()
    desk = Desk(redis, "main")  # type: ignore[arg-type]
    with pytest.raises(PipeDown):
        await desk.configure(DeskSettings(queue_limit=7))
    assert desk.told is None, "or nobody would notice that they differ"
    world = World()
    context: Any = SimpleNamespace(store=SimpleNamespace(hours=world, settings=SimpleNamespace(desk=world.settings_of)))
    follower = DeskFollower(context, desk, lambda: world.now)
    await follower._read(0)
    assert redis.told == []
    redis.away = False
    await follower._read(20)
    assert desk.settings == desk.told == DeskSettings(queue_limit=7)
    assert "queue_limit" in redis.told[-1]


async def test_a_redis_that_was_away_at_the_start_is_told_settings_and_hours_at_the_first_turn_that_it_hears() -> None:
    """Another quarter of a minute the desk stood closed, or went by the settings that are usual."""
    world = World()
    world.away, world.stored = True, {}
    for second in (0, 1, 2):
        with pytest.raises(PipeDown):
            await world.at(second)
    world.away = False
    assert (await world.at(3), world.told, world.overruled) == ("open", DeskSettings(), [True])


async def test_no_reading_outlives_the_clock() -> None:
    world = World()
    await world.at(0)
    world.silent = True
    await world.at(20)
    assert world.reading == 1
    await world.orders.stop()
    assert world.reading == 0


async def test_who_never_reached_the_store_tells_no_hours() -> None:
    """A desk that nobody told any is closed; a Redis that forgot them is to hear them from who knows."""
    world = World()
    world.down = True
    for world.now in (0, 2, 16):
        assert await world.orders.tell() == ""
    assert world.hours_told == []
    world.down = False
    assert (await world.at(32), world.overruled[-1]) == ("open", True)


async def test_hours_once_read_stand_for_an_hour_without_the_store() -> None:
    world = World()
    assert await world.at(0) == "open"
    world.down = True
    assert await world.at(60) == "open"
    assert await world.at(3500) == "open"
    assert await world.at(3700) == "closed"
    world.down = False
    assert await world.at(3720) == "open"


async def test_the_desks_day_goes_on_though_its_hours_are_too_old_and_is_unknown_before_they_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counters of two days must not run together, nor flip between two zones."""
    monkeypatch.setitem(ALWAYS, "zone", "Asia/Tokyo")
    when = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    monkeypatch.setattr(clock, "wall_now", lambda: when + timedelta(seconds=world.now))
    world = World()
    world.down = True
    assert await world.orders.tell() == ""
    world.down = False
    days = []
    for world.now, world.down in ((20, False), (1_700, True), (1_900, True), (5_000, True)):
        days.append(await world.orders.tell())
    assert days == ["2026-11-23", "2026-11-23", "2026-11-24", "2026-11-24"]
    assert world.hours_told[-1] == "closed"


async def test_a_store_that_does_not_answer_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_PATIENCE_S", 0.001)
    monkeypatch.setattr(clock, "_LONGEST_READ_S", 0.01)
    world = World()
    assert await world.at(0) == "open"
    world.silent = True
    assert await asyncio.wait_for(world.at(3500), PATIENCE_S) == "open"
    await asyncio.sleep(0.05)
    assert await asyncio.wait_for(world.at(3700), PATIENCE_S) == "open"
    await asyncio.sleep(0.05)
    assert await world.at(3720) == "closed", "what cannot be read for an hour counts no longer"


async def test_hours_are_reckoned_once_a_minute_and_when_they_change(monkeypatch: pytest.MonkeyPatch) -> None:
    world, moment, reckoned = World(), [datetime(2026, 11, 30, 9, 59, 2, tzinfo=UTC)], list[datetime]()
    monkeypatch.setattr(clock, "wall_now", lambda: moment[0])
    real = clock.service_from
    monkeypatch.setattr(clock, "service_from", lambda hours, now: reckoned.append(now) or real(hours, now))
    morning = {"zone": "UTC", "week": {"mon": [["10:00", "12:00"]]}}
    world.definition = morning
    for second in range(0, 66, 2):
        moment[0] = datetime(2026, 11, 30, 9, 59, 2, tzinfo=UTC) + timedelta(seconds=second)
        assert await world.at(second) == ("open" if moment[0].minute == 0 else "closed")
    assert len(reckoned) == 2
    world.definition = ALWAYS
    await world.at(90)
    assert len(reckoned) == 3


class LossyDesk:
    """Its first answer is lost, then it is away; it tells once what ended, but for who asks the same again."""

    name = "main"

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def tick(self, *, rid: str = "", day: str = "") -> TickResult:
        self.asked.append(rid)
        if len(self.asked) < 3:
            raise PipeLost if len(self.asked) == 1 else PipeDown
        return TickResult(1, -1, ("c1",) if rid and rid == self.asked[0] else (), ())


async def test_a_chat_whose_end_was_told_in_an_answer_that_was_lost_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0)
    closed: list[str] = []

    async def close_log(chat: str) -> Counts:
        closed.append(chat)
        return Counts(0, 0)

    async def forget(chat: str) -> None:
        closed.append(chat)

    auth = SimpleNamespace(boxes=SimpleNamespace(forget=forget))
    context: Any = SimpleNamespace(log=SimpleNamespace(close_log=close_log), auth=auth)
    desk: Any = LossyDesk()
    await clock.tick(context, desk, "", set())
    assert closed == ["c1", "c1"]
    await clock.tick(context, desk, "", set())
    assert desk.asked[-1] != desk.asked[0]
