"""What clients bring back when Redis has lost everything."""

from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import errors
from routing.desk import Desk
from routing.values import ChatView, HoldClaim, StaffProfile, TeenClaim
from tests.integration.routing.conftest import House

pytestmark = pytest.mark.any_redis


def teen_claim(view: ChatView) -> TeenClaim:
    holder = view.staff if view.state == "active" else ""
    return TeenClaim(view.chat, view.language, view.joined, view.fence, view.priority, view.skills, counsellor=holder)


def hold_claim(view: ChatView) -> HoldClaim:
    return HoldClaim(view.chat, view.language, view.joined, view.fence, view.priority, view.skills)


async def lose(house: House) -> None:
    await house.redis.flushall()
    await house.desk.set_service("", "open", "sofie", now=house.later(2000))


async def test_how_bad_it_is_comes_back_with_the_chat_and_stays_out_of_its_event(house: House) -> None:
    said = (await house.join("c1", how_bad=4)).how_bad
    again = (await house.join("c1", how_bad=1)).how_bad
    await lose(house)
    claim = replace(teen_claim(await house.join("c9")), chat="c1", how_bad=4)
    back = (await house.desk.rejoin("", claim, "g1", now=house.now)).how_bad
    assert (said, again, back) == (4, 4, 4)
    await lose(house)
    held = [HoldClaim("c1", "nl", house.now, 3, how_bad=4), HoldClaim("c2", "nl", house.now, 3, how_bad=2)]
    await house.on("an", capacity=2, claims=held)
    assert [(await house.chat(chat)).how_bad for chat in ("c1", "c2")] == [4, 2]
    await house.desk.finish("", "an", "c1", 3, now=house.now)
    await house.desk.ready("", "an", "c1", now=house.now)
    assert [event for event in await house.events() if "how_bad" in event] == []


async def test_the_queue_comes_back_in_its_order(house: House) -> None:
    views = []
    for i in range(5):
        views.append(await house.join(f"c{i}", priority=1 if i == 3 else 3))
        house.later(1000)
    await lose(house)
    for view in reversed(views):
        await house.desk.rejoin("", teen_claim(view), "g1", now=house.later(10))
    order = [(await house.on(f"s{i}")).chats[0].chat for i in range(5)]
    assert order == ["c3", "c0", "c1", "c2", "c4"]


@pytest.mark.parametrize("teen_first", [True, False])
async def test_a_running_chat_is_reunited(house: House, teen_first: bool) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    view = await house.chat("c1")
    await lose(house)
    if teen_first:
        back = await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
        assert (back.state, back.staff, back.fence, back.grace_ms) == ("active", "an", fence, 60_000)
        await house.on("an", claims=[hold_claim(view)])
    else:
        await house.on("an", claims=[hold_claim(view)])
        assert not (await house.chat("c1")).online
        await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.staff, view.fence, view.online, view.grace_ms) == ("active", "an", fence, True, 0)
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    await house.desk.ready("", "an", "c1", now=house.now)
    (event,) = await house.events()
    assert (event["answered"], event["rebuilt"], event["joined_ms"]) == ("1", "1", str(view.joined))


async def test_a_counsellor_who_does_not_come_back_is_replaced(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    view = await house.chat("c1")
    await lose(house)
    await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
    await house.on("bram")
    assert (await house.chat("c1")).staff == "an"
    for _ in range(3):
        await house.desk.renew("g1", await house.held("c1"), now=house.later(20_000))
        await house.desk.renew("g2", await house.held("bram"), now=house.now)
    assert (await house.tick()).fenced == (("c1", fence + 1),)
    assert (await house.chat("c1")).staff == "bram"


async def test_a_counsellor_who_is_back_already_gets_the_chat_of_the_teens_ticket(house: House) -> None:
    """The console re-read its view between two teens' returns, so that it claimed one chat of two."""
    await house.on("an", capacity=2)
    first, second = await house.active("c1", "an"), await house.active("c2", "an")
    views = [await house.chat(chat) for chat in ("c1", "c2")]
    await lose(house)
    await house.desk.rejoin("", teen_claim(views[0]), "g1", now=house.now)
    assert await house.desk.staff("an", now=house.now) is None
    await house.on("an", capacity=2, claims=[hold_claim(views[0])])
    back = await house.desk.rejoin("", teen_claim(views[1]), "g1", now=house.now)
    assert (back.state, back.staff, back.fence, back.grace_ms) == ("active", "an", second, 0)
    assert [(chat.chat, chat.fence) for chat in (await house.staff("an")).chats] == [("c1", first), ("c2", second)]


async def test_who_was_rebuilt_from_anothers_claim_is_asked_to_come_back(house: House) -> None:
    """Their own gateway, which held them before the loss, must not think that a newer connection took over."""
    await house.on("an")
    await house.active("c1", "an")
    view = await house.chat("c1")
    await lose(house)
    await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
    assert (await house.desk.renew("g2", await house.held("an"), now=house.now)).unknown == ("an",)
    await lose(house)
    await house.on("an", claims=[hold_claim(view)])
    assert (await house.desk.renew("g1", await house.held("c1"), now=house.now)).unknown == ("c1",)


async def test_the_higher_fence_is_right(house: House) -> None:
    """A failover that lost the last second: Redis knows the offer, the clients know that it was accepted."""
    await house.on("an")
    view = await house.join("c1")
    older = HoldClaim("c1", "nl", view.joined, view.fence - 1)
    await house.on("bram", claims=[older], status="away")
    assert (await house.chat("c1")).staff == "an"
    newer = HoldClaim("c1", "nl", view.joined, view.fence + 1)
    await house.on("bram", claims=[newer])
    view = await house.chat("c1")
    assert (view.state, view.staff, view.fence) == ("active", "bram", newer.fence)


@pytest.mark.parametrize("by", ["the teen", "the console"])
async def test_nobody_is_put_back_under_the_seal_of_another(house: House, by: str) -> None:
    """It vouches for the name that the teen is told: a failover that lost a hand-over told them the former one's."""
    await house.on("an")
    await house.active("c1", "an")
    handed_on = replace(await house.chat("c1"), staff="bram", fence=9)
    if by == "the teen":
        await house.on("bram", status="away")
        await house.desk.rejoin("", teen_claim(handed_on), "g1", now=house.now)
    else:
        await house.on("bram", claims=[hold_claim(handed_on)])
    view = await house.chat("c1")
    assert [(one.staff, one.seal) for one in view.holders] == [("bram", "")]
    assert [(one.name, one.what, one.seal) for one in view.comings][-2:] == [
        ("An", "left", "seal-an"), ("Bram", "came", ""),
    ]  # fmt: skip


async def test_what_ended_stays_ended(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    view = await house.chat("c1")
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    with pytest.raises(errors.ChatEnded) as caught:
        await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
    assert caught.value.detail == "finished"
    await house.desk.ready("", "an", "c1", now=house.now)
    with pytest.raises(errors.ChatEnded):
        await house.desk.rejoin("", teen_claim(view), "g1", now=house.now)
    assert (await house.on("an", claims=[hold_claim(view)])).chats == ()
    assert len(await house.events()) == 1


async def test_a_claim_in_an_unknown_language_is_refused(house: House) -> None:
    with pytest.raises(errors.UnknownLanguage):
        await house.desk.rejoin("", TeenClaim("c1", "xx", house.now), "g1", now=house.now)


async def test_a_blocked_sender_does_not_come_back_by_a_ticket(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    await house.join("c1", chain="k1")
    fence = await house.accept("an", "c1")
    await house.desk.propose_block("", "an", "c1", fence, now=house.now)
    await house.desk.confirm_block("", "sofie", "c1", True, now=house.now)
    with pytest.raises(errors.Blocked):
        await house.desk.rejoin("", TeenClaim("c9", "nl", house.now, chain="k1"), "g1", now=house.now)


@pytest.mark.parametrize("teen_first", [True, False])
async def test_a_block_holds_of_a_chat_that_came_back(house: House, teen_first: bool) -> None:
    """No console knows which tab a chat is of: who came back after it was blocked by nothing."""
    await house.on("an")
    await house.active("c1", "an")
    view = await house.chat("c1")
    await lose(house)
    if teen_first:
        await house.desk.rejoin("", replace(teen_claim(view), chain="k1"), "g1", now=house.now)
    await house.on("an", claims=[hold_claim(view)])
    await house.desk.rejoin("", replace(teen_claim(view), chain="k1"), "g1", now=house.now)
    await house.on("sofie", role="supervisor", status="away")
    await house.desk.propose_block("", "an", "c1", view.fence, now=house.now)
    await house.desk.confirm_block("", "sofie", "c1", True, now=house.now)
    with pytest.raises(errors.Blocked):
        await house.join("c2", chain="k1")


async def test_a_service_set_by_hand_comes_back(house: House) -> None:
    await house.desk.set_service("", "closing", "sofie", now=house.now)
    since = house.now
    await house.desk.set_hours("open", now=house.later(10))
    await house.redis.flushall()
    await house.desk.set_hours("open", now=house.later(2000))
    view = await house.desk.board(now=house.now)
    assert (view.service, view.mode, view.by, view.since) == ("closing", "closing", "sofie", since)


async def test_who_set_the_service_after_a_loss_is_not_overruled(house: House) -> None:
    await house.desk.set_hours("open", now=house.now)
    await house.redis.flushall()
    await house.desk.set_service("", "closed", "tess", now=house.later(500))
    await house.desk.set_hours("open", now=house.later(500))
    assert (await house.desk.board(now=house.now)).by == "tess"


async def test_the_first_newcomer_after_a_loss_finds_the_desk_open(house: House) -> None:
    await house.desk.set_service("", "auto", "sofie", now=house.now)
    await house.desk.set_hours("open", now=house.later(10))
    await house.redis.flushall()
    assert (await house.join("c1")).state == "waiting"


async def test_who_may_have_missed_a_change_of_hours_tells_a_redis_that_forgot_and_overrules_nobody(
    house: House,
) -> None:
    await house.desk.set_service("", "auto", "sofie", now=house.now)
    await house.desk.set_hours("open", now=house.later(10))
    await house.desk.set_hours("closed", overrule=False, now=house.later(10))
    assert (await house.desk.board(now=house.now)).service == "open"
    await house.redis.flushall()
    await house.desk.set_hours("closing", house.now + 1000, overrule=False, now=house.later(10))
    assert (await house.desk.board(now=house.now)).service == "closing"
    await house.desk.set_hours("closed", overrule=False, now=house.later(2000))
    assert (await house.desk.board(now=house.now)).service == "closed", "those that were known are over"


class Forgetful:
    """Redis that forgets everything once, right after a certain function ran."""

    def __init__(self, redis: Redis, after: str) -> None:
        self._redis, self._after = redis, after

    async def execute_command(self, *words: Any) -> Any:
        answer = await self._redis.execute_command(*words)
        if self._after and str(words[1]).endswith(self._after):
            self._after = ""
            await self._redis.flushall()
        return answer


@pytest.mark.parametrize("after", ["_join", "_rejoin", "_sign_on"])
async def test_who_comes_as_redis_forgets_comes_in(redis: Redis, after: str) -> None:
    desk = Desk(Forgetful(redis, after), "main")
    await desk.set_hours("open")
    if after == "_sign_on":
        an, held = StaffProfile("an", "An", "counsellor", ("nl",)), HoldClaim("c1", "nl", 1, 2)
        assert (await desk.sign_on("r1", an, "g1", [held])).chats[0].chat == "c1"
    elif after == "_rejoin":
        assert (await desk.rejoin("r1", TeenClaim("c1", "nl", 1, 2, counsellor="an"), "g1")).state == "active"
    else:
        assert (await desk.join("r1", "c1", language="nl", gateway="g1")).state == "waiting"


@pytest.mark.parametrize("order", [("g1", "g9"), ("g9", "g1")])
async def test_after_a_loss_a_teens_newest_connection_is_still_the_one(house: House, order: tuple[str, str]) -> None:
    """An older one may be left over: its phone went into a tunnel and its gateway has not noticed."""
    view = await house.join("c1")
    newer = await house.desk.rejoin("", teen_claim(view), "g9", now=house.later(10))
    numbers = {"g1": view.generation, "g9": newer.generation}
    await lose(house)
    for gateway in order:
        await house.desk.rejoin("", teen_claim(view), gateway, held=numbers[gateway], now=house.later(10))
    found = await house.chat("c1")
    assert (found.generation, found.gateway) == (newer.generation, "g9")


@pytest.mark.parametrize("order", [("g1", "g9"), ("g9", "g1")])
async def test_after_a_loss_the_newest_console_is_still_the_one(house: House, order: tuple[str, str]) -> None:
    numbers = {gateway: (await house.on("an", gateway=gateway)).generation for gateway in ("g1", "g9")}
    await lose(house)
    for gateway in order:
        await house.on("an", gateway=gateway, held=numbers[gateway])
    assert (await house.staff("an")).generation == numbers["g9"]


async def test_claims_bring_back_no_more_than_somebody_may_hold(house: House) -> None:
    """The rest goes to the front of its class, and its old holder writes no more."""
    views = [await house.join(f"c{i}") for i in range(5)]
    claims = [HoldClaim(view.chat, "nl", view.joined, 3) for view in views[:4]]
    await lose(house)
    await house.desk.rejoin("", teen_claim(views[4]), "g1", now=house.now)
    await house.on("an", capacity=2, claims=claims)
    states = {view.chat: await house.chat(view.chat) for view in views}
    assert [states[f"c{i}"].state for i in range(4)] == ["active", "active", "waiting", "waiting"]
    assert [(states[c].requeued, states[c].fence) for c in ("c2", "c3")] == [("lost", 4), ("lost", 4)]
    for i in (3, 2):
        await house.desk.rejoin(
            "", TeenClaim(f"c{i}", "nl", views[i].joined, 3, counsellor="an"), "g1", now=house.later(1)
        )
    assert (await house.on("bram")).chats[0].chat in ("c2", "c3"), "before the one who only waited"


@pytest.mark.parametrize("known", [True, False])
async def test_nor_do_the_tickets_of_teens(house: House, known: bool) -> None:
    """Tickets of chats that ended are good for hours: after a loss nothing says that they ended."""
    views = [await house.join(f"c{i}") for i in range(4)]
    await lose(house)
    if known:
        await house.on("an", capacity=1)
    for view in views:
        await house.desk.rejoin(
            "", TeenClaim(view.chat, "nl", view.joined, 3, counsellor="an"), "g1", now=house.later(1)
        )
    await house.on("an", capacity=1, claims=[HoldClaim("c1", "nl", views[1].joined, 3)])
    held = (await house.staff("an")).chats
    assert [(chat.chat, chat.state) for chat in held] == [("c0" if known else "c1", "active")]


async def test_an_offer_gives_way_to_a_chat_that_was_running(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.on("an", claims=[HoldClaim("c9", "nl", house.now - 9_000, 4)])
    assert [chat.chat for chat in (await house.staff("an")).chats] == ["c9"]
    assert (await house.chat("c1")).state == "waiting"
