"""What is stored and what is audited succeed or fail together, whoever does it; settings hold though Redis is away."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from storage.audit import AuditTrail
from storage.errors import StoreDown
from tests.security.conftest import PASSWORD, Browser, House
from tests.security.test_roles import signed_in

Act = Callable[[House, Browser, str], Awaitable[Any]]
ACTS: dict[str, Act] = {
    "make": lambda _, admin, id_: admin.post("accounts", {"login": "new", "password": PASSWORD, "role": "counsellor"}),
    "change": lambda _, admin, id_: admin.send("PUT", f"accounts/{id_}", {"capacity": 2}),
    "reset": lambda _, admin, id_: admin.post(
        f"accounts/{id_}/reset-password", {"password": "another long password", "factors": True}
    ),
    "sign out": lambda _, admin, id_: admin.post(f"accounts/{id_}/sign-out"),
    "password": lambda _, admin, id_: admin.post("password", {"old": PASSWORD, "new": "another long password"}),
    "recovery": lambda _, admin, id_: admin.post("recovery", {"password": PASSWORD}),
    "logout": lambda _, admin, id_: admin.post("logout"),
    "login": lambda house, admin, id_: house.browser().login("an"),
}


async def state(house: House) -> Any:
    """All that these acts may change."""
    accounts = await house.auth.accounts.store.all()
    sign_ins = [row for one in accounts for row in await house.store.sign_ins.of(one.id)]
    codes = [await house.store.accounts.recovery_left(one.id) for one in accounts]
    return accounts, sorted(row.digest for row in sign_ins), codes, await house.store.audit.page(limit=500)


@pytest.mark.parametrize("act", ACTS)
async def test_nothing_is_stored_when_the_trail_cannot_be_written(
    house: House, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    an, admin = await house.person("an"), await signed_in(house, "admin")
    await house.auth.sessions.start(an, "password", int(time.time()))
    before = await state(house)

    async def down(_: AuditTrail, _entry: object) -> None:
        raise StoreDown

    with monkeypatch.context() as patch:
        patch.setattr(AuditTrail, "append", down)
        answer = await ACTS[act](house, admin, an.id)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert await state(house) == before
    assert (await ACTS[act](house, admin, an.id)).status_code < 300, "once it can, it is done"
    assert await state(house) != before


async def test_an_act_that_is_refused_leaves_no_line(house: House) -> None:
    admin = await signed_in(house, "admin")
    before = await house.audited()
    assert (await admin.send("DELETE", "passkeys/none")).status_code == 404
    assert (await admin.send("PUT", f"accounts/{'x' * 20}", {"capacity": 2})).status_code == 404
    assert await house.audited() == before
    account = (await house.auth.accounts.store.all())[0]
    assert replace(account, capacity=1) == account
