"""The WebSocket protocol on a transport that only remembers: what is heard, what is refused, when reading stops."""

import asyncio
import struct
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uvicorn.server import ServerState

from chat.gateway.websocket import protocol as module
from chat.gateway.websocket.opening import Asked, answer_to
from chat.gateway.websocket.protocol import MESSAGE_WITHIN_S, PIECE, WIRE, WebSocketProtocol
from chat.gateway.websocket.traffic import KNOWN, READ, STRANGER
from chat.protocol.errors import Abuse, Closing, PingTimeout
from tests.security.frames import BINARY, CLOSE, CONTINUE, PING, PONG, TEXT, packed
from tests.unit.gateway.transports import Loop, Transport

HEADERS = [
    (b"host", b"x"),
    (b"upgrade", b"websocket"),
    (b"connection", b"Upgrade"),
    (b"sec-websocket-version", b"13"),
    (b"sec-websocket-key", b"AAAAAAAAAAAAAAAAAAAAAA=="),
]
HERE = ("127.0.0.1", 8000)


def asking(*changed: tuple[bytes, bytes], method: str = "GET", version: str = "1.1") -> Asked:
    """A request to open a WebSocket, with other headers in the place of its own."""
    names = {name for name, _ in changed}
    kept = [pair for pair in HEADERS if pair[0] not in names]
    return Asked(method, b"/ws/teen?a=b", version, [*kept, *changed], HERE, HERE)


LONGEST = 17_408


@dataclass
class Ends:
    """One connection, its other end, and what its owner was told."""

    wire: WebSocketProtocol
    transport: Transport
    loop: Loop
    scope: dict[str, Any] = field(default_factory=dict)
    heard: list[str | None] = field(default_factory=list)
    told: list[type[Closing]] = field(default_factory=list)
    roomy: int = 0
    over: int = 0
    now: float = 100.0
    receive: Any = None
    send: Any = None

    def has_room(self) -> None:
        self.roomy += 1

    def close(self, error: type[Closing]) -> None:
        self.told.append(error)
        if error is Abuse:
            self.wire.fail(error.close, error.code)

    def listen(self) -> None:
        self.wire.listen(self.heard.append, self.ended)

    async def ended(self) -> None:
        self.over += 1

    def says(self, *frames: bytes) -> None:
        """One packet, as far as it is read."""
        assert self.transport.reading
        self.wire.data_received(b"".join(frames))

    @property
    def closed_with(self) -> int:
        """The code of the goodbye that was written last."""
        place = self.transport.written.rindex(b"\x88")
        return int(struct.unpack(">H", self.transport.written[place + 2 : place + 4])[0])


async def opened(monkeypatch: pytest.MonkeyPatch | None = None) -> Ends:
    """A connection that was accepted and has said nothing."""
    ends: Ends

    async def app(scope: Any, receive: Any, send: Any) -> None:
        ends.scope, ends.receive, ends.send = scope, receive, send
        scope["extensions"][WIRE].owner = ends
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()

    config = SimpleNamespace(ws_max_size=LONGEST, loaded_app=app, root_path="")
    loop, transport, state = Loop(), Transport(), ServerState()
    ends = Ends(WebSocketProtocol(config, state, {}, loop), transport, loop)  # type: ignore[arg-type]
    if monkeypatch is not None:
        monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: ends.now))
    ends.wire.connection_made(transport)
    ends.wire.asked(asking())
    assert not transport.reading, "before it is accepted"
    await asyncio.sleep(0)
    assert transport.written.startswith(b"HTTP/1.1 101 ")
    transport.written.clear()
    return ends


async def known(monkeypatch: pytest.MonkeyPatch | None = None) -> Ends:
    """After hello."""
    ends = await opened(monkeypatch)
    ends.listen()
    return ends


async def test_asgi_is_told_what_was_asked() -> None:
    scope = (await opened()).scope
    assert (scope["type"], scope["path"], scope["query_string"]) == ("websocket", "/ws/teen", b"a=b")
    assert scope["client"] == ("127.0.0.1", 8000)
    assert (b"host", b"x") in [(name.lower(), value) for name, value in scope["headers"]]


async def test_who_may_not_come_in_is_refused_and_let_go() -> None:
    key = (b"sec-websocket-key", b"AAAAAAAAAAAAAAAAAAAAAA==")
    asked: list[tuple[Asked, bytes]] = [
        (asking(), b"403"),
        (asking((b"sec-websocket-version", b"8")), b"400"),
        (asking((b"sec-websocket-key", b"short")), b"400"),
        (asking(key, key), b"400"),
        (asking((b"upgrade", b"h2c")), b"426"),
        (asking(method="POST"), b"405"),
        (asking(version="1.0"), b"505"),
        (asking((b"content-length", b"1")), b"400"),
        (asking((b"transfer-encoding", b"chunked")), b"400"),
    ]
    for ask, status in asked:

        async def app(_scope: Any, receive: Any, send: Any) -> None:
            await receive()
            await send({"type": "websocket.close"})

        config = SimpleNamespace(ws_max_size=LONGEST, loaded_app=app, root_path="")
        loop, transport = Loop(), Transport()
        wire = WebSocketProtocol(config, ServerState(), {}, loop)  # type: ignore[arg-type]
        wire.connection_made(transport)
        wire.asked(ask)
        await asyncio.sleep(0)
        assert transport.written.startswith(b"HTTP/1.1 " + status)
        assert transport.closing
        wire.connection_lost(None)
        assert loop.waiting == []


async def test_the_handshake_is_the_librarys() -> None:
    """The example of RFC 6455; what a browser offers beside is not taken up."""
    key, offer = b"dGhlIHNhbXBsZSBub25jZQ==", b"permessage-deflate; client_max_window_bits"
    good, said = answer_to(
        asking((b"sec-websocket-key", key), (b"sec-websocket-extensions", offer), (b"content-length", b"0"))
    )
    assert good
    head, *lines = said.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert head == "HTTP/1.1 101 Switching Protocols"
    assert lines == ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="]


async def test_one_that_ended_before_it_was_listened_to_is_told_so() -> None:
    ends = await opened()
    ends.wire.connection_lost(None)
    ends.listen()
    await asyncio.sleep(0)
    assert ends.over == 1


async def test_whoever_sends_whole_texts_needs_no_parser() -> None:
    """It is most of what a connection would keep."""
    ends = await opened()
    ends.says(packed(TEXT, b"hello"))
    ends.listen()
    ends.says(packed(TEXT, b"pong"))
    assert ends.heard == ["pong"]
    assert ends.wire._conn is None


async def test_one_message_is_taken_before_hello_and_the_rest_waits() -> None:
    ends = await opened()
    ends.says(packed(TEXT, b"hello"), packed(TEXT, b"one"), packed(TEXT, b"two"))
    assert not ends.transport.reading
    assert await ends.receive() == {"type": "websocket.receive", "text": "hello"}
    ends.listen()
    assert ends.heard == ["one", "two"]
    assert ends.transport.reading


async def test_before_hello_is_over_one_message_is_read_for_each_that_is_asked_for() -> None:
    """A wish that costs work is followed by its answer."""
    ends = await opened()
    ends.says(packed(TEXT, b"wish"))
    assert not ends.transport.reading
    assert await ends.receive() == {"type": "websocket.receive", "text": "wish"}
    assert not ends.transport.reading, "nobody has asked for more"
    more = asyncio.ensure_future(ends.receive())
    await asyncio.sleep(0)
    ends.says(packed(TEXT, b"work"), packed(TEXT, b"more"))
    assert (await more)["text"] == "work"
    assert not ends.transport.reading


TEXTS = st.lists(st.text(max_size=40), min_size=1, max_size=8)


@given(TEXTS, st.data())
def test_messages_are_heard_whole_in_order_however_they_come(texts: list[str], data: st.DataObject) -> None:
    """In fragments, with pings between, cut into packets anywhere."""

    async def play() -> None:
        ends, stream = await known(), b""
        for text in texts:
            raw = text.encode()
            cut = data.draw(st.integers(0, len(raw)))
            if data.draw(st.booleans()):
                stream += packed(TEXT, raw)
            else:
                stream += packed(TEXT, raw[:cut], fin=False) + packed(PING, b"p") + packed(CONTINUE, raw[cut:])
        while stream:
            step = data.draw(st.integers(1, len(stream)))
            ends.says(stream[:step])
            stream = stream[step:]
        assert ends.heard == texts

    asyncio.run(play())


@pytest.mark.parametrize("frame", [packed(PING), packed(PONG), packed(CONTINUE, fin=False)])
async def test_control_frames_and_fragments_without_end_are_abuse(frame: bytes) -> None:
    for ends, bounds in ((await opened(), STRANGER), (await known(), KNOWN)):
        ends.says(packed(TEXT, fin=False))
        few = int(min(bounds.control[1], bounds.fragments[1])) - 2
        ends.says(frame * few)
        assert ends.told == []
        ends.says(frame * 20_000)
        assert ends.told == [Abuse]
        assert ends.closed_with == Abuse.close
        assert ends.transport.ended
        pongs = ends.transport.written.count(b"\x8a\x00")
        assert pongs <= few + 2 * PIECE / len(frame), "counted before much of it was parsed"


async def test_who_was_sent_away_is_heard_no_further_and_read_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = await known(monkeypatch)
    ends.wire.fail(Abuse.close, Abuse.code)
    for _ in range(1_000):
        if ends.transport.reading:
            ends.says(packed(TEXT, b"more") * 1_000)
    assert ends.heard == []
    assert not ends.transport.reading, "more than a moment's"
    ends.loop.due(module.GOODBYE_WITHIN_S)
    assert ends.transport.closing


async def test_a_message_that_stays_half_is_given_up() -> None:
    for half in (packed(TEXT, b"x" * 900)[:500], packed(TEXT, b"x", fin=False)):
        ends = await known()
        ends.says(half)
        ends.loop.due(MESSAGE_WITHIN_S)
        assert ends.told == [PingTimeout]


async def test_a_message_that_is_ended_in_time_is_not() -> None:
    ends, whole = await known(), packed(TEXT, b"x" * 900)
    ends.says(whole[:500])
    ends.says(whole[500:], packed(TEXT, b"a", fin=False))
    ends.says(packed(CONTINUE, b"b"))
    assert ends.heard == ["x" * 900, "ab"]
    assert ends.loop.waiting == []


async def test_who_has_spent_their_work_is_read_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = await known(monkeypatch)
    reads, frame = 0, packed(TEXT, b" " * 16_000)
    for byte in frame:
        if not ends.transport.reading:
            break
        ends.says(bytes([byte]))
        reads += 1
    assert reads <= KNOWN.work[1] / READ + 1
    wait = ends.loop.waiting[-1].after
    ends.now += wait
    ends.loop.due(wait)
    assert ends.transport.reading
    ends.says(frame[reads:])
    assert ends.heard == [" " * 16_000]


async def test_a_whole_log_may_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames of 16 KiB, many in one packet: a refill is never held back."""
    ends = await known(monkeypatch)
    for _ in range(25):
        ends.says(packed(TEXT, b" " * 16_000) * 16)
    assert len(ends.heard) == 400


@pytest.mark.parametrize("data", [packed(TEXT, b"\xff"), packed(TEXT, b"\xc3", fin=False) + packed(CONTINUE, b"(")])
async def test_bad_utf_8_is_named(data: bytes) -> None:
    ends = await known()
    ends.says(packed(TEXT, b"before"), data)
    assert ends.heard == ["before"]
    assert ends.closed_with == 1007


async def test_a_fault_of_the_protocol_comes_after_what_was_said_before_it() -> None:
    ends = await known()
    ends.says(packed(TEXT, b"before"), packed(TEXT, b"x", masked=False))
    assert ends.heard == ["before"]
    assert ends.closed_with == 1002
    assert ends.transport.ended


async def test_a_frame_that_is_too_long_is_refused_by_its_head() -> None:
    ends = await opened()
    ends.says(packed(TEXT, b"x" * 1_000_000)[:PIECE])
    assert ends.closed_with == 1009


async def test_binary_is_heard_as_none() -> None:
    ends = await known()
    ends.says(packed(BINARY, b"{}"))
    assert ends.heard == [None]


async def test_their_goodbye_is_answered_with_its_code() -> None:
    ends = await known()
    ends.says(packed(TEXT, b"last"), packed(CLOSE, struct.pack(">H", 1000)), packed(TEXT, b"after"))
    assert ends.heard == ["last"]
    assert ends.closed_with == 1000
    assert ends.transport.closing
    await asyncio.sleep(0)
    assert ends.over == 1


async def test_our_goodbye_waits_for_theirs_but_not_long() -> None:
    for answered in (True, False):
        ends = await known()
        ends.wire.close(4103, "chat_ended")
        assert ends.closed_with == 4103
        assert not ends.wire.write("more")
        if answered:
            ends.says(packed(TEXT, b"crossed"), packed(CLOSE, struct.pack(">H", 4103)))
        else:
            ends.loop.due(module.GOODBYE_WITHIN_S)
        assert ends.heard == []
        assert ends.transport.closing


async def test_who_does_not_read_gets_no_pongs() -> None:
    ends = await known()
    ends.wire.pause_writing()
    ends.says(packed(PING, b"x" * 100) * 10)
    assert not ends.transport.written
    assert not ends.wire.write("text")
    ends.wire.resume_writing()
    ends.says(packed(PING, b"x"))
    assert ends.transport.written == b"\x8a\x01x"
    assert ends.roomy == 1


async def test_a_busy_reader_hears_the_rest_later() -> None:
    ends = await known()
    ends.says(packed(TEXT, b"one"))
    ends.wire.pause()
    assert not ends.transport.reading
    ends.wire.data_received(packed(TEXT, b"two"))  # under way when reading stopped
    assert ends.heard == ["one"]
    ends.wire.resume()
    assert ends.heard == ["one", "two"]
    assert ends.transport.reading


async def test_a_lost_connection_is_told_once_and_leaves_no_timer() -> None:
    ends = await known()
    ends.says(packed(TEXT, b"x", fin=False))
    ends.wire.fail(Abuse.close, Abuse.code)
    ends.wire.connection_lost(None)
    await asyncio.sleep(0)
    assert ends.loop.waiting == []
    assert ends.over == 1
    assert ends.wire.gone
    assert ends.roomy == 1
