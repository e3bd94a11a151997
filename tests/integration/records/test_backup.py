"""The drill: a store is lost and comes back from its back-up, on either database; what cannot be is refused."""

import asyncio
import contextlib
import hashlib
import json
import os
import re
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from chat.auth import totp
from chat.auth.house_secret import check_secret
from chat.cli import main
from chat.entry.keyring import KeyRing
from demo.store_data import demo_data
from routing.pipe import Pipe
from routing.processes import note_alive
from storage import Store, open_store
from storage.backup import MANIFEST, ROWS, checked
from storage.errors import BadInput
from storage.migrate import migrate
from storage.moving import export_lines
from storage.schema import REVISIONS
from storage.tables.staff import StaffRow
from storage.values import Account, AuditEntry
from tests.integration.storage.test_two_states import KEYS, State, empty, play, told
from tests.unit.storage.events import FORM, NOON, attempt

SECRET, OTHER = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd", "pX4vN8sLq2Wc7RtYb1mZk5jHd9GfUe3A"
RING = KeyRing((SECRET,))
Told = pytest.CaptureFixture[str]


@pytest.fixture
def hearline(monkeypatch: pytest.MonkeyPatch, redis: Redis, valkey_url: str, capsys: Told) -> Callable[..., Any]:
    """Runs a command at a database; its exit code, and all that it said."""
    assert redis
    given = {"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": "https://chat.example.be", "REDIS_URL": valkey_url}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    async def run(database: str, *words: str) -> tuple[int, str]:
        monkeypatch.setenv("DATABASE_URL", database)
        code = await asyncio.to_thread(main, list(words))
        out, err = capsys.readouterr()
        return code, out + err

    return run


@pytest.fixture
async def house(ready_store_url: str) -> str:
    """The address of a store with something of everything."""
    store = open_store(ready_store_url)
    await demo_data(store, lambda word: word)
    await check_secret(store, RING, 1)
    await store.accounts.add(Account("zo", "zo", "Zo", "admin", "hash", totp=totp.seal(RING, "zo", "SECRETOFTHEAPP")))
    entries = [(f"{n}-0", attempt(f"record-{n}", form=FORM)) for n in range(30)]
    await store.recorder.write("main", entries)
    await store.recorder.forget("main", [entry for entry, _ in entries])
    await store.surveys.add("main", "nl", {"helped": "yes"}, NOON)
    await store.audit.append(AuditEntry(4_000_000_000, "an", "An", "sign_in"))
    await store.close()
    return ready_store_url


async def rows(url: str) -> list[str]:
    """What the store has, but for the acts of the command line."""
    store = open_store(url)
    found = []
    async for line in export_lines(store.database):
        part = json.loads(line)
        if part.get("table") == "audit":
            part["rows"] = [row for row in part["rows"] if row["actor"] != "cli"]
        found += [json.dumps(part)] if part.get("rows") else []
    await store.close()
    return found


async def code_app(url: str) -> str | None:
    store: Store = open_store(url)
    account = await store.accounts.get("zo")
    await check_secret(store, RING, 2)
    await store.close()
    return totp.unseal(RING, "zo", account.totp) if account and account.totp else None


async def test_the_drill(house: str, hearline: Any, tmp_path: Path, tables: Path, postgres_url: str) -> None:
    """Into a new file, into a prepared store of each database, and what then works."""
    assert tables
    file, before = tmp_path / "house.backup", await rows(house)
    code, said = await hearline(house, "backup", str(file))
    assert code == 0, said
    assert file.stat().st_mode & 0o077 == 0
    assert RING.current in said
    assert SECRET not in said + file.read_bytes().decode("latin-1")
    assert (await hearline(house, "restore", str(file), "--check"))[0] == 0
    for place in (f"sqlite:///{tmp_path}/new.db", postgres_url):
        code, said = await hearline(place, "restore", str(file))
        assert (code, "rows are back" in said) == (0, True), said
        assert await rows(place) == before
        assert await code_app(place) == "SECRETOFTHEAPP"
        store = open_store(place)
        acts = [entry for entry in await store.audit.page() if entry.actor == "cli"]
        assert [(one.kind, json.loads(one.detail)["report"]) for one in acts] == [
            ("import", "backup"),
            ("export", "backup"),
        ]
        await store.close()
    code, said = await hearline(house, "backup", str(file))
    assert (code, "exists" in said) == (1, True), "nothing is overwritten"


async def test_only_into_an_empty_store_unless_forced(house: str, hearline: Any, tmp_path: Path) -> None:
    file, before = tmp_path / "house.backup", await rows(house)
    await hearline(house, "backup", str(file))
    store = open_store(house)
    await store.accounts.add(Account("new", "new", "New", "counsellor", "hash"))
    await store.audit.append(AuditEntry(4_000_000_001, "an", "An", "sign_out"))
    await store.close()
    since = await rows(house)
    code, said = await hearline(house, "restore", str(file))
    assert (code, "not empty" in said) == (1, True)
    assert await rows(house) == since
    code, said = await hearline(house, "restore", str(file), "--force")
    assert code == 0, said
    assert await rows(house) == before
    store = open_store(house)
    with pytest.raises(Exception, match=r"append-only|audit"):
        async with store.database.writing() as connection:
            await connection.exec_driver_sql("DELETE FROM audit")
    await store.close()


async def test_with_another_secret(house: str, hearline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, place = tmp_path / "house.backup", f"sqlite:///{tmp_path}/new.db"
    await hearline(house, "backup", str(file))
    monkeypatch.setenv("HEARLINE_SECRET", OTHER)
    code, said = await hearline(place, "restore", str(file))
    assert (code, RING.current in said, "--without-secret" in said) == (1, True, True)
    assert not (tmp_path / "new.db").exists()
    (tmp_path / "secret").write_text(OTHER)
    with monkeypatch.context() as beside:
        beside.setenv("HEARLINE_SECRET", SECRET)
        beside.setenv("HEARLINE_SECRET_FILE", str(tmp_path / "secret"))
        code, said = await hearline(place, "restore", str(file))
        assert (code, "HEARLINE_SECRET is said twice" in said) == (1, True)
    monkeypatch.setenv("HEARLINE_SECRET_OLD", SECRET)
    assert (await hearline(place, "restore", str(file)))[0] == 0
    assert await code_app(place) == "SECRETOFTHEAPP"
    monkeypatch.delenv("HEARLINE_SECRET_OLD")
    assert (await hearline(place, "restore", str(file), "--force", "--without-secret"))[0] == 0
    store = open_store(place)
    await check_secret(store, KeyRing((OTHER,)), 3)
    account = await store.accounts.get("zo")
    assert account is not None
    assert account.totp == ""
    await store.close()


def spoil(file: Path, change: Callable[[dict[str, Any]], None] | None, rows_too: bool = False) -> None:
    """The archive written anew with another manifest, or with other rows."""
    with zipfile.ZipFile(file) as old:
        about, lines = json.loads(old.read(MANIFEST)), old.read(ROWS)
    if change:
        change(about)
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(MANIFEST, json.dumps(about))
        new.writestr(ROWS, lines.replace(b"counsellor", b"supervisor") if rows_too else lines)


def newer(about: dict[str, Any]) -> None:
    about.update(revision="9999", version="9.0.0")


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut": (lambda file: os.truncate(file, file.stat().st_size // 2), "damaged"),
    "flipped": (lambda file: file.write_bytes(flipped(file.read_bytes())), "damaged"),
    "none": (lambda file: file.write_text("-- a dump of PostgreSQL"), "no back-up"),
    "rows": (lambda file: spoil(file, None, rows_too=True), "damaged"),
    "newer": (lambda file: spoil(file, newer), "newer version 9.0.0"),
    "format": (lambda file: spoil(file, lambda about: about.update(format=2)), "format 2"),
    "manifest": (lambda file: spoil(file, lambda about: about.pop("digest")), "no manifest"),
    "gone": (lambda file: file.unlink(), "cannot be used"),
}


def flipped(content: bytes) -> bytes:
    """One bit in the middle is another."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.mark.parametrize("how", SPOILT)
async def test_a_file_that_cannot_be_restored(ready_sqlite_url: str, hearline: Any, tmp_path: Path, how: str) -> None:
    house, file = ready_sqlite_url.replace("+aiosqlite", ""), tmp_path / "house.backup"
    store = open_store(house)
    await demo_data(store, lambda word: word)
    await store.close()
    await hearline(house, "backup", str(file))
    change, words = SPOILT[how]
    change(file)
    code, said = await hearline(f"sqlite:///{tmp_path}/new.db", "restore", str(file))
    assert (code, words in said) == (1, True), said
    assert "Traceback" not in said
    assert not (tmp_path / "new.db").exists()


STAFF = {column.name: "x" for column in StaffRow.__table__.columns} | {"password": "argon2-of-somebody"}
HEAD = json.dumps({"hearline": 1, "revision": REVISIONS[0]})
CANARY = "argon2-of-somebody"
WHOLE_AND_WRONG: dict[str, tuple[str | bytes, dict[str, Any], str]] = {
    "no row": ('{"table":"staff","rows":[5]}', {}, "line 2: rows must have the columns"),
    "too little": (
        json.dumps({"table": "staff", "rows": [STAFF | {"role": None}]}),
        {},
        "line 2: rows of staff cannot",
    ),
    "another shape": (
        json.dumps({"table": "staff", "rows": [STAFF | {"id": ["x"]}]}),
        {},
        "line 2: rows of staff cannot",
    ),
    "a number without end": (
        json.dumps({"table": "staff", "rows": [STAFF | {"created": 10**40}]}),
        {},
        "line 2: rows of",
    ),
    "no text": (b"\xff\xfe", {}, "line 2: is not JSON"),
    "a told screen": ("", {"version": "1\x1b]0;x\x07"}, "no manifest that can be read"),
    "a list": ("", {"day": ["2026"]}, "no manifest that can be read"),
}


@pytest.mark.parametrize("how", WHOLE_AND_WRONG)
async def test_a_file_that_is_whole_and_wrong(hearline: Any, tmp_path: Path, how: str) -> None:
    """Whoever made it: a sentence, which quotes none of what is in it."""
    line, about, words = WHOLE_AND_WRONG[how]
    rows = b"\n".join([HEAD.encode(), line if isinstance(line, bytes) else line.encode()])
    digest = hashlib.sha256(rows).hexdigest()
    told = {"format": 1, "version": "1", "revision": REVISIONS[0], "day": "2026-01-01", "database": "x", "secrets": []}
    with zipfile.ZipFile(tmp_path / "made.backup", "w") as archive:
        archive.writestr(ROWS, rows)
        archive.writestr(MANIFEST, json.dumps(told | {"digest": digest} | about))
    code, said = await hearline(f"sqlite:///{tmp_path}/new.db", "restore", str(tmp_path / "made.backup"))
    assert (code, words in said) == (1, True), said
    assert [word for word in ("Traceback", CANARY, "\x1b") if word in said] == []


async def test_into_a_database_of_a_newer_program(ready_sqlite_url: str, hearline: Any, tmp_path: Path) -> None:
    house, file = ready_sqlite_url.replace("+aiosqlite", ""), tmp_path / "house.backup"
    await hearline(house, "backup", str(file))
    with sqlite3.connect(house.partition("///")[2]) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    code, said = await hearline(house, "restore", str(file))
    assert (code, "newer version" in said) == (1, True), said


async def test_an_older_back_up_goes_through_the_migrations(
    hearline: Any, tmp_path: Path, sqlite_url: str, postgres_url: str
) -> None:
    """As the program of revision 0004 would have written it, from its own tables."""
    house = sqlite_url.replace("+aiosqlite", "")
    await hearline(house, "release")
    store = open_store(house)
    await demo_data(store, lambda word: word)
    await store.close()
    wanted = await rows(house)
    place = tmp_path / "Back ups #1 50%25?"  # as people name folders
    place.mkdir()
    file = place / "house.backup"
    await hearline(house, "backup", str(file))
    made_older(file, "0004")
    for new_house in (f"sqlite:///{tmp_path}/new.db", postgres_url):
        code, said = await hearline(new_house, "restore", str(file))
        assert code == 0, said
        assert await rows(new_house) == wanted
    assert not [name for name in os.listdir(place) if name.startswith(".hearline-")]


async def test_an_older_back_up_comes_back_from_where_nothing_can_be_written(
    hearline: Any, tmp_path: Path, sqlite_url: str
) -> None:
    """A disk of back-ups is often there for reading alone; /proc is so for everybody, root too."""
    house = sqlite_url.replace("+aiosqlite", "")
    await hearline(house, "release")
    file = tmp_path / "house.backup"
    await hearline(house, "backup", str(file))
    made_older(file, "0005")
    with file.open("rb") as opened:
        code, said = await hearline(
            f"sqlite:///{tmp_path}/new.db", "restore", f"/proc/{os.getpid()}/fd/{opened.fileno()}"
        )
    assert (code, "rows are back" in said) == (0, True), said


async def test_the_tables_of_a_newer_version_are_not_backed_up_in_part(
    ready_sqlite_url: str, hearline: Any, tmp_path: Path
) -> None:
    """Beside a newer version, which has released: its columns were left out, without a word."""
    house = ready_sqlite_url.replace("+aiosqlite", "")
    with sqlite3.connect(house.partition(":///")[2]) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for command in ("backup", "export"):
        code, said = await hearline(house, command, str(tmp_path / command))
        assert (code, "made by a newer version" in said) == (1, True), said
        assert not (tmp_path / command).exists()


def made_older(file: Path, older: str) -> None:
    """As the program of that revision would have written it: without what came later to the tables that move."""
    with zipfile.ZipFile(file) as old:
        about, text = json.loads(old.read(MANIFEST)), old.read(ROWS).decode()
    text = re.sub(r',"password_given":(true|false)', "", text.replace(REVISIONS[0], older, 1))
    lines = text.encode()
    about.update(revision=older, digest=hashlib.sha256(lines).hexdigest())
    with zipfile.ZipFile(file, "w") as new:
        new.writestr(MANIFEST, json.dumps(about))
        new.writestr(ROWS, lines)


async def test_whatever_is_damaged_is_told_in_a_sentence(ready_sqlite_url: str, hearline: Any, tmp_path: Path) -> None:
    """Each byte of it turned over in three ways, cut after each, and packed in other ways: sound, or refused."""
    file, spoilt = tmp_path / "house.backup", tmp_path / "spoilt"
    await hearline(ready_sqlite_url.replace("+aiosqlite", ""), "backup", str(file))
    whole = file.read_bytes()
    manifest = checked(file)

    def look(content: bytes) -> None:
        spoilt.write_bytes(content)
        with contextlib.suppress(BadInput):
            assert checked(spoilt).digest == manifest.digest

    for at in range(len(whole)):
        look(whole[:at])
        for turned in (0xFF, 0x01, 0x80):
            look(whole[:at] + bytes([whole[at] ^ turned]) + whole[at + 1 :])
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        with zipfile.ZipFile(file) as old, zipfile.ZipFile(spoilt, "w", method) as new:
            for name in (ROWS, MANIFEST):
                new.writestr(name, old.read(name))
        other = spoilt.read_bytes()
        for at in range(0, len(other), 3):
            look(other[:at] + bytes([other[at] ^ 0x55]) + other[at + 1 :])


async def test_what_runs_is_stopped_first(
    ready_sqlite_url: str, hearline: Any, tmp_path: Path, valkey_url: str
) -> None:
    house, file = ready_sqlite_url.replace("+aiosqlite", ""), tmp_path / "house.backup"
    await hearline(house, "backup", str(file))
    pipe = Pipe(valkey_url)
    await pipe.start()
    await note_alive(pipe, "g", "web", "0.1.0", int(time.time() * 1000))
    await pipe.stop()
    code, said = await hearline(f"sqlite:///{tmp_path}/new.db", "restore", str(file))
    assert (code, "stop its 1 gateways" in said) == (1, True), said


async def test_a_drill_beside_a_running_house(house: str, hearline: Any, tmp_path: Path, valkey_url: str) -> None:
    """The documents ask for it, and it was refused: a trial meant to stop the service, or to do it where it runs."""
    file, place, before = tmp_path / "house.backup", f"sqlite:///{tmp_path}/drill.db", await rows(house)
    await hearline(house, "backup", str(file))
    pipe = Pipe(valkey_url)
    await pipe.start()
    await note_alive(pipe, "g", "web", "0.1.0", int(time.time() * 1000))
    await pipe.stop()
    code, said = await hearline(place, "restore", "--drill", str(file))
    assert (code, "rows are back" in said, "start the service" in said) == (0, True, False), said
    assert await rows(place) == before
    assert (await hearline(place, "report", "service"))[0] == 0
    code, said = await hearline(house, "restore", "--drill", str(file))
    assert (code, "not empty" in said) == (1, True), "it never replaces what is there"
    with pytest.raises(SystemExit):
        await hearline(house, "restore", "--drill", "--force", str(file))


async def test_before_release_there_is_nothing_to_back_up(hearline: Any, tmp_path: Path) -> None:
    code, said = await hearline(f"sqlite:///{tmp_path}/none.db", "backup", str(tmp_path / "x"))
    assert (code, "run hearline release" in said) == (1, True), said
    assert not (tmp_path / "x").exists()


def state_of(file: Path) -> State:
    """What a thief reads out of one back-up."""
    state = empty()
    checked(file)
    with zipfile.ZipFile(file) as archive, archive.open(ROWS) as lines:
        for part in map(json.loads, lines):
            for row in part.get("rows", ()):
                _take(state, part["table"], row)
    return state


def _take(state: State, table: str, row: dict[str, Any]) -> None:
    key = tuple(row.get(name) for name in ("desk", "measure", "grain", "period", "language"))
    if table == "exact" and row["measure"] not in ("duty", "slots"):
        state["exact"][key] = (row["n"], row["total"], row["longest"])
    if table == "tally" and row["measure"] in ("wait_bin", "handle_bin"):
        state["bins"][*key, row["code"]] = (row["n"],)
    if table == "session":
        state["rows"][row["id"], row["hour"]] = ()


async def test_two_back_ups_of_a_quiet_desk_pair_nothing(
    ready_store_url: str, hearline: Any, redis: Redis, tmp_path: Path
) -> None:
    assert KEYS
    store = open_store(ready_store_url)
    files: list[Path] = []

    async def once() -> None:
        files.append(tmp_path / f"{len(files)}.backup")
        assert (await hearline(ready_store_url, "backup", str(files[-1])))[0] == 0

    await once()
    turn = 0
    async with aclosing(play(store, redis)) as turns:
        async for _ in turns:
            turn += 1
            if turn % 4 == 0:
                await once()
    await once()
    await store.close()
    states = [state_of(file) for file in files]
    pairs = [(one, two) for place, one in enumerate(states) for two in states[place + 1 :]]
    assert [found for one, two in pairs if (found := told(one, two))] == []
    assert len(states) > 10
    assert states[-1]["exact"], "there is something to tell of"


async def test_rows_stand_in_no_order_of_time(ready_sqlite_url: str, hearline: Any, tmp_path: Path) -> None:
    await migrate(ready_sqlite_url)
    store = open_store(ready_sqlite_url)
    entries = [(f"{n}-0", attempt(f"record-{n}", joined_ms=NOON + n * 3_600_000, form=FORM)) for n in range(40)]
    for entry in entries:
        await store.recorder.write("main", [entry])
    await store.close()
    file = tmp_path / "x"
    await hearline(ready_sqlite_url, "backup", str(file))
    with zipfile.ZipFile(file) as archive:
        parts = [json.loads(line) for line in archive.read(ROWS).splitlines()]
        content = archive.read(ROWS) + archive.read(MANIFEST)
    hours = [row["hour"] for part in parts if part.get("table") == "session" for row in part["rows"]]
    assert len(hours) == 40
    assert hours != sorted(hours)
    assert b"record-" not in content
