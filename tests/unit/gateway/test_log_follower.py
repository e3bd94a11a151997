"""One end shows a prefix of the log, without a gap or a repeat, however notices, reads and acks arrive."""

import itertools
import random

import pytest

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.log_follower import REFILL_BYTES, REFILL_FRAME_BYTES, LogFollower
from chat.protocol.common import Ack, Cursor, Entry, Error, Log, Refill
from chat.protocol.common import Send as SendFrame
from routing.log_values import Attached, Logged


def frame(seq: int) -> str:
    return f'{{"t":"entry","chat":"c","seq":{seq},"cid":"x{seq}"}}'


def attached(*, head: int = 0, entries: tuple[int, ...] = (), epoch: str = "e", refill: bool = False) -> Attached:
    logged = tuple(Logged(seq, frame(seq)) for seq in entries)
    return Attached(7, epoch, 1, head, 0, 0, logged, refill, False, False, ())


def live(last_seq: int = 0, epoch: str = "e") -> LogFollower:
    follower = LogFollower("c", "teen", epoch, last_seq)
    follower.attach(1)
    follower.attached(attached(head=last_seq))
    return follower


def shown(wanted: fx.Effects) -> list[str]:
    return [effect.text for effect in wanted if isinstance(effect, fx.SendText)]


def send(n: int) -> SendFrame:
    return SendFrame("c", 1, f"m{n}", n, "text", "b")


def test_entries_in_order_go_straight_through() -> None:
    follower = live()
    assert shown(follower.entry(1, frame(1)) + follower.entry(2, frame(2))) == [frame(1), frame(2)]


def test_a_repeat_is_dropped() -> None:
    follower = live()
    follower.entry(1, frame(1))
    assert follower.entry(1, frame(1)) == []


def test_a_gap_gets_a_moment_and_is_then_read() -> None:
    follower = live()
    assert follower.entry(2, frame(2)) == [fx.WaitForGap("c")]
    assert follower.gap_due() == [fx.ReadOn("c", 0, "e")]
    assert shown(follower.read([Logged(1, frame(1)), Logged(2, frame(2))])) == [frame(1), frame(2)]


def test_a_late_notice_fills_the_gap() -> None:
    follower = live()
    follower.entry(2, frame(2))
    assert shown(follower.entry(1, frame(1))) == [frame(1), frame(2)]
    assert follower.gap_due() == []


def test_own_entries_are_acknowledged_and_not_shown() -> None:
    follower = live()
    assert follower.send(send(1)) == [fx.Append("teen", send(1))]
    assert follower.appended(send(1), 1) == [fx.Send(Ack("c", "m1", 1))]
    assert shown(follower.entry(2, frame(2))) == [frame(2)]


def test_an_own_append_under_way_may_fill_the_gap() -> None:
    follower = live()
    follower.send(send(1))
    assert follower.entry(2, frame(2)) == []
    assert shown(follower.appended(send(1), 1)) == [frame(2)]


def test_a_refused_append_leaves_the_gap_to_be_read() -> None:
    follower = live()
    follower.send(send(1))
    follower.entry(2, frame(2))
    assert follower.not_appended() == [fx.WaitForGap("c")]


def test_a_repeated_append_moves_nothing() -> None:
    follower = live(5)
    follower.send(send(1))
    assert follower.appended(send(1), 3) == [fx.Send(Ack("c", "m1", 3))]
    assert follower.next == 6


def test_nothing_is_sent_before_the_log_answered() -> None:
    follower = LogFollower("c", "teen")
    (refused,) = follower.send(send(1))
    assert isinstance(refused, fx.Send)
    assert refused.frame == Error("not_ready", "m1", retry=True)


def test_notices_before_the_answer_make_a_read_after_it() -> None:
    follower = LogFollower("c", "teen", "e", 0)
    follower.attach(1)
    assert follower.entry(1, frame(1)) == []
    assert fx.ReadOn("c", 0, "e") in follower.attached(attached(head=0))


def test_notices_during_a_read_make_another() -> None:
    follower = live()
    assert follower.catch_up() == [fx.ReadOn("c", 0, "e")]
    follower.entry(1, frame(1))
    assert follower.read([]) == [fx.ReadOn("c", 0, "e")]


def test_the_missed_come_after_the_log_frame() -> None:
    follower = LogFollower("c", "teen", "e", 2)
    follower.attach(1)
    first, *rest = follower.attached(attached(head=4, entries=(3, 4)))
    assert isinstance(first, fx.Send)
    assert isinstance(first.frame, Log)
    assert shown(rest) == [frame(3), frame(4)]


def test_another_epoch_starts_again() -> None:
    follower = live(5)
    follower.attach(1)
    wanted = follower.attached(attached(epoch="f", head=2, entries=(1, 2)))
    assert shown(wanted) == [frame(1), frame(2)]


def test_a_connection_made_anew_in_the_middle_of_a_refill_asks_for_it_again() -> None:
    follower = LogFollower("c", "teen", "old", 4, "x4")
    first = follower.attach(1)
    for _ in range(2):
        follower.attached(attached(epoch="new", refill=True))
        assert follower.attach(1) == first == [fx.Attach("c", "teen", 1, "old", 4, "x4")]
        assert follower.cursor() == Cursor("c", "old", 4, "x4")
    follower.attached(attached(epoch="new", head=5, entries=(1, 2, 3, 4, 5)))
    assert follower.attach(1) == [fx.Attach("c", "teen", 1, "new", 5, "x5")]


def handed(count: int, *, epoch: str = "new", last: bool = False, body: str = "b") -> Refill:
    return Refill("c", epoch, [Entry(n, "teen", f"x{n}", n, 1, "text", body) for n in range(1, count + 1)], last)


def test_a_refill_that_was_not_asked_for_goes_nowhere() -> None:
    follower = live(5)
    assert follower.refill(handed(1, epoch="e")) == []
    follower.attached(attached(epoch="new", refill=True))
    assert follower.refill(handed(1, epoch="e", last=True)) == []


def test_a_refill_is_bounded_and_still_ends() -> None:
    follower = LogFollower("c", "teen", "old", 4, "x4")
    follower.attach(1)
    follower.attached(attached(epoch="new", refill=True))
    taken = 0
    while follower.refill(handed(1)):
        taken += 1
    assert taken == REFILL_BYTES // REFILL_FRAME_BYTES
    assert follower.refill(handed(1, last=True)) == [fx.RefillLog("c", "teen", "new", [], True)]
    assert follower.refill(handed(1, last=True)) == []


def test_a_refill_waits_for_what_the_end_holds() -> None:
    follower = LogFollower("c", "teen", "old", 9)
    follower.attach(1)
    (only,) = follower.attached(attached(epoch="new", refill=True))
    assert isinstance(only, fx.Send)
    assert follower.entry(1, frame(1)) == []
    assert shown(follower.attached(attached(epoch="new", head=2, entries=(1, 2)))) == [frame(1), frame(2)]


def test_a_second_answer_to_a_refill_takes_nothing_back() -> None:
    follower = live(1)
    follower.send(send(1))
    assert follower.entry(3, frame(3)) == []
    assert follower.attached(attached(head=1, entries=(1,))) == []
    assert follower.appended(send(1), 2) == [fx.Send(Ack("c", "m1", 2)), fx.SendText(frame(3))]


def test_many_missed_entries_leave_at_the_readers_pace() -> None:
    follower = LogFollower("c", "teen", "e", 0)
    follower.attach(1)
    *_, replay = follower.attached(attached(head=20, entries=tuple(range(1, 21))))
    assert isinstance(replay, fx.Replay)
    assert len(replay.texts) == 20
    assert follower.entry(21, frame(21)) == []
    assert follower.replayed() == [fx.ReadOn("c", 20, "e")]


def test_the_cursor_names_the_last_entry_whoever_wrote_it() -> None:
    follower = live()
    follower.entry(1, frame(1))
    assert follower.cursor().last_cid == "x1"
    follower.send(send(1))
    follower.appended(send(1), 2)
    assert (follower.cursor().last_seq, follower.cursor().last_cid) == (2, "m1")


@pytest.mark.parametrize("seed", range(40))
def test_any_order_shows_everything_once(seed: int) -> None:
    """Entries 1–8: every third is this end's own; notices arrive shuffled, doubled or not at all."""
    rng = random.Random(seed)
    follower, seen = live(), list[str]()
    own = {3, 6}
    log = {seq: frame(seq) for seq in range(1, 9)}

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
        run(follower.entry(seq, log[seq]))
    for seq in own:
        run(follower.appended(send(seq), seq))
    run(follower.gap_due())
    run(follower.catch_up())
    others = [text for seq, text in log.items() if seq not in own]
    assert [text for text in seen if text in others] == others
    assert len(seen) == len(set(seen))
