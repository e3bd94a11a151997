"""What an end asks of the logs of its chats, and waits for: each answer goes to its session."""

import asyncio
from collections.abc import Awaitable, Callable
from math import inf
from typing import Any, Protocol

from chat.gateway.process.clients import Client
from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.jobs.close_log import close_log_beside
from chat.lasting import AGAIN_S, UNREACHABLE, persist, to_the_end
from routing.errors import ChatEnded, LogLost, RoutingError, StaleConnection, StaleFence
from routing.log_values import Attached

# The log is not this end's, or not this log, any more.
_LEFT_LOG = (LogLost, ChatEnded, StaleFence, StaleConnection)


class End(Client, Protocol):
    """Whose connection this is."""

    context: GatewayContext

    async def quietly(self, doing: Awaitable[Any]) -> None:
        """What fails is left to a lease, a grace time, or whoever comes next."""


async def raise_fence(end: End, effect: fx.RaiseFence) -> Effects:
    """Before whoever holds it is told: desk and log may be on different servers. Where the log's is away they are told
    all the same: nothing is read or written before they are connected to it, and that raises it, too. Who was connected
    before is so anew: what they write for that fence would be refused until there is a later one."""
    try:
        await persist(lambda: end.context.log.raise_fence(effect.chat, effect.fence), AGAIN_S)
    except UNREACHABLE:
        follower = end.session.follower_of(effect.chat)
        if follower is not None and follower.live:
            end.feed(end.session.log_lost(effect.chat))
    except RoutingError:
        pass
    return []


async def attach(end: End, effect: fx.Attach) -> Effects:
    """In the room first: a notice may overtake the answer, and then says that there is more to read. While Redis
    cannot be reached a newer connection may come: before each attempt the desk is asked whose log this is."""
    if end.session.over:
        return []
    end.context.hub.follow(effect.chat, effect.role, end)
    where = (effect.chat, effect.role, end.context.gateway, effect.fence)
    try:
        found: Attached = await to_the_end(
            end.context.log.attach(*where, effect.proof),
            lambda late: end.context.log.detach(effect.chat, effect.role, late.generation),
            lambda undoing: end.context.hub.spawn(end.quietly(undoing)),
        )
    except _LEFT_LOG:
        end.look_soon()
        return []
    except UNREACHABLE:
        return _later(end, effect.chat)
    return end.session.attached(effect.chat, found)


def _later(end: End, chat: str) -> Effects:
    """The log's server cannot be reached: soon this end connects to it anew, and has all else meanwhile."""
    asyncio.get_running_loop().call_later(AGAIN_S, lambda: end.feed(end.session.log_lost(chat)))
    return []


async def attach_anew(end: End, effect: fx.AttachAnew) -> Effects:
    return end.session.log_lost(effect.chat)


async def detach(end: End, effect: fx.Detach) -> Effects:
    end.context.hub.unfollow(effect.chat, effect.role, end)
    await end.quietly(end.context.log.detach(effect.chat, effect.role, effect.generation))
    return []


async def read_on(end: End, effect: fx.ReadOn) -> Effects:
    """Who is told of their end after it waits for it. Others have all else meanwhile: to a log that they follow they
    are connected anew, one that they leave is read once it can be."""
    within_s = inf if end.session.over else 0.0
    try:
        entries = await persist(lambda: end.context.log.read(effect.chat, effect.after, epoch=effect.epoch), within_s)
    except _LEFT_LOG:
        return [*end.session.read(effect.chat, ()), *end.session.log_lost(effect.chat)]
    except UNREACHABLE:
        followed = end.session.follower_of(effect.chat) is not None
        return _later(end, effect.chat) if followed else _read_later(end, effect)
    return end.session.read(effect.chat, entries)


def _read_later(end: End, effect: fx.ReadOn) -> Effects:
    reader = end.session.reader_of(effect.chat)

    def again() -> None:
        if reader is not None and end.session.reader_of(effect.chat) is reader:
            end.feed([effect])

    asyncio.get_running_loop().call_later(AGAIN_S, again)
    return []


async def refill(end: End, effect: fx.RefillLog) -> Effects:
    """Each frame waits for the one before: the last would make a log without it, and nobody is asked for it again. A
    console goes on with its other chats and connects to this log anew; what it had still to hand in is of no use then,
    for it is asked for everything once more."""
    follower = end.session.follower_of(effect.chat)
    if follower is None or follower.generation != effect.generation:
        return []
    whose = (effect.chat, effect.role, effect.generation, effect.epoch)
    within_s = inf if follower.role == "teen" else 0.0
    try:
        found = await persist(lambda: end.context.log.refill(*whose, effect.entries, effect.last), within_s)
    except _LEFT_LOG:
        return end.session.log_lost(effect.chat)
    except UNREACHABLE:
        end.session.log_lost(effect.chat)  # nothing more of this pass is handed in
        return _later(end, effect.chat)
    return end.session.attached(effect.chat, found) if found else []


async def seal(end: End, effect: fx.Seal) -> Effects:
    await close_log_beside(end.context, end.desk, effect.chat, end.context.hub.spawn)
    return []


OF_LOGS: dict[type, Callable[[End, Any], Awaitable[Effects]]] = {
    fx.RaiseFence: raise_fence,
    fx.Attach: attach,
    fx.AttachAnew: attach_anew,
    fx.Detach: detach,
    fx.ReadOn: read_on,
    fx.RefillLog: refill,
    fx.Seal: seal,
}
