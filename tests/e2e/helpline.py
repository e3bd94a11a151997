"""Counsellors without a console page: they answer at once, so that a test can look at the widget alone."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable
from typing import Any

from chat.client.person import Said, new_id
from chat.client.staff import CommandRefused, StaffClient
from chat.protocol.staff import SetService
from tests.e2e.people import PASSWORD
from tests.http_client import http_client
from tests.patience import PATIENCE_S

_OFFERS = 5


class Helper:
    """One counsellor on duty; `heard` is what this one could read, in order."""

    def __init__(self, url: str, desk: str = "main") -> None:
        self.heard: list[str] = []
        self.client = StaffClient(url, desk, on=self._on)

    def _on(self, event: object) -> None:
        if isinstance(event, Said) and event.text and event.who == "teen":
            self.heard.append(event.text)

    async def until(self, true: Callable[[], object], why: str) -> None:
        """Waits a bounded time for something of this client to become true."""
        for _ in range(int(PATIENCE_S / 0.05)):
            if true():
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never: {why}; {self.client.chats}, {self.client.me}, {self.client.core.link.state}")

    def offered(self) -> list[str]:
        return [chat for chat, view in self.client.chats.items() if view.state == "offered"]

    async def accept(self) -> str:
        """The next offer; its chat id. An offer whose teen left in the same moment is followed by another."""
        for _ in range(_OFFERS):
            await self.until(self.offered, "an offer")
            chat = self.offered()[0]
            with contextlib.suppress(CommandRefused):
                await self.client.accept(chat)
                return chat
            await self.until(functools.partial(self._withdrawn, chat), "a refused offer goes")
        raise AssertionError("every offer was refused")

    def _withdrawn(self, chat: str) -> bool:
        return chat not in self.offered()

    async def reads(self, text: str) -> None:
        await self.until(lambda: text in self.heard, f"reads {text!r}, only {self.heard}")

    async def gone(self, chat: str) -> None:
        await self.until(
            lambda: chat not in self.client.chats or self.client.chats[chat].state != "active", "the chat ends"
        )

    async def close_down(self) -> None:
        """Leaves nothing behind for the next test: ends what runs, goes away."""
        try:
            for chat, view in list(self.client.chats.items()):
                if view.role == "counsellor":
                    await self._let_go(chat, view.state)
            await self.client.set_status("away")
        finally:
            await self.client.close()

    async def _let_go(self, chat: str, state: str) -> None:
        """A teen may end it at each of these moments, and the server refuses what came too late."""
        with contextlib.suppress(CommandRefused):
            if state == "offered":
                await self.client.decline(chat)
            if state == "active":
                await self.client.finish(chat)
        if state == "active":
            await self._wrapping(chat)
        with contextlib.suppress(CommandRefused):
            if state != "offered" and chat in self.client.chats:
                await self.client.ready(chat)

    async def _wrapping(self, chat: str) -> None:
        def wraps() -> bool:
            view = self.client.chats.get(chat)
            return view is None or view.state == "wrap_up"

        await self.until(wraps, "wrap-up")


@contextlib.asynccontextmanager
async def on_duty(url: str, name: str, available: bool = True, desk: str = "main") -> AsyncIterator[Helper]:
    """Signed in, and available unless said otherwise."""
    helper = Helper(url, desk)
    await helper.client.sign_in(name, PASSWORD)
    await helper.client.set_status("available" if available else "away")
    try:
        yield helper
    finally:
        await helper.close_down()


@contextlib.asynccontextmanager
async def service(url: str, mode: str) -> AsyncIterator[None]:
    """The desk open or closed by hand for a while; both are told to newcomers before this goes on."""
    supervisor = StaffClient(url)
    await supervisor.sign_in("sofie", PASSWORD)
    await supervisor.command(SetService(new_id(), mode))  # type: ignore[arg-type]
    await newcomers_hear(url, lambda told: bool(told["service"] == mode))
    try:
        yield
    finally:
        await supervisor.command(SetService(new_id(), "auto"))
        await newcomers_hear(url, lambda told: bool(told["service"] == "open"))
        await supervisor.close()


async def newcomers_hear(url: str, fits: Callable[[dict[str, Any]], bool]) -> None:
    """How a desk stands is kept for a moment, also in the page."""
    async with http_client(url) as http:
        for _ in range(int(PATIENCE_S / 0.05)):
            if fits((await http.get("/api/desks/main")).json()):
                return
            await asyncio.sleep(0.05)
    raise AssertionError("newcomers are never told")
