"""What attackers need: a house, chats that honest people have in it, and the list of the attacks."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis
from websockets.exceptions import ConnectionClosed

from chat.client.person import Said
from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from demo.stack import Stack
from routing import keys
from tests.conftest import make_redis
from tests.patience import PATIENCE_S
from tests.security.wire import PASSWORD, Teen, Wire, begin, wire

Attack = Callable[["House"], Awaitable[str]]
ATTACKS: dict[str, Attack] = {}
_words = itertools.count(1)


def attack(tried: Attack) -> Attack:
    """Lists an attack. Its docstring says who lies about what; its answer what they got, "" for nothing."""
    ATTACKS[tried.__name__] = tried
    return tried


@dataclass
class House:
    """The whole service; `redis` is open to who writes or reads it."""

    stack: Stack
    redis: Redis

    @property
    def url(self) -> str:
        return self.stack.url

    async def stored(self, chat: str) -> list[str]:
        """The entries of a chat's log, as they lie there."""
        return [fields["f"] for _, fields in await self.redis.xrange(keys.chat_log(chat))]

    async def told(self, chat: str, name: str) -> str:
        """One field of a chat's hash."""
        return str(await self.redis.hget(keys.desk_key("main", "chat", chat), name))


@contextlib.asynccontextmanager
async def visit(stack: Stack) -> AsyncIterator[House]:
    house = House(stack, make_redis(stack.redis_url))
    try:
        yield house
    finally:
        await house.redis.aclose()


async def until(holds: Callable[[], Any]) -> None:
    """Raises TimeoutError when it never does."""
    for _ in range(int(PATIENCE_S / 0.01)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def until_true(ask: Callable[[], Awaitable[Any]]) -> None:
    """The same of what has to be asked for."""
    for _ in range(int(PATIENCE_S / 0.01)):
        if await ask():
            return
        await asyncio.sleep(0.01)
    raise TimeoutError


async def let_in(house: House, hello: dict[str, Any], path: str = "/ws/teen", url: str = "") -> str:
    """What a hello got: "" when it was sent away."""
    async with wire(url or house.url, path) as socket:
        await socket.send(hello)
        with contextlib.suppress(ConnectionClosed):
            frame = await socket.until("teen_state", "staff_state", "wish_refused")
            ended = frame["t"] == "wish_refused" or frame.get("state") in ("wrap_up", "closed")
            return "" if ended else f"was let in by {frame['t']}"
    return ""


@contextlib.asynccontextmanager
async def waiting(house: House, language: str = "de") -> AsyncIterator[tuple[Wire, Teen]]:
    """A teen in the queue, whom nobody is there to serve; they leave at the end."""
    async with wire(house.url, "/ws/teen") as socket:
        teen = await begin(socket, language)
        yield socket, teen
        with contextlib.suppress(ConnectionClosed):
            await socket.send({"t": "leave", "chat": teen.chat})
            await socket.closed()


async def taken(socket: Wire, frames: list[dict[str, Any]]) -> list[str]:
    """Which of these commands were not refused."""
    return [frame["t"] for frame in frames if (await socket.ask(frame))["t"] != "error"]


@dataclass
class Talk:
    """A chat of honest clients, sealed as in a browser; what each could read is kept."""

    teen: TeenClient
    staff: StaffClient
    chat: str = ""
    said: set[str] = field(default_factory=set)
    to_teen: list[Said] = field(default_factory=list)
    to_staff: list[Said] = field(default_factory=list)

    async def words(self) -> None:
        """Both write, and read each other: whatever was under way before has come."""
        for write, heard in (
            (self.teen.say, self.to_staff),
            (lambda text: self.staff.say(self.chat, text), self.to_teen),
        ):
            text = f"word {next(_words)}"
            self.said.add(text)
            write(text)
            await until(lambda heard=heard, text=text: text in [one.text for one in heard])  # type: ignore[misc]

    @property
    def strange(self) -> str:
        """What was read and nobody had said; an unreadable line is one, too."""
        odd = [str(one.payload) for one in [*self.to_teen, *self.to_staff] if one.text not in self.said]
        return f"somebody read {odd}" if odd else ""


@contextlib.asynccontextmanager
async def talking(
    house: House, name: str = "an", language: str = "nl", teen: type[TeenClient] = TeenClient
) -> AsyncIterator[Talk]:
    """From joining to the first words; ended afterwards."""
    talk = Talk(teen(house.url, on=lambda one: _keep(talk.to_teen, one)),
                StaffClient(house.url, on=lambda one: _keep(talk.to_staff, one)))  # fmt: skip
    try:
        await talk.staff.sign_in(name, PASSWORD)
        await talk.staff.available()
        talk.chat = await talk.teen.join(language)
        await until(lambda: talk.chat in talk.staff.chats)
        await talk.staff.accept(talk.chat)
        await talk.words()
        yield talk
    finally:
        talk.teen.leave()
        with contextlib.suppress(TimeoutError):
            await until(lambda: talk.teen.close_code)
        await talk.staff.sign_out()
        await talk.staff.close()
        await talk.teen.close()


def _keep(heard: list[Said], event: object) -> None:
    if isinstance(event, Said):
        heard.append(event)
