"""A follower with a scope shows everything exactly once and in order: over pages, notices in any order, what is
withheld, a yes at any moment, and a connection made anew in the middle."""

import json
import random
from dataclasses import dataclass, field

import pytest

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.deliveries import Scope, share_body
from chat.gateway.sessions.log_follower import LogFollower
from chat.protocol.common import Cursor
from chat.protocol.common import Send as SendFrame
from routing.log_values import PAGE, Attached, Logged
from tests.unit.gateway.stamped import CHAT, STAMPS, place, stored

FENCE, KID, EPOCH = 2, "kid", "e"
OWN = "counsellor"


def yes(seq: int) -> str:
    return stored(seq, "teen", fence=FENCE, kind="share", body=share_body(KID, yes=True))


@dataclass
class Log:
    """What the log holds: `text[seq]` from `base`."""

    text: dict[int, str] = field(default_factory=dict)
    base: int = 1

    @property
    def head(self) -> int:
        return max(self.text, default=0)

    def add(self, text: str) -> int:
        self.text[self.head + 1] = text
        return self.head

    def read(self, after: int, limit: int = PAGE) -> list[Logged]:
        return [Logged(seq, text) for seq, text in sorted(self.text.items()) if seq > max(after, self.base - 1)][:limit]


@dataclass
class Shown:
    """What the console's page has: nothing is drawn twice, nothing is drawn in the wrong place."""

    last: int = 0
    open: dict[int, str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    again: int = 0

    def take(self, text: str) -> None:
        frame = json.loads(text)
        seq = frame["seq"]
        if frame["t"] == "withheld":
            assert seq == self.last + 1 or not self.last, (seq, self.last)
            self.hidden.add(seq)
            self.last = seq
        elif seq in self.hidden:
            self.hidden.discard(seq)
            assert seq not in self.open
            self.open[seq] = frame["cid"]
        elif seq in self.open:
            assert frame["cid"] == self.open[seq]
            self.again += 1
        else:
            assert seq == self.last + 1 or not self.last, (seq, self.last)
            self.open[seq] = frame["cid"]
            self.last = seq

    def acknowledged(self, seq: int) -> None:
        self.open[seq] = "own"
        self.last = max(self.last, seq)


class Console:
    """One console that follows the log as its gateway's connection does, each answer when the dice say so."""

    def __init__(self, log: Log, dice: random.Random, fence: int = FENCE) -> None:
        self.log, self.dice = log, dice
        self.page = Shown()
        self.asked: list[fx.Effect] = []
        self.notices: list[int] = []
        self.gap = False
        self.connected = 1
        self.scope = Scope(fence, KID)
        self.follower = LogFollower(OWN, STAMPS, Cursor(CHAT), self.scope)
        self.feed(self.follower.attach(fence))

    def feed(self, wanted: fx.Effects) -> None:
        for at, effect in enumerate(wanted):
            match effect:
                case fx.SendText(text):
                    self.page.take(text)
                case fx.Send():
                    pass
                case fx.WaitForGap():
                    self.gap = True
                case _:
                    self.asked = [*wanted[at:], *self.asked]
                    return

    def answer(self) -> None:
        """What the worker waits for is answered."""
        if not self.asked:
            return
        effect, rest = self.asked[0], self.asked[1:]
        self.asked = []
        match effect:
            case fx.Attach(proof=proof):
                after = proof.seq if proof.epoch == EPOCH else 0
                page, head = tuple(self.log.read(after)), self.log.head
                found = Attached(7, EPOCH, FENCE, head, 0, 0, page, False, False, False, ())
                self.feed(self.follower.attached(found))
            case fx.ReadOn(after=after):
                self.feed(self.follower.read(self.log.read(after)))
            case fx.Replay(texts=texts):
                for text in texts:
                    self.page.take(text)
                self.feed(self.follower.replayed())
            case fx.SendText() | fx.Send():
                self.feed([effect])
            case fx.AttachAnew():
                self.anew()
                return
        self.asked += rest

    def hear(self) -> None:
        """A notice, in any order and perhaps more than once."""
        if self.notices:
            seq = self.dice.choice(self.notices)
            if self.dice.random() < 0.8:
                self.notices.remove(seq)
            self.feed(self.follower.entry(EPOCH, seq, self.log.text[seq]))

    def wait(self) -> None:
        if self.gap:
            self.gap = False
            self.feed(self.follower.gap_due())

    def anew(self) -> None:
        """The log does not know this connection: a follower made of the cursor, as a session makes it. What was on its
        way to the page leaves all the same; what was asked of the log is answered to nobody."""
        for effect in self.asked:
            texts = effect.texts if isinstance(effect, fx.Replay) else []
            for text in [effect.text] if isinstance(effect, fx.SendText) else texts:
                self.page.take(text)
        self.asked, self.gap = [], False
        self.connected += 1
        self.follower = LogFollower(OWN, STAMPS, self.follower.cursor(), self.scope)
        self.feed(self.follower.attach(FENCE))

    def settle(self) -> None:
        for _ in range(400):
            if not (self.asked or self.gap or self.notices):
                break
            self.answer()
            self.wait()
            self.hear()
        self.feed(self.follower.catch_up())
        for _ in range(200):
            self.answer()


def expected(log: Log, upto: int = 0) -> tuple[list[int], set[int]]:
    """Of a log read as a whole: what is open, and what is withheld for ever."""
    shared = any(text == yes(seq) for seq, text in log.text.items())
    opened = [seq for seq, text in log.text.items() if shared or f'"fence":{FENCE}' in text]
    return sorted(opened), set(log.text) - set(opened)


def checked(console: Console) -> None:
    opened, hidden = expected(console.log)
    assert sorted(console.page.open) == opened
    assert console.page.hidden == hidden
    assert console.page.last == console.log.head
    assert console.connected > 1 or not console.page.again, "on one connection nothing is said twice"
    for seq, cid in console.page.open.items():
        assert cid == f"x{seq}"


def history(entries: int) -> Log:
    """What was written before this console came."""
    log = Log()
    for seq in range(1, entries + 1):
        log.add(stored(seq, "teen" if seq % 2 else OWN, fence=1))
    return log


@pytest.mark.parametrize("entries", [0, 1, 8, 9, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1, 3 * PAGE + 5])
@pytest.mark.parametrize("when", ["never", "before", "after", "long after"])
def test_history_of_any_length_is_withheld_and_shown_with_the_yes(entries: int, when: str) -> None:
    log = history(entries)
    if when == "before":
        log.add(yes(log.head + 1))
    console = Console(log, random.Random(1))
    console.settle()
    if when == "long after":
        for _ in range(PAGE + 3):
            console.notices.append(log.add(stored(log.head + 1, "teen", fence=FENCE)))
            console.hear()
    if when in ("after", "long after"):
        console.notices.append(log.add(yes(log.head + 1)))
    console.settle()
    checked(console)


@pytest.mark.parametrize("seed", range(120))
def test_whatever_happens_everything_is_shown_once_and_in_order(seed: int) -> None:
    dice = random.Random(seed)
    log = history(dice.choice([0, 3, 12, PAGE, PAGE + 7, 2 * PAGE + 9]))
    console = Console(log, dice)
    said = dice.randrange(60)
    for turn in range(80):
        if turn == said and dice.random() < 0.8:
            console.notices.append(log.add(yes(log.head + 1)))
        elif dice.random() < 0.35:
            seq = log.add(stored(log.head + 1, "teen", fence=FENCE))
            console.notices += [seq] if dice.random() < 0.8 else []
        step = dice.choice([console.answer] * 4 + [console.hear] * 4 + [console.wait])
        step()
        if dice.random() < 0.03:
            console.anew()
    console.settle()
    checked(console)


@pytest.mark.parametrize("seed", range(40))
def test_a_yes_among_pages_that_are_still_being_read(seed: int) -> None:
    """The first page is withheld before the yes is known; then what was withheld is read once more."""
    dice = random.Random(seed)
    log = history(dice.randrange(1, 3 * PAGE))
    log.add(yes(log.head + 1))
    for _ in range(dice.randrange(0, 2 * PAGE)):
        log.add(stored(log.head + 1, "teen", fence=FENCE))
    console = Console(log, dice)
    for _ in range(dice.randrange(0, 12)):
        console.answer()
        if dice.random() < 0.2:
            console.anew()
    console.settle()
    checked(console)


@pytest.mark.parametrize("answers", range(8))
def test_a_reading_of_what_was_withheld_that_is_cut_off_begins_again(answers: int) -> None:
    log = history(3 * PAGE)
    console = Console(log, random.Random(3))
    console.settle()
    console.notices.append(log.add(yes(log.head + 1)))
    console.hear()
    for _ in range(answers):
        console.answer()
    console.anew()
    console.settle()
    opened, hidden = expected(log)
    assert (sorted(console.page.open), console.page.hidden) == (opened, hidden)


def test_a_yes_while_a_console_was_away_shows_what_it_was_not_shown_before() -> None:
    log = history(PAGE + 5)
    console = Console(log, random.Random(3))
    console.settle()
    assert len(console.page.hidden) == PAGE + 5
    log.add(yes(log.head + 1))
    console.anew()
    console.settle()
    checked(console)
    assert not console.page.hidden
    console.anew()
    console.settle()
    checked(console)


def test_a_console_that_came_back_before_the_yes_is_shown_what_it_was_not() -> None:
    log = history(3)
    console = Console(log, random.Random(3))
    console.settle()
    console.anew()
    console.settle()
    console.notices.append(log.add(yes(log.head + 1)))
    console.settle()
    checked(console)


def test_where_nothing_is_older_one_reading_says_so() -> None:
    log = Log()
    for seq in range(1, 3 * PAGE):
        log.add(stored(seq, "teen", fence=FENCE))
    console = Console(log, random.Random(3))
    console.settle()
    console.anew()
    readings = 0
    while console.asked:
        readings += isinstance(console.asked[0], fx.ReadOn)
        console.answer()
    assert readings == 1
    checked(console)


def test_what_was_trimmed_meanwhile_is_not_waited_for() -> None:
    log = history(2 * PAGE)
    console = Console(log, random.Random(5))
    console.settle()
    log.base = PAGE + 10
    console.notices.append(log.add(yes(log.head + 1)))
    console.settle()
    assert sorted(console.page.open) == list(range(PAGE + 10, 2 * PAGE + 2))
    assert console.page.hidden == set(range(1, PAGE + 10))


def test_own_words_and_a_yes_at_once() -> None:
    log = history(PAGE + 2)
    console = Console(log, random.Random(7))
    console.settle()
    frame = SendFrame(CHAT, FENCE, KID, "own", 1, "text", "b")
    console.feed([one for one in console.follower.send(frame) if not isinstance(one, fx.Append)])
    own = log.add(stored(log.head + 1, OWN, fence=FENCE))
    console.notices.append(log.add(yes(log.head + 1)))
    console.hear()
    stamp = STAMPS.stamp_of(CHAT, log.text[own])
    console.page.acknowledged(own)
    console.feed(console.follower.appended(frame, own, stamp))
    console.settle()
    assert sorted(console.page.open) == list(range(1, log.head + 1))
    assert console.page.hidden == set()
    last = STAMPS.stamp_of(CHAT, log.text[log.head])
    assert console.follower.cursor() == Cursor(CHAT, EPOCH, log.head, last, place(log.head, given=last))
