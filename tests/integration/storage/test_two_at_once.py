"""Two of the staff who save at the same moment, at two gateways: one after the other, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import convert, to_builtins
from sqlalchemy import text

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.errors import Unfit
from chat.auth.passwords import Passwords
from chat.entry.keyring import KeyRing
from storage import Store, open_store
from storage.database import Database
from storage.errors import BadInput
from storage.forms.definition import FormDefinition
from storage.records.writing import one_writer
from storage.values import Account
from tests.integration.storage.test_reports import at, record
from tests.integration.storage.test_staff import AN
from tests.unit.storage.events import FORM, attempt

ADMIN = Account("b1", "bea", "Bea", "admin", "hash")
WAITS = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity"
             " WHERE datname = current_database())")  # fmt: skip
Work = Callable[[Store], Awaitable[Any]]


@pytest.fixture
async def other(ready_store_url: str, store: Store) -> AsyncIterator[Store]:
    """The same database, as another gateway has it."""
    it = open_store(ready_store_url)
    yield it
    await it.close()


async def at_once(store: Store, other: Store, work: Work) -> None:
    """The second begins while the first has stored what it wants and has not ended."""
    async with Audit(store).act("cli", "settings_changed"):
        await work(store)
        second = asyncio.create_task(_act(other, work))
        await asyncio.sleep(0)
        while not (second.done() or store.database.sqlite or await store.database.value(WAITS)):
            await asyncio.wait({second}, timeout=0.01)
    await second


async def _act(store: Store, work: Work) -> None:
    async with Audit(store).act("cli", "settings_changed"):
        await work(store)


async def _hours(store: Store) -> None:
    await store.hours.put("main", {"zone": "UTC", "week": {}}, "An", 1)


async def _settings(store: Store) -> None:
    await store.settings.put("main", {"queue_limit": 3})


@pytest.mark.parametrize("work", [_hours, _settings])
async def test_both_have_saved(store: Store, other: Store, work: Work) -> None:
    await at_once(store, other, work)
    await at_once(store, other, work)
    assert len(await store.audit.page()) == 4


async def test_two_workers_forget_at_once(ready_postgres_url: str) -> None:
    """Both note of the same quarter that it can be published no more. On SQLite nobody writes meanwhile."""
    now, quarter = at("2026-11-20 12:00") // 1000, 2026 * 4 + 2
    one, other = open_store(ready_postgres_url), open_store(ready_postgres_url)
    try:
        await record(one, attempt("record-1", joined_ms=at("2026-07-10 15:00"), form=FORM))
        await one.settings.put("main", {"keep_counts_days": 1})
        async with one.database.together():
            await one.retention.purge("main", now)
            second = asyncio.create_task(other.retention.purge("main", now))
            while not (second.done() or await one.database.value(WAITS)):
                await asyncio.wait({second}, timeout=0.01)
        await second
        with pytest.raises(BadInput, match="can be published no more"):
            await other.publications.get("main", quarter, now)
    finally:
        await one.close()
        await other.close()


async def test_who_freezes_while_they_record_is_put_out(ready_postgres_url: str) -> None:
    """By the server: no other worker would record until that machine is given up for lost, in two hours."""
    database = Database(ready_postgres_url)
    async with database.writing() as connection:
        await one_writer(connection)
        assert await connection.scalar(text("SHOW idle_in_transaction_session_timeout")) == "10s"
    assert await database.value(text("SHOW idle_in_transaction_session_timeout")) != "10s"
    await database.close()


async def test_whatever_view_the_server_gives_by_default(ready_postgres_url: str) -> None:
    """Of a transaction that sees what was there when it began the second would not see what it has waited for."""
    database = Database(ready_postgres_url)
    name = str(await database.value(text("SELECT quote_ident(current_database())")))
    await database.change(text(f"ALTER DATABASE {name} SET default_transaction_isolation = 'repeatable read'"))
    await database.close()
    one, other = open_store(ready_postgres_url), open_store(ready_postgres_url)
    try:
        await at_once(one, other, _hours)
        await at_once(one, other, _hours)
    finally:
        await one.close()
        await other.close()


async def test_who_reads_has_one_view(store: Store, other: Store) -> None:
    """A report's rows and its total are of one moment."""
    accounts = text("SELECT count(*) FROM staff")
    async with store.database.reading() as connection:
        seen = [await connection.scalar(accounts)]
        await other.accounts.add(AN)
        seen.append(await connection.scalar(accounts))
    assert [*seen, len(await store.accounts.all())] == [0, 0, 1]


async def test_a_form_of_the_same_version_is_refused_to_the_second(store: Store, other: Store) -> None:
    shipped = await store.forms.current("main")
    next_one = replace_version(shipped, 2)
    with pytest.raises(BadInput, match="version: must be 3"):
        await at_once(store, other, lambda one: one.forms.add("main", next_one, 1))


def replace_version(form: FormDefinition, version: int) -> FormDefinition:
    return convert({**to_builtins(form), "version": version}, FormDefinition)


async def test_an_account_of_the_same_name_is_refused_to_the_second(store: Store, other: Store) -> None:
    ids = iter(("a1", "a2"))
    with pytest.raises(BadInput, match="name is taken"):
        await at_once(store, other, lambda one: one.accounts.add(replace(AN, id=next(ids))))


async def test_two_admins_who_close_each_other_do_not_both(store: Store, other: Store) -> None:
    await store.accounts.add(ADMIN)
    await store.accounts.add(replace(ADMIN, id="b2", name="ben"))
    ids = iter(("b1", "b2"))

    async def close(one: Store) -> None:
        accounts = Accounts(one, Passwords(), KeyRing(("0" * 32,)), Audit(one))
        await accounts.change("cli", next(ids), active=False)

    with pytest.raises(Unfit):
        await at_once(store, other, close)
    assert sum(one.active for one in await store.accounts.all()) == 1
