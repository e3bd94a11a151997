"""What changes between reading an account and letting its owner in: an end of sign-ins holds against each way in."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

import pyotp
import pytest

from chat.auth import totp
from chat.auth.passwords import Passwords
from chat.auth.second_factors import Passkeys
from chat.entry.keyring import KeyRing
from tests.security.conftest import PASSWORD, SECRET, House
from tests.security.test_passkeys import options_of, registered
from tests.security.test_sign_in import with_totp

Act = Callable[[], Awaitable[object]]


def before(monkeypatch: pytest.MonkeyPatch, whose: type, name: str, act: Act) -> None:
    """`act` happens once, as `name` is called."""
    usual = getattr(whose, name)

    async def then(*given: Any) -> Any:
        monkeypatch.undo()
        await act()
        return await usual(*given)

    monkeypatch.setattr(whose, name, then)


def after(monkeypatch: pytest.MonkeyPatch, whose: type, name: str, act: Act) -> None:
    usual = getattr(whose, name)

    async def then(*given: Any) -> Any:
        monkeypatch.undo()
        found = await usual(*given)
        await act()
        return found

    monkeypatch.setattr(whose, name, then)


@pytest.mark.parametrize("way", [before, after])
async def test_a_password_alone_is_too_little_once_a_code_app_is_set_up(
    house: House, monkeypatch: pytest.MonkeyPatch, way: Callable[..., None]
) -> None:
    """It ended every sign-in; one that was under way began afterwards, without a code."""
    an = await house.person("an")
    secret = totp.new_secret()
    offer = totp.seal(house.auth.ring, f"offer {an.id}", secret)

    async def set_up() -> None:
        now = int(time.time())
        code = pyotp.TOTP(secret).at(now)
        await house.auth.accounts.totp_confirm("cli", an, offer, code, now)

    way(monkeypatch, Passwords, "check", set_up)
    answer = await house.browser().login("an")
    assert (answer.status_code, answer.json()["code"]) == (401, "code_needed")
    assert await house.store.sign_ins.of(an.id) == []


async def test_a_passkey_that_is_removed_meanwhile_lets_nobody_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = await registered(house)
    sofie = await house.store.accounts.by_name("sofie")
    (held,) = await house.store.accounts.passkeys(sofie.id)
    after(monkeypatch, Passkeys, "login", lambda: house.auth.accounts.drop_passkey("cli", sofie, held.id))
    browser = house.browser()
    answer = await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_passkey")
    assert await house.store.sign_ins.of(sofie.id) == []


@pytest.mark.parametrize("rotated", [False, True])
async def test_a_code_of_a_phone_that_is_gone_brings_it_not_back(
    house: House, monkeypatch: pytest.MonkeyPatch, rotated: bool
) -> None:
    """After a change of the house's secret, too, when a code's secret is sealed anew."""
    _, codes, _ = await with_totp(house, "an")
    an = await house.store.accounts.by_name("an")
    if rotated:
        house.auth.sign_in._ring = KeyRing(("n" * 40, SECRET))
    before(monkeypatch, Passwords, "check", lambda: house.auth.accounts.reset("cli", an, PASSWORD + "!", factors=True))
    answer = await house.browser().login("an", code=codes.at(int(time.time()) + 30))
    assert answer.status_code == 401
    assert (await house.store.accounts.get(an.id)).totp == ""
    assert (await house.browser("192.0.2.9").login("an", PASSWORD + "!")).status_code == 200
