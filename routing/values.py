"""What routing takes and gives: small frozen value objects in plain ids.

Moments (`…_at`) are milliseconds of the routing clock (Redis TIME); lengths are `…_ms` or `…_s`.
"""

from dataclasses import dataclass, field
from hashlib import sha1

STATUSES = ("available", "away", "finishing", "offline")
MODES = ("open", "closing", "closed", "auto")
HARD_CAPACITY = 8


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """How a desk behaves. `ageing_ms[p]` is how much later a chat of priority p+1 counts as having joined."""

    languages: tuple[str, ...] = ("nl", "fr", "de", "en")
    skills: tuple[str, ...] = ("sextortion", "lgbtq")
    offer_ms: int = 30_000
    lease_ms: int = 30_000
    staff_grace_ms: int = 60_000
    teen_grace_waiting_ms: int = 180_000
    teen_grace_active_ms: int = 300_000
    wrap_up_ms: int = 600_000
    wrap_up_max_ms: int = 1_800_000
    breather_ms: int = 600_000
    ageing_ms: tuple[int, int, int] = (0, 600_000, 1_200_000)
    misses_to_away: int = 2
    max_capacity: int = 2
    queue_limit: int = 0
    target_ms: int = 300_000
    target_first_ms: int = 120_000
    handle_ms: int = 1_800_000


@dataclass(frozen=True, slots=True)
class StaffProfile:
    """A staff member as SQL knows them."""

    id: str
    name: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...] = ()
    capacity: int = 1


@dataclass(frozen=True, slots=True)
class ChatFacts:
    """What a chat is rebuilt from when Redis has lost it. `joined` is the original moment of joining (ms);
    `how_bad` what the teen says of it, 1 to 5, 0 when they do not. `moved`: the fence at which it came to the device
    where it is now, 0 for the first one."""

    chat: str
    language: str = ""
    joined: int = 0
    fence: int = 0
    priority: int = 3
    skills: tuple[str, ...] = ()
    topic: str = ""
    age_band: str = "unknown"
    channel: str = "web"
    how_bad: int = 0
    moved: int = 0


@dataclass(frozen=True, slots=True)
class TeenClaim(ChatFacts):
    """A teen's signed ticket, already verified. `counsellor` is set while the chat is active; `chain` ties the chats of
    one tab together, and no console knows it. `device` stands for whoever shows it: the digest of their token."""

    counsellor: str = ""
    chain: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class HoldClaim(ChatFacts):
    """A console's signed ticket for an active chat it holds, already verified. `seal`: who holds it, sealed by the
    gateway; opaque to routing."""

    seal: str = ""


def stay_of(chat: str, fence: int, staff: str) -> str:
    """What a stay of this person that began with this fence is called: the same when Redis forgot it and it is put
    back, and nobody else's (lua/lib/comings.lua)."""
    return sha1(f"{chat}|{fence}|{staff}".encode(), usedforsecurity=False).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class HolderView:
    """Somebody beside the teen in an active chat. `seal`: as it was given with `accept` or `enter`; `occurrence` names
    this stay of theirs."""

    staff: str
    role: str
    name: str
    seal: str
    online: bool
    occurrence: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody came into a chat or went: `what` is came, left, lost or handed_on; `fence` was the chat's then. `seal`:
    that of their hold, which says the name in a way that Redis cannot."""

    occurrence: str
    role: str
    name: str
    what: str
    fence: int
    seal: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ChatView(ChatFacts):
    """One chat, whole, at the moment `now`. A closed one has only its state and its `end`.

    `left_ms`: left of the offer or wrap-up. `grace_ms`: left before a counsellor who is gone counts as lost.
    `served` and `others`: whether somebody on duty speaks the language, and if not, which others are served (while
    waiting). `hands` counts those who accepted it so far. `talked_ms`: since the first of them, while it is active.
    `waited_ms` runs on until the first answer. `comings`: the last of those who came and went, in order.
    """

    state: str = field(kw_only=True)
    now: int = 0
    entered: int = 0
    chain: str = ""
    staff: str = ""
    supervisor: str = ""
    holders: tuple[HolderView, ...] = ()
    comings: tuple[Coming, ...] = ()
    online: bool = False
    gateway: str = ""
    generation: int = 0
    requeued: str = ""
    end: str = ""
    left_ms: int = 0
    grace_ms: int = 0
    missed_by_all: bool = False
    hands: int = 0
    block: str = ""
    block_hours: int = 0
    invited: str = ""
    invitation: str = ""
    waited_ms: int = 0
    talked_ms: int = 0
    served: bool = True
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffView:
    """One staff member with everything they hold; `beside` are chats they entered as a supervisor."""

    staff: str
    name: str
    role: str
    status: str
    capacity: int
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    reason: str = ""
    why: str = "self"
    since: int = 0
    online: bool = False
    gateway: str = ""
    generation: int = 0
    breather_ms: int = 0
    heavy: bool = False
    now: int = 0
    chats: tuple[ChatView, ...] = ()
    beside: tuple[ChatView, ...] = ()


@dataclass(frozen=True, slots=True)
class PositionView:
    """How many will be served before, over all priorities (`position` is one more: 1 is next), and the usual wait.

    `position` is 0 where it may still grow, or nobody is there; the wait is -1 when it cannot be told. `ahead` is how
    many are before now, to order by and never to show.
    """

    position: int
    low_s: int
    high_s: int
    served: bool = True
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class RenewResult:
    """`unknown`: re-join these (lost by Redis, or their lease ran out). `replaced`: a newer connection has them."""

    unknown: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TickResult:
    """`done` timers ran. `ended`: chats to seal in the log. `fenced`: chats whose fence rose, with the new fence."""

    done: int
    next_due_ms: int
    ended: tuple[str, ...] = ()
    fenced: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class LanguageFigures:
    """One language now; `longest_wait_ms` counts offered chats too and is never capped."""

    language: str
    waiting: int
    offered: int
    active: int
    longest_wait_ms: int
    on_duty: int
    free: int

    @property
    def unserved(self) -> bool:
        """Somebody waits and nobody on duty speaks the language."""
        return self.waiting > 0 and self.on_duty == 0


@dataclass(frozen=True, slots=True)
class AvailabilityView:
    """What the public page says. `opens_at` is 0 when unknown; the wait is that of somebody who joins now. `admits`:
    languages in which whoever comes now is let in to somebody who is there."""

    service: str
    languages: tuple[str, ...]
    served: tuple[str, ...]
    opens_at: int = 0
    closes_at: int = 0
    waiting: int = 0
    low_s: int = -1
    high_s: int = -1
    admits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardView:
    """The live desk. `today` sums the day's counters over languages; rates are None where they mean nothing."""

    now: int
    service: str
    mode: str
    by: str
    since: int
    closes_at: int
    languages: tuple[LanguageFigures, ...]
    staff: tuple[StaffView, ...]
    chats: tuple[ChatView, ...]
    today: dict[str, int]
    by_language: dict[str, dict[str, int]] = field(default_factory=dict)
    service_level: float | None = None
    abandonment: float | None = None
    occupancy: float | None = None
    range_hit: float | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Why a chat went to whom; `passed` maps the passed over to a reason."""

    chat: str
    at: int
    cause: str
    chosen: str
    considered: tuple[str, ...]
    passed: dict[str, str]
