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
from chat.client.sealing import ConsoleKey
from chat.protocol.common import VERSION
from tests.http_client import http_client
from tests.patience import PATIENCE_S

PASSWORD = "demo-demo-demo"


def new_id() -> str:
    return secrets.token_hex(8)


@dataclass
class Wire:
    """One WebSocket; `seen` is everything that arrived and was not asked for yet."""

    socket: ClientConnection
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, frame: dict[str, Any] | str | bytes) -> None:
        await self.socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def until(self, *tags: str, within_s: float = PATIENCE_S, **like: Any) -> dict[str, Any]:
        """The next frame of one of these kinds with these fields; pings are answered. Raises ConnectionClosed,
        TimeoutError."""
        async with asyncio.timeout(within_s):
            while True:
                for place, frame in enumerate(self.seen):
                    if frame["t"] in tags and all(frame.get(key) == value for key, value in like.items()):
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
    """What a page holds of its chat; `pass_` for the next one."""

    chat: str
    token: str
    ticket: str
    pass_: str = ""

    def hello(self, **changed: Any) -> dict[str, Any]:
        return {"t": "hello_teen", "v": VERSION, "token": self.token, "ticket": self.ticket, **changed}


class Refused(Exception):
    """`code`: why no chat began."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def wish(token: str, language: str = "nl", **more: Any) -> dict[str, Any]:
    """The hello that asks for a chat."""
    asked = {"desk": "main", "language": language, **more}
    return {"t": "hello_teen", "v": VERSION, "token": token, "wish": asked}


async def begin(socket: Wire, language: str = "nl", **more: Any) -> Teen:
    """A chat begins on this socket, with the work it may cost. Raises Refused."""
    token = secrets.token_urlsafe(32)
    await socket.send(wish(token, language, **more))
    while (frame := await socket.until("joined", "work_needed", "wish_refused"))["t"] == "work_needed":
        await socket.send({"t": "work", "answer": await asyncio.to_thread(solve, frame["challenge"])})
    if frame["t"] == "wish_refused":
        raise Refused(frame["code"])
    state = await socket.until("teen_state")
    return Teen(frame["chat"], token, state["ticket"], frame["pass"])


async def join(url: str, language: str = "nl", **more: Any) -> Teen:
    """Somebody who came in and whose connection is gone: their place is kept for a while. Raises Refused."""
    async with wire(url, "/ws/teen") as socket:
        return await begin(socket, language, **more)


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
        return {"t": "hello_staff", "v": VERSION, "ticket": await self.ticket(), "desk": "main", **changed}


def new_key() -> dict[str, str]:
    """A console's public key for one fence."""
    pair = ConsoleKey()
    return {"kid": pair.kid, "public": pair.public}


@contextlib.asynccontextmanager
async def signed_in(url: str, name: str, password: str = PASSWORD) -> AsyncIterator[Staff]:
    async with http_client(url, headers={"Origin": url}) as http:
        answer = await http.post("/api/staff/login", json={"name": name, "password": password})
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
    kid: str

    def message(self, n: int, body: str = "x" * 400, /, **changed: Any) -> dict[str, Any]:
        about = {"t": "send", "chat": self.teen.chat, "fence": self.fence, "kid": self.kid, "cid": new_id(), "n": n}
        return {**about, "kind": "text", "body": body, **changed}


@contextlib.asynccontextmanager
async def chatting(url: str, name: str = "an", language: str = "nl") -> AsyncIterator[Chat]:
    """From joining to both ends being in the log; ended afterwards."""
    async with console(url, name) as (staff, socket), wire(url, "/ws/teen") as teen_wire:
        teen = await begin(teen_wire, language)
        fence, kid = await accept(socket, teen.chat)
        await teen_wire.until("log", chat=teen.chat)
        try:
            yield Chat(teen, teen_wire, staff, socket, fence, kid)
        finally:
            with contextlib.suppress(ConnectionClosed):
                await teen_wire.send({"t": "leave", "chat": teen.chat})
                await teen_wire.closed()
            with contextlib.suppress(ConnectionClosed):  # also of a teen whose connection another one took over
                await socket.ask({"t": "finish", "id": new_id(), "chat": teen.chat, "fence": fence})
                await socket.ask({"t": "ready", "id": new_id(), "chat": teen.chat})


async def accept(socket: Wire, chat: str) -> tuple[int, str]:
    """Available, and takes this chat: its fence and the kid that holds it; the log is open."""
    assert (await socket.ask({"t": "set_status", "id": new_id(), "status": "available"}))["t"] == "ok"
    offered, key = await offer_of(socket, chat), new_key()
    taken = {"t": "accept", "id": new_id(), "chat": chat, "fence": offered["fence"], "key": key}
    assert (answer := await socket.ask(taken))["t"] == "ok", answer
    return (await socket.until("log", chat=chat))["fence"], key["kid"]


async def offer_of(socket: Wire, chat: str) -> dict[str, Any]:
    """The `chat` of the offer, after declining nothing and waiting for this one."""
    while True:
        frame = (await socket.until("staff_chat"))["chat"]
        if frame["chat"] == chat and frame["state"] == "offered":
            return dict(frame)
