"""Everything routing can refuse, and Redis beneath it, as one tree: each error has a code for the wire and says whether
to try again.

A refused call changed nothing (a refused join is counted in the day's figures, and that is all).
A script answers `!code` or `!code detail`; `named` turns that into the error.
"""


class RoutingError(Exception):
    """Something was refused; nothing changed."""

    code = "refused"
    retry = False

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or (self.__doc__ or "").strip())
        self.detail = detail


class Invalid(RoutingError):
    """An argument cannot be right; `detail` names the field."""

    code = "invalid"


class UnknownLanguage(Invalid):
    """The desk has no such language."""

    code = "unknown_language"


class UnknownSkill(Invalid):
    """The desk has no such skill."""

    code = "unknown_skill"


class BadCapacity(Invalid):
    """A capacity below 1 or above the desk's bound."""

    code = "bad_capacity"


class BadStatus(Invalid):
    """A status that does not exist."""

    code = "bad_status"


class BadPriority(Invalid):
    """A priority other than 1, 2 or 3."""

    code = "bad_priority"


class BadMode(Invalid):
    """A service mode that does not exist."""

    code = "bad_mode"


class Refused(RoutingError):
    """The state of things does not allow it."""


class TurnedAway(Refused):
    """The desk admits nobody now."""


class DeskClosed(TurnedAway):
    """The desk is closed."""

    code = "closed"


class DeskClosing(TurnedAway):
    """The desk closes before somebody who comes now could be served."""

    code = "closing"


class DeskFull(TurnedAway):
    """As many as may wait are ahead in the same line."""

    code = "full"


class Blocked(Refused):
    """This sender is blocked for a while."""

    code = "blocked"


class ChatUnknown(Refused):
    """No such chat here."""

    code = "chat_unknown"


class ChatEnded(Refused):
    """The chat has ended; `detail` is the reason."""

    code = "chat_ended"


class Moved(Refused):
    """The chat goes on at another device."""

    code = "moved"


class CodeUnknown(Refused):
    """A return code that is none, or no more."""

    code = "code_unknown"


class WrongState(Refused):
    """The chat is not in a state that allows this; `detail` is its state."""

    code = "wrong_state"


class NotHolder(Refused):
    """Somebody else holds this chat."""

    code = "not_holder"


class StaleFence(Refused):
    """The chat changed hands since; the desk's `detail` is the fence now."""

    code = "stale_fence"


class OfferGone(Refused):
    """The offer was made to somebody else, or is over."""

    code = "offer_gone"


class StaffUnknown(Refused):
    """Nobody of that id has signed on here."""

    code = "staff_unknown"


class NotAvailable(Refused):
    """That counsellor cannot take a chat now."""

    code = "not_available"


class NotAble(Refused):
    """That counsellor lacks the language or a skill."""

    code = "not_able"


class ToOneself(Refused):
    """A transfer to oneself."""

    code = "to_oneself"


class NotInvited(Refused):
    """No counsellor asked this supervisor in."""

    code = "not_invited"


class NotSenior(Refused):
    """Only a supervisor may."""

    code = "not_senior"


class NotProposed(Refused):
    """No block was proposed for this chat."""

    code = "not_proposed"


class SecondPerson(Refused):
    """It takes another person than the one who proposed it."""

    code = "second_person"


class WrongKind(Refused):
    """An entry of a kind that this end may not write."""

    code = "wrong_kind"


class LogFull(Refused):
    """More entries than a log holds."""

    code = "log_full"


class WrapUpLimit(Refused):
    """The wrap-up cannot be extended any further."""

    code = "wrap_up_limit"


class StaleConnection(Refused):
    """A newer connection of the same participant took over, or this one was detached."""

    code = "stale_connection"


class Temporary(RoutingError):
    """Not now; the same call may succeed later."""

    retry = True


class Unconfigured(Temporary):
    """The desk's settings are not in Redis."""

    code = "unconfigured"


class LogLost(Temporary):
    """Redis holds no such log (any more): attach again, and the ends refill it."""

    code = "log_lost"


class Refilling(Temporary):
    """The log is being rebuilt from what both ends hold; send again shortly."""

    code = "refilling"


class Gap(Temporary):
    """A number was left out, or given to something else: `expected` is the one to use next."""

    code = "gap"

    @property
    def expected(self) -> int:
        return int(self.detail)


class PipeError(Temporary):
    """The connection to Redis, or the server behind it, not the request."""

    code = "unavailable"


class PipeDown(PipeError):
    """No connection now; the command was not sent."""


class PipeFull(PipeError):
    """Too many commands under way; this one was not sent."""


class PipeLost(PipeError):
    """The connection broke before the reply came: the command may have run, or not."""


class _Said(RoutingError):
    """Redis's own words are for us: they may name an address."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def __str__(self) -> str:
        return self.said

    @property
    def word(self) -> str:
        """The first, which is its code."""
        return self.said.partition(" ")[0]


class NotNow(_Said, PipeError):
    """Redis refused the command for a reason that passes by itself; it has not run."""


class CommandFailed(_Said):
    """Redis refused the command."""

    code = "command_failed"


def _tree(kind: type[RoutingError]) -> list[type[RoutingError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _tree(child))]


BY_CODE: dict[str, type[RoutingError]] = {kind.code: kind for kind in _tree(RoutingError) if "code" in vars(kind)}


def named(answer: str) -> RoutingError:
    """The error a script's `!code detail` stands for."""
    code, _, detail = answer.lstrip("!").partition(" ")
    return BY_CODE[code](detail)
