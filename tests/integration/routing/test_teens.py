"""Joining, waiting, leaving, dropping and coming back."""

from typing import Any

import pytest

from routing import errors
from routing.values import TeenClaim
from tests.integration.routing.conftest import House

pytestmark = pytest.mark.any_redis

MINUTE = 60_000


async def test_a_teen_joins_and_waits(house: House) -> None:
    view = await house.join("c1", topic="sexting", age_band="14_15")
    assert (view.state, view.language, view.priority, view.topic) == ("waiting", "nl", 3, "sexting")
    assert (view.joined, view.fence, view.generation, view.online) == (house.now, 0, house.now, True)


async def test_nobody_on_duty_is_said_at_once(house: House) -> None:
    await house.on("an", "fr", "en")
    view = await house.join("c1")
    assert not view.served
    assert view.others == ("fr", "en")


async def test_somebody_free_gets_the_offer_in_the_same_breath(house: House) -> None:
    await house.on("an")
    view = await house.join("c1")
    assert (view.state, view.staff, view.fence, view.left_ms) == ("offered", "an", 1, 30_000)


async def test_the_longest_idle_of_the_most_free_is_chosen(house: House) -> None:
    await house.on("an")
    house.later(1000)
    await house.on("bram", capacity=2)
    house.later(1000)
    await house.on("chloe", capacity=2)
    assert [(await house.join(f"c{i}")).staff for i in range(5)] == ["bram", "chloe", "an", "bram", "chloe"]


async def test_skills_are_required_all_of_them(house: House) -> None:
    await house.on("an", skills=("lgbtq",))
    await house.on("bram", skills=("lgbtq", "sextortion"))
    assert (await house.join("c1", skills=("sextortion", "lgbtq"))).staff == "bram"
    assert (await house.join("c2", skills=("sextortion",))).state == "waiting"


async def test_priority_goes_first_until_waiting_outweighs_it(house: House) -> None:
    await house.join("old")
    house.later(19 * MINUTE)
    await house.join("urgent", priority=1)
    house.later(2 * MINUTE)
    await house.join("later", priority=1)
    order = [(await house.on(name)).chats[0].chat for name in ("an", "bram", "chloe")]
    assert order == ["urgent", "old", "later"]


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ({"language": "xx"}, errors.UnknownLanguage),
        ({"language": ""}, errors.UnknownLanguage),
        ({"language": "nl,fr"}, errors.UnknownLanguage),
        ({"skills": ("juggling",)}, errors.UnknownSkill),
        ({"priority": 0}, errors.BadPriority),
        ({"priority": 4}, errors.BadPriority),
    ],
)
async def test_a_wrong_wish_is_named_and_changes_nothing(
    house: House, untouched: Any, wish: dict[str, Any], error: type[Exception]
) -> None:
    await house.join("c0")
    async with untouched():
        with pytest.raises(error):
            await house.join("c1", **wish)


async def test_the_same_wish_again_is_the_same_chat(house: House) -> None:
    """Its first fields stay; only its connection is another, the newest."""
    first = await house.join("c1", topic="grief")
    house.later(5_000)
    await house.drop("c1")
    again = await house.desk.join("", "c1", language="fr", gateway="g9", priority=1, now=house.now)
    assert (again.language, again.priority, again.topic, again.joined) == ("nl", 3, "grief", first.joined)
    assert (again.online, again.gateway, again.generation) == (True, "g9", house.now)
    assert (await house.desk.board(now=house.now)).today["joined"] == 1
    assert not await house.desk.drop("c1", "g1", first.generation, now=house.now)
    await house.on("an")
    await house.accept("an", "c1")
    assert (await house.join("c1")).state == "active"
    await house.desk.leave("", "c1", now=house.now)
    with pytest.raises(errors.ChatEnded) as caught:
        await house.join("c1")
    assert caught.value.detail == "left"


async def test_a_wish_comes_back_though_the_desk_has_closed(house: House) -> None:
    await house.join("c1")
    await house.desk.set_service("", "closing", "sofie", now=house.now)
    await house.drop("c1")
    assert (await house.join("c1")).online
    with pytest.raises(errors.DeskClosing):
        await house.join("c2")


async def test_who_comes_in_is_shown_the_chat_with_the_answer(house: House) -> None:
    """One call instead of two; a repeated request, whose answer is kept without it, reads it."""
    await house.on("an")
    calls = await house.redis.info("commandstats")
    view = await house.desk.join("r1", "c1", language="nl", gateway="g1", now=house.now)
    after = await house.redis.info("commandstats")
    assert after["cmdstat_fcall"]["calls"] == calls["cmdstat_fcall"]["calls"] + 1
    assert view == await house.chat("c1")
    assert await house.desk.join("r1", "c1", language="nl", gateway="g1", now=house.now) == view
    back = await house.desk.rejoin("", TeenClaim("c1", "nl", view.joined), "g1", now=house.now)
    assert back == await house.chat("c1")


async def test_an_ended_chat_does_not_join_again(house: House) -> None:
    await house.join("c1")
    await house.desk.leave("", "c1", now=house.now)
    with pytest.raises(errors.ChatEnded) as caught:
        await house.join("c1")
    assert caught.value.detail == "abandoned"


@pytest.mark.parametrize(("mode", "why"), [("closed", "closed"), ("closing", "closing"), ("auto", "closed")])
async def test_a_desk_that_is_not_open_turns_away_and_counts_it(house: House, mode: str, why: str) -> None:
    await house.desk.set_service("", mode, "sofie", now=house.now)
    with pytest.raises(errors.TurnedAway) as caught:
        await house.join("c1")
    assert caught.value.code == why
    assert (await house.desk.board(now=house.now)).today["turned_away"] == 1
    assert [event["why"] for event in await house.events("turned_away")] == [why]


async def test_a_full_queue_turns_away(house: House) -> None:
    await house.configure(queue_limit=2)
    await house.join("c1")
    await house.join("c2")
    with pytest.raises(errors.DeskFull):
        await house.join("c3")
    await house.desk.leave("", "c2", now=house.now)
    assert (await house.join("c3")).state == "waiting"


async def test_a_limit_counts_those_ahead_in_the_same_line(house: House) -> None:
    """Not who waits for somebody else, not who is not there, and not whom one goes before."""
    await house.configure(queue_limit=2)
    await house.join("c1", "de")
    await house.join("c2", "de")
    await house.on("an")
    assert (await house.join("c3")).state == "offered"
    await house.join("c4")
    await house.drop("c4")
    assert (await house.join("c5")).state == "waiting"
    with pytest.raises(errors.DeskFull):
        await house.join("c6")
    assert (await house.join("c7", priority=1)).state == "waiting"


async def test_a_limit_counts_other_languages_of_the_same_people(house: House) -> None:
    await house.configure(queue_limit=2)
    await house.on("an", "nl", "de")
    await house.active("c0", "an")
    await house.join("c1", "de")
    await house.join("c2", "nl")
    with pytest.raises(errors.DeskFull):
        await house.join("c3")


async def test_whoever_can_be_served_at_once_is_never_one_too_many(house: House) -> None:
    await house.configure(queue_limit=1)
    await house.on("an")
    await house.join("c1")
    await house.on("bram")
    assert (await house.join("c2")).staff == "bram"


async def test_nobody_is_admitted_who_cannot_be_served_before_closing(house: House) -> None:
    await house.configure(handle_ms=20 * MINUTE)
    closes = house.now + 50 * MINUTE
    await house.on("an")
    assert (await house.join("c1", closes_at=closes)).state == "offered"
    await house.accept("an", "c1")
    await house.join("c2", closes_at=closes)
    await house.join("c3", closes_at=closes)
    with pytest.raises(errors.DeskClosing):
        await house.join("c4", closes_at=closes)


async def test_leaving_the_queue_is_abandoning_it(house: House) -> None:
    await house.join("c1")
    house.later(6 * MINUTE)
    assert await house.desk.leave("", "c1", now=house.now) == "abandoned"
    assert (await house.chat("c1")).end == "abandoned"
    today = (await house.desk.board(now=house.now)).today
    assert (today["abandoned"], today["abandoned_late"], "abandoned_short" in today) == (1, 1, False)
    (event,) = await house.events()
    assert (event["end"], event["waited_ms"], event["answered"]) == ("abandoned", str(6 * MINUTE), "0")
    assert "c1" not in str(event)


@pytest.mark.parametrize(("waited_ms", "figure"), [(15_000, "abandoned_short"), (25_000, "abandoned_late")])
async def test_who_leaves_soon_and_yet_after_a_short_target_left_after_it(
    house: House, waited_ms: int, figure: str
) -> None:
    """As a report counts it from the row, each once."""
    await house.configure(target_ms=20_000)
    await house.join("c1")
    await house.desk.leave("", "c1", now=house.later(waited_ms))
    today = (await house.desk.board(now=house.now)).today
    assert {name for name in today if name.startswith("abandoned_")} == {figure}


async def test_leaving_again_is_harmless_and_gives_the_same_reason(house: House) -> None:
    await house.on("an")
    await house.active("c1", "an")
    assert await house.desk.leave("", "c1", now=house.now) == "left"
    assert await house.desk.leave("", "c1", now=house.now) == "left"
    await house.desk.ready("", "an", "c1", now=house.now)
    assert await house.desk.leave("", "c1", now=house.now) == "left"
    with pytest.raises(errors.ChatUnknown):
        await house.desk.leave("", "c9", now=house.now)


async def test_leaving_an_offer_frees_the_counsellor_for_the_next(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.join("c2")
    await house.desk.leave("", "c1", now=house.now)
    assert (await house.chat("c2")).staff == "an"


async def test_leaving_a_chat_leaves_the_wrap_up_to_the_counsellor(house: House) -> None:
    await house.on("an")
    await house.active("c1", "an")
    await house.desk.leave("", "c1", now=house.now)
    view = (await house.staff("an")).chats[0]
    assert (view.state, view.end, view.left_ms) == ("wrap_up", "left", 600_000)


async def test_a_dropped_teen_keeps_the_place_and_is_not_offered(house: House) -> None:
    await house.join("c1")
    house.later(10)
    await house.join("c2")
    assert await house.drop("c1")
    assert (await house.on("an")).chats[0].chat == "c2"
    assert "c1" not in await house.desk.positions(["c1", "c2"], now=house.now), "nobody is told"
    await house.desk.set_status("", "an", "away", now=house.now)
    await house.desk.rejoin("", TeenClaim("c1", "nl", house.now - 10), "g9", now=house.now)
    places = await house.desk.positions(["c1", "c2"], now=house.now)
    assert (places["c1"].ahead, places["c2"].ahead) == (0, 1)


async def test_a_returning_teen_is_matched_at_once(house: House) -> None:
    view = await house.join("c1")
    await house.drop("c1")
    await house.on("an")
    assert (await house.chat("c1")).state == "waiting"
    back = await house.desk.rejoin("", TeenClaim("c1", "nl", view.joined), "g9", now=house.now)
    assert (back.state, back.staff, back.generation, back.gateway) == ("offered", "an", view.generation + 1, "g9")


async def test_an_old_connections_drop_does_not_hurt_the_new_one(house: House) -> None:
    view = await house.join("c1")
    await house.desk.rejoin("", TeenClaim("c1", "nl", view.joined), "g9", now=house.now)
    assert not await house.desk.drop("c1", "g1", view.generation, now=house.now)
    assert (await house.chat("c1")).online


@pytest.mark.parametrize(("active", "grace"), [(False, 3 * MINUTE), (True, 5 * MINUTE)])
async def test_a_teen_who_does_not_come_back_is_lost(house: House, active: bool, grace: int) -> None:
    if active:
        await house.on("an")
        await house.active("c1", "an")
    else:
        await house.join("c1")
    await house.drop("c1")
    assert "c1" not in (await house.tick(grace - 1)).ended
    assert (await house.tick(1)).ended == ("c1",)
    assert (await house.chat("c1")).end == "lost"


async def test_another_language_keeps_the_join_time(house: House) -> None:
    await house.on("an", "fr")
    joined = (await house.join("c1")).joined
    house.later(5000)
    await house.desk.choose_language("", "c1", "fr", now=house.now)
    view = await house.chat("c1")
    assert (view.language, view.staff, view.joined) == ("fr", "an", joined)
    with pytest.raises(errors.WrongState):
        await house.desk.choose_language("", "c1", "nl", now=house.now)
    with pytest.raises(errors.UnknownLanguage):
        await house.desk.choose_language("", "c1", "xx", now=house.now)


async def test_visits_while_closed_are_counted(house: House) -> None:
    await house.desk.visit("closed_visit", "fr", now=house.now)
    assert (await house.desk.board(now=house.now)).by_language["fr"]["closed_visit"] == 1
    with pytest.raises(errors.Invalid):
        await house.desk.visit("picnic", "fr", now=house.now)


async def test_who_ended_is_told_in_their_language(house: House) -> None:
    await house.join("c1", "fr")
    await house.desk.leave("", "c1", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.end, view.language) == ("closed", "abandoned", "fr")


async def test_who_was_lost_waited_until_they_were_gone(house: House) -> None:
    await house.join("c1")
    house.later(4_000)
    await house.drop("c1")
    await house.tick(3 * MINUTE)
    (event,) = await house.events()
    assert (event["end"], event["waited_ms"]) == ("lost", "4000")


@pytest.mark.parametrize("lapsed", [False, True])
async def test_the_grace_of_a_lost_teen_is_no_talk(house: House, lapsed: bool) -> None:
    """Four seconds of talk are four seconds, however long it took to be sure that the teen is gone."""
    await house.on("an")
    await house.active("c1", "an")
    house.later(4_000)
    await house.desk.renew("g1", await house.held("c1"), now=house.now)
    if not lapsed:
        await house.drop("c1")
    for _ in range(20):
        await house.desk.renew("g2", await house.held("an"), now=house.now)
        await house.tick(20_000)
    assert (await house.chat("c1")).end == "lost"
    await house.desk.ready("", "an", "c1", now=house.now)
    (event,) = await house.events()
    assert event["active_ms"] == "4000"
    today = (await house.desk.board(now=house.now)).today
    assert today["handle_ms"] == 4_000 + int(event["wrap_ms"])


async def test_only_the_time_that_both_were_there_is_talk(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    house.later(1_000)
    await house.drop("c1")
    house.later(2_000)
    await house.staff_drop("an")
    house.later(4_000)
    await house.join("c1")
    house.later(8_000)
    await house.on("an")
    house.later(16_000)
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    await house.desk.ready("", "an", "c1", now=house.now)
    (event,) = await house.events()
    assert event["active_ms"] == "17000"
