"""What one WebSocket may cost before its frames are understood: work, control frames, fragments. Pure; time in seconds.

Work is counted in bytes: those that arrive, and as many again for each read and each frame as reading and parsing cost.
Who has spent theirs is read no further for a while. Browsers send no pings and no fragments of a few bytes: who goes on
with those is sent away.
"""

from dataclasses import dataclass

from chat.entry.rates import Bucket

READ = 8_192
FRAME = 1_024
# Who was held back is read again once so many seconds of their rate are there.
_AGAIN_S = 0.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """(rate a second, burst) of each; `held` is the most that may lie unread in our memory, in bytes."""

    work: tuple[float, float]
    control: tuple[float, float]
    fragments: tuple[float, float]
    held: int

    def times(self, factor: float) -> "Bounds":
        """The same for a connection that does the work of `factor`."""
        if factor == 1.0:
            return self
        work, control, fragments = (
            (rate * factor, burst * factor) for rate, burst in (self.work, self.control, self.fragments)
        )
        return Bounds(work, control, fragments, self.held)


# A stranger says one hello; who is known may bring back a whole chat's log at once.
STRANGER = Bounds(work=(16_000, 128_000), control=(1, 10), fragments=(5, 40), held=65_536)
KNOWN = Bounds(work=(400_000, 8_000_000), control=(2, 40), fragments=(40, 200), held=1_048_576)
# What still comes from somebody who was sent away is read, so that they can read our goodbye, and thrown away.
LEAVING = Bounds(work=(400_000, 400_000), control=(1, 1), fragments=(1, 1), held=0)


class Traffic:
    """One connection's account. Its work is filled up only when it is spent, so that a frame costs one subtraction."""

    __slots__ = ("_at", "_bounds", "_burst", "_control", "_fragments", "_left", "_rate", "held")

    def __init__(self, bounds: Bounds, now: float) -> None:
        self._rate, self._burst = bounds.work
        self._left = self._burst
        self._at = now
        self._bounds = bounds
        self._control: Bucket | None = None
        self._fragments: Bucket | None = None
        self.held = bounds.held

    def spend(self, work: int) -> bool:
        """False when there was not that much: ask `wait_s`."""
        self._left -= work
        return self._left >= 0

    def wait_s(self, now: float) -> float:
        """Fill up for the time since; how long this end must wait now. 0.0 when it has some left."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        return 0.0 if self._left >= 0 else _AGAIN_S - self._left / self._rate

    def control(self, now: float) -> bool:
        """One ping, pong or close; False for abuse."""
        self._control = self._control or Bucket(*self._bounds.control)
        return self._control.take(now)

    def fragment(self, now: float) -> bool:
        """One frame of a message in pieces; False for abuse."""
        self._fragments = self._fragments or Bucket(*self._bounds.fragments)
        return self._fragments.take(now)
