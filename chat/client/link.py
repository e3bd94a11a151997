"""The life of one connection without a socket: when to open, when to give it up, when to try again. Pure."""

from collections.abc import Callable
from enum import Enum

from chat.protocol.errors import NewerConnection

FIRST_S = 0.6
LONGEST_S = 15.0
CONNECT_S = 10.0
SILENCE_S = 45.0
ANSWER_S = 10.0
SETTLE_S = 30.0
GREET_S = 15.0
LIVED_S = 5.0
# So long may a hello that was given up still be taken: by a gateway that was frozen, or behind with its work.
LATE_S = 60.0


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


# Below this a close code says nothing about what the server did with the hello.
SERVERS_OWN = 4000


def is_final(code: int) -> bool:
    """4100–4199: coming back the same way cannot help."""
    return 4100 <= code <= 4199


class Link:
    """Times are seconds of any clock that does not run backwards. `wake_at`: when `due` wants to be called."""

    def __init__(self, random: Callable[[], float]) -> None:
        self.state = State.IDLE
        self.code = 0
        self._random = random
        self._wake: float | None = None
        self._answer_by: float | None = None
        self._settle_by: float | None = None
        self._owed = 0
        self._opened_at: float | None = None
        self._attempt = 0
        self._short = 0
        self._moving = False
        self._late_until = 0.0

    @property
    def wake_at(self) -> float | None:
        times = (self._wake, self._answer_by, self._settle_by)
        return min((at for at in times if at is not None), default=None)

    def start(self, now: float) -> list[Act]:
        return self._connect(now) if self.state is State.IDLE else []

    def opened(self, now: float) -> None:
        """The socket is open; hello is on its way."""
        self.state, self._wake = State.GREETING, now + GREET_S

    def heard(self, now: float) -> None:
        """A frame came; the first after hello says that we are in."""
        if self.state is State.GREETING:
            self.state, self._attempt, self._opened_at = State.OPEN, self._short, now
        self._answer_by = None
        if not self._moving:
            self._wake = now + SILENCE_S

    def asked(self, now: float) -> None:
        """Something was sent that the server answers: a socket that says nothing for long after it is dead."""
        if self.state is State.OPEN and self._answer_by is None:
            self._answer_by = now + ANSWER_S

    def owes(self, count: int, now: float) -> None:
        """So many entries wait for their answers; each change of the number is progress. Without any for long, they
        get none on this connection, though the server speaks."""
        if self.state is State.OPEN and count != self._owed:
            self._owed, self._settle_by = count, now + SETTLE_S if count else None

    def closed(self, code: int, now: float) -> list[Act]:
        """The socket closed, or could not be opened (code 1006)."""
        if self.state in (State.IDLE, State.FINAL, State.WAITING):
            return []
        self.code = code
        if code < SERVERS_OWN:
            self._give_up(now)
        if is_final(code) and not self._replaced_by_ourselves(now):
            return self.stop()
        return self._retry(now)

    def due(self, now: float) -> list[Act]:
        if self.wake_at is None or now < self.wake_at:
            return []
        if self.state is State.WAITING:
            return self._connect(now)
        if self._moving:
            return self.renew(now)
        return self.again(now)

    def drain(self, within_s: float, now: float) -> None:
        """The gateway is about to stop: move at a random moment within the given time."""
        if self.state is State.OPEN and not self._moving:
            self._moving = True
            self._wake = now + self._random() * within_s

    def renew(self, now: float) -> list[Act]:
        """Drop the socket there is, and connect at once."""
        self._give_up(now)
        return [Act.CLOSE, *self._connect(now)]

    def again(self, now: float) -> list[Act]:
        """Give up this socket; the next one waits as after a close."""
        self._give_up(now)
        return [Act.CLOSE, *self._retry(now)]

    def stop(self) -> list[Act]:
        live = self.state in (State.CONNECTING, State.GREETING, State.OPEN)
        self._rest(State.FINAL, None)
        return [Act.CLOSE] if live else []

    def _give_up(self, now: float) -> None:
        """A hello without its answer may still be taken, after that of the next attempt."""
        if self.state is State.GREETING:
            self._late_until = now + LATE_S

    def _replaced_by_ourselves(self, now: float) -> bool:
        """Whether the newer connection can be a hello that we gave up: it has nobody, so coming back helps. Once for
        each, so that two windows do not take a chat from each other for ever."""
        ours = self.code == NewerConnection.close and now < self._late_until
        self._late_until = 0.0 if ours else self._late_until
        return ours

    def _rest(self, state: State, wake: float | None) -> None:
        self.state, self._wake, self._answer_by, self._moving = state, wake, None, False
        self._owed, self._settle_by = 0, None

    def _connect(self, now: float) -> list[Act]:
        self._rest(State.CONNECTING, now + CONNECT_S)
        self._opened_at = None
        return [Act.OPEN]

    def _retry(self, now: float) -> list[Act]:
        """A connection that did not live long was none: the next waits longer."""
        if self._opened_at is not None:
            self._short = 0 if now - self._opened_at >= LIVED_S else self._short + 1
            self._attempt, self._opened_at = self._short, None
        self._rest(State.WAITING, now + backoff(self._attempt, self._random))
        self._attempt += 1
        return []
