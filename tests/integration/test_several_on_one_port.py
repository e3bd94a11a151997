"""`hearline web --workers N`: equal gateways on one port, one killed, all drained, none left behind."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from demo.data import PASSWORD
from demo.people import Ears, is_in, offered, wait
from demo.ports import free_port
from demo.stack import ROOT, Part, Stack
from demo.tether import Tether
from routing.pipe import Pipe
from routing.processes import Process, processes
from tests.integration.gateway.ends import eventually
from tests.patience import PATIENCE_S
from tests.processes import descendants, gone

COUNT = 3


@pytest.fixture
def house(tether: Tether, tmp_path: Path, prepared: Callable[[Path], Path]) -> Iterator[Stack]:
    """Redis and a store; nothing runs yet."""
    it = Stack(tether, prepared(tmp_path), free_port(), {"HEARLINE_CALM_JOINS": "1000000"})
    it.start_valkey()
    yield it
    it.stop()


def start(house: Stack, *words: str) -> Part:
    log = house.folder / "web.log"
    command = [sys.executable, "-m", "chat.cli", "web", "--workers", str(COUNT), *words]
    with log.open("wb") as out:
        child = house.tether.start(command, cwd=ROOT, env=house.settings(), stdout=out, stderr=subprocess.STDOUT)
    part = house.parts["web"] = Part("web", child, log)
    return part


@pytest.fixture
async def pipe(house: Stack) -> AsyncIterator[Pipe]:
    it = Pipe(house.redis_url)
    await it.start()
    yield it
    await it.stop()


async def alive(pipe: Pipe) -> list[Process]:
    return [one for one in await processes(pipe) if one.alive]


async def all_there(pipe: Pipe, part: Part, without: set[str] = frozenset()) -> set[str]:  # type: ignore[assignment]
    """The ids of the gateways, once there are as many as were asked for, beside those that died."""
    await eventually(lambda: _count(pipe, without))
    assert part.child.poll() is None
    return {one.id for one in await alive(pipe)} - without


async def _count(pipe: Pipe, without: set[str]) -> bool:
    return len({one.id for one in await alive(pipe)} - without) == COUNT


async def test_one_is_killed_under_chats_and_comes_back(house: Stack, pipe: Pipe) -> None:
    part = start(house)
    first = await all_there(pipe, part)
    house.wait()
    heard, ears = Ears(), Ears()
    an, teen = StaffClient(house.url, on=ears), TeenClient(house.url, on=heard)
    try:
        await an.sign_in("an", PASSWORD)
        await an.available()
        chat = await teen.join("nl", topic="cyberbullying", age_band="14_15")
        await wait(an, lambda: bool(offered(an)), PATIENCE_S)
        await an.accept(chat)
        await wait(teen, lambda: is_in(teen, "active"), PATIENCE_S)
        children = sorted(descendants(part.child.pid))
        assert len(children) == COUNT
        for number, child in enumerate(children, 1):  # whoever has the chat is among them
            os.kill(child, signal.SIGKILL)
            said = an.say(chat, f"word {number}")
            await wait(teen, lambda said=said: said in heard.heard, PATIENCE_S)  # type: ignore[misc]
        second = await all_there(pipe, part, first)
        assert not second & first
        assert part.log.read_text().count('"code": "sigkill"') == COUNT
    finally:
        await teen.close()
        await an.close()
    family = descendants(part.child.pid) | {part.child.pid}
    assert house.tether.stop(part.child, within_s=PATIENCE_S) == 0
    assert gone(family, PATIENCE_S) == set()
    assert {one.id for one in await alive(pipe)} <= first, "who is not killed says that it leaves"


async def test_connections_are_spread(house: Stack, pipe: Pipe) -> None:
    part = start(house)
    await all_there(pipe, part)
    house.wait()
    teens = [TeenClient(house.url) for _ in range(24)]
    for teen in teens:
        await teen.join("nl", topic="other", age_band="unknown")
    wanted = Counter([(await pipe.call("HGET", f"{{desk:main}}:chat:{teen.chat}", "gateway")) for teen in teens])
    for teen in teens:
        await teen.close()
    assert len(wanted) == COUNT
    assert sum(wanted.values()) == 24


async def test_a_supervisor_that_is_killed_leaves_nobody(house: Stack, pipe: Pipe) -> None:
    part = start(house)
    await all_there(pipe, part)
    family = descendants(part.child.pid)
    part.child.kill()
    part.child.wait(PATIENCE_S)
    assert gone(family, PATIENCE_S) == set()


async def test_a_bad_start_is_told_and_not_repeated_for_ever(house: Stack, tmp_path: Path) -> None:
    house.environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/none.db"}
    part = start(house)
    assert await asyncio.to_thread(part.child.wait, PATIENCE_S) == 1
    assert "run hearline release" in part.log.read_text()


async def test_a_port_that_is_taken_is_not_shared(house: Stack, pipe: Pipe) -> None:
    part = start(house)
    await all_there(pipe, part)
    command = [sys.executable, "-m", "chat.cli", "web", "--workers", "2"]
    second = await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=ROOT,
        env=house.settings(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert second.returncode == 1
    assert "Cannot listen on" in second.stderr
