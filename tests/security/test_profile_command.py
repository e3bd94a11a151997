"""The command that gives a desk a ready-made profile, and its line in the audit trail."""

import asyncio
import json

import pytest

from chat import cli
from storage import open_store
from tests.security.conftest import ORIGIN, SECRET


def test_a_desk_gets_a_profile_once_and_the_trail_says_so(
    ready_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = {"DATABASE_URL": ready_sqlite_url, "HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN}
    for name, value in (*given.items(), ("HEARLINE_DESKS", "a,b")):
        monkeypatch.setenv(name, value)
    assert cli.main(["profile", "child_focus"]) == 1
    assert "Which desk?" in capsys.readouterr().err
    assert cli.main(["profile", "child_focus", "--desk", "b"]) == 0
    assert capsys.readouterr().out.startswith("b has from child_focus: name, about, phones")
    assert cli.main(["profile", "child_focus", "--desk", "b"]) == 0
    assert capsys.readouterr().out == "b has all of its own already.\n"

    async def look() -> None:
        store = open_store(ready_sqlite_url)
        (entry,) = await store.audit.page()
        assert (entry.actor, entry.kind, entry.desk) == ("cli", "settings_changed", "b")
        assert json.loads(entry.detail)["name"] == "child_focus"
        assert await store.settings.desk("a") == {}
        await store.close()

    asyncio.run(look())
