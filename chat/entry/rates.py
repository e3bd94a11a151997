"""How fast one connection may go: token buckets, pure, with the time as an argument (seconds, monotonic)."""

from dataclasses import dataclass, field

TYPING = frozenset({"typing", "seen", "quiet"})
BULK = frozenset({"refill"})
LIGHT = TYPING | {"pong"}
# A frame counts once for each so many bytes, once at least.
WEIGHT_BYTES = 9_600
# A refill comes in frames as large as they may be, so that a small one counts as one of this size.
LEAST_BULK_BYTES = 4_000


@dataclass(slots=True)
class Bucket:
    """Holds up to `burst` and fills at `rate` a second; starts full."""

    rate: float
    burst: float
    level: float = field(init=False)
    at: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.level = self.burst

    def take(self, now: float, amount: float = 1.0) -> bool:
        """Take `amount` if it is there; a refusal takes nothing."""
        if now > self.at:
            level = self.level + (now - self.at) * self.rate
            self.level, self.at = (level if level < self.burst else self.burst), now
        if self.level < amount:
            return False
        self.level -= amount
        return True

    def wait_s(self, now: float, amount: float = 1.0) -> float:
        """Seconds until `amount` is there."""
        self.take(now, 0.0)
        return max(0.0, (amount - self.level) / self.rate)


@dataclass(frozen=True, slots=True)
class Limits:
    """(rate a second, burst) of each kind; `strikes` refusals at once end the connection."""

    messages: tuple[float, float] = (5.0, 80.0)
    typing: tuple[float, float] = (4.0, 40.0)
    bulk: tuple[float, float] = (400_000.0, 8_000_000.0)
    strikes: tuple[float, float] = (1.0, 40.0)

    def times(self, factor: float) -> "Limits":
        """The same for a connection that does the work of `factor` (a console has several chats)."""
        parts = (self.messages, self.typing, self.bulk, self.strikes)
        return Limits(*((rate * factor, burst * factor) for rate, burst in parts))


class FrameRates:
    """Decides over each frame of one connection: `ok`, `drop` (say nothing), `slow` (an error), `abuse` (close)."""

    __slots__ = ("_bulk", "_messages", "_strikes", "_typing")

    def __init__(self, limits: Limits) -> None:
        self._messages = Bucket(*limits.messages)
        self._typing = Bucket(*limits.typing)
        self._bulk = Bucket(*limits.bulk)
        self._strikes = Bucket(*limits.strikes)

    def judge(self, tag: str, size: int, now: float) -> str:
        """`tag` of the frame ("" when it could not be read), `size` in bytes."""
        bucket = self._bulk if tag in BULK else self._typing if tag in LIGHT else self._messages
        weight = size / WEIGHT_BYTES if size > WEIGHT_BYTES else 1.0
        if tag in BULK:
            weight = max(size, LEAST_BULK_BYTES)
        if bucket.take(now, weight):
            return "ok"
        if not self._strikes.take(now):
            return "abuse"
        return "drop" if tag in TYPING else "slow"

    def bad(self, now: float) -> str:
        """A frame that was refused for its form counts as a strike: `slow` or `abuse`."""
        return "slow" if self._strikes.take(now) else "abuse"


@dataclass(slots=True)
class Capacity:
    """Room on this gateway: the last `reserve` places are kept for those who hold a ticket.

    A connection counts as a stranger until its hello proved a ticket; strangers never fill more than `strangers`, and
    those who are given time to work no more than half of that: who comes back is a stranger, too, for a moment.
    """

    places: int
    strangers: int
    reserve: int
    known: int = field(default=0, init=False)
    unknown: int = field(default=0, init=False)
    working: int = field(default=0, init=False)

    def admits_newcomer(self) -> bool:
        """Whether somebody without a chat may still join."""
        return self.known + self.unknown < self.places - self.reserve

    def enter(self) -> bool:
        """A socket asks in, still unknown."""
        if self.unknown >= self.strangers or self.known + self.unknown >= self.places:
            return False
        self.unknown += 1
        return True

    def recognise(self) -> None:
        """Its hello was good."""
        self.unknown -= 1
        self.known += 1

    def begin_work(self) -> bool:
        """A stranger has work to do, for which there is time."""
        if self.working >= self.strangers // 2:
            return False
        self.working += 1
        return True

    def end_work(self) -> None:
        self.working -= 1

    def leave(self, recognised: bool) -> None:
        if recognised:
            self.known -= 1
        else:
            self.unknown -= 1
