"""A flooder: sockets that say too much, or nothing of use, while others are in a chat."""

import contextlib

from websockets.exceptions import ConnectionClosed

from tests.security.attacks.by_teen import passes
from tests.security.attacks.scene import House, attack, waiting
from tests.security.wire import Wire, chatting

MANY = 600


async def _pour(socket: Wire, text: str) -> int:
    """Until it is closed; the code. (asyncio has an AttributeError for a transport that is gone.)"""
    with contextlib.suppress(ConnectionClosed, OSError, AttributeError):
        for _ in range(MANY):
            await socket.send(text)
    return await socket.closed()


async def _flood(house: House, text: str) -> str:
    async with chatting(house.url, "an") as chat, waiting(house) as (socket, _):
        code = await _pour(socket, text)
        return "" if code in (4106, 1009) and await passes(chat) else f"closed {code}"


@attack
async def noise(house: House) -> str:
    """A flooder sends what is no frame, hundreds of times."""
    return await _flood(house, '{"t":"typing","chat":[[[[')


@attack
async def refused_commands(house: House) -> str:
    """A flooder sends commands that are refused, hundreds of times."""
    return await _flood(house, '{"t":"leave","chat":"another"}')


@attack
async def giant_frames(house: House) -> str:
    """A flooder sends frames beyond the size that is read."""
    return await _flood(house, "x" * 20_000)
