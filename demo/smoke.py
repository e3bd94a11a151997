"""One whole chat by two Python clients over real WebSockets, from joining to the stored record."""

import asyncio
import json
import sqlite3
import time
from typing import Any

from redis.asyncio import Redis

from chat.client.person import Person
from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from demo.data import PASSWORD
from demo.people import Ears, fill_form, is_in, offered, wait
from demo.stack import Stack

MESSAGES = 10
RECORD_WITHIN_S = 15.0


def drive(stack: Stack, *, start_s: float) -> int:
    """Print one JSON line about one chat; returns the exit code."""
    result: dict[str, Any] = {"ok": False, "start_s": start_s}
    try:
        result["redis"] = asyncio.run(_version(stack.redis_url))
        result |= asyncio.run(asyncio.wait_for(_chat(stack), 60))
        result["records"] = _wait_for_record(stack)
        result["ok"] = result["messages"] == 2 * MESSAGES and result["records"] == 1
    except Exception as problem:
        result["error"] = f"{type(problem).__name__}: {problem}"
    print(json.dumps(result), flush=True)
    return 0 if result["ok"] else 1


async def _version(redis_url: str) -> str:
    """`7.0.15` of Redis, `valkey 9.1.0` of Valkey, which calls itself a Redis of another number, too."""
    client = Redis.from_url(redis_url)
    about = await client.info("server")
    await client.aclose()
    return f"valkey {about['valkey_version']}" if "valkey_version" in about else str(about["redis_version"])


async def _chat(stack: Stack) -> dict[str, Any]:
    ears = {"teen": Ears(), "staff": Ears()}
    staff, teen = StaffClient(stack.url, on=ears["staff"]), TeenClient(stack.url, on=ears["teen"])
    try:
        await staff.sign_in("an", PASSWORD)
        await staff.available()
        begin = time.monotonic()
        chat = await teen.join("nl", topic="cyberbullying", age_band="14_15")
        await wait(staff, lambda: bool(offered(staff)))
        offered_ms = (time.monotonic() - begin) * 1000
        await staff.accept(chat)
        await wait(teen, lambda: is_in(teen, "active"))
        delays = await _talk(chat, (teen, ears["teen"]), (staff, ears["staff"]))
        await staff.finish(chat)
        await wait(teen, lambda: is_in(teen, "wrap_up", "closed"))
        await fill_form(staff, chat)
        await staff.ready(chat)
    finally:
        await teen.close()
        await staff.close()
    return {"offered_ms": round(offered_ms, 1), "delivered_ms_p99": _p99(delays), "messages": len(delays)}


async def _talk(chat: str, *ends: tuple[Person, Ears]) -> list[float]:
    """Ten messages each way, in turn; how long each took from writing to being read, in ms."""
    delays = []
    for number in range(MESSAGES):
        for (writer, _), (reader, ears) in (ends, ends[::-1]):
            begin = time.monotonic()
            cid = writer.write(chat, {"text": f"Message {number}"})
            await wait(reader, lambda cid=cid, ears=ears: cid in ears.heard)  # type: ignore[misc]
            delays.append((ears.heard[cid] - begin) * 1000)
    return delays


def _wait_for_record(stack: Stack) -> int:
    until = time.monotonic() + RECORD_WITHIN_S
    while (count := _records(stack)) < 1 and time.monotonic() < until:
        time.sleep(0.05)
    return count


def _records(stack: Stack) -> int:
    with sqlite3.connect(f"file:{stack.folder}/hearline.db?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM session").fetchone()[0])


def _p99(values: list[float]) -> float:
    return round(sorted(values)[max(0, -(-len(values) * 99 // 100) - 1)], 1)
