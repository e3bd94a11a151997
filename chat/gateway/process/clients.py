"""What a process asks of the clients connected to it, whoever they are; their connections fulfil it."""

from typing import Protocol

from chat.auth.identity import StaffIdentity
from chat.gateway.process.notices import Notice
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.session import Session
from chat.gateway.sessions.teen import TeenSession
from chat.protocol.errors import Closing
from routing.desk import Desk


class Client(Protocol):
    """One connection, from its first frame to its last."""

    greeted: bool
    desk: Desk
    pinged_at: float

    @property
    def session(self) -> Session: ...

    def hear(self, notice: Notice) -> None:
        """Another process says that something changed for this client."""

    def feed(self, wanted: Effects) -> None:
        """Perform what its session wants."""

    def look_soon(self) -> None:
        """Its view may have changed."""

    def catch_up(self) -> None:
        """Notices may have been missed."""

    def ping(self, now: float) -> None:
        """It is time; `now` in seconds, monotonic."""

    def push(self, text: str) -> None:
        """One frame that is encoded already."""

    def close(self, error: type[Closing]) -> None:
        """Once; what follows is not heard."""


class TeenClient(Client, Protocol):
    @property
    def session(self) -> TeenSession: ...


class StaffClient(Client, Protocol):
    """`boarded`: has had the live board. `sign_in_ends`: in seconds since 1970, as last known."""

    who: StaffIdentity
    boarded: bool
    sign_in_ends: float

    async def keep_box(self) -> None:
        """Its sign-in stands: the key of what its page keeps is deposited again."""

    def sign_out(self, back: bool = False) -> None:
        """Its sign-in has ended; `back`: its person may sign in again and go on."""
