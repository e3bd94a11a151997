"""Words typed by either side are nowhere on the server: no file of Redis or SQL, no log, no process's memory."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bench.crowd import Crowd
from chat.client.person import Said
from routing.pipe import Pipe
from tests.faults.house import House
from tests.faults.talk import Pair
from tests.patience import PATIENCE_S

CHUNK = 1 << 22


@pytest.fixture
async def house() -> AsyncIterator[House]:
    it = House(extra={"HEARLINE_LOG_LEVEL": "DEBUG"})
    await it.start()
    yield it
    await it.stop()


def memory(pid: int) -> Iterator[bytes]:
    """All that a process may write to, in pieces that overlap a little."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as mem:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights = line.split()[:2]
            start, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw"):
                for at in range(start, end, CHUNK):
                    yield _read(mem.fileno(), at, min(CHUNK + 256, end - at))


def _read(number: int, at: int, size: int) -> bytes:
    try:
        return os.pread(number, size, at)
    except OSError:
        return b""


def in_memory(pid: int, words: list[bytes]) -> set[bytes]:
    return {word for piece in memory(pid) for word in words if word in piece}


def in_files(folders: list[Path], words: list[bytes]) -> set[tuple[str, bytes]]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {(path.name, word) for path in files for word in words if word in path.read_bytes()}


async def talk(pair: Pair, words: list[str]) -> None:
    """The teen says the first and has the second as a name, the counsellor says the third."""
    await pair.open()
    await pair.accept()
    heard = asyncio.create_task(pair.staff.until(lambda event: isinstance(event, Said)))
    pair.teen.say(words[0], name=words[1])
    await heard
    cid = pair.staff.say(pair.teen.chat, words[2])
    await pair.staff.sent(pair.teen.chat, cid)
    async with asyncio.timeout(PATIENCE_S):
        while not pair.records["teen"].new:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_no_word_is_on_the_server(house: House) -> None:
    canaries = [f"canary{secrets.token_hex(12)}" for _ in range(3)]
    crowd = Crowd(house.redis_url, house.stack.secret)
    await crowd.start()
    pair = Pair(1, house, crowd)
    await talk(pair, canaries)
    pipe = Pipe(house.redis_url)
    await pipe.start()
    await pipe.call("SAVE")
    await pipe.call("BGREWRITEAOF")
    async with asyncio.timeout(PATIENCE_S):
        while "aof_rewrite_in_progress:1" in await pipe.call("INFO", "persistence"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    words, chat = [canary.encode() for canary in canaries], pair.teen.chat.encode()

    folders = [house.valkey.folder, house.stack.folder]
    assert in_files(folders, words) == set()
    assert any(word == chat for _, word in in_files(folders, [chat])), "the search finds what is there"
    assert house.valkey.child is not None
    pids = [house.valkey.child.pid, *(part.child.pid for part in house.stack.parts.values())]
    found = [in_memory(pid, [*words, chat]) for pid in pids]
    assert set().union(*found) == {chat}, "the chat's id is found in memory, its words are not"
    assert sum(chat in words_there for words_there in found) >= 2, "Redis and a gateway know its id"
    await pair.teen.close()
    await pair.staff.close()
    await pipe.stop()
    await crowd.stop()
