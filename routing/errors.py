"""Everything routing can refuse, and Redis beneath it, as one tree: each error has a code for the wire and says whether
to try again.

A refused call changed nothing (a refused join is counted in the day's figures, and that is all).
A script answers `!code` or `!code detail`; `named` turns that into the error.
"""


class RoutingError(Exception):
    """Something was refused; nothing changed."""

    code = "refused"
    retry = False

    def __init_subclass__(cls, *, code: str = "", retry: bool = False) -> None:
        for name, said in (("code", code), ("retry", retry)):
            if said:
                setattr(cls, name, said)

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or (self.__doc__ or "").strip())
        self.detail = detail


class Invalid(RoutingError, code="invalid"):
    """An argument cannot be right; `detail` names the field."""


class UnknownLanguage(Invalid, code="unknown_language"):
    """The desk has no such language."""


class UnknownSkill(Invalid, code="unknown_skill"):
    """The desk has no such skill."""


class BadCapacity(Invalid, code="bad_capacity"):
    """A capacity below 1 or above the desk's bound."""


class BadStatus(Invalid, code="bad_status"):
    """A status that does not exist."""


class BadPriority(Invalid, code="bad_priority"):
    """A priority other than 1, 2 or 3."""


class BadMode(Invalid, code="bad_mode"):
    """A service mode that does not exist."""


class Refused(RoutingError):
    """The state of things does not allow it."""


class TurnedAway(Refused):
    """The desk admits nobody now."""


class DeskClosed(TurnedAway, code="closed"):
    """The desk is closed."""


class DeskClosing(TurnedAway, code="closing"):
    """The desk closes before somebody who comes now could be served."""


class DeskFull(TurnedAway, code="full"):
    """As many as may wait are ahead in the same line."""


class Blocked(Refused, code="blocked"):
    """This sender is blocked for a while."""


class ChatUnknown(Refused, code="chat_unknown"):
    """No such chat here."""


class ChatEnded(Refused, code="chat_ended"):
    """The chat has ended; `detail` is the reason."""


class Moved(Refused, code="moved"):
    """The chat goes on at another device."""


class CodeUnknown(Refused, code="code_unknown"):
    """A return code that is none, or no more."""


class WrongState(Refused, code="wrong_state"):
    """The chat is not in a state that allows this; `detail` is its state."""


class NotHolder(Refused, code="not_holder"):
    """Somebody else holds this chat."""


class StaleFence(Refused, code="stale_fence"):
    """The chat changed hands since; the desk's `detail` is the fence now."""


class OfferGone(Refused, code="offer_gone"):
    """The offer was made to somebody else, or is over."""


class StaffUnknown(Refused, code="staff_unknown"):
    """Nobody of that id has signed on here."""


class NotAvailable(Refused, code="not_available"):
    """That counsellor cannot take a chat now."""


class NotAble(Refused, code="not_able"):
    """That counsellor lacks the language or a skill."""


class ToOneself(Refused, code="to_oneself"):
    """A transfer to oneself."""


class NotInvited(Refused, code="not_invited"):
    """No counsellor asked this supervisor in."""


class NotSenior(Refused, code="not_senior"):
    """Only a supervisor may."""


class NotProposed(Refused, code="not_proposed"):
    """No block was proposed for this chat."""


class SecondPerson(Refused, code="second_person"):
    """It takes another person than the one who proposed it."""


class WrongKind(Refused, code="wrong_kind"):
    """An entry of a kind that this end may not write."""


class LogFull(Refused, code="log_full"):
    """More entries than a log holds."""


class WrapUpLimit(Refused, code="wrap_up_limit"):
    """The wrap-up cannot be extended any further."""


class StaleConnection(Refused, code="stale_connection"):
    """A newer connection of the same participant took over, or this one was detached."""


class Temporary(RoutingError, retry=True):
    """Not now; the same call may succeed later."""


class Unconfigured(Temporary, code="unconfigured"):
    """The desk's settings are not in Redis."""


class LogLost(Temporary, code="log_lost"):
    """Redis holds no such log (any more): attach again, and the ends refill it."""


class Refilling(Temporary, code="refilling"):
    """The log is being rebuilt from what both ends hold; send again shortly."""


class Gap(Temporary, code="gap"):
    """A number was left out, or given to something else: `expected` is the one to use next."""

    @property
    def expected(self) -> int:
        return int(self.detail)


class PipeError(Temporary, code="unavailable"):
    """The connection to Redis, or the server behind it, not the request."""


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


class CommandFailed(_Said, code="command_failed"):
    """Redis refused the command."""


def _tree(kind: type[RoutingError]) -> list[type[RoutingError]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _tree(child))]


BY_CODE: dict[str, type[RoutingError]] = {kind.code: kind for kind in _tree(RoutingError) if "code" in vars(kind)}


def named(answer: str) -> RoutingError:
    """The error a script's `!code detail` stands for."""
    code, _, detail = answer.lstrip("!").partition(" ")
    return BY_CODE[code](detail)
