"""Frames that only a console sends or receives.

Every command carries `id`, made by the console and repeated on retry: it is the request id of the transition.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chat.protocol.common import (
    Body,
    BoxSecret,
    ChatState,
    Count,
    Cursor,
    EndReason,
    Frame,
    Handle,
    Id,
    Key,
    Kid,
    Language,
    Name,
    Priority,
    Skill,
    Status,
    Token,
    Who,
    whole,
)


class Box(Struct, frozen=True, forbid_unknown_fields=True):
    """The key of what a console keeps on its disk for a reload: `POST /api/staff/box` gives it back by the handle while
    this sign-in stands. Both are drawn by the page, 128 and 256 bits in base64url; a sign-in has one for each desk."""

    handle: Handle
    key: BoxSecret


class HelloStaff(Frame, frozen=True, tag="hello_staff"):
    """The first frame of a console or dashboard: a single-use ticket, and where it stands in its chats.

    `status` is what the console last showed; it counts only when the desk has lost all memory of this person.
    """

    v: int
    ticket: Token
    desk: Id
    chats: list[Cursor] = []
    watch: bool = False
    status: Status | None = None
    box: Box | None = None


class SetStatus(Frame, frozen=True, tag="set_status"):
    id: Id
    status: Status
    reason: Annotated[str, Meta(max_length=40, pattern=whole(r"[A-Za-z0-9_-]*"))] = ""


class Accept(Frame, frozen=True, tag="accept"):
    """Take an offered chat; `key` was made for this fence."""

    id: Id
    chat: Id
    fence: Count
    key: Key


class Decline(Frame, frozen=True, tag="decline"):
    id: Id
    chat: Id
    fence: Count


class Finish(Frame, frozen=True, tag="finish"):
    """End an active chat; wrap-up begins."""

    id: Id
    chat: Id
    fence: Count
    heavy: bool = False


class Ready(Frame, frozen=True, tag="ready"):
    """Wrap-up is done (the form was stored over HTTP, or skipped)."""

    id: Id
    chat: Id


class ExtendWrapUp(Frame, frozen=True, tag="extend_wrap_up"):
    id: Id
    chat: Id


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """What a counsellor says to who takes the chat next: an entry of kind `note`, sealed for the fence that ends."""

    cid: Id
    kid: Kid
    body: Body


class Transfer(Frame, frozen=True, tag="transfer"):
    """To a counsellor (`to`), a language, a skill, or with none of them back to the queue. The `note` goes into the log
    with it or not at all; a `send` of one is refused."""

    id: Id
    chat: Id
    fence: Count
    to: Annotated[str, Meta(max_length=64)] = ""
    language: Annotated[str, Meta(max_length=8)] = ""
    skill: Annotated[str, Meta(max_length=32)] = ""
    note: Note | None = None


class Invite(Frame, frozen=True, tag="invite"):
    """The counsellor asks a supervisor in, visibly to the teen; an empty `supervisor` calls any on duty."""

    id: Id
    chat: Id
    fence: Count
    supervisor: Annotated[str, Meta(max_length=64)] = ""


class Enter(Frame, frozen=True, tag="enter"):
    """A supervisor follows an invitation; `key` was made for this entrance."""

    id: Id
    chat: Id
    key: Key


class StepOut(Frame, frozen=True, tag="step_out"):
    """A supervisor leaves a chat that goes on without them."""

    id: Id
    chat: Id


class TakeAnew(Frame, frozen=True, tag="take_anew"):
    """The holder of an active chat has no pair for its fence (it rose, or the pair is gone): they hold it under the
    next one, with this key."""

    id: Id
    chat: Id
    fence: Count
    key: Key


class ProposeBlock(Frame, frozen=True, tag="propose_block"):
    """Ask that this sender be blocked; takes effect on a second person's `confirm_block`."""

    id: Id
    chat: Id
    fence: Count
    hours: Annotated[int, Meta(ge=1, le=24)] = 24


class ConfirmBlock(Frame, frozen=True, tag="confirm_block"):
    """`hours`: those that `block_asked` told, so that others, proposed anew meanwhile, are not answered; 0: any."""

    id: Id
    chat: Id
    yes: bool
    hours: Annotated[int, Meta(ge=0, le=24)] = 0


class Breather(Frame, frozen=True, tag="breather"):
    """Nothing new for me for `minutes` once my chats end (0 ends it)."""

    id: Id
    minutes: Annotated[int, Meta(ge=0, le=120)]


class SetCounsellor(Frame, frozen=True, tag="set_counsellor"):
    """A supervisor changes somebody: only what is given."""

    id: Id
    staff: Id
    status: Status | None = None
    capacity: int | None = None
    languages: list[Language] | None = None
    skills: list[Skill] | None = None


class Requeue(Frame, frozen=True, tag="requeue"):
    id: Id
    chat: Id


class SetPriority(Frame, frozen=True, tag="set_priority"):
    id: Id
    chat: Id
    priority: Priority


class Assign(Frame, frozen=True, tag="assign"):
    """By hand: offer this chat to this counsellor now."""

    id: Id
    chat: Id
    staff: Id


class SetService(Frame, frozen=True, tag="set_service"):
    """Open, closing or closed by hand; `auto` returns to the opening hours."""

    id: Id
    mode: Literal["open", "closing", "closed", "auto"]


class GetTrace(Frame, frozen=True, tag="get_trace"):
    """The decisions about one chat, or the newest ones."""

    id: Id
    chat: Annotated[str, Meta(max_length=64)] = ""


class StaffChat(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One chat as its console knows it. `left_ms` is the time left of an offer or a wrap-up; `previous` counts the
    counsellors before this one. `kid`: the pair under which the teen is shown this person; a counsellor who holds
    another one, or none, takes the active chat anew. `how_bad` it is, as the teen says: 1 to 5, 0 when not said.
    `talked_s`: since somebody was first there. `moved`: the fence with which the teen came back by a return code, on
    another device; 0 when they did not."""

    chat: Id
    state: ChatState
    fence: Count
    language: Language
    priority: Priority
    skills: list[str] = []
    topic: str = ""
    age_band: str = "unknown"
    how_bad: Count = 0
    waited_s: Count = 0
    role: Who = "counsellor"
    kid: Kid = ""
    ticket: str = ""
    left_ms: Count = 0
    end: EndReason | None = None
    missed_by_all: bool = False
    previous: Count = 0
    block: Literal["", "proposed", "confirmed", "refused"] = ""
    talked_s: Count = 0
    moved: Count = 0


class StaffSelf(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The counsellor's own standing. `why` says who or what set the status: self, missed, supervisor, breather."""

    staff: Id
    name: Name
    role: Literal["counsellor", "supervisor", "admin"]
    status: Status
    capacity: int
    languages: list[Language]
    skills: list[str] = []
    reason: str = ""
    why: str = "self"
    breather_ms: Count = 0


class StaffState(Frame, frozen=True, tag="staff_state"):
    """Snapshot: everything this console holds. Snapshot + later frames = a fresh snapshot."""

    me: StaffSelf
    chats: list[StaffChat]


class StaffSelfChanged(Frame, frozen=True, tag="staff_self"):
    me: StaffSelf


class StaffChatChanged(Frame, frozen=True, tag="staff_chat"):
    """One chat came or changed (offer, active, wrap-up); replaces what the console holds of it."""

    chat: StaffChat


class StaffChatGone(Frame, frozen=True, tag="staff_chat_gone"):
    """A chat is no longer this console's, and why."""

    chat: Id
    why: Literal["expired", "declined", "taken", "transferred", "abandoned", "lost", "requeued", "closed", "blocked"]


class Invited(Frame, frozen=True, tag="invited"):
    """A counsellor asks for a supervisor. `again`: it stands since before this connection."""

    chat: Id
    by: Name
    again: bool = False


class BlockAsked(Frame, frozen=True, tag="block_asked"):
    """A second person is asked to confirm a block; nothing of the chat's content is shown. `again`: it stands since
    before this connection."""

    chat: Id
    by: Name
    hours: int
    again: bool = False


class AskOver(Frame, frozen=True, tag="ask_over"):
    """What `invited` or `block_asked` told is over: answered, or the chat has changed hands or ended."""

    chat: Id
    ask: Literal["invited", "block"]


class Ok(Frame, frozen=True, tag="ok"):
    """The command with this `id` took effect."""

    id: Id
