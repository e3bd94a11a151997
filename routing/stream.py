"""The recorder's end of a desk's stream of ended chats: a consumer group, read at least once. Input and output only."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, ResponseError

from routing import keys
from routing.library import bare, expand, lua_file

Entry = tuple[str, dict[str, str]]
GROUP = "recorder"
PAGE = 500
SET_ASIDE_KEPT = 10_000
SET_ASIDE_MS = 30 * 24 * 3600 * 1000


class EndedStream:
    """One consumer of one desk's stream. Reads do not block: a cancelled blocking read could lose what it took."""

    def __init__(self, redis: Redis, desk: str, consumer: str) -> None:
        self._redis = redis
        self._stream = keys.desk_key(desk, "ended")
        self._aside = keys.desk_key(desk, "set_aside")
        self._times = keys.desk_key(desk, "times")
        self._finish = redis.register_script(bare(expand(lua_file("recorder/finish"), lua_file)))
        self._consumer = consumer

    async def prepare(self) -> None:
        """Make the group, from the first entry on; harmless when it is there. Again after Redis lost its memory."""
        try:
            await self._redis.xgroup_create(self._stream, GROUP, id="0", mkstream=True)
        except OutOfMemoryError:
            return  # also where the group is there; what it takes away makes room
        except ResponseError as problem:
            if "BUSYGROUP" not in str(problem):
                raise

    async def unfinished(self, count: int) -> list[Entry]:
        """The oldest entries that this consumer took and did not finish."""
        return await self._read("0", count)

    async def take(self, count: int) -> list[Entry]:
        """New entries, in order; they are this consumer's until finished or claimed."""
        return await self._read(">", count)

    async def claim(self, count: int, idle_ms: int) -> list[Entry]:
        """Take over what others took and left for so long."""
        answer = await self._redis.xautoclaim(self._stream, GROUP, self._consumer, idle_ms, "0-0", count=count)
        return _entries(answer[1])

    async def finish(self, entries: Sequence[str], times: Mapping[str, tuple[str, str]] | None = None) -> None:
        """These are safe elsewhere: acknowledged and gone. `times`: by entry, what then waits in WaitingTimes."""
        if not entries:
            return
        none = ("", "")
        parts = [part for entry in entries for part in (entry, *(times or {}).get(entry, none))]
        await self._finish(keys=[self._stream, self._times], args=[GROUP, *parts])

    async def set_aside(self, entry: str, fields: dict[str, str], why: str) -> None:
        """Out of the way, kept for 30 days for somebody to look at."""
        kept: Any = {**fields, "set_aside_for": why}
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.xadd(self._aside, kept, maxlen=SET_ASIDE_KEPT, approximate=True)
            pipe.pexpire(self._aside, SET_ASIDE_MS)
            pipe.xack(self._stream, GROUP, entry)
            pipe.xdel(self._stream, entry)
            await pipe.execute()

    async def taken(self, first: str = "-", last: str = "+", by: str | None = None) -> AsyncIterator[str]:
        """All entries that some consumer, or this one, took and did not finish."""
        while rows := await self._redis.xpending_range(self._stream, GROUP, first, last, PAGE, by):
            for row in rows:
                yield _text(row["message_id"])
            first = f"({_text(rows[-1]['message_id'])}"

    async def mine(self, entries: Sequence[str]) -> set[str]:
        """Those of these, which are in order, that no other has claimed or finished since this consumer took them."""
        return {entry async for entry in self.taken(entries[0], entries[-1], self._consumer)}

    async def length(self) -> int:
        """How many entries are not finished."""
        return int(await self._redis.xlen(self._stream))

    async def oldest_ms(self) -> int | None:
        """When the oldest entry that is not finished came, in ms since 1970."""
        rows: Any = await self._redis.xrange(self._stream, count=1)
        return int(_text(rows[0][0]).partition("-")[0]) if rows else None

    async def aside_length(self) -> int:
        """How many entries were set aside."""
        return int(await self._redis.xlen(self._aside))

    async def forget_consumers(self, idle_ms: int) -> None:
        """Drop the names of consumers that have been gone for so long and left nothing."""
        for row in await self._redis.xinfo_consumers(self._stream, GROUP):
            name = _text(row["name"])
            if row["pending"] == 0 and row["idle"] > idle_ms and name != self._consumer:
                await self._redis.xgroup_delconsumer(self._stream, GROUP, name)

    async def _read(self, after: str, count: int) -> list[Entry]:
        answer: Any = await self._redis.xreadgroup(GROUP, self._consumer, {self._stream: after}, count=count)
        return _entries(answer[0][1]) if answer else []


def _entries(rows: Any) -> list[Entry]:
    return [(_text(entry), _fields(fields)) for entry, fields in rows or ()]


def _fields(fields: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in (fields or {}).items()}


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
