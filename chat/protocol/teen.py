"""Frames that only the teen's connection sends or receives."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chat.protocol.common import ChatState, Count, EndReason, Frame, Id, Key, Language, Name, Token, Who

Occurrence = Annotated[str, Meta(max_length=64)]


class HelloTeen(Frame, frozen=True, tag="hello_teen"):
    """The first frame of a teen's connection, within 5 s. `last_cid` is the entry held at `last_seq`."""

    v: int
    token: Token
    ticket: Token
    epoch: str = ""
    last_seq: Count = 0
    last_cid: Annotated[str, Meta(max_length=64)] = ""


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

    `fence` is the chat's when it happened: it stands before the first entry of that fence. `handed_on`: gone because
    they handed the chat on.
    """

    occurrence: Occurrence
    who: Who
    name: Name
    what: Literal["came", "left", "lost", "handed_on"]
    fence: Count


class TeenState(Frame, frozen=True, tag="teen_state"):
    """The whole truth of the teen's chat; sent on hello and after each change. `ticket` replaces the one held.

    `served` says whether anybody on duty speaks the language; `others` which languages are served.
    `requeued` says why somebody new is being sought. `comings` are the last of those who came and went, in order.
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
    comings: list[Coming] = []


class Place(Frame, frozen=True, tag="place"):
    """The teen's place (1 is next) and the range of the wait. A place of 0 is not shown: it may still grow, or nobody
    is there. The range is -1 when it cannot be told."""

    chat: Id
    position: Count
    low_s: int
    high_s: int
