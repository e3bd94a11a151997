"""What a console's connection sends and asks for; snapshot and later frames make a fresh snapshot."""

import sys
from dataclasses import replace

import pytest

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.staff import StaffSession
from chat.protocol import common, staff
from chat.protocol.errors import Internal, NewerConnection, SignedOut
from routing.log_values import PAGE, Attached, Logged, Proof
from routing.values import ChatView, StaffView
from tests.unit.gateway.stamped import STAMPS, cursor, proof, stamp, stored

AN = StaffView("an", "An", "counsellor", "available", 2, ("nl",), generation=4)
OFFERED = ChatView("c", state="offered", language="nl", fence=1, left_ms=30_000)
ACTIVE = replace(OFFERED, state="active", left_ms=0)
WRAP_UP = replace(OFFERED, state="wrap_up", left_ms=600_000, end="left")
LOG = Attached(5, "e", 1, 0, 0, 0, (), False, False, False, ("teen",))


def holding(*chats: ChatView) -> StaffView:
    return replace(AN, chats=chats)


def begun(*views: StaffView, cursors: list[common.Cursor] | None = None) -> StaffSession:
    session = StaffSession("an", lambda view, role: f"ticket-{view.chat}-{role}", lambda _: "", STAMPS, cursors or [])
    session.generation = 4
    for view in views:
        session.viewed(view, 0)
    return session


def frames(wanted: fx.Effects) -> list[common.Frame]:
    return [effect.frame for effect in wanted if isinstance(effect, fx.Send)]


def kinds(wanted: fx.Effects) -> list[type]:
    return [type(effect) for effect in wanted]


def test_the_first_view_is_a_snapshot() -> None:
    (state,) = frames(begun().viewed(holding(ACTIVE), 0))
    assert isinstance(state, staff.StaffState)
    assert [chat.ticket for chat in state.chats] == ["ticket-c-counsellor"]


@pytest.mark.parametrize("view", [OFFERED, WRAP_UP])
def test_what_is_not_active_cannot_be_claimed(view: ChatView) -> None:
    (state,) = frames(begun().viewed(holding(view), 0))
    assert isinstance(state, staff.StaffState)
    assert [chat.ticket for chat in state.chats] == [""]


def test_time_that_only_runs_down_is_silence() -> None:
    session = begun(holding(OFFERED))
    assert session.viewed(holding(replace(OFFERED, left_ms=20_000, waited_ms=10_000, talked_ms=10_000)), 10_000) == []


def test_more_time_is_told() -> None:
    session = begun(holding(WRAP_UP))
    assert len(frames(session.viewed(holding(replace(WRAP_UP, left_ms=900_000)), 10_000))) == 1


def test_the_fence_rises_then_the_chat_is_told_then_its_log() -> None:
    wanted = begun(holding(OFFERED)).viewed(holding(ACTIVE), 0)
    assert kinds(wanted) == [fx.RaiseFence, fx.Send, fx.Attach]


def test_a_reload_resumes_where_the_console_stood() -> None:
    session = begun(cursors=[cursor(7)])
    assert fx.Attach("c", "counsellor", 1, proof(7)) in session.viewed(holding(ACTIVE), 0)


def test_wrap_up_seals_the_log_and_reads_the_rest() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    wanted = session.viewed(holding(WRAP_UP), 0)
    assert kinds(wanted) == [fx.Seal, fx.ReadOn, fx.Send, fx.Detach]
    assert session.read("c", ()) == []


def test_a_chat_that_ends_while_its_log_is_connected_to_anew_is_read_to_its_end() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    assert session.log_lost("c") == [fx.Look()]
    wanted = session.viewed(holding(WRAP_UP), 0)
    assert kinds(wanted) == [fx.Seal, fx.ReadOn, fx.Send, fx.Detach]
    assert session.log_lost("c") == [fx.Look()]
    assert session.viewed(holding(WRAP_UP), 0) == []


@pytest.mark.parametrize(("why", "told"), [("expired", "expired"), ("", "requeued"), ("nonsense", "requeued")])
def test_a_chat_that_left_says_why(why: str, told: str) -> None:
    session = begun(holding(OFFERED))
    assert session.left("c", why) == [fx.Look()]
    assert frames(session.viewed(holding(), 0)) == [staff.StaffChatGone("c", told)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (holding(OFFERED), "requeued"),
        (holding(ACTIVE), "requeued"),
        (holding(WRAP_UP), "closed"),
        (replace(AN, beside=(ACTIVE,)), "closed"),
    ],
)
def test_of_a_chat_whose_notice_was_missed_no_wrap_up_is_said_that_never_was(before: StaffView, told: str) -> None:
    wanted = begun(before).viewed(holding(), 0, claimed=True)
    assert staff.StaffChatGone("c", told) in frames(wanted)  # type: ignore[arg-type]


@pytest.mark.parametrize("lost", [replace(ACTIVE, fence=0), OFFERED])
def test_a_redis_that_lost_what_it_said_of_a_running_chat_is_told_once_what_is_held(lost: ChatView) -> None:
    session = begun(holding(ACTIVE))
    assert session.viewed(holding(lost), 0) == [fx.Rebuild()]
    assert session.view == holding(ACTIVE), "what is claimed"
    assert fx.Rebuild() not in session.viewed(holding(lost), 0, claimed=True)
    assert session.viewed(holding(lost), 0) == []


@pytest.mark.parametrize(
    ("why", "claimed"),
    [("", True), ("expired", True), ("taken", True), ("requeued", True), ("lost", False), ("transferred", False)],
)
def test_a_running_chat_that_left_without_a_reason_of_its_own_is_claimed(why: str, claimed: bool) -> None:
    """Its accept was lost, and the offer that was left is over."""
    session = begun(holding(ACTIVE))
    session.left("c", why)
    assert (session.viewed(holding(), 0) == [fx.Rebuild()]) is claimed
    assert not frames(session.viewed(holding(ACTIVE), 0, claimed=True)) or not claimed


def test_of_a_running_chat_it_is_never_said_that_its_offer_is_over() -> None:
    session = begun(holding(ACTIVE))
    session.left("c", "expired")
    told = frames(session.viewed(holding(), 0, claimed=True))
    assert staff.StaffChatGone("c", "requeued") in told


def test_a_lost_active_chat_leaves_its_log() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    session.left("c", "lost")
    assert fx.Detach("c", "counsellor", 5) in session.viewed(holding(), 0)
    assert session.receive(common.Send("c", 1, "k", "m", 1, "text", "b")) == [
        fx.Send(common.Error("not_yours", "m", "chat"))
    ]


def test_a_supervisor_beside_has_a_log_of_their_own() -> None:
    wanted = begun(AN).viewed(replace(AN, beside=(ACTIVE,)), 0)
    assert fx.Attach("c", "supervisor", 1, Proof()) in wanted


def test_who_stays_when_the_fence_rises_comes_to_the_log_anew() -> None:
    """The log has detached them; words on their way are refused and sent again."""
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    wanted = session.viewed(holding(replace(ACTIVE, fence=2)), 0)
    assert kinds(wanted) == [fx.RaiseFence, fx.Send, fx.Attach]
    assert fx.Attach("c", "counsellor", 2, Proof()) in wanted


def test_a_supervisor_who_keeps_the_chat_writes_as_its_counsellor() -> None:
    session = begun(replace(AN, beside=(ACTIVE,)))
    session.attached("c", LOG)
    wanted = session.viewed(holding(replace(ACTIVE, fence=2)), 0)
    assert kinds(wanted) == [fx.RaiseFence, fx.Detach, fx.Send, fx.Attach]
    assert fx.Detach("c", "supervisor", 5) in wanted
    assert fx.Attach("c", "counsellor", 2, Proof()) in wanted


def test_a_log_about_to_be_connected_to_anew_is_left_too() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    session.log_lost("c")
    assert session.followers() == []
    assert [(one.chat, one.role, one.generation) for one in session.attached_to()] == [("c", "counsellor", 5)]
    session.viewed(holding(ACTIVE), 0)
    assert len(session.attached_to()) == 1


def test_what_comes_late_to_a_log_that_was_left_does_not_connect_to_it_again() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    former = session.followers()[0]
    session.receive(own := common.Send("c", 1, "k", "m", 1, "text", "b"))
    former.entry("e", 2, stored(2))
    session.log_lost("c")
    session.viewed(holding(ACTIVE), 0)
    assert former.entry("f", 3, stored(3)) == []
    assert former.gap_due() == []
    assert kinds(former.appended(own, 0, "stamp")) == [fx.Send]


def test_a_log_that_stays_away_is_asked_for_as_long_as_it_takes() -> None:
    """Each attempt knew of the one before: after some minutes the console was put out, or asked for it no more."""
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    session.receive(own := common.Send("c", 1, "k", "m", 1, "text", "b"))
    former = session.followers()[0]
    for _ in range(sys.getrecursionlimit()):
        session.log_lost("c")
        wanted = session.viewed(holding(ACTIVE), 0)
    assert fx.Attach("c", "counsellor", 1, Proof()) in wanted
    former.appended(own, 1, stamp(1))
    session.log_lost("c")
    told = session.viewed(holding(ACTIVE), 0)
    assert fx.Attach("c", "counsellor", 1, proof(1)) in told, "what was under way when it went away"


def test_a_refill_that_ends_while_its_log_is_connected_to_anew_overtakes_nothing() -> None:
    session, asks = begun(holding(ACTIVE), cursors=[cursor(3, "old")]), replace(LOG, epoch="new", refill=True)
    session.attached("c", asks)
    session.log_lost("c")
    last = common.Refill("c", "new", [], last=True)
    assert session.receive(last) == [fx.RefillLog("c", "counsellor", 5, "new", [], last=True)]
    session.viewed(holding(ACTIVE), 0)
    session.attached("c", replace(asks, generation=6))
    assert session.receive(last) == [fx.RefillLog("c", "counsellor", 6, "new", [], last=True)]


def test_ones_own_standing_is_told_when_it_changes() -> None:
    session = begun(AN)
    (told,) = frames(session.viewed(replace(AN, status="away", why="missed"), 0))
    assert isinstance(told, staff.StaffSelfChanged)
    assert (told.me.status, told.me.why) == ("away", "missed")


def test_commands_are_passed_on() -> None:
    accept = staff.Accept("i", "c", 1, common.Key("kid", "B" * 87))
    assert begun(AN).receive(accept) == [fx.Command(accept)]


def test_messages_go_to_the_log_of_their_chat() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    assert kinds(session.receive(common.Send("c", 1, "k", "m", 1, "text", "b"))) == [fx.Append]


def test_lost_memory_keeps_the_places_for_later() -> None:
    session = begun(holding(ACTIVE))
    session.attached("c", LOG)
    follower = session.follower_of("c")
    assert follower is not None
    follower.entry("e", 1, stored(1))
    assert session.memory_lost() == [fx.Rebuild()]
    assert frames(session.receive(common.Send("c", 1, "k", "m", 1, "text", "b"))) == [
        common.Error("not_ready", "m", retry=True)
    ]
    assert fx.Attach("c", "counsellor", 1, proof(1)) in session.viewed(holding(ACTIVE), 0)


def test_a_person_awaited_by_the_desk_claims_what_they_held() -> None:
    session = begun(holding(ACTIVE))
    assert session.viewed(replace(holding(), generation=0), 0) == [fx.Rebuild()]
    assert session.view is not None
    assert [one.chat for one in session.view.chats] == ["c"]
    assert fx.Attach("c", "counsellor", 1, Proof()) in session.joined(replace(holding(ACTIVE), generation=1), 0)


def test_only_a_newer_connection_supersedes() -> None:
    session = begun(AN)
    assert session.superseded(4) == []
    assert session.superseded(5) == [fx.Close(NewerConnection)]


def test_signed_out_is_final() -> None:
    session = begun(AN)
    assert session.signed_out() == [fx.Close(SignedOut)]
    assert session.viewed(holding(OFFERED), 0) == []


def test_snapshot_and_frames_make_a_fresh_snapshot() -> None:
    """Whatever happens, replaying the frames gives what a new console would be told."""
    steps = [
        holding(),
        holding(OFFERED),
        holding(ACTIVE),
        holding(ACTIVE, replace(OFFERED, chat="d")),
        holding(WRAP_UP, replace(OFFERED, chat="d")),
        holding(replace(OFFERED, chat="d")),
        replace(AN, status="away"),
        holding(),
    ]
    session = begun()
    me: staff.StaffSelf | None = None
    chats: dict[str, staff.StaffChat] = {}
    for step in steps:
        for frame in frames(session.viewed(step, 0)):
            match frame:
                case staff.StaffState(me=told, chats=all_chats):
                    me, chats = told, {chat.chat: chat for chat in all_chats}
                case staff.StaffSelfChanged(me=told):
                    me = told
                case staff.StaffChatChanged(chat=chat):
                    chats[chat.chat] = chat
                case staff.StaffChatGone(chat=gone):
                    del chats[gone]
        (fresh,) = frames(begun().viewed(step, 0))
        assert fresh == staff.StaffState(me, list(chats.values()))  # type: ignore[arg-type]


def test_whom_the_desk_does_not_take_back_comes_back_by_a_new_hello() -> None:
    """That nobody is signed in any more would be a lie, and final."""
    session = begun(holding(ACTIVE))
    assert session.gone() == [fx.Close(Internal)]
    assert session.viewed(holding(ACTIVE), 0) == []


EMPTY = replace(LOG, online=())
HERE = replace(ACTIVE, online=True)
GONE = common.Presence("c", "teen", False)


def test_a_teen_whom_the_desk_has_lost_is_told_as_gone_with_the_log() -> None:
    session = begun(holding(ACTIVE))
    assert frames(session.attached("c", EMPTY))[1:] == [GONE]
    of_dead_gateway = begun(holding(ACTIVE))
    told = of_dead_gateway.attached("c", LOG)
    assert (frames(told)[1:], told[-1]) == ([common.Presence("c", "teen", True)], fx.Look())
    assert frames(of_dead_gateway.viewed(holding(ACTIVE), 0)) == [GONE]
    just_accepted = begun(holding(HERE))
    assert frames(just_accepted.attached("c", EMPTY))[1:] == []


def test_a_teen_who_left_while_the_console_was_connected_anew_is_told_as_gone() -> None:
    session = begun(holding(HERE))
    session.attached("c", LOG)
    session.log_lost("c")
    assert session.presence("c", "teen", False) == []
    session.viewed(holding(HERE), 0)
    assert frames(session.attached("c", EMPTY))[1:] == [GONE]


def test_the_loss_of_a_teen_that_the_desk_alone_knows_is_told_the_first_time_and_after_the_log() -> None:
    session = begun(holding(HERE))
    assert session.viewed(holding(ACTIVE), 0) == []
    assert frames(session.attached("c", LOG))[1:] == [common.Presence("c", "teen", True)]
    assert frames(session.viewed(holding(ACTIVE), 0)) == [GONE]
    assert frames(session.viewed(holding(HERE), 0)) == [common.Presence("c", "teen", True)]


def test_a_log_that_is_left_is_read_to_its_end_however_long() -> None:
    """The chat ended while this console was away, or had fallen far behind."""
    session = begun(cursors=[cursor(1)])
    assert fx.ReadOn("c", 1, "e") in session.viewed(holding(WRAP_UP), 0)
    page = [Logged(seq, stored(seq)) for seq in range(2, PAGE + 2)]
    (replay,) = session.read("c", page)
    assert isinstance(replay, fx.Replay)
    assert session.replayed("c") == [fx.ReadOn("c", PAGE + 1, "e")]
    assert kinds(session.read("c", [Logged(PAGE + 2, stored(PAGE + 2))])) == [fx.SendText]
    assert session.replayed("x") == []


def test_only_a_teen_whom_the_desk_has_not_is_asked_about_again() -> None:
    assert fx.Look() not in begun(holding(replace(ACTIVE, online=True))).attached("c", LOG)
    assert fx.Look() in begun(holding(replace(ACTIVE, online=False))).attached("c", LOG)
