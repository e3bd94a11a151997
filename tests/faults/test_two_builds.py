"""A rolling update of two gateways between two builds, in the middle of chats and with people who load pages: no page
lacks a part, no word is lost. With --long they are many, and the former build comes back."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest_asyncio

from bench.crowd import Crowd
from demo.stack import ROOT
from tests.faults.house import House
from tests.faults.talk import Crowded
from tests.patience import PATIENCE_S, dice_of

LONG = "HEARLINE_LONG" in os.environ
CHATS = 50 if LONG else 15
PAUSE_S = 1.0
EVERY_S = 0.3
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
    made = shutil.copytree(ROOT / "web" / "dist", folder)
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


async def release(house: House, static: Path) -> None:
    """Those who start from now on have this build."""
    house.set("HEARLINE_STATIC", str(static))
    command = [sys.executable, "-m", "chat.cli", "release"]
    await asyncio.to_thread(subprocess.run, command, cwd=ROOT, env=house.stack.settings(), check=True)


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
        self._reading: list[asyncio.Task[None]] = []
        self.builds, self.missing = set[str](), list[str]()

    def start(self) -> None:
        self._reading = [asyncio.create_task(self._read(path)) for path in PAGES]

    async def saw(self, builds: int) -> None:
        """Each page, of so many builds."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.builds) < builds * len(PAGES):  # noqa: ASYNC110
                await asyncio.sleep(EVERY_S)

    async def stop(self) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)
        await self._client.aclose()

    async def _read(self, path: str) -> None:
        while True:
            await self._page(path)
            await asyncio.sleep(EVERY_S)

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
                    await asyncio.sleep(EVERY_S)
        if answer.status_code != 200:
            self.missing.append(f"{answer.status_code} {path}")
            return ""
        return answer.text


async def test_a_rolling_update_leaves_no_page_white_and_loses_no_word(house: House, tmp_path: Path) -> None:
    old, new = ROOT / "web" / "dist", another_build(tmp_path / "new")
    await release(house, old)
    crowd, readers = Crowd(house.redis_url, house.stack.secret), Readers(house)
    await crowd.start()
    chats = Crowded(house, crowd, CHATS, dice_of("two builds"))
    try:
        await chats.open()
        chats.start(PAUSE_S, at_once=True)
        readers.start()
        await readers.saw(1)
        await release(house, new)
        await roll(house)
        await readers.saw(2)
        if LONG:
            await release(house, old)
            await roll(house)
        await readers.stop()
        problems = await chats.settle()
        assert not problems, "\n".join(problems[:5])
        assert readers.missing == []
    finally:
        await readers.stop()
        await chats.close()
        await crowd.stop()
