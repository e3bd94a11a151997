"""Teens who wait: joining, changing, dropping, returning, leaving, and the timers of their presence."""

import time
from functools import partial

from bench.routing.busy import GATEWAY, BusyDesk
from bench.routing.valkey import in_batches
from routing.values import TeenClaim


async def teens(desk: BusyDesk, number: int) -> None:
    """As many newcomers at the end of the queue, who are gone when it is over."""
    chats = desk.fresh(number)
    await desk.cost("join", desk.joins(chats))
    await desk.measured("choose_language", [(chat, language) for language in ("fr", "nl") for chat in chats])
    priorities = [("boss", chat, priority) for priority in (2, 3) for chat in chats]
    await desk.measured("set_priority", priorities)
    await returns(desk, chats)
    await desk.measured("leave", [(chat,) for chat in chats])
    await losses(desk, desk.fresh(number))


def _claims(chats: list[str]) -> list[tuple[TeenClaim, str]]:
    return [(TeenClaim(chat, "nl", int(1000 * time.time())), GATEWAY) for chat in chats]


async def returns(desk: BusyDesk, chats: list[str]) -> None:
    """Back from a dropped connection, and after a loss of Redis that only the ticket outlived."""
    views = [view for view in await in_batches(desk.reader.chat(chat) for chat in chats) if view]
    await desk.cost("drop", [partial(desk.desk.drop, view.chat, GATEWAY, view.generation) for view in views])
    await desk.measured("rejoin", _claims(chats))
    lost = desk.fresh(len(chats))
    await desk.cost("rebuild", desk.calls("rejoin", _claims(lost)))
    await desk.all("leave", [(chat,) for chat in lost])


async def losses(desk: BusyDesk, chats: list[str]) -> None:
    await desk.hurry(lease_ms=1, teen_grace_waiting_ms=1)
    await desk.all("rejoin", _claims(chats))
    await desk.fall_due("teen_lease_over", len(chats))
    await desk.fall_due("teen_lost", len(chats))
    await desk.calm()
