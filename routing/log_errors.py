"""What can go wrong with a chat's log and with the fast connection to Redis."""

from routing.errors import RoutingError


class PipeError(RoutingError):
    """The connection to Redis, not the request."""

    code = "unavailable"
    retry = True


class PipeDown(PipeError):
    """No connection now; the command was not sent."""

    code = "unavailable"


class PipeFull(PipeError):
    """Too many commands under way; this one was not sent."""

    code = "busy"


class PipeLost(PipeError):
    """The connection broke before the reply came: the command may have run, or not."""

    code = "reply_lost"


class CommandFailed(RoutingError):
    """Redis refused the command; its words in `message`, the first of them in `code_word`."""

    code = "command_failed"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.code_word = message.partition(" ")[0]


class LogError(RoutingError):
    """A chat's log refused something; nothing changed."""

    code = "log"


class LogLost(LogError):
    """Redis holds no such log (any more): attach again, and the ends refill it."""

    code = "log_lost"
    retry = True


class Ended(LogError):
    """The chat is over; its log takes nothing more."""

    code = "chat_ended"


class StaleFence(LogError):
    """The chat has changed hands since; seal again for the current fence, or stop if it is no longer yours."""

    code = "stale_fence"


class StaleConnection(LogError):
    """A newer connection of the same end took over, or this end was never attached."""

    code = "stale_connection"


class Refilling(LogError):
    """The log is being rebuilt from what both ends hold; send again shortly."""

    code = "refilling"
    retry = True


class LogFull(LogError):
    """More entries than a log holds."""

    code = "log_full"


class Gap(LogError):
    """A number was left out, or given to something else: `expected` is the one to use next."""

    code = "gap"
    retry = True

    def __init__(self, expected: int) -> None:
        super().__init__()
        self.expected = expected


BY_STATUS: dict[str, type[LogError]] = {
    error.code: error for error in (LogLost, Ended, StaleFence, StaleConnection, Refilling, LogFull)
}
