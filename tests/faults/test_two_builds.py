"""A rolling update of two gateways between two builds, in the middle of chats and with people who load pages: no page
lacks a part, no word is lost. With --long they are many, and the former build comes back."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from itertools import cycle
from pathlib import Path
from random import Random

import httpx
import pytest_asyncio

from bench.crowd import Crowd
from demo.stack import ROOT
from tests.faults.house import House
from tests.faults.talk import Crowded
from tests.patience import PATIENCE_S, dice_of

LONG = "HEARLINE_LONG" in os.environ
CHATS = 50 if LONG else 15
DIST = ROOT / "web" / "dist"
PAUSE_S = 1.0
AGAIN_S = 0.3
LOADS_PER_S = 20 if LONG else 5
MOST_AT_ONCE = 40
PAGES = ("/widget/main", "/console", "/dashboard")
_HASH = re.compile(r"-([A-Za-z0-9_-]{8})\.(?:js|css|json|woff2)\b")
_PART = re.compile(r"[\w.-]+-[A-Za-z0-9_-]{8}\.(?:js|css|json)\b")


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    it = House(direct=True)
    await it.start()
    yield it
    await it.stop()


def another_build(folder: Path) -> Path:
    """The same front end, each of whose files has another name."""
    made = shutil.copytree(DIST, folder)
    for packed in made.rglob("*.br"):
        packed.unlink()
    files = [path for path in made.rglob("*") if path.is_file()]
    hashes = {found[1] for path in files for found in _HASH.finditer(path.name)}
    renamed = {one: one[::-1].replace("-", "_") for one in hashes if one != one[::-1]}
    for path in files:
        if path.suffix in {".js", ".css", ".html", ".json"}:
            path.write_text(_anew(path.read_text(), renamed))
        path.rename(path.with_name(_anew(path.name, renamed)))
    return made


def _anew(text: str, renamed: dict[str, str]) -> str:
    return _HASH.sub(lambda found: found[0].replace(found[1], renamed.get(found[1], found[1])), text)


async def release(house: House) -> None:
    """As before each update, by the code that is next."""
    command = [sys.executable, "-m", "chat.cli", "release"]
    await asyncio.to_thread(subprocess.run, command, cwd=house.stack.code, env=house.stack.settings(), check=True)


async def roll(house: House) -> None:
    for name in list(house.ports):
        await house.stop_gateway(name)
        house.start_gateway(name)
        await house.ready(name)


class Readers:
    """Load page after page, each file from whichever gateway takes the connection, as behind a load balancer."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._client = httpx.AsyncClient(verify=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._starting: asyncio.Task[None] | None = None
        self._loading = set[asyncio.Task[None]]()
        self.builds, self.missing = set[str](), list[str]()

    def start(self) -> None:
        self._starting = asyncio.create_task(self._start())

    async def saw(self, builds: int) -> None:
        """Each page, of so many builds."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.builds) < builds * len(PAGES):  # noqa: ASYNC110
                await asyncio.sleep(AGAIN_S)

    async def stop(self) -> None:
        running = [self._starting, *self._loading] if self._starting else []
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._client.aclose()

    async def _start(self) -> None:
        """Begins so many loads a second, as long as those begun before come to their end."""
        for path in cycle(PAGES):
            load = asyncio.create_task(self._page(path))
            self._loading.add(load)
            load.add_done_callback(self._loaded)
            await asyncio.sleep(1 / LOADS_PER_S)
            if len(self._loading) >= MOST_AT_ONCE:
                await asyncio.wait(self._loading, return_when=asyncio.FIRST_COMPLETED)

    def _loaded(self, load: asyncio.Task[None]) -> None:
        self._loading.discard(load)
        if not load.cancelled() and (problem := load.exception()):
            self.missing.append(repr(problem))

    async def _page(self, path: str) -> None:
        shell = await self._get(path)
        name = path.split("/")[1]
        first = wanted = set(_PART.findall(shell))
        seen = set[str]()
        while wanted:
            seen |= wanted
            texts = await asyncio.gather(*(self._get(f"/static/{name}/assets/{part}") for part in wanted))
            wanted = {part for text in texts for part in _PART.findall(text)} - seen
        self.builds.add(" ".join(sorted(first)))

    async def _get(self, path: str) -> str:
        async with asyncio.timeout(PATIENCE_S):
            while True:
                try:
                    answer = await self._client.get(f"{self._house.url}{path}")
                    break
                except httpx.TransportError:  # it stops just now: the load balancer asks the other one
                    await asyncio.sleep(AGAIN_S)
        if answer.status_code != 200:
            self.missing.append(f"{answer.status_code} {path}")
            return ""
        return answer.text


async def rolled(house: House, after: Callable[[], None], before: Callable[[], None], dice: Random) -> list[str]:
    """What is lost while the house goes to another build and back, under chats and readers. `after` and `before` say
    what is started from then on."""
    await release(house)
    crowd, readers = Crowd(house.redis_url, house.stack.secret), Readers(house)
    await crowd.start()
    chats = Crowded(house, crowd, CHATS, dice)
    try:
        await chats.open()
        chats.start(PAUSE_S, at_once=True)
        readers.start()
        await readers.saw(1)
        after()
        await release(house)
        await roll(house)
        await readers.saw(2)
        if LONG:
            before()
            await release(house)
            await roll(house)
        await readers.stop()
        return await chats.settle() + readers.missing
    finally:
        await readers.stop()
        await chats.close()
        await crowd.stop()


async def test_a_rolling_update_leaves_no_page_white_and_loses_no_word(house: House, tmp_path: Path) -> None:
    new = str(another_build(tmp_path / "new"))
    name = "HEARLINE_STATIC"
    lost = await rolled(house, lambda: house.set(name, new), lambda: house.set(name, str(DIST)), dice_of("two builds"))
    assert not lost, "\n".join(lost[:5])
