"""Frames of the live board and of supervision."""

from msgspec import Struct

from chat.protocol.common import ChatState, Count, Frame, Id, Language, Name, Priority, Service, Status


class BoardChat(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A waiting or running chat as a supervisor sees it: no name, no content.

    `unserved`: it waits, and nobody on duty has its language and skills. `invited`: its counsellor asks for a
    supervisor. `block_hours`: a block this long waits for a second person.
    """

    chat: Id
    state: ChatState
    language: Language
    priority: Priority
    waited_s: Count
    since_s: Count = 0
    staff: str = ""
    missed_by_all: bool = False
    unserved: bool = False
    invited: bool = False
    block_hours: int = 0


class BoardStaff(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A counsellor on duty as a supervisor sees them."""

    staff: Id
    name: Name
    status: Status
    online: bool
    capacity: int
    load: int
    languages: list[Language]
    skills: list[str] = []
    reason: str = ""
    since_s: Count = 0
    heavy: bool = False


class BoardLanguage(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The queue of one language. `longest_wait_s` counts offered chats too and is never capped."""

    language: Language
    waiting: int
    offered: int
    active: int
    longest_wait_s: int
    available: int
    unserved: bool = False


class Board(Frame, frozen=True, tag="board"):
    """The live desk, once a second while it changes. Rates are null where they have no meaning (closed)."""

    service: Service
    by: str
    since_s: Count
    languages: list[BoardLanguage]
    staff: list[BoardStaff]
    chats: list[BoardChat]
    today: dict[str, int]
    service_level: float | None = None
    abandonment: float | None = None
    occupancy: float | None = None
    range_hit: float | None = None
    closes_in_s: int | None = None


class Decision(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Why a chat went to whom: the chosen, those considered in order, those passed over with a reason."""

    chat: Id
    ago_s: Count
    cause: str
    chosen: str
    considered: list[str]
    passed: dict[str, str] = {}


class Trace(Frame, frozen=True, tag="trace"):
    id: Id
    decisions: list[Decision]
