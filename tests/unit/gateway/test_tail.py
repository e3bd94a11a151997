"""One end shows a prefix of the log, without a gap or a repeat, however notices, reads and acks arrive."""

import itertools
import random

import pytest

from chat.gateway import effects as fx
from chat.gateway.tail import Tail
from chat.protocol.common import Ack, Cursor, Error, Log
from chat.protocol.common import Send as SendFrame
from routing.log_values import Attached, Logged


def frame(seq: int) -> str:
    return f'{{"t":"entry","chat":"c","seq":{seq},"cid":"x{seq}"}}'


def attached(*, head: int = 0, entries: tuple[int, ...] = (), epoch: str = "e", refill: bool = False) -> Attached:
    logged = tuple(Logged(seq, frame(seq)) for seq in entries)
    return Attached(7, epoch, 1, head, 0, 0, logged, refill, False, False, ())


def live(last_seq: int = 0, epoch: str = "e") -> Tail:
    tail = Tail("c", "teen", epoch, last_seq)
    tail.attach(1)
    tail.attached(attached(head=last_seq))
    return tail


def shown(wanted: fx.Effects) -> list[str]:
    return [effect.text for effect in wanted if isinstance(effect, fx.SendText)]


def send(n: int) -> SendFrame:
    return SendFrame("c", 1, f"m{n}", n, "text", "b")


def test_entries_in_order_go_straight_through() -> None:
    tail = live()
    assert shown(tail.entry(1, frame(1)) + tail.entry(2, frame(2))) == [frame(1), frame(2)]


def test_a_repeat_is_dropped() -> None:
    tail = live()
    tail.entry(1, frame(1))
    assert tail.entry(1, frame(1)) == []


def test_a_gap_gets_a_moment_and_is_then_read() -> None:
    tail = live()
    assert tail.entry(2, frame(2)) == [fx.WaitForGap("c")]
    assert tail.gap_due() == [fx.ReadOn("c", 0, "e")]
    assert shown(tail.read([Logged(1, frame(1)), Logged(2, frame(2))])) == [frame(1), frame(2)]


def test_a_late_notice_fills_the_gap() -> None:
    tail = live()
    tail.entry(2, frame(2))
    assert shown(tail.entry(1, frame(1))) == [frame(1), frame(2)]
    assert tail.gap_due() == []


def test_own_entries_are_acknowledged_and_not_shown() -> None:
    tail = live()
    assert tail.send(send(1)) == [fx.Append("teen", send(1))]
    assert tail.appended(send(1), 1) == [fx.Send(Ack("c", "m1", 1))]
    assert shown(tail.entry(2, frame(2))) == [frame(2)]


def test_an_own_append_under_way_may_fill_the_gap() -> None:
    tail = live()
    tail.send(send(1))
    assert tail.entry(2, frame(2)) == []
    assert shown(tail.appended(send(1), 1)) == [frame(2)]


def test_a_refused_append_leaves_the_gap_to_be_read() -> None:
    tail = live()
    tail.send(send(1))
    tail.entry(2, frame(2))
    assert tail.not_appended() == [fx.WaitForGap("c")]


def test_a_repeated_append_moves_nothing() -> None:
    tail = live(5)
    tail.send(send(1))
    assert tail.appended(send(1), 3) == [fx.Send(Ack("c", "m1", 3))]
    assert tail.next == 6


def test_nothing_is_sent_before_the_log_answered() -> None:
    tail = Tail("c", "teen")
    (refused,) = tail.send(send(1))
    assert isinstance(refused, fx.Send)
    assert refused.frame == Error("not_ready", "m1", retry=True)


def test_notices_before_the_answer_make_a_read_after_it() -> None:
    tail = Tail("c", "teen", "e", 0)
    tail.attach(1)
    assert tail.entry(1, frame(1)) == []
    assert fx.ReadOn("c", 0, "e") in tail.attached(attached(head=0))


def test_notices_during_a_read_make_another() -> None:
    tail = live()
    assert tail.catch_up() == [fx.ReadOn("c", 0, "e")]
    tail.entry(1, frame(1))
    assert tail.read([]) == [fx.ReadOn("c", 0, "e")]


def test_the_missed_come_after_the_log_frame() -> None:
    tail = Tail("c", "teen", "e", 2)
    tail.attach(1)
    first, *rest = tail.attached(attached(head=4, entries=(3, 4)))
    assert isinstance(first, fx.Send)
    assert isinstance(first.frame, Log)
    assert shown(rest) == [frame(3), frame(4)]


def test_another_epoch_starts_again() -> None:
    tail = live(5)
    tail.attach(1)
    wanted = tail.attached(attached(epoch="f", head=2, entries=(1, 2)))
    assert shown(wanted) == [frame(1), frame(2)]


def test_a_connection_made_anew_in_the_middle_of_a_refill_asks_for_it_again() -> None:
    tail = Tail("c", "teen", "old", 4, "x4")
    first = tail.attach(1)
    for _ in range(2):
        tail.attached(attached(epoch="new", refill=True))
        assert tail.attach(1) == first == [fx.Attach("c", "teen", 1, "old", 4, "x4")]
        assert tail.cursor() == Cursor("c", "old", 4, "x4")
    tail.attached(attached(epoch="new", head=5, entries=(1, 2, 3, 4, 5)))
    assert tail.attach(1) == [fx.Attach("c", "teen", 1, "new", 5, "x5")]


def test_a_refill_waits_for_what_the_end_holds() -> None:
    tail = Tail("c", "teen", "old", 9)
    tail.attach(1)
    (only,) = tail.attached(attached(epoch="new", refill=True))
    assert isinstance(only, fx.Send)
    assert tail.entry(1, frame(1)) == []
    assert shown(tail.attached(attached(epoch="new", head=2, entries=(1, 2)))) == [frame(1), frame(2)]


def test_a_second_answer_to_a_refill_takes_nothing_back() -> None:
    tail = live(1)
    tail.send(send(1))
    assert tail.entry(3, frame(3)) == []
    assert tail.attached(attached(head=1, entries=(1,))) == []
    assert tail.appended(send(1), 2) == [fx.Send(Ack("c", "m1", 2)), fx.SendText(frame(3))]


def test_many_missed_entries_leave_at_the_readers_pace() -> None:
    tail = Tail("c", "teen", "e", 0)
    tail.attach(1)
    *_, replay = tail.attached(attached(head=20, entries=tuple(range(1, 21))))
    assert isinstance(replay, fx.Replay)
    assert len(replay.texts) == 20
    assert tail.entry(21, frame(21)) == []
    assert tail.replayed() == [fx.ReadOn("c", 20, "e")]


def test_the_cursor_names_the_last_entry_whoever_wrote_it() -> None:
    tail = live()
    tail.entry(1, frame(1))
    assert tail.cursor().last_cid == "x1"
    tail.send(send(1))
    tail.appended(send(1), 2)
    assert (tail.cursor().last_seq, tail.cursor().last_cid) == (2, "m1")


@pytest.mark.parametrize("seed", range(40))
def test_any_order_shows_everything_once(seed: int) -> None:
    """Entries 1–8: every third is this end's own; notices arrive shuffled, doubled or not at all."""
    rng = random.Random(seed)
    tail, seen = live(), list[str]()
    own = {3, 6}
    log = {seq: frame(seq) for seq in range(1, 9)}

    def run(wanted: fx.Effects) -> None:
        for effect in wanted:
            if isinstance(effect, fx.SendText):
                seen.append(effect.text)
            elif isinstance(effect, fx.Replay):
                seen.extend(effect.texts)
                run(tail.replayed())
            elif isinstance(effect, fx.ReadOn):
                run(tail.read([Logged(seq, text) for seq, text in log.items() if seq > effect.after]))

    arrivals = [seq for seq in log if seq not in own and rng.random() > 0.3]
    arrivals += rng.choices(arrivals or [1], k=3)
    rng.shuffle(arrivals)
    for seq in own:
        run(tail.send(send(seq)))
    for seq in itertools.chain(arrivals, ()):
        run(tail.entry(seq, log[seq]))
    for seq in own:
        run(tail.appended(send(seq), seq))
    run(tail.gap_due())
    run(tail.catch_up())
    others = [text for seq, text in log.items() if seq not in own]
    assert [text for text in seen if text in others] == others
    assert len(seen) == len(set(seen))
