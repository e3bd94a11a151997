"""The faults, by name. Each happens while everybody talks, and returns once the fault itself is over."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable

from routing.pipe import Pipe
from tests.faults.house import House
from tests.faults.proxy import Weather
from tests.faults.talk import Crowded
from tests.patience import PATIENCE_S

PAUSE_S = 1.5
TURNED = 6

Scene = Callable[[House, random.Random], Awaitable[None]]


async def kill_a_gateway(house: House, dice: random.Random) -> None:
    name = dice.choice(list(house.ports))
    await house.kill_gateway(name)
    await asyncio.sleep(0.5)
    house.start_gateway(name)
    await house.ready(name)


async def freeze_a_gateway(house: House, dice: random.Random) -> None:
    """For a minute. Its clients go elsewhere; what it still wanted to write when it wakes is refused or harmless."""
    name = dice.choice(list(house.ports))
    house.signal(name, signal.SIGSTOP)
    try:
        await asyncio.sleep(house.minute_s / 3)
        house.frozen.add(name)
        house.front.cut_all()
        await asyncio.sleep(house.minute_s * 2 / 3)
    finally:
        house.signal(name, signal.SIGCONT)
        house.frozen.discard(name)


async def sql_refuses(house: House, dice: random.Random) -> None:
    """For a minute."""
    with house.without_sql(silent=False):
        await asyncio.sleep(house.minute_s)


async def sql_is_silent(house: House, dice: random.Random) -> None:
    """For a minute nothing that is asked of SQL is answered, and nobody is told."""
    with house.without_sql(silent=True):
        await asyncio.sleep(house.minute_s)


async def clock_jumps(house: House, dice: random.Random) -> None:
    """One gateway's wall clock is an hour ahead, then an hour behind, then right again."""
    name = dice.choice(list(house.ports))
    for seconds in (3600, -3600, 0):
        house.jump(name, seconds)
        await asyncio.sleep(house.minute_s / 3)


async def lose_replies(house: House, dice: random.Random) -> None:
    """What Redis answers is lost with the connection: the commands ran."""
    house.back.weather = Weather(lose_replies=True)
    await asyncio.sleep(dice.uniform(0.1, 0.5))
    house.back.weather = Weather()


async def cut_redis(house: House, dice: random.Random) -> None:
    house.back.cut_all()


async def kill_subscriptions(house: House, dice: random.Random) -> None:
    await _redis(house, "CLIENT", "KILL", "TYPE", "pubsub")


async def forget_everything(house: House, dice: random.Random) -> None:
    await _redis(house, "FLUSHALL")


async def restart_redis(house: House, dice: random.Random) -> None:
    await _restart(house, forget=False)


async def restart_redis_empty(house: House, dice: random.Random) -> None:
    await _restart(house, forget=True)


async def no_replicas(house: House, dice: random.Random) -> None:
    """Redis waits for a replica that is not there, and refuses every write meanwhile."""
    await _redis(house, "CONFIG", "SET", "min-replicas-to-write", "1")
    await asyncio.sleep(house.minute_s / 2)
    await _redis(house, "CONFIG", "SET", "min-replicas-to-write", "0")


async def cut_clients(house: House, dice: random.Random) -> None:
    for passage in house.front.some(0.5, dice):
        passage.cut()


async def cut_clients_in_half(house: House, dice: random.Random) -> None:
    """In the middle of a frame."""
    for passage in house.front.some(0.5, dice):
        passage.weather = Weather(cut_in_half=True)
    await asyncio.sleep(0.5)


async def half_open(house: House, dice: random.Random) -> None:
    """Nothing passes any more and nobody is told: pings must notice."""
    for passage in house.front.some(0.3, dice):
        passage.weather = Weather(swallow=True)
    await asyncio.sleep(3)
    for passage in list(house.front.passages):
        if passage.weather is not None and passage.weather.swallow:
            passage.cut()


async def slow_lines(house: House, dice: random.Random) -> None:
    for passage in house.front.some(0.5, dice):
        passage.weather = Weather(delay_s=0.3, bytes_per_s=20_000)
    await asyncio.sleep(2)
    for passage in list(house.front.passages):
        passage.weather = None


async def rolling_restart(house: House, dice: random.Random) -> None:
    for name in list(house.ports):
        assert await house.stop_gateway(name) != -signal.SIGKILL, "it did not stop by itself"
        house.start_gateway(name)
        await house.ready(name)


async def _restart(house: House, *, forget: bool) -> None:
    await asyncio.to_thread(house.valkey.kill, forget=forget)
    await asyncio.sleep(0.2)
    house.valkey.start()


async def _redis(house: House, *words: str) -> None:
    pipe = Pipe(house.redis_url)
    await pipe.start()
    await pipe.call(*words)
    await pipe.stop()


SCENES: dict[str, Scene] = {
    scene.__name__: scene
    for scene in (
        kill_a_gateway,
        freeze_a_gateway,
        lose_replies,
        cut_redis,
        kill_subscriptions,
        forget_everything,
        restart_redis,
        restart_redis_empty,
        no_replicas,
        cut_clients,
        cut_clients_in_half,
        half_open,
        slow_lines,
        rolling_restart,
        sql_refuses,
        sql_is_silent,
        clock_jumps,
    )
}
# What the Redis server has a part in.
OF_REDIS = {
    scene.__name__
    for scene in (
        lose_replies,
        cut_redis,
        kill_subscriptions,
        forget_everything,
        restart_redis,
        restart_redis_empty,
        no_replicas,
    )
}
# Nobody at the desk notices these: meanwhile chats end and newcomers are accepted.
UNNOTICED = {sql_refuses.__name__, sql_is_silent.__name__, clock_jumps.__name__}


async def play(name: str, house: House, chats: Crowded, dice: random.Random) -> list[str]:
    """One fault while everybody talks, then the end of a few chats; the promises that were broken."""
    return await play_scene(SCENES[name], house, chats, dice, unnoticed=name in UNNOTICED)


async def play_scene(
    scene: Scene, house: House, chats: Crowded, dice: random.Random, *, unnoticed: bool = False
) -> list[str]:
    """The same for a scene that has no name."""
    chats.start(PAUSE_S, at_once=True)
    await asyncio.sleep(dice.uniform(0, 0.2))
    beside = chats.turn_over(TURNED) if unnoticed else asyncio.sleep(0)
    await asyncio.gather(scene(house, dice), beside)
    problems = await chats.settle()
    problems += [chats.describe(chat) for chat in sorted({problem.partition(":")[0] for problem in problems})[:3]]
    if not problems and not unnoticed:
        await chats.turn_over(TURNED)
        problems += await chats.recorded(time.monotonic() + PATIENCE_S)
    return problems
