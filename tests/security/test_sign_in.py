"""Signing in: one answer for every wrong guess, codes that work once, and nobody locked out by a stranger."""

import asyncio
import time
from typing import Any

import pyotp
import pytest
from argon2 import PasswordHasher

from chat.auth import passwords, totp
from chat.auth.errors import BeyondDesks, SignedOut
from chat.auth.passwords import Passwords, outdated, weakness
from chat.auth.sessions import ABSOLUTE_S, IDLE_S
from chat.auth.throttle import DeviceCookies, Line, lines
from chat.entry.keyring import KeyRing
from storage.values import Account
from tests.security.conftest import PASSWORD, Browser, House


@pytest.fixture
def real_hashes(real_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", real_hasher)


async def with_totp(house: House, name: str, role: str = "counsellor") -> tuple[Browser, pyotp.TOTP, list[str]]:
    """Somebody who has set up one-time codes, their codes, and their recovery codes."""
    await house.person(name, role)
    browser = house.browser()
    await browser.login(name)
    offer = (await browser.post("totp/start", {"password": PASSWORD})).json()
    codes = pyotp.TOTP(offer["secret"])
    done = await browser.post("totp/confirm", {"offer": offer["offer"], "code": codes.at(int(time.time()))})
    assert done.status_code == 200, done.text
    return browser, codes, done.json()["recovery"]


async def test_a_sign_in_sets_a_cookie_that_only_this_host_gets(house: House) -> None:
    await house.person("an")
    answer = await house.browser().login("AN ")
    assert answer.status_code == 200
    assert answer.json()["me"]["login"] == "an"
    session, device = answer.headers.get_list("set-cookie")
    for cookie in (session, device):
        assert cookie.startswith("__Host-hearline")
        for part in ("Secure", "HttpOnly", "Path=/", "SameSite=strict"):
            assert part in cookie
        assert "Domain" not in cookie
    assert "Max-Age" not in session
    assert await house.audited() == ["sign_in"]


async def test_every_wrong_guess_gets_the_same_answer(house: House) -> None:
    await house.person("an")
    closed = await house.person("bram")
    await house.auth.accounts.change("cli", closed.id, active=False)
    answers = [
        await house.browser().login("an", "wrong password here"),
        await house.browser().login("nobody", "wrong password here"),
        await house.browser().login("bram"),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, '{"code":"bad_credentials"}')}
    assert not any(answer.headers.get_list("set-cookie") for answer in answers)


@pytest.mark.usefixtures("real_hashes")
async def test_an_unknown_name_takes_as_long_as_a_wrong_password(house: House) -> None:
    """Of the processor: time alone would be the machine's."""
    await house.person("an")
    took = {}
    for name in ("an", "nobody"):
        start = time.process_time()
        for place in range(4):
            await house.browser(f"192.0.2.{place}").login(name, "wrong password here")
        took[name] = time.process_time() - start
    assert 0.4 < took["an"] / took["nobody"] < 2.5


async def test_codes_work_once_and_only_near_their_time(house: House) -> None:
    _, codes, _ = await with_totp(house, "sofie", "supervisor")
    now = int(time.time())
    assert (await house.browser().login("sofie")).json()["code"] == "code_needed"
    good = codes.at(now + 30)
    assert (await house.browser().login("sofie", code=good)).status_code == 200
    assert (await house.browser().login("sofie", code=good)).json()["code"] == "bad_code"
    earlier = await house.browser("192.0.2.8").login("sofie", code=codes.at(now))
    assert earlier.json()["code"] == "bad_code", "a code from before the last one is a replay"
    assert (await house.browser("192.0.2.9").login("sofie", code=codes.at(now + 600))).json()["code"] == "bad_code"
    assert (await house.browser("192.0.2.9").login("sofie", "wrong password", codes.at(now + 30))).json() == {
        "code": "bad_credentials"
    }


async def test_two_browsers_cannot_use_one_code_at_the_same_moment(house: House) -> None:
    _, codes, _ = await with_totp(house, "an")
    code = codes.at(int(time.time()) + 30)
    answers = await asyncio.gather(*(house.browser(f"192.0.2.{n}").login("an", code=code) for n in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


@pytest.mark.parametrize("kind", ["{0} {1}", " {0}\u00a0{1}\n", "full width", "arabic"])
async def test_a_code_as_apps_show_it_and_keyboards_write_it(house: House, kind: str) -> None:
    nought = {"full width": 0xFF10, "arabic": 0x0660}.get(kind)

    def shown(code: str) -> str:
        return "".join(chr(nought + int(digit)) for digit in code) if nought else kind.format(code[:3], code[3:])

    await house.person("sofie", "counsellor")
    browser = house.browser()
    await browser.login("sofie")
    offer = (await browser.post("totp/start", {"password": PASSWORD})).json()
    codes, now = pyotp.TOTP(offer["secret"]), int(time.time())
    taken = {"offer": offer["offer"], "code": shown(codes.at(now))}
    assert (await browser.post("totp/confirm", taken)).status_code == 200
    assert (await house.browser("192.0.2.8").login("sofie", code=shown(codes.at(now + 30)))).status_code == 200


async def test_recovery_codes_work_once_each(house: House) -> None:
    _, _, recovery = await with_totp(house, "an")
    assert len(set(recovery)) == 10
    spaced = recovery[0].upper().replace("-", " ")
    assert (await house.browser().login("an", code=spaced)).status_code == 200
    assert (await house.browser().login("an", code=recovery[0])).json()["code"] == "bad_code"
    assert (await house.browser().login("an", code=recovery[1])).status_code == 200
    assert "recovery_used" in await house.audited()


async def test_supervisors_and_admins_can_only_enrol_until_they_have_a_second_factor(house: House) -> None:
    await house.person("root", "admin")
    browser = house.browser()
    assert (await browser.login("root")).json()["me"]["enrol"] is True
    assert (await browser.get("accounts")).json()["code"] == "enrol_first"
    assert (await browser.post("socket-ticket")).json()["code"] == "enrol_first"
    offer = (await browser.post("totp/start", {"password": PASSWORD})).json()
    code = pyotp.TOTP(offer["secret"]).now()
    confirmed = await browser.post("totp/confirm", {"offer": offer["offer"], "code": code})
    assert confirmed.json()["me"]["enrol"] is False
    assert (await browser.get("accounts")).status_code == 200


async def test_an_offer_made_for_one_account_does_not_work_for_another(house: House) -> None:
    await house.person("an")
    await house.person("bram")
    an, bram = house.browser(), house.browser()
    await an.login("an")
    await bram.login("bram")
    offer = (await an.post("totp/start", {"password": PASSWORD})).json()
    stolen = await bram.post("totp/confirm", {"offer": offer["offer"], "code": pyotp.TOTP(offer["secret"]).now()})
    assert stolen.json()["code"] == "bad_code"


async def test_guessing_slows_down_and_parallel_guesses_gain_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slow this machine is: here the first wait is not a second, but long."""
    doubling = Line.wait_ms
    monkeypatch.setattr(Line, "wait_ms", lambda line, failures: 1000 * doubling(line, failures))
    await house.person("an")
    answers = await asyncio.gather(*(house.browser().login("an", f"wrong guess {n}") for n in range(30)))
    checked = [answer for answer in answers if answer.json()["code"] == "bad_credentials"]
    locked = [answer for answer in answers if answer.json()["code"] == "locked"]
    assert len(checked) <= 7
    assert len(checked) + len(locked) == 30
    assert all(answer.status_code == 429 and answer.json()["retry_s"] >= 1 for answer in locked)
    assert (await house.browser().login("an")).status_code == 429, "not even the right password, from there, just now"


async def test_a_stranger_cannot_lock_the_owner_out(house: House) -> None:
    await house.person("an")
    home = house.browser("198.51.100.1")
    assert (await home.login("an")).status_code == 200
    await home.post("logout")
    for _ in range(40):
        await house.browser("203.0.113.9").login("an", "wrong guess again")
    assert (await house.browser("203.0.113.9").login("an")).status_code == 429
    assert (await home.login("an")).status_code == 200, "a browser known to the account"
    elsewhere = await house.browser("198.51.100.77").login("an")
    assert elsewhere.status_code == 200, "and a new one, from elsewhere"


async def test_a_busy_office_behind_one_address_is_not_slowed_down(house: House) -> None:
    """Good sign-ins count against nobody: only failures do."""
    await house.person("an")
    held = lines("an", 7, "")
    throttle = house.auth.sign_in._throttle
    for _ in range(150):
        assert await throttle.reserve(held) == 0
        await throttle.succeeded(held)


def test_the_wait_doubles_up_to_a_bound() -> None:
    line = Line("k", free=5, longest_s=900)
    assert [line.wait_ms(n) for n in (1, 5, 6, 7, 8, 9)] == [0, 0, 1000, 2000, 4000, 8000]
    assert line.wait_ms(10_000) == 900_000
    assert max(held.longest_s for held in lines("an", 1, "") if held.key != lines("an", 1, "")[0].key) <= 60


def test_a_device_mark_is_only_good_for_its_account_and_time() -> None:
    ring = KeyRing(("k" * 40,))
    marks = DeviceCookies(ring)
    mark = marks.make("An", 1000)
    assert marks.device(mark, "an ", 1000)
    assert not marks.device(mark, "bram", 1000)
    assert not marks.device(mark, "an", 1000 + 181 * 86400)
    assert not marks.device(mark[:-1] + ("A" if mark[-1] != "A" else "B"), "an", 1000)
    assert not marks.device("", "an", 1000)
    assert DeviceCookies(KeyRing(("n" * 40, "k" * 40))).device(mark, "an", 1000)
    assert not DeviceCookies(KeyRing(("n" * 40,))).device(mark, "an", 1000)


async def test_sessions_end_when_idle_and_at_last_absolutely(house: House) -> None:
    account = await house.person("an")
    now = 1_000_000
    started = await house.auth.sessions.start(account, "password", now)
    read = house.auth.sessions.read
    assert await read(started.cookie, now + IDLE_S - 1)
    assert await read(started.cookie, now + 2 * IDLE_S - 2), "being used keeps it"
    assert await read(started.cookie, now + 3 * IDLE_S) is None
    busy = await house.auth.sessions.start(account, "password", now)
    for at in range(now, now + ABSOLUTE_S, IDLE_S // 2):
        assert await read(busy.cookie, at)
    assert await read(busy.cookie, now + ABSOLUTE_S) is None


async def test_signing_out_ends_it_at_once_here_and_everywhere(house: House) -> None:
    account = await house.person("an")
    one, two = house.browser(), house.browser()
    await one.login("an")
    await two.login("an")
    stolen = dict(one.http.cookies)
    listed = (await two.get("sign-ins")).json()["sign_ins"]
    assert sorted(row["current"] for row in listed) == [False, True]
    assert (await one.post("logout")).status_code == 204
    assert house.gone[-1][0] == account.id
    one.http.cookies.update(stolen)
    assert (await one.get("me")).status_code == 401
    assert (await two.get("me")).status_code == 200
    await one.login("an")
    assert (await two.post("logout-everywhere")).json()["ended"] == 2
    assert (await one.get("me")).status_code == 401
    assert house.gone[-1] == (account.id, "")


async def test_one_other_sign_in_can_be_ended(house: House) -> None:
    await house.person("an")
    one, two = house.browser(), house.browser()
    await one.login("an")
    await two.login("an")
    other = next(row["id"] for row in (await two.get("sign-ins")).json()["sign_ins"] if not row["current"])
    assert (await two.post(f"sign-ins/{other}/end")).status_code == 204
    assert (await two.post(f"sign-ins/{other}/end")).status_code == 404
    assert (await one.get("me")).status_code == 401


async def test_a_new_sign_in_in_the_same_browser_ends_the_former(house: House) -> None:
    """Nobody can plant a session and wait for it to be used."""
    await house.person("an")
    browser = house.browser()
    await browser.login("an")
    before = browser.http.cookies.get("__Host-hearline")
    await browser.login("an")
    assert browser.http.cookies.get("__Host-hearline") != before
    assert await house.auth.sessions.read(str(before), int(time.time())) is None


async def test_a_password_is_the_same_on_every_keyboard() -> None:
    """A Mac may write a letter and its accent as two, a phone a space that does not break."""
    whole, parts, phone = (
        "d\u00e9j\u00e0 vu trois fois",
        "de\u0301ja\u0300 vu trois fois",
        "d\u00e9j\u00e0\u00a0vu trois fois",
    )
    passwords = Passwords()
    for made in (whole, parts, phone):
        stored = await passwords.hash(made)
        assert [await passwords.check(stored, typed) for typed in (whole, parts, phone)] == [True] * 3
        assert not await passwords.check(stored, "deja vu trois fois")
    before = PasswordHasher().hash(parts)
    assert await passwords.check(before, parts), "what was hashed as it came still signs in"


async def test_a_new_password_needs_the_old_one_and_ends_the_others(house: House) -> None:
    await house.person("an")
    one, two = house.browser(), house.browser()
    await one.login("an")
    await two.login("an")
    wrong = await one.post("password", {"old": "not the old one", "new": "another long password"})
    assert wrong.json()["code"] == "bad_credentials"
    weak = await one.post("password", {"old": PASSWORD, "new": "short"})
    assert (weak.status_code, weak.json()) == (422, {"code": "too_short", "field": "password"})
    assert (await one.post("password", {"old": PASSWORD, "new": "another long password"})).status_code == 200
    assert (await one.get("me")).status_code == 200
    assert (await two.get("me")).status_code == 401
    assert (await house.browser().login("an")).status_code == 401
    assert (await house.browser("192.0.2.99").login("an", "another long password")).status_code == 200


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "too_short"),
        ("a\u0301e\u0301i\u0301o\u0301u\u0301y\u0301", "too_short"),
        ("a" * 300, "too_long"),
        ("aaaaaaaaaaaaaaaa", "too_simple"),
        ("password1234", "too_common"),
        ("wachtwoord123", "too_common"),
        ("charlotte12345", "too_simple"),
        ("correct horse battery", ""),
        ("Zes-kleine-eendjes", ""),
    ],
)
def test_passwords_that_will_not_do(password: str, reason: str) -> None:
    assert weakness(password, "charlotte") == reason


@pytest.mark.usefixtures("real_hashes")
async def test_hashes_are_argon2id_with_the_recommended_cost(house: House) -> None:
    account = await house.person("an")
    assert account.password.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not outdated(account.password)
    assert outdated("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21l$kJ5SCRHEaCBr8y3Kd8wFsA")


WEAK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("closed", [False, True])
async def test_who_loses_their_password_while_they_sign_in_is_not_let_in(
    house: House, monkeypatch: pytest.MonkeyPatch, weak: bool, closed: bool
) -> None:
    """An admin ends all sign-ins just after the password was found to be right: none begins after that."""
    an = await house.person("an")
    if weak:
        await house.store.accounts.update(an.id, password=WEAK)
    check = Passwords.check

    async def taken_meanwhile(self: Passwords, stored: str, password: str) -> bool:
        good = await check(self, stored, password)
        monkeypatch.undo()
        if closed:
            await house.auth.accounts.change("cli", an.id, active=False)
        else:
            await house.auth.accounts.reset("cli", an, "another long password", factors=True)
        return good

    monkeypatch.setattr(Passwords, "check", taken_meanwhile)
    answer = await house.browser().login("an")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert await house.store.sign_ins.of(an.id) == []
    if closed:
        await house.auth.accounts.change("cli", an.id, active=True)
    assert (await house.browser().login("an", PASSWORD if closed else "another long password")).status_code == 200


async def test_a_weak_hash_is_made_anew(house: House) -> None:
    an = await house.person("an")
    await house.store.accounts.update(an.id, password=WEAK)
    assert (await house.browser().login("an")).status_code == 200
    assert not outdated((await house.auth.accounts.get(an.id)).password)
    assert (await house.browser().login("an")).status_code == 200


async def test_a_weak_hash_is_made_anew_by_several_at_once(house: House) -> None:
    """Each has read the weak one; whoever is second found another hash of the same password."""
    an = await house.person("an")
    await house.store.accounts.update(an.id, password=WEAK)
    answers = await asyncio.gather(*(house.browser(f"192.0.2.{n}").login("an") for n in range(3)))
    assert [answer.status_code for answer in answers] == [200] * 3


OWN = {
    "password": {"old": PASSWORD, "new": "what a thief has chosen"},
    "recovery": {"password": PASSWORD},
    "totp/off": {"password": PASSWORD},
}


@pytest.mark.parametrize("path", OWN)
async def test_what_a_reset_took_away_is_not_taken_back_by_an_act_under_way(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """The admin is done between the thief's password, which was still right, and what it was given for."""
    an, thief = await house.person("an"), house.browser()
    await thief.login("an")
    confirm = house.auth.sign_in.confirm

    async def then(staff: str, password: str) -> Account:
        account = await confirm(staff, password)
        await house.auth.accounts.reset("cli", an, "another long password", factors=True)
        return account

    monkeypatch.setattr(house.auth.sign_in, "confirm", then)
    answer = await thief.post(path, OWN[path])
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    assert await house.store.sign_ins.of(an.id) == []
    assert await house.store.accounts.recovery_left(an.id) == 0
    assert (await house.browser("192.0.2.9").login("an", "another long password")).status_code == 200


async def test_no_sign_in_is_renewed_after_a_reset(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    an, thief = await house.person("an"), house.browser()
    await thief.login("an")
    set_password = house.auth.accounts.set_password

    async def then(*given: Any) -> Account:
        account = await set_password(*given)
        await house.auth.accounts.reset("cli", an, "another long password", factors=True)
        return account

    monkeypatch.setattr(house.auth.accounts, "set_password", then)
    answer = await thief.post("password", OWN["password"])
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")
    assert await house.store.sign_ins.of(an.id) == []


@pytest.mark.parametrize("role", ["admin", "counsellor"])
async def test_an_admin_whose_desk_or_post_is_taken_away_meanwhile_resets_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    """Of some desks, too: whom they reach is what holds when it is done, not what held when they asked."""
    await house.person("root", "admin")
    an = await house.person("an", desks=("main",))
    admin = await house.person("ada", "admin", desks=("main",))
    who = (await house.auth.sessions.start(admin, "passkey", int(time.time()))).who
    hash_ = Passwords.hash

    async def meanwhile(self: Passwords, password: str) -> str:
        monkeypatch.undo()
        if role == "admin":
            await house.auth.accounts.change("cli", an.id, desks=())
        else:
            await house.auth.accounts.change("cli", admin.id, role=role)
        return await hash_(self, password)

    monkeypatch.setattr(Passwords, "hash", meanwhile)
    with pytest.raises(BeyondDesks if role == "admin" else SignedOut):
        await house.auth.accounts.reset(who, an, "another long password", factors=False)
    assert (await house.browser().login("an")).status_code == 200


def test_a_sealed_code_secret_opens_only_for_its_owner_and_survives_a_new_secret() -> None:
    old, new = KeyRing(("o" * 40,)), KeyRing(("n" * 40, "o" * 40))
    sealed = totp.seal(old, "an", "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert totp.unseal(new, "an", sealed) == "JBSWY3DPEHPK3PXP"
    assert totp.stale(new, sealed)
    assert totp.unseal(old, "bram", sealed) is None
    assert totp.unseal(KeyRing(("n" * 40,)), "an", sealed) is None
    assert totp.unseal(old, "an", "nonsense") is None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"name": 1, "password": "x"}', "application/json", 422),
        (b'{"name": "an"}', "application/json", 422),
        (b'{"name":"an","password":"x","role":"admin"}', "application/json", 422),
        (b'{"name":"an","password":"\\ud800"}', "application/json", 400),
        (b'{"name":"an","password":"x"}', "text/plain", 415),
        (b"name=an&password=x", "application/x-www-form-urlencoded", 415),
        (b'{"name":"an","password":"' + b"x" * 70_000 + b'"}', "application/json", 413),
        (b"[" * 10_000, "application/json", 400),
        (b'{"name":' + b"[" * 10_000, "application/json", 400),
    ],
)
async def test_odd_bodies_get_a_clear_refusal(house: House, body: bytes, kind: str, status: int) -> None:
    browser = house.browser()
    answer = await browser.http.post("/api/staff/login", content=body, headers={"content-type": kind})
    assert answer.status_code == status, answer.text
    assert set(answer.json()) <= {"code", "field"}


async def test_a_password_of_nul_and_emoji_is_just_wrong(house: House) -> None:
    await house.person("an")
    for password, status in (("\x00", 422), ("💥" * 80, 401), ("x" * 5000, 401)):
        assert (await house.browser().login("an", password)).status_code == status
    assert (await house.browser().login("💥" * 500, "x")).status_code == 401
    assert (await house.browser().login("an\x00", "x")).status_code == 422
