"""A password that a colleague chose opens nothing but the choice of another one."""

from typing import Any

import pytest

from chat.auth.roles import COUNSELLORS_FACTOR
from tests.security.conftest import PASSWORD, Browser, House
from tests.security.test_roles import signed_in

GIVEN, OWN = "given to begin with", "known to nobody else"


@pytest.fixture
async def admin(house: House) -> Browser:
    await house.store.settings.put("main", {COUNSELLORS_FACTOR: False})
    return await signed_in(house, "admin")


async def came_in(house: House, name: str, password: str) -> tuple[Browser, dict[str, Any]]:
    browser = house.browser()
    answer = await browser.login(name, password)
    assert answer.status_code == 200, answer.text
    me: dict[str, Any] = answer.json()["me"]
    return browser, me


async def made(admin: Browser) -> str:
    account = {"login": "lea", "password": GIVEN, "role": "counsellor"}
    answer = await admin.post("accounts", account)
    assert answer.status_code == 201
    return str(answer.json()["id"])


async def test_who_was_made_chooses_first(house: House, admin: Browser) -> None:
    await made(admin)
    lea, me = await came_in(house, "lea", GIVEN)
    assert (me["enrol"], me["password_given"]) == (True, True)
    assert (await lea.post("socket-ticket")).json()["code"] == "enrol_first"
    same = await lea.post("password", {"old": GIVEN, "new": GIVEN})
    assert (same.status_code, same.json()) == (422, {"code": "unchanged", "field": "password"})
    chosen = await lea.post("password", {"old": GIVEN, "new": OWN})
    assert (chosen.json()["me"]["enrol"], chosen.json()["me"]["password_given"]) == (False, False)
    assert (await lea.post("socket-ticket")).status_code == 200
    assert (await came_in(house, "lea", OWN))[1]["password_given"] is False


@pytest.mark.parametrize("path", ["totp/start", "totp/off", "recovery", "passkey/register/options"])
async def test_whoever_gave_it_leaves_no_factor_of_theirs(house: House, admin: Browser, path: str) -> None:
    """A passkey of theirs let them in for ever: it asks for no password, and stayed when another was chosen."""
    await made(admin)
    giver, _ = await came_in(house, "lea", GIVEN)
    refused = await giver.post(path, {"password": GIVEN})
    assert (refused.status_code, refused.json()["code"]) == (403, "enrol_first")
    assert (await giver.get("factors")).status_code == 200
    assert (await giver.post("password", {"old": GIVEN, "new": OWN})).status_code == 200
    assert (await giver.post(path, {"password": OWN})).status_code == 200


async def test_who_needs_a_second_factor_still_sets_it_up(house: House, admin: Browser) -> None:
    await house.store.settings.put("main", {COUNSELLORS_FACTOR: True})
    await made(admin)
    lea, _ = await came_in(house, "lea", GIVEN)
    me = (await lea.post("password", {"old": GIVEN, "new": OWN})).json()["me"]
    assert (me["enrol"], me["password_given"]) == (True, False)


async def test_so_does_who_was_helped(house: House, admin: Browser) -> None:
    lea = (await house.person("lea")).id
    assert (await came_in(house, "lea", PASSWORD))[1]["password_given"] is False
    assert (await admin.post(f"accounts/{lea}/reset-password", {"password": GIVEN})).status_code == 204
    assert (await came_in(house, "lea", GIVEN))[1]["password_given"] is True
    await house.auth.accounts.reset("cli", await house.auth.accounts.get(lea), OWN, factors=False)
    assert (await came_in(house, "lea", OWN))[1]["password_given"] is False


async def test_not_who_gave_it_to_themselves(house: House, admin: Browser) -> None:
    me = (await admin.get("me")).json()["me"]
    assert (await admin.post(f"accounts/{me['id']}/reset-password", {"password": OWN})).status_code == 204
    account = await house.auth.accounts.get(me["id"])
    assert account.password_given is False
