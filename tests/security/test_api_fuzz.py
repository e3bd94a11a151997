"""Schemathesis over the OpenAPI document: whatever is sent, by nobody and by an admin, no answer is a 500."""

import asyncio
import contextlib
import itertools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.generation import GenerationMode

from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from storage.reports.reports import NAMES
from tests import postgres
from tests.http_client import blocking_client
from tests.patience import PATIENCE_S
from tests.security.wire import PASSWORD

DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
LONG = "HEARLINE_LONG" in os.environ
EXAMPLES = 50 if LONG else 8
STRANGERS = 50 if LONG else 2  # a stranger sees of the staff's part only that they must sign in
UNSAID = {404, 405}
STAFF = "/api/staff"
# What needs a proof, a word or an id that nobody can make up; it is done in other files of this folder.
NEVER = {
    "post /api/chats/box", f"post {STAFF}/box",
    "post /api/chats/end", "post /api/chats/receipt", "post /api/chats/return",
    *(f"post {STAFF}/{name}" for name in (
        "login", "password", "recovery", "totp/confirm", "totp/off", "passkey/login", "passkey/register",
        "sign-ins/{id}/end", "chats/{chat}/form",
    )),
    f"delete {STAFF}/passkeys/{{id}}", f"get {STAFF}/oidc/start", f"get {STAFF}/oidc/return",
}  # fmt: skip
CONFIRMED = tuple(f"{STAFF}/{name}" for name in ("totp/start", "totp/off", "recovery", "passkey/register/options"))
FORM = json.loads((ROOT / "storage" / "profiles" / "child_focus" / "form.json").read_text())
HOURS = {"zone": "Europe/Brussels", "week": {"mon": [["09:00", "17:00"]]}, "exceptions": []}
LONG_PASSWORD = "another long password"
CARD = {"desk": "main", "language": "nl", "topic": "", "kind": "advice", "title": "a", "text": "b"}
# What surely does something, whatever the draws of an operation are.
SURE = {
    ("POST", f"{STAFF}/accounts"): {
        "login": "new",
        "password": LONG_PASSWORD,
        "role": "counsellor",
        "languages": ["nl"],
    },
    ("POST", f"{STAFF}/accounts/{{id}}/reset-password"): {"password": LONG_PASSWORD},
    ("POST", f"{STAFF}/resources"): CARD,
    ("PUT", f"{STAFF}/resources/{{id}}"): CARD,
    ("PUT", f"{STAFF}/settings/{{desk}}"): {"queue_limit": 40},
}
ODD = ["", "0", "-1", "x" * 300, "%00", "..%2f..%2fetc%2fpasswd", "\u202e", "💥", "null", "1e999", "{}", "main'--"]


@pytest.fixture(scope="module", params=["sqlite", "postgres"] if LONG else ["sqlite"])
def alone(
    request: pytest.FixtureRequest,
    tether: Tether,
    tmp_path_factory: pytest.TempPathFactory,
    prepared: Callable[[Path], Path],
) -> Iterator[Stack]:
    """A service of its own: an admin who does anything at all is hard on a desk."""
    given = {"HEARLINE_CALM_JOINS": "100000"}
    with contextlib.ExitStack() as kept:
        if request.param == "postgres":
            given["DATABASE_URL"] = kept.enter_context(emptied(request.getfixturevalue("postgres_server")))
        folder = tmp_path_factory.mktemp("fuzz")
        it = Stack(tether, prepared(folder) if request.param == "sqlite" else folder, free_port(), given)
        it.start_all()
        yield it
        it.stop()


@contextlib.contextmanager
def emptied(server: str) -> Iterator[str]:
    """A database of its own."""
    with asyncio.Runner() as loop:
        database = postgres.database(server)
        yield loop.run(database.__aenter__())
        loop.run(database.__aexit__(None, None, None))


@pytest.fixture(scope="module")
def reached() -> dict[str, set[int]]:
    """Which statuses each operation answered, over all tests of this file."""
    return {}


@pytest.fixture(scope="module")
def schema(alone: Stack) -> Any:
    return schemathesis.openapi.from_dict(DOCUMENT)


@contextlib.contextmanager
def nobody(url: str) -> Iterator[httpx.Client]:
    with blocking_client(url, timeout=PATIENCE_S) as client:
        yield client


@contextlib.contextmanager
def admin(url: str) -> Iterator[httpx.Client]:
    """A browser of an admin, with everything a page of ours sends."""
    with blocking_client(url, headers={"Origin": url}, timeout=PATIENCE_S) as client:
        answer = client.post("/api/staff/login", json={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-Hearline-CSRF"] = answer.json()["csrf"]
        yield client


def things(client: httpx.Client) -> dict[str, str]:
    """Names of what there is: a desk, a report, and one reply, card and account (never the admin's own)."""
    found = {"desk": "main", "name": NAMES[0]}
    found["version"] = str(client.get("/api/staff/desks/main/form").json()["version"])
    for what in ("replies", "resources"):
        made = client.get(f"/api/staff/{what}", params={"desk": "main"}).json()[what]
        found |= {what: made[0]["id"]} if made else {}
    accounts = client.get("/api/staff/accounts").json()["accounts"]
    return found | {"accounts": next(one["id"] for one in accounts if one["login"] == "chloe")}


def send(client: httpx.Client, case: Any) -> httpx.Response:
    made = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"))
    wanted = ("method", "url", "params", "json", "data", "content", "headers")
    kept = {name: made[name] for name in wanted if made.get(name) is not None}
    if isinstance(kept.get("data"), bytes | str):
        kept["content"] = kept.pop("data")
    kept["headers"] = {name: value for name, value in dict(kept.get("headers", {})).items() if name.lower() not in
                       ("cookie", "x-hearline-csrf", "user-agent", "origin")}  # fmt: skip
    return client.request(**kept)


def modes(method: str, path: str) -> list[GenerationMode]:
    """What takes nothing cannot be given anything wrong."""
    described = DOCUMENT["paths"][path][method]
    takes = "parameters" in described or "requestBody" in described
    return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if takes else [GenerationMode.POSITIVE]


def real(case: Any, known: dict[str, str]) -> None:
    """Every second time the desk, the reply, the account exist, so that what is behind them is reached too."""
    places = {**known, "id": known.get([*case.path.split("/"), "", "", ""][3], "x")}
    case.path_parameters = {name: places.get(name, value) for name, value in (case.path_parameters or {}).items()}
    for part in (case.query, case.body):
        if isinstance(part, dict) and "desk" in part:
            part["desk"] = "main"
    if case.path.startswith((f"{STAFF}/reports/", f"{STAFF}/publications")):
        case.query = {"desk": "main"}
    if case.path.endswith(("/accounts", "/accounts/{id}")) and isinstance(case.body, dict):
        case.body = {**case.body, "languages": ["nl"], "skills": [], "desks": []}
    if case.path.endswith("/accounts") and isinstance(case.body, dict):
        case.body = {**case.body, "password": LONG_PASSWORD}
    if "/hours/" in case.path and isinstance(case.body, dict):
        case.body = {"definition": HOURS}
    if "/settings/" in case.path and isinstance(case.body, dict):
        case.body = {name: value for name, value in case.body.items() if name not in ("forum", "hotline", "exit_url")}
    if case.path.endswith("/{desk}/form") and isinstance(case.body, dict):
        case.body = {**FORM, "version": int(known.get("version", 1)) + 1}


def sure(case: Any) -> None:
    """The first of them, so that no draw decides whether anything was done."""
    case.body = SURE.get((case.method, case.path), case.body)
    if isinstance(case.query, dict):
        case.query = {name: value for name, value in case.query.items() if name == "desk"}


def confirm(case: Any) -> None:
    """Guesses would soon be told to wait, and nothing behind the password reached."""
    if isinstance(case.body, dict) and isinstance(case.body.get("password"), str) and case.path.startswith(CONFIRMED):
        case.body["password"] = PASSWORD


def told(answer: httpx.Response, method: str, path: str) -> str:
    """What is wrong with this answer, measured by the document."""
    responses = DOCUMENT["paths"][path][method]["responses"]
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    described = responses.get(str(answer.status_code)) or responses["4XX" if answer.status_code >= 400 else "200"]
    media = answer.headers.get("content-type", "").partition(";")[0]
    content = described.get("content", {}).get(media)
    if content is None:
        return "" if not answer.content or answer.status_code in UNSAID else f"{answer.status_code} {media}"
    if media != "application/json":
        return ""
    schema = {**content["schema"], "components": DOCUMENT["components"]}
    return "; ".join(error.message[:200] for error in Draft202012Validator(schema).iter_errors(answer.json()))


def try_many(
    cases: Any, examples: int, client: httpx.Client, known: dict[str, str], bad: list[tuple[str, str]]
) -> set[int]:
    """The statuses that were met."""
    met: set[int] = set()
    turn = itertools.count()

    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases)
    def try_it(case: Any) -> None:
        confirm(case)
        number = next(turn)
        if number % 2 == 0:
            real(case, known)
        if number == 0:
            sure(case)
        answer = send(client, case)
        met.add(answer.status_code)
        if wrong := told(answer, case.method.lower(), case.path):
            bad.append((wrong, case.as_curl_command()))

    try_it()
    return met


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_input_of_anybody_is_an_error_of_ours(
    alone: Stack, schema: Any, method: str, path: str, reached: dict[str, set[int]]
) -> None:
    """And whatever is answered has the shape that the document gives it."""
    operation = schema[path][method.upper()]
    bad: list[tuple[str, str]] = []
    for somebody in (nobody, admin):
        with somebody(alone.url) as client:
            known = things(client) if somebody is admin else {"desk": "main"}
            examples = STRANGERS if somebody is nobody and path.startswith(STAFF) else EXAMPLES
            for mode in modes(method, path):
                met = try_many(operation.as_strategy(generation_mode=mode), examples, client, known, bad)
                reached.setdefault(f"{method} {path}", set()).update(met)
    assert bad == []
    alone.check()


def test_what_was_tried_was_truly_reached(reached: dict[str, set[int]]) -> None:
    """Each operation was also done, not only refused, but those that need a proof nobody can make up."""
    if len(reached) < len(OPERATIONS):
        pytest.skip("only some operations were tried")
    never = {name for name, met in reached.items() if not any(200 <= status < 400 for status in met)}
    assert sorted(never - NEVER) == []


@pytest.mark.parametrize(("method", "path"), [pair for pair in OPERATIONS if pair[0] == "get"])
def test_no_odd_query_or_name_is_an_error_of_ours(alone: Stack, method: str, path: str) -> None:
    bad = []
    with admin(alone.url) as client:
        for turn, odd in enumerate(ODD):
            address = path
            for name in ("desk", "id", "name", "chat", "language"):
                address = address.replace("{" + name + "}", odd.strip("/") or "x")
            names = ("from", "to", "language", "limit", "before", "kind", "unit", "format", "by", "q")
            alone_ones = names if LONG else [names[(turn + step) % len(names)] for step in (0, 3, 7)]
            for query in [dict.fromkeys(names, odd), *({name: odd} for name in alone_ones)]:
                answer = client.get(address, params=query)
                if answer.status_code >= 500:
                    bad.append((answer.status_code, address, query))
    assert bad == []


def test_every_route_is_in_the_document() -> None:
    """What is not described is not tried."""
    assert len(OPERATIONS) > 40
    assert Path(ROOT / "docs" / "openapi.json").stat().st_size > 10_000
