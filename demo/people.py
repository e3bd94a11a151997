"""What simulated people of the demo have beyond a client: they remember what they heard, and wait for things."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from httpx import HTTPError

from chat.client.http_calls import Refused
from chat.client.person import Event, Person, Said
from chat.client.staff import CommandRefused, StaffClient
from chat.client.teen import TeenClient

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


async def fill_form(staff: StaffClient, chat: str) -> None:
    """Answer what is required with the first thing there is. Raises Refused."""
    form = await staff.door.get(f"/api/staff/desks/{staff.desk}/form")
    await staff.form(chat, form["version"], first_answers(form))


def first_answers(form: dict[str, Any]) -> dict[str, Any]:
    """The first code of each field that is required with the answers before it."""
    answers: dict[str, Any] = {}
    for item in form["fields"]:
        when = item.get("when")
        if item.get("required") and (not when or answers.get(when["field"]) in when["is"]):
            first = item["options"][0]["code"]
            answers[item["name"]] = [first] if item["type"] == "choices" else first
    return answers
