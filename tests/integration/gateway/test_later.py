"""What Redis cannot take just now is taken when it can: words, commands of both ends, an end, a wish."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from chat.gateway.connections import staff_commands
from routing import keys
from routing.errors import PipeDown
from routing.log_values import Counts
from tests.http_client import http_client
from tests.integration.gateway.ends import KEY, Frame, Site, eventually, new_key, text
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.any_redis


@contextlib.asynccontextmanager
async def refusing(site: Site, name: str = "min-replicas-to-write") -> AsyncIterator[None]:
    """Redis refuses every write: it misses a replica."""
    await site.context.redis.config_set(name, 1)
    try:
        yield
    finally:
        await site.context.redis.config_set(name, 0)


@contextlib.asynccontextmanager
async def full(site: Site) -> AsyncIterator[None]:
    """Its memory is full."""
    async with refusing(site, "maxmemory"):
        yield


async def refused(site: Site) -> None:
    """At least one write was refused meanwhile."""
    with pytest.raises(Exception, match=r"NOREPLICAS|OOM"):
        await site.context.pipe.call("SET", "k", 1)


def ended(frame: Frame) -> bool:
    return frame["t"] == "staff_chat" and "end" in frame["chat"]


async def test_words_are_told_to_come_again_and_no_other_word(site: Site) -> None:
    teen, _, chat, fence, _ = await site.talking()
    async with refusing(site):
        await teen.send("send", **text(chat, fence, "c1", 1))
        error = await teen.of("error", ref="c1")
        assert (error["code"], error["retry"]) == ("unavailable", True)
    await teen.say(**text(chat, fence, "c1", 1))


async def test_a_teen_who_stops_is_heard(site: Site) -> None:
    teen, counsellor, chat, _, _ = await site.talking()
    async with refusing(site):
        await teen.send("leave", chat=chat)
        await refused(site)
    assert (await counsellor.until(ended))["chat"]["end"] == "left"
    assert await teen.closed() == 4103
    assert not [frame for frame in teen.frames if frame["t"] == "error"]


async def test_a_teen_who_stops_and_is_gone_is_heard_too(site: Site) -> None:
    teen, counsellor, chat, _, _ = await site.talking()
    async with refusing(site):
        await teen.send("leave", chat=chat)
        await eventually(lambda: _done(site.context.hub.beside > 0))
        await teen.close()
    assert (await counsellor.until(ended))["chat"]["end"] == "left"


async def test_a_page_that_goes_away_is_heard(site: Site) -> None:
    _, counsellor, chat, _, held = await site.talking()
    beacon = json.dumps({"chat": chat, "token": held["token"], "ticket": held["ticket"]})
    async with refusing(site), http_client(site.url) as client:
        assert (await client.post("/api/chats/end", content=beacon)).status_code == 503
    assert (await counsellor.until(ended))["chat"]["end"] == "left"


async def test_a_teen_who_stops_as_redis_forgets_is_heard(site: Site) -> None:
    teen, _, chat, _, _ = await site.talking()
    await site.context.redis.flushall()
    await teen.send("leave", chat=chat)
    assert (await teen.until(lambda f: f["t"] == "teen_state" and f.get("end")))["end"] == "left"


async def test_a_chat_that_ends_makes_room_in_a_memory_that_is_full(site: Site) -> None:
    """Nothing else would: what no end frees stays for hours."""
    teen, counsellor, chat, fence, _ = await site.talking()
    async with full(site):
        await refused(site)
        assert (await counsellor.command("finish", chat=chat, fence=fence, heavy=False))["t"] == "ok"
        assert (await teen.until(lambda f: f["t"] == "teen_state" and f.get("end")))["end"] == "finished"
        await site.context.desks["main"].note_form(chat, "an", "{}")
        assert (await counsellor.command("ready", chat=chat))["t"] == "ok"
        assert not await site.context.redis.exists(keys.desk_key("main", "chat", chat))
        assert 0 < await site.context.redis.ttl(keys.chat_meta(chat)) < 60


async def test_a_teen_may_stop_though_the_memory_is_full(site: Site) -> None:
    teen, counsellor, chat, _, held = await site.talking()
    beacon = json.dumps({"chat": chat, "token": held["token"], "ticket": held["ticket"]})
    async with full(site), http_client(site.url) as client:
        await teen.send("leave", chat=chat)
        assert (await counsellor.until(ended))["chat"]["end"] == "left"
        assert (await client.post("/api/chats/end", content=beacon)).status_code == 200


async def test_commands_of_the_desk_wait(site: Site) -> None:
    counsellor = await site.ready_staff("an")
    await site.join()
    offer = (await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered"))["chat"]
    where = {"chat": offer["chat"], "fence": offer["fence"]}
    for tag, more in (("accept", {"key": new_key()}), ("finish", {"heavy": False})):
        async with refusing(site):
            answer = asyncio.create_task(counsellor.command(tag, **where, **more))
            await refused(site)
        assert (await answer)["t"] == "ok"


async def test_after_a_while_the_desk_is_told_to_try_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    counsellor = await site.ready_staff("an")
    monkeypatch.setattr("chat.gateway.connections.connection.Connection.patience_s", 0.1)
    async with refusing(site):
        answer = await counsellor.command("set_status", status="away")
    assert (answer["code"], answer["retry"]) == ("unavailable", True)
    assert (await counsellor.command("set_status", status="away"))["t"] == "ok"


async def test_a_wish_waits(site: Site) -> None:
    await site.ready_staff("an")
    async with refusing(site):
        teen = await site.wish()
        await refused(site)
    await teen.of("joined")


async def _done(holds: bool) -> bool:
    return holds


async def test_another_server_is_asked_by_every_connection(site: Site) -> None:
    """What idles may lead to a primary of before."""
    pool = site.context.redis.connection_pool
    await site.context.redis.ping()
    before = await site.context.redis.client_id()
    await site.context.redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
    await eventually(lambda: _done(not any(one.is_connected for one in pool._available_connections)))
    assert await site.context.redis.client_id() != before


async def test_a_stop_right_behind_last_words_is_heard_though_the_page_is_gone(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quick exit sends both and closes, and its browser may send no beacon: the stop waited for the words, and was
    forgotten with the connection."""
    teen, counsellor, chat, fence, _ = await site.talking()
    append, held = site.context.log.append_soon, list[Callable[[], None]]()
    monkeypatch.setattr(site.context.log, "append_soon", lambda *given: held.append(lambda: append(*given)))
    await teen.send("send", **text(chat, fence, "t1", 1))
    await teen.send("leave", chat=chat)
    await teen.close()
    await counsellor.of("presence", who="teen", online=False)
    for one in held:
        one()
    assert (await counsellor.until(ended))["chat"]["end"] == "left"


def reached_later(call: Callable[..., Awaitable[Any]], away: list[bool]) -> Callable[..., Awaitable[Any]]:
    async def called(*given: Any, **named: Any) -> Any:
        if away[0]:
            raise PipeDown
        return await call(*given, **named)

    return called


async def test_a_log_that_is_away_holds_up_nothing_else(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a cluster: the counsellor could do nothing in their other chats, nor go on a break, for as long."""
    _, _, chat, _, _ = await site.talking()
    away = [True]
    for name in ("attach", "raise_fence"):
        monkeypatch.setattr(site.context.log, name, reached_later(getattr(site.context.log, name), away))
    again = await site.staff("an")
    assert (await again.command("set_status", status="away"))["t"] == "ok"
    away[0] = False
    await again.of("log", chat=chat)


async def test_a_log_that_cannot_be_read_to_its_end_holds_up_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster: a counsellor whose chat ended heard nothing of it, nor of anything else, until it was there."""
    teen, counsellor, chat, _, _ = await site.talking()
    away = [True]
    monkeypatch.setattr(site.context.log, "read", reached_later(site.context.log.read, away))
    await teen.send("leave", chat=chat)
    await counsellor.until(ended)
    assert (await counsellor.command("ready", chat=chat))["t"] == "ok"
    away[0] = False
    assert await teen.closed() == 4103, "who waits for the last words"


async def test_a_box_whose_key_cannot_be_kept_now_holds_up_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster it may be on another server than the chat: the teen did not hear that it was their turn."""
    counsellor, boxes, away, tried = await site.ready_staff("an"), site.context.auth.boxes, [True], asyncio.Event()
    kept = boxes.deposit

    async def deposit(*given: Any) -> bool:
        tried.set()
        if away[0]:
            raise PipeDown
        return await kept(*given)

    monkeypatch.setattr(boxes, "deposit", deposit)
    teen, held = await site.join()
    box = {"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)}
    await teen.send("box_key", chat=held["chat"], **box)
    await tried.wait()
    offer = (await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered"))["chat"]
    accepted = await counsellor.command("accept", chat=offer["chat"], fence=offer["fence"], key=new_key())
    assert accepted["t"] == "ok"
    await teen.of("teen_state", state="active")
    away[0] = False
    await eventually(lambda: _opens(site, box["handle"]))


async def test_a_box_that_is_handed_in_again_and_again_meanwhile_is_tried_once_at_a_time(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each time began a row of attempts of its own: one page could keep a gateway busy until the server was back."""
    tried, away, kept = [0], [True], site.context.auth.boxes.deposit

    async def deposit(*given: Any) -> bool:
        tried[0] += 1
        if away[0]:
            raise PipeDown
        return await kept(*given)

    monkeypatch.setattr("chat.gateway.connections.teen.AGAIN_S", 0.2)
    monkeypatch.setattr(site.context.auth.boxes, "deposit", deposit)
    teen, held = await site.join()
    box = {"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)}
    for _ in range(20):
        await teen.send("box_key", chat=held["chat"], **box)
    await teen.send("ask_code", chat=held["chat"])
    await teen.of("return_code")  # all before it were tried by then
    before, away[0] = tried[0], False
    await eventually(lambda: _opens(site, box["handle"]))
    await asyncio.sleep(0.2)
    assert tried[0] - before < 5


async def test_a_log_that_is_away_at_its_end_is_closed_once_it_is_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster: its words stayed for hours, and so did the key to what the teen's page had kept."""
    teen, counsellor, chat, fence, _ = await site.talking()
    away = [True]
    monkeypatch.setattr(site.context.log, "close_log", reached_later(site.context.log.close_log, away))
    assert (await counsellor.command("finish", chat=chat, fence=fence, heavy=False))["t"] == "ok"
    await counsellor.until(ended)
    assert await teen.closed() == 4103
    away[0] = False
    await eventually(lambda: _vanishes(site, chat))


async def test_a_box_whose_key_cannot_be_taken_now_keeps_no_count_from_the_record(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster: the log is gone after some seconds, and its counts with it."""
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.say(**text(chat, fence, "t1", 1))
    monkeypatch.setattr(site.context.auth.boxes, "forget", reached_later(site.context.auth.boxes.forget, [True]))
    assert (await counsellor.command("finish", chat=chat, fence=fence, heavy=False))["t"] == "ok"
    record = await site.context.desks["main"].record(chat) or {}
    assert record.get("messages_teen") == "1"


async def test_a_box_whose_key_cannot_be_taken_now_keeps_no_end_from_its_teen(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster: who had stopped was left on the page of a chat that nobody else was in."""
    teen, _, chat, _, _ = await site.talking()
    forget, away, gone = site.context.auth.boxes.forget, [True], asyncio.Event()

    async def taken(chat: str) -> None:
        if away[0]:
            raise PipeDown
        await forget(chat)
        gone.set()

    monkeypatch.setattr(site.context.auth.boxes, "forget", taken)
    await teen.send("leave", chat=chat)
    assert await teen.closed() == 4103
    away[0] = False
    async with asyncio.timeout(PATIENCE_S):
        await gone.wait()


async def test_who_is_told_of_a_fence_that_could_not_be_raised_is_connected_anew(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a teen wrote to the next counsellor was refused, and waited for a later fence: until a reload."""
    teen, _, chat, fence, _ = await site.talking()
    await teen.of("log", chat=chat)
    monkeypatch.setattr(site.context.log, "raise_fence", reached_later(site.context.log.raise_fence, [True]))
    await site.context.desks["main"].transfer("", "an", chat, fence)
    await teen.until(lambda f: f["t"] == "log" and f["fence"] > fence)


async def test_a_reading_of_a_log_that_is_away_holds_up_nothing_else(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was missing had to be read, of a server that went away just then."""
    teen, counsellor, chat, fence, _ = await site.talking()
    epoch = (await counsellor.of("log", chat=chat))["epoch"]
    read, away, begun = site.context.log.read, [True], asyncio.Event()

    async def reached_later(*given: Any, **named: Any) -> Any:
        begun.set()
        if away[0]:
            raise PipeDown
        return await read(*given, **named)

    monkeypatch.setattr(site.context.log, "read", reached_later)
    await site.context.bus.publish(site.context.gateway, f'e {chat} counsellor {epoch} 3 "who":"teen"')
    async with asyncio.timeout(PATIENCE_S):
        await begun.wait()
    assert (await counsellor.command("set_status", status="away"))["t"] == "ok"
    away[0] = False
    await teen.say(**text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")


async def test_a_note_that_its_log_cannot_take_in_time_holds_its_author_up_no_longer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster the log may be on a server that is away while the desk's is not."""
    _, counsellor, chat, fence, _ = await site.talking()
    raised, away = site.context.log.raise_fence, [True]

    async def raise_fence(chat: str, fence: int, note: str = "") -> Counts:
        if away[0]:
            raise PipeDown
        return await raised(chat, fence, note)

    monkeypatch.setattr(staff_commands, "NOTE_S", 0.0)
    monkeypatch.setattr(site.context.log, "raise_fence", raise_fence)
    note = {"cid": "n1", "kid": KEY["kid"], "body": "m2.AAAA"}
    assert (await counsellor.command("transfer", chat=chat, fence=fence, note=note))["t"] == "ok"
    assert (await counsellor.of("error"))["code"] == "note_lost"
    away[0] = False
    await eventually(lambda: _has_risen(site, chat, fence))


async def test_a_hand_over_that_was_begun_brings_its_note_though_its_author_goes(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    raised, begun, gone = site.context.log.raise_fence, asyncio.Event(), asyncio.Event()

    async def raise_fence(chat: str, fence: int, note: str = "") -> Counts:
        if note:
            begun.set()
            await gone.wait()
        return await raised(chat, fence, note)

    monkeypatch.setattr(site.context.log, "raise_fence", raise_fence)
    note = {"cid": "n1", "kid": KEY["kid"], "body": "m2.AAAA"}
    await counsellor.send("transfer", id="r1", chat=chat, fence=fence, note=note)
    await begun.wait()
    await counsellor.close()
    await eventually(lambda: _has_left(site, "an"))
    gone.set()
    assert (await teen.of("entry", cid="n1"))["kind"] == "note"


async def _has_left(site: Site, staff: str) -> bool:
    return ("main", staff) not in site.context.hub.consoles


async def _has_risen(site: Site, chat: str, fence: int) -> bool:
    return int(await site.context.redis.hget(keys.chat_meta(chat), "fence")) > fence


async def _vanishes(site: Site, chat: str) -> bool:
    return 0 < await site.context.redis.ttl(keys.chat_meta(chat)) < 60


async def _opens(site: Site, handle: str) -> bool:
    return await site.context.auth.boxes.open(handle) is not None
