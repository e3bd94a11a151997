"""Two ends and a Redis that forgets, in any order of events: both show the same, nothing lost, nothing twice.

The ends are the client's real rooms, the log is the real one on a real Valkey; a few lines stand in for the gateway.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from msgspec import json
from redis.asyncio import Redis

from chat.client.room import Room, Step
from chat.protocol.common import Ack, Cursor, EntryFrame, Error, Log, Refill, Send, Who
from routing import keys
from routing.log import Attached, ChatLog, Held, Logged
from routing.log_errors import LogError, LogLost, StaleConnection
from routing.pipe import Pipe
from tests.conftest import make_redis

CHAT = "c"
FENCE = 1
ENDS: tuple[Who, ...] = ("teen", "counsellor")


class End:
    """One client and its connection. Frames it wants to send wait in `out` until the steps carry them, frames for it in
    `back` until they let it learn: meanwhile it goes on as if nothing had been answered."""

    def __init__(self, me: Who, log: ChatLog) -> None:
        self.me, self._log = me, log
        self.room = Room(CHAT, me, lambda _chat, _fence, item: f"m1.{item.cid}")
        self.room.admit(FENCE)
        self.out: list[Send | Refill] = []
        self.back: list[Log | EntryFrame | Ack | Error] = []
        self.at: Attached | None = None
        self.read = 0
        self.written: list[str] = []
        self.arrived: list[str] = []

    def take(self, step: Step) -> None:
        self.out += step.send
        self.arrived += [entry.cid for entry in step.arrived]
        if step.reconnect:
            self.drop()

    def drop(self) -> None:
        self.at, self.out, self.back = None, [], []
        self.room.detached()

    async def connect(self) -> None:
        self.drop()
        await self.attach(self.room.cursor())

    async def attach(self, cursor: Cursor) -> None:
        known = (cursor.epoch, cursor.last_seq, cursor.last_cid)
        self.read = cursor.last_seq
        self.stand(await self._log.attach(CHAT, self.me, f"g-{self.me}", FENCE, *known))

    def stand(self, at: Attached) -> None:
        self.at = at
        if at.entries and at.entries[0].seq <= self.read:
            self.read = 0
        self.back.append(Log(CHAT, at.epoch, at.fence, at.head, at.n, at.peer_seen, at.refill, at.lost))
        self.show(at.entries)

    def show(self, entries: tuple[Logged, ...]) -> None:
        for seq, frame in entries:
            self.read = seq
            self.back.append(json.decode(frame, type=EntryFrame))

    def learn(self) -> None:
        """The client takes one frame."""
        match self.back.pop(0) if self.back else None:
            case Log() as frame:
                self.take(self.room.log(frame))
            case EntryFrame() as frame:
                self.take(self.room.entry(frame))
            case Ack() as frame:
                self.take(self.room.ack(frame))
            case Error() as frame:
                self.take(self.room.error(frame))

    async def carry(self) -> None:
        """The gateway takes one frame."""
        if self.at is None or not self.out:
            return
        frame = self.out.pop(0)
        try:
            await (self._refill(self.at, frame) if isinstance(frame, Refill) else self._append(self.at, frame))
        except (LogLost, StaleConnection):
            await self.connect()

    async def _refill(self, at: Attached, frame: Refill) -> None:
        held = [Held(one.seq, one.who, one.cid, one.n, one.fence, one.kind, one.body) for one in frame.entries]
        found = await self._log.refill(CHAT, self.me, at.generation, frame.epoch, held, frame.last)
        if found is not None and at.refill:
            self.read = 0
            self.stand(found)

    async def _append(self, at: Attached, send: Send) -> None:
        what = (send.fence, send.cid, send.n, send.kind, send.body)
        try:
            seq = await self._log.append(CHAT, self.me, at.generation, *what)
        except (LogLost, StaleConnection):
            raise
        except LogError as error:
            self.back.append(Error(error.code, send.cid, retry=error.retry))
        else:
            self.back.append(Ack(CHAT, send.cid, seq))

    async def hear(self) -> None:
        """The gateway reads on. (It would leave out our own; showing them again must change nothing.)"""
        if self.at is None or self.at.refill:
            return
        try:
            self.show(await self._log.read(CHAT, self.read, epoch=self.at.epoch))
        except LogLost:
            await self.connect()

    def write(self) -> None:
        cid = f"{self.me}-{len(self.written) + 1}"
        self.written.append(cid)
        self.take(self.room.write("text", {}, cid))

    async def settle(self) -> None:
        if self.at is None:
            await self.connect()
        for _ in range(len(self.out)):
            await self.carry()
        await self.hear()
        for _ in range(len(self.back)):
            self.learn()
        self.take(self.room.warm())


class World:
    """Both ends and the Redis beneath them, which may lose everything or go back to an earlier moment."""

    def __init__(self, pipe: Pipe, redis: Redis, hold_ms: int) -> None:
        log = ChatLog(pipe, hold_ms=hold_ms)
        self.ends = [End(me, log) for me in ENDS]
        self._redis = redis
        self._saved: list[tuple[str, bytes]] = []

    async def do(self, name: str, which: int) -> None:
        end = self.ends[which]
        doing: Coroutine[Any, Any, None] | None = {
            "connect": end.connect,
            "carry": end.carry,
            "hear": end.hear,
            "flush": self.flush,
            "save": self.save,
            "back": self.back,
        }.get(name, self.nothing)()
        await doing
        if name == "write":
            end.write()
        elif name == "drop":
            end.drop()
        elif name == "learn":
            end.learn()
        elif name == "warm":
            end.take(end.room.warm())

    async def nothing(self) -> None:
        """What has no Redis in it."""

    async def flush(self) -> None:
        await self._redis.delete(keys.chat_meta(CHAT), keys.chat_log(CHAT))

    async def save(self) -> None:
        names = [keys.chat_meta(CHAT), keys.chat_log(CHAT)]
        dumps = [(name, await self._redis.dump(name)) for name in names]
        self._saved = [(name, dump) for name, dump in dumps if dump]

    async def back(self) -> None:
        """A failover to a replica that was behind: every connection breaks, the newest writes are gone."""
        await self.flush()
        for name, dump in self._saved:
            await self._redis.restore(name, 60_000, dump)
        for end in self.ends:
            end.drop()

    async def settle(self) -> None:
        for _ in range(60):
            for end in self.ends:
                await end.settle()
            if all(not end.room.outbox.items and not end.out for end in self.ends) and self.agreed():
                return

    def agreed(self) -> bool:
        one, other = ([entry.cid for entry in end.room.transcript] for end in self.ends)
        return one == other


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write"] * 4 + ["carry"] * 4 + ["hear"] * 2 + ["learn"] * 6 + ["connect"] * 2 + ["drop", "warm", "flush"]),
        st.integers(0, 1),
    ),
    max_size=80,
)
FAILOVERS = st.lists(
    st.tuples(
        st.sampled_from(["write"] * 4 + ["carry"] * 4 + ["hear"] * 2 + ["learn"] * 6 + ["connect"] * 2 + ["drop", "save", "back"]),
        st.integers(0, 1),
    ),
    max_size=80,
)


async def play(url: str, steps: list[tuple[str, int]], hold_ms: int) -> None:
    redis, binary, pipe = make_redis(url), make_redis(url, decode_responses=False), Pipe(url)
    await pipe.start()
    try:
        await redis.delete(keys.chat_meta(CHAT), keys.chat_log(CHAT))
        world = World(pipe, binary, hold_ms)
        for name, which in steps:
            await world.do(name, which)
        await world.settle()
        check(world)
    finally:
        await pipe.stop()
        await redis.aclose()
        await binary.aclose()


def check(world: World) -> None:
    teen, counsellor = world.ends
    shown = [[entry.cid for entry in end.room.transcript] for end in world.ends]
    note(f"teen {shown[0]}\ncounsellor {shown[1]}\nopen {[end.room.outbox.items for end in world.ends]}")
    assert shown[0] == shown[1]
    assert sorted(shown[0]) == sorted(teen.written + counsellor.written)
    for end, other in ((teen, counsellor), (counsellor, teen)):
        assert sorted(end.arrived) == sorted(other.written), "each entry of the other is shown new exactly once"
        assert not end.room.lost


QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("hold_ms", [0, 60_000])
def test_whatever_redis_forgets_both_ends_show_the_same(valkey_url: str, hold_ms: int) -> None:
    @QUICK
    @given(STEPS)
    def trial(steps: list[tuple[str, int]]) -> None:
        asyncio.run(play(valkey_url, steps, hold_ms))

    trial()


def test_a_failover_to_an_older_state_is_healed(valkey_url: str) -> None:
    @QUICK
    @given(FAILOVERS)
    def trial(steps: list[tuple[str, int]]) -> None:
        asyncio.run(play(valkey_url, steps, 0))

    trial()
