"""An SQLite file that cannot be used: each way in a sentence of its own, wherever it is met."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from chat.startup import why
from storage import open_store
from storage.errors import StoreFile
from storage.migrate import migrate


async def sentence(url: str) -> str:
    """What who starts a process is told."""
    store = open_store(url)
    try:
        with pytest.raises(StoreFile) as met:
            await store.start()
    finally:
        await store.close()
    return why(met.value)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:20_000])


def scribbled(file: Path) -> None:
    """All but the header, so that names of tables are no texts any more."""
    content = bytearray(file.read_bytes())
    for at in range(200, len(content), 7):
        content[at] ^= 0xFF
    file.write_bytes(content)


def another(file: Path) -> None:
    file.write_bytes(b"SELECT 1;\n" * 1000)


def short(file: Path) -> None:
    file.write_bytes(b"no database\n")


@pytest.mark.parametrize("harm", [cut, scribbled, another, short])
async def test_a_file_that_is_damaged_or_none(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    file = tmp_path / "hearline.db"
    await migrate(f"sqlite:///{file}")
    harm(file)
    assert "is damaged, or a file that is no database" in await sentence(f"sqlite:///{file}")


async def test_a_release_meets_it_too(tmp_path: Path) -> None:
    another(tmp_path / "hearline.db")
    with pytest.raises(StoreFile, match="no database"):
        await migrate(f"sqlite:///{tmp_path}/hearline.db")


@pytest.mark.parametrize("place", ["nowhere/hearline.db", "", "a" * 300, "file/hearline.db"])
async def test_a_place_where_no_file_can_be(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    assert "its folder must exist" in await sentence(f"sqlite:///{tmp_path}/{place}".removesuffix("/"))


async def test_a_file_that_somebody_else_holds(ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", ("busy_timeout=10",))
    other = sqlite3.connect(ready_sqlite_url.partition(":///")[2])
    other.execute("PRAGMA journal_mode=DELETE")
    other.execute("BEGIN EXCLUSIVE")
    assert await sentence(ready_sqlite_url) == "The database is held by another program."
    other.close()


async def test_a_disk_that_is_full(ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", ("max_page_count=1",))
    store = open_store(ready_sqlite_url)
    with pytest.raises(StoreFile, match="the disk is full"):
        await store.settings.put("main", {f"setting{n}": "x" * 4000 for n in range(50)})
    await store.close()


async def test_a_file_that_takes_no_writes(ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.PRAGMAS", ("query_only=ON",))
    store = open_store(ready_sqlite_url)
    with pytest.raises(StoreFile, match="takes no writes"):
        await store.settings.put("main", {"a": 1})
    await store.close()
