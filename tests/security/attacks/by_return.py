"""Who wants somebody's place by a return code: a guesser, who saw it, who writes Redis, the old device."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from chat.client.http_calls import HttpCalls, Refused
from chat.entry.keyring import KeyRing
from chat.entry.return_codes import LIFE_MS, WORDS, ReturnCodes, drawn
from chat.entry.tokens import new_token
from chat.redis_time import now_ms
from routing import keys
from tests.http_client import http_client
from tests.security.attacks.scene import House, attack, let_in, until_true, waiting
from tests.security.wire import Teen, Wire, wire, wish

GUESSES = 60
OWN = ReturnCodes(KeyRing(("guessed" * 6,)))


async def typed(house: House, code: str, token: str = "") -> Teen | None:
    """What a page gets for this code; None for nothing. Waits while too many are tried."""
    token = token or new_token()
    found: list[dict[str, Any]] = []

    async def answered() -> bool:
        try:
            found.append(await calls.post("/api/chats/return", {"desk": "main", "code": code, "token": token}))
        except Refused as refused:
            return refused.code != "too_many"
        return True

    calls = HttpCalls(house.url)
    try:
        await until_true(answered)
    finally:
        await calls.close()
    return Teen(found[0]["chat"], token, found[0]["ticket"]) if found else None


@contextlib.asynccontextmanager
async def with_code(house: House) -> AsyncIterator[tuple[Wire, Teen, str]]:
    """A teen in the queue who was given a code."""
    async with waiting(house) as (socket, teen):
        await socket.send({"t": "ask_code", "chat": teen.chat})
        words = (await socket.until("return_code"))["words"]
        yield socket, teen, " ".join(words)


@contextlib.asynccontextmanager
async def moved(house: House) -> AsyncIterator[tuple[Teen, Wire, Teen, str]]:
    """A teen at their second device: what the first one holds, the second one's line and holdings, and the code."""
    async with with_code(house) as (_, old, code):
        new = await typed(house, code)
        assert new is not None
        async with wire(house.url, "/ws/teen") as socket:
            await socket.send(new.hello())
            await socket.until("teen_state", state="waiting")
            yield old, socket, new, code
            await socket.send({"t": "leave", "chat": new.chat})
            await socket.closed()


@attack
async def code_guessed(house: House) -> str:
    """A guesser types code after code while somebody's is good; theirs still brings them back."""
    async with with_code(house) as (_, _teen, code), http_client(house.url) as http:
        tries = [" ".join(drawn()) for _ in range(GUESSES)] + [code.rpartition(" ")[0], WORDS[0] * 4, ""]
        answers = [
            (await http.post("/api/chats/return", json={"desk": "main", "code": one, "token": new_token()})).status_code
            for one in tries
        ]
        if 200 in answers:
            return "a place"
        if answers.count(429) < GUESSES // 2:
            return f"{answers.count(410)} tries at once"
        return "" if await typed(house, code) else "that who was given it is kept out"


@attack
async def code_over_a_shoulder(house: House) -> str:
    """Somebody who saw the words types them after they were used, and the first words after they were replaced."""
    async with moved(house) as (_, socket, new, code):
        await socket.send({"t": "ask_code", "chat": new.chat})
        first = " ".join((await socket.until("return_code"))["words"])
        await socket.send({"t": "ask_code", "chat": new.chat})
        await socket.until("return_code")
        got = [one for one in (code, first) if await typed(house, one)]
        return f"{len(got)} places" if got else ""


@attack
async def code_made(house: House) -> str:
    """Who writes Redis makes a record for another's chat: with a secret of their own, and out of one of the house's."""
    async with with_code(house) as (_, mine, code), waiting(house) as (_, other):
        hashed = keys.desk_key("main", "chat", other.chat)
        find = str(await house.redis.hget(keys.desk_key("main", "chat", mine.chat), "code"))
        place = keys.desk_key("main", "code", find)
        held = str(await house.redis.get(place))
        made = OWN.kept("main", tuple(code.split(" ")), other.chat, now_ms() + LIFE_MS)
        lies = [
            made.record,
            held.replace(mine.chat, other.chat),
            made.record.replace(made.record.split(" ")[0], held.split(" ")[0]),
        ]
        got = []
        for lie in lies:
            await house.redis.set(place, lie)
            await house.redis.hset(hashed, mapping={"code": find, "code_until": now_ms() + LIFE_MS})
            got += [lie] if await typed(house, code) else []
        await house.redis.hdel(hashed, "code", "code_until")
        await house.redis.delete(place)
        return f"{len(got)} places" if got else ""


@attack
async def old_device(house: House) -> str:
    """The device that a chat has left comes back by its ticket and its wish, ends the chat, reads its row."""
    async with moved(house) as (old, socket, new, _):
        got = await let_in(house, old.hello()) + await let_in(house, wish(old.token, "de"))
        async with http_client(house.url) as http:
            mine = {"token": old.token, "ticket": old.ticket}
            tried = [
                ("end", {**mine, "chat": old.chat}),
                ("end", {"desk": "main", "token": old.token}),
                ("receipt", mine),
            ]
            answers = [(await http.post(f"/api/chats/{path}", json=body)).status_code for path, body in tried]
        got += "".join(f"{path} " for (path, _), code in zip(tried, answers, strict=True) if code < 400)
        if got:
            return got
        await socket.send({"t": "ask_code", "chat": new.chat})
        return "" if (await socket.until("return_code", "error"))["t"] == "return_code" else "the new one is cut off"


@attack
async def anothers_code(house: House) -> str:
    """A teen asks for a code of another's chat on their own line."""
    async with waiting(house) as (socket, _), waiting(house) as (_, other):
        await socket.send({"t": "ask_code", "chat": other.chat})
        return "" if (await socket.until("return_code", "error"))["t"] == "error" else "a code"
