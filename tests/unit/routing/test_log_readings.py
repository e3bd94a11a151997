"""A log's answers are long: no more than 32 readings are under way at once, whatever asks for them."""

import asyncio
from typing import Any

import pytest

from routing.errors import LogLost
from routing.library import Library
from routing.log import READINGS, ChatLog
from routing.pipe import Done

STANDING = [1, "e", 1, 0, 0, 0, 0, 0, 0, "", []]


class Scripts(Library):
    """A server that answers when it is told to."""

    def __init__(self) -> None:
        self.under_way: list[tuple[str, Done]] = []

    def run_soon(self, pipe: Any, name: str, line: Any, done: Done, *, patient: bool = False) -> None:
        self.under_way.append((name, done))

    def answer(self) -> None:
        name, done = self.under_way.pop(0)
        done([] if name == "read" else STANDING, None)

    def refuse(self) -> None:
        self.under_way.pop(0)[1](None, LogLost())


def log() -> tuple[ChatLog, Scripts]:
    scripts = Scripts()
    return ChatLog(None, scripts=scripts), scripts  # type: ignore[arg-type]


def asked(it: ChatLog, kind: str) -> Any:
    if kind == "attach":
        return it.attach("c", "teen", "g", 1)
    return it.read("c", 0) if kind == "read" else it.refill("c", "teen", 1, "e", [], True)


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", ["read", "attach", "refill"])
async def test_no_more_than_so_many_at_once(kind: str) -> None:
    assert READINGS == 32
    it, scripts = log()
    tasks = [asyncio.create_task(asked(it, kind)) for _ in range(READINGS + 8)]
    await turns()
    assert len(scripts.under_way) == READINGS
    for _ in range(3):
        scripts.answer()
    await turns()
    assert len(scripts.under_way) == READINGS, "each answer lets one more begin"
    while scripts.under_way:
        scripts.answer()
        await turns()
    await asyncio.gather(*tasks)


async def test_one_that_is_refused_or_given_up_makes_room_too() -> None:
    it, scripts = log()
    tasks = [asyncio.create_task(asked(it, "read")) for _ in range(READINGS + 2)]
    await turns()
    scripts.refuse()
    tasks[1].cancel()
    await turns()
    assert len(scripts.under_way) >= READINGS, "another one has begun in their place"
    while scripts.under_way:
        scripts.answer()
        await turns()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in found[:2]] == [LogLost, asyncio.CancelledError]
    assert found[2:] == [()] * READINGS


async def test_words_and_marks_wait_for_no_reading() -> None:
    it, scripts = log()
    tasks = [asyncio.create_task(asked(it, "read")) for _ in range(READINGS + 1)]
    await turns()
    it.append_soon("c", 1, "stored", lambda *_: None)
    it.seen_soon("c", "teen", 1, 1)
    assert [name for name, _ in scripts.under_way[READINGS:]] == ["append", "seen"]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
