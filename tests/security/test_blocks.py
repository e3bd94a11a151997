"""A block: asked by one, confirmed by another, a day at most, by the tab's pass and never by an address."""

import json
import time
from typing import Any

import httpx

from chat.client.proof_solver import solve
from demo.stack import Stack
from routing import keys
from tests.conftest import make_redis
from tests.security.wire import Wire, console, new_id, offer_of, wire


async def ask_in(url: str, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url) as http:
        return await http.post("/api/desks/main/chats", json={"language": "nl", **more})


async def go(url: str, answer: httpx.Response) -> None:
    """Whoever came in leaves again, so that the next test finds an empty queue."""
    if answer.status_code == 201:
        given = {name: answer.json()[name] for name in ("chat", "token", "ticket")}
        async with httpx.AsyncClient(base_url=url) as http:
            assert (await http.post("/api/chats/end", content=json.dumps(given))).status_code == 200


async def with_work(url: str, **more: Any) -> httpx.Response:
    async with httpx.AsyncClient(base_url=url) as http:
        proof = solve((await http.get("/api/desks/main/challenge")).json())
    return await ask_in(url, pow=proof, **more)


async def begin(url: str, socket: Wire, **more: Any) -> tuple[dict[str, Any], int]:
    """A teen comes in and is accepted; the answer of the door and the fence."""
    assert (await socket.ask({"t": "set_status", "id": new_id(), "status": "available"}))["t"] == "ok"
    answer = await with_work(url, **more)
    assert answer.status_code == 201, answer.text
    joined = answer.json()
    offered = await offer_of(socket, joined["chat"])
    await socket.ask({"t": "accept", "id": new_id(), "chat": joined["chat"], "fence": offered["fence"]})
    return joined, (await socket.until("log", chat=joined["chat"]))["fence"]


async def forget(stack: Stack) -> None:
    redis = make_redis(stack.redis_url)
    await redis.delete(keys.desk_key("main", "blocked"))
    await redis.aclose()


async def test_a_block_needs_two_and_holds_by_the_pass(stack: Stack) -> None:
    async with (
        console(stack.url, "an") as (_, an),
        console(stack.url, "bram") as (_, bram),
        wire(stack.url, "/ws/teen") as teen,
    ):
        joined, fence = await begin(stack.url, an)
        await teen.send({"t": "hello_teen", "v": 1, "token": joined["token"], "ticket": joined["ticket"]})
        await teen.until("teen_state")
        chat = joined["chat"]
        for hours in (0, 25, -1, 10_000):
            bad = await an.ask({"t": "propose_block", "id": new_id(), "chat": chat, "fence": fence, "hours": hours})
            assert bad["t"] == "error"
        early = await bram.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True})
        assert early["t"] == "error", "nothing was proposed"
        asked = {"t": "propose_block", "id": new_id(), "chat": chat, "fence": fence, "hours": 24}
        assert (await an.ask(asked))["t"] == "ok"
        alone = await an.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True})
        assert (alone["t"], alone["code"]) == ("error", "second_person")
        not_yet = await with_work(stack.url, **{"pass": joined["pass"]})
        assert not_yet.status_code == 201
        await go(stack.url, not_yet)
        assert (await bram.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True}))["t"] == "ok"
        assert await teen.closed() == 4103
        await an.ask({"t": "ready", "id": new_id(), "chat": chat})
    again = await with_work(stack.url, **{"pass": joined["pass"]})
    assert (again.status_code, again.json()["code"]) == (403, "blocked")
    redis = make_redis(stack.redis_url)
    blocked = await redis.zrange(keys.desk_key("main", "blocked"), 0, -1, withscores=True)
    await redis.aclose()
    assert len(blocked) == 1
    assert blocked[0][1] <= (time.time() + 24 * 3600) * 1000 + 1000
    await forget(stack)


async def test_a_refused_block_blocks_nobody(stack: Stack) -> None:
    async with console(stack.url, "an") as (_, an), console(stack.url, "sofie") as (_, sofie):
        joined, fence = await begin(stack.url, an)
        asked = {"t": "propose_block", "id": new_id(), "chat": joined["chat"], "fence": fence, "hours": 1}
        assert (await an.ask(asked))["t"] == "ok"
        assert (await sofie.ask({"t": "confirm_block", "id": new_id(), "chat": joined["chat"], "yes": False}))[
            "t"
        ] == "ok"
        await an.ask({"t": "finish", "id": new_id(), "chat": joined["chat"], "fence": fence})
        await an.ask({"t": "ready", "id": new_id(), "chat": joined["chat"]})
    again = await with_work(stack.url, **{"pass": joined["pass"]})
    assert again.status_code == 201
    await go(stack.url, again)
