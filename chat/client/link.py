"""The life of one connection without a socket: when to open, when to give it up, when to try again. Pure."""

from collections.abc import Callable
from enum import Enum

FIRST_S = 0.6
LONGEST_S = 15.0
CONNECT_S = 10.0
SILENCE_S = 45.0


class State(Enum):
    IDLE = "idle"
    CONNECTING = "connecting"
    GREETING = "greeting"
    OPEN = "open"
    WAITING = "waiting"
    FINAL = "final"


class Act(Enum):
    """What the driver does to the socket."""

    OPEN = "open"
    CLOSE = "close"


def backoff(attempt: int, random: Callable[[], float]) -> float:
    """Seconds until attempt number `attempt` (0 is the first): full jitter under a bound that doubles."""
    return random() * min(LONGEST_S, FIRST_S * 2.0 ** min(attempt, 10))


def is_final(code: int) -> bool:
    """4100–4199: coming back the same way cannot help."""
    return 4100 <= code <= 4199


class Link:
    """Times are seconds of any clock that does not run backwards. `wake_at`: when `due` wants to be called."""

    def __init__(self, random: Callable[[], float]) -> None:
        self.state = State.IDLE
        self.code = 0
        self.wake_at: float | None = None
        self._random = random
        self._attempt = 0
        self._moving = False

    def start(self, now: float) -> list[Act]:
        return self._connect(now) if self.state is State.IDLE else []

    def opened(self, now: float) -> None:
        """The socket is open; hello is on its way."""
        self.state = State.GREETING
        self._hear(now)

    def heard(self, now: float) -> None:
        """A frame came; the first after hello says that we are in."""
        if self.state is State.GREETING:
            self.state, self._attempt = State.OPEN, 0
        self._hear(now)

    def closed(self, code: int, now: float) -> list[Act]:
        """The socket closed, or could not be opened (code 1006)."""
        if self.state in (State.IDLE, State.FINAL, State.WAITING):
            return []
        self.code = code
        if is_final(code):
            return self.stop()
        return self._retry(now)

    def due(self, now: float) -> list[Act]:
        if self.wake_at is None or now < self.wake_at:
            return []
        if self.state is State.WAITING:
            return self._connect(now)
        if self._moving:
            return self.renew(now)
        return [Act.CLOSE, *self._retry(now)]

    def drain(self, within_s: float, now: float) -> None:
        """The gateway is about to stop: move at a random moment within the given time."""
        if self.state is State.OPEN and not self._moving:
            self._moving = True
            self.wake_at = now + self._random() * within_s

    def renew(self, now: float) -> list[Act]:
        """Drop the socket there is, and connect at once."""
        return [Act.CLOSE, *self._connect(now)]

    def stop(self) -> list[Act]:
        live = self.state in (State.CONNECTING, State.GREETING, State.OPEN)
        self.state, self.wake_at = State.FINAL, None
        return [Act.CLOSE] if live else []

    def _hear(self, now: float) -> None:
        if not self._moving:
            self.wake_at = now + SILENCE_S

    def _connect(self, now: float) -> list[Act]:
        self.state, self._moving = State.CONNECTING, False
        self.wake_at = now + CONNECT_S
        return [Act.OPEN]

    def _retry(self, now: float) -> list[Act]:
        self.state, self._moving = State.WAITING, False
        self.wake_at = now + backoff(self._attempt, self._random)
        self._attempt += 1
        return []
