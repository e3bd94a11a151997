"""One desk under load, and a lap of transitions that leaves it as it was: as many waiting, everybody in a chat."""

from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from statistics import median
from typing import Any

from bench.routing.valkey import Cost, cost_of, in_batches
from chat.redis import PipeCommands
from routing.desk import Desk
from routing.pipe import Pipe
from routing.values import ChatView, DeskSettings, StaffProfile, StaffView, TeenClaim

HOUR_MS = 3_600_000
GATEWAY = "bench"
# Nothing falls due by itself while we measure.
SETTINGS = DeskSettings(
    offer_ms=HOUR_MS, lease_ms=HOUR_MS, wrap_up_ms=HOUR_MS, wrap_up_max_ms=3 * HOUR_MS, teen_grace_waiting_ms=HOUR_MS
)

Call = Callable[[], Awaitable[Any]]


class Bare(Desk):
    """The transitions alone, without the view that a gateway reads after some of them."""

    async def chat(self, chat: str, *, now: int | None = None) -> ChatView | None:
        return ChatView(chat, "waiting")

    async def staff(self, staff: str, *, now: int | None = None) -> StaffView | None:
        return StaffView(staff, "", "", "", 1)


class Lap:
    """Measures each transition on a desk with `waiting` chats and `staff` counsellors, all of them in a chat."""

    def __init__(self, pipe: Pipe, name: str) -> None:
        self.pipe = pipe
        self.desk = Bare(PipeCommands(pipe), name, SETTINGS)
        self._reader = Desk(PipeCommands(pipe), name, SETTINGS)
        self._number = count(1)
        self.staff: list[str] = []

    async def set_up(self) -> None:
        await self.desk.configure(SETTINGS)
        await self.desk.set_service(self.rid(), "open", "bench")

    async def fill(self, waiting: int, staff: int) -> None:
        """Each counsellor with a chat of their own, and the queue behind them."""
        self.staff = [f"s{next(self._number)}" for _ in range(staff)]
        for name in self.staff:
            await self.desk.sign_on(self.rid(), _profile(name), GATEWAY, status="available")
        await self._enter(waiting + staff)
        await self._accept_all(self.staff)

    def rid(self) -> str:
        return f"r{next(self._number)}"

    async def costs(self, people: list[str]) -> dict[str, Cost]:
        """One lap over these counsellors and as many newcomers at the end of the queue."""
        spent: dict[str, Cost] = {}

        async def measure(name: str, calls: list[Call]) -> None:
            spent[name] = await cost_of(self.pipe, calls)

        held = await self._held(people)
        await measure("finish", [self._with("finish", s, *held[s]) for s in people])
        await measure("extend_wrap_up", [self._with("extend_wrap_up", s, held[s][0]) for s in people])
        await measure("ready", [self._with("ready", s, held[s][0]) for s in people])
        held = await self._held(people)
        await measure("accept", [self._with("accept", s, *held[s]) for s in people])
        await measure("requeue", [self._with("requeue", "boss", held[s][0]) for s in people])
        await self._accept_all(people)
        held = await self._held(people)
        await measure("transfer", [self._with("transfer", s, *held[s]) for s in people])
        await self._accept_all(people)
        await self._about_people(measure, people)
        queue = [f"c{next(self._number)}" for _ in people]
        await measure("join", self._joins(queue))
        await self._about_waiting(measure, queue)
        return spent

    async def _about_people(self, measure: Any, people: list[str]) -> None:
        await measure("set_status", [self._with("set_status", s, "away", "break") for s in people])
        await in_batches(self._with("set_status", s, "available")() for s in people)
        skilled = partial(self.desk.set_counsellor, skills=("sextortion",))
        await measure("set_counsellor", [partial(skilled, self.rid(), "boss", s) for s in people])
        await measure("breather", [self._with("breather", s, 5) for s in people])
        await in_batches(self._with("breather", s, 0)() for s in people)
        await measure("renew", [partial(self.desk.renew, GATEWAY, [("staff", s, 1)]) for s in people])
        await measure("tick", [self.desk.tick] * max(100, len(people)))

    async def _about_waiting(self, measure: Any, queue: list[str]) -> None:
        await measure("choose_language", [self._with("choose_language", c, "fr") for c in queue])
        await in_batches(self._with("choose_language", c, "nl")() for c in queue)
        await measure("set_priority", [self._with("set_priority", "boss", c, 2) for c in queue])
        await in_batches(self._with("set_priority", "boss", c, 3)() for c in queue)
        await measure("drop", [partial(self.desk.drop, c, GATEWAY, 1) for c in queue])
        views = await in_batches(self._reader.chat(c) for c in queue)
        claims = [_claim(view) for view in views if view]
        await measure("rejoin", [partial(self.desk.rejoin, self.rid(), claim, GATEWAY) for claim in claims])
        extra = [f"x{next(self._number)}" for _ in queue]
        await in_batches(call() for call in self._joins(extra))
        await measure("leave", [self._with("leave", c) for c in extra])

    def _joins(self, chats: list[str]) -> list[Call]:
        return [partial(self.desk.join, self.rid(), c, language="nl", gateway=GATEWAY) for c in chats]

    def _with(self, name: str, *args: Any) -> Call:
        return partial(getattr(self.desk, name), self.rid(), *args)

    async def _enter(self, number: int) -> None:
        fresh = [f"c{next(self._number)}" for _ in range(number)]
        await in_batches(call() for call in self._joins(fresh))

    async def _held(self, people: list[str]) -> dict[str, tuple[str, int]]:
        views = await in_batches(self._reader.staff(s) for s in people)
        return {view.staff: (view.chats[0].chat, view.chats[0].fence) for view in views if view and view.chats}

    async def _accept_all(self, people: list[str]) -> None:
        views = await in_batches(self._reader.staff(s) for s in people)
        offers = [(v.staff, c.chat, c.fence) for v in views if v for c in v.chats if c.state == "offered"]
        await in_batches(self._with("accept", *offer)() for offer in offers)


def typical(laps: list[dict[str, Cost]]) -> dict[str, float]:
    """Microseconds per call of each transition: the median lap, which leaves out the server's own housekeeping."""
    return {name: median(lap[name].us for lap in laps) for name in laps[0]}


def _profile(staff: str) -> StaffProfile:
    return StaffProfile(staff, staff, "counsellor", ("nl",))


def _claim(view: ChatView) -> TeenClaim:
    return TeenClaim(view.chat, view.language, view.joined, view.fence, priority=view.priority)
