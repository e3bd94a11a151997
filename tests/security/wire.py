"""Teens and staff as bare frames, for tests that send what no honest client would."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chat.client.proof_solver import solve
from tests.patience import PATIENCE_S

PASSWORD = "demo-demo-demo"
PUBLIC = "B" + "A" * 86


def new_id() -> str:
    return secrets.token_hex(8)


@dataclass
class Wire:
    """One WebSocket; `seen` is everything that arrived and was not asked for yet."""

    socket: ClientConnection
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, frame: dict[str, Any] | str | bytes) -> None:
        await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def until(self, tag: str, within_s: float = PATIENCE_S, **like: Any) -> dict[str, Any]:
        """The next frame of this kind with these fields; pings are answered. Raises ConnectionClosed, TimeoutError."""
        async with asyncio.timeout(within_s):
            while True:
                for place, frame in enumerate(self.seen):
                    if frame["t"] == tag and all(frame.get(key) == value for key, value in like.items()):
                        return self.seen.pop(place)
                frame = json.loads(await self.socket.recv())
                self.seen.append(frame)
                if frame["t"] == "ping":
                    await self.send({"t": "pong"})

    async def ask(self, frame: dict[str, Any]) -> dict[str, Any]:
        """Send a command; the `ok`, `trace` or `error` that answers it."""
        await self.send(frame)
        ref = frame.get("id", frame.get("cid"))
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for place, found in enumerate(self.seen):
                    if ref in (found.get("id"), found.get("ref"), found.get("cid")) and found["t"] != "entry":
                        return self.seen.pop(place)
                self.seen.append(json.loads(await self.socket.recv()))

    async def closed(self, within_s: float = PATIENCE_S) -> int:
        """The code this connection is closed with."""
        async with asyncio.timeout(within_s):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    self.seen.append(json.loads(await self.socket.recv()))
        return self.socket.close_code or 0


@contextlib.asynccontextmanager
async def wire(url: str, path: str, **more: Any) -> AsyncIterator[Wire]:
    """A WebSocket to `url` (http://…) from a page of its own origin; `origin=` changes that."""
    origin = more.pop("origin", url)
    socket = await connect(url.replace("http", "ws", 1) + path, origin=origin, max_size=None, compression=None, **more)
    try:
        yield Wire(socket)
    finally:
        await socket.close()


@dataclass
class Teen:
    chat: str
    token: str
    ticket: str

    def hello(self, **changed: Any) -> dict[str, Any]:
        return {"t": "hello_teen", "v": 1, "token": self.token, "ticket": self.ticket, **changed}


async def join(url: str, language: str = "nl", **more: Any) -> Teen:
    body = {"language": language, **more}
    async with httpx.AsyncClient(base_url=url) as http:
        answer = await http.post("/api/desks/main/chats", json=body)
        if answer.status_code == 428:
            proof = solve((await http.get("/api/desks/main/challenge")).json())
            answer = await http.post("/api/desks/main/chats", json={**body, "pow": proof})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return Teen(found["chat"], found["token"], found["ticket"])


@dataclass
class Staff:
    """A signed-in browser."""

    url: str
    http: httpx.AsyncClient
    csrf: str

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return await self.http.request(method, path, json=body, headers={"X-Hearline-CSRF": self.csrf})

    async def ticket(self) -> str:
        answer = await self.send("POST", "/api/staff/socket-ticket", {})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["ticket"])

    async def hello(self, **changed: Any) -> dict[str, Any]:
        key = {"kid": new_id(), "public": PUBLIC}
        hello = {"t": "hello_staff", "v": 1, "ticket": await self.ticket(), "desk": "main", "key": key, **changed}
        return {name: value for name, value in hello.items() if value is not None}


@contextlib.asynccontextmanager
async def signed_in(url: str, name: str) -> AsyncIterator[Staff]:
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}) as http:
        answer = await http.post("/api/staff/login", json={"name": name, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        staff = Staff(url, http, answer.json()["csrf"])
        yield staff
        await staff.send("POST", "/api/staff/logout", {})


@contextlib.asynccontextmanager
async def console(url: str, name: str, **changed: Any) -> AsyncIterator[tuple[Staff, Wire]]:
    """Signed in and said hello; away until `set_status`."""
    async with signed_in(url, name) as staff, wire(url, "/ws/staff") as socket:
        await socket.send(await staff.hello(**changed))
        await socket.until("staff_state")
        yield staff, socket


@dataclass
class Chat:
    """A running chat of one teen with one counsellor."""

    teen: Teen
    teen_wire: Wire
    staff: Staff
    staff_wire: Wire
    fence: int

    def message(self, n: int, body: str = "x" * 400) -> dict[str, Any]:
        cid = new_id()
        return {
            "t": "send",
            "chat": self.teen.chat,
            "fence": self.fence,
            "cid": cid,
            "n": n,
            "kind": "text",
            "body": body,
        }


@contextlib.asynccontextmanager
async def chatting(url: str, name: str = "an", language: str = "nl") -> AsyncIterator[Chat]:
    """From joining to both ends being in the log; ended afterwards."""
    async with console(url, name) as (staff, socket), wire(url, "/ws/teen") as teen_wire:
        assert (await socket.ask({"t": "set_status", "id": new_id(), "status": "available"}))["t"] == "ok"
        teen = await join(url, language)
        await teen_wire.send(teen.hello())
        offered = await offer_of(socket, teen.chat)
        accepted = await socket.ask({"t": "accept", "id": new_id(), "chat": teen.chat, "fence": offered["fence"]})
        assert accepted["t"] == "ok", accepted
        await teen_wire.until("log", chat=teen.chat)
        log = await socket.until("log", chat=teen.chat)
        try:
            yield Chat(teen, teen_wire, staff, socket, log["fence"])
        finally:
            with contextlib.suppress(ConnectionClosed):
                await teen_wire.send({"t": "leave", "chat": teen.chat})
                await teen_wire.closed()
                await socket.ask({"t": "ready", "id": new_id(), "chat": teen.chat})


async def offer_of(socket: Wire, chat: str) -> dict[str, Any]:
    """The `chat` of the offer, after declining nothing and waiting for this one."""
    while True:
        frame = (await socket.until("staff_chat"))["chat"]
        if frame["chat"] == chat and frame["state"] == "offered":
            return dict(frame)
