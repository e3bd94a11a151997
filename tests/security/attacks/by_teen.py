"""A lying teen: any client, with a chat of their own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import msgspec
from websockets.exceptions import ConnectionClosed

from chat.client.outbox import Item
from chat.client.proof_solver import solve
from chat.client.sealing import Context, seal
from chat.client.teen import TeenClient
from chat.entry.keyring import KeyRing
from chat.entry.proof import Proofs
from chat.entry.tickets import TeenTicket, Tickets
from chat.entry.tokens import b64u, digest, new_token
from chat.protocol.clean_text import clean
from chat.redis_time import now_ms, now_s
from demo.ports import HOST, free_port
from routing import keys
from routing.values import ChatFacts
from tests.http_client import http_client
from tests.security.attacks.scene import House, attack, let_in, taken, talking, waiting
from tests.security.wire import Chat, Wire, chatting, new_id, wire, wish

TURNED = "\u202e<b>\u2066txet\u200b\u0007"


@attack
async def anothers_ticket(house: House) -> str:
    """A teen shows their own token with another's ticket, another's with their own, and a pass as a ticket."""
    async with waiting(house) as (_, mine), waiting(house) as (_, other):
        lies = [
            {"ticket": other.ticket},
            {"token": other.token},
            {"ticket": mine.pass_},
            {"token": digest(other.token)},
        ]
        return "".join([await let_in(house, mine.hello(**lie)) for lie in lies])


@attack
async def ticket_of_their_own(house: House) -> str:
    """A teen signs a ticket for another's chat with a secret they made up, and changes one of the house's."""
    async with waiting(house) as (_, other):
        token = new_token()
        wanted = TeenTicket("main", digest(token), "c", ChatFacts(other.chat, "de", priority=1))
        made = Tickets(KeyRing(("guessed" * 6,))).seal_teen(wanted, now_ms())
        kind, _, rest = other.ticket.split(".", 2)
        claims = msgspec.msgpack.encode(msgspec.structs.replace(wanted, expires_ms=now_ms() + 10**7))
        spliced = f"{kind}.{other.ticket.split('.')[1]}.{b64u(claims)}.{rest.rpartition('.')[2]}"
        return "".join([await let_in(house, other.hello(token=token, ticket=lie)) for lie in (made, spliced)])


@attack
async def anothers_chat(house: House) -> str:
    """A teen writes into, reads, refills and ends a chat that is not theirs, by frame and over HTTP."""
    async with chatting(house.url, "an") as chat, waiting(house) as (socket, mine):
        about = {"chat": chat.teen.chat}
        frames = [chat.message(1), {"t": "leave", **about}, {"t": "seen", "seq": 1, **about}]
        frames += [
            {"t": "typing", "on": True, **about},
            {"t": "refill", "epoch": "", "entries": [], "last": True, **about},
        ]
        for frame in frames:
            await socket.send(frame)
            if (await socket.until("error", "ack"))["t"] == "ack":
                return "an entry in another's chat"
        body = {"chat": chat.teen.chat, "token": mine.token, "ticket": mine.ticket}
        async with http_client(house.url) as http:
            ended = (await http.post("/api/chats/end", json=body)).status_code
        return (
            "" if ended >= 400 and await passes(chat) and not of(chat.staff_wire, "typing") else "another's chat moved"
        )


@attack
async def words_of_staff(house: House) -> str:
    """A teen writes a note, names themselves counsellor, and answers with frames that only a console has."""
    async with chatting(house.url, "an") as chat:
        lies: list[dict[str, Any]] = [chat.message(1, kind="note"), chat.message(1, who="counsellor")]
        lies += [{"t": "finish", "id": new_id(), "chat": chat.teen.chat, "fence": chat.fence}]
        got = await taken(chat.teen_wire, lies)
        return "" if not got and await passes(chat) else f"{got} was taken"


@attack
async def another_fence(house: House) -> str:
    """A teen writes for the fence that was, the one to come, and with numbers that were or will be."""
    async with chatting(house.url, "an") as chat:
        lies = [{"fence": chat.fence + 1}, {"fence": chat.fence - 1}, {"n": 3}, {"n": 2_147_483_647}]
        got = await taken(chat.teen_wire, [chat.message(1, **lie) for lie in lies])
        return f"{got} was taken" if got else ""


class Liar(TeenClient):
    """Says `lies` in turn instead of what they were asked to say, sealed with the right key."""

    lies: list[tuple[dict[str, Any], dict[str, Any]]]  # what is inside, what the sealing is bound to instead
    done = 0

    def _seal(self, chat: str, fence: int, item: Item) -> str | None:
        body = super()._seal(chat, fence, item)
        if (
            body is None
            or self.done >= len(self.lies)
            or not isinstance(item.wish, dict)
            or "lie" not in str(item.wish)
        ):
            return body
        inside, bound = self.lies[self.done]
        self.done += 1
        kid = self.core.follower(chat).kid
        about = replace(Context(chat, fence, kid, "teen", item.cid, item.kind), **bound)
        return seal(self.keys[chat][fence, kid], about, inside)  # type: ignore[arg-type]


async def _read_as(house: House, lies: list[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    """What the counsellor reads of lies."""
    teen = type("One", (Liar,), {"lies": lies})
    async with talking(house, teen=teen) as talk:
        for _ in lies:
            talk.teen.say("a lie")
        await talk.words()
        return [dict(one.payload) for one in talk.to_staff if one.text not in talk.said]


@attack
async def sealed_as_another(house: House) -> str:
    """A teen seals words as the counsellor's, for another chat, fence, holder, id or kind."""
    lies = [{"who": "counsellor"}, {"chat": "c"}, {"fence": 9}, {"kid": "k" * 22}, {"cid": "x"}, {"kind": "note"}]
    read = await _read_as(house, [({"text": "forged"}, lie) for lie in lies])
    return "" if read == [{}] * len(lies) else f"the counsellor reads {read}"


@attack
async def staffs_cards(house: House) -> str:
    """A teen sends cards, answers to tap, other types, unknown fields, and an object without an end."""
    deep: Any = []
    for _ in range(400):
        deep = [deep]
    lies: list[dict[str, Any]] = [
        {"text": "x", "card": "c1"},
        {"answers": ["yes"]},
        {"text": ["x"]},
        {"text": "x", "to": 1},
    ]
    read = await _read_as(house, [(lie, {}) for lie in [*lies, {"name": deep}, {"name": "x" * 201}, {}]])
    return "" if read == [{}] * 7 else f"the counsellor reads {read}"  # fmt: skip


@attack
async def turned_words(house: House) -> str:
    """A teen writes text and a name that turn the words around them, ring, or are not seen."""
    read = await _read_as(house, [({"text": TURNED, "name": TURNED + "x" * 150}, {})])
    text, name = read[0].get("text", ""), read[0].get("name", "")
    return "" if text == clean(TURNED) == "<b>txet" and len(name) <= 30 and clean(name) == name else f"reads {read}"


@attack
async def too_large(house: House) -> str:
    """A teen sends bodies, ids, numbers and frames beyond their bounds."""
    async with chatting(house.url, "an") as chat:
        lies = [{"body": "x" * 12_001}, {"body": ""}, {"cid": "x" * 65}, {"n": 2**31}, {"n": 0}, {"kid": "x" * 65}]
        for lie in lies:
            await chat.teen_wire.send(chat.message(1, **lie))
            await chat.teen_wire.until("error")
        await chat.teen_wire.send(chat.message(1, "x" * 16_400))
        with contextlib.suppress(ConnectionClosed):
            await chat.teen_wire.until("error")
        return f"{len(found)} in the log" if (found := await house.stored(chat.teen.chat)) else ""


@contextlib.asynccontextmanager
async def back(house: House, chat: Chat, cursor: dict[str, Any]) -> AsyncIterator[tuple[Wire, dict[str, Any]]]:
    """The teen of a chat comes back with a cursor: what the log says of it."""
    async with wire(house.url, "/ws/teen") as socket:
        await socket.send(chat.teen.hello(**cursor))
        yield socket, await socket.until("log")


@attack
async def places_of_their_own(house: House) -> str:
    """A teen proves places they made up or moved: to another seq or epoch, with another stamp."""
    async with chatting(house.url, "an") as chat:
        entries, epoch = await written(chat), await house.redis.hget(keys.chat_meta(chat.teen.chat), "epoch")
        good = {"epoch": epoch, "seq": 2, "stamp": entries[1]["stamp"], "place": entries[1]["place"]}
        moved = [{"seq": 3}, {"epoch": "1-x"}, {"stamp": "A" * 22}, {"place": "A" * 22}, {"place": entries[0]["place"]}]
        for lie in moved:
            async with back(house, chat, good | lie) as (socket, log):
                await socket.send(
                    {"t": "refill", "chat": chat.teen.chat, "epoch": log["epoch"], "entries": entries, "last": True}
                )
                if log.get("refill") or log.get("lost") or log["epoch"] != epoch:
                    return f"{lie} renewed the log"
                await socket.until("entry", seq=2)
                await socket.send("{")
                await socket.until("error")  # what was sent before it was heard
        return "" if len(await house.stored(chat.teen.chat)) == 2 else "words came in"


@attack
async def refilled_lies(house: House) -> str:
    """After a loss, a teen hands in the counsellor's words changed, moved, made up, under another name or chat."""
    async with chatting(house.url, "an") as chat:
        entries, meta = await written(chat), keys.chat_meta(chat.teen.chat)
        epoch = await house.redis.hget(meta, "epoch")
        good = {"epoch": epoch, "seq": 2, "stamp": entries[1]["stamp"], "place": entries[1]["place"]}
        lies: list[dict[str, Any]] = [
            {"body": "forged"},
            {"who": "teen"},
            {"kind": "share"},
            {"kid": "k" * 22},
            {"n": 7},
        ]
        lies += [{"cid": "x"}, {"fence": chat.fence + 1}, {"seq": 2, "body": "forged"}, {"stamp": "A" * 22}]
        lies += [{"place": entries[1]["place"]}, {}]
        for lie in lies:  # the last is none
            await house.redis.delete(*keys.of_chat(chat.teen.chat), keys.handed(chat.teen.chat, "teen"))
            async with back(house, chat, good) as (socket, log):
                if not log.get("refill"):
                    return "an honest place was not believed"
                await socket.send({"t": "refill", "chat": chat.teen.chat, "epoch": log["epoch"],
                                   "entries": [entries[0] | lie], "last": True})  # fmt: skip
                await socket.until("log")
                if (found := len(await house.stored(chat.teen.chat))) != (0 if lie else 1):
                    return f"{found} came in: {lie}"
    return ""


@attack
async def read_beyond(house: House) -> str:
    """A teen says that they have read what nobody wrote."""
    async with chatting(house.url, "an") as chat:
        await written(chat)
        await chat.teen_wire.send({"t": "seen", "chat": chat.teen.chat, "seq": 2_000_000})
        return "" if (seen := (await chat.staff_wire.until("seen"))["seq"]) == 2 else f"read up to {seen}"


@attack
async def ended_chats_token(house: House) -> str:
    """A teen wishes again with the token of a chat that has ended, and comes back with its ticket."""
    async with waiting(house) as (socket, teen):
        await socket.send({"t": "leave", "chat": teen.chat})
        await socket.closed()
    return await let_in(house, wish(teen.token, "de")) + await let_in(house, teen.hello())


@attack
async def spent_work(house: House) -> str:
    """A newcomer at a busy desk answers with work that was done before, for another desk, or under their own seal."""
    port = free_port()
    calm, house.stack.environment = house.stack.environment, {**house.stack.environment, "HEARLINE_CALM_JOINS": "1"}
    part = house.stack.start("web", name="busy", port=port)
    house.stack.environment = calm
    try:
        await asyncio.to_thread(house.stack.wait, port)
        return await _with_spent_work(house, f"http://{HOST}:{port}")
    finally:
        house.stack.tether.stop(part.child)
        del house.stack.parts["busy"]


async def _with_spent_work(house: House, url: str) -> str:
    own = Proofs(KeyRing(("guessed" * 6,))).challenge("main", 1, now_s())
    spent = ""
    while not spent:
        async with wire(url, "/ws/teen") as socket:
            await socket.send(wish(new_token(), "de"))
            if (frame := await socket.until("joined", "work_needed"))["t"] == "work_needed":
                spent = solve(frame["challenge"])
                await socket.send({"t": "work", "answer": spent})
                frame = await socket.until("joined")
            await socket.send({"t": "leave", "chat": frame["chat"]})
    async with wire(url, "/ws/teen") as socket:
        await socket.send(wish(new_token(), "de"))
        for lie in (spent, solve(own), "x"):
            await socket.until("work_needed")
            await socket.send({"t": "work", "answer": lie})
        return "" if (frame := await socket.until("joined", "wish_refused"))["t"] == "wish_refused" else "came in"


async def written(chat: Chat) -> list[dict[str, Any]]:
    """Two entries of the counsellor, as the teen was delivered them."""
    entries = []
    for n in (1, 2):
        await chat.staff_wire.send(chat.message(n))
        entry = await chat.teen_wire.until("entry", n=n)
        entries.append({name: value for name, value in entry.items() if name not in ("t", "chat")})
    return entries


async def passes(chat: Chat) -> bool:
    """An honest first entry of the teen arrives, and no other came before."""
    await chat.teen_wire.send(honest := chat.message(1))
    await chat.staff_wire.until("entry", cid=honest["cid"])
    return not of(chat.staff_wire, "entry")


def of(socket: Wire, tag: str) -> list[dict[str, Any]]:
    return [frame for frame in socket.seen if frame["t"] == tag]


@attack
async def ids_that_break_a_frame(house: House) -> str:
    """A teen writes under ids that end in a sign that no id has, so that frames of the other end break."""
    async with chatting(house.url, "an") as chat:
        for odd in ("\n", "\r", '"', "\u2028", "\0"):
            for name in ("cid", "kid"):
                frame = chat.message(1)
                await chat.teen_wire.send(frame | {name: frame[name] + odd})
        return "" if await passes(chat) else "the other end reads no more"
