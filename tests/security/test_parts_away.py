"""While Redis or SQL is away every HTTP operation says so in its one shape: no plain 500, nothing of the inside."""

import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest

from chat.app import create_app, http_routes
from chat.auth.passwords import Passwords
from chat.gateway.process.context import GatewayContext
from chat.http.routes import operations
from chat.settings import Settings
from demo.store_data import PASSWORD, demo_data
from demo.tether import Tether
from demo.valkey import start_valkey
from storage import open_store
from storage.database import Database
from storage.errors import StoreDown
from storage.forms.forms import SHIPPED

STAFF = "/api/staff"
SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"
PLACES = {"{desk}": "main", "{id}": "x" * 20, "{chat}": "A" * 22, "{name}": "service", "{version:int}": "1"}
CARD = {"desk": "main", "language": "nl", "topic": "school", "kind": "call", "title": "T", "text": "t"}
REPLY = {"desk": "main", "language": "nl", "title": "T", "text": "t"}
HOURS = {"definition": {"zone": "Europe/Brussels", "week": {"mon": [["09:00", "17:00"]]}, "exceptions": []}}
MINE = {"password": PASSWORD}
CLIENT_DATA = "eyJjaGFsbGVuZ2UiOiJlSGg0In0"  # {"challenge":"eHh4"}
BODIES: dict[str, Any] = {
    "POST /api/desks/{desk}/visits": {"language": "nl"},
    "POST /api/desks/{desk}/surveys": {"language": "nl", "helped": "yes"},
    "POST /api/chats/end": {"chat": "A" * 22, "token": "t" * 43, "ticket": "t"},
    "POST /api/chats/box": {"handle": "h" * 22},
    "POST /api/chats/return": {"desk": "main", "code": "nanu mepe simu roni", "token": "t" * 43},
    f"POST {STAFF}/box": {"handle": "h" * 22},
    "POST /api/chats/receipt": {"token": "t" * 43, "ticket": "t"},
    f"POST {STAFF}/login": {"name": "an", "password": PASSWORD},
    f"POST {STAFF}/passkey/login": {"credential": {"id": "x", "response": {"clientDataJSON": CLIENT_DATA}}},
    f"POST {STAFF}/password": {"old": PASSWORD, "new": "another long password"},
    f"POST {STAFF}/totp/start": MINE,
    f"POST {STAFF}/totp/confirm": {"offer": "x", "code": "123456"},
    f"POST {STAFF}/totp/off": MINE,
    f"POST {STAFF}/recovery": MINE,
    f"POST {STAFF}/passkey/register/options": MINE,
    f"POST {STAFF}/passkey/register": {
        "credential": {"response": {"clientDataJSON": CLIENT_DATA}}, "label": "x"
    },
    f"POST {STAFF}/accounts": {"login": "new", "password": "another long password", "role": "counsellor"},
    f"PUT {STAFF}/accounts/{{id}}": {"capacity": 2},
    f"POST {STAFF}/accounts/{{id}}/reset-password": {"password": "another long password"},
    f"POST {STAFF}/desks/{{desk}}/form": {**json.loads(SHIPPED.read_text()), "version": 2},
    f"POST {STAFF}/chats/{{chat}}/form": {
        "desk": "main", "version": 1,
        "answers": {"outcome": "counselling", "category": "grooming", "risk": "low", "escalation": "none"},
    },
    f"PUT {STAFF}/settings/{{desk}}": {"offer_ms": 20_000},
    f"POST {STAFF}/replies": REPLY,
    f"PUT {STAFF}/replies/{{id}}": REPLY,
    f"POST {STAFF}/resources": CARD,
    f"PUT {STAFF}/resources/{{id}}": CARD,
    f"PUT {STAFF}/hours/{{desk}}": HOURS,
    f"POST {STAFF}/hours/{{desk}}/preview": HOURS,
}  # fmt: skip
# Done last: they change the form, or end the sign-in, that the others need.
LAST = ("desks/{desk}/form", "logout", "logout-everywhere", "password", "login", "reset-password")
# Needs neither of both, or says which part is missing.
NEEDS_NOTHING = {"GET /livez", "GET /readyz", "GET /metrics"}


class Away:
    """The running application with a Redis of its own, and an admin who signed in while all was well."""

    def __init__(self, context: GatewayContext, client: httpx.AsyncClient, redis: Any) -> None:
        self.context = context
        self.client = client
        self.stop_redis = redis

    async def answers(self) -> dict[str, httpx.Response]:
        """What each operation says now."""
        listed = sorted(operations(http_routes(self.context)), key=lambda one: one.path.endswith(LAST))
        found = {}
        for one in listed:
            path = one.path
            for name, value in PLACES.items():
                path = path.replace(name, value)
            name = f"{one.method} {one.path}"
            query = {"desk": "main"} if "desk" in one.query else {}
            content = json.dumps(BODIES.get(name, {}))
            headers = {"content-type": one.media}
            found[name] = await self.client.request(one.method, path, content=content, params=query, headers=headers)
        return found


@pytest.fixture
async def away(tether: Tether, tmp_path: Path, ready_sqlite_url: str) -> AsyncIterator[Away]:
    store = open_store(ready_sqlite_url)
    hashed = await Passwords().hash(PASSWORD)
    await demo_data(store, lambda _: hashed)
    await store.close()
    url = start_valkey(tether)
    server = tether.children[-1]
    settings = Settings(demo=True, redis_url=url, database_url=ready_sqlite_url, secret=SECRET)
    app, house = create_app(settings)
    async with contextlib.AsyncExitStack() as stack:
        context = await stack.enter_async_context(house.open())
        transport = httpx.ASGITransport(app=app)
        origin = {"origin": settings.own_origin}
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url=settings.own_origin, headers=origin)
        )
        signed = await client.post(f"{STAFF}/login", json={"name": "admin", "password": PASSWORD})
        client.headers["x-hearline-csrf"] = signed.json()["csrf"]
        assert (await client.get(f"{STAFF}/me")).status_code == 200
        yield Away(context, client, lambda: tether.stop(server))


def wrong(answers: dict[str, httpx.Response]) -> dict[str, str]:
    """Those that are a plain error, or tell of the inside."""
    found = {}
    for name, answer in answers.items():
        if name in NEEDS_NOTHING:
            continue
        told = answer.text.lower()
        shaped = answer.status_code < 500 or (answer.status_code, answer.json().get("code")) == (503, "unavailable")
        inside = [word for word in ("redis", "sql", "unix:", ".sock", "connect", "traceback", "error ") if word in told]
        if not shaped or (answer.status_code >= 400 and inside):
            found[name] = f"{answer.status_code} {answer.text[:200]}"
    return found


def unavailable(answers: dict[str, httpx.Response]) -> set[str]:
    return {name for name, answer in answers.items() if answer.status_code == 503}


def test_every_body_has_an_example() -> None:
    from chat.commands.document_files import operations as every

    assert {f"{one.method} {one.path}" for one in every() if one.takes is not None} == set(BODIES)


async def test_while_redis_is_away(away: Away) -> None:
    away.stop_redis()
    answers = await away.answers()
    assert wrong(answers) == {}
    needing = {
        "GET /api/desks/{desk}", "POST /api/desks/{desk}/surveys", "POST /api/chats/box", "POST /api/chats/return",
        f"POST {STAFF}/login", f"POST {STAFF}/box",
        f"POST {STAFF}/socket-ticket", f"POST {STAFF}/passkey/login/options", f"POST {STAFF}/passkey/register/options",
        f"GET {STAFF}/desks/{{desk}}/colleagues", f"POST {STAFF}/chats/{{chat}}/form", f"POST {STAFF}/passkey/login",
    }  # fmt: skip
    assert needing <= unavailable(answers)
    assert answers[f"PUT {STAFF}/settings/{{desk}}"].status_code == 204, "what is stored holds, and is told later"
    assert all(answers[name].headers["retry-after"] for name in unavailable(answers) - NEEDS_NOTHING)


async def test_settings_stored_while_redis_is_away_are_in_the_trail(away: Away) -> None:
    away.stop_redis()
    assert (await away.client.put(f"{STAFF}/settings/main", json={"offer_ms": 20_000})).status_code == 204
    assert (await away.context.store.settings.desk("main"))["offer_ms"] == 20_000
    assert (await away.context.store.audit.page(limit=1))[0].kind == "settings_changed"


async def test_while_sql_is_away(away: Away, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> NoReturn:
        raise StoreDown("password authentication failed for user hearline")

    monkeypatch.setattr(Database, "reading", down)
    monkeypatch.setattr(Database, "writing", down)
    answers = await away.answers()
    assert wrong(answers) == {}
    assert {f"POST {STAFF}/login", f"GET {STAFF}/accounts", f"PUT {STAFF}/settings/{{desk}}"} <= unavailable(answers)
    assert "authentication" not in "".join(answer.text for answer in answers.values())


@pytest.mark.parametrize("problem", [RuntimeError("a secret of ours"), KeyError("redis://:word@10.0.0.1")])
async def test_what_nobody_thought_of_tells_nothing_either(
    away: Away, problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> NoReturn:
        raise problem

    monkeypatch.setattr(Database, "reading", broken)
    answer = await away.client.get(f"{STAFF}/accounts")
    assert (answer.status_code, answer.json()) == (500, {"code": "internal"})
