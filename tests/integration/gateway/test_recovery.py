"""Redis forgets, connections break: what the clients hold puts everything back."""

import asyncio
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import keys
from routing.errors import LogLost, PipeDown
from routing.log_values import Attached
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import KEY, End, Frame, Site, eventually, text
from tests.patience import PATIENCE_S

ENTRY = ("seq", "who", "cid", "n", "fence", "kid", "kind", "body", "stamp", "place")


async def asked(end: End, chat: str, before: Frame | None = None) -> Frame:
    """The first `log` that asks for a refill; after the one `before`, the next that says anything."""
    after = next(place for place, frame in enumerate(end.frames) if frame is before) + 1 if before else 0
    return await end.until(lambda f: f["t"] == "log" and f["chat"] == chat and (before or f.get("refill")), after)


async def hand_in(end: End, log: Frame, part: list[Frame], *, last: bool) -> None:
    entries = [{key: entry[key] for key in ENTRY} for entry in part]
    await end.send("refill", chat=log["chat"], epoch=log["epoch"], entries=entries, last=last)


async def answer_refill(end: End, chat: str, *parts: list[Frame], log: Frame | None = None) -> None:
    """What a client does each time `log` asks it: hand in what it holds, until it is told where it stands."""
    log = log or await asked(end, chat)
    while log.get("refill"):
        for number, part in enumerate(parts, 1):
            await hand_in(end, log, part, last=number == len(parts))
        log = await asked(end, chat, log)


async def test_a_running_chat_is_reunited_after_flushall(site: Site, redis: Redis) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.send("send", **text(chat, fence, "t1", 1))
    entry = await counsellor.of("entry", cid="t1")
    await redis.flushall()
    async with asyncio.timeout(PATIENCE_S):
        await asyncio.gather(answer_refill(teen, chat, [entry]), answer_refill(counsellor, chat, [entry]))
    await teen.say(**text(chat, fence, "t2", 2))
    await counsellor.of("entry", cid="t2")
    view = await site.context.desks["main"].chat(chat)
    assert view is not None
    assert (view.state, view.staff) == ("active", "an")


async def test_a_refill_is_whole_though_redis_was_away_for_a_part_of_it(
    site: Site, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came behind that part made a log without it, and nobody was asked for it again."""
    teen, counsellor, chat, fence, _ = await site.talking()
    for n in (1, 2):
        await teen.say(**text(chat, fence, f"t{n}", n))
    held = [await counsellor.of("entry", cid=f"t{n}") for n in (1, 2)]
    refill, away = site.context.log.refill, [True]

    async def reached_later(*given: Any) -> Attached | None:
        if away:
            away.clear()
            raise PipeDown
        return await refill(*given)

    monkeypatch.setattr(site.context.log, "refill", reached_later)
    await redis.flushall()
    await answer_refill(counsellor, chat, held[:1], held[1:])
    assert [one.seq for one in await site.context.log.read(chat, 0)] == [1, 2]


async def test_a_refill_is_whole_though_its_end_is_connected_anew_in_its_middle(site: Site, redis: Redis) -> None:
    """The rest of the first pass made a log without what came before it, and the second pass was too late."""
    teen, counsellor, chat, fence, _ = await site.talking()
    for n in (1, 2):
        await teen.say(**text(chat, fence, f"t{n}", n))
    held = [await counsellor.of("entry", cid=f"t{n}") for n in (1, 2)]
    await redis.flushall()
    first = await asked(counsellor, chat)
    await hand_in(counsellor, first, held[:1], last=False)
    await redis.publish(keys.gateway_channel(site.context.gateway), f"a {chat} counsellor again")
    again = await asked(counsellor, chat, first)
    await hand_in(counsellor, first, held[1:], last=True)
    await answer_refill(counsellor, chat, held[:1], held[1:], log=again)
    assert [one.seq for one in await site.context.log.read(chat, 0)] == [1, 2]


async def test_a_refill_of_a_log_that_is_away_holds_up_nothing_else_and_is_whole(
    site: Site, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a cluster: the counsellor could do nothing in their other chats, nor go on a break, for as long."""
    teen, counsellor, chat, fence, _ = await site.talking()
    for n in (1, 2):
        await teen.say(**text(chat, fence, f"t{n}", n))
    held = [await counsellor.of("entry", cid=f"t{n}") for n in (1, 2)]
    refill, away = site.context.log.refill, [True]

    async def reached_later(*given: Any) -> Attached | None:
        if away[0]:
            raise PipeDown
        return await refill(*given)

    monkeypatch.setattr(site.context.log, "refill", reached_later)
    await redis.flushall()
    first = await asked(counsellor, chat)
    await hand_in(counsellor, first, held[:1], last=False)
    await hand_in(counsellor, first, held[1:], last=True)
    assert (await counsellor.command("set_status", status="away"))["t"] == "ok"
    again = await asked(counsellor, chat, first)
    away[0] = False
    await answer_refill(counsellor, chat, held[:1], held[1:], log=again)
    assert [one.seq for one in await site.context.log.read(chat, 0)] == [1, 2]


async def test_a_status_survives_what_redis_forgets(site: Site, redis: Redis) -> None:
    counsellor = await site.ready_staff("an")
    await redis.flushall()
    desk = site.context.desks["main"]

    async def back() -> bool:
        view = await desk.staff("an")
        return view is not None and view.online and view.status == "available"

    await eventually(back)
    await counsellor.close()
    await redis.flushall()
    again = await site.staff("an", status="available")
    assert (await again.of("staff_state"))["me"]["status"] == "available"


async def test_the_queue_keeps_its_order_after_flushall(site: Site, redis: Redis) -> None:
    teens = [(await site.join())[0] for _ in range(5)]
    chats = [(await teen.of("teen_state"))["chat"] for teen in teens]
    await redis.flushall()
    desk = site.context.desks["main"]

    async def places() -> list[int]:
        found = await desk.positions(chats)
        return [found[chat].ahead for chat in chats if chat in found]

    async with asyncio.timeout(PATIENCE_S):
        while await places() != [0, 1, 2, 3, 4]:  # noqa: ASYNC110 - what is waited for happens in Redis
            await asyncio.sleep(0.1)


async def test_who_claims_a_chat_that_has_ended_hears_how_it_ended(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice of it was missed, and the lease could not be renewed: the page said that its line was lost."""
    teen, held = await site.join()
    hub, desk = site.context.hub, site.context.desks["main"]
    end = hub.teens[held["chat"]]
    with monkeypatch.context() as missed:
        missed.setattr(hub, "_concerned", lambda _: None)
        await desk.set_service("", "closed", "sofie")

        async def ended() -> bool:
            view = await desk.chat(held["chat"])
            return view is not None and view.state == "closed"

        await eventually(ended)
        end.feed(end.session.memory_lost())
        assert (await teen.of("teen_state", state="closed"))["end"] == "turned_away"


async def test_lost_notices_are_made_up_for(opened: Opener, redis: Redis) -> None:
    async with opened() as one, opened() as other:
        _, counsellor, chat, fence, held = await one.talking()
        moved = await other.teen(held)
        await moved.of("log")
        for n in range(1, 31):
            if n % 10 == 5:
                await redis.client_kill_filter(_type="pubsub")
            await counsellor.say(**text(chat, fence, f"c{n}", n))
        await moved.of("entry", cid="c30")
        assert [entry["cid"] for entry in moved.entries()] == [f"c{n}" for n in range(1, 31)]


async def test_a_dead_redis_is_waited_for(site: Site, redis: Redis) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await redis.client_kill_filter(_type="normal", skipme=True)
    await teen.say(**text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")


async def test_nothing_is_put_into_a_log_that_was_not_lost(site: Site) -> None:
    """A teen claims to have held more, before and after somebody is there, and hands in words of somebody else."""
    made_up = {"epoch": "made-up", "seq": 2, "stamp": "A" * 22, "place": "B" * 22}
    about = {"n": 1, "fence": 1, "kid": KEY["kid"], "kind": "text", "body": "m2.forged"}
    forged = [{"seq": seq, "who": "counsellor", "cid": f"f{seq}", **about, "stamp": "A" * 22, "place": "B" * 22}
              for seq in (1, 2)]  # fmt: skip
    _, counsellor, chat, fence, held = await site.talking()
    teen = await site.teen(held, **made_up)
    log = await teen.of("log")
    assert not log.get("refill")
    for epoch in (log["epoch"], "made-up"):
        await teen.send("refill", chat=chat, epoch=epoch, entries=forged, last=True)
    await teen.say(**text(chat, fence, "t1", 1))
    assert (await counsellor.of("entry", cid="t1"))["seq"] == 1
    await counsellor.say(**text(chat, fence, "c1", 1))
    waiting, mine = await site.join()
    await waiting.send("refill", chat=mine["chat"], epoch=log["epoch"], entries=forged, last=True)
    await waiting.send("send", **text(mine["chat"], 0, "t1", 1))
    assert (await waiting.of("error"))["retry"]
    with pytest.raises(LogLost):
        await site.context.log.read(mine["chat"], 0)


async def test_no_word_is_lost_when_the_server_closes_a_gateway_that_fell_behind(site: Site, redis: Redis) -> None:
    """Its one connection counts as a pub/sub client: what it leaves unread is bounded, answers included."""
    limits = "client-output-buffer-limit"
    teen, counsellor, chat, fence, _ = await site.talking()
    before = (await redis.config_get(limits))[limits]
    await redis.config_set(limits, "pubsub 65536 65536 1")
    try:
        link = site.context.pipe._link
        assert link is not None
        assert link.transport is not None
        link.transport.pause_reading()
        for n in range(1, 6):
            await teen.send("send", **text(chat, fence, f"t{n}", n))
        for _ in range(20):
            await redis.publish(keys.gateway_channel(site.context.gateway), "z" * 1_000_000)
        if link.transport is not None:  # else a write has found it closed
            link.transport.resume_reading()
        for n in range(1, 6):
            await teen.say(**text(chat, fence, f"t{n}", n))
        await counsellor.of("entry", cid="t5")
        assert [entry["cid"] for entry in counsellor.entries()] == [f"t{n}" for n in range(1, 6)]
        assert site.context.pipe._link is not link
    finally:
        await redis.config_set(limits, before)


@pytest.mark.parametrize("lost", ["the accept", "the offer", "the accept, and took its time"])
async def test_a_running_chat_is_reunited_after_a_failover_lost_how_it_began(
    site: Site, redis: Redis, lost: str
) -> None:
    """Both ends and their connections are older than what was lost: nothing but fence and state tells them."""
    desk = site.context.desks["main"]
    counsellor = await site.staff("an")
    teen, _ = await site.join()
    before = await dumped(redis)
    await counsellor.command("set_status", status="available")
    offer = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    chat, fence = offer["chat"]["chat"], offer["chat"]["fence"]
    before = before if lost == "the offer" else await dumped(redis)
    assert (await counsellor.command("accept", chat=chat, fence=fence, key=KEY))["t"] == "ok"
    await teen.of("teen_state", state="active")
    await counsellor.of("log", chat=chat)
    told = len(counsellor.frames)
    await redis.delete(*[name async for name in redis.scan_iter("{desk:main}:*")])
    for name, value in before.items():
        await redis.execute_command("RESTORE", name, 0, value)
    if lost.endswith("time"):  # nobody's lease was renewed meanwhile: of who is gone an offer is taken back
        await redis.zadd("{desk:main}:agenda", {"s:an": 1, f"t:{chat}": 2})
        await desk.tick()
    site.context.hub.look_everywhere()

    async def together() -> bool:
        view = await desk.chat(chat)
        return view is not None and (view.state, view.staff, view.fence) == ("active", "an", fence)

    await eventually(together)
    await teen.say(**text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")
    assert not [f for f in counsellor.frames[told:] if f["t"] == "staff_chat" and f["chat"]["state"] == "offered"]


async def dumped(redis: Redis) -> dict[str, bytes]:
    """All that Redis holds of the desk."""
    names = [name async for name in redis.scan_iter("{desk:main}:*")]
    return {name: await redis.execute_command("DUMP", name, NEVER_DECODE=True) for name in names}
