"""What the model knows: chats, staff and the desk's figures, with everything derivable derived. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from routing.values import DeskSettings

FREE_STEP = 2**45
MOST_COMINGS = 20


@dataclass
class Chat:
    """One chat. `due`: when the offer or wrap-up is over. `presence`: when lease or grace is over."""

    id: str
    language: str
    priority: int
    skills: tuple[str, ...]
    joined: int
    place: int
    gateway: str = ""
    state: str = "waiting"
    online: bool = True
    generation: int = 0
    fence: int = 0
    staff: str = ""
    missed: frozenset[str] = frozenset()
    supervisor: str = ""
    invited: str = ""
    invited_fence: int = 0
    requeued: str = ""
    end: str = ""
    chain: str = ""
    block: str = ""
    blocker: str = ""
    block_hours: int = 0
    block_fence: int = 0
    staff_occurrence: str = ""
    supervisor_occurrence: str = ""
    comings: list[dict[str, object]] = field(default_factory=list)
    due: int | None = None
    presence: int | None = None
    hands: int = 0
    answered: bool = False
    waited: int | None = None
    in_target: bool = False
    began: int = 0
    gone_at: int = 0
    active_ms: int = 0
    over: int = 0
    declined: int = 0
    expired: int = 0
    reconnects: int = 0
    rebuilt: bool = False
    moved: int = 0
    device: str = ""
    code: str = ""
    code_until: int = 0
    code_used: str = ""

    @property
    def kept_till(self) -> int:
        """While a return code stands for it, somebody may come with it."""
        return 0 if self.code_used else self.code_until

    @property
    def signature(self) -> str:
        """What it asks and who has missed it."""
        return f"{self.language}|{self.priority}|{','.join(self.skills)}|{','.join(sorted(self.missed))}"

    @property
    def wish(self) -> str:
        """What it asks."""
        return f"{self.language}|{','.join(self.skills)}"

    @property
    def in_line(self) -> bool:
        """Not yet answered, and there: one that is offered counts until the offer is over."""
        return self.offerable or self.state == "offered"

    @property
    def order(self) -> tuple[int, str, str]:
        """Who is offered first."""
        return self.place, self.signature, self.id

    @property
    def offerable(self) -> bool:
        """Waiting, with the teen there."""
        return self.state == "waiting" and self.online

    def occurrence(self, staff: str) -> str:
        """What one stay of a person in this chat is called."""
        return hashlib.sha1(f"{self.id}|{self.fence}|{staff}".encode(), usedforsecurity=False).hexdigest()[:16]


@dataclass
class Staff:
    """One staff member. `breather`: 0 none, below 0 to come (ms), above 0 running until then."""

    id: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    status: str
    idle: int
    name: str = ""
    gateway: str = ""
    online: bool = False
    generation: int = 0
    slots: list[str] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    misses: int = 0
    missed_at: int = 0
    breather: int = 0
    heavy: bool = False
    adjusted: bool = False
    presence: int | None = None
    here: bool = True

    @property
    def on_duty(self) -> bool:
        """Could take a chat, now or when a slot is free."""
        return self.status == "available" and self.online and self.breather == 0

    @property
    def free(self) -> int:
        """Free slots."""
        return self.capacity - len(self.slots)

    @property
    def rank(self) -> tuple[int, str]:
        """Most free capacity first, then longest idle."""
        return self.idle - self.free * FREE_STEP, self.id

    def can(self, language: str, skills: Iterable[str]) -> bool:
        """Has the language and every skill."""
        return language in self.languages and set(skills) <= set(self.skills)

    def serves(self, chat: Chat) -> bool:
        """Can take it, as far as what they know goes."""
        return self.can(chat.language, chat.skills)


@dataclass
class State:
    """The whole desk."""

    settings: DeskSettings
    chats: dict[str, Chat] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    tombstones: dict[str, str] = field(default_factory=dict)
    spoke: dict[str, str] = field(default_factory=dict)
    blocked: dict[str, int] = field(default_factory=dict)
    today: Counter[str] = field(default_factory=Counter)
    records: list[dict[str, object]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    decisions: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    mode: str = "auto"
    set_at: int = 0
    hours: str = "closed"
    closes_at: int = 0
    sweep: int | None = None
    told_hours: bool = False
    taken_over: set[str] = field(default_factory=set)
    now: int = 0
    busy_ms: int = 0
    duty_ms: int = 0

    @property
    def service(self) -> str:
        """Open, closing or closed."""
        return self.hours if self.mode == "auto" else self.mode

    def pass_time(self, now: int) -> None:
        """The clock moves on to `now`; slots in use and on duty add up."""
        elapsed, self.now = now - self.now, now
        self.busy_ms += elapsed * self.busy
        self.duty_ms += elapsed * self.duty

    @property
    def busy(self) -> int:
        """Slots in use."""
        return sum(len(s.slots) for s in self.staff.values())

    @property
    def duty(self) -> int:
        """Slots on duty, and those in use of who is not."""
        return sum(max(s.capacity if s.on_duty else 0, len(s.slots)) for s in self.staff.values())

    def line(self, language: str, priority: int) -> list[Chat]:
        """Everyone of a class not yet answered, in order."""
        mine = [c for c in self.chats.values() if c.in_line and (c.language, c.priority) == (language, priority)]
        return sorted(mine, key=lambda c: (c.place, c.id))

    def pool(self) -> list[Chat]:
        """Everyone who can be offered now, in order."""
        return sorted((c for c in self.chats.values() if c.offerable), key=lambda c: c.order)

    def able(self, chat: Chat) -> list[Staff]:
        """Everyone on duty who could serve it."""
        return self.serving(chat.language, chat.skills)

    def serving(self, language: str, skills: Iterable[str]) -> list[Staff]:
        return [s for s in self.staff.values() if s.on_duty and s.can(language, skills)]

    def leased(self, staff: Staff) -> bool:
        """Their connection still holds its lease."""
        return staff.presence is not None and staff.presence > self.now

    def anybody(self, language: str, skills: Iterable[str], missed: Iterable[str]) -> tuple[int, bool]:
        """How many are there for such a chat; True when all of them have missed it, and so count again."""
        able = self.serving(language, skills)
        fresh = [s for s in able if s.id not in missed]
        there = fresh or able
        return len(there) if any(self.leased(s) for s in there) else 0, bool(able) and not fresh

    def one_line(self, chat: Chat, language: str, skills: Iterable[str]) -> bool:
        """Whether they wait for the same: what they ask is the same, or somebody on duty could serve both."""
        if (chat.language, set(chat.skills)) == (language, set(skills)):
            return True
        return any(s.can(language, skills) for s in self.able(chat))

    def ahead(self, language: str, skills: Iterable[str], till: int) -> list[Chat]:
        """Those who will be served before such a chat whose place is `till` or earlier, over all priorities."""
        before = [c for c in self.chats.values() if c.in_line and c.place <= till]
        return [c for c in before if self.one_line(c, language, skills)]

    def standing(self, chat: Chat) -> tuple[int, int, int]:
        """How many are ahead, the position told, and how many are there for it. The position is 0 when somebody who
        comes later may still be served before, or nobody is there."""
        there, _ = self.anybody(chat.language, chat.skills, chat.missed)
        same = [c for c in self.chats.values() if c.in_line and c.wish == chat.wish]
        tied = [c for c in same if c.place == chat.place and c.id < chat.id]
        ahead = len(self.ahead(chat.language, chat.skills, chat.place - 1)) + len(tied)
        settled = chat.place <= self.now + min(self.settings.ageing_ms)
        return ahead, ahead + 1 if there and settled else 0, there

    def agenda(self) -> list[tuple[int, str]]:
        """Every timer, in order."""
        found: list[tuple[int | None, str]] = [(self.sweep, "q")]
        for chat in self.chats.values():
            found += [(chat.due, f"c:{chat.id}"), (chat.presence, f"t:{chat.id}")]
        for staff in self.staff.values():
            found += [
                (staff.presence, f"s:{staff.id}"),
                (staff.breather if staff.breather > 0 else None, f"b:{staff.id}"),
            ]
        return sorted((at, member) for at, member in found if at is not None)
