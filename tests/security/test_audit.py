"""The audit trail: who changed what, never to be changed; and the accounts it watches."""

import asyncio
import json
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chat.auth.audit import Audit, made
from chat.http.staff.audit import AuditLine
from storage.errors import StoreDown
from storage.values import AuditEntry
from tests.patience import PATIENCE_S
from tests.security.conftest import PASSWORD, House
from tests.security.test_roles import signed_in


async def test_the_life_of_an_account_is_told(house: House) -> None:
    admin = await signed_in(house, "admin")
    made = await admin.post("accounts", {"login": "lea", "password": PASSWORD, "role": "counsellor", "name": "Léa"})
    assert made.status_code == 201
    lea = made.json()["id"]
    assert "password" not in made.json()
    await admin.send("PUT", f"accounts/{lea}", {"languages": ["fr", "nl"], "capacity": 2})
    await admin.post(f"accounts/{lea}/reset-password", {"password": "another long password", "factors": True})
    await admin.post(f"accounts/{lea}/sign-out")
    await admin.send("PUT", f"accounts/{lea}", {"active": False})
    kinds = await house.audited()
    assert kinds == [
        "account_closed", "sign_out_everywhere", "password_changed", "factor_reset", "account_changed", "account_made",
    ]  # fmt: skip
    entries = (await admin.get("audit?limit=3")).json()["entries"]
    assert [entry["kind"] for entry in entries] == kinds[:3]
    assert entries[0]["actor"] == "admin"
    assert entries[0]["subject"] == lea
    older = (await admin.get(f"audit?before={entries[-1]['id']}")).json()["entries"]
    assert [entry["kind"] for entry in older if entry["actor"] != "tests"] == kinds[3:]
    assert PASSWORD not in json.dumps(entries + older)


async def test_the_trail_can_be_exported_and_that_is_told_too(house: House) -> None:
    admin = await signed_in(house, "admin")
    await house.auth.audit.record("cli", "account_made", "=cmd|x", name="@SUM(1)")
    await house.auth.audit.record("cli", "account_made", " \uff1dcmd|x", name="zo")
    lines = (await admin.get("audit.csv")).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "id,at,actor,actor_name,kind,subject,detail"
    assert ",audit_exported," in lines[1]
    assert ",' \uff1dcmd|x," in lines[2], "nor one behind a space, in a wide form"
    assert ",'=cmd|x," in lines[3], "no cell is a formula"


async def test_what_tells_repetitions_apart_stands_in_no_table(house: House) -> None:
    admin = await signed_in(house, "admin")
    await house.auth.audit.record("cli", "service_set", "main", request="r", mode="é")
    line = (await admin.get("audit.csv")).content.decode("utf-8-sig").splitlines()[2]
    assert line.endswith(',service_set,main,"{""mode"":""é""}"')


async def test_all_of_the_trail_is_exported_however_long_it_is(house: House) -> None:
    admin, most = await signed_in(house, "admin"), 1_200
    line = "SELECT 1, 'cli', 'cli', 'purge', '', '{}', '' FROM n"
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"
    async with house.store.database.writing() as connection:
        await connection.execute(
            text(f"INSERT INTO audit (at, actor, actor_name, kind, subject, detail, desk) {numbers} {line}")
        )
    answer = await admin.get("audit.csv")
    assert answer.text.count(",purge,") == most


async def test_spreadsheets_read_its_accents_and_its_columns(house: House) -> None:
    admin = await signed_in(house, "admin")
    await house.auth.audit.record("cli", "account_made", "zoë", name="Zoë")
    content = (await admin.get("audit.csv?locale=nl")).content
    assert content.startswith("\ufeffid;at;actor;".encode())
    assert content.count("\ufeff".encode()) == 1
    assert ";account_made;zoë;" in content.decode()
    assert (await admin.get("audit.csv?locale=xx")).json()["field"] == "locale"
    assert (await admin.get("audit.csv?separator=tab")).text.startswith("\ufeffid\tat\t")


async def test_no_entry_can_be_changed_or_removed(house: House) -> None:
    await house.auth.audit.record("cli", "purge", rows=3)
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="audit"):
            async with house.store.database.writing() as connection:
                await connection.execute(text(statement))
    assert await house.audited() == ["purge"]


async def test_only_listed_kinds_and_details_are_taken(house: House) -> None:
    audit: Audit = house.auth.audit
    with pytest.raises(ValueError, match="kind"):
        await audit.record("cli", "chat_read")
    for detail in ({"text": "hello"}, {"chat": "abc"}, {"address": "192.0.2.7"}):
        with pytest.raises(ValueError, match="detail"):
            await audit.record("cli", "purge", "", **detail)
    await audit.record("cli", "purge", reason="x" * 5000)
    assert len((await house.store.audit.page())[0].detail) < 300


def test_what_tells_repetitions_apart_is_not_shown() -> None:
    assert AuditLine.of(made("an", "service_set", "main", request="r", mode="open")).detail == {"mode": "open"}


async def test_an_act_while_the_store_is_down_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.auth.audit.AGAIN_S", 0.01)
    monkeypatch.setattr("chat.auth.audit.MOMENT_S", 0.05)

    class Down:
        def __init__(self) -> None:
            self.kept: list[AuditEntry] = []
            self.down = True

        async def append_once(self, entry: AuditEntry, _within_s: int) -> None:
            if self.down:
                raise StoreDown
            self.kept.append(entry)

        async def page(self, **_: Any) -> list[AuditEntry]:
            return self.kept

    store, tasks = Down(), asyncio.TaskGroup()
    entry = made("an", "service_set", "main")
    async with asyncio.timeout(PATIENCE_S), tasks:
        await Audit(SimpleNamespace(audit=store)).remember(entry, tasks.create_task)
        assert store.kept == []
        store.down = False
    assert store.kept == [entry]


async def test_an_act_does_not_wait_for_a_store_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor's next commands stand behind it."""
    monkeypatch.setattr("chat.auth.audit.MOMENT_S", 0.01)
    kept, answers = list[AuditEntry](), asyncio.Event()

    class Silent:
        async def append_once(self, entry: AuditEntry, _within_s: int) -> None:
            await answers.wait()
            kept.append(entry)

    tasks, entry = asyncio.TaskGroup(), made("an", "service_set", "main")
    async with asyncio.timeout(PATIENCE_S), tasks:
        await Audit(SimpleNamespace(audit=Silent())).remember(entry, tasks.create_task)
        answers.set()
    assert kept == [entry]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"login": "lea"}, "bad_value", "password"),
        ({"login": "lea", "password": PASSWORD, "role": "boss"}, "bad_value", "role"),
        ({"login": "l e a", "password": PASSWORD, "role": "admin"}, "bad_name", "name"),
        ({"login": "an", "password": PASSWORD, "role": "admin"}, "taken", "name"),
        ({"login": "AN", "password": PASSWORD, "role": "admin"}, "taken", "name"),
        ({"login": "lea", "password": "short", "role": "admin"}, "too_short", "password"),
        ({"login": "lea", "password": PASSWORD, "role": "admin", "capacity": 99}, "bad_value", "capacity"),
        ({"login": "lea", "password": PASSWORD, "role": "admin", "capacity": 0}, "bad_value", "capacity"),
        ({"login": "lea", "password": PASSWORD, "role": "admin", "languages": ["klingon"]}, "bad_value", "languages"),
        ({"login": "lea", "password": PASSWORD, "role": "admin", "name": "a\u202eb"}, "bad_value", "display"),
    ],
)
async def test_bad_accounts_are_refused_with_the_field(house: House, body: Any, code: str, field: str) -> None:
    await house.person("an")
    admin = await signed_in(house, "admin")
    answer = await admin.post("accounts", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json().get("field", "") == field
    assert len(await house.auth.accounts.store.all()) == 2


@pytest.mark.parametrize("name", ["\u0639\u0644\u06cc\u200c\u0631\u0636\u0627", "\u0dc1\u0dca\u200d\u0dbb\u0dd3"])
async def test_a_name_may_have_the_joiners_of_its_letters(house: House, name: str) -> None:
    """Ali-Reza in Persian, Shri in Sinhala: refused, as was all else of whom a sign-in provider calls so."""
    admin = await signed_in(house, "admin")
    made = await admin.post("accounts", {"login": "lea", "password": PASSWORD, "role": "counsellor", "name": name})
    assert (made.status_code, made.json().get("name")) == (201, name)


async def test_the_last_admin_stays(house: House) -> None:
    admin = await signed_in(house, "admin")
    account = await house.auth.accounts.store.by_name("admin")
    assert account is not None
    for change in ({"role": "counsellor"}, {"active": False}):
        answer = await admin.send("PUT", f"accounts/{account.id}", change)
        assert answer.json()["code"] == "last_admin"


async def test_an_unknown_account_is_not_found(house: House) -> None:
    admin = await signed_in(house, "admin")
    assert (await admin.send("PUT", "accounts/nobody", {"capacity": 2})).status_code == 404
    assert (await admin.post("accounts/nobody/sign-out")).status_code == 404
    for query in ("limit=0", "limit=100000", "limit=x", "before=-1", "before=²"):
        assert (await admin.get(f"audit?{query}")).status_code == 422


async def test_a_closed_account_is_out_at_once(house: House) -> None:
    admin, an = await signed_in(house, "admin"), house.browser()
    account = await house.person("an")
    await an.login("an")
    await admin.send("PUT", f"accounts/{account.id}", {"active": False})
    assert (await an.get("me")).status_code == 401
    assert house.gone[-1] == (account.id, "")
