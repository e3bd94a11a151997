"""The end of a chat, or of a counsellor's part in it: nothing more is written, its counts go to the record. At the
end its words vanish, and its box never opens."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from chat.context import Context
from chat.lasting import UNREACHABLE, persist
from chat.logs import log
from routing.desk import Desk
from routing.errors import RoutingError
from routing.log_values import Counts

Spawn = Callable[[Coroutine[Any, Any, None]], object]


async def close_log(context: Context, desk: Desk, chat: str) -> None:
    """Repeatable. Raises RoutingError, RedisError. Log, desk and box may be on three servers: while one is away the key
    of the box goes all the same, and the counts, which the log has for some seconds, come to the record."""
    doing = (_close_and_count(context, desk, chat), context.auth.boxes.forget(chat))
    for problem in await asyncio.gather(*doing, return_exceptions=True):
        if problem is not None:
            raise problem


async def _close_and_count(context: Context, desk: Desk, chat: str) -> None:
    await _note(desk, chat, await context.log.close_log(chat))


async def close_log_beside(context: Context, desk: Desk, chat: str, spawn: Spawn) -> None:
    """Now, or where a server is away once it is there, beside all else: the end that the desk has taken is told."""
    closing = partial(close_log, context, desk, chat)
    try:
        await _but_refused(closing())
    except UNREACHABLE:
        spawn(_but_refused(persist(closing)))


async def _but_refused(closing: Coroutine[Any, Any, None]) -> None:
    """What Redis cannot take now is raised; what it refuses for good goes with its time."""
    try:
        await closing
    except UNREACHABLE:
        raise
    except RoutingError as error:
        log().info("not_done", code=error.code)


async def hand_on(context: Context, desk: Desk, chat: str, fence: int, note: str = "") -> None:
    """The chat goes back to its queue, where it may end, and leave its record, before its log is closed. Repeatable;
    raises RoutingError."""
    await _note(desk, chat, await context.log.raise_fence(chat, fence, note))


async def _note(desk: Desk, chat: str, counts: Counts) -> None:
    if counts.teen or counts.staff:
        await desk.note_messages(chat, counts.teen, counts.staff)
