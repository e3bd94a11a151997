"""The matrix, cell by cell: every operation by every role and by nobody, over HTTP; forged requests too."""

import itertools
import time
from typing import Any

import httpx
import msgspec
import pytest

from chat.auth.roles import ENROLLING, FRAMES, HTTP, OPERATIONS, may
from chat.http.routes import operations
from chat.protocol.frames import StaffFrame
from tests.security.conftest import Browser, House

ROLES = ("", "counsellor", "supervisor", "admin")

# Written out a second time on purpose: a slip in the table must be made twice to pass.
SUPERVISORS = {
    "watch", "enter", "step_out", "set_counsellor", "requeue", "set_priority", "assign", "set_service", "get_trace",
    "replies.write", "resources.write", "hours.write", "settings.read", "reports.read", "reports.internal",
    "reports.export",
}  # fmt: skip
ADMINS = {"form.write", "settings.write", "accounts.read", "accounts.write", "audit.read"}


def expected(role: str, operation: str) -> bool:
    if operation in ADMINS:
        return role == "admin"
    if operation in SUPERVISORS:
        return role in ("supervisor", "admin")
    return role != ""


@pytest.mark.parametrize(("role", "operation"), list(itertools.product(ROLES, OPERATIONS)))
def test_each_cell(role: str, operation: str) -> None:
    assert may(role, operation) is expected(role, operation)


@pytest.mark.parametrize("role", ["", "teen", "Admin", "root", "counsellor ", "*"])
def test_unknown_roles_and_operations_are_denied(role: str) -> None:
    assert not any(may(role, operation) for operation in OPERATIONS)
    assert not may("admin", "no.such.operation")
    assert not may("admin", "")


def test_who_must_enrol_may_only_enrol() -> None:
    allowed = {operation for operation in OPERATIONS if may("admin", operation, enrol=True)}
    assert allowed == ENROLLING


def test_every_frame_of_the_wire_is_in_the_table() -> None:
    tags = {kind.__struct_config__.tag for kind in msgspec.inspect.type_info(StaffFrame).types for kind in [kind.cls]}
    assert tags <= set(FRAMES)
    assert set(FRAMES) - tags == {"watch"}


def cells(house: House) -> list[tuple[str, str, str]]:
    """(method, path, operation) of everything the guard guards."""
    return [
        (one.method, one.path.replace("{id}", "x" * 20).replace("/api/staff/", ""), one.role)
        for one in operations(house.routes)
        if one.role
    ]


async def signed_in(house: House, name: str) -> Browser:
    """A browser with a full sign-in (two factors) of this account, made when it is missing."""
    account = await house.auth.accounts.store.by_name(name) or await house.person(name, name)
    started = await house.auth.sessions.start(account, "passkey", int(time.time()))
    browser = house.browser()
    browser.http.cookies.set(house.guard.cookies.name(), started.cookie)
    browser.csrf = started.csrf
    return browser


async def ask(house: House, role: str, method: str, path: str) -> httpx.Response:
    browser = await signed_in(house, role) if role else house.browser()
    return await browser.send(method, path, {} if method != "GET" else None)


async def test_every_route_by_every_role_over_http(house: House) -> None:
    assert len(cells(house)) == 23
    wrong: list[Any] = []
    for (method, path, operation), role in itertools.product(cells(house), ROLES):
        answer = await ask(house, role, method, path)
        refused = answer.status_code in (401, 403) and answer.json()["code"] in ("signed_out", "not_allowed")
        if refused is expected(role, operation) or (not role and answer.status_code != 401):
            wrong.append((role, method, path, answer.status_code))
    assert wrong == []


async def test_every_changing_route_refuses_a_forged_request(house: House) -> None:
    wrong: list[Any] = []
    for method, path, _ in cells(house):
        if method == "GET":
            continue
        for headers in (
            {"X-Hearline-CSRF": ""},
            {"X-Hearline-CSRF": "A" * 43},
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": ""},
            {"Origin": "https://chat.example.be.evil.example"},
            {"Origin": "http://chat.example.be"},
        ):
            browser = await signed_in(house, "admin")
            answer = await browser.send(method, path, {}, **headers)
            if (answer.status_code, answer.json()["code"]) != (403, "forged"):
                wrong.append((method, path, headers, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "https://chat.example.be:444"])
async def test_sign_in_is_refused_from_elsewhere(house: House, origin: str) -> None:
    await house.person("an")
    answer = await house.browser().post("login", {"name": "an", "password": "x"}, Origin=origin)
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


async def test_the_word_of_one_sign_in_is_not_good_for_another(house: House) -> None:
    await house.person("an")
    one, two = house.browser(), house.browser()
    await one.login("an")
    await two.login("an")
    two.csrf = one.csrf
    assert (await two.post("socket-ticket")).json()["code"] == "forged"


async def test_a_role_that_changes_ends_the_sign_in(house: House) -> None:
    sofie = await house.person("sofie", "supervisor")
    browser = house.browser()
    await browser.login("sofie")
    admin = await signed_in(house, "admin")
    assert (await admin.send("PUT", f"accounts/{sofie.id}", {"role": "counsellor"})).status_code == 200
    assert (await browser.get("me")).status_code == 401
    assert house.gone[-1] == (sofie.id, "")


def test_operations_have_names_of_two_kinds() -> None:
    assert all("." in name for name in HTTP)
    assert not any("." in name for name in FRAMES)
