"""Passkeys: bound to this site, with a PIN or a finger, each answer good once."""

import copy
from typing import Any

import pytest

from chat.protocol.limits import MAX_LABEL
from tests.security.authenticator import PRESENT, Authenticator
from tests.security.conftest import ORIGIN, PASSWORD, Browser, House

HOST = "chat.example.be"


async def registered(house: House, name: str = "sofie", **more: Any) -> tuple[Browser, Authenticator]:
    await house.person(name, "supervisor")
    browser, key = house.browser(), Authenticator(ORIGIN, HOST, **more)
    await browser.login(name)
    options = (await browser.post("passkey/register/options", {"password": PASSWORD})).json()
    answer = await browser.post("passkey/register", {"credential": key.register(options), "label": "my phone"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["recovery"]) == 10
    assert answer.json()["me"]["enrol"] is False
    return browser, key


async def options_of(browser: Browser) -> dict[str, Any]:
    found: dict[str, Any] = (await browser.post("passkey/login/options")).json()
    return found


async def test_a_passkey_signs_in_without_a_password(house: House) -> None:
    _, key = await registered(house)
    browser = house.browser()
    answer = await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    assert answer.status_code == 200, answer.text
    assert answer.json()["me"]["login"] == "sofie"
    assert answer.json()["me"]["enrol"] is False
    assert (await browser.get("factors")).json()["passkeys"][0]["label"] == "my phone"


async def test_a_name_that_is_too_long_is_refused_not_cut(house: House) -> None:
    await house.person("sofie", "supervisor")
    browser, key = house.browser(), Authenticator(ORIGIN, HOST)
    await browser.login("sofie")
    options = (await browser.post("passkey/register/options", {"password": PASSWORD})).json()
    credential = key.register(options)
    for label, status in (("é" * (MAX_LABEL + 1), 422), ("é" * MAX_LABEL, 200)):
        answer = await browser.post("passkey/register", {"credential": credential, "label": label})
        assert answer.status_code == status, answer.text
    assert (await browser.get("factors")).json()["passkeys"][0]["label"] == "é" * MAX_LABEL


async def test_the_password_alone_no_longer_suffices(house: House) -> None:
    """Otherwise a stolen password could enrol a factor of its own."""
    await registered(house)
    assert (await house.browser().login("sofie")).json()["code"] == "code_needed"


async def test_an_answer_works_once(house: House) -> None:
    _, key = await registered(house)
    browser = house.browser()
    credential = key.sign_in(await options_of(browser))
    assert (await browser.post("passkey/login", {"credential": credential})).status_code == 200
    again = await browser.post("passkey/login", {"credential": credential})
    assert (again.status_code, again.json()["code"]) == (401, "bad_passkey")


async def test_a_registration_challenge_is_not_good_for_signing_in(house: House) -> None:
    browser, key = await registered(house)
    options = (await browser.post("passkey/register/options", {"password": PASSWORD})).json()
    answer = await house.browser().post("passkey/login", {"credential": key.sign_in(options)})
    assert answer.json()["code"] == "bad_passkey"


@pytest.mark.parametrize(
    ("origin", "host", "flags"),
    [
        ("https://evil.example", HOST, 5),
        ("https://evil.example", "evil.example", 5),
        (ORIGIN, "evil.example", 5),
        (ORIGIN, HOST, PRESENT),
        (ORIGIN, HOST, 0),
    ],
)
async def test_another_site_or_no_pin_is_refused(house: House, origin: str, host: str, flags: int) -> None:
    _, key = await registered(house)
    key.origin, key.host, key.flags = origin, host, flags
    browser = house.browser()
    answer = await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    assert answer.json()["code"] == "bad_passkey"


async def test_a_cloned_key_shows_by_its_counter(house: House) -> None:
    _, key = await registered(house)
    browser = house.browser()
    key.count = 10
    assert (
        await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    ).status_code == 200
    key.count = 3
    answer = await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    assert answer.json()["code"] == "bad_passkey"


async def test_another_key_with_the_same_id_is_refused(house: House) -> None:
    _, key = await registered(house)
    other = Authenticator(ORIGIN, HOST)
    other.id = key.id
    browser = house.browser()
    answer = await browser.post("passkey/login", {"credential": other.sign_in(await options_of(browser))})
    assert answer.json()["code"] == "bad_passkey"


async def test_a_closed_account_stays_out(house: House) -> None:
    _, key = await registered(house)
    account = await house.auth.accounts.store.by_name("sofie")
    assert account is not None
    await house.auth.accounts.change("cli", account.id, active=False)
    browser = house.browser()
    answer = await browser.post("passkey/login", {"credential": key.sign_in(await options_of(browser))})
    assert answer.json()["code"] == "bad_passkey"


async def test_a_passkey_can_be_removed_by_its_owner_alone(house: House) -> None:
    browser, key = await registered(house)
    identity = (await browser.get("factors")).json()["passkeys"][0]["id"]
    await house.person("an")
    other = house.browser()
    await other.login("an")
    assert (await other.send("DELETE", f"passkeys/{identity}")).status_code == 404
    removed = await browser.send("DELETE", f"passkeys/{identity}")
    assert removed.json()["me"]["enrol"] is True, "a supervisor without a second factor must enrol again"
    login = house.browser()
    answer = await login.post("passkey/login", {"credential": key.sign_in(await options_of(login))})
    assert answer.json()["code"] == "bad_passkey"


@pytest.mark.parametrize("spoil", ["drop", "text", "number", "deep", "list", "junk"])
async def test_malformed_answers_are_refused_calmly(house: House, spoil: str) -> None:
    _, key = await registered(house)
    browser = house.browser()
    good = key.sign_in(await options_of(browser))
    bad: Any = copy.deepcopy(good)
    if spoil == "drop":
        del bad["response"]["signature"]
    elif spoil == "text":
        bad["response"] = "x"
    elif spoil == "number":
        bad["id"] = 7
    elif spoil == "deep":
        bad["response"]["clientDataJSON"] = "W1tb" * 4000
    elif spoil == "list":
        bad["response"]["authenticatorData"] = []
    else:
        bad["response"]["authenticatorData"] = "AAAA"
    answer = await browser.post("passkey/login", {"credential": bad})
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_passkey")
