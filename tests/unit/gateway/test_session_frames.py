"""What a console may send beside commands: for a chat whose log it has, and for no other."""

from dataclasses import replace

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.staff import StaffSession
from chat.protocol import common, staff
from routing.log_values import Attached
from routing.values import ChatView, StaffView
from tests.unit.gateway.stamped import STAMPS

AN = StaffView("an", "An", "counsellor", "available", 2, ("nl",), generation=4)
ACTIVE = ChatView("c", state="active", language="nl", fence=1)
LOG = Attached(5, "e", 1, 0, 0, 0, (), False, False, False, ("teen", "supervisor"))


def session(*chats: ChatView) -> StaffSession:
    it = StaffSession("an", lambda view, role: "ticket", lambda _: "", STAMPS, [])
    it.joined(replace(AN, chats=chats), 0)
    return it


def frames(effects: fx.Effects) -> list[common.Frame]:
    return [effect.frame for effect in effects if isinstance(effect, fx.Send)]


def test_marks_and_typing_go_to_the_log_of_a_chat_that_is_held() -> None:
    it = session(ACTIVE)
    assert it.receive(common.Seen("c", 5)) == [fx.MarkSeen("c", "counsellor", 5)]
    assert it.receive(common.Typing("c", True)) == [fx.TellTyping("c", "counsellor", True)]
    assert it.receive(common.Typing("c", False)) == [fx.TellTyping("c", "counsellor", False)]


def test_of_another_chat_they_go_nowhere() -> None:
    it = session(ACTIVE)
    for frame in (common.Seen("x", 5), common.Typing("x", True), common.Refill("x", "e", [], True)):
        assert it.receive(frame) == []
    assert it.receive(common.Pong()) == []


def test_a_second_hello_is_refused_and_any_other_frame_is_a_command() -> None:
    it = session(ACTIVE)
    (refused,) = frames(it.receive(staff.HelloStaff(1, "t" * 16, "main")))
    assert isinstance(refused, common.Error)
    assert refused.code == "unexpected_hello"
    ready = staff.Ready("i", "c")
    assert it.receive(ready) == [fx.Command(ready)]


def test_words_for_a_chat_that_is_not_theirs_are_refused_by_name() -> None:
    (refused,) = frames(session().receive(common.Send("c", 1, "k", "cid", 1, "text", "body")))
    assert isinstance(refused, common.Error)
    assert (refused.code, refused.ref, refused.field) == ("not_yours", "cid", "chat")


def test_who_is_there_is_told_with_the_log_and_later_one_by_one() -> None:
    it = session(ACTIVE)
    told = [frame for frame in frames(it.attached("c", LOG)) if isinstance(frame, common.Presence)]
    assert told == [common.Presence("c", "teen", True), common.Presence("c", "supervisor", True)]
    assert it.attached("x", LOG) == []
    assert frames(it.presence("c", "teen", False)) == [common.Presence("c", "teen", False)]
    assert frames(it.typing("c", "teen", True)) == [common.Typing("c", True, "teen")]
    assert it.presence("x", "teen", True) == it.typing("x", "teen", True) == it.lost("x") == it.read("x", ()) == []


def test_why_a_teen_is_quiet_is_told_of_a_chat_that_is_held() -> None:
    it = session(ACTIVE)
    it.attached("c", LOG)
    assert frames(it.quiet("c", "thinking", 5)) == [common.Quiet("c", "thinking", 5)]
    assert it.quiet("x", "thinking", 5) == []


def test_a_chat_that_is_closed_leaves_like_one_that_ends() -> None:
    for state in ("wrap_up", "closed"):
        it = session(ACTIVE)
        it.attached("c", LOG)
        kinds = [type(effect) for effect in it.viewed(replace(AN, chats=(replace(ACTIVE, state=state),)), 0)]
        assert fx.Seal in kinds, state
        assert fx.Detach in kinds, state
