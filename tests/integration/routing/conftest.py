"""An open desk with a clock that the test moves."""

from dataclasses import replace
from typing import Any

import pytest
from redis.asyncio import Redis

from routing import keys
from routing.desk import Desk
from routing.values import ChatView, DeskSettings, StaffProfile, StaffView, TickResult

START = 1_700_000_000_000


class House:
    """A desk, its clock, and short names for what tests do again and again."""

    def __init__(self, redis: Redis, settings: DeskSettings) -> None:
        self.redis = redis
        self.desk = Desk(redis, "main", settings)
        self.now = START

    async def configure(self, **changes: Any) -> None:
        await self.desk.configure(replace(self.desk.settings, **changes))

    def later(self, ms: int) -> int:
        self.now += ms
        return self.now

    async def join(self, chat: str, language: str = "nl", **more: Any) -> ChatView:
        return await self.desk.join("", chat, language=language, gateway="g1", now=self.now, **more)

    async def on(
        self,
        staff: str,
        *languages: str,
        skills: tuple[str, ...] = (),
        capacity: int = 1,
        role: str = "counsellor",
        status: str = "available",
        gateway: str = "g2",
        **more: Any,
    ) -> StaffView:
        who = StaffProfile(staff, staff.title(), role, languages or ("nl",), skills, capacity)
        return await self.desk.sign_on("", who, gateway, status=status, now=self.now, **more)

    async def chat(self, chat: str) -> ChatView:
        view = await self.desk.chat(chat, now=self.now)
        assert view is not None
        return view

    async def staff(self, staff: str) -> StaffView:
        view = await self.desk.staff(staff, now=self.now)
        assert view is not None
        return view

    async def held(self, *who: str) -> list[tuple[str, str, int]]:
        """The connections of these teens and staff, as their gateways name them."""
        teens = {one: await self.desk.chat(one, now=self.now) for one in who if one.startswith("c") and len(one) == 2}
        staff = {one: await self.desk.staff(one, now=self.now) for one in who if one not in teens}
        return [
            *(("teen", one, view.generation if view else 1) for one, view in teens.items()),
            *(("staff", one, view.generation if view else 1) for one, view in staff.items()),
        ]

    async def drop(self, chat: str) -> bool:
        return await self.desk.drop(chat, "g1", (await self.chat(chat)).generation, now=self.now)

    async def staff_drop(self, staff: str) -> bool:
        return await self.desk.staff_drop(staff, "g2", (await self.staff(staff)).generation, now=self.now)

    async def fence(self, chat: str) -> int:
        return (await self.chat(chat)).fence

    async def accept(self, staff: str, chat: str) -> int:
        fence = await self.fence(chat)
        await self.desk.accept("", staff, chat, fence, f"seal-{staff}", now=self.now)
        return fence

    async def enter(self, staff: str, chat: str) -> None:
        """As a gateway asks for it: for the fence that the seal was made for."""
        await self.desk.enter("", staff, chat, await self.fence(chat), f"seal-{staff}", now=self.now)

    async def active(self, chat: str, staff: str) -> int:
        """`chat` joins and `staff`, free and able, takes it; its fence."""
        await self.join(chat)
        return await self.accept(staff, chat)

    async def tick(self, ms: int = 0, **more: Any) -> TickResult:
        return await self.desk.tick(now=self.later(ms), **more)

    async def events(self, kind: str = "chat") -> list[dict[str, str]]:
        stream = await self.redis.xrange(keys.desk_key("main", "ended"))
        return [fields for _, fields in stream if fields["kind"] == kind]


@pytest.fixture
async def house(redis: Redis) -> House:
    """An open desk with nobody in it."""
    it = House(redis, DeskSettings())
    await it.desk.set_service("", "open", "sofie", now=it.now)
    return it


@pytest.fixture
async def untouched(redis: Redis) -> Any:
    """`async with untouched():` nothing of the desk changes, but for the count of those turned away."""

    class Untouched:
        async def _all(self) -> dict[str, bytes]:
            names = [name for name in await redis.keys("*") if not name.endswith((":today", ":ended"))]
            return {name: await redis.execute_command("DUMP", name, NEVER_DECODE=True) for name in sorted(names)}

        async def __aenter__(self) -> None:
            self.before = await self._all()

        async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
            assert kind is not None or self.before == await self._all()

    return Untouched
