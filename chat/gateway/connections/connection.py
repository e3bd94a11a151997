"""One client's connection: gives its session what arrives, and performs what the session wants.

What needs no answer happens at once, in the order of arrival. What needs one goes through one worker, batch
after batch, so that the answers reach the session in order; the worker exists only while there is work.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from chat.entry.rates import FrameRates
from chat.entry.stamps import end_of
from chat.gateway.connections.log_effects import OF_LOGS
from chat.gateway.process import notices as n
from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.log_follower import LogFollower
from chat.gateway.sessions.session import Session
from chat.gateway.websocket.socket import Disconnected, Socket
from chat.lasting import UNREACHABLE, persist
from chat.logs import log
from chat.metrics import BAD_FRAMES
from chat.protocol.codec import Codec, encode, error_frame, tag_of
from chat.protocol.common import HELLO_WITHIN_S, Error, Frame, Ping
from chat.protocol.errors import Abuse, Closing, FrameError, HelloLate, Internal, PingTimeout
from chat.traces import span
from routing.desk import Desk
from routing.errors import Invalid, LogLost, Refused, RoutingError, StaleConnection
from routing.log_values import Appended, entry

_PING = encode(Ping())
_MISSES = 2
_GAP_S = 0.02
_MOST_UNDER_WAY = 64


class Connection:
    """Shared by both ends; a subclass says hello, reads its view, and performs its commands."""

    session: Session
    codec: Codec
    desk: Desk
    # So long a command waits for a Redis that is away, before its author is told.
    patience_s = 10.0

    def __init__(self, context: GatewayContext, socket: Socket, rates: FrameRates) -> None:
        self.context = context
        self._socket = socket
        self._rates = rates
        self.greeted = False
        self._work: deque[Effects] | None = None
        self._worker: asyncio.Task[None] | None = None
        self._look_again = False
        self._left = False
        self._under_way = 0
        self._settled: asyncio.Event | None = None
        self.pinged_at = 0.0
        self._missed = 0

    # what a subclass gives

    async def greet(self, text: str | None) -> None:
        """The first frame: make the session or raise a ProtocolError that closes."""
        raise NotImplementedError

    async def look(self) -> Effects:
        """Read the view and give it to the session."""
        raise NotImplementedError

    async def rebuild(self) -> Effects:
        """Claim from the desk what this end holds."""
        raise NotImplementedError

    async def obey(self, frame: Any) -> Effects:
        """Run the transition a frame asks for. May raise RoutingError."""
        raise NotImplementedError

    async def leave(self) -> None:
        """The socket is gone: tell the desk and the logs."""
        raise NotImplementedError

    # the life of a connection

    async def serve(self, over: Callable[[], None]) -> None:
        """From accept on. After a good hello this end lives by what it hears: no task waits for it. `over` is called
        once, at the end."""
        self._over, listening = over, False
        try:
            await self._hello()
            self._socket.listen(self.on_text, self._end_life)
            listening = True
        except Disconnected:
            pass
        finally:
            if not listening:
                await self._end_life()

    async def _end_life(self) -> None:
        try:
            if self._socket.closing is Abuse and self.greeted:
                self.misbehaved()
            self._unregister()
            await self._socket.release()
            await self._say_goodbye()
        finally:
            self._over()

    def on_text(self, text: str | None) -> None:
        """One frame after hello; nothing more is heard once this side has closed."""
        if self._socket.closing is not None:
            return
        now = time.monotonic()
        self._missed = 0
        self.context.hub.heard += 1
        try:
            frame: Frame = self.codec.decode(text)
            verdict = self._rates.judge(tag_of(type(frame)), len(text or ""), now)
            if verdict == "ok":
                with span("frame", tag_of(type(frame))):
                    self.feed(self.session.receive(frame))
            else:
                self._restrain(verdict, frame)
        except FrameError as error:
            self._refuse(error, now)
        except Exception as problem:
            log().error("frame_failed", exc_info=problem)
            self.close(Internal)

    def feed(self, wanted: Effects) -> None:
        """Perform what the session wants; what needs an answer waits for its turn. Who has left does nothing more."""
        if self._left:
            return
        for place, effect in enumerate(wanted):
            act = _AT_ONCE.get(type(effect))
            if act is None:
                self._queue(wanted[place:])
                return
            act(self, effect)

    def look_soon(self) -> None:
        """The view may have changed; any number of calls before the reading make one."""
        if not self._look_again:
            self._look_again = True
            self._queue([fx.Look()])

    def hear(self, notice: n.Notice) -> None:
        """What another process tells this client; each end adds its own."""
        match notice:
            case n.NewEntry():
                follower = self.session.follower_of(notice.chat)
                if follower is not None:
                    self.feed(follower.entry(notice.epoch, notice.seq, notice.stored))
            case n.PeerSeen(chat, _, who, seq):
                follower = self.session.follower_of(chat)
                self.feed(follower.peer_seen(who, seq) if follower is not None else [])
            case n.PeerTyping(chat, _, who, on):
                self.feed(self.session.typing(chat, who, on))
            case n.PeerQuiet(chat, _, why, left_ms):
                self.feed(self.session.quiet(chat, why, left_ms))
            case n.PeerOnline(chat, _, who, on):
                self.feed(self.session.presence(chat, who, on))
            case n.LostForGood(chat):
                self.feed(self.session.lost(chat))
            case n.LogRenewed(chat):
                self.feed(self.session.log_lost(chat))
            case n.Superseded(_, _, generation):
                self.feed(self.session.superseded(generation))
            case _:
                self.look_soon()

    def catch_up(self) -> None:
        """Notices may have been missed, or Redis is another by now: read the view, connect to the logs anew."""
        if not self.greeted:
            return
        for follower in self.session.followers():
            self.session.log_lost(follower.chat)
        self.look_soon()

    def close(self, error: type[Closing]) -> None:
        self._socket.close(error)

    def misbehaved(self) -> None:
        """Sent away for abuse."""

    def ping(self, now: float) -> None:
        """It is time: two misses end it."""
        self.pinged_at = now
        if self._missed >= _MISSES:
            self.close(PingTimeout)
            return
        self._missed += 1
        self._socket.push(_PING)

    def push(self, text: str) -> None:
        """One frame that is encoded already (a broadcast)."""
        self._socket.push(text)

    async def _hello(self) -> None:
        try:
            async with asyncio.timeout(HELLO_WITHIN_S):
                text = await self._socket.read()
        except TimeoutError:
            self.close(HelloLate)
            raise Disconnected from None
        try:
            with span("hello"):
                await self.greet(text)
            self.context.auth.capacity.recognise()
            self.greeted, self.pinged_at = True, time.monotonic()
            self.context.hub.pings.append(self)
        except Closing as error:
            self.close(type(error))
            raise Disconnected from None
        except (RoutingError, *UNREACHABLE) as error:
            log().warning("hello_failed", error=error)
            self.close(Internal)
            raise Disconnected from None

    def _unregister(self) -> None:
        self._left = True
        self.context.hub.remove(self)
        if self._worker is not None:
            self._worker.cancel()

    async def _say_goodbye(self) -> None:
        if not self.greeted:
            return
        for follower in self.session.attached_to():
            await self.quietly(self.context.log.detach(follower.chat, follower.role, follower.generation))
        await self.quietly(self.leave())

    async def quietly(self, doing: Awaitable[Any]) -> None:
        """What a lease or a grace time would do anyway, or whoever comes next."""
        try:
            await doing
        except (RoutingError, *UNREACHABLE) as error:
            log().info("not_done", code=getattr(error, "code", type(error).__name__))

    def _restrain(self, verdict: str, frame: Frame) -> None:
        """Too fast: nothing is said of what is soon repeated anyway."""
        if verdict == "abuse":
            self.close(Abuse)
        elif verdict == "slow":
            ref = getattr(frame, "cid", getattr(frame, "id", ""))
            self._socket.push(encode(Error("too_fast", ref, retry=True)))

    def _refuse(self, error: FrameError, now: float) -> None:
        BAD_FRAMES.labels(error.code).inc()
        self._socket.push(encode(error_frame(error)))
        if self._rates.bad(now) == "abuse":
            self.close(Abuse)

    # at once

    def _send(self, effect: fx.Send) -> None:
        self._socket.push(encode(effect.frame))

    def _append(self, effect: fx.Append) -> None:
        frame = effect.frame
        follower = self.session.follower_of(frame.chat)
        if follower is None:
            return
        self._under_way += 1
        if self._under_way >= _MOST_UNDER_WAY:
            self._socket.pause()
            self._settled = self._settled or asyncio.Event()

        core = entry(follower.role, frame.cid, frame.n, frame.fence, frame.kid, frame.kind, frame.body)
        stored = self.context.auth.stamps.stamped(frame.chat, core)

        def done(where: Appended | None, error: RoutingError | None) -> None:
            self._under_way -= 1
            if self._settled is not None and not self._under_way:
                self._calm(self._settled)
            if where is not None:
                self.feed(follower.appended(frame, where.seq, end_of(stored), before=where.stamp))
            elif error is not None:
                self.feed(self._not_appended(follower, frame.cid, error))

        self.context.log.append_soon(frame.chat, follower.generation, stored, done)

    def _calm(self, settled: asyncio.Event) -> None:
        """Every entry of this end has its answer, and somebody waited for that."""
        self._socket.resume()
        settled.set()
        self._settled = None

    async def _all_settled(self) -> None:
        if self._under_way:
            self._settled = self._settled or asyncio.Event()
            await self._settled.wait()

    def _not_appended(self, follower: LogFollower, cid: str, error: RoutingError) -> Effects:
        expected = str(getattr(error, "expected", ""))
        lost = isinstance(error, LogLost | StaleConnection)
        answer = fx.Send(Error(error.code, cid, expected, error.retry or lost))
        again = self.session.log_lost(follower.chat) if lost else []
        return [*follower.not_appended(), answer, *again]

    def _mark_seen(self, effect: fx.MarkSeen) -> None:
        follower = self.session.follower_of(effect.chat)
        if follower is not None and follower.live:
            self.context.hub.read_receipts.put(effect.chat, follower.role, follower.generation, effect.seq)

    def _tell_typing(self, effect: fx.TellTyping) -> None:
        follower = self.session.follower_of(effect.chat)
        if follower is not None and follower.live:
            self.context.log.typing_soon(effect.chat, follower.role, follower.generation, effect.on)

    def _tell_quiet(self, effect: fx.TellQuiet) -> None:
        follower = self.session.follower_of(effect.chat)
        if follower is not None and follower.live:
            said = (effect.why, effect.left_ms)
            self.context.log.quiet_soon(effect.chat, follower.role, follower.generation, *said)

    def _wait_for_gap(self, effect: fx.WaitForGap) -> None:
        follower = self.session.follower_of(effect.chat)
        if follower is not None:
            asyncio.get_running_loop().call_later(_GAP_S, lambda: self.feed(follower.gap_due()))

    # with an answer

    def _queue(self, wanted: Effects) -> None:
        if self._left:
            return
        if self._work is None:
            self._work = deque()
            self._worker = asyncio.create_task(self._work_through(self._work))
        self._work.append(wanted)

    async def _work_through(self, work: deque[Effects]) -> None:
        try:
            while work:
                await self._perform(work.popleft())
        except Exception as problem:
            log().error("connection_failed", exc_info=problem)
            self.close(Internal)
        finally:
            self._work = self._worker = None

    async def _perform(self, wanted: Effects) -> None:
        for effect in wanted:
            act = _AT_ONCE.get(type(effect))
            if act is not None:
                act(self, effect)
            else:
                with span(fx.name_of(effect)):
                    answer = await _ANSWERED[type(effect)](self, effect)
                await self._perform(answer)

    async def _look(self, _effect: fx.Look) -> Effects:
        self._look_again = False
        return await persist(self.look)

    async def _rebuild(self, _effect: fx.Rebuild) -> Effects:
        try:
            return await persist(self.rebuild)
        except (Refused, Invalid):
            return self.session.gone()

    async def _replay(self, effect: fx.Replay) -> Effects:
        for text in effect.texts:
            await self._socket.room()
            self._socket.push(text)
        return self.session.replayed(effect.chat)

    async def _command(self, effect: fx.Command) -> Effects:
        """Entries sent before the command are in the log before it runs. Its id makes a repetition have no effect."""
        await self._all_settled()
        ref = getattr(effect.frame, "id", "")
        try:
            return await persist(lambda: self.obey(effect.frame), self.patience_s)
        except RoutingError as error:
            return [fx.Send(Error(error.code, ref, str(getattr(error, "detail", "")), error.retry))]
        except UNREACHABLE:
            return [fx.Send(Error("unavailable", ref, retry=True))]


_AT_ONCE: dict[type, Callable[[Connection, Any], None]] = {
    fx.Send: Connection._send,
    fx.SendText: lambda end, effect: end.push(effect.text),
    fx.Close: lambda end, effect: end.close(effect.error),
    fx.Append: Connection._append,
    fx.MarkSeen: Connection._mark_seen,
    fx.TellTyping: Connection._tell_typing,
    fx.TellQuiet: Connection._tell_quiet,
    fx.WaitForGap: Connection._wait_for_gap,
}
_ANSWERED: dict[type, Callable[[Any, Any], Awaitable[Effects]]] = {
    **OF_LOGS,
    fx.Look: Connection._look,
    fx.Rebuild: Connection._rebuild,
    fx.Replay: Connection._replay,
    fx.Command: Connection._command,
}
