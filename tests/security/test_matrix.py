"""The matrix over the whole running service: every staff operation of the document, by every role and by nobody."""

import json
from typing import Any

import httpx
import pytest

from chat.auth.roles import HTTP
from demo.stack import ROOT, Stack
from tests.http_client import http_client
from tests.security.test_roles import expected
from tests.security.wire import Staff, signed_in

DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
OPEN = {"login", "passkey/login", "passkey/login/options", "oidc", "oidc/start", "oidc/return"}
LAST = ("logout", "logout-everywhere", "password", "sign-ins/{id}/end", "accounts/{id}/sign-out")
PEOPLE = {"counsellor": "chloe", "supervisor": "sofie", "admin": "admin"}
PLACES = {"{desk}": "main", "{id}": "x" * 20, "{chat}": "A" * 22, "{name}": "service", "{version}": "1"}


def operations(left_out: tuple[str, ...] = LAST) -> list[tuple[str, str, str]]:
    """(method, path, operation), those that end a sign-in left out."""
    found = []
    for path, methods in DOCUMENT["paths"].items():
        short = path.removeprefix("/api/staff/")
        if path.startswith("/api/staff/") and short not in OPEN and short not in left_out:
            found += [(method.upper(), path, described["x-operation"]) for method, described in methods.items()]
    return found


def address(path: str) -> str:
    for name, value in PLACES.items():
        path = path.replace(name, value)
    return path


def body(method: str) -> Any:
    return None if method in ("GET", "DELETE") else {"nobody": "takes this field"}


def refused(answer: httpx.Response) -> bool:
    if answer.status_code not in (401, 403):
        return False
    return answer.json()["code"] in ("signed_out", "not_allowed")


async def test_nobody_may_do_anything(stack: Stack) -> None:
    let_in = []
    async with http_client(stack.url, headers={"Origin": stack.url}) as http:
        for method, path, _ in operations():
            answer = await http.request(method, address(path), json=body(method))
            if (answer.status_code, answer.json()["code"]) != (401, "signed_out"):
                let_in.append((method, path, answer.status_code))
    assert let_in == []


@pytest.mark.parametrize("role", PEOPLE)
async def test_each_role_may_do_what_the_table_says(stack: Stack, role: str) -> None:
    wrong = []
    async with signed_in(stack.url, PEOPLE[role]) as staff:
        for method, path, operation in operations():
            answer = await staff.send(method, address(path), body(method))
            if refused(answer) is expected(role, operation) or answer.status_code >= 500:
                wrong.append((method, path, operation, answer.status_code))
    assert wrong == []


async def test_no_change_without_the_word_or_from_elsewhere(stack: Stack) -> None:
    wrong = []
    async with signed_in(stack.url, "admin") as staff:
        for method, path, _ in operations():
            if method == "GET":
                continue
            for forged in _forgeries(staff):
                answer = await staff.http.request(method, address(path), json=body(method), headers=forged)
                if (answer.status_code, answer.json()["code"]) != (403, "forged"):
                    wrong.append((method, path, forged, answer.status_code))
    assert wrong == []


def _forgeries(staff: Staff) -> list[dict[str, str]]:
    return [
        {"X-Hearline-CSRF": "A" * 43},
        {"X-Hearline-CSRF": staff.csrf, "Origin": "https://evil.example"},
        {"X-Hearline-CSRF": staff.csrf, "Origin": "null"},
    ]


def test_every_operation_has_a_route_and_every_route_an_operation() -> None:
    used = {operation for _, _, operation in operations(())}
    assert used <= set(HTTP)
    assert set(HTTP) - used <= {"reports.read"}
    for short in OPEN:
        for described in DOCUMENT["paths"][f"/api/staff/{short}"].values():
            assert not described.keys() & {"x-operation", "security"}
