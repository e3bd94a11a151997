"""Repeated requests, lost settings and functions, two clocks, notices, leases and what can be read."""

import asyncio
import json
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import errors, keys
from routing.desk import Desk
from routing.library import Library, desk_library, desk_library_of, lua_file
from routing.values import DeskSettings, PositionView
from tests.integration.routing.conftest import House
from tests.integration.routing.test_recovery import teen_claim
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.any_redis

MINUTE, HOUR = 60_000, 3_600_000


async def test_a_repeated_request_has_no_second_effect(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    for _ in range(3):
        await house.desk.accept("r1", "an", "c1", 1, now=house.now)
    for _ in range(2):
        await house.desk.finish("r2", "an", "c1", 1, now=house.now)
    await house.desk.ready("r3", "an", "c1", now=house.now)
    await house.desk.ready("r3", "an", "c1", now=house.now)
    assert len(await house.events()) == 1
    assert (await house.desk.board(now=house.now)).today["answered"] == 1


async def test_a_repeated_refusal_is_the_same_and_counted_once(house: House) -> None:
    await house.desk.set_service("", "closed", "sofie", now=house.now)
    for _ in range(2):
        with pytest.raises(errors.TurnedAway):
            await house.desk.join("r1", "c1", language="nl", gateway="g1", now=house.now)
        await house.desk.set_service("", "open", "sofie", now=house.now)
    assert (await house.desk.board(now=house.now)).today["turned_away"] == 1


async def test_requests_of_different_people_do_not_meet(house: House) -> None:
    for chat in ("c1", "c2"):
        await house.desk.join("1", chat, language="nl", gateway="g1", now=house.now)
    assert [(await house.chat(chat)).state for chat in ("c1", "c2")] == ["waiting", "waiting"]


async def test_a_desk_sends_its_settings_again_when_redis_lost_them(redis: Redis) -> None:
    desk = Desk(redis, "main", DeskSettings(languages=("nl",)))
    assert (await desk.availability()).languages == ("nl",)
    await redis.flushall()
    assert (await desk.board()).service == "closed"
    await desk.configure(DeskSettings(languages=("fr",)))
    assert (await desk.availability()).languages == ("fr",)


async def test_a_server_that_lost_the_functions_is_told(house: House) -> None:
    await house.redis.execute_command("FUNCTION FLUSH")
    assert (await house.join("c1")).state == "waiting"
    await asyncio.gather(*(desk_library().load(house.redis) for _ in range(3)))


def older() -> Library:
    """The library of another release."""
    return desk_library_of(lambda name: lua_file(name) + ("\nlocal an_older_release\n" if name == "leave" else ""))


async def test_libraries_of_other_releases_go_once_a_deployment_is_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_before = older()
    await release_before.load(house.redis)
    await house.tick()
    assert len(await house.redis.execute_command("FUNCTION LIST", "LIBRARYNAME", "desk_*")) == 2
    monkeypatch.setattr("routing.desk_calls.PRUNE_AFTER_S", 0)
    await Desk(house.redis, "main").tick(now=house.now)
    [row] = await house.redis.execute_command("FUNCTION LIST", "LIBRARYNAME", "desk_*")
    assert row[1] == desk_library().name
    straggler = Desk(house.redis, "main", scripts=release_before)
    assert (await straggler.join("", "c1", language="nl", gateway="g1", now=house.now)).state == "waiting"
    await house.redis.execute_command("FUNCTION DELETE", release_before.name)


async def test_two_clocks_do_not_run_a_timer_twice(house: House) -> None:
    await house.on("an")
    for i in range(20):
        await house.join(f"c{i:02}")
    house.later(4 * MINUTE)
    done = [tick.done for tick in await asyncio.gather(*(house.desk.tick(now=house.now) for _ in range(6)))]
    assert sum(1 for one in done if one) == 1
    assert (await house.desk.tick(now=house.now)).next_due_ms > 0


async def test_a_tick_does_no_more_than_it_was_asked(house: House) -> None:
    for i in range(5):
        await house.join(f"c{i}")
    first = await house.tick(MINUTE, limit=3)
    assert (first.done, first.next_due_ms) == (3, 0)
    assert (await house.tick()).done == 2


async def test_an_empty_desk_has_nothing_due(redis: Redis) -> None:
    assert (await Desk(redis, "quiet").tick()).next_due_ms == -1


async def test_who_talks_on_while_away_is_no_more_than_busy(house: House) -> None:
    await house.on("an", capacity=2)
    await house.join("c1")
    await house.desk.accept("", "an", "c1", 1, now=house.now)
    await house.desk.set_status("", "an", "away", now=house.now)
    await house.desk.finish("", "an", "c1", 1, now=house.later(10 * MINUTE))
    assert (await house.desk.board(now=house.now)).occupancy == 1
    await house.desk.ready("", "an", "c1", now=house.now)
    assert await house.redis.hget(keys.desk_key("main", "live"), "duty") == "0"
    assert (await house.desk.board(now=house.later(MINUTE))).occupancy == 1


async def test_a_new_day_counts_anew_who_is_on_duty(house: House) -> None:
    await house.tick(day="2026-11-21")
    house.later(MINUTE)
    await house.on("an", capacity=2)
    await house.redis.hset(keys.desk_key("main", "live"), "duty", "7")
    await house.tick(day="2026-11-22")
    assert await house.redis.hget(keys.desk_key("main", "live"), "duty") == "2"


async def test_a_new_day_starts_new_counters(house: House) -> None:
    await house.tick(day="2026-11-21")
    await house.join("c1")
    await house.tick(MINUTE, day="2026-11-22")
    assert (await house.desk.board(now=house.now)).today == {}


async def test_who_is_behind_at_midnight_takes_nothing_from_the_new_day(house: House) -> None:
    """Each gateway looks what day it is every two seconds: until all have, their clocks run by turns. One whose machine
    stood still over midnight is hours behind when it goes on."""
    await house.tick(day="2026-11-21")
    await house.tick(MINUTE, day="2026-11-22")
    await house.join("c1")
    for ms in (500, 500, MINUTE - 1001, MINUTE, 3 * HOUR):
        await house.tick(ms, day="2026-11-21")
        await house.tick(day="2026-11-22")
    assert (await house.desk.board(now=house.now)).today["joined"] == 1


async def test_a_day_that_a_wrong_clock_began_does_not_last(house: House) -> None:
    await house.tick(day="2026-11-21")
    await house.tick(24 * HOUR, day="2026-11-22")
    await house.tick(-24 * HOUR, day="2026-11-21")
    assert await house.redis.hget(keys.desk_key("main", "today"), "day") == "2026-11-21"


async def test_time_on_duty_is_told_once_an_hour(house: House) -> None:
    house.now -= house.now % 3_600_000
    await house.tick()
    await house.on("an", capacity=2)
    await house.join("c1")
    for _ in range(61):
        await house.desk.renew("g2", await house.held("an"), now=house.later(MINUTE // 2))
        await house.desk.renew("g2", await house.held("an"), now=house.later(MINUTE // 2))
    await house.tick()
    await house.tick()
    (event,) = await house.events("duty")
    assert (event["duty_ms"], event["busy_ms"]) == (str(2 * 61 * MINUTE), str(61 * MINUTE))


async def test_what_is_told_just_after_an_hour_is_that_hours(house: House) -> None:
    """No clock ticks at the very moment: each hour on duty stood in the reports as the one after it, the last of an
    evening on the next day."""
    begun = house.now = house.now - house.now % HOUR
    await house.tick()
    await house.on("an")
    await house.desk.renew("g2", await house.held("an"), now=house.later(HOUR - 1))
    await house.tick()
    await house.tick(300)
    told = [(int(event["at_ms"]) // HOUR, int(event["duty_ms"])) for event in await house.events("duty")]
    assert told == [(begun // HOUR, HOUR - 1)]


async def test_what_is_told_just_after_midnight_is_that_days(house: House) -> None:
    """Where midnight is at half past, as in Kolkata, the last half hour of an evening stood on the next day."""
    begun = house.now = house.now - house.now % HOUR
    await house.tick(day="2026-11-21")
    await house.on("an")
    await house.tick(HOUR // 2 + 999, day="2026-11-22")
    (event,) = await house.events("duty")
    assert (int(event["at_ms"]) - begun, event["duty_ms"]) == (HOUR // 2 - 1, str(HOUR // 2 + 999))


async def heard(redis: Redis, *gateways: str) -> Any:
    listener = redis.pubsub()
    await listener.subscribe(*(keys.gateway_channel(gateway) for gateway in gateways))
    for _ in gateways:
        await listener.get_message(timeout=PATIENCE_S)
    return listener


async def said(listener: Any) -> list[tuple[str, str]]:
    found = []
    while message := await listener.get_message(timeout=0.2):
        found.append((message["channel"].removeprefix("gw:"), message["data"]))
    return found


async def test_gateways_are_woken_where_a_view_changed(house: House) -> None:
    listener = await heard(house.redis, "g1", "g2")
    await house.on("an")
    await house.join("c1")
    assert await said(listener) == [("g2", "s main an c1 -")]
    await house.accept("an", "c1")
    assert await said(listener) == [("g1", "t main c1")]
    await house.desk.leave("", "c1", now=house.now)
    assert await said(listener) == [("g2", "s main an c1 -")]
    await listener.aclose()


async def test_an_expired_offer_wakes_all_it_concerns(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    listener = await heard(house.redis, "g1", "g2")
    await house.desk.set_status("", "an", "away", now=house.now)
    assert await said(listener) == [("g2", "s main an c1 requeued"), ("g1", "t main c1")]
    await listener.aclose()


async def test_a_teen_whose_lease_ran_out_is_told_to_who_holds_their_chat(house: House) -> None:
    """Their gateway may have died, and said goodbye to nobody."""
    await house.on("an")
    await house.active("c1", "an")
    held = await house.held("an")
    house.later(house.desk.settings.lease_ms - 1)
    await house.desk.renew("g2", held, now=house.now)
    listener = await heard(house.redis, "g2")
    await house.tick()
    assert await said(listener) == []
    house.later(1)
    await house.tick()
    assert await said(listener) == [("g2", "s main an c1 -")]
    assert (await house.chat("c1")).online is False
    await listener.aclose()


async def test_a_newer_connection_closes_the_older(house: House) -> None:
    view = await house.join("c1")
    await house.on("an", status="away")
    listener = await heard(house.redis, "g1", "g2")
    await house.desk.rejoin("", teen_claim(view), "g9", now=house.now)
    await house.on("an", gateway="g9")
    told = await said(listener)
    assert ("g1", f"k c1 teen {house.now + 1}") in told
    assert ("g2", f"k an main {house.now + 1}") in told
    await listener.aclose()


async def test_supervisors_are_asked(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    listener = await heard(house.redis, "g2")
    await house.desk.invite("", "an", "c1", fence, now=house.now)
    await house.desk.propose_block("", "an", "c1", fence, 3, now=house.now)
    told = [data for _, data in await said(listener)]
    assert [text.split(" ", 3)[:3] for text in told] == [["i", "main", "sofie"]] * 2
    frames = [json.loads(text.split(" ", 3)[3]) for text in told]
    assert frames[0] == {"t": "invited", "chat": "c1", "by": "An"}
    assert frames[1] == {"t": "block_asked", "chat": "c1", "by": "An", "hours": 3}
    await listener.aclose()


async def test_renewing_says_who_is_unknown_and_who_was_replaced(house: House) -> None:
    await house.join("c1")
    await house.on("an")
    held = await house.held("c1", "c9", "an")
    await house.on("an")
    found = await house.desk.renew("g1", held, now=house.now)
    assert (found.unknown, found.replaced) == (("c9",), ("an",))
    await house.tick(31_000)
    assert (await house.desk.renew("g1", await house.held("c1"), now=house.now)).unknown == ("c1",)
    assert (await house.desk.renew("g1", [], now=house.now)).unknown == ()


async def busy(house: House, who: str = "an", *languages: str) -> None:
    """Somebody is on duty and has no slot free."""
    await house.on(who, *languages)
    await house.join(f"b-{who}", *languages[:1])
    await house.accept(who, f"b-{who}")


async def test_a_place_counts_those_before_over_all_priorities(house: House) -> None:
    """Where a more urgent one may still come before, no number is told; it is once nobody can."""
    await busy(house)
    chats = ["c3", "c1", "c2"]
    for chat in chats:
        await house.join(chat, priority=int(chat[1]))
        house.later(10)
    found = await house.desk.positions([*chats, "c9"], now=house.now)
    assert {chat: view.ahead for chat, view in found.items()} == {"c3": 2, "c1": 0, "c2": 1}
    assert {chat: view.position for chat, view in found.items()} == {"c3": 0, "c1": 1, "c2": 0}
    assert 0 < found["c3"].low_s < found["c3"].high_s
    for _ in range(70):
        await house.desk.renew("g1", await house.held(*chats), now=house.later(20_000))
        await house.desk.renew("g2", await house.held("an"), now=house.now)
    found = await house.desk.positions(chats, now=house.now)
    assert [found[chat].position for chat in ("c1", "c2", "c3")] == [1, 2, 3]
    assert await house.desk.positions([], now=house.now) == {}


async def test_a_place_counts_only_whom_the_same_people_could_serve(house: House) -> None:
    await busy(house, "an", "nl", "fr")
    await busy(house, "bram", "de")
    await house.join("c1", "fr")
    await house.join("c2", "de", skills=("lgbtq",))
    await house.join("c3", "de")
    await house.join("c4")
    house.later(1)
    await house.join("c5")
    await house.drop("c4")
    found = await house.desk.positions(["c1", "c2", "c3", "c4", "c5"], now=house.now)
    assert {chat: view.ahead for chat, view in found.items()} == {"c1": 0, "c2": 0, "c3": 0, "c5": 1}
    assert {chat: view.served for chat, view in found.items()} == {"c1": True, "c2": False, "c3": True, "c5": True}


async def test_where_nobody_is_there_is_no_place(house: House) -> None:
    await house.join("c1", priority=1)
    found = await house.desk.positions(["c1"], now=house.now)
    assert found == {"c1": PositionView(0, -1, -1, served=False)}


@pytest.mark.parametrize(("wait", "hit"), [(0.5, 1.0), (0.0, 0.0), (2.0, 0.0)])
async def test_the_first_range_shown_is_held_against_the_truth(house: House, wait: float, hit: float) -> None:
    await house.on("an")
    await house.active("c0", "an")
    await house.join("c1")
    house.later(MINUTE)
    await house.on("an")
    first = (await house.desk.positions(["c1"], now=house.now))["c1"]
    house.later(int(first.low_s * 1000 if wait == 0.0 else first.high_s * 1000 * wait) - (MINUTE if not wait else 0))
    await house.desk.positions(["c1"], now=house.now)
    await house.on("an")
    await house.desk.finish("", "an", "c0", 1, now=house.now)
    await house.desk.ready("", "an", "c0", now=house.now)
    await house.accept("an", "c1")
    view = await house.desk.board(now=house.now)
    assert (view.today["range_told"], view.range_hit) == (1, hit)


async def test_a_timer_without_its_chat_does_not_stop_the_clock(house: House) -> None:
    agenda = keys.desk_key("main", "agenda")
    await house.redis.zadd(agenda, {"c:gone": 1, "t:gone": 1, "s:gone": 1, "b:gone": 1})
    assert (await house.tick()).done == 4
    assert await house.redis.zcard(agenda) == 0


async def test_the_public_page(house: House) -> None:
    view = await house.desk.availability(now=house.now)
    assert (view.service, view.served, view.low_s) == ("open", (), -1)
    await house.on("an", "fr")
    view = await house.desk.availability(now=house.now)
    assert (view.served, view.waiting, view.low_s, view.high_s) == (("fr",), 0, 0, 0)


async def test_the_board(house: House) -> None:
    await house.on("an")
    await house.join("c1", "fr")
    house.later(7 * MINUTE)
    await house.on("an")
    await house.join("c2")
    view = await house.desk.board(now=house.now)
    by_language = {row.language: row for row in view.languages}
    assert by_language["fr"].longest_wait_ms == 7 * MINUTE
    assert by_language["fr"].unserved
    assert (by_language["nl"].waiting, by_language["nl"].offered, by_language["nl"].on_duty) == (0, 1, 1)
    assert {chat.chat for chat in view.chats} == {"c1", "c2"}
    assert [staff.staff for staff in view.staff] == ["an"]


async def test_the_service_level_means_nothing_while_nobody_serves(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    house.later(10_000)
    await house.accept("an", "c1")
    await house.join("c2")
    house.later(6 * MINUTE)
    await house.on("an")
    await house.desk.leave("", "c2", now=house.now)
    assert (await house.desk.board(now=house.now)).service_level == 0.5
    await house.desk.set_status("", "an", "away", now=house.now)
    assert (await house.desk.board(now=house.now)).service_level is None
    await house.desk.set_status("", "an", "available", now=house.now)
    await house.desk.set_service("", "closed", "sofie", now=house.now)
    assert (await house.desk.board(now=house.now)).service_level is None


async def test_decisions_are_traced(house: House) -> None:
    await house.on("an")
    await house.on("bram")
    await house.join("c1")
    house.later(1000)
    await house.desk.decline("", "an", "c1", 1, now=house.now)
    second, first = await house.desk.traces("c1", now=house.now)
    assert (first.cause, first.chosen, first.considered, first.passed) == ("join", "an", ("an",), {"bram": "later"})
    assert (second.cause, second.chosen, second.at) == ("declined", "bram", house.now)
    assert second.passed == {"an": "missed"}
    assert await house.desk.traces("c9", now=house.now) == ()
    assert await house.desk.traces(now=house.later(61 * MINUTE)) == ()


async def test_a_decision_tells_why_nobody_else(house: House) -> None:
    await house.on("fien", "fr")
    await house.on("sam")
    await house.on("ada", status="away", skills=("lgbtq",))
    for name in ("bob", "full", "gone", "an"):
        await house.on(name, skills=("lgbtq",))
    await house.desk.breather("", "bob", 5, now=house.now)
    await house.staff_drop("gone")
    await house.join("c1", skills=("lgbtq",))
    holder = (await house.desk.traces("c1", now=house.now))[0].chosen
    await house.join("c2", skills=("lgbtq",))
    [decision] = await house.desk.traces("c2", now=house.now)
    assert {holder, decision.chosen} == {"an", "full"}
    assert decision.passed == {
        **{"fien": "language", "sam": "skill", "ada": "away", "bob": "breather", "gone": "gone"},
        holder: "full",
    }


async def test_in_a_large_crew_only_those_who_stood_first_are_named(house: House) -> None:
    for number in range(21):
        await house.on(f"s{number:02}")
    await house.join("c1")
    [decision] = await house.desk.traces("c1", now=house.now)
    assert (decision.considered, decision.passed) == ((decision.chosen,), {})


async def test_the_receipt_is_the_event_that_will_be_written(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    shown = await house.desk.record("c1", now=house.now)
    await house.desk.ready("", "an", "c1", now=house.now)
    (event,) = await house.events()
    del event["record"]
    assert shown == event
    assert await house.desk.record("c1", now=house.now) is None
