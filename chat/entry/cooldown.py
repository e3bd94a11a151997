"""Who was sent away for abuse waits before the next hello. In memory, by chat, forgotten within an hour."""

from collections import OrderedDict

FIRST_S = 2.0
LONGEST_S = 300.0
FORGET_S = 3600.0
MOST = 10_000


class Cooldown:
    """The wait doubles with each time. `now` in seconds, monotonic."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def punish(self, name: str, now: float) -> None:
        times, since = self._known.pop(name, (0, now))
        self._known[name] = (times + 1 if now - since < FORGET_S else 1, now)
        if len(self._known) > MOST:
            self._known.popitem(last=False)

    def barred(self, name: str, now: float) -> bool:
        times, since = self._known.get(name, (0, now))
        return times > 0 and now - since < min(LONGEST_S, FIRST_S * 2.0 ** min(times - 1, 20))
