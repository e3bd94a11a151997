"""The recorder killed again and again, at moments nobody chose: every chat is one row, and none is missing."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import PIPE

from redis.asyncio import Redis
from sqlalchemy import text

from routing import keys
from routing.stream import EndedStream
from routing.times import WaitingTimes
from storage import open_store
from tests.recording import recorder
from tests.unit.storage.events import NOON, attempt

CHATS, KILLS = (1_000, 4) if "HEARLINE_LONG" in os.environ else (400, 3)
CHILD = """
import asyncio, sys
from chat.jobs import recorder
from storage import open_store
from tests.conftest import make_redis
from tests.recording import recording

recorder.BATCH = 20

async def main(database, redis):
    turning = recording(make_redis(redis), open_store(database))
    print("ready", flush=True)
    await recorder.record(turning, asyncio.Event())

asyncio.run(main(*sys.argv[1:]))
"""


async def killed_run(database: str, redis_url: str, after_s: float) -> None:
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", CHILD, database, redis_url, stdout=PIPE)
    assert child.stdout is not None
    await child.stdout.readline()
    await asyncio.sleep(after_s)
    child.send_signal(signal.SIGKILL)
    await child.wait()


async def test_killed_at_any_moment_nothing_is_lost_or_doubled(
    ready_store_url: str, redis: Redis, valkey_url: str
) -> None:
    for n in range(CHATS):
        await redis.xadd(keys.desk_key("main", "ended"), attempt(f"record-{n}", joined_ms=NOON + n))
    draw = random.Random(11)
    for _ in range(KILLS):
        await killed_run(ready_store_url, valkey_url, draw.uniform(0.02, 0.25))

    store, stream = open_store(ready_store_url), EndedStream(redis, "main", "one")
    last = recorder(redis, store)
    while await last.step():
        pass
    await last.sweep()
    async with store.database.reading() as connection:
        counted = await connection.scalar(text("SELECT sum(n) FROM tally WHERE measure = 'result' AND grain = 'day'"))
        rows = await connection.scalar(text("SELECT count(*) FROM session"))
        timed = await connection.scalar(text("SELECT sum(n) FROM exact WHERE measure = 'wait' AND grain = 'day'"))
        binned = await connection.scalar(text("SELECT sum(n) FROM tally WHERE measure = 'wait_bin' AND grain = 'day'"))
    waiting = await WaitingTimes(redis, "main").count()
    assert waiting < 10
    assert (int(timed or 0) + waiting, int(binned or 0) + waiting) == (CHATS, CHATS)
    assert (rows, int(counted or 0)) == (CHATS, CHATS)
    assert (await stream.length(), await store.recorder.unforgotten("main")) == (0, [])
    await store.close()
