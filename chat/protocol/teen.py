"""Frames that only the teen's connection sends or receives."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from chat.protocol.common import (
    BoxSecret,
    ChatState,
    Count,
    EndReason,
    Epoch,
    Frame,
    Handle,
    Id,
    Key,
    Language,
    Mac,
    Name,
    Skill,
    Token,
    Who,
    whole,
)

DeskName = Annotated[str, Meta(pattern=whole(r"[a-z0-9-]{1,32}"))]
AgeBand = Literal["lt12", "12_13", "14_15", "16_18", "adult", "unknown"]
Code = Annotated[str, Meta(max_length=48, pattern=whole(r"[a-z0-9_]*"))]
HowBad = Annotated[int, Meta(ge=0, le=5)]
Refusal = Literal[
    "closed", "closing", "full", "blocked", "too_many", "unavailable", "unknown_language", "unknown_desk", "bad_value"
]


class Wish(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"pass_": "pass"}):
    """What a teen asks for. `pass` is that of an earlier chat in this tab. `how_bad` it is for them: 1 to 5, 0 when not
    said; for the counsellor, never stored."""

    desk: DeskName
    language: Language
    topic: Code = ""
    age_band: AgeBand = "unknown"
    skills: Annotated[list[Skill], Meta(max_length=4)] = []
    danger: bool = False
    how_bad: HowBad = 0
    channel: Literal["web", "embed"] = "web"
    pass_: Annotated[str, Meta(max_length=2048)] = ""


Occurrence = Annotated[str, Meta(max_length=64)]


class HelloTeen(Frame, frozen=True, tag="hello_teen"):
    """The first frame of a teen's connection, within 5 s. `token` is drawn by the page, 256 bits.

    With a `wish` a chat begins; the same token with the same wish finds the same chat. With a `ticket` the teen comes
    back to it, after what the page was last delivered.
    """

    v: int
    token: Token
    ticket: Annotated[str, Meta(max_length=2048)] = ""
    wish: Wish | None = None
    epoch: Epoch = ""
    seq: Count = 0
    stamp: Mac = ""
    place: Mac = ""


class WorkNeeded(Frame, frozen=True, tag="work_needed"):
    """Before this wish is granted, an ALTCHA challenge is to be solved: on this connection, once, within 120 s."""

    challenge: dict[str, Any]


class Work(Frame, frozen=True, tag="work"):
    """The solved challenge, as ALTCHA encodes it."""

    answer: Annotated[str, Meta(max_length=4096)]


class Joined(Frame, frozen=True, tag="joined", rename={"pass_": "pass"}):
    """The wish was granted. `pass` ties the next chat of this tab to this one."""

    chat: Id
    pass_: str


class WishRefused(Frame, frozen=True, tag="wish_refused"):
    """The wish was not granted and the connection ends; `retry_s` above 0: the same wish may be granted then."""

    code: Refusal
    field: str = ""
    retry_s: Count = 0


class BoxKey(Frame, frozen=True, tag="box_key"):
    """The key of what the page keeps on its disk, for a reload: `POST /api/chats/box` gives it back by the handle until
    the chat ends. Both are drawn by the page, 128 and 256 bits in base64url; a chat has the first it was given."""

    chat: Id
    handle: Handle
    key: BoxSecret


class AskCode(Frame, frozen=True, tag="ask_code"):
    """The teen wants to go on at another device, or later: by a code, in place of the one before."""

    chat: Id


class ReturnCode(Frame, frozen=True, tag="return_code"):
    """Four words, good once and for so long; `POST /api/chats/return` takes them. The chat then ends here, `moved`."""

    chat: Id
    words: list[str]
    left_ms: Count


class Leave(Frame, frozen=True, tag="leave"):
    """The teen ends it: leaves the queue or the chat."""

    chat: Id


class ChooseLanguage(Frame, frozen=True, tag="choose_language"):
    """Wait in another language, keeping the original join time."""

    chat: Id
    language: Language


class Holder(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who is in the chat beside the teen, and the key to wrap the chat key for (null while offline).
    `occurrence` names this stay of theirs, as in `Coming`."""

    who: Who
    name: Name
    key: Key | None = None
    occurrence: Occurrence = ""


class Coming(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody came or went: one line for the teen. What is known by `occurrence` and `what` is not drawn again.

    `fence` is the chat's when it happened: a counsellor's coming stands before its first entry, a going after its last.
    `handed_on`: gone because they handed the chat on.
    """

    occurrence: Occurrence
    who: Who
    name: Name
    what: Literal["came", "left", "lost", "handed_on"]
    fence: Count


class TeenState(Frame, frozen=True, tag="teen_state"):
    """The whole truth of the teen's chat; sent on hello and after each change. `ticket` replaces the one held.

    `served` says whether anybody on duty speaks the language; if nobody does, `others` says which are spoken.
    `requeued` says why somebody new is being sought. `comings` are the last of those who came and went, in order.
    `kept_ms`, while waiting: how long the place is kept for a page whose connection is gone.
    `talked_s`: since somebody was first there, for a desk whose chats have a time.
    """

    chat: Id
    state: ChatState
    fence: Count
    language: Language
    ticket: str
    holders: list[Holder] = []
    served: bool = True
    others: list[Language] = []
    requeued: Literal["", "lost", "transfer", "supervisor"] = ""
    end: EndReason | None = None
    grace_ms: Count = 0
    kept_ms: Count = 0
    comings: list[Coming] = []
    talked_s: Count = 0


class Position(Frame, frozen=True, tag="position"):
    """The teen's position in the queue (1 is next) and the range of the wait. A position of 0 is not shown: it may
    still grow, or nobody is there. The range is -1 when it cannot be told."""

    chat: Id
    position: Count
    low_s: int
    high_s: int
