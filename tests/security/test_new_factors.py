"""What proves who somebody is: the password once more before a new factor, and who has to have one."""

import json

import pyotp
import pytest
from redis.asyncio import Redis

from chat.auth.roles import COUNSELLORS_FACTOR
from chat.auth.throttle import lines
from chat.http.bodies import parse
from chat.http.staff.sign_in import Login
from routing import keys
from tests.security.authenticator import Authenticator
from tests.security.conftest import ORIGIN, PASSWORD, Browser, House
from tests.security.test_roles import signed_in

STARTS = ("totp/start", "passkey/register/options")


@pytest.mark.parametrize("path", STARTS)
async def test_an_unattended_console_is_no_way_to_a_factor(house: House, path: str) -> None:
    browser = await signed_in(house, "counsellor")
    for body in ({}, {"password": ""}, {"password": "not the password"}):
        answer = await browser.post(path, body)
        assert answer.status_code in (401, 422), answer.text
        assert "secret" not in answer.text
        assert "challenge" not in answer.text
    assert (await browser.post(path, {"password": PASSWORD})).status_code == 200


async def test_without_a_start_there_is_nothing_to_finish(house: House, redis: Redis) -> None:
    browser = await signed_in(house, "counsellor")
    code = pyotp.TOTP(pyotp.random_base32()).now()
    assert (await browser.post("totp/confirm", {"offer": "made-up", "code": code})).json()["code"] == "bad_code"
    login = (await browser.post("passkey/login/options")).json()
    made = Authenticator(ORIGIN, "chat.example.be").register(login)
    answer = await browser.post("passkey/register", {"credential": made})
    assert answer.json()["code"] == "bad_passkey", "a challenge for signing in is none for a new passkey"
    assert await house.store.accounts.passkeys((await browser.get("me")).json()["me"]["id"]) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [*((path, {}) for path in (*STARTS, "recovery", "totp/off")), ("password", {"new": "another long password"})],
)
async def test_the_password_cannot_be_guessed_from_inside(house: House, path: str, body: dict[str, str]) -> None:
    browser = await signed_in(house, "counsellor")
    word = "old" if path == "password" else "password"
    answers = [await browser.post(path, {**body, word: f"guess number {n}"}) for n in range(8)]
    assert [answer.status_code for answer in answers][:5] == [401] * 5
    assert answers[-1].json()["code"] == "locked"
    assert (await browser.post(path, {**body, word: PASSWORD})).status_code == 429


async def of(house: House, name: str, **more: object) -> Browser:
    await house.person(name, **more)
    browser = house.browser()
    assert (await browser.login(name)).status_code == 200
    return browser


async def test_counsellors_need_a_second_factor_unless_their_desks_say_otherwise(house: House) -> None:
    for desk in ("main", "a"):
        await house.store.settings.put(desk, {COUNSELLORS_FACTOR: False})
    await house.store.settings.put("b", {COUNSELLORS_FACTOR: None})
    relaxed, strict, both = [await of(house, name, desks=desks) for name, desks in
                             (("an", ("a",)), ("bram", ("b",)), ("chloe", ("a", "b")))]  # fmt: skip
    everywhere = await of(house, "dirk")
    assert (await relaxed.post("socket-ticket")).status_code == 200
    assert (await everywhere.post("socket-ticket")).status_code == 200, "all desks of this house are main alone"
    for browser in (strict, both):
        assert (await browser.get("me")).json()["me"]["enrol"] is True
        assert (await browser.post("socket-ticket")).json()["code"] == "enrol_first"
    await house.store.settings.put("a", {COUNSELLORS_FACTOR: True})
    assert (await relaxed.post("socket-ticket")).json()["code"] == "enrol_first", "from the next request on"


@pytest.mark.parametrize("role", ["supervisor", "admin"])
async def test_no_setting_lets_others_in_with_a_password_alone(house: House, role: str) -> None:
    await house.store.settings.put("main", {COUNSELLORS_FACTOR: False})
    browser = await of(house, "sofie", role=role)
    assert (await browser.post("socket-ticket")).json()["code"] == "enrol_first"


async def test_signing_in_ends_who_was_there_before(house: House) -> None:
    """The sockets of that sign-in, too, be it another person or the same; and it is told."""
    an, bram = await house.person("an"), await house.person("bram")
    browser = house.browser()
    for name in ("an", "bram", "bram"):
        assert (await browser.login(name)).status_code == 200
    assert [staff for staff, _ in house.gone] == [an.id, bram.id]
    assert all(session for _, session in house.gone), "nobody is put out elsewhere"
    assert [len(await house.store.sign_ins.of(one.id)) for one in (an, bram)] == [0, 1]
    assert (await house.audited()).count("sign_out") == 2


@pytest.mark.parametrize("written", ["ſofie", "SOFIE", "ｓｏｆｉｅ", " sofie"])
async def test_a_name_is_locked_however_it_is_written(house: House, written: str) -> None:
    await house.person("sofie")
    for n in range(8):
        await house.browser().login(written if n % 2 else "sofie", "wrong guess again")
    assert (await house.browser().login("sofie")).json()["code"] == "locked"
    assert (await house.browser().login(written)).json()["code"] == "locked"


async def test_no_counter_stays_for_ever(house: House, redis: Redis) -> None:
    """Whatever it was counted for, and whichever way it went."""
    await house.person("an")
    for password in ("wrong guess again", PASSWORD):
        await house.browser().login("an", password)
    throttle, line = house.auth.sign_in._throttle, lines("somebody", 9, "")[1]
    await throttle._move(line, -1)
    assert await redis.get(keys.sign_in_count(line.key)) == "0", "never below"
    counters = [key async for key in redis.scan_iter(f"{keys.sign_in_count('')}*")]
    assert counters
    assert all([await redis.ttl(key) > 0 for key in counters])


@pytest.mark.parametrize("path", ["passkey/login", "login", "passkey/register", "hours"])
@pytest.mark.parametrize("inside", ["0", '"\\u0000"', '"]]]]{{{{"'])
async def test_deep_json_is_a_bad_request(house: House, path: str, inside: str) -> None:
    browser = await signed_in(house, "admin")
    for left, right in (('{"a":', "}"), ("[", "]")):
        body = '{"credential":' + left * 450 + inside + right * 450 + "}"
        headers = {"content-type": "application/json", "X-Hearline-CSRF": browser.csrf}
        answer = await browser.http.post(f"/api/staff/{path}", content=body, headers=headers)
        assert 400 <= answer.status_code < 500, answer.text


def test_brackets_inside_words_are_no_depth() -> None:
    text = json.dumps({"name": "[" * 100 + '\\"{{{{', "password": "{" * 100})
    assert parse(text.encode(), Login).password == "{" * 100
