"""An admin of some desks has to do with those desks alone: their accounts, their acts, and their own bounds."""

import json

import pytest

from chat.auth.identity import StaffIdentity
from tests.security.conftest import PASSWORD, Browser, House
from tests.security.test_roles import signed_in

OTHERS = {"anna": ("a",), "both": ("a", "b"), "everywhere": ()}


@pytest.fixture
async def of_b(house: House) -> Browser:
    """An admin of desk b; beside them one of all desks, and people at b, at a, at both and everywhere."""
    await house.person("root", "admin")
    await house.person("admin", "admin", desks=("b",))
    await house.person("bea", desks=("b",))
    for name, desks in OTHERS.items():
        await house.person(name, desks=desks)
    return await signed_in(house, "admin")


async def id_of(house: House, name: str) -> str:
    account = await house.auth.accounts.store.by_name(name)
    assert account is not None
    return account.id


async def test_they_see_whom_they_may_change_and_nobody_else(house: House, of_b: Browser) -> None:
    accounts = (await of_b.get("accounts")).json()["accounts"]
    assert sorted(one["login"] for one in accounts) == ["admin", "bea"]
    bea = await id_of(house, "bea")
    assert (await of_b.send("PUT", f"accounts/{bea}", {"capacity": 2})).status_code == 200
    assert (await of_b.post(f"accounts/{bea}/reset-password", {"password": "another long password"})).status_code == 204
    assert (await of_b.post(f"accounts/{bea}/sign-out")).status_code == 204


@pytest.mark.parametrize("name", [*OTHERS, "root"])
async def test_nobody_of_another_desk_is_touched(house: House, of_b: Browser, name: str) -> None:
    person = await id_of(house, name)
    before, audited = await house.auth.accounts.get(person), await house.audited()
    for method, path, body in (
        ("PUT", "", {"capacity": 2}),
        ("PUT", "", {"desks": ["b"]}),
        ("PUT", "", {"active": False}),
        ("POST", "/reset-password", {"password": "another long password", "factors": True}),
        ("POST", "/sign-out", {}),
    ):
        answer = await of_b.send(method, f"accounts/{person}{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "other_desk"), (method, path)
    assert await house.auth.accounts.get(person) == before
    assert await house.audited() == audited
    assert house.gone == []


@pytest.mark.parametrize("desks", [[], ["a"], ["a", "b"]])
async def test_the_bounds_are_not_lifted_from_inside(house: House, of_b: Browser, desks: list[str]) -> None:
    for name in ("admin", "bea"):
        answer = await of_b.send("PUT", f"accounts/{await id_of(house, name)}", {"desks": desks})
        assert (answer.status_code, answer.json()["code"]) == (403, "other_desk")
    new = {"login": "helper", "password": PASSWORD, "role": "admin", "desks": desks}
    assert (await of_b.post("accounts", new)).json()["code"] == "other_desk"
    assert await house.auth.accounts.store.by_name("helper") is None
    assert (await of_b.post("accounts", {**new, "desks": ["b"]})).status_code == 201


async def test_they_read_of_their_desk_and_of_their_people_alone(house: House, of_b: Browser) -> None:
    audit = house.auth.audit
    for desk in ("a", "b", ""):
        await audit.record("system", "settings_changed", desk or "house", desk, fields=f"at-{desk}")
    for name in ("bea", "anna", "both", "root"):
        await audit.record("system", "sign_in_refused", await id_of(house, name))
    page = (await of_b.get("audit?kind=settings_changed")).json()["entries"]
    assert [one["detail"]["fields"] for one in page] == ["at-b"]
    page = (await of_b.get("audit?kind=sign_in_refused")).json()["entries"]
    assert [one["subject"] for one in page] == [await id_of(house, "bea")]
    table = (await of_b.get("audit.csv")).text
    assert "at-b" in table
    assert "at-a" not in table
    assert await id_of(house, "anna") not in table
    whole = (await (await everywhere(house)).get("audit?limit=500")).json()["entries"]
    assert {"at-a", "at-b", "at-"} <= {one["detail"].get("fields") for one in whole}


async def everywhere(house: House) -> Browser:
    account = await house.auth.accounts.store.by_name("root")
    assert account is not None
    started = await house.auth.sessions.start(account, "passkey", account.created)
    browser = house.browser()
    browser.http.cookies.set(house.guard.cookies.name(), started.cookie)
    browser.csrf = started.csrf
    return browser


async def test_somebody_of_all_desks_stays(house: House, of_b: Browser) -> None:
    root = await everywhere(house)
    for change in ({"desks": ["b"]}, {"role": "supervisor"}, {"active": False}):
        answer = await root.send("PUT", f"accounts/{await id_of(house, 'root')}", change)
        assert (answer.status_code, answer.json()["code"]) == (422, "last_admin"), change
    assert "account_changed" not in json.dumps(await house.audited()), "what was refused is not told as done"
    assert (await root.send("PUT", f"accounts/{await id_of(house, 'admin')}", {"active": False})).status_code == 200


@pytest.mark.parametrize(
    ("mine", "theirs", "covered"),
    [((), (), True), ((), ("a",), True), (("a",), (), False), (("a",), ("a",), True), (("a",), ("a", "b"), False),
     (("a", "b"), ("b",), True), (("a",), ("b",), False)],
)  # fmt: skip
def test_no_desks_are_all_desks(mine: tuple[str, ...], theirs: tuple[str, ...], covered: bool) -> None:
    assert StaffIdentity("i", "n", "admin", desks=mine).covers(theirs) is covered
