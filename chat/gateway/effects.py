"""What a session wants done. Sessions decide, the runner performs; nothing here acts."""

from dataclasses import dataclass

from chat.protocol.common import Entry, Frame
from chat.protocol.common import Send as SendFrame
from chat.protocol.errors import Closing


@dataclass(frozen=True, slots=True)
class Send:
    """One frame to this client."""

    frame: Frame


@dataclass(frozen=True, slots=True)
class SendText:
    """One frame to this client, already encoded."""

    text: str


@dataclass(frozen=True, slots=True)
class Close:
    """End this connection after what was sent before."""

    error: type[Closing]


@dataclass(frozen=True, slots=True)
class Look:
    """Read the view of this chat or person again."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Redis does not know this chat or person: claim it anew from what this end holds."""


@dataclass(frozen=True, slots=True)
class RaiseFence:
    """Before the new holder is told: writes under older fences are refused from now on."""

    chat: str
    fence: int


@dataclass(frozen=True, slots=True)
class Attach:
    """Connect this end to the chat's log; answered by `session.attached`."""

    chat: str
    role: str
    fence: int
    epoch: str
    last_seq: int
    last_cid: str = ""


@dataclass(frozen=True, slots=True)
class Detach:
    """This end leaves the chat's log."""

    chat: str
    role: str
    generation: int


@dataclass(frozen=True, slots=True)
class Seal:
    """The chat is over: its log takes nothing more and vanishes."""

    chat: str


@dataclass(frozen=True, slots=True)
class ReadOn:
    """Read the log after this place; answered by `session.read`."""

    chat: str
    after: int
    epoch: str


@dataclass(frozen=True, slots=True)
class Replay:
    """Many entries, sent as fast as this client reads them; then `tail.replayed`."""

    chat: str
    texts: list[str]


@dataclass(frozen=True, slots=True)
class WaitForGap:
    """Something between is missing, perhaps only late; after a moment `tail.gap_due`."""

    chat: str


@dataclass(frozen=True, slots=True)
class Append:
    """Add to the log; answered by `session.appended` or `session.not_appended`."""

    role: str
    frame: SendFrame


@dataclass(frozen=True, slots=True)
class MarkSeen:
    chat: str
    role: str
    seq: int


@dataclass(frozen=True, slots=True)
class TellTyping:
    chat: str
    role: str
    on: bool


@dataclass(frozen=True, slots=True)
class RefillLog:
    """Entries this end holds, for a log that lost its memory; after the last, `session.attached` again."""

    chat: str
    role: str
    epoch: str
    entries: list[Entry]
    last: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A transition of the desk asked for by a frame of this client."""

    frame: Frame


Effect = (
    Send
    | SendText
    | Close
    | Look
    | Rebuild
    | RaiseFence
    | Attach
    | Detach
    | Seal
    | ReadOn
    | WaitForGap
    | Replay
    | Append
    | MarkSeen
    | TellTyping
    | RefillLog
    | Command
)
Effects = list[Effect]
