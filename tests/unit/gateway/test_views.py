"""What the desk says becomes frames field by field: each to its place, none to another's, none made up."""

from dataclasses import asdict, replace

import msgspec
import pytest

from chat.entry.holders import Holder as SealedHolder
from chat.entry.tickets import HoldTicket, TeenTicket
from chat.gateway.sessions import ticket_claims as claims
from chat.gateway.sessions import views
from chat.protocol.board import BoardChat, BoardLanguage, BoardStaff
from chat.protocol.common import Key
from chat.protocol.staff import BlockAsked, Invited, StaffChat, StaffSelf
from chat.protocol.teen import Coming, Holder, Position, TeenState
from routing.values import (
    BoardView,
    ChatFacts,
    ChatView,
    HoldClaim,
    HolderView,
    LanguageFigures,
    PositionView,
    StaffView,
    TeenClaim,
)
from routing.values import Coming as ComingView

KEY = Key("k1", "B" * 87)
CHAT = ChatView(
    "c1", state="active", now=9_000, language="nl", priority=2, skills=("lgbtq",), topic="grooming", age_band="14_15",
    channel="embed", how_bad=4, chain="ch", joined=1_000, entered=4_000, fence=3, staff="an",
    holders=(HolderView("an", "counsellor", "An", "seal", True, "o1"),),
    comings=(ComingView("o1", "counsellor", "An", "came", 3),), requeued="lost", end="left", left_ms=5_000,
    grace_ms=6_000, missed_by_all=True, hands=3, block="proposed", block_hours=4, invited="*", waited_ms=61_999,
    talked_ms=125_999, served=False, others=("fr",),
)  # fmt: skip
STAFF = StaffView(
    "an", "An", "counsellor", "away", 2, ("nl",), ("lgbtq",), reason="lunch", why="misses", since=1_000, online=True,
    breather_ms=300, heavy=True, now=9_000, chats=(CHAT, CHAT),
)  # fmt: skip


SEALED = SealedHolder("main", "c1", 3, "an", "counsellor", "An", KEY.kid, KEY.public, "drawn", 99)
HOLDER = Holder("counsellor", "An", KEY, "o1")


def test_a_teens_state() -> None:
    assert views.teen_state(CHAT, "ticket", [HOLDER]) == TeenState(
        chat="c1", state="active", fence=3, language="nl", ticket="ticket", holders=[HOLDER], served=False,
        others=["fr"], requeued="lost", end="left", grace_ms=6_000,
        comings=[Coming("o1", "counsellor", "An", "came", 3)], talked_s=125,
    )  # fmt: skip
    assert views.teen_state(replace(CHAT, end=""), "").end is None
    assert views.teen_state(CHAT, "ticket").holders == [], "nobody whose seal was not opened"


def test_who_is_shown_is_as_their_seal_says_and_their_key_only_while_they_are_there() -> None:
    (there,) = CHAT.holders
    assert views.holder(SEALED, replace(there, role="supervisor", name="Another")) == HOLDER
    assert views.holder(SEALED, replace(there, online=False)) == Holder("counsellor", "An", None, "o1")


def test_a_position() -> None:
    assert views.position("c1", PositionView(2, 60, 120)) == Position("c1", 2, 60, 120)


def test_a_counsellors_chat() -> None:
    assert views.staff_chat(CHAT, "supervisor", "k-1", "ticket") == StaffChat(
        chat="c1", state="active", fence=3, language="nl", priority=2, skills=["lgbtq"], topic="grooming",
        age_band="14_15", how_bad=4, waited_s=61, role="supervisor", kid="k-1", ticket="ticket", left_ms=5_000,
        end="left", missed_by_all=True, previous=2, block="proposed", talked_s=125,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "hands", "previous"), [("offered", 2, 2), ("active", 2, 1), ("wrap_up", 1, 0), ("active", 0, 0)]
)
def test_how_many_had_it_before(state: str, hands: int, previous: int) -> None:
    assert views.staff_chat(replace(CHAT, state=state, hands=hands), "counsellor", "").previous == previous


def test_somebody_on_duty_for_themselves_and_for_the_board() -> None:
    assert views.staff_self(STAFF) == StaffSelf(
        staff="an", name="An", role="counsellor", status="away", capacity=2, languages=["nl"], skills=["lgbtq"],
        reason="lunch", why="misses", breather_ms=300,
    )  # fmt: skip
    assert views.board_staff(STAFF, 9_999) == BoardStaff(
        staff="an", name="An", status="away", online=True, capacity=2, load=2, languages=["nl"], skills=["lgbtq"],
        reason="lunch", since_s=8, heavy=True,
    )  # fmt: skip


def test_a_chat_and_a_language_on_the_board() -> None:
    assert views.board_chat(CHAT, 9_999) == BoardChat(
        chat="c1", state="active", language="nl", priority=2, waited_s=61, since_s=5, staff="an", missed_by_all=True,
        invited=True, block_hours=4,
    )  # fmt: skip
    figures = LanguageFigures("nl", waiting=1, offered=2, active=3, longest_wait_ms=4_000_999, on_duty=5, free=6)
    assert views.board_language(figures) == BoardLanguage("nl", 1, 2, 3, 4_000, 6, unserved=False)
    assert views.board_language(replace(figures, on_duty=0)).unserved
    assert not views.board_language(replace(figures, on_duty=0, waiting=0)).unserved


def test_no_length_is_negative_and_none_is_counted_from_nothing() -> None:
    early = views.board_chat(replace(CHAT, waited_ms=-5, entered=10_000), 9_000)
    assert (early.waited_s, early.since_s) == (0, 0)
    assert views.board_chat(replace(CHAT, entered=0), 9_000).since_s == 0
    assert views.board_staff(replace(STAFF, since=0), 9_000).since_s == 0
    assert views.board_staff(replace(STAFF, since=10_000), 9_000).since_s == 0
    assert views.staff_chat(replace(CHAT, waited_ms=-5), "counsellor", "").waited_s == 0


def test_an_invitation_and_a_block_stand_only_until_they_are_answered() -> None:
    assert not views.board_chat(replace(CHAT, invited=""), 0).invited
    assert not views.board_chat(CHAT, 0).unserved, "whoever talks is served"
    assert views.board_chat(replace(CHAT, state="waiting"), 0).unserved
    assert not views.board_chat(replace(CHAT, state="waiting", served=True), 0).unserved
    assert not views.board_chat(replace(CHAT, supervisor="bo"), 0).invited
    assert views.board_chat(replace(CHAT, block="confirmed"), 0).block_hours == 0


# --- tickets and claims ---------------------------------------------------------------------------------------------

FACTS = ChatFacts("c1", "nl", 1_000, 3, 2, ("lgbtq",), "grooming", "14_15", "embed", 4)
TICKET = TeenTicket("main", "holder", "ch", FACTS, "an", "active")


def test_a_ticket_proves_every_part_of_a_chat() -> None:
    assert claims.teen_claim(TICKET) == TeenClaim(**asdict(FACTS), counsellor="an", chain="ch", device="holder")
    assert claims.first_ticket("main", "holder", "ch", CHAT) == msgspec.structs.replace(TICKET, counsellor="")


def test_a_ticket_follows_the_chat_and_keeps_its_bearer() -> None:
    before = TeenTicket("main", "holder", "ch", ChatFacts("c1", "fr", 5, 1))
    assert claims.teen_ticket(before, CHAT) == TICKET
    assert claims.teen_ticket(before, replace(CHAT, chat="another's", chain="another")) == TICKET
    assert claims.teen_ticket(before, replace(CHAT, moved=9)) == TICKET, "nor which device it is"
    waiting = claims.teen_ticket(before, replace(CHAT, state="waiting"))
    assert (waiting.counsellor, waiting.state) == ("", "waiting")


def test_a_ticket_of_a_device_that_it_moved_to() -> None:
    there = claims.moved_ticket("main", "new holder", "c1", replace(CHAT, chat="another's", moved=3, chain="ch"))
    assert there == TeenTicket("main", "new holder", "ch", replace(FACTS, moved=3), "an", "active")
    assert claims.teen_claim(there).device == "new holder"


def test_a_console_claims_what_it_holds() -> None:
    ticket = claims.hold_ticket("main", "an", CHAT, "supervisor")
    assert ticket == HoldTicket("main", "an", "supervisor", FACTS)
    claim = HoldClaim(**asdict(FACTS), seal="seal")
    assert claims.hold_claim(ticket, "seal") == claims.held_claim(CHAT) == claim
    assert claims.hold_claim(ticket) == replace(claim, seal="")
    assert claims.held_claim(replace(CHAT, holders=())).seal == ""


def test_of_two_holders_the_counsellors_seal_goes_with_the_claim() -> None:
    beside = HolderView("bo", "supervisor", "Bo", "another", True, "o2")
    assert claims.held_claim(replace(CHAT, holders=(beside, *CHAT.holders))).seal == "seal"


def test_a_consoles_ticket_names_the_key_and_the_stay_under_which_the_teen_sees_it() -> None:
    ticket = claims.hold_ticket("main", "an", CHAT, "counsellor", SEALED)
    assert (ticket.kid, ticket.occurrence) == ("k1", "drawn")


def test_a_supervisor_is_reminded_of_what_others_ask_and_nobody_answered() -> None:
    an, me = (StaffView(one, one.title(), "supervisor", "available", 2) for one in ("an", "me"))
    held = {"state": "active", "language": "nl", "staff": "an"}
    board = BoardView(
        **{"now": 0, "service": "open", "mode": "auto", "by": "", "since": 0, "closes_at": 0, "today": {}},
        languages=(),
        staff=(an, me),
        chats=(
            ChatView("any", **held, invited="*"),
            ChatView("mine", **held, invited="me", block="proposed", block_hours=3),
            ChatView("other", **held, invited="bo", block="confirmed"),
            ChatView("over", **held, invited="*", supervisor="bo"),
            ChatView("own", **{**held, "staff": "me"}, invited="*", block="proposed", block_hours=1),
            ChatView("none", **held),
        ),
    )
    assert views.asks_of(board, "me") == [
        Invited("any", "An", again=True),
        Invited("mine", "An", again=True),
        BlockAsked("mine", "An", 3, again=True),
    ]


def test_an_offer_is_new_once_and_again_under_another_fence() -> None:
    one, taken = ChatView("c1", state="offered", fence=1), ChatView("c2", state="active", fence=1)
    before = StaffView("an", "An", "counsellor", "available", 2, ("nl",), chats=(one, taken))
    again, back = replace(one, fence=2), replace(taken, state="offered")
    assert views.new_offers(None, before) == [one]
    assert views.new_offers(before, before) == views.new_offers(before, None) == []
    assert views.new_offers(before, replace(before, chats=(again, back))) == [again, back]
