"""Frames that travel to and from both ends, and the types all frames share.

A frame is one JSON text message with its tag in `t`. Times are milliseconds left, never clock times,
so that no machine's clock matters. A `body` is sealed by the clients and opaque to the server.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

VERSION = 1
MAX_FRAME_BYTES = 16 * 1024
HELLO_WITHIN_S = 5
PING_EVERY_S = 20

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
# Compared with the chats that a connection holds, so its form needs no check.
ChatHeld = Annotated[str, Meta(min_length=1, max_length=64)]
Token = Annotated[str, Meta(min_length=16, max_length=2048)]
Body = Annotated[str, Meta(min_length=1, max_length=12_000)]
Language = Annotated[str, Meta(min_length=2, max_length=8, pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
Skill = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[a-z0-9_]+$")]
# So that the scripts of the log can write every number with all its digits.
LARGEST = 2_147_483_647
Count = Annotated[int, Meta(ge=0, le=LARGEST)]
Ordinal = Annotated[int, Meta(ge=1, le=LARGEST)]
PublicKey = Annotated[str, Meta(min_length=80, max_length=100)]
Name = Annotated[str, Meta(max_length=40)]
Who = Literal["teen", "counsellor", "supervisor"]
EntryKind = Literal["text", "grant", "note", "consent"]
Priority = Literal[1, 2, 3]
Status = Literal["available", "away", "finishing", "offline"]
ChatState = Literal["waiting", "offered", "active", "wrap_up", "closed"]
EndReason = Literal["finished", "left", "abandoned", "lost", "turned_away", "blocked"]
Service = Literal["open", "closing", "closed"]


class Frame(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="t"):
    """What every frame shares: strict fields, and the tag `t`."""


class Cursor(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a console stands in one chat's log. `last_cid` is the entry it holds at `last_seq`;
    `ticket` lets it claim the chat after Redis lost it."""

    chat: Id
    epoch: str = ""
    last_seq: Count = 0
    last_cid: Annotated[str, Meta(max_length=64)] = ""
    ticket: Annotated[str, Meta(max_length=2048)] = ""


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One place in a log. `n` counts the sender's own entries from 1, across fences, without a gap."""

    seq: Ordinal
    who: Who
    cid: Id
    n: Ordinal
    fence: Count
    kind: EntryKind
    body: Body


class Key(Struct, frozen=True, forbid_unknown_fields=True):
    """A console's public key for one login: P-256, uncompressed point, base64url."""

    kid: Id
    public: PublicKey


class Send(Frame, frozen=True, tag="send"):
    """Append one sealed entry; answered by `ack`, or `error` with the same `ref` (the cid)."""

    chat: ChatHeld
    fence: Count
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


class Refill(Frame, frozen=True, tag="refill"):
    """After `log` named another epoch: entries this end holds, in order, in frames under the size limit."""

    chat: ChatHeld
    epoch: str
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
    """Where this end stands: resume from `last_seq` in `epoch`. `n` is this end's last known number.

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
    kind: EntryKind
    body: Body


class Ack(Frame, frozen=True, tag="ack"):
    """The entry is in the log."""

    chat: Id
    cid: Id
    seq: Count


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
