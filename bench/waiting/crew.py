"""Counsellors on duty who all have a chat, so that whoever comes waits and a place can be told."""

import asyncio
import contextlib

from routing.desk import Desk
from routing.pipe import Pipe
from routing.values import StaffProfile

SIZE = 20
RENEW_S = 10.0
GATEWAY = "bench"
Held = tuple[str, str, int]


class Crew(contextlib.AbstractAsyncContextManager["Crew"]):
    """Kept on duty, with their chats, until the end."""

    def __init__(self, redis_url: str) -> None:
        self._pipe = Pipe(redis_url)
        self._desk = Desk(self._pipe, "main")
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Crew":
        await self._pipe.start()
        held = [row for number in range(SIZE) for row in await self._busy(number)]
        self._keeper = asyncio.create_task(self._keep(held))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
        await self._pipe.stop()

    async def _busy(self, number: int) -> list[Held]:
        staff, chat = f"s{number}", f"busy{number}"
        who = StaffProfile(staff, staff, "counsellor", ("nl",))
        here = await self._desk.sign_on(f"on{number}", who, GATEWAY, (), status="available")
        teen = await self._desk.join(f"join{number}", chat, language="nl", gateway=GATEWAY)
        await self._desk.accept(f"accept{number}", staff, chat, 1)
        return [("staff", staff, here.generation), ("teen", chat, teen.generation)]

    async def _keep(self, held: list[Held]) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            await self._desk.renew(GATEWAY, held)
