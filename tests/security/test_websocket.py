"""Who may open a WebSocket and what they may say on it, against the whole running service."""

import asyncio
import itertools
from typing import Any

import pytest
from redis.asyncio import Redis
from websockets.exceptions import InvalidStatus

from chat.auth.identity import StaffIdentity
from chat.auth.roles import FRAMES
from chat.auth.socket_tickets import SocketTickets
from chat.entry.errors import BadTicket
from chat.entry.keyring import KeyRing, chat_of
from chat.entry.tokens import new_token
from chat.protocol.common import VERSION
from demo.stack import Stack
from routing import keys
from tests.conftest import make_redis
from tests.security.test_roles import expected
from tests.security.wire import Teen, begin, chatting, console, join, new_id, new_key, signed_in, wire, wish

ENDS = ("/ws/teen", "/ws/staff")
PEOPLE = {"counsellor": "bram", "supervisor": "sofie", "admin": "admin"}
KEY = new_key()
FIRST = {
    "send": {"fence": 1, "kid": "k", "cid": "c1", "n": 1, "kind": "text", "body": "x"},
    "seen": {"seq": 1},
    "typing": {"on": True},
    "quiet": {"why": "thinking", "left_ms": 1},
    "refill": {"epoch": "e", "entries": [], "last": True},
    "set_status": {"status": "away"},
    "accept": {"fence": 1, "key": KEY},
    "enter": {"key": KEY},
    "take_anew": {"fence": 1, "key": KEY},
    "decline": {"fence": 1},
    "finish": {"fence": 1},
    "transfer": {"fence": 1},
    "invite": {"fence": 1},
    "propose_block": {"fence": 1},
    "confirm_block": {"yes": True},
    "breather": {"minutes": 0},
    "set_counsellor": {"staff": "bram", "capacity": 1},
    "set_priority": {"priority": 2},
    "assign": {"staff": "bram"},
    "set_service": {"mode": "auto"},
}
NO_CHAT = {"set_status", "breather", "set_counsellor", "set_service", "pong"}
SILENT = {"seen", "typing", "quiet", "refill", "pong"}


def frame(tag: str, chat: str = "A" * 22) -> dict[str, Any]:
    """One readable frame of each kind; its chat does not exist."""
    made = {"t": tag, **FIRST.get(tag, {})}
    if tag not in SILENT | {"send"}:
        made["id"] = new_id()
    return made if tag in NO_CHAT else {**made, "chat": chat}


@pytest.mark.parametrize("path", ENDS)
@pytest.mark.parametrize(
    "origin",
    [None, "null", "", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1.evil.example",
     "HTTP://127.0.0.1", "file://"],
)  # fmt: skip
async def test_a_foreign_page_is_refused_before_accept(stack: Stack, path: str, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with wire(stack.url, path, origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("path", ENDS)
async def test_two_origins_are_refused(stack: Stack, path: str) -> None:
    headers = [("Origin", "https://evil.example")]
    with pytest.raises(InvalidStatus) as refused:
        async with wire(stack.url, path, additional_headers=headers):
            pass
    assert refused.value.response.status_code in (400, 403)


@pytest.mark.parametrize("path", ["/ws", "/ws/", "/ws/admin", "/ws/teen/x", "/ws/TEEN", "/"])
async def test_there_is_no_other_socket(stack: Stack, path: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with wire(stack.url, path):
            pass
    assert refused.value.response.status_code == 403


async def silent(url: str, path: str) -> float:
    """Says nothing; how long until it was sent away."""
    async with wire(url, path) as socket:
        started = asyncio.get_running_loop().time()
        assert await socket.closed() == 4005, path
        return asyncio.get_running_loop().time() - started


async def test_who_says_nothing_is_sent_away_after_five_seconds(stack: Stack) -> None:
    for took in await asyncio.gather(*(silent(stack.url, path) for path in ENDS)):
        assert took > 4.5


@pytest.mark.parametrize("path", ENDS)
@pytest.mark.parametrize(
    "first",
    ["", "{", "null", "[]", '{"t":"hello_teen"}', '{"t":"leave","chat":"x"}', '{"t":"pong"}', b"\x00\x01",
     '{"t":"work","answer":"x"}', "[" * 9000,
     '{"t":"hello_teen","v":2,"token":"' + "x" * 43 + '","wish":{"desk":"main","language":"nl","priority":1}}'],
)  # fmt: skip
async def test_a_bad_first_word_ends_it(stack: Stack, path: str, first: str | bytes) -> None:
    async with wire(stack.url, path) as socket:
        await socket.send(first)
        assert await socket.closed() == 4100


@pytest.mark.parametrize("path", ENDS)
@pytest.mark.parametrize("version", [VERSION - 1, VERSION + 1, 99])
async def test_a_page_of_another_version_must_be_loaded_anew(stack: Stack, path: str, version: int) -> None:
    async with wire(stack.url, path) as socket:
        await socket.send({"t": "hello_teen", "v": version, "token": "x" * 43, "place": "of that version"})
        assert await socket.closed() == 4107


async def test_a_token_is_one_chat_and_its_first_fields_stay(stack: Stack) -> None:
    """A wish that is made again finds the chat it made; of one that has ended, nothing begins anew."""
    async with wire(stack.url, "/ws/teen") as socket, wire(stack.url, "/ws/teen") as again:
        teen = await begin(socket, "fr", topic="sexting")
        await again.send(wish(teen.token, "nl", danger=True))
        assert (
            (await again.until("joined"))["chat"] == teen.chat == chat_of(KeyRing((stack.secret,)), "main", teen.token)
        )
        assert (await again.until("teen_state"))["language"] == "fr"
        assert await socket.closed() == 4102
        await again.send({"t": "leave", "chat": teen.chat})
        assert await again.closed() == 4103
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(wish(teen.token, "nl"))
        seen = await socket.until("teen_state", "wish_refused")
        assert seen.get("state") == "closed" or seen["code"] == "closed", seen
        assert await socket.closed() in (4103, 4108)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"desk": "other"}, "unknown_desk"),
        ({"desk": "main", "language": "xx"}, "unknown_language"),
    ],
)
async def test_a_wish_that_is_refused_begins_nothing(stack: Stack, asked: dict[str, Any], code: str) -> None:
    token = new_token()
    chat = chat_of(KeyRing((stack.secret,)), asked["desk"], token)
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(wish(token, **asked))
        assert (await socket.until("wish_refused"))["code"] == code
        assert await socket.closed() == 4108
    redis = make_redis(stack.redis_url)
    left = [key async for key in redis.scan_iter(f"*{chat}*")]
    await redis.aclose()
    assert [key for key in left if ":request:" not in key] == [], "but the refusal itself, for a request repeated"


async def refused(stack: Stack, hello: dict[str, Any]) -> int:
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(hello)
        return await socket.closed()


async def test_the_token_of_chat_a_does_not_open_chat_b(stack: Stack) -> None:
    a, b = await join(stack.url), await join(stack.url)
    assert await refused(stack, Teen(b.chat, a.token, b.ticket).hello()) == 4101
    assert await refused(stack, Teen(a.chat, b.token, a.ticket).hello()) == 4101
    assert await refused(stack, a.hello(token="A" * 43)) == 4101
    await leave(stack, a)
    await leave(stack, b)


async def test_an_altered_ticket_does_not_open_anything(stack: Stack) -> None:
    teen = await join(stack.url)
    for place in range(0, len(teen.ticket), len(teen.ticket) // 12):
        letter = "A" if teen.ticket[place] != "A" else "B"
        altered = teen.ticket[:place] + letter + teen.ticket[place + 1 :]
        assert await refused(stack, teen.hello(ticket=altered)) == 4101
    await leave(stack, teen)


async def leave(stack: Stack, teen: Teen) -> None:
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(teen.hello())
        await socket.until("teen_state")
        await socket.send({"t": "leave", "chat": teen.chat})
        assert await socket.closed() == 4103


async def test_the_ticket_of_a_chat_that_ended_is_worth_nothing(stack: Stack) -> None:
    teen = await join(stack.url)
    await leave(stack, teen)
    redis = make_redis(stack.redis_url)
    for _ in range(2):
        async with wire(stack.url, "/ws/teen") as socket:
            await socket.send(teen.hello())
            closed = await socket.closed()
            assert closed in (4101, 4103)
            assert not any(frame.get("state") == "waiting" for frame in socket.seen)
    left = [int(await redis.pttl(key)) async for key in redis.scan_iter(f"*{teen.chat}*")]
    await redis.aclose()
    assert left, "a mark that it has ended"
    assert max(left) > 6 * 3600 * 1000, "which outlives its ticket"


async def test_a_teen_reaches_no_chat_but_their_own(stack: Stack) -> None:
    mine, other = await join(stack.url), await join(stack.url)
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(mine.hello())
        await socket.until("teen_state")
        for tag in ("send", "seen", "typing", "quiet", "refill", "leave"):
            await socket.send({**frame(tag, other.chat)} if tag != "leave" else {"t": "leave", "chat": other.chat})
            answer = await socket.until("error")
            assert answer["code"] in ("not_yours", "refused", "unknown_chat"), (tag, answer)
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(other.hello())
        assert (await socket.until("teen_state"))["state"] == "waiting"
    await leave(stack, mine)
    await leave(stack, other)


async def test_a_teen_cannot_speak_as_staff(stack: Stack) -> None:
    teen = await join(stack.url)
    async with wire(stack.url, "/ws/teen") as socket:
        await socket.send(teen.hello())
        await socket.until("teen_state")
        for tag in set(FRAMES) - SILENT - {"send", "watch", "hello_staff"}:
            await socket.send(frame(tag, teen.chat))
            assert (await socket.until("error"))["code"] == "unknown_type", tag
    await leave(stack, teen)


async def test_a_console_ticket_opens_one_socket_once(stack: Stack) -> None:
    async with signed_in(stack.url, "bram") as staff:
        hello = await staff.hello()
        async with wire(stack.url, "/ws/staff") as socket:
            await socket.send(hello)
            await socket.until("staff_state")
            async with wire(stack.url, "/ws/staff") as again:
                await again.send(hello)
                assert await again.closed() == 4006
        for ticket in ("A" * 43, hello["ticket"] + "A", staff.csrf):
            async with wire(stack.url, "/ws/staff") as socket:
                await socket.send({**hello, "ticket": ticket})
                assert await socket.closed() == 4006
        async with wire(stack.url, "/ws/staff") as socket:
            await socket.send(await staff.hello(desk="other"))
            assert await socket.closed() == 4101


async def test_a_console_ticket_lives_thirty_seconds(redis: Redis) -> None:
    tickets = SocketTickets(redis, KeyRing(("k" * 40,)))
    ticket = await tickets.issue(StaffIdentity("an", "An", "counsellor"))
    stored = [key async for key in redis.scan_iter("*")]
    assert ticket not in str(stored)
    assert 0 < await redis.ttl(stored[0]) <= 30
    await redis.pexpireat(stored[0], 1)
    with pytest.raises(BadTicket):
        await tickets.redeem(ticket)
    assert keys.socket_ticket("x")


async def test_signing_out_closes_the_console_at_once(stack: Stack) -> None:
    async with console(stack.url, "bram") as (staff, socket):
        await staff.send("POST", "/api/staff/logout", {})
        assert await socket.closed(2.0) == 4105
    async with signed_in(stack.url, "bram") as other, console(stack.url, "bram") as (_, socket):
        await other.send("POST", "/api/staff/logout-everywhere", {})
        assert await socket.closed(2.0) == 4105


async def test_every_frame_of_nobody_is_refused(stack: Stack) -> None:
    for tag in set(FRAMES) - {"watch", "hello_staff"}:
        async with wire(stack.url, "/ws/staff") as socket:
            await socket.send(frame(tag))
            assert await socket.closed() == 4100, tag


@pytest.mark.parametrize("role", PEOPLE)
async def test_every_frame_by_every_role(stack: Stack, role: str) -> None:
    """Allowed ones fail on the chat that does not exist, or work; the others on the role, and change nothing."""
    wrong = []
    async with console(stack.url, PEOPLE[role]) as (_, socket):
        for tag in sorted(set(FRAMES) - SILENT - {"watch", "hello_staff"}):
            answer = await socket.ask(frame(tag))
            denied = answer["t"] == "error" and answer["code"] == "not_allowed"
            if denied is expected(role, tag):
                wrong.append((tag, answer))
    assert wrong == []


@pytest.mark.parametrize("role", PEOPLE)
async def test_only_supervisors_watch(stack: Stack, role: str) -> None:
    async with signed_in(stack.url, PEOPLE[role]) as staff, wire(stack.url, "/ws/staff") as socket:
        await socket.send(await staff.hello(watch=True))
        if expected(role, "watch"):
            assert (await socket.until("staff_state"))["me"]["role"] == role
        else:
            assert await socket.closed() == 4101


async def test_a_counsellor_reaches_no_chat_of_another(stack: Stack) -> None:
    async with chatting(stack.url, "an") as chat, console(stack.url, "bram") as (_, other):
        for tag in ("send", "accept", "decline", "finish", "transfer", "invite", "propose_block", "ready"):
            made = frame(tag, chat.teen.chat) | ({"fence": chat.fence} if "fence" in frame(tag) else {})
            answer = await other.ask(made)
            assert answer["t"] == "error", (tag, answer)
        for tag in ("seen", "typing", "refill"):
            await other.send(frame(tag, chat.teen.chat))
        await chat.staff_wire.send(chat.message(1))
        shown = await chat.teen_wire.until("entry")
        assert shown["who"] == "counsellor"
        assert not any(found["t"] in ("entry", "log") for found in other.seen)
        assert not any(found["t"] == "typing" for found in chat.teen_wire.seen)


async def test_a_console_ticket_of_a_chat_is_of_no_use_to_another_counsellor(stack: Stack) -> None:
    async with chatting(stack.url, "an") as chat:
        given = [found["chat"] for found in chat.staff_wire.seen if found["t"] == "staff_chat"]
        tickets = [one["ticket"] for one in given if one.get("ticket")]
        assert tickets
        stolen = [{"chat": chat.teen.chat, "ticket": tickets[-1]}]
        async with console(stack.url, "bram", chats=stolen) as (_, other):
            answer = await other.ask(frame("send", chat.teen.chat) | {"fence": chat.fence})
            assert answer["t"] == "error"
        await chat.staff_wire.send(chat.message(1))
        assert (await chat.teen_wire.until("entry"))["n"] == 1


async def test_who_says_they_are_another_is_not_believed(stack: Stack) -> None:
    """`who` is the server's word: typing and cursors carry the sender's own role."""
    async with chatting(stack.url, "an") as chat:
        await chat.teen_wire.send({"t": "typing", "chat": chat.teen.chat, "on": True, "who": "supervisor"})
        assert (await chat.staff_wire.until("typing"))["who"] == "teen"


def test_every_frame_is_tried() -> None:
    assert {frame(tag)["t"] for tag in FRAMES} == set(FRAMES)
    assert len(list(itertools.product(PEOPLE, FRAMES))) == 3 * len(FRAMES)
