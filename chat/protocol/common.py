"""Frames that travel to and from both ends, and the types all frames share.

A frame is one JSON text message with its tag in `t`. Times are milliseconds left, never clock times,
so that no machine's clock matters. A `body` is sealed by the clients and opaque to the server.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

VERSION = 2
MAX_FRAME_BYTES = 16 * 1024
HELLO_WITHIN_S = 5
WORK_WITHIN_S = 120
PING_EVERY_S = 20
# As long as a desk may let a silence last (chat/http/staff/settings_check.py); time to think has a bound of its own.
LONGEST_QUIET_MS = 7_200_000
LONGEST_THINKING_MS = 900_000


def whole(pattern: str) -> str:
    """Of the whole text: Python's `$` alone lets a last line feed through."""
    return rf"^{pattern}$(?!\n)"


Mac = Annotated[str, Meta(max_length=22, pattern=whole(r"([A-Za-z0-9_-]{22})?"))]
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=whole(r"[A-Za-z0-9_-]+"))]
# Compared with the chats that a connection holds, so its form needs no check.
ChatHeld = Annotated[str, Meta(min_length=1, max_length=64)]
Kid = Annotated[str, Meta(max_length=64, pattern=whole(r"[A-Za-z0-9_-]*"))]
Epoch = Annotated[str, Meta(max_length=64)]
Token = Annotated[str, Meta(min_length=16, max_length=2048)]
Body = Annotated[str, Meta(min_length=1, max_length=12_000)]
Language = Annotated[str, Meta(min_length=2, max_length=8, pattern=whole(r"[a-z]{2}(-[A-Z]{2})?"))]
Skill = Annotated[str, Meta(min_length=1, max_length=32, pattern=whole(r"[a-z0-9_]+"))]
# So that the scripts of the log can write every number with all its digits.
LARGEST = 2_147_483_647
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Ordinal = Annotated[int, Meta(ge=1, le=LARGEST)]
Handle = Annotated[str, Meta(pattern=whole(r"[A-Za-z0-9_-]{22}"), max_length=22)]
BoxSecret = Annotated[str, Meta(pattern=whole(r"[A-Za-z0-9_-]{43}"), max_length=43)]
PublicKey = Annotated[str, Meta(min_length=80, max_length=100)]
Name = Annotated[str, Meta(max_length=40)]
Who = Literal["teen", "counsellor", "supervisor"]
EntryKind = Literal["text", "grant", "note", "share"]
Priority = Literal[1, 2, 3]
Status = Literal["available", "away", "finishing", "offline"]
ChatState = Literal["waiting", "offered", "active", "wrap_up", "closed"]
EndReason = Literal["finished", "left", "abandoned", "lost", "turned_away", "blocked", "moved"]
Service = Literal["open", "closing", "closed"]


class Frame(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t"):
    """What every frame shares: strict fields, and the tag `t`."""


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """A console's public key for one fence: P-256, uncompressed point, base64url. `kid` is its hash."""

    kid: Id
    public: PublicKey


class Cursor(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an end was last delivered of one chat's log, with the stamp and place that came with it.

    A console adds its `ticket`, by which it claims the chat after Redis lost it, and the `key` of the fence it holds.
    """

    chat: Id
    epoch: Epoch = ""
    seq: Count = 0
    stamp: Mac = ""
    place: Mac = ""
    ticket: Annotated[str, Meta(max_length=2048)] = ""
    key: Key | None = None


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One entry as it was delivered. `n` counts the sender's own entries from 1, across fences, without a gap; `kid` is
    of who holds the fence."""

    seq: Ordinal
    who: Who
    cid: Id
    n: Ordinal
    fence: Count
    kid: Kid
    kind: EntryKind
    body: Body
    stamp: Mac
    place: Mac


class Send(Frame, frozen=True, tag="send"):
    """Append one sealed entry; answered by `ack`, or `error` with the same `ref` (the cid)."""

    chat: ChatHeld
    fence: Count
    kid: Kid
    cid: Id
    n: Ordinal
    kind: EntryKind
    body: Body


class Seen(Frame, frozen=True, tag="seen"):
    """Everything up to `seq` is shown here; sent coalesced. Also what the other end receives."""

    chat: ChatHeld
    seq: Count
    who: Who = "teen"


class Typing(Frame, frozen=True, tag="typing"):
    """Somebody types; never stored. `who` is set by the server."""

    chat: ChatHeld
    on: bool
    who: Who = "teen"


class Quiet(Frame, frozen=True, tag="quiet"):
    """Why a teen's page says nothing, told to whoever is in the chat and never stored: `thinking` when the teen asked
    for time, `asked` when the page asks whether they are still there; empty when they write again. `left_ms`: until it
    is over. The page tells it again to whoever comes."""

    chat: ChatHeld
    why: Literal["", "thinking", "asked"]
    left_ms: Annotated[int, Meta(ge=0, le=LONGEST_QUIET_MS)] = 0


class Refill(Frame, frozen=True, tag="refill"):
    """When `log` asks for it: entries of the epoch this end proved, in order without a gap up to what it proved, in
    frames under the size limit. `epoch` is the one that `log` named."""

    chat: ChatHeld
    epoch: Epoch
    entries: list[Entry]
    last: bool


class Pong(Frame, frozen=True, tag="pong"):
    """The answer to `ping`."""


class Error(Frame, frozen=True, tag="error"):
    """Something was refused; nothing changed. `ref` is the frame's `id` or `cid` where it had one."""

    code: str
    ref: str = ""
    field: str = ""
    retry: bool = False


class Log(Frame, frozen=True, tag="log"):
    """Where this end stands: in `epoch`, after what it proved, or from nothing. `n` is its last known number.

    `refill` asks this end for what it holds; `lost` says what nobody held can no longer be had.
    Then come the missed `entry` frames in order, then live ones.
    """

    chat: Id
    epoch: str
    fence: Count
    head: Count
    n: Count
    peer_seen: Count = 0
    refill: bool = False
    lost: bool = False


class EntryFrame(Frame, frozen=True, tag="entry"):
    """One log entry for this end (also its own, when it resumes)."""

    chat: Id
    seq: Ordinal
    who: Who
    cid: Id
    n: Ordinal
    fence: Count
    kid: Kid
    kind: EntryKind
    body: Body
    stamp: Mac
    place: Mac


class Withheld(Frame, frozen=True, tag="withheld"):
    """Something stands at `seq` that is not for this end: older than its fence, until the teen says yes. Without a
    stamp: something that no gateway took, which is for nobody."""

    chat: Id
    seq: Ordinal
    stamp: Mac = ""
    place: Mac = ""


class Ack(Frame, frozen=True, tag="ack"):
    """The entry is in the log, at `seq`."""

    chat: Id
    cid: Id
    seq: Count
    stamp: Mac
    place: Mac


class Presence(Frame, frozen=True, tag="presence"):
    """Whether another end is connected."""

    chat: Id
    who: Who
    online: bool


class Ping(Frame, frozen=True, tag="ping"):
    """Answer with `pong`; two misses end the connection."""


class Drain(Frame, frozen=True, tag="drain"):
    """This gateway is about to stop: reconnect after a random part of `within_ms`."""

    within_ms: Count
