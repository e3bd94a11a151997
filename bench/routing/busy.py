"""One desk under load, and what brings it back to how it was: as many waiting, everybody in a chat."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from itertools import count
from typing import Any

from bench.routing.valkey import Cost, cost_of, in_batches
from routing.desk import Desk
from routing.pipe import Pipe
from routing.values import ChatView, DeskSettings, StaffProfile, StaffView

HOUR_MS = 3_600_000
GATEWAY = "bench"
# Nothing falls due by itself while we measure.
CALM = {
    **dict.fromkeys(("offer_ms", "lease_ms", "staff_grace_ms", "wrap_up_ms", "breather_ms"), HOUR_MS),
    **dict.fromkeys(("teen_grace_waiting_ms", "teen_grace_active_ms"), 2 * HOUR_MS),
    "wrap_up_max_ms": 3 * HOUR_MS,
}

Call = Callable[[], Awaitable[Any]]
Held = tuple[str, str, int]


class Bare(Desk):
    """The transitions alone, without the view that a gateway reads after some of them."""

    async def chat(self, chat: str, *, now: int | None = None) -> ChatView | None:
        return ChatView(chat, state="waiting")

    async def staff(self, staff: str, *, now: int | None = None) -> StaffView | None:
        return StaffView(staff, "", "", "", 1)

    async def look(self, view: str, *args: str | int) -> None:
        """A view as the server makes it, not decoded."""
        await self._run(view, ("", *args))

    async def due(self) -> None:
        """A tick that finds one timer due and no other."""
        if (await self.tick(1)).done != 1:
            raise RuntimeError("nothing was due")


class BusyDesk:
    """A desk of `waiting` chats and a crew with a chat each. `spent`: the cost of each transition in this lap."""

    def __init__(self, pipe: Pipe, name: str) -> None:
        settings = DeskSettings(**CALM)  # type: ignore[arg-type]
        self.pipe = pipe
        self.desk = Bare(pipe, name, settings)
        self.reader = Desk(pipe, name, settings)
        self.staff: list[str] = []
        self.spent: dict[str, Cost] = {}
        self._number = count(1)

    async def open(self, waiting: int) -> None:
        await self.calm()
        await self.desk.set_service(self.rid(), "open", "bench")
        for boss in ("boss", "other"):
            await self.desk.sign_on(self.rid(), StaffProfile(boss, boss, "supervisor", ("de",)), GATEWAY, status="away")
        await self.queue(waiting)

    async def hire(self, number: int) -> None:
        """So many more counsellors, each with a chat of their own."""
        fresh = self.fresh(number)
        await self.queue(number)
        await self.all("sign_on", [(profile(name), GATEWAY, (), "available") for name in fresh])
        await self.accept_all(fresh)
        self.staff += fresh

    # -- calls

    def rid(self) -> str:
        return f"r{next(self._number)}"

    def fresh(self, number: int) -> list[str]:
        """Ids that nobody had."""
        return [f"x{next(self._number)}" for _ in range(number)]

    def calls(self, name: str, rows: Iterable[tuple[Any, ...]]) -> list[Call]:
        """The transition `name` with a request id of its own and each of these arguments."""
        if name == "sign_on":
            return [partial(self.desk.sign_on, self.rid(), *row[:3], status=row[3]) for row in rows]
        return [partial(getattr(self.desk, name), self.rid(), *row) for row in rows]

    def joins(self, chats: list[str], language: str = "nl") -> list[Call]:
        join = partial(self.desk.join, language=language, gateway=GATEWAY)
        return [partial(join, self.rid(), chat, chain=f"k{chat}") for chat in chats]

    async def all(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Do it without measuring."""
        await in_batches(call() for call in self.calls(name, rows))

    async def measured(self, name: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Do the transition `name` for each of these arguments, and note what it cost."""
        await self.cost(name, self.calls(name, rows))

    async def cost(self, label: str, calls: list[Call]) -> None:
        self.spent[label] = await cost_of(self.pipe, calls)

    async def fall_due(self, label: str, number: int) -> None:
        """So many ticks, each of which runs one timer."""
        await asyncio.sleep(0.003)
        await self.cost(label, [self.desk.due] * number)

    async def hurry(self, **settings: int) -> None:
        """What starts now is over in these times (ms)."""
        await self.desk.configure(DeskSettings(**{**CALM, **settings}))  # type: ignore[arg-type]

    async def calm(self) -> None:
        await self.hurry()

    # -- back to how it was

    async def queue(self, number: int) -> list[str]:
        """So many newcomers at the end of the queue."""
        chats = self.fresh(number)
        await in_batches(call() for call in self.joins(chats))
        return chats

    async def numbers(self, people: list[str]) -> dict[str, int]:
        """Of their connections."""
        views = await in_batches(self.reader.staff(name) for name in people)
        return {view.staff: view.generation for view in views if view}

    async def held(self, people: list[str], *states: str) -> list[Held]:
        """Each of them with the chat they hold and its fence; only chats in these states, if any are given."""
        views = [view for view in await in_batches(self.reader.staff(name) for name in people) if view]
        rows = [(view.staff, chat.chat, chat.fence, chat.state) for view in views for chat in view.chats]
        return [row[:3] for row in rows if not states or row[3] in states]

    async def accept_all(self, people: list[str]) -> None:
        await self.all("accept", await self.held(people, "offered"))

    async def offered(self, people: list[str]) -> list[Held]:
        """Their chats are over, and they are offered the next."""
        await self.all("finish", await self.held(people))
        return await self.after_wrap_up(people)

    async def after_wrap_up(self, people: list[str]) -> list[Held]:
        """They are ready and offered the next, with as many newcomers at the end of the queue."""
        await self.all("ready", [row[:2] for row in await self.held(people)])
        await self.queue(len(people))
        return await self.held(people)

    async def replace(self, chats: list[str]) -> None:
        """These leave, for newcomers: what somebody missed must not gather in the queue."""
        await self.all("leave", [(chat,) for chat in chats])
        await self.queue(len(chats))


def profile(staff: str, language: str = "nl") -> StaffProfile:
    return StaffProfile(staff, staff, "counsellor", (language,))
