"""What a session wants done. Sessions decide, the runner performs; nothing here acts."""

from msgspec import Struct

from chat.protocol.codec import tag_of
from chat.protocol.common import Frame
from chat.protocol.common import Send as SendFrame
from chat.protocol.errors import Closing
from routing.log_values import Logged, Proof


class Effect(Struct, frozen=True, gc=False):
    """One of those below."""


class Send(Effect, frozen=True, gc=False):
    """One frame to this client."""

    frame: Frame


class SendText(Effect, frozen=True, gc=False):
    """One frame to this client, already encoded."""

    text: str


class Close(Effect, frozen=True, gc=False):
    """End this connection after what was sent before."""

    error: type[Closing]


class Look(Effect, frozen=True, gc=False):
    """Read the view of this chat or person again."""


class Rebuild(Effect, frozen=True, gc=False):
    """Redis does not know this chat or person: claim it anew from what this end holds."""


class RaiseFence(Effect, frozen=True, gc=False):
    """Before the new holder is told: writes under older fences are refused from now on."""

    chat: str
    fence: int


class Attach(Effect, frozen=True, gc=False):
    """Connect this end to the chat's log; answered by `session.attached`."""

    chat: str
    role: str
    fence: int
    proof: Proof


class AttachAnew(Effect, frozen=True, gc=False):
    """The log is another than this end follows: connect to it anew."""

    chat: str


class Detach(Effect, frozen=True, gc=False):
    """This end leaves the chat's log."""

    chat: str
    role: str
    generation: int


class Seal(Effect, frozen=True, gc=False):
    """The chat is over: its log takes nothing more and vanishes."""

    chat: str


class ReadOn(Effect, frozen=True, gc=False):
    """Read the log after this place; answered by `session.read`."""

    chat: str
    after: int
    epoch: str


class Replay(Effect, frozen=True, gc=False):
    """Many entries, sent as fast as this client reads them; then `follower.replayed`."""

    chat: str
    texts: list[str]


class WaitForGap(Effect, frozen=True, gc=False):
    """Something between is missing, perhaps only late; after a moment `follower.gap_due`."""

    chat: str


class Append(Effect, frozen=True, gc=False):
    """Add to the log; answered by `session.appended` or `session.not_appended`."""

    role: str
    frame: SendFrame


class MarkSeen(Effect, frozen=True, gc=False):
    chat: str
    role: str
    seq: int


class TellTyping(Effect, frozen=True, gc=False):
    chat: str
    role: str
    on: bool


class TellQuiet(Effect, frozen=True, gc=False):
    chat: str
    role: str
    why: str
    left_ms: int


class RefillLog(Effect, frozen=True, gc=False):
    """Entries this end was delivered before, for a log that was lost; after the last, `session.attached` again."""

    chat: str
    role: str
    generation: int
    epoch: str
    entries: list[Logged]
    last: bool


class Command(Effect, frozen=True, gc=False):
    """A transition of the desk asked for by a frame of this client."""

    frame: Frame


Effects = list[Effect]


def name_of(effect: Effect) -> str:
    """For traces: what is done, and of a command which."""
    return f"command {tag_of(type(effect.frame))}" if isinstance(effect, Command) else type(effect).__name__.lower()
