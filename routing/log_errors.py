"""What can go wrong with a chat's log and with the fast connection to Redis."""

from routing import errors
from routing.errors import RoutingError, Temporary


class PipeError(Temporary):
    """The connection to Redis, not the request."""

    code = "unavailable"


class PipeDown(PipeError):
    """No connection now; the command was not sent."""


class PipeFull(PipeError):
    """Too many commands under way; this one was not sent."""


class PipeLost(PipeError):
    """The connection broke before the reply came: the command may have run, or not."""


class CommandFailed(RoutingError):
    """Redis refused the command; its words in `detail`, the first of them in `word`."""

    code = "command_failed"

    @property
    def word(self) -> str:
        return self.detail.partition(" ")[0]


class LogError(RoutingError):
    """A chat's log refused something; nothing changed."""


class LogLost(LogError, Temporary):
    """Redis holds no such log (any more): attach again, and the ends refill it."""

    code = "log_lost"


class ChatEnded(LogError, errors.ChatEnded):
    """The chat is over; its log takes nothing more."""


class StaleFence(LogError, errors.StaleFence):
    """The chat changed hands since; seal again for the current fence, or stop if it is no longer yours."""


class StaleConnection(LogError, errors.StaleConnection):
    """A newer connection of the same end took over, or this one was detached."""


class Refilling(LogError, Temporary):
    """The log is being rebuilt from what both ends hold; send again shortly."""

    code = "refilling"


class WrongKind(LogError):
    """An entry of a kind that this end may not write."""

    code = "wrong_kind"


class LogFull(LogError):
    """More entries than a log holds."""

    code = "log_full"


class Gap(LogError, Temporary):
    """A number was left out, or given to something else: `expected` is the one to use next."""

    code = "gap"

    @property
    def expected(self) -> int:
        return int(self.detail)


BY_STATUS: dict[str, type[LogError]] = {
    error.code: error for error in (LogLost, ChatEnded, StaleFence, StaleConnection, Refilling, LogFull, WrongKind, Gap)
}


def named(status: str) -> LogError:
    """The error that a log script's `!code detail` stands for."""
    code, _, detail = status.removeprefix("!").partition(" ")
    return BY_STATUS[code](detail)
