"""Whoever holds two states of the store against each other pairs no row with an exact time: a quiet desk, played.

The thief takes a state after each commit: by reading the frames of SQLite's write-ahead log, by decoding PostgreSQL's,
or by backing up both now and then. A sum that grew by fewer than ten chats tells of them.
"""

import re
import shutil
import sqlite3
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from routing import keys
from storage import Store, open_store
from storage.database import Database
from storage.migrate import migrate
from tests.postgres import plain
from tests.recording import recorder
from tests.unit.storage.events import NOON, attempt, duty, unanswered

CHATS, LEAST = 45, 10
# Time on duty is of staff, and says nothing of a chat.
STAFFS = ("duty", "slots")
KEY = "desk, measure, grain, period, language"
# A table's name → its rows by key; of `exact` (n, total, longest), of a histogram n.
State = dict[str, dict[tuple[Any, ...], tuple[int, ...]]]
WANTED = {
    "exact": f"SELECT {KEY}, n, total, longest FROM exact WHERE measure NOT IN {STAFFS}",
    "bins": f"SELECT {KEY}, code, n FROM tally WHERE measure IN ('wait_bin', 'handle_bin')",
    "rows": "SELECT id, hour FROM session",
}
KEYS = {"exact": 5, "bins": 6, "rows": 1}


def evening() -> Iterator[list[dict[str, str]]]:
    """A quiet desk: one chat at a time, two languages, some who are not served; an hour on duty in between."""
    for n in range(CHATS):
        joined = NOON + n * 1_500_000
        waited, language = 1_000 + 97 * n * n, "fr" if n % 7 == 0 else "nl"
        if n % 5 == 4:
            yield [unanswered(f"record-{n}", "lost", joined_ms=joined, waited_ms=waited, language=language)]
        else:
            exact = {"waited_ms": waited, "active_ms": 60_000 * n + n, "wrap_ms": 1_003 * n}
            yield [attempt(f"record-{n}", joined_ms=joined, language=language, **exact)]
        if n % 3 == 0:
            yield [duty(f"duty-{n:04}", 3_600_000, 61_111 * n, joined)]


def told(before: State, after: State) -> list[str]:
    """What the growth from one state to another tells of fewer than ten chats."""
    found = []
    for key, now in after["exact"].items():
        was = before["exact"].get(key, (0, 0, 0))
        if now != was and now[0] - was[0] < LEAST:
            found.append(f"{key[1:]}: {now[0] - was[0]} in {now[1] - was[1]} ms")
    grown: dict[tuple[Any, ...], int] = {}
    for key, (n,) in after["bins"].items():
        grown[key[:5]] = grown.get(key[:5], 0) + n - before["bins"].get(key, (0,))[0]
    return found + [f"{key[1:]}: {n} in bins" for key, n in grown.items() if 0 < n < LEAST]


def paired(before: State, after: State) -> bool:
    """Whether rows and exact sums came in together."""
    return before["exact"] != after["exact"] and before["rows"].keys() != after["rows"].keys()


def empty() -> State:
    return {name: {} for name in WANTED}


async def play(store: Store, redis: Redis) -> AsyncIterator[None]:
    """The desk's evening through the real recorder, one chat at a time."""
    it = recorder(redis, store)
    await it.prepare()
    for entries in evening():
        for entry in entries:
            await redis.xadd(keys.desk_key("main", "ended"), entry)  # type: ignore[arg-type]
        await it.step()
        yield


async def backup(store: Store) -> State:
    state = empty()
    async with store.database.reading() as connection:
        for name, statement in WANTED.items():
            for row in await connection.execute(text(statement)):
                state[name][tuple(row[: KEYS[name]])] = tuple(row[KEYS[name] :])
    return state


async def test_two_backups_of_a_quiet_desk_pair_nothing(store: Store, redis: Redis) -> None:
    states = [await backup(store)]
    async with aclosing(play(store, redis)) as turns:
        states += [await backup(store) async for _ in turns]
    assert [told(one, two) for place, one in enumerate(states) for two in states[place + 1 :] if told(one, two)] == []
    assert len(states[-1]["rows"]) == CHATS
    summed = sum(now[0] for key, now in states[-1]["exact"].items() if key[1] == "wait" and key[2] == "month")
    assert summed >= CHATS // 2


def states_in_log(main: bytes, log: bytes, folder: Path) -> Iterator[State]:
    """The file as it was after each commit in the write-ahead log (frames: 24 bytes of header, a page)."""
    pages = bytearray(main)
    size = struct.unpack(">I", log[8:12])[0] if len(log) > 32 else 1
    for number, at in enumerate(range(32, len(log) - size, 24 + size)):
        page, whole = struct.unpack(">II", log[at : at + 8])
        pages[(page - 1) * size : page * size] = log[at + 24 : at + 24 + size]
        if whole:
            yield read_file(folder / f"state-{number}.db", bytes(pages[: whole * size]))


def read_file(path: Path, content: bytes) -> State:
    path.write_bytes(content[:18] + b"\x01\x01" + content[20:])  # no log beside it
    state = empty()
    with sqlite3.connect(path) as connection:
        for name, statement in WANTED.items():
            for row in connection.execute(statement):
                state[name][row[: KEYS[name]]] = row[KEYS[name] :]
    connection.close()
    path.unlink()
    return state


async def test_the_write_ahead_log_cut_after_each_commit_pairs_nothing(
    sqlite_url: str, redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(sqlite_url)
    store = open_store(sqlite_url)
    file = Path(sqlite_url.partition("///")[2])
    log = file.with_name(f"{file.name}-wal")
    states: list[State] = [await backup(store)]

    def steal() -> None:
        states.extend(states_in_log(file.read_bytes(), log.read_bytes(), tmp_path))

    emptying = Database.empty_log

    async def watched(database: Database) -> None:
        steal()
        await emptying(database)

    monkeypatch.setattr(Database, "empty_log", watched)
    async with aclosing(play(store, redis)) as turns:
        async for _ in turns:
            assert log.stat().st_size == 0, "the log is emptied after each batch"
    await store.close()
    assert len(states) > 2 * CHATS
    assert [found for one, two in pairwise(states) if (found := told(one, two))] == []
    assert not [1 for one, two in pairwise(states) if paired(one, two)]
    assert any(one["exact"] for one in states)


async def test_the_files_keep_nothing_of_what_is_gone(sqlite_url: str, redis: Redis, tmp_path: Path) -> None:
    """Neither the file, its log, a copy of it, nor pages that are free."""
    await migrate(sqlite_url)
    store = open_store(sqlite_url)
    async with aclosing(play(store, redis)) as turns:
        async for _ in turns:
            pass
    await recorder(redis, store).sweep()
    file = Path(sqlite_url.partition("///")[2])
    copy, neat = tmp_path / "copy.db", tmp_path / "neat.db"
    shutil.copy(file, copy)
    with sqlite3.connect(file) as connection:
        connection.execute(f"VACUUM INTO '{neat}'")
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    for one in (file, copy, neat, file.with_name(f"{file.name}-wal")):
        content = one.read_bytes() if one.exists() else b""
        for trace in (rb"record-\d", rb"duty-\d", rb"times\.", rb"17[89]\d{10}-0", b"unserved\0"):
            assert not re.search(trace, content), (one.name, trace)
    await store.close()


async def test_an_older_file_gives_its_free_pages_back(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE gone (what TEXT)")
        connection.executemany("INSERT INTO gone VALUES (?)", [(f"trace-of-{n}" * 50,) for n in range(200)])
        connection.execute("DROP TABLE gone")
    connection.close()
    assert b"trace-of-" in file.read_bytes()
    await migrate(f"sqlite:///{file}")
    assert b"trace-of-" not in file.read_bytes()


async def test_what_postgresqls_log_tells_pairs_nothing(
    postgres_url: str, redis: Redis, request: pytest.FixtureRequest
) -> None:
    """Every change of every transaction, as the log gives it to whoever decodes it."""
    thief = await asyncpg.connect(plain(postgres_url))
    if await thief.fetchval("SHOW wal_level") != "logical":
        await thief.close()
        pytest.skip("this PostgreSQL keeps no log that can be decoded")
    await migrate(postgres_url)
    slot = f"thief_{thief.get_server_pid()}"
    await thief.execute("SELECT pg_create_logical_replication_slot($1, 'test_decoding')", slot)
    store = open_store(postgres_url)
    try:
        async with aclosing(play(store, redis)) as turns:
            async for _ in turns:
                pass
        await thief.execute("SET synchronous_commit = on")
        await thief.execute("SELECT pg_logical_emit_message(true, 'so far', '')")
        changes = await thief.fetch("SELECT xid::text, data FROM pg_logical_slot_get_changes($1, NULL, NULL)", slot)
    finally:
        await thief.execute("SELECT pg_drop_replication_slot($1)", slot)
        await thief.close()
        await store.close()
    sums: dict[str, tuple[int, int]] = {}
    for table, change in decoded([(row["xid"], row["data"]) for row in changes]):
        key, n, total = change
        was = sums.get(key, (0, 0))
        assert n - was[0] >= LEAST, f"{table} {key}: {n - was[0]} in {total - was[1]} ms"
        sums[key] = (n, total)
    assert sums
    by_transaction: dict[str, set[str]] = {}
    for row in changes:
        if found := re.match(r"table public\.(\w+):", row["data"]):
            by_transaction.setdefault(row["xid"], set()).add(found[1])
    both = [tables for tables in by_transaction.values() if {"session", "exact"} <= tables]
    assert len([1 for tables in by_transaction.values() if "session" in tables]) == CHATS
    assert both == []


def decoded(changes: list[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, int, int]]]:
    """Of each written sum: its key, how many and how much."""
    for _, data in changes:
        if data.startswith("table public.exact:"):
            given = dict(re.findall(r"(\w+)\[[\w ]+\]:'?([^' ]*)", data))
            if given["measure"] in STAFFS:
                continue
            key = "|".join(given[name] for name in ("measure", "grain", "period", "language"))
            yield "exact", (key, int(given["n"]), int(given["total"]))
