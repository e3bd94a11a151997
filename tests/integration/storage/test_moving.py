"""Out of one database and into another, whole or not at all."""

import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from demo.store_data import demo_data
from storage import Store, open_store
from storage.errors import BadInput
from storage.moving import export_lines, import_lines
from storage.schema import REVISIONS
from storage.values import AuditEntry
from tests.unit.storage.events import FORM, NOON, attempt


@pytest.fixture
async def elsewhere(tables: Path, tmp_path: Path) -> AsyncIterator[Store]:
    it = open_store(f"sqlite:///{shutil.copy(tables, tmp_path / 'elsewhere.db')}")
    yield it
    await it.close()


async def lines_of(store: Store) -> list[str]:
    return [line async for line in export_lines(store.database)]


async def filled(store: Store) -> list[str]:
    await demo_data(store, lambda word: word)
    entries = [(f"{n}-0", attempt(f"record-{n}", form=FORM)) for n in range(30)]
    await store.recorder.write("main", entries)
    await store.recorder.forget("main", [entry for entry, _ in entries])
    await store.surveys.add("main", "nl", {"helped": "yes"}, NOON)
    await store.audit.append(AuditEntry(4_000_000_000, "an", "An", "sign_in"))
    return await lines_of(store)


async def test_there_and_back_is_the_same(store: Store, elsewhere: Store) -> None:
    lines = await filled(store)
    assert await import_lines(elsewhere.database, lines) == json.loads(lines[-1])["end"]
    assert await lines_of(elsewhere) == lines
    await elsewhere.audit.append(AuditEntry(4_000_000_001, "an", "An", "sign_out"))
    assert len(await elsewhere.audit.page()) == 2


async def test_back_into_this_database(store: Store, elsewhere: Store) -> None:
    lines = await filled(elsewhere)
    await import_lines(store.database, lines)
    assert await lines_of(store) == lines
    await store.audit.append(AuditEntry(4_000_000_001, "an", "An", "sign_out"))


AUDIT = '[{"id":%s,"at":1,"actor":"a","actor_name":"a","kind":"k","subject":"","detail":"{}","desk":""}]'


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda lines: lines[:-1], "file"),
        (lambda lines: lines[:3] + lines[4:], "line"),
        (lambda lines: [lines[0].replace(REVISIONS[0], "0001"), *lines[1:]], "line 1"),
        (lambda lines: [lines[0], "{", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], "[" * 200_000, *lines[1:]], "line 2"),
        (lambda lines: [b"\x7fELF\xd0\xff", *lines], "line 1"),
        (lambda lines: [*lines[:2], b'{"table":"\xff"}', *lines[2:]], "line 3"),
        (lambda lines: [one.encode("utf-16") for one in lines[:-1]] + [b"\xff\xfe\x00"], "line"),
        (lambda lines: [lines[0], '{"table":"audit","rows":' + AUDIT % ("1" * 40) + "}", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"table":"audit","rows":' + AUDIT % '{"a":1}' + "}", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"table":"audit","rows":' + AUDIT % '"\\ud800"' + "}", *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"table":["audit"],"rows":{}}', *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"table":"sqlite_master","rows":[{}]}\n', *lines[1:]], "line 2"),
        (lambda lines: [lines[0], '{"table":"hours","rows":[{"desk":"x"}]}\n', *lines[1:]], "line 2"),
    ],
)
async def test_a_spoilt_file_leaves_nothing_behind(store: Store, elsewhere: Store, spoil, field: str) -> None:  # type: ignore[no-untyped-def]
    lines = spoil(await filled(elsewhere))
    with pytest.raises(BadInput, match=field):
        await import_lines(store.database, lines)
    assert await store.accounts.all() == []


async def test_only_into_an_empty_database(store: Store, elsewhere: Store) -> None:
    lines = await filled(store)
    await demo_data(elsewhere, lambda word: word)
    with pytest.raises(BadInput, match="database"):
        await import_lines(elsewhere.database, lines)
