"""What a teen's connection sends and asks for, view after view."""

from dataclasses import replace
from typing import Any

import pytest

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.teen import TeenSession
from chat.protocol import common, teen
from chat.protocol.errors import NewerConnection, Over
from routing.log_values import Attached, Proof
from routing.values import ChatView, HolderView, PositionView
from tests.unit.gateway.stamped import STAMPS, cursor, proof, stored

WAITING = ChatView("c", state="waiting", language="nl", generation=3)
AN = HolderView("an", "counsellor", "An", "sealed", online=True)
ACTIVE = replace(WAITING, state="active", fence=1, staff="an", hands=1, holders=(AN,))
LOG = Attached(5, "e", 1, 0, 0, 0, (), False, False, False, ("counsellor",))


def checked(view: ChatView) -> list[teen.Holder]:
    """As if every seal were good."""
    key = common.Key("k1", "B" * 87)
    return [teen.Holder(one.role, one.name, key if one.online else None) for one in view.holders]  # type: ignore[arg-type]


def new(last_seq: int = 0) -> TeenSession:
    return TeenSession(lambda view: f"ticket-{view.state}", checked, STAMPS, cursor(last_seq))


def begun(*views: ChatView) -> TeenSession:
    session = new()
    session.generation = 3
    for view in views:
        session.viewed(view)
    return session


def frames(wanted: fx.Effects) -> list[common.Frame]:
    return [effect.frame for effect in wanted if isinstance(effect, fx.Send)]


def kinds(wanted: fx.Effects) -> list[type]:
    return [type(effect) for effect in wanted]


def test_the_first_view_is_told_and_there_is_no_log_before_somebody_is_there() -> None:
    session = new()
    wanted = session.joined(WAITING)
    assert frames(wanted) == [teen.TeenState("c", "waiting", 0, "nl", "ticket-waiting")]
    assert kinds(wanted) == [fx.Send]
    assert fx.Attach("c", "teen", 1, Proof()) in session.viewed(ACTIVE)


def test_how_long_a_place_is_kept_is_told_while_there_is_a_place() -> None:
    session = TeenSession(lambda _view: "ticket", lambda _view: [], STAMPS, cursor(0), kept_ms=180_000)
    told = [*frames(session.joined(WAITING)), *frames(session.viewed(ACTIVE))]
    assert [state.kept_ms for state in told if isinstance(state, teen.TeenState)] == [180_000, 0]


def test_who_proves_a_log_attaches_to_it_while_waiting_again() -> None:
    assert fx.Attach("c", "teen", 0, proof(3)) in new(3).joined(WAITING)


def test_the_same_view_is_silence() -> None:
    assert begun(WAITING).viewed(WAITING) == []


def test_the_fence_rises_before_the_teen_is_told() -> None:
    again = replace(WAITING, hands=1, fence=2)
    wanted = begun(ACTIVE, again).viewed(replace(ACTIVE, fence=3))
    assert kinds(wanted) == [fx.RaiseFence, fx.Send]
    (state,) = frames(wanted)
    assert isinstance(state, teen.TeenState)
    assert state.ticket == "ticket-active"
    assert state.holders == [teen.Holder("counsellor", "An", common.Key("k1", "B" * 87))]


def test_a_fence_that_fell_is_claimed_anew_once() -> None:
    """A failover lost what Redis had said; with what this page was told, the chat is put back."""
    session = begun(ACTIVE)
    fell = replace(WAITING, fence=0)
    assert session.viewed(fell) == [fx.Rebuild()]
    (state,) = frames(session.viewed(fell, claimed=True))
    assert isinstance(state, teen.TeenState)
    assert (state.state, session.viewed(fell)) == ("waiting", [])


def test_another_priority_is_in_the_ticket_that_brings_the_chat_back() -> None:
    """Who was put first as in danger came back last when Redis had forgotten."""
    session = TeenSession(lambda view: f"ticket-{view.priority}", checked, STAMPS, cursor(0))
    urgent = replace(WAITING, priority=1)
    told = [*frames(session.joined(WAITING)), *frames(session.viewed(urgent)), *frames(session.viewed(urgent))]
    assert [state.ticket for state in told if isinstance(state, teen.TeenState)] == ["ticket-3", "ticket-1"]


def test_an_absent_counsellor_has_no_key() -> None:
    gone = replace(ACTIVE, holders=(replace(AN, online=False),))
    (state,) = frames(begun(WAITING, ACTIVE).viewed(gone))
    assert isinstance(state, teen.TeenState)
    assert state.holders[0].key is None


def test_the_end_is_told_after_what_was_missed_and_then_closed() -> None:
    session = begun(ACTIVE)
    session.attached("c", LOG)
    wanted = session.viewed(replace(ACTIVE, state="wrap_up", end="finished"))
    assert kinds(wanted) == [fx.Seal, fx.ReadOn, fx.Send, fx.Close]
    assert session.viewed(ACTIVE) == []


def test_an_unknown_chat_is_claimed_anew_and_else_ended() -> None:
    session = begun(WAITING)
    assert session.viewed(None) == [fx.Rebuild()]
    (state,) = frames(wanted := session.gone())
    assert isinstance(state, teen.TeenState)
    assert (state.state, state.end) == ("closed", "lost")
    assert fx.Close(Over) in wanted


def test_lost_memory_attaches_again() -> None:
    session = begun(ACTIVE)
    session.attached("c", LOG)
    assert session.memory_lost() == [fx.Rebuild()]
    assert fx.Attach("c", "teen", 1, Proof()) in session.viewed(ACTIVE)


def test_a_view_that_knows_no_connection_of_ours_was_rebuilt_by_the_other_end() -> None:
    assert begun(ACTIVE).viewed(replace(ACTIVE, generation=0)) == [fx.Rebuild()]


def test_a_tombstone_has_no_generation() -> None:
    assert fx.Close(Over) in begun(ACTIVE).viewed(ChatView("c", state="closed", end="left"))


def test_nobody_writes_into_an_empty_room() -> None:
    session = begun(ACTIVE)
    session.attached("c", LOG)
    session.viewed(replace(WAITING, hands=1, fence=2))
    (refused,) = frames(session.receive(common.Send("c", 1, "k", "m", 1, "text", "b")))
    assert refused == common.Error("not_ready", "m", retry=True)
    session.viewed(replace(ACTIVE, fence=3))
    assert kinds(session.receive(common.Send("c", 1, "k", "m", 1, "text", "b"))) == [fx.Append]


def test_another_chat_is_not_ours() -> None:
    (refused,) = frames(begun(ACTIVE).receive(common.Seen("other", 1)))
    assert refused == common.Error("not_yours", field="chat")


def test_a_position_never_runs_backwards() -> None:
    """One that grew after all is not shown, and no lie is: not the old one, and not a nearer one either."""
    session = begun(WAITING)
    found = (0, 5, 7, 0, 6, 5, 4)
    shown = [
        frame for place in found for frame in frames(session.positioned(PositionView(place, 60, 120), session.queue))
    ]
    assert [frame.position for frame in shown] == [0, 5, 0, 5, 4]  # type: ignore[attr-defined]


def test_that_nobody_is_there_any_more_is_told() -> None:
    session = begun(WAITING)
    assert fx.Look() in session.positioned(PositionView(0, -1, -1, served=False), session.queue)
    session.viewed(replace(WAITING, served=False))
    assert fx.Look() not in session.positioned(PositionView(0, -1, -1, served=False), session.queue)
    assert fx.Look() in session.positioned(PositionView(0, 60, 120), session.queue)


def test_another_queue_counts_anew() -> None:
    session = begun(WAITING)
    session.positioned(PositionView(2, 60, 120), session.queue)
    session.viewed(replace(WAITING, language="fr"))
    (frame,) = frames(session.positioned(PositionView(9, 60, 120), session.queue))
    assert isinstance(frame, teen.Position)
    assert frame.position == 9


def test_a_position_that_was_asked_for_in_the_queue_before_says_nothing_of_this_one() -> None:
    """It would be the nearest, and the true one, further away, be shown no more."""
    session = begun(WAITING)
    asked = session.queue
    session.viewed(replace(WAITING, language="fr"))
    assert session.positioned(PositionView(2, 60, 120), asked) == []
    (frame,) = frames(session.positioned(PositionView(9, 60, 120), session.queue))
    assert frame == teen.Position("c", 9, 60, 120)


def test_no_position_once_somebody_is_there() -> None:
    assert begun(ACTIVE).positioned(PositionView(1, 0, 10), 1) == []


def test_who_is_on_offer_waits_still() -> None:
    assert begun(WAITING).waiting
    assert begun(replace(WAITING, state="offered", fence=1, staff="an")).waiting
    assert not begun(ACTIVE).waiting


def test_its_log_is_that_of_its_chat_alone() -> None:
    session = begun(ACTIVE)
    assert session.follower_of("c") is session.follower
    assert session.follower_of("x") is None


def test_a_grace_that_runs_down_is_silence_and_one_that_begins_or_ends_is_told() -> None:
    away = replace(WAITING, grace_ms=30_000)
    session = begun(away)
    assert session.viewed(replace(away, grace_ms=20_000)) == []
    assert kinds(session.viewed(WAITING)) == [fx.Send]
    assert kinds(session.viewed(away)) == [fx.Send]


def test_only_a_newer_connection_supersedes() -> None:
    session = begun(WAITING)
    assert session.superseded(3) == []
    assert session.superseded(4) == [fx.Close(NewerConnection)]
    assert session.over


def test_a_second_hello_is_refused() -> None:
    (refused,) = frames(begun(WAITING).receive(teen.HelloTeen(2, "t" * 43, "t" * 43)))
    assert refused == common.Error("unexpected_hello")


def test_who_is_connected_is_told_after_the_log() -> None:
    told = frames(begun(ACTIVE).attached("c", LOG))
    assert told[1:] == [common.Presence("c", "counsellor", True)]


def test_a_view_of_a_newer_connection_ends_this_one() -> None:
    assert begun(WAITING).viewed(replace(WAITING, generation=4)) == [fx.Close(NewerConnection)]


def test_who_comes_back_right_after_the_end_is_shown_what_was_missed() -> None:
    session = new(3)
    wanted = session.joined(replace(ACTIVE, state="wrap_up", end="finished"))
    assert kinds(wanted) == [fx.Seal, fx.ReadOn, fx.Send, fx.Close]
    assert fx.ReadOn("c", 3, "e") in wanted


@pytest.mark.parametrize(
    ("why", "asked_ms", "told_ms"),
    [("thinking", 60_000, 60_000), ("thinking", 7_200_000, 900_000), ("asked", 7_200_000, 7_200_000), ("", 5, 0)],
)
def test_why_a_teen_is_quiet_is_passed_on_and_time_to_think_is_bounded(why: Any, asked_ms: int, told_ms: int) -> None:
    wanted = begun(ACTIVE).receive(common.Quiet("c", why, asked_ms))
    assert wanted == [fx.TellQuiet("c", "teen", why, told_ms)]
    assert begun(ACTIVE).quiet("c", why, asked_ms) == [], "nobody else is quiet to a teen"


def test_time_that_passes_in_a_chat_is_silence_and_told_with_the_next_change() -> None:
    session = begun(ACTIVE)
    assert session.viewed(replace(ACTIVE, talked_ms=60_000)) == []
    (state,) = frames(session.viewed(replace(ACTIVE, talked_ms=90_000, holders=())))
    assert isinstance(state, teen.TeenState)
    assert state.talked_s == 90


def there(moved: int) -> TeenSession:
    """At a device to which the chat came with this fence."""
    session = TeenSession(lambda _view: "ticket", lambda _view: [], STAMPS, cursor(0), moved=moved)
    session.joined(replace(WAITING, fence=moved, moved=moved))
    return session


def test_a_chat_that_left_for_another_device_ends_here_and_its_log_runs_on() -> None:
    session = begun(ACTIVE)
    wanted = session.viewed(replace(ACTIVE, fence=2, moved=2, generation=9))
    assert wanted == [fx.Send(teen.TeenState("c", "closed", 0, "nl", "", end="moved")), fx.Close(Over)]
    assert (session.over, session.viewed(ACTIVE), session.left_for_another()) == (True, [], [])


def test_the_device_that_has_it_claims_it_from_a_desk_that_forgot_the_move() -> None:
    """Also where the old device is there by now, with a newer connection; of an end it takes note."""
    assert there(2).viewed(replace(WAITING, fence=2, moved=2)) == []
    assert there(2).viewed(replace(WAITING, generation=9, moved=1)) == [fx.Rebuild()]
    assert fx.Close(Over) in there(2).viewed(replace(WAITING, state="closed", end="lost"))


def test_what_is_older_than_the_move_is_withheld_from_the_new_device() -> None:
    session = there(2)
    attached = fx.Attach("c", "teen", 3, Proof())
    assert attached in session.viewed(replace(ACTIVE, fence=3, moved=2))
    session.attached("c", replace(LOG, fence=3))
    shown = [session.follower.entry("e", seq, stored) for seq, stored in ((1, stored(1)), (2, stored(2, fence=2)))]
    told = [effect.text for [effect, *_] in shown if isinstance(effect, fx.SendText)]
    assert ['"t":"withheld"' in text for text in told] == [True, False]
    yes = stored(3, "teen", fence=2, kind="share", body="s1..yes")
    assert kinds(session.follower.entry("e", 3, yes)) == [fx.SendText], "nobody's yes brings it back"
