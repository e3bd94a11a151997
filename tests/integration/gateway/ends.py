"""Raw ends of the wire for tests: they send JSON, keep what arrives, and wait for what they expect."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from chat.auth.identity import StaffIdentity
from chat.client.sealing import ConsoleKey
from chat.entry.tokens import b64u
from chat.gateway.process.context import GatewayContext
from chat.protocol.codec import to_staff, to_teen
from chat.protocol.common import VERSION
from tests.http_client import http_client
from tests.patience import PATIENCE_S

Frame = dict[str, Any]


def new_key() -> Frame:
    """A console's public key, made for one fence."""
    made = ConsoleKey()
    return {"kid": made.kid, "public": made.public}


def key_of(public: bytes) -> Frame:
    """Named by its hash as a console's is, whatever it is."""
    return {"kid": b64u(sha256(b"hearline/kid/1|" + public).digest()[:16]), "public": b64u(public)}


KEY = new_key()


class End:
    """One connection. What the gateway says is held to the wire's own rules: no client could read the rest."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        staff = socket.request is not None and socket.request.path == "/ws/staff"
        self._codec = to_staff if staff else to_teen
        self.frames: list[Frame] = []
        self.token = ""
        self._more = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async for text in self.socket:
                self._codec.decode(text)
                frame = json.loads(text)
                if frame["t"] == "ping":
                    await self.send("pong")
                self.frames.append(frame)
                self._more.set()
        except ConnectionClosed:
            pass
        self._more.set()

    async def send(self, tag: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"t": tag, **fields}))

    async def command(self, tag: str, **fields: Any) -> Frame:
        """Send a command and give its `ok` or `error`."""
        name = secrets.token_hex(6)
        await self.send(tag, id=name, **fields)
        return await self.until(lambda frame: name in (frame.get("id"), frame.get("ref")))

    async def say(self, **entry: Any) -> None:
        """Send an entry until it is acknowledged, as a client does."""
        cid = entry["cid"]
        for _ in range(100):
            known = len(self.frames)
            await self.send("send", **entry)
            answer = await self.until(lambda f: cid == f.get("ref") or (f["t"] == "ack" and f["cid"] == cid), known)
            if answer["t"] == "ack":
                return
            assert answer["retry"], answer
            await asyncio.sleep(0.05)
        raise AssertionError(f"{cid} was never acknowledged")

    async def until(self, fits: Callable[[Frame], Any], after: int = 0, within_s: float = PATIENCE_S) -> Frame:
        """The first frame that fits, from the `after`-th on; fails loudly when none comes."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    for frame in self.frames[after:]:
                        if fits(frame):
                            return frame
                    assert not self._task.done(), f"closed {self.socket.close_code}: {self.frames}"
                    self._more.clear()
                    await self._more.wait()
        except TimeoutError:
            raise AssertionError(f"nothing fits among {self.frames}") from None

    async def of(self, tag: str, **fields: Any) -> Frame:
        return await self.until(lambda frame: frame["t"] == tag and fields.items() <= frame.items())

    async def closed(self) -> int:
        """The close code."""
        async with asyncio.timeout(PATIENCE_S):
            await self._task
        return self.socket.close_code or 0

    async def close(self) -> None:
        await self.socket.close()
        await self._task

    def entries(self) -> list[Frame]:
        return [frame for frame in self.frames if frame["t"] == "entry"]


class Site:
    """A running gateway and how to come to it."""

    def __init__(self, url: str, context: GatewayContext) -> None:
        self.url = url
        self.context = context

    async def open(self, path: str, **options: Any) -> ClientConnection:
        given = {"origin": self.url, "compression": None, "max_queue": None} | options
        return await connect(self.url.replace("http", "ws") + path, **given)

    async def wish(self, token: str = "", **asked: Any) -> End:
        """A teen's connection that asks for a chat; what comes back is not waited for."""
        end = End(await self.open("/ws/teen"))
        wish = {"desk": "main", "language": "nl", **asked}
        end.token = token or secrets.token_urlsafe(32)
        await end.send("hello_teen", v=VERSION, token=end.token, wish=wish)
        return end

    async def join(self, **asked: Any) -> tuple[End, Frame]:
        """A teen who waits, and what their page holds: chat, token, ticket."""
        end = await self.wish(**asked)
        state = await end.of("teen_state")
        return end, {"chat": state["chat"], "token": end.token, "ticket": state["ticket"]}

    async def teen(self, held: Frame, **more: Any) -> End:
        """The same teen comes back."""
        end = End(await self.open("/ws/teen"))
        await end.send("hello_teen", v=VERSION, token=held["token"], ticket=held["ticket"], **more)
        return end

    async def ticket(self, name: str, role: str = "counsellor", capacity: int = 1) -> str:
        who = StaffIdentity(name, name.title(), role, ("nl", "fr"), (), capacity)
        return await self.context.auth.socket_tickets.issue(who)

    async def staff(self, name: str, role: str = "counsellor", capacity: int = 1, **more: Any) -> End:
        end = End(await self.open("/ws/staff"))
        await end.send("hello_staff", v=VERSION, ticket=await self.ticket(name, role, capacity), desk="main", **more)
        await end.of("staff_state")
        return end

    async def ready_staff(self, name: str, **more: Any) -> End:
        end = await self.staff(name, **more)
        assert (await end.command("set_status", status="available"))["t"] == "ok"
        return end

    async def talking(self) -> tuple[End, End, str, int, Frame]:
        """A teen and a counsellor in an active chat: both ends, the chat, its fence, what the teen holds."""
        counsellor = await self.ready_staff("an")
        teen, held = await self.join()
        offer = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
        chat, fence = offer["chat"]["chat"], offer["chat"]["fence"]
        assert (await counsellor.command("accept", chat=chat, fence=fence, key=KEY))["t"] == "ok"
        await teen.of("teen_state", state="active")
        await counsellor.of("log", chat=chat)
        return teen, counsellor, chat, fence, held


def text(
    chat: str, fence: int, cid: str, n: int, body: str = "m2.AAAA", kind: str = "text", kid: str = KEY["kid"]
) -> Frame:
    return {"chat": chat, "fence": fence, "kid": kid, "cid": cid, "n": n, "kind": kind, "body": body}


async def eventually(holds: Callable[[], Awaitable[bool]], within_s: float = PATIENCE_S) -> None:
    """Ask again and again until it holds; fails when it does not in time."""
    async with asyncio.timeout(within_s):
        while not await holds():  # noqa: ASYNC110 - what is waited for happens in Redis
            await asyncio.sleep(0.02)


async def call(site: Site, method: str, path: str, **options: object) -> httpx.Response:
    async with http_client(site.url) as client:
        return await client.request(method, path, **options)  # type: ignore[arg-type]
