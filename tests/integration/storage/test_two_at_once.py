"""Two of the staff who save at the same moment, at two gateways: one after the other, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from msgspec import convert, to_builtins

from chat.auth.accounts import Accounts
from chat.auth.audit import Audit
from chat.auth.errors import Unfit
from chat.auth.passwords import Passwords
from chat.entry.keyring import KeyRing
from storage import Store, open_store
from storage.errors import BadInput
from storage.forms.definition import FormDefinition
from storage.values import Account
from tests.integration.storage.test_staff import AN

ADMIN = Account("b1", "bea", "Bea", "admin", "hash")
# Longer than any statement takes: by then the second is where it waits for the first.
MEANWHILE_S = 0.3
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
        await asyncio.wait({second}, timeout=MEANWHILE_S)
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
