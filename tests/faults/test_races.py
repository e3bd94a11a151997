"""Fifty connections accept, decline, leave, drop and finish at once on three gateways; each moment must be in order."""

import asyncio
import contextlib
import os
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from redis.asyncio import Redis

from chat.client.http_calls import Refused
from chat.client.person import new_id
from chat.client.sealing import ConsoleKey
from chat.client.staff import CommandRefused, StaffClient
from chat.client.teen import TeenClient
from chat.protocol.common import Key
from chat.protocol.staff import Accept, Decline, Finish, Ready
from demo.data import PASSWORD
from demo.ports import free_port
from demo.stack import Stack
from demo.tether import Tether
from storage.store import open_store
from storage.values import Account
from tests.conftest import make_redis
from tests.faults.papers import persist
from tests.faults.races import Snapshot, accepted_once, between
from tests.faults.snapshot import snapshot
from tests.patience import dice_of

STAFF, TEENS = 25, 25
# The race goes on until so much has happened, however long that takes here.
ACCEPTS, MOMENTS = (1_000, 1_000) if os.environ.get("HEARLINE_LONG") else (60, 60)
# One in so many counsellors lets each offer go by.
SLEEPER = 8
_PAIR = ConsoleKey()
KEY = Key(_PAIR.kid, _PAIR.public)
LOST = (httpx.HTTPError, TimeoutError)


@pytest.fixture
async def gateways(
    tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]
) -> AsyncIterator[tuple[Stack, list[str]]]:
    """Three gateways and a worker on one Redis, with accounts for a large crew and short offers."""
    stack = Stack(tether, prepared(tmp_path), free_port())
    stack.start_valkey()
    await _hire(f"sqlite:///{tmp_path}/hearline.db")
    ports = [stack.port, free_port(), free_port()]
    for number, port in enumerate(ports):
        stack.start("web", name=f"web{number}", port=port)
    stack.start("worker")
    for port in ports:
        await asyncio.to_thread(stack.wait, port)
    yield stack, [f"http://127.0.0.1:{port}" for port in ports]
    await asyncio.to_thread(stack.stop)


async def _hire(url: str) -> None:
    store = open_store(url)
    await store.start()
    hashed = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    crew = Account("", "", "", "counsellor", hashed, ("nl", "fr"))
    for number in range(STAFF):
        name = f"c{number}"
        await store.accounts.add(replace(crew, id=name, name=name, display=name, capacity=1 + number % 2))
    await store.settings.put("main", {"offer_ms": 3_000, "wrap_up_ms": 2_000, "misses_to_away": 50})
    await store.close()


class Race:
    """Everybody's doings, and what was seen of the desk meanwhile."""

    def __init__(self, redis: Redis, urls: list[str], rng: random.Random) -> None:
        self.redis, self.urls, self.rng = redis, urls, rng
        self.accepted: list[tuple[str, int, str]] = []
        self.moments, self.last = 0, Snapshot({})
        self.wrong: list[str] = []
        self.joined: list[str] = []
        self.over = asyncio.Event()

    async def run(self) -> None:
        people = [self._counsel(f"c{n}") for n in range(STAFF)] + [self._come_again() for _ in range(TEENS)]
        async with asyncio.TaskGroup() as everybody:
            for doing in [*people, self._watch()]:
                everybody.create_task(doing)

    async def _watch(self) -> None:
        while not self.over.is_set():
            now = await snapshot(self.redis, "main")
            self.wrong += [*now.problems(), *between(self.last, now)]
            self.moments, self.last = self.moments + 1, now
            if self.wrong or (self.moments >= MOMENTS and len(self.accepted) >= ACCEPTS):
                self.over.set()
            await asyncio.sleep(0.03)

    async def _counsel(self, name: str) -> None:
        console = StaffClient(self.rng.choice(self.urls))
        await persist(lambda: console.sign_in(name, PASSWORD))
        await console.available()
        while not self.over.is_set():
            await asyncio.sleep(self.rng.uniform(0.05, 0.3))
            for held in list(console.chats.values()):
                await self._act(console, name, held.chat, held.fence, held.state)
            if self.rng.random() < 0.02:
                console.driver.abort()
        with contextlib.suppress(*LOST):
            await console.sign_out()
        await console.close()

    async def _act(self, console: StaffClient, name: str, chat: str, fence: int, state: str) -> None:
        chance = self.rng.random()
        try:
            if state == "offered" and int(name[1:]) % SLEEPER == 0:
                return  # Until it expires.
            if state == "offered" and chance < 0.6:
                await console.command(Accept(new_id(), chat, fence, KEY))
                self.accepted.append((chat, fence, name))
            elif state == "offered" and chance < 0.75:
                await console.command(Decline(new_id(), chat, fence))
            elif state == "active" and chance < 0.5:
                await console.command(Finish(new_id(), chat, fence))
            elif state == "wrap_up" and chance < 0.7:
                await console.command(Ready(new_id(), chat))
        except (CommandRefused, TimeoutError):
            pass  # Somebody else was faster: the point of this test. Or an answer was lost with its connection.

    async def _come_again(self) -> None:
        while not self.over.is_set():
            await self._come()
            await asyncio.sleep(self.rng.uniform(0, 0.3))

    async def _come(self) -> None:
        teen = TeenClient(self.rng.choice(self.urls))
        try:
            self.joined.append(await teen.join(self.rng.choice(["nl", "fr"])))
            until = asyncio.get_running_loop().time() + self.rng.uniform(0.2, 4)
            while asyncio.get_running_loop().time() < until and not (teen.view and teen.view.end):
                await asyncio.sleep(0.1)
                if self.rng.random() < 0.03:
                    teen.driver.abort()
            teen.leave()
            await asyncio.sleep(0.1)
        except (Refused, *LOST):
            await asyncio.sleep(0.5)
        finally:
            await teen.close()


async def test_no_moment_of_the_race_is_out_of_order(gateways: tuple[Stack, list[str]]) -> None:
    stack, urls = gateways
    redis = make_redis(stack.redis_url)
    race = Race(redis, urls, dice_of("race"))
    try:
        await race.run()
        wrong = race.wrong + accepted_once(race.accepted)
        assert not wrong, wrong[:5]
        stack.check()
    finally:
        await redis.aclose()
