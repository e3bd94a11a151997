"""One end shows a prefix of the log, without a gap or a repeat, however notices, reads and acks arrive."""

import itertools
import random
from dataclasses import replace

import pytest

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.deliveries import Scope, share_body
from chat.gateway.sessions.log_follower import LogFollower
from chat.protocol.common import Ack, Cursor, Entry, Error, Log, Presence, Quiet, Refill, Seen, Typing
from chat.protocol.common import Send as SendFrame
from routing.log_values import PAGE, Attached, Logged, Proof, entry
from tests.unit.gateway.stamped import STAMPS, cursor, place, proof, stamp, stored
from tests.unit.gateway.stamped import shown as frame


def attached(*, head: int = 0, entries: tuple[int, ...] = (), epoch: str = "e", refill: bool = False) -> Attached:
    logged = tuple(Logged(seq, stored(seq)) for seq in entries)
    return Attached(7, epoch, 1, head, 0, 0, logged, refill, False, False, ())


def following(last_seq: int = 0, epoch: str = "e", role: str = "teen", scope: Scope = Scope()) -> LogFollower:  # noqa: B008
    follower = LogFollower(role, STAMPS, cursor(last_seq, epoch), scope)
    follower.attach(1)
    return follower


def live(last_seq: int = 0, epoch: str = "e") -> LogFollower:
    follower = following(last_seq, epoch)
    follower.attached(attached(head=last_seq))
    return follower


def ack(n: int, seq: int) -> fx.Send:
    own = stamp(90 + n)
    return fx.Send(Ack("c", f"m{n}", seq, own, place(seq, given=own)))


def shown(wanted: fx.Effects) -> list[str]:
    return [effect.text for effect in wanted if isinstance(effect, fx.SendText)]


def send(n: int) -> SendFrame:
    return SendFrame("c", 1, "k", f"m{n}", n, "text", "b")


def test_entries_in_order_go_straight_through() -> None:
    follower = live()
    assert shown(follower.entry("e", 1, stored(1)) + follower.entry("e", 2, stored(2))) == [frame(1), frame(2)]


def test_a_repeat_is_dropped() -> None:
    follower = live()
    follower.entry("e", 1, stored(1))
    assert follower.entry("e", 1, stored(1)) == []


def test_a_gap_gets_a_moment_and_is_then_read() -> None:
    follower = live()
    assert follower.entry("e", 2, stored(2)) == [fx.WaitForGap("c")]
    assert follower.gap_due() == [fx.ReadOn("c", 0, "e")]
    assert shown(follower.read([Logged(1, stored(1)), Logged(2, stored(2))])) == [frame(1), frame(2)]


def test_a_late_notice_fills_the_gap() -> None:
    follower = live()
    follower.entry("e", 2, stored(2))
    assert shown(follower.entry("e", 1, stored(1))) == [frame(1), frame(2)]
    assert follower.gap_due() == []


def test_own_entries_are_acknowledged_and_not_shown() -> None:
    follower = live()
    assert follower.send(send(1)) == [fx.Append("teen", send(1))]
    assert follower.appended(send(1), 1, stamp(91)) == [ack(1, 1)]
    assert shown(follower.entry("e", 2, stored(2))) == [frame(2)]


def test_an_own_append_under_way_may_fill_the_gap() -> None:
    follower = live()
    follower.send(send(1))
    assert follower.entry("e", 2, stored(2)) == []
    assert shown(follower.appended(send(1), 1, stamp(91))) == [frame(2)]


def test_a_refused_append_leaves_the_gap_to_be_read() -> None:
    follower = live()
    follower.send(send(1))
    follower.entry("e", 2, stored(2))
    assert follower.not_appended() == [fx.WaitForGap("c")]


def test_a_repeated_append_moves_nothing() -> None:
    follower = live(5)
    follower.send(send(1))
    assert follower.appended(send(1), 3, stamp(91), before=stamp(91)) == [ack(1, 3)]
    assert follower.next == 6


def test_what_was_there_sealed_otherwise_is_given_as_it_stands() -> None:
    """The answer was lost, the fence rose, and the words came again, sealed for that one: their stamp is of others."""
    follower = live()
    follower.send(send(1))
    assert follower.appended(send(1), 1, stamp(91), before=stamp(1)) == [fx.ReadOn("c", 0, "e")]
    assert follower.read([Logged(1, stored(1))]) == [fx.SendText(frame(1))]
    assert follower.proof() == proof(1)


def test_what_was_there_sealed_otherwise_is_read_after_what_is_read_already() -> None:
    follower = live()
    follower.send(send(1))
    follower.entry("e", 2, stored(2))
    follower.not_appended()
    assert follower.gap_due() == [fx.ReadOn("c", 0, "e")]
    follower.send(send(1))
    assert follower.appended(send(1), 1, stamp(91), before=stamp(1)) == []
    assert follower.read([Logged(1, stored(1)), Logged(2, stored(2))]) == [
        fx.SendText(frame(1)),
        fx.SendText(frame(2)),
        fx.ReadOn("c", 2, "e"),
    ]


def test_what_this_end_was_given_already_is_acknowledged_with_the_stamp_it_has() -> None:
    follower = live(5)
    follower.send(send(1))
    assert follower.appended(send(1), 3, stamp(91), before=stamp(3)) == [
        fx.Send(Ack("c", "m1", 3, stamp(3), place(3))),
    ]


@pytest.mark.parametrize("role", ["teen", "counsellor"])
def test_what_a_lost_log_acknowledged_after_this_end_asked_for_another_is_asked_for(role: str) -> None:
    """A console follows anew after each loss, a teen goes on with the same follower."""
    before = following(role=role)
    before.attached(attached())
    before.send(send(1))
    before.live = False
    again = before if role == "teen" else LogFollower(role, STAMPS, before.cursor(), former=before)
    assert again.attach(1) == [fx.Attach("c", role, 1, Proof())]
    assert before.appended(send(1), 1, stamp(91)) == [ack(1, 1)]
    asked = Proof("e", 1, stamp(91))
    assert again.attached(attached(epoch="other")) == [fx.Attach("c", role, 1, asked)]
    (told,) = again.attached(attached(epoch="other", refill=True))
    assert isinstance(told, fx.Send)
    assert again.proof() == asked
    assert again.attached(attached(epoch="third"))[0] == fx.Send(Log("c", "third", 1, 0, 0))


def test_a_log_that_is_the_same_is_asked_once_whatever_was_acknowledged_meanwhile() -> None:
    follower = live()
    follower.send(send(1))
    follower.attach(1)
    follower.appended(send(1), 1, stamp(91))
    assert follower.attached(attached(head=1)) == [fx.Send(Log("c", "e", 1, 1, 0))]
    assert follower.live


def test_nothing_is_sent_before_the_log_answered() -> None:
    follower = LogFollower("teen", STAMPS, Cursor("c"))
    (refused,) = follower.send(send(1))
    assert isinstance(refused, fx.Send)
    assert refused.frame == Error("not_ready", "m1", retry=True)


def test_notices_before_the_answer_make_a_read_after_it() -> None:
    follower = following()
    assert follower.entry("e", 1, stored(1)) == []
    assert fx.ReadOn("c", 0, "e") in follower.attached(attached(head=0))


def test_notices_during_a_read_make_another() -> None:
    follower = live()
    assert follower.catch_up() == [fx.ReadOn("c", 0, "e")]
    follower.entry("e", 1, stored(1))
    assert follower.read([]) == [fx.ReadOn("c", 0, "e")]


def test_the_missed_come_after_the_log_frame() -> None:
    follower = following(2)
    first, *rest = follower.attached(attached(head=4, entries=(3, 4)))
    assert isinstance(first, fx.Send)
    assert isinstance(first.frame, Log)
    assert shown(rest) == [frame(3), frame(4)]


def test_another_epoch_starts_again() -> None:
    follower = live(5)
    follower.attach(1)
    wanted = follower.attached(attached(epoch="f", head=2, entries=(1, 2)))
    assert shown(wanted) == [frame(1, "f"), frame(2, "f")]


def test_a_connection_made_anew_in_the_middle_of_a_refill_asks_for_it_again() -> None:
    follower = following(4, "old")
    for _ in range(2):
        follower.attached(attached(epoch="new", refill=True))
        assert follower.attach(1) == [fx.Attach("c", "teen", 1, proof(4, "old"))]
        assert follower.cursor() == cursor(4, "old")
    follower.attached(attached(epoch="new", head=5, entries=(1, 2, 3, 4, 5)))
    assert follower.attach(1) == [fx.Attach("c", "teen", 1, proof(5, "new"))]


def test_a_refill_waits_for_what_the_end_holds() -> None:
    follower = following(9, "old")
    (only,) = follower.attached(attached(epoch="new", refill=True))
    assert isinstance(only, fx.Send)
    assert follower.entry("new", 1, stored(1)) == []
    wanted = follower.attached(attached(epoch="new", head=2, entries=(1, 2)))
    assert shown(wanted) == [frame(1, "new"), frame(2, "new")]


def test_a_second_answer_to_a_refill_takes_nothing_back() -> None:
    follower = live(1)
    follower.send(send(1))
    assert follower.entry("e", 3, stored(3)) == []
    assert follower.attached(attached(head=1, entries=(1,))) == []
    assert follower.appended(send(1), 2, stamp(91)) == [ack(1, 2), fx.SendText(frame(3))]


def test_many_missed_entries_leave_at_the_readers_pace() -> None:
    follower = following()
    *_, replay = follower.attached(attached(head=20, entries=tuple(range(1, 21))))
    assert isinstance(replay, fx.Replay)
    assert len(replay.texts) == 20
    assert follower.entry("e", 21, stored(21)) == []
    assert follower.replayed() == [fx.ReadOn("c", 20, "e")]


def test_what_was_delivered_last_is_proved_whoever_wrote_it() -> None:
    follower = live()
    follower.entry("e", 1, stored(1))
    assert follower.cursor() == cursor(1)
    follower.send(send(1))
    follower.appended(send(1), 2, stamp(91))
    assert follower.cursor() == Cursor("c", "e", 2, stamp(91), place(2, given=stamp(91)))


def test_a_cursor_that_this_house_did_not_give_proves_nothing() -> None:
    forged = Cursor("c", "e", 4, stamp(4), place(5))
    assert LogFollower("teen", STAMPS, forged).attach(1) == [fx.Attach("c", "teen", 1, Proof())]


def test_an_entry_that_no_gateway_took_is_shown_to_nobody() -> None:
    follower = live()
    forged = entry("counsellor", "x1", 1, 1, "k", "text", "b") + f',"stamp":"{stamp(2)}"}}'
    assert shown(follower.entry("e", 1, forged)) == ['{"t":"withheld","chat":"c","seq":1}']
    assert shown(follower.entry("e", 2, stored(2))) == [frame(2)]


def test_a_log_that_went_back_in_time_is_attached_to_anew() -> None:
    follower = live()
    for seq in (1, 2):
        follower.entry("e", seq, stored(seq))
    other = stored(2, body="another")
    assert follower.entry("e", 2, other) == [fx.AttachAnew("c")]
    assert follower.attach(1) == [fx.Attach("c", "teen", 1, proof(2))]


def test_a_log_that_went_back_further_than_this_end_remembers_is_noticed_too() -> None:
    follower = live()
    for seq in range(1, 200):
        follower.entry("e", seq, stored(seq))
    assert follower.entry("e", 3, stored(3, body="another")) == [fx.AttachAnew("c")]


def test_what_was_delivered_last_may_be_told_again_and_noise_says_nothing() -> None:
    follower = live()
    for seq in (1, 2):
        follower.entry("e", seq, stored(seq))
    assert follower.entry("e", 2, stored(2)) == []
    assert follower.entry("e", 1, stored(1)[:-4] + 'A"}') == []


def test_an_own_entry_below_what_was_delivered_shows_that_the_log_went_back() -> None:
    follower = live(5)
    follower.send(send(1))
    assert follower.appended(send(1), 3, stamp(91)) == [ack(1, 3), fx.AttachAnew("c")]


def test_many_own_entries_that_show_it_attach_once() -> None:
    follower = live(5)
    for n in (1, 2, 3):
        follower.send(send(n))
    assert follower.appended(send(1), 2, stamp(91)) == [ack(1, 2), fx.AttachAnew("c")]
    assert follower.entry("f", 3, stored(3)) == []
    assert follower.appended(send(2), 4, stamp(92)) == [ack(2, 4)]
    follower.attach(1)
    assert follower.appended(send(3), 5, stamp(93)) == [ack(3, 5)]


def test_an_entry_of_another_epoch_is_not_shown_in_this_one() -> None:
    assert live().entry("f", 1, stored(1)) == [fx.AttachAnew("c")]


def new_holder(*entries: str) -> tuple[LogFollower, fx.Effects]:
    """A counsellor who came with fence 2; the entries are those of the log, from 1."""
    follower = following(role="counsellor", scope=Scope(2, "kid"))
    logged = tuple(Logged(seq, text) for seq, text in enumerate(entries, 1))
    return follower, follower.attached(Attached(7, "e", 2, len(logged), 0, 0, logged, False, False, False, ()))


def kinds(texts: list[str]) -> list[str]:
    return [text.split('"')[3] for text in texts]


def yes(seq: int, kid: str = "kid") -> str:
    return stored(seq, "teen", fence=2, kind="share", body=share_body(kid, yes=True))


def test_what_is_older_than_the_fence_is_withheld_until_the_yes_and_then_read_from_the_beginning() -> None:
    follower, wanted = new_holder(stored(1), stored(2, fence=2))
    assert kinds(shown(wanted)) == ["withheld", "entry"]
    wanted = follower.entry("e", 3, yes(3))
    assert fx.ReadOn("c", 0, "e") in wanted
    entries = [Logged(1, stored(1)), Logged(2, stored(2, fence=2)), Logged(3, yes(3))]
    assert shown(follower.read(entries))[:1] == [frame(1)]


def test_a_yes_that_waited_for_own_words_shows_what_was_withheld_without_waiting_for_more() -> None:
    follower, _ = new_holder(stored(1), stored(2, fence=2))
    follower.send(send(1))
    assert follower.entry("e", 4, yes(4)) == []
    wanted = follower.appended(send(1), 3, stamp(91))
    assert kinds(shown(wanted)) == ["entry"]
    assert wanted[-1] == fx.ReadOn("c", 0, "e")


def test_a_yes_that_comes_out_of_its_turn_does_so_too() -> None:
    follower, _ = new_holder(stored(1), stored(2, fence=2))
    assert follower.entry("e", 4, yes(4)) == [fx.WaitForGap("c")]
    wanted = follower.entry("e", 3, stored(3, fence=2))
    assert kinds(shown(wanted)) == ["entry", "entry"]
    assert wanted[-1] == fx.ReadOn("c", 0, "e")


def test_a_yes_that_came_before_holds_at_once() -> None:
    _, wanted = new_holder(stored(1), yes(2))
    assert kinds(shown(wanted)) == ["entry", "entry"]


@pytest.mark.parametrize(
    "answer",
    [
        yes(3, "other"),
        stored(3, "counsellor", fence=2, kind="share", body=share_body("kid", yes=True)),
        stored(3, "teen", fence=1, kind="share", body=share_body("kid", yes=True)),
        stored(3, "teen", fence=2, kind="share", body=share_body("kid", yes=False)),
        stored(3, "teen", fence=2, kind="text", body=share_body("kid", yes=True)),
        yes(3)[:-4] + 'AA"}',
    ],
)
def test_only_the_teens_yes_to_this_holder_counts(answer: str) -> None:
    follower, _ = new_holder(stored(1), stored(2, fence=2))
    assert not [effect for effect in follower.entry("e", 3, answer) if isinstance(effect, fx.ReadOn)]
    _, wanted = new_holder(stored(1), stored(2, fence=2), answer)
    assert kinds(shown(wanted))[0] == "withheld"


def handed(seq: int, epoch: str = "old", **changed: object) -> Entry:
    about: dict[str, object] = {"who": "counsellor", "cid": f"x{seq}", "n": seq, "fence": 1, "kid": "k", "kind": "text"}
    about |= {"body": "b", "stamp": stamp(seq), "place": place(seq, epoch), **changed}
    return Entry(seq, **about)  # type: ignore[arg-type]


def taken(*entries: Entry) -> list[int]:
    follower = following(3, "old")
    follower.attached(attached(epoch="new", refill=True))
    (effect,) = follower.refill(Refill("c", "new", list(entries), last=True))
    assert isinstance(effect, fx.RefillLog)
    return [one.seq for one in effect.entries]


def test_a_refill_takes_what_was_once_delivered() -> None:
    assert taken(handed(2), handed(3)) == [2, 3]


@pytest.mark.parametrize(
    "second",
    [
        handed(2, who="teen"),
        handed(2, body="other words"),
        handed(2, epoch="another"),
        handed(2, stamp=stamp(3)),
        handed(3),
        handed(4),
    ],
    ids=["another's words", "other words", "another epoch", "another stamp", "a gap", "beyond what is proved"],
)
def test_a_refill_ends_at_the_first_entry_that_does_not_fit(second: Entry) -> None:
    assert taken(handed(1), second, handed(3)) == [1]


def test_the_rest_of_a_pass_that_was_overtaken_is_not_the_beginning_of_the_next() -> None:
    follower = following(3, "old")
    follower.attached(attached(epoch="new", refill=True))
    passes = [follower.refill(Refill("c", "new", [handed(1)], last=False))]
    follower.attach(1)
    follower.attached(replace(attached(epoch="new", refill=True), generation=8))
    assert follower.refill(Refill("c", "new", [handed(2), handed(3)], last=True)) == []
    passes += [follower.refill(Refill("c", "new", [handed(1), handed(2)], last=False))]
    passes += [follower.refill(Refill("c", "new", [handed(3)], last=True))]
    effects = [effect for wanted in passes for effect in wanted if isinstance(effect, fx.RefillLog)]
    assert [(effect.generation, [one.seq for one in effect.entries], effect.last) for effect in effects] == [
        (7, [1], False),
        (8, [1, 2], False),
        (8, [3], True),
    ]


def test_a_pass_that_came_to_its_end_overtakes_nothing() -> None:
    follower = following(3, "old")
    for generation in (7, 8):
        follower.attached(replace(attached(epoch="new", refill=True), generation=generation))
        (effect,) = follower.refill(Refill("c", "new", [handed(1)], last=True))
        assert isinstance(effect, fx.RefillLog)
        assert (effect.generation, len(effect.entries)) == (generation, 1)
        follower.attach(1)


def test_nobody_refills_a_log_that_did_not_ask() -> None:
    assert live(3).refill(Refill("c", "e", [handed(1, "e")], last=True)) == []


@pytest.mark.parametrize("seed", range(40))
def test_any_order_shows_everything_once(seed: int) -> None:
    """Entries 1–8: every third is this end's own; notices arrive shuffled, doubled or not at all."""
    rng = random.Random(seed)
    follower, seen = live(), list[str]()
    own = {3, 6}
    log = {seq: stored(seq) for seq in range(1, 9)}

    def run(wanted: fx.Effects) -> None:
        for effect in wanted:
            if isinstance(effect, fx.SendText):
                seen.append(effect.text)
            elif isinstance(effect, fx.Replay):
                seen.extend(effect.texts)
                run(follower.replayed())
            elif isinstance(effect, fx.ReadOn):
                run(follower.read([Logged(seq, text) for seq, text in log.items() if seq > effect.after]))

    arrivals = [seq for seq in log if seq not in own and rng.random() > 0.3]
    arrivals += rng.choices(arrivals or [1], k=3)
    rng.shuffle(arrivals)
    for seq in own:
        run(follower.send(send(seq)))
    for seq in itertools.chain(arrivals, ()):
        run(follower.entry("e", seq, log[seq]))
    for seq in own:
        run(follower.appended(send(seq), seq, stamp(seq)))
    run(follower.gap_due())
    run(follower.catch_up())
    others = [frame(seq) for seq in log if seq not in own]
    assert [text for text in seen if text in others] == others
    assert len(seen) == len(set(seen))


def test_news_of_the_others_come_after_what_was_missed_the_last_of_each_kind() -> None:
    """A teen who takes time says so to whoever comes, and may be faster than the log's answer."""
    follower = following()
    quiet, gone = Quiet("c", "thinking", 5), Presence("c", "teen", False)
    assert follower.attach(1) != []
    assert (
        follower.told(Quiet("c", "asked", 9), "teen") + follower.told(quiet, "teen") + follower.told(gone, "teen") == []
    )
    logged = tuple(Logged(seq, stored(seq)) for seq in range(1, PAGE + 1))
    found = Attached(7, "e", 1, PAGE + 1, 0, 0, logged, False, False, False, ("teen", "supervisor"))
    _, replay = follower.attached(found)
    assert isinstance(replay, fx.Replay)
    assert follower.told(Typing("c", True, "supervisor"), "supervisor") == []
    assert follower.replayed() == [fx.ReadOn("c", PAGE, "e")]
    assert follower.peer_seen("counsellor", 3) == []
    last = (Logged(PAGE + 1, stored(PAGE + 1)),)
    there = Presence("c", "supervisor", True)
    told = follower.read(last)[1:]
    typing, seen = Typing("c", True, "supervisor"), Seen("c", 3, "counsellor")
    assert told == [fx.Send(one) for one in (gone, there, quiet, typing, seen)]
    assert follower.told(gone, "teen") == [fx.Send(gone)]


def test_what_was_lost_before_the_log_answered_is_said_with_the_answer_once() -> None:
    follower = following()
    assert follower.lost() == []
    assert follower.attached(attached()) == [fx.Send(Log("c", "e", 1, 0, 0, lost=True))]
    follower.attach(1)
    assert follower.attached(attached()) == [fx.Send(Log("c", "e", 1, 0, 0))]


def test_what_is_lost_later_is_told_with_where_this_end_stands() -> None:
    follower = live(last_seq=3)
    follower.entry("e", 4, stored(4))
    assert follower.lost() == [fx.Send(Log("c", "e", 1, 4, 0, lost=True))]


def test_a_log_attached_to_anew_begins_with_what_it_says_of_the_others() -> None:
    follower = following()
    follower.attach(1)
    follower.told(Presence("c", "counsellor", False), "counsellor")
    follower.attach(1)
    assert follower.attached(attached()) == [fx.Send(Log("c", "e", 1, 0, 0))]


def test_who_left_while_this_end_was_not_in_the_log_is_told_as_gone() -> None:
    """Nobody publishes it to an end that is just connecting anew, and its client would believe them here."""
    follower = following()
    both = Attached(7, "e", 1, 0, 0, 0, (), False, False, False, ("counsellor", "supervisor"))
    here, beside = (Presence("c", who, True) for who in ("counsellor", "supervisor"))  # type: ignore[arg-type]
    assert follower.attached(both)[1:] == [fx.Send(here), fx.Send(beside)]
    follower.attach(1)
    alone = Attached(8, "e", 1, 0, 0, 0, (), False, False, False, ("supervisor",))
    assert follower.attached(alone)[1:] == [fx.Send(beside), fx.Send(Presence("c", "counsellor", False))]
    follower.attach(1)
    assert follower.attached(alone)[1:] == [fx.Send(beside)]
