"""One end of a chat as the product has it: the client's real room, the gateway's real follower, and what is under way.

The steps of a trial decide when the gateway takes a frame, when Redis runs what the gateway's worker wants, when an
answer or a notice is handled, and when the client learns of it: each in its order, none at once.
"""

from collections import deque
from collections.abc import Awaitable, Callable

from msgspec import json
from redis.asyncio import Redis

from chat.client.log_follower import LogFollower as ClientFollower
from chat.client.log_follower import Step
from chat.entry.stamps import end_of
from chat.gateway.process import notices
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.log_follower import LogFollower
from chat.protocol.common import Ack, EntryFrame, Error, Frame, Log, Refill, Send, Who, Withheld
from routing import keys
from routing.errors import LogLost, RoutingError, StaleConnection
from routing.log import ChatLog
from routing.log_values import entry
from tests.unit.gateway.stamped import CHAT, STAMPS

FENCE = 1
KID = "k"
_MARK = "."

Act = Callable[[], Awaitable[None]]
Answer = tuple[int, Callable[[], fx.Effects]]
"""When it ran, and what follows once it is handled."""


class Gate:
    """The gateway's part, as `Connection` performs it. An append is answered by a callback, what the worker waits for
    a little later, though never before an append that ran earlier."""

    def __init__(self, me: Who, log: ChatLog, follower: LogFollower) -> None:
        self.back: deque[Frame] = deque()
        self.waits = False
        self._me, self._log, self._follower = me, log, follower
        self._away = False
        self._ran = 0
        self._work: deque[fx.Effect] = deque(follower.attach(FENCE))
        self._asked: Answer | None = None
        self._appended: deque[Answer] = deque()

    @property
    def _gone(self) -> bool:
        """A console has no follower until it looked; a teen's stays."""
        return self._away and self._me != "teen"

    def under_way(self) -> list[Act]:
        """What can happen next."""
        can = {self.run: self._work and not self._asked, self.finish: self._asked, self.answer: self._appended}
        return [act for act, waiting in {**can, self.moment: self.waits}.items() if waiting]

    @property
    def calm(self) -> bool:
        return not (self.under_way() or self.back)

    async def take(self, frame: Send | Refill) -> None:
        """One frame of the client."""
        if isinstance(frame, Refill):
            await self._feed(self._follower.refill(frame))
        else:
            await self._feed(
                [fx.Send(Error("not_ready", frame.cid, retry=True))] if self._gone else self._follower.send(frame)
            )

    async def run(self) -> None:
        """Redis runs what the worker waits for."""
        if self._work and self._asked is None:
            self._ran += 1
            self._asked = self._ran, await self._ask(self._work.popleft())

    async def answer(self) -> None:
        """The oldest append is answered."""
        if self._appended:
            await self._feed(self._appended.popleft()[1]())

    async def finish(self) -> None:
        """The worker is answered."""
        if self._asked is None:
            return
        (ran, then), self._asked = self._asked, None
        while self._appended and self._appended[0][0] < ran:
            await self.answer()
        rest, self._work = self._work, deque()
        await self._feed(then())
        self._work += rest

    async def hear(self, payload: str) -> None:
        """One notice."""
        match notices.parse(payload):
            case notices.NewEntry(_, _, epoch, seq, stored) if not self._gone:
                await self._feed(self._follower.entry(epoch, seq, stored))
            case notices.LostForGood() if not self._gone:
                await self._feed(self._follower.lost())
            case notices.LogRenewed():
                await self._feed(self._lost())

    async def moment(self) -> None:
        """What may only have been late is late enough."""
        if self.waits:
            self.waits = False
            await self._feed(self._follower.gap_due())

    async def anew(self) -> None:
        """Notices were lost."""
        await self._feed(self._lost())

    # inside

    async def _feed(self, wanted: fx.Effects) -> None:
        for place, effect in enumerate(wanted):
            match effect:
                case fx.Send(frame):
                    self.back.append(frame)
                case fx.SendText(text):
                    self.back.append(_delivered(text))
                case fx.Append(_, frame):
                    await self._append(frame)
                case fx.WaitForGap():
                    self.waits = True
                case _:
                    self._work += wanted[place:]
                    return

    async def _append(self, frame: Send) -> None:
        follower, self._ran = self._follower, self._ran + 1
        core = entry(self._me, frame.cid, frame.n, frame.fence, frame.kid, frame.kind, frame.body)
        stored = STAMPS.stamped(CHAT, core)
        try:
            at = await self._log.append(CHAT, follower.generation, stored)
        except RoutingError as error:
            problem = error
            self._appended.append((self._ran, lambda: self._refused(follower, frame.cid, problem)))
        else:
            stamp = end_of(stored)
            self._appended.append((self._ran, lambda: follower.appended(frame, at.seq, stamp, before=at.stamp)))

    def _refused(self, follower: LogFollower, cid: str, error: RoutingError) -> fx.Effects:
        lost = isinstance(error, LogLost | StaleConnection)
        answer = fx.Send(Error(error.code, cid, "", error.retry or lost))
        return [*follower.not_appended(), answer, *(self._lost() if lost else [])]

    def _lost(self) -> fx.Effects:
        """The log does not know this connection."""
        self._follower.live, self._away = False, True
        return [fx.Look()]

    async def _ask(self, effect: fx.Effect) -> Callable[[], fx.Effects]:
        try:
            return await self._asked_of_log(effect)
        except RoutingError:
            return self._lost

    async def _asked_of_log(self, effect: fx.Effect) -> Callable[[], fx.Effects]:
        follower = self._follower
        match effect:
            case fx.Attach():
                found = await self._log.attach(CHAT, self._me, gateway(self._me), FENCE, effect.proof)
                return lambda: [] if self._gone else follower.attached(found)
            case fx.RefillLog() if self._gone or effect.generation != follower.generation:
                return list
            case fx.RefillLog():
                whose = (CHAT, self._me, effect.generation, effect.epoch)
                stands = await self._log.refill(*whose, effect.entries, effect.last)
                return lambda: follower.attached(stands) if stands and not self._gone else []
            case fx.ReadOn():
                entries = await self._log.read(CHAT, effect.after, epoch=effect.epoch)
                return lambda: [] if self._gone else follower.read(entries)
            case fx.Replay():
                self.back += [_delivered(text) for text in effect.texts]
                return lambda: [] if self._gone else follower.replayed()
            case fx.AttachAnew():
                return self._lost
            case _:
                return self._look

    def _look(self) -> fx.Effects:
        if not self._away:
            return []
        if self._gone:
            self._follower = LogFollower(self._me, STAMPS, self._follower.cursor(), former=self._follower)
        self._away = False
        return self._follower.attach(FENCE)


class End:
    """The client, and its connection if it has one. Frames it wants to send wait in `out`."""

    def __init__(self, me: Who, log: ChatLog, channel: "Channel") -> None:
        self.me, self._log, self._channel = me, log, channel
        self.room = ClientFollower(CHAT, me, lambda _chat, _fence, item: f"m2.{item.cid}")
        self.room.admit(FENCE, KID)
        self.out: deque[Send | Refill] = deque()
        self.gate: Gate | None = None
        self.written: list[str] = []
        self.arrived: list[str] = []
        self._told: deque[str] = deque()
        self._heard: deque[str] = deque(maxlen=12)

    async def write(self) -> None:
        cid = f"{self.me}-{len(self.written) + 1}"
        self.written.append(cid)
        self._take(self.room.write("text", {}, cid))

    async def warm(self) -> None:
        """A pause ends, or patience with a replay that does not move."""
        self._take(self.room.warm())

    async def drop(self) -> None:
        self._leave()

    async def connect(self) -> None:
        self._leave()
        self.gate = Gate(self.me, self._log, LogFollower(self.me, STAMPS, self.room.cursor()))

    async def learn(self) -> None:
        """The client takes one frame."""
        frame = self.gate.back.popleft() if self.gate and self.gate.back else None
        if isinstance(frame, Log):
            self._take(self.room.log(frame))
        elif isinstance(frame, EntryFrame):
            self._take(self.room.entry(frame))
        elif isinstance(frame, Withheld):
            self._take(self.room.hidden(frame))
        elif isinstance(frame, Ack):
            self._take(self.room.ack(frame))
        elif isinstance(frame, Error):
            self._take(self.room.error(frame))

    async def carry(self) -> None:
        """The gateway takes one frame."""
        if self.gate is not None and self.out:
            await self.gate.take(self.out.popleft())

    async def hear(self) -> None:
        """The gateway hears one notice."""
        await self._listen()
        payload = self._told.popleft() if self._told else None
        if self.gate is not None and payload is not None:
            self._heard.append(payload)
            await self.gate.hear(payload)

    async def hear_again(self) -> None:
        """The gateway hears a notice of a while ago once more, as somebody who writes Redis can send it."""
        if self.gate is not None and self._heard:
            self._heard.rotate(-1)
            await self.gate.hear(self._heard[0])

    async def hear_late(self) -> None:
        """What was to be heard next is heard after what came since."""
        await self._listen()
        self._told.rotate(-1)

    async def deafen(self) -> None:
        """Notices are lost, and the gateway learns that some were."""
        await self._listen()
        self._told.clear()
        if self.gate is not None:
            await self.gate.anew()

    async def under_way(self) -> list[Act]:
        """What can happen next at this end."""
        await self._listen()
        gate = [] if self.gate is None else self.gate.under_way()
        can = {self.carry: self.gate and self.out, self.hear: self._told, self.learn: self.gate and self.gate.back}
        return [*gate, *(act for act, waiting in can.items() if waiting)]

    @property
    def calm(self) -> bool:
        return self.gate is not None and self.gate.calm and not (self.out or self._told or self.room.outbox.items)

    async def settle(self) -> None:
        """Everything that is under way happens."""
        if self.gate is None:
            await self.connect()
        await self.warm()
        while self.out:
            await self.carry()
        await self._listen()
        for _ in range(len(self._told)):
            await self.hear()
        gate = self.gate
        for _ in range(200):
            if gate is None or gate.calm:
                return
            await gate.run()
            await gate.answer()
            await gate.finish()
            await gate.moment()
            while gate.back and self.gate is gate:
                await self.learn()

    def _leave(self) -> None:
        self.gate = None
        self.out.clear()
        self.room.detached()

    def _take(self, step: Step) -> None:
        self.out += step.send
        self.arrived += [entry.cid for entry in step.arrived]
        if step.reconnect:
            self._leave()

    async def _listen(self) -> None:
        self._told += await self._channel.heard()


class Channel:
    """What is published to one end's gateway."""

    def __init__(self, me: Who, redis: Redis) -> None:
        self._name, self._redis, self._heard = keys.gateway_channel(gateway(me)), redis, redis.pubsub()

    async def open(self) -> None:
        await self._heard.subscribe(self._name)

    async def close(self) -> None:
        await self._heard.aclose()  # type: ignore[no-untyped-call]

    async def heard(self) -> list[str]:
        """Everything that was published before this moment and not asked for yet."""
        await self._redis.publish(self._name, _MARK)
        told: list[str] = []
        async for message in self._heard.listen():
            if message["data"] == _MARK:
                break
            told += [message["data"]] if message["type"] == "message" else []
        return told


def _delivered(text: str) -> EntryFrame | Withheld:
    return json.decode(text, type=EntryFrame | Withheld)  # type: ignore[no-any-return]


def gateway(me: Who) -> str:
    return f"g-{me}"
