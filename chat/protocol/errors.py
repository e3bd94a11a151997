"""Everything that can be wrong with a frame or end a connection: code, close code, whether to try again."""

from typing import ClassVar


class ProtocolError(Exception):
    """Something a client sent or met. `close` 0 keeps the connection; `retry` says whether trying again may help."""

    code: ClassVar[str] = "protocol"
    close: ClassVar[int] = 0
    retry: ClassVar[bool] = False

    def __init_subclass__(cls, *, code: str, close: int = 0, retry: bool = False) -> None:
        cls.code, cls.close, cls.retry = code, close or cls.close, retry or cls.retry

    def __init__(self, field: str = "", ref: str = "") -> None:
        super().__init__(self.code)
        self.field = field
        self.ref = ref


class FrameError(ProtocolError, code="bad_frame"):
    """The frame could not be read; nothing changed and the connection stays."""


class BadJson(FrameError, code="bad_json"): ...


class UnknownType(FrameError, code="unknown_type"): ...


class MissingField(FrameError, code="missing_field"): ...


class WrongType(FrameError, code="wrong_type"): ...


class UnknownField(FrameError, code="unknown_field"): ...


class Oversize(FrameError, code="oversize"): ...


class BinaryFrame(FrameError, code="binary_frame"): ...


class Refused(ProtocolError, code="refused"):
    """A readable frame that this connection may not send now."""


class NotAllowed(Refused, code="not_allowed"): ...


class NotYours(Refused, code="not_yours"): ...


class NotReady(Refused, code="not_ready", retry=True):
    """Nobody is there to read it, or the log is not connected yet: keep it and send it again."""


class Twice(Refused, code="unexpected_hello"):
    """A second hello."""


class Closing(ProtocolError, code="closing"):
    """Ends the connection."""


class Reconnect(Closing, code="reconnect", retry=True):
    """4000–4099: come back, to any gateway."""


class GoingAway(Reconnect, code="going_away", close=4000): ...


class SlowReader(Reconnect, code="slow_reader", close=4001): ...


class PingTimeout(Reconnect, code="ping_timeout", close=4002): ...


class Internal(Reconnect, code="internal", close=4003): ...


class HelloLate(Reconnect, code="hello_late", close=4005):
    """A slow network, or a page that slept between opening and hello."""


class StaleTicket(Reconnect, code="stale_ticket", close=4006):
    """The ticket for this socket is too old, or an attempt that hung has used it: ask for another one."""


class Final(Closing, code="final"):
    """4100–4199: coming back the same way cannot help; only a person can act, and their page says how."""


class BadHello(Final, code="bad_hello", close=4100):
    """The first frame cannot be read, whatever is left out of it."""


class BadCredentials(Final, code="bad_token", close=4101):
    """A teen's token or ticket that is forged, expired or another's; a desk or a page that is not for this person."""


class NewerConnection(Final, code="newer_connection", close=4102):
    """Somebody opened the chat or the console anew, elsewhere."""


class Over(Final, code="chat_ended", close=4103):
    """The chat has ended."""


class SignedOut(Final, code="signed_out", close=4105):
    """The sign-in behind this connection has ended."""


class Outdated(Final, code="outdated", close=4107):
    """This page speaks another version of the protocol: it must be loaded anew."""


class WishDenied(Final, code="wish_denied", close=4108):
    """No chat began; `wish_refused` said why."""


class SignInOver(Final, code="sign_in_over", close=4109):
    """The sign-in has run its time, or was replaced: its person signs in again and goes on, within the grace."""


class Abuse(Final, code="abuse", close=4106):
    """Too many frames, or too many errors."""


def every(base: type[ProtocolError] = ProtocolError) -> list[type[ProtocolError]]:
    """The tree below `base`, in the order of this file."""
    found: list[type[ProtocolError]] = []
    for child in base.__subclasses__():
        found += [child, *every(child)]
    return found


def close_codes() -> dict[str, int]:
    """Error code → close code, for the documents and the browser."""
    return {error.code: error.close for error in every() if error.close}
