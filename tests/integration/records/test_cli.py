"""`hearline report|publish|purge|export|import`, as an operator runs them."""

import asyncio
import json
from pathlib import Path

import pytest

from chat.cli import main
from storage import Store, open_store
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
    assert capsys.readouterr().out.splitlines()[0].startswith("period,closed_visits")
    assert main([*asked, "--format", "json", "--by", "quarter"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [line[4] for line in report["rows"]] == [0, 0, 30, 0]
    assert main([*asked[:2], "--from", "2025-01-01", "--to", "2024-01-01"]) == 1
    assert "to: ends before it starts" in capsys.readouterr().err


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
