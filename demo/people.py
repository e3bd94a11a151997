"""What simulated people of the demo have beyond a client: they remember what they heard, and wait for things."""

import asyncio
import time
from collections.abc import Callable

from httpx import HTTPError

from chat.client.forms import fill_form, first_answers
from chat.client.http_calls import Refused
from chat.client.person import Event, Person, Said
from chat.client.staff import CommandRefused, StaffClient
from chat.client.teen import TeenClient

__all__ = ["TROUBLE", "Ears", "fill_form", "first_answers", "is_in", "offered", "talks", "wait"]

TROUBLE = (Refused, CommandRefused, HTTPError, OSError, TimeoutError)


class Ears:
    """What one person heard, and when: the client id of each text to seconds of the monotonic clock."""

    def __init__(self) -> None:
        self.heard: dict[str, float] = {}

    def __call__(self, event: Event) -> None:
        if isinstance(event, Said) and event.text:
            self.heard[event.cid] = time.monotonic()

    def count(self) -> int:
        return len(self.heard)


async def wait(person: Person, happened: Callable[[], bool], within_s: float = 20) -> None:
    """Until `happened()`, looked at after each event. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not happened():
            await person.until(lambda event: True, within_s)


def is_in(teen: TeenClient, *states: str) -> bool:
    """Whether the teen's chat is in one of these states."""
    return teen.view is not None and teen.view.state in states


def offered(staff: StaffClient) -> list[str]:
    """The chats on offer."""
    return [chat.chat for chat in staff.chats.values() if chat.state == "offered"]


def talks(staff: StaffClient, chat: str) -> bool:
    return chat in staff.chats and staff.chats[chat].state == "active"
