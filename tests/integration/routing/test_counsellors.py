"""Offers, chats, wrap-ups, statuses, breathers and transfers."""

from dataclasses import replace
from typing import Any

import pytest

from routing import errors
from routing.values import HoldClaim, StaffProfile
from tests.integration.routing.conftest import House

pytestmark = pytest.mark.any_redis

MINUTE = 60_000


async def test_accepting_makes_the_chat_active(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    house.later(4000)
    await house.accept("an", "c1")
    view = await house.chat("c1")
    assert (view.state, view.staff, view.hands, view.waited_ms) == ("active", "an", 1, 4000)
    assert [(h.staff, h.role, h.name, h.seal) for h in view.holders] == [("an", "counsellor", "An", "seal-an")]
    today = (await house.desk.board(now=house.now)).today
    assert (today["answered"], today["in_target"], today["wait_ms"]) == (1, 1, 4000)


async def test_who_has_lost_their_pair_holds_the_chat_under_the_next_fence(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    assert await house.desk.take_anew("", "an", "c1", fence, "another", now=house.now) == fence + 1
    view = await house.chat("c1")
    assert (view.state, view.staff, view.fence, view.hands) == ("active", "an", fence + 1, 1)
    assert [(h.staff, h.seal) for h in view.holders] == [("an", "another")]
    with pytest.raises(errors.StaleFence):
        await house.desk.take_anew("", "an", "c1", fence, "a third", now=house.now)
    with pytest.raises(errors.NotHolder):
        await house.desk.take_anew("", "bram", "c1", fence + 1, "a third", now=house.now)
    assert (await house.chat("c1")).holders == view.holders


async def test_a_claim_brings_its_seal_and_nobody_elses_place(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    claim = HoldClaim("c1", "nl", (await house.chat("c1")).joined, fence, seal="sealed again")
    await house.on("an", claims=[claim])
    assert [(h.staff, h.seal) for h in (await house.chat("c1")).holders] == [("an", "sealed again")]
    await house.on("an", claims=[replace(claim, seal="")])
    await house.on("bram", claims=[replace(claim, seal="bram's")])
    await house.on("an", claims=[replace(claim, fence=fence - 1, seal="older")])
    assert [(h.staff, h.seal) for h in (await house.chat("c1")).holders] == [("an", "sealed again")]
    await house.redis.flushall()
    await house.configure()
    await house.desk.set_service("", "open", "sofie", now=house.now)
    await house.on("an", claims=[claim])
    assert [(h.staff, h.seal) for h in (await house.chat("c1")).holders] == [("an", "sealed again")]


async def test_a_whole_life_leaves_one_event_and_no_key(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    house.later(4000)
    fence = await house.accept("an", "c1")
    house.later(10 * MINUTE)
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    await house.desk.note_form("c1", "an", '{"risk":"none"}', now=house.now)
    assert await house.desk.note_messages("c1", 7, 9, now=house.now)
    house.later(2 * MINUTE)
    await house.desk.ready("", "an", "c1", now=house.now)
    (event,) = await house.events()
    wanted = {"waited_ms": "4000", "active_ms": "600000", "wrap_ms": "120000", "end": "finished", "fences": "1"}
    assert wanted.items() <= event.items()
    assert (event["messages_teen"], event["messages_staff"], event["form"]) == ("7", "9", '{"risk":"none"}')
    left = [key for key in await house.redis.keys("*c1*") if await house.redis.ttl(key) < 0]
    assert left == []
    assert not await house.desk.note_messages("c1", 1, 1, now=house.now)


async def test_a_declined_chat_keeps_its_place_and_goes_to_another(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.join("c2")
    await house.desk.decline("", "an", "c1", await house.fence("c1"), now=house.now)
    assert (await house.chat("c1")).state == "waiting"
    assert (await house.chat("c2")).staff == "an"
    assert (await house.on("bram")).chats[0].chat == "c1"


async def test_what_everyone_missed_says_so_and_is_offered_again(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.desk.decline("", "an", "c1", 1, now=house.now)
    view = await house.chat("c1")
    assert (view.staff, view.fence, view.missed_by_all) == ("an", 2, True)
    await house.desk.set_status("", "an", "away", now=house.now)
    assert not (await house.chat("c1")).missed_by_all
    await house.on("bram")
    assert (await house.chat("c1")).staff == "bram"


async def test_two_missed_in_a_row_are_away(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.desk.renew("g2", await house.held("an"), now=house.later(20_000))
    await house.desk.renew("g1", await house.held("c1"), now=house.now)
    await house.tick(10_000)
    assert (await house.staff("an")).status == "available"
    await house.desk.renew("g2", await house.held("an"), now=house.later(19_000))
    await house.desk.renew("g1", await house.held("c1"), now=house.now)
    await house.tick(11_000)
    view = await house.staff("an")
    assert (view.status, view.why, view.online, view.chats) == ("away", "missed", True, ())


async def test_two_who_accept_at_once_get_one_chat(house: House, untouched: Any) -> None:
    await house.on("an")
    await house.on("bram", "fr")
    await house.join("c1")
    await house.accept("an", "c1")
    async with untouched():
        for who, fence in (("bram", 1), ("an", 1), ("an", 2)):
            with pytest.raises(errors.OfferGone):
                await house.desk.accept("", who, "c1", fence, now=house.now)
        with pytest.raises(errors.ChatUnknown):
            await house.desk.accept("", "an", "c9", 1, now=house.now)


async def test_a_late_accept_of_an_expired_offer_is_refused(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.on("bram")
    await house.desk.renew("g1", await house.held("c1"), now=house.later(15_000))
    await house.desk.renew("g2", await house.held("an", "bram"), now=house.now)
    await house.tick(15_000)
    assert (await house.chat("c1")).staff == "bram"
    with pytest.raises(errors.OfferGone):
        await house.desk.accept("", "an", "c1", 1, now=house.now)


async def test_only_the_holder_with_the_current_fence_finishes(house: House, untouched: Any) -> None:
    await house.on("an")
    await house.on("bram")
    fence = await house.active("c1", "an")
    async with untouched():
        with pytest.raises(errors.NotHolder):
            await house.desk.finish("", "bram", "c1", fence, now=house.now)
        with pytest.raises(errors.StaleFence) as caught:
            await house.desk.finish("", "an", "c1", fence - 1, now=house.now)
        assert caught.value.detail == str(fence)
        with pytest.raises(errors.WrongState):
            await house.desk.ready("", "an", "c1", now=house.now)


async def test_wrap_up_holds_the_slot_until_it_is_over(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.join("c2")
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    assert (await house.chat("c2")).state == "waiting"
    for _ in range(30):
        await house.desk.renew("g2", await house.held("an"), now=house.later(20_000))
        await house.desk.renew("g1", await house.held("c2"), now=house.now)
    assert (await house.tick()).ended == ("c1",)
    assert (await house.chat("c2")).staff == "an"


async def test_wrap_up_is_extended_within_bounds(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    for _ in range(2):
        await house.desk.extend_wrap_up("", "an", "c1", now=house.now)
    assert (await house.chat("c1")).left_ms == 1_800_000
    with pytest.raises(errors.WrapUpLimit):
        await house.desk.extend_wrap_up("", "an", "c1", now=house.now)


async def test_a_heavy_chat_brings_a_breather_after_it(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.join("c2")
    await house.desk.finish("", "an", "c1", fence, True, now=house.now)
    await house.desk.ready("", "an", "c1", now=house.now)
    view = await house.staff("an")
    assert (view.status, view.heavy, view.breather_ms, view.chats) == ("available", True, 600_000, ())
    await house.desk.breather("", "an", 0, now=house.now)
    assert (await house.chat("c2")).staff == "an"


@pytest.mark.parametrize("minutes", [-1, 121])
async def test_a_breather_has_bounds(house: House, minutes: int) -> None:
    await house.on("an")
    with pytest.raises(errors.Invalid):
        await house.desk.breather("", "an", minutes, now=house.now)


async def test_status_is_what_was_set(house: House, untouched: Any) -> None:
    await house.on("an", status="")
    assert (await house.staff("an")).status == "away"
    await house.desk.set_status("", "an", "finishing", "lunch soon", now=house.now)
    view = await house.staff("an")
    assert (view.status, view.reason, view.why) == ("finishing", "lunch soon", "self")
    async with untouched():
        with pytest.raises(errors.BadStatus):
            await house.desk.set_status("", "an", "asleep", now=house.now)
        with pytest.raises(errors.StaffUnknown):
            await house.desk.set_status("", "nobody", "away", now=house.now)


async def test_going_away_hands_an_open_offer_on(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    house.later(1)
    await house.on("bram")
    await house.desk.set_status("", "an", "away", now=house.now)
    assert (await house.chat("c1")).staff == "bram"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"capacity": 0}, errors.BadCapacity),
        ({"capacity": 99}, errors.BadCapacity),
        ({"languages": ("xx",)}, errors.UnknownLanguage),
        ({"languages": ()}, errors.UnknownLanguage),
        ({"skills": ("juggling",)}, errors.UnknownSkill),
    ],
)
async def test_a_profile_that_cannot_be(house: House, change: dict[str, Any], error: type[Exception]) -> None:
    who = {"id": "an", "name": "An", "role": "counsellor", "languages": ("nl",)} | change
    with pytest.raises(error):
        await house.desk.sign_on("", StaffProfile(**who), "g2", now=house.now)  # type: ignore[arg-type]
    assert await house.desk.staff("an", now=house.now) is None


async def test_a_transfer_to_the_queue_goes_to_somebody_else(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    assert await house.desk.transfer("", "an", "c1", fence, now=house.now) == fence + 2
    view = await house.chat("c1")
    assert (view.state, view.staff, view.requeued, view.missed_by_all) == ("offered", "an", "transfer", True)
    await house.on("bram")
    await house.desk.decline("", "an", "c1", view.fence, now=house.now)
    assert (await house.chat("c1")).staff == "bram"


async def test_a_transfer_to_a_counsellor_is_an_offer_to_them(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    house.later(1)
    await house.on("bram")
    await house.on("chloe")
    await house.desk.transfer("", "an", "c1", fence, to="chloe", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.staff, view.hands) == ("offered", "chloe", 1)
    with pytest.raises(errors.NotHolder):
        await house.desk.finish("", "an", "c1", fence, now=house.now)


async def test_a_transfer_to_a_language_or_skill(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.on("bram", "fr", skills=("lgbtq",))
    await house.desk.transfer("", "an", "c1", fence, language="fr", skill="lgbtq", now=house.now)
    view = await house.chat("c1")
    assert (view.language, view.skills, view.staff) == ("fr", ("lgbtq",), "bram")


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ({"to": "an"}, errors.ToOneself),
        ({"to": "nobody"}, errors.StaffUnknown),
        ({"to": "busy"}, errors.NotAvailable),
        ({"to": "french"}, errors.NotAble),
        ({"language": "xx"}, errors.UnknownLanguage),
        ({"skill": "juggling"}, errors.UnknownSkill),
    ],
)
async def test_a_transfer_that_cannot_be(
    house: House, untouched: Any, where: dict[str, str], error: type[Exception]
) -> None:
    await house.on("busy")
    await house.active("c0", "busy")
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.on("french", "fr")
    async with untouched():
        with pytest.raises(error):
            await house.desk.transfer("", "an", "c1", fence, now=house.now, **where)


async def test_logout_ends_it_at_once(house: House) -> None:
    await house.on("an", capacity=2)
    fence = await house.active("c1", "an")
    other = await house.active("c2", "an")
    await house.desk.finish("", "an", "c2", other, now=house.now)
    assert await house.desk.sign_off("", "an", now=house.now) == (("c1", fence + 1),)
    assert await house.desk.staff("an", now=house.now) is None
    assert (await house.chat("c1")).requeued == "lost"
    assert (await house.chat("c2")).state == "closed"
    with pytest.raises(errors.StaffUnknown):
        await house.desk.sign_off("", "an", now=house.now)


async def test_a_counsellor_who_is_gone_for_a_minute_is_lost(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.join("c2")
    assert await house.staff_drop("an")
    assert (await house.chat("c1")).grace_ms == MINUTE
    for _ in range(2):
        await house.desk.renew("g1", await house.held("c1", "c2"), now=house.later(25_000))
    assert (await house.tick(MINUTE - 50_001)).fenced == ()
    assert (await house.tick(1)).fenced == (("c1", fence + 1),)
    places = await house.desk.positions(["c1", "c2"], now=house.now)
    assert (places["c1"].ahead, places["c2"].ahead) == (0, 1)
    back = await house.on("an", status="away")
    assert (back.status, back.chats[0].chat) == ("available", "c1")


@pytest.mark.parametrize("gone", ["an bram cas", "cas bram an", "bram cas an", "cas an bram"])
async def test_of_those_who_are_put_in_front_whoever_joined_first_is_first(house: House, gone: str) -> None:
    """Whose counsellor was lost last stood before all others. Somebody waits for what nobody knows."""
    await house.join("c0", skills=("lgbtq",))
    for chat, staff in (("c1", "an"), ("c2", "bram"), ("c3", "cas")):
        house.later(1000)
        await house.on(staff)
        await house.active(chat, staff)
    for staff in gone.split():
        await house.desk.sign_off("", staff, now=house.later(1000))
    assert [(await house.on(f"s{at}")).chats[0].chat for at in range(3)] == ["c1", "c2", "c3"]
    assert (await house.on("s3", skills=("lgbtq",))).chats[0].chat == "c0"


@pytest.mark.parametrize("gone", ["an bram cas", "cas bram an", "bram cas an", "cas an bram"])
async def test_so_they_are_before_whoever_came_later(house: House, gone: str) -> None:
    """Who is talked with has joined before who waits: the first stood at its own place, and the next before it."""
    for chat, staff in (("c1", "an"), ("c2", "bram"), ("c3", "cas")):
        house.later(1000)
        await house.on(staff)
        await house.active(chat, staff)
    await house.join("c4")
    for staff in gone.split():
        await house.desk.sign_off("", staff, now=house.later(1000))
    assert [(await house.on(f"s{at}")).chats[0].chat for at in range(4)] == ["c1", "c2", "c3", "c4"]


async def test_a_counsellor_back_in_time_still_has_the_chat(house: House) -> None:
    first = (await house.on("an")).generation
    fence = await house.active("c1", "an")
    await house.staff_drop("an")
    house.later(20_000)
    back = await house.on("an")
    assert (back.generation, back.chats[0].state) == (house.now, "active")
    assert not await house.desk.staff_drop("an", "g2", first, now=house.now)
    await house.desk.finish("", "an", "c1", fence, now=house.now)


async def test_nobody_whose_lease_is_over_is_offered_a_chat(house: House) -> None:
    """Even before the clock has noticed; and a lease that ran out is not renewed, the console comes back instead."""
    await house.on("an")
    house.later(house.desk.settings.lease_ms)
    assert (await house.join("c1")).state == "waiting"
    assert (await house.desk.renew("g2", await house.held("an"), now=house.now)).unknown == ("an",)
    await house.on("an")
    view = await house.desk.chat("c1", now=house.now)
    assert view is not None
    assert (view.state, view.staff) == ("offered", "an")


async def lapse(house: House, ms: int = 30_000) -> None:
    """Time passes, everybody stays connected, offers that are over lapse."""
    for part in (ms // 2, ms - ms // 2):
        house.later(part)
        board = await house.desk.board(now=house.now)
        here = [*(one.chat for one in board.chats if one.online), *(one.staff for one in board.staff if one.online)]
        await house.desk.renew("g1", [row for row in await house.held(*here) if row[0] == "teen"], now=house.now)
        await house.desk.renew("g2", [row for row in await house.held(*here) if row[0] == "staff"], now=house.now)
    await house.tick()


async def test_an_offer_to_a_teen_who_is_not_there_is_nobodys_miss(house: House) -> None:
    await house.on("an")
    for chat in ("c1", "c2", "c3"):
        await house.join(chat)
        await house.drop(chat)
        await lapse(house)
    assert (await house.staff("an")).status == "available"
    view = await house.chat("c1")
    assert (view.state, view.missed_by_all) == ("waiting", False)


async def test_five_who_never_came_set_nobody_away(house: House) -> None:
    """Wishes without a connection: their lease and their offer run out in the same moment."""
    await house.on("an")
    for number in range(5):
        await house.join(f"c{number}")
        for _ in range(2):
            await house.desk.renew("g2", await house.held("an"), now=house.later(15_000))
        await house.tick()
    view = await house.staff("an")
    assert (view.status, view.online) == ("available", True)


async def test_two_that_lapse_together_are_not_two_in_a_row(house: House) -> None:
    await house.on("an", capacity=2)
    await house.join("c1")
    await house.join("c2")
    assert len((await house.staff("an")).chats) == 2
    await house.desk.leave("", "c1", now=house.now)
    await house.join("c3")
    house.later(100)
    await lapse(house)
    assert (await house.staff("an")).status == "available"
    await lapse(house)
    assert (await house.staff("an")).status == "away"


async def test_an_accepted_chat_between_two_misses_begins_the_row_anew(house: House) -> None:
    await house.on("an", capacity=2)
    await house.join("c1")
    await lapse(house)
    await house.accept("an", "c1")
    await house.join("c2")
    await lapse(house)
    assert (await house.staff("an")).status == "available"


async def test_a_chat_is_not_handed_to_what_nobody_has(house: House, untouched: Any) -> None:
    await house.on("an", skills=("lgbtq",))
    await house.on("bram", "fr")
    fence = await house.active("c1", "an")
    async with untouched():
        for where in (
            {"skill": "sextortion"},
            {"skill": "lgbtq"},
            {"language": "de"},
            {"language": "fr", "skill": "lgbtq"},
        ):
            with pytest.raises(errors.NotAble):
                await house.desk.transfer("", "an", "c1", fence, now=house.now, **where)
    await house.on("chloe", skills=("sextortion",), status="away")
    with pytest.raises(errors.NotAble):
        await house.desk.transfer("", "an", "c1", fence, skill="sextortion", now=house.now)
    await house.desk.set_status("", "chloe", "available", now=house.now)
    await house.desk.transfer("", "an", "c1", fence, skill="sextortion", now=house.now)
    assert (await house.chat("c1")).staff == "chloe"


async def test_who_had_what_a_chat_needs_and_goes_leaves_nobody_there(house: House) -> None:
    """The teen is told, and at closing the chat ends instead of waiting in silence."""
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.on("chloe", skills=("lgbtq",))
    await house.desk.transfer("", "an", "c1", fence, skill="lgbtq", now=house.now)
    await house.desk.set_status("", "chloe", "away", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.served, view.others) == ("waiting", False, ())
    board = await house.desk.board(now=house.now)
    assert [(one.chat, one.served) for one in board.chats] == [("c1", False)], "a supervisor sees it"
    await house.desk.set_service("", "closed", "sofie", now=house.now)
    await house.tick()
    assert (await house.chat("c1")).end == "turned_away"


async def test_a_chat_is_handed_to_a_skill_whose_people_are_all_busy_and_has_a_place_there(house: House) -> None:
    """Full is there: the chat waits for them, and is told how long."""
    await house.on("an")
    await house.on("chloe", skills=("lgbtq",))
    first = await house.active("c1", "an")
    await house.join("c2", skills=("lgbtq",))
    await house.accept("chloe", "c2")
    await house.desk.transfer("", "an", "c1", first, skill="lgbtq", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.served) == ("waiting", True)
    place = (await house.desk.positions(["c1"], now=house.now))["c1"]
    assert (place.ahead, place.served, place.low_s >= 0) == (0, True, True)
