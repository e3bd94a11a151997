"""`hearline report|publish|purge|export|import`, as an operator runs them."""

import asyncio
import errno
import json
import os
import time
from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from redis.asyncio import Redis

from chat.cli import main
from routing.keys import desk_key
from storage import Store, open_store
from storage.records.calendar import name_of, quarter_of
from tests.unit.storage.events import FORM, NOON, attempt


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated database with some chats, named by the environment."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/house.db")
    monkeypatch.setenv("HEARLINE_DEMO", "1")
    assert main(["release"]) == 0
    asyncio.run(filled(f"sqlite:///{tmp_path}/house.db"))
    return tmp_path


async def filled(url: str) -> None:
    store: Store = open_store(url)
    then = NOON - 400 * 86_400_000
    entries = [(f"{n}-0", attempt(f"record-{n}", joined_ms=then, form=FORM)) for n in range(30)]
    await store.recorder.write("main", entries)
    await store.close()


def test_report_in_both_formats(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["report", "service", "--from", "2025-01-01", "--to", "2025-12-31"]
    assert main(asked) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("\ufeffperiod,closed_visits")
    assert main([*asked, "--format", "json", "--by", "quarter"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [line[4] for line in report["rows"]] == [0, 0, 30, 0]
    assert main([*asked[:2], "--from", "2025-01-01", "--to", "2024-01-01"]) == 1
    assert "to: ends before it starts" in capsys.readouterr().err


def test_a_table_as_it_is_opened_here(house: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = ["report", "service", "--from", "2025-01-01", "--to", "2025-12-31"]
    assert main([*asked, "--locale", "nl"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"\xef\xbb\xbfperiod;closed_visits;")
    assert main([*asked, "--separator", "tab", "--decimal", "comma"]) == 0
    assert b"100,0\t" in capsysbinary.readouterr().out
    assert main([*asked, "--separator", "comma", "--decimal", "comma"]) == 1
    assert b"decimal: must be another sign" in capsysbinary.readouterr().err
    assert main([*asked, "--format", "xlsx"]) == 0
    assert capsysbinary.readouterr().out.startswith(b"PK")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_the_desks(house: Path, capsys: pytest.CaptureFixture[str], zone: str) -> None:
    """It is never the same day in both of these."""

    async def move() -> None:
        store = open_store(f"sqlite:///{house}/house.db")
        await store.hours.put("main", {"zone": zone, "week": {}, "exceptions": []}, "test", 0)
        await store.close()

    asyncio.run(move())
    before = datetime.now(ZoneInfo(zone)).date()
    assert main(["report", "service", "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["to"] in {before.isoformat(), datetime.now(ZoneInfo(zone)).date().isoformat()}
    assert (report["from"], report["zone"]) == (f"{report['to'][:8]}01", zone)


@pytest.mark.parametrize("words", [["report", "service"], ["publish"], ["purge", "--dry-run"], ["export", "-"]])
def test_a_database_without_tables_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    monkeypatch.setenv("HEARLINE_DEMO", "1")
    assert main(words) == 1
    assert capsys.readouterr().err == "The database has no tables yet: run hearline release.\n"


def test_publish_the_quarter(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish", "--quarter", "2025-Q3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "main,2025-Q3,counselling,category,grooming,,,30" in lines
    assert main(["publish", "--quarter", "2025-Q3", "--format", "html", "--language", "nl"]) == 0
    page = capsys.readouterr().out
    assert "Kwartaalverslag" in page
    assert "<script" not in page
    assert main(["publish", "--quarter", "2025-9"]) == 1
    assert "quarter:" in capsys.readouterr().err


def test_purge_can_be_tried(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--dry-run"]) == 0
    assert "main sessions: 0 would go" in capsys.readouterr().out
    assert main(["purge"]) == 0
    assert "main sessions: 0 gone" in capsys.readouterr().out


def test_purge_says_of_whom_nothing_is_forgotten_and_goes_on(house: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A former desk's setting, as an import may bring: the others are forgotten, and that stands in the trail."""

    async def spoil() -> None:
        store = open_store(f"sqlite:///{house}/house.db")
        await store.settings.put("former", {"keep_counts_days": "x"})
        then = NOON - 4_000 * 86_400_000
        for desk in ("former", "late"):
            await store.recorder.write(desk, [(f"{desk}-0", attempt(f"record-{desk}", joined_ms=then, form=FORM))])
        await store.close()

    async def trail() -> list[str]:
        store = open_store(f"sqlite:///{house}/house.db")
        kinds = [one.kind for one in await store.audit.page()]
        await store.close()
        return kinds

    asyncio.run(spoil())
    assert main(["purge"]) == 1
    out, err = capsys.readouterr()
    assert "late counts: 0 gone" not in out
    assert "late counts:" in out
    assert "(house) sign_ins: 0 gone" in out
    assert "former" not in out
    assert "former: keep_counts_days: must be" in err
    assert asyncio.run(trail()) == ["purge"]


async def test_two_clocks_must_agree_before_anything_is_forgotten(
    house: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", valkey_url)
    assert await asyncio.to_thread(main, ["purge"]) == 0
    assert capsys.readouterr().err == ""
    before = time.time()
    for off in (-400 * 86_400, 12 * 365 * 86_400):
        monkeypatch.setattr("chat.commands.records.time.time", lambda off=off: before + off)
        assert await asyncio.to_thread(main, ["purge"]) == 1
        told = capsys.readouterr()
        assert (told.out, "days apart: nothing is forgotten" in told.err) == ("", True)


async def test_no_clock_that_is_ahead_publishes_a_quarter_that_is_not_over(
    house: Path, valkey_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would stay as it was on that day, for good."""
    monkeypatch.setenv("REDIS_URL", valkey_url)
    before, today = time.time(), date.today()
    monkeypatch.setattr("chat.commands.records.time.time", lambda: before + 400 * 86_400)
    running = name_of("quarter", quarter_of(today))
    assert await asyncio.to_thread(main, ["publish", "--quarter", running]) == 1
    assert "can be published from" in capsys.readouterr().err
    assert await asyncio.to_thread(main, ["publish", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["to"] < today.isoformat()


async def test_no_quarter_is_published_without_chats_that_wait_to_be_stored(
    house: Path, redis: Redis, valkey_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REDIS_URL", valkey_url)
    await redis.xadd(desk_key("main", "ended"), {"kind": "chat"}, id="1750000000000-1")
    assert await asyncio.to_thread(main, ["publish", "--quarter", "2025-Q3"]) == 1
    assert "see that the worker runs" in capsys.readouterr().err
    await redis.delete(desk_key("main", "ended"))
    assert await asyncio.to_thread(main, ["publish", "--quarter", "2025-Q3"]) == 0


def test_moving_house(house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    file = house / "everything.jsonl"
    assert main(["export", str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert main(["export", str(file)]) == 1
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{house}/new.db")
    capsys.readouterr()
    assert main(["import", str(file)]) == 0
    assert main(["report", "service", "--from", "2025-07-01", "--to", "2025-09-30"]) == 0
    assert ",30,30," in capsys.readouterr().out
    assert main(["import", str(file)]) == 1
    assert "not empty" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"\x7fELF\x02\xd0\xff", b"[" * 200_000, b"", b"PK\x03\x04", "{}".encode("utf-16")])
def test_a_file_that_is_none_of_ours_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    monkeypatch.setenv("HEARLINE_DEMO", "1")
    (tmp_path / "file").write_bytes(content)
    assert main(["import", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err
    assert said.startswith("hearline: ")
    assert len(said.splitlines()) == 1


def test_an_export_that_cannot_be_written_to_its_end_leaves_no_file(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of it looks like one, and stands in the way of the next."""

    async def full(_database: object) -> AsyncIterator[str]:
        yield "one line"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("chat.commands.records.export_lines", full)
    assert main(["export", str(house / "file")]) == 1
    assert capsys.readouterr().err == "hearline: [Errno 28] No space left on device\n"
    assert not (house / "file").exists()
