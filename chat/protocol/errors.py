"""Everything that can be wrong with a frame or end a connection: code, close code, whether to try again."""

from typing import ClassVar


class ProtocolError(Exception):
    """Something a client sent or met. `close` 0 keeps the connection; `retry` says whether trying again may help."""

    code: ClassVar[str] = "protocol"
    close: ClassVar[int] = 0
    retry: ClassVar[bool] = False

    def __init__(self, field: str = "", ref: str = "") -> None:
        super().__init__(self.code)
        self.field = field
        self.ref = ref


class FrameError(ProtocolError):
    """The frame could not be read; nothing changed and the connection stays."""

    code = "bad_frame"


class BadJson(FrameError):
    code = "bad_json"


class UnknownType(FrameError):
    code = "unknown_type"


class MissingField(FrameError):
    code = "missing_field"


class WrongType(FrameError):
    code = "wrong_type"


class UnknownField(FrameError):
    code = "unknown_field"


class Oversize(FrameError):
    code = "oversize"


class BinaryFrame(FrameError):
    code = "binary_frame"


class Refused(ProtocolError):
    """A readable frame that this connection may not send now."""

    code = "refused"


class NotAllowed(Refused):
    code = "not_allowed"


class NotYours(Refused):
    code = "not_yours"


class NotReady(Refused):
    """Nobody is there to read it, or the log is not connected yet: keep it and send it again."""

    code = "not_ready"
    retry = True


class Twice(Refused):
    """A second hello."""

    code = "unexpected_hello"


class Closing(ProtocolError):
    """Ends the connection."""

    code = "closing"


class Reconnect(Closing):
    """4000–4099: come back, to any gateway."""

    code = "reconnect"
    retry = True


class GoingAway(Reconnect):
    code = "going_away"
    close = 4000


class SlowReader(Reconnect):
    code = "slow_reader"
    close = 4001


class PingTimeout(Reconnect):
    code = "ping_timeout"
    close = 4002


class Internal(Reconnect):
    code = "internal"
    close = 4003


class HelloLate(Reconnect):
    """A slow network, or a page that slept between opening and hello."""

    code = "hello_late"
    close = 4005


class StaleTicket(Reconnect):
    """The ticket for this socket is too old, or an attempt that hung has used it: ask for another one."""

    code = "stale_ticket"
    close = 4006


class Final(Closing):
    """4100–4199: coming back the same way cannot help; only a person can act, and their page says how."""

    code = "final"


class BadHello(Final):
    """The first frame cannot be read, whatever is left out of it."""

    code = "bad_hello"
    close = 4100


class BadCredentials(Final):
    """A teen's token or ticket that is forged, expired or another's; a desk or a page that is not for this person."""

    code = "bad_token"
    close = 4101


class NewerConnection(Final):
    """Somebody opened the chat or the console anew, elsewhere."""

    code = "newer_connection"
    close = 4102


class Over(Final):
    """The chat has ended."""

    code = "chat_ended"
    close = 4103


class SignedOut(Final):
    """The sign-in behind this connection has ended."""

    code = "signed_out"
    close = 4105


class Outdated(Final):
    """This page speaks another version of the protocol: it must be loaded anew."""

    code = "outdated"
    close = 4107


class WishDenied(Final):
    """No chat began; `wish_refused` said why."""

    code = "wish_denied"
    close = 4108


class SignInOver(Final):
    """The sign-in has run its time, or was replaced: its person signs in again and goes on, within the grace."""

    code = "sign_in_over"
    close = 4109


class Abuse(Final):
    """Too many frames, or too many errors."""

    code = "abuse"
    close = 4106


def every(base: type[ProtocolError] = ProtocolError) -> list[type[ProtocolError]]:
    """The tree below `base`, in the order of this file."""
    found: list[type[ProtocolError]] = []
    for child in base.__subclasses__():
        found += [child, *every(child)]
    return found


def close_codes() -> dict[str, int]:
    """Error code → close code, for the documents and the browser."""
    return {error.code: error.close for error in every() if error.close}
