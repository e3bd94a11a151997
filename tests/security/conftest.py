"""A staff side of its own: the real store on SQLite, a real Valkey, the routes in this process."""

import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from chat.anonymize import Anonymize
from chat.auth.assemble import Auth, make_auth
from chat.auth.roles import COUNSELLORS_FACTOR
from chat.http.headers import Protect
from chat.http.staff.guard import Guard
from chat.http.staff.routes import account_routes
from chat.settings import Settings
from storage import open_store
from storage.values import Account

ORIGIN = "https://chat.example.be"
SECRET = "Zq3v8Yt1Kx7Lw9Rb2Nc5Hd4Fg6Jm0Ps" * 2
PASSWORD = "correct horse battery staple"


def settings(**changed: Any) -> Settings:
    base: dict[str, Any] = {"public_url": ORIGIN, "secret": SECRET, "database_url": "sqlite://"}
    return Settings(**{**base, **changed})


@dataclass
class House:
    """The staff side under test; `gone` lists the sign-ins whose sockets were told to close."""

    auth: Auth
    guard: Guard
    routes: list[BaseRoute]
    app: Any
    store: Any
    gone: list[tuple[str, str]] = field(default_factory=list)

    async def person(self, name: str, role: str = "counsellor", **more: Any) -> Account:
        return await self.auth.accounts.make("tests", name, PASSWORD, role, int(time.time()), **more)

    def browser(self, address: str = "192.0.2.7") -> "Browser":
        return Browser(self, address)

    async def audited(self) -> list[str]:
        return [entry.kind for entry in await self.store.audit.page() if entry.actor != "tests"]


class Browser:
    """One browser: its cookies, its CSRF word, its origin."""

    def __init__(self, house: House, address: str) -> None:
        transport = httpx.ASGITransport(house.app, client=(address, 5))
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"Origin": ORIGIN})
        self.csrf = ""

    async def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = {"X-Hearline-CSRF": self.csrf, **headers}
        answer = await self.http.request(method, f"/api/staff/{path}", json=body, headers=given)
        if answer.status_code == 200 and "csrf" in answer.text and answer.headers["content-type"] == "application/json":
            self.csrf = answer.json().get("csrf", self.csrf)
        return answer

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return await self.send("POST", path, {} if body is None else body, **headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.send("GET", path)

    async def login(self, name: str, password: str = PASSWORD, code: str = "") -> httpx.Response:
        body = {"name": name, "password": password} | ({"code": code} if code else {})
        return await self.post("login", body)


@pytest.fixture
async def house(redis: Redis, tables: Path, tmp_path: Path) -> AsyncIterator[House]:
    shutil.copy(tables, tmp_path / "hearline.db")
    sqlite_url = f"sqlite+aiosqlite:///{tmp_path}/hearline.db"
    store = open_store(sqlite_url)
    await store.start()
    await store.settings.put("main", {COUNSELLORS_FACTOR: False})
    given = settings(database_url=sqlite_url)
    auth = make_auth(given, store, redis)
    gone: list[tuple[str, str]] = []

    async def signed_out(staff: str, session: str, *, back: bool = False) -> None:
        gone.append((staff, session))
        await auth.signed_in.forget(staff, session)

    guard = Guard(auth, given)
    routes = account_routes(auth, guard, signed_out)
    yield House(auth, guard, routes, Anonymize(Protect(Starlette(routes=routes), given)), store, gone)
    await store.close()
