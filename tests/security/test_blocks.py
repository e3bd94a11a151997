"""A block: asked by one, confirmed by another, a day at most, by the tab's pass and never by an address."""

import json
import time
from typing import Any

import pytest

from demo.stack import Stack
from routing import keys
from tests.conftest import make_redis
from tests.http_client import http_client
from tests.security.wire import Refused, Teen, accept, begin, console, join, new_id, wire


async def go(url: str, teen: Teen) -> None:
    """Whoever came in leaves again, so that the next test finds an empty queue."""
    body = {"chat": teen.chat, "token": teen.token, "ticket": teen.ticket}
    async with http_client(url) as http:
        assert (await http.post("/api/chats/end", content=json.dumps(body))).status_code == 200


async def refusal(url: str, **more: Any) -> str:
    """The code of the refusal; raises when there was none."""
    with pytest.raises(Refused) as refused:
        await join(url, **more)
    return refused.value.code


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
        joined = await begin(teen)
        chat = joined.chat
        fence, _ = await accept(an, chat)
        for hours in (0, 25, -1, 10_000):
            bad = await an.ask({"t": "propose_block", "id": new_id(), "chat": chat, "fence": fence, "hours": hours})
            assert bad["t"] == "error"
        early = await bram.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True})
        assert early["t"] == "error", "nothing was proposed"
        asked = {"t": "propose_block", "id": new_id(), "chat": chat, "fence": fence, "hours": 24}
        assert (await an.ask(asked))["t"] == "ok"
        alone = await an.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True})
        assert (alone["t"], alone["code"]) == ("error", "second_person")
        not_yet = await join(stack.url, **{"pass": joined.pass_})
        await go(stack.url, not_yet)
        assert (await bram.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": True}))["t"] == "ok"
        assert await teen.closed() == 4103
        await an.ask({"t": "ready", "id": new_id(), "chat": chat})
    assert await refusal(stack.url, **{"pass": joined.pass_}) == "blocked"
    redis = make_redis(stack.redis_url)
    blocked = await redis.zrange(keys.desk_key("main", "blocked"), 0, -1, withscores=True)
    await redis.aclose()
    assert len(blocked) == 1
    assert blocked[0][1] <= (time.time() + 24 * 3600) * 1000 + 1000
    await forget(stack)


async def test_a_refused_block_blocks_nobody(stack: Stack) -> None:
    async with (
        console(stack.url, "an") as (_, an),
        console(stack.url, "sofie") as (_, sofie),
        wire(stack.url, "/ws/teen") as teen,
    ):
        joined = await begin(teen)
        chat = joined.chat
        fence, _ = await accept(an, chat)
        asked = {"t": "propose_block", "id": new_id(), "chat": chat, "fence": fence, "hours": 1}
        assert (await an.ask(asked))["t"] == "ok"
        assert (await sofie.ask({"t": "confirm_block", "id": new_id(), "chat": chat, "yes": False}))["t"] == "ok"
        await an.ask({"t": "finish", "id": new_id(), "chat": chat, "fence": fence})
        await an.ask({"t": "ready", "id": new_id(), "chat": chat})
    await go(stack.url, await join(stack.url, **{"pass": joined.pass_}))
