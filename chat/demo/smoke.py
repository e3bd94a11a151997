"""One whole chat by two Python clients over real WebSockets, from joining to the stored record."""

import asyncio
import json
import sqlite3
import time
from functools import partial
from typing import Any

from chat.client.door import Door
from chat.demo.data import PASSWORD
from chat.demo.people import Counsellor, Teen
from chat.demo.stack import Stack

MESSAGES = 10
RECORD_WITHIN_S = 15.0


def drive(stack: Stack, *, start_s: float) -> int:
    """Print one JSON line about one chat; returns the exit code."""
    result: dict[str, Any] = {"ok": False, "start_s": start_s}
    try:
        result |= asyncio.run(asyncio.wait_for(_chat(stack), 60))
        result["records"] = _wait_for_record(stack)
        result["ok"] = result["messages"] == 2 * MESSAGES and result["records"] == 1
    except Exception as problem:
        result["error"] = f"{type(problem).__name__}: {problem}"
    print(json.dumps(result), flush=True)
    return 0 if result["ok"] else 1


async def _chat(stack: Stack) -> dict[str, Any]:
    counsellor, teen = Counsellor(Door(stack.url)), Teen(Door(stack.url))
    try:
        await counsellor.sign_in("an", PASSWORD)
        await counsellor.set_available()
        begin = time.monotonic()
        chat = await teen.join("nl", topic="cyberbullying", age_band="14_15")
        await counsellor.until(lambda: bool(counsellor.offers()))
        offered_ms = (time.monotonic() - begin) * 1000
        await counsellor.accept(counsellor.offers()[0])
        delays = await _talk(teen, counsellor, chat)
        await counsellor.finish(chat)
        await teen.until(lambda: teen.state is not None and teen.state.end is not None)
        await fill_form(counsellor, chat)
        await counsellor.ready(chat)
    finally:
        await teen.close()
        await counsellor.close()
    return {"offered_ms": round(offered_ms, 1), "delivered_ms_p99": _p99(delays), "messages": len(delays)}


async def _talk(teen: Teen, counsellor: Counsellor, chat: str) -> list[float]:
    """Ten messages each way; how long each took from writing to being read, in ms."""
    delays = []
    for number in range(MESSAGES):
        for writer, reader in ((teen, counsellor), (counsellor, teen)):
            begin = time.monotonic()
            cid = writer.write(chat, {"text": f"Message {number}"})
            await reader.until(partial(reader.has_read, cid))
            delays.append((reader.heard[-1].at - begin) * 1000)
    return delays


async def fill_form(counsellor: Counsellor, chat: str) -> None:
    """Answer what is required with the first thing there is."""
    form = await counsellor.door.get(f"/api/staff/desks/{counsellor.desk}/form")
    body = {"desk": counsellor.desk, "version": form["version"], "answers": first_answers(form)}
    await counsellor.door.post(f"/api/staff/chats/{chat}/form", body)


def first_answers(form: dict[str, Any]) -> dict[str, Any]:
    """The first code of each field that is required with the answers before it."""
    answers: dict[str, Any] = {}
    for item in form["fields"]:
        when = item.get("when")
        if item.get("required") and (not when or answers.get(when["field"]) in when["is"]):
            first = item["options"][0]["code"]
            answers[item["name"]] = [first] if item["type"] == "choices" else first
    return answers


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
