"""Who comes in again and again for nothing waits their turn. In memory, by address as a salted number; time in seconds.

A school behind one address must get in while somebody there attacks, so nobody is barred: openings from an address that
failed often are spaced out, and the innocent there come in a little later.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from chat.entry.rates import Bucket

FAILURES = (1.0, 30.0)
ABUSE = 10.0
APART_S = 0.1
LONGEST_S = 5.0
MOST = 10_000


@dataclass(slots=True)
class _Address:
    failures: Bucket = field(default_factory=lambda: Bucket(*FAILURES))
    next_at: float = 0.0


class Pace:
    """An opening fails when it ends without a good hello, or by abuse."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, _Address] = OrderedDict()

    def failed(self, who: int, now: float, weight: float = 1.0) -> None:
        address = self._known.pop(who, None) or _Address()
        self._known[who] = address
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        if not address.failures.take(now, weight):
            address.failures.level = 0.0

    def turn(self, who: int, now: float) -> tuple[float, bool]:
        """How long this opening must wait, and whether it is let in after that."""
        address = self._known.get(who)
        if address is None or address.failures.wait_s(now) == 0.0:
            return 0.0, True
        wait = max(0.0, address.next_at - now)
        if wait > LONGEST_S:
            return LONGEST_S, False
        address.next_at = max(now, address.next_at) + APART_S
        return wait, True
