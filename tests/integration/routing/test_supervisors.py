"""Priorities, requeues, assignments, invitations, blocks and the service."""

from typing import Any

import pytest

from routing import errors
from routing.values import ChatView, stay_of
from tests.integration.routing.conftest import House

pytestmark = pytest.mark.any_redis

HOUR = 3_600_000


async def test_a_priority_moves_a_chat_forward(house: House) -> None:
    await house.join("c1")
    house.later(1000)
    await house.join("c2")
    await house.desk.set_priority("", "sofie", "c2", 1, now=house.now)
    assert (await house.on("an")).chats[0].chat == "c2"
    with pytest.raises(errors.BadPriority):
        await house.desk.set_priority("", "sofie", "c1", 4, now=house.now)


async def test_a_requeued_chat_goes_to_somebody_else(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    await house.on("bram")
    assert await house.desk.requeue("", "sofie", "c1", now=house.now) == fence + 2
    view = await house.chat("c1")
    assert (view.staff, view.requeued, view.hands) == ("bram", "supervisor", 1)
    await house.desk.set_status("", "bram", "away", now=house.now)
    await house.desk.set_status("", "an", "away", now=house.now)
    with pytest.raises(errors.WrongState):
        await house.desk.requeue("", "sofie", "c1", now=house.now)


async def test_assigning_by_hand_takes_a_chat_out_of_turn(house: House) -> None:
    await house.on("an")
    await house.join("c1")
    await house.join("c2")
    await house.on("bram", "fr")
    await house.join("c3", "fr")
    await house.desk.decline("", "bram", "c3", 1, now=house.now)
    await house.desk.leave("", "c3", now=house.now)
    await house.desk.set_counsellor("", "sofie", "an", capacity=2, now=house.now)
    assert (await house.chat("c2")).staff == "an"
    await house.desk.set_counsellor("", "sofie", "bram", languages=("fr", "nl"), now=house.now)
    await house.desk.assign("", "sofie", "c2", "bram", now=house.now)
    assert (await house.chat("c2")).staff == "bram"


async def test_assignments_that_cannot_be(house: House, untouched: Any) -> None:
    await house.on("an")
    await house.active("c1", "an")
    await house.join("c2")
    await house.on("bram", "fr")
    await house.on("chloe", status="away")
    await house.drop("c2")
    await house.join("c3")
    cases = [
        ("c3", "an", errors.NotAvailable),
        ("c3", "bram", errors.NotAble),
        ("c3", "chloe", errors.NotAvailable),
        ("c3", "nobody", errors.StaffUnknown),
        ("c1", "bram", errors.WrongState),
        ("c2", "bram", errors.WrongState),
        ("c9", "bram", errors.ChatUnknown),
    ]
    async with untouched():
        for chat, staff, error in cases:
            with pytest.raises(error):
                await house.desk.assign("", "sofie", chat, staff, now=house.now)


async def test_a_supervisor_changes_a_counsellor_and_signing_on_keeps_it(house: House) -> None:
    await house.on("an")
    await house.join("c1", "fr")
    await house.desk.set_counsellor("", "sofie", "an", languages=("fr",), capacity=2, now=house.now)
    view = await house.on("an", "nl")
    assert (view.languages, view.capacity, view.chats[0].chat) == (("fr",), 2, "c1")
    await house.desk.set_counsellor("", "sofie", "an", status="away", now=house.now)
    view = await house.staff("an")
    assert (view.status, view.why, view.chats) == ("away", "supervisor", ())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"status": "asleep"}, errors.BadStatus),
        ({"capacity": 0}, errors.BadCapacity),
        ({"capacity": 99}, errors.BadCapacity),
        ({"languages": ("xx",)}, errors.UnknownLanguage),
        ({"skills": ("juggling",)}, errors.UnknownSkill),
    ],
)
async def test_changes_that_cannot_be(
    house: House, untouched: Any, change: dict[str, Any], error: type[Exception]
) -> None:
    await house.on("an")
    async with untouched():
        with pytest.raises(error):
            await house.desk.set_counsellor("", "sofie", "an", now=house.now, **change)
        with pytest.raises(errors.StaffUnknown):
            await house.desk.set_counsellor("", "sofie", "nobody", now=house.now, **change)


async def test_a_supervisor_enters_only_when_asked(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    with pytest.raises(errors.NotInvited):
        await house.enter("sofie", "c1")
    with pytest.raises(errors.NotSenior):
        await house.desk.invite("", "an", "c1", fence, "an", now=house.now)
    await house.desk.invite("", "an", "c1", fence, now=house.now)
    with pytest.raises(errors.NotSenior):
        await house.enter("an", "c1")
    for other in (0, fence - 1, fence + 1):
        with pytest.raises(errors.StaleFence):
            await house.desk.enter("", "sofie", "c1", other, "seal", now=house.now)
    await house.enter("sofie", "c1")
    view = await house.chat("c1")
    assert [(h.staff, h.role, h.seal) for h in view.holders] == [
        ("an", "counsellor", "seal-an"),
        ("sofie", "supervisor", "seal-sofie"),
    ]
    assert [chat.chat for chat in (await house.staff("sofie")).beside] == ["c1"]
    await house.desk.finish("", "an", "c1", fence, now=house.now)
    assert (await house.staff("sofie")).beside == ()


async def test_nobody_to_invite(house: House) -> None:
    await house.on("an")
    fence = await house.active("c1", "an")
    with pytest.raises(errors.NotAvailable):
        await house.desk.invite("", "an", "c1", fence, now=house.now)


async def test_a_block_needs_a_second_person_and_holds_for_its_hours(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    await house.join("c1", chain="k1")
    fence = await house.accept("an", "c1")
    with pytest.raises(errors.NotProposed):
        await house.desk.confirm_block("", "sofie", "c1", True, now=house.now)
    await house.desk.propose_block("", "an", "c1", fence, 2, now=house.now)
    with pytest.raises(errors.SecondPerson):
        await house.desk.confirm_block("", "an", "c1", True, now=house.now)
    await house.desk.confirm_block("", "sofie", "c1", True, 2, now=house.now)
    view = (await house.staff("an")).chats[0]
    assert (view.state, view.end, view.block) == ("wrap_up", "blocked", "confirmed")
    with pytest.raises(errors.Blocked):
        await house.join("c2", chain="k1")
    assert (await house.join("c3", chain="k2")).state == "waiting"
    house.later(2 * HOUR)
    assert (await house.join("c4", chain="k1")).state == "waiting"


async def test_a_block_refused_changes_nothing_for_the_teen(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    await house.desk.propose_block("", "an", "c1", fence, now=house.now)
    await house.desk.confirm_block("", "sofie", "c1", False, now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.block) == ("active", "refused")
    with pytest.raises(errors.Invalid):
        await house.desk.propose_block("", "an", "c1", fence, 25, now=house.now)


@pytest.mark.parametrize("before", ["", "refused"])
async def test_a_block_is_answered_for_the_hours_that_were_shown(house: House, before: str) -> None:
    """Proposed anew at that moment, even after a colleague refused it, it waits for its own answer."""
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    await house.desk.propose_block("", "an", "c1", fence, 2, now=house.now)
    if before == "refused":
        await house.desk.confirm_block("", "sofie", "c1", False, 2, now=house.now)
    await house.desk.propose_block("", "an", "c1", fence, 24, now=house.now)
    for yes in (True, False):
        with pytest.raises(errors.NotProposed):
            await house.desk.confirm_block("", "sofie", "c1", yes, 2, now=house.now)
    assert (await house.chat("c1")).block == "proposed"
    await house.desk.confirm_block("", "sofie", "c1", True, 24, now=house.now)


async def test_closing_serves_the_queue_and_closed_tells_it(house: House) -> None:
    await house.join("c1")
    await house.desk.set_service("", "closing", "sofie", now=house.now)
    await house.tick()
    assert (await house.chat("c1")).state == "waiting"
    await house.desk.set_service("", "closed", "sofie", now=house.now)
    assert (await house.tick()).ended == ("c1",)
    assert (await house.chat("c1")).end == "turned_away"


async def test_a_chat_that_lost_its_counsellor_is_served_after_closing(house: House) -> None:
    await house.on("an")
    await house.active("c1", "an")
    await house.on("bram", "fr")
    await house.desk.set_service("", "closed", "sofie", now=house.now)
    await house.desk.set_counsellor("", "sofie", "bram", languages=("nl",), now=house.now)
    await house.desk.sign_off("", "an", now=house.now)
    await house.tick()
    assert (await house.chat("c1")).staff == "bram"


async def test_the_service_by_hand_and_by_hours(house: House) -> None:
    view = await house.desk.board(now=house.now)
    assert (view.service, view.mode, view.by, view.since) == ("open", "open", "sofie", house.now)
    await house.desk.set_service("", "auto", "sofie", now=house.now)
    assert (await house.desk.board(now=house.now)).service == "closed"
    house.later(5)
    await house.desk.set_hours("open", closes_at=house.now + HOUR, now=house.now)
    view = await house.desk.board(now=house.now)
    assert (view.service, view.mode, view.since, view.closes_at) == ("open", "auto", house.now, house.now + HOUR)
    with pytest.raises(errors.BadMode):
        await house.desk.set_service("", "ajar", "sofie", now=house.now)
    with pytest.raises(errors.BadMode):
        await house.desk.set_hours("auto", now=house.now)


async def with_sofie(house: House, chat: str = "c1") -> int:
    """An talks with a teen, and Sofie is in the chat; its fence."""
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away", gateway="g3")
    fence = await house.active(chat, "an")
    await house.desk.invite("", "an", chat, fence, now=house.now)
    await house.enter("sofie", chat)
    return fence


def told(view: ChatView) -> list[tuple[str, str, str]]:
    return [(one.role, one.name, one.what) for one in view.comings]


async def test_an_invitation_ends_with_the_holder_who_made_it(house: House) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    await house.desk.invite("", "an", "c1", fence, now=house.now)
    assert (await house.chat("c1")).invited == "*"
    await house.on("bram")
    await house.desk.transfer("", "an", "c1", fence, to="bram", now=house.now)
    later = await house.accept("bram", "c1")
    assert (await house.chat("c1")).invited == "", "nobody is asked in any more"
    with pytest.raises(errors.StaleFence):
        await house.enter("sofie", "c1")
    await house.desk.invite("", "bram", "c1", later, now=house.now)
    await house.enter("sofie", "c1")


@pytest.mark.parametrize("yes", [True, False])
async def test_a_block_proposal_ends_with_the_holder_who_made_it(house: House, yes: bool) -> None:
    await house.on("an")
    await house.on("sofie", role="supervisor", status="away")
    fence = await house.active("c1", "an")
    await house.desk.propose_block("", "an", "c1", fence, now=house.now)
    await house.on("bram")
    await house.desk.transfer("", "an", "c1", fence, to="bram", now=house.now)
    with pytest.raises(errors.StaleFence):
        await house.desk.confirm_block("", "sofie", "c1", yes, now=house.now)
    await house.accept("bram", "c1")
    with pytest.raises(errors.StaleFence):
        await house.desk.confirm_block("", "sofie", "c1", yes, now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.block) == ("active", "")


async def test_the_supervisor_keeps_the_chat_of_a_lost_counsellor(house: House) -> None:
    fence = await with_sofie(house)
    stay = (await house.chat("c1")).holders[1].occurrence
    await house.staff_drop("an")
    await house.desk.renew("g1", await house.held("c1"), now=house.later(29_000))
    await house.desk.renew("g3", await house.held("sofie"), now=house.now)
    await house.desk.renew("g1", await house.held("c1"), now=house.later(29_000))
    await house.desk.renew("g3", await house.held("sofie"), now=house.now)
    assert (await house.tick(2_000)).fenced == (("c1", fence + 1),)
    view = await house.chat("c1")
    assert (view.state, view.staff, view.supervisor, view.fence, view.hands) == ("active", "sofie", "", fence + 1, 2)
    assert [(one.staff, one.role, one.occurrence) for one in view.holders] == [("sofie", "counsellor", stay)]
    assert told(view)[-1] == ("counsellor", "An", "lost")
    await house.desk.finish("", "sofie", "c1", fence + 1, now=house.now)


async def test_who_kept_a_chat_and_goes_is_told_by_their_own_seal(house: House) -> None:
    """The teen's page takes the name from the seal: with that of the one who was lost, they would have left twice."""
    await with_sofie(house)
    await house.desk.sign_off("", "an", now=house.now)
    await house.desk.requeue("", "ria", "c1", now=house.now)
    last = (await house.chat("c1")).comings[-1]
    assert (last.name, last.what, last.seal) == ("Sofie", "left", "seal-sofie")


async def test_a_supervisor_who_is_full_keeps_it_too(house: House) -> None:
    await with_sofie(house)
    await house.desk.set_status("", "sofie", "available", now=house.now)
    await house.join("c2")
    await house.accept("sofie", "c2")
    assert await house.desk.sign_off("", "an", now=house.now) != ()
    view = await house.staff("sofie")
    assert (view.capacity, [chat.chat for chat in view.chats]) == (1, ["c2", "c1"])
    await house.join("c3")
    assert (await house.chat("c3")).state == "waiting"


async def test_two_who_are_both_gone_keep_nothing(house: House) -> None:
    await with_sofie(house)
    await house.desk.staff_drop("sofie", "g3", (await house.staff("sofie")).generation, now=house.now)
    await house.desk.sign_off("", "an", now=house.now)
    view = await house.chat("c1")
    assert (view.state, view.requeued, view.supervisor) == ("waiting", "lost", "")
    assert told(view)[-2:] == [("counsellor", "An", "lost"), ("supervisor", "Sofie", "left")]


async def test_a_supervisor_who_leaves_raises_the_fence(house: House) -> None:
    fence = await with_sofie(house)
    with pytest.raises(errors.NotHolder):
        await house.desk.step_out("", "an", "c1", now=house.now)
    assert await house.desk.step_out("", "sofie", "c1", now=house.now) == fence + 1
    view = await house.chat("c1")
    assert (view.state, view.staff, view.supervisor, view.fence) == ("active", "an", "", fence + 1)
    with pytest.raises(errors.NotInvited):
        await house.enter("sofie", "c1")
    with pytest.raises(errors.StaleFence):
        await house.desk.finish("", "an", "c1", fence, now=house.now)


@pytest.mark.parametrize("how", ["lost", "signed off"])
async def test_so_does_one_who_is_gone(house: House, how: str) -> None:
    fence = await with_sofie(house)
    if how == "signed off":
        assert await house.desk.sign_off("", "sofie", now=house.now) == (("c1", fence + 1),)
    else:
        await house.desk.staff_drop("sofie", "g3", (await house.staff("sofie")).generation, now=house.now)
        for _ in range(3):
            await house.desk.renew("g1", await house.held("c1"), now=house.now)
            await house.desk.renew("g2", await house.held("an"), now=house.now)
            await house.tick(20_000)
    view = await house.chat("c1")
    assert (view.staff, view.fence, told(view)[-1]) == ("an", fence + 1, ("supervisor", "Sofie", "lost"))


async def test_each_coming_and_going_is_one_occurrence(house: House) -> None:
    """The second entrance of the same person is another; a reload finds the same list."""
    fence = await with_sofie(house)
    await house.desk.step_out("", "sofie", "c1", now=house.now)
    await house.desk.invite("", "an", "c1", fence + 1, now=house.now)
    await house.enter("sofie", "c1")
    view = await house.chat("c1")
    assert told(view) == [
        ("counsellor", "An", "came"), ("supervisor", "Sofie", "came"), ("supervisor", "Sofie", "left"),
        ("supervisor", "Sofie", "came"),
    ]  # fmt: skip
    an, first, gone, second = (one.occurrence for one in view.comings)
    assert (gone, len({an, first, second})) == (first, 3)
    assert [an, first, second] == [stay_of("c1", *began) for began in ((1, "an"), (1, "sofie"), (2, "sofie"))]
    assert [one.occurrence for one in view.holders] == [an, second]
    assert (await house.chat("c1")).comings == view.comings
    await house.desk.transfer("", "an", "c1", fence + 1, now=house.now)
    view = await house.chat("c1")
    assert told(view)[-2:] == [("counsellor", "An", "handed_on"), ("supervisor", "Sofie", "left")]


async def test_the_list_of_comings_is_bounded(house: House) -> None:
    fence = await with_sofie(house)
    for _ in range(15):
        fence = await house.desk.step_out("", "sofie", "c1", now=house.now)
        await house.desk.invite("", "an", "c1", fence, now=house.now)
        await house.enter("sofie", "c1")
    assert len((await house.chat("c1")).comings) == 20
