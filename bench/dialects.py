"""How the ends of one chat speak with each system under measurement. One `End` is one WebSocket."""

import json
import re
from collections.abc import Callable

from bench.sockets import WebSocketProtocol
from chat.client.sealing import ConsoleKey

SIZE = 380
PAIR = ConsoleKey()
_CID = re.compile(r'"cid":"([^"]*)"')
_ID = re.compile(r'"id": ?"([^"]*)"')

Heard = Callable[[str], None]


class End:
    """Set `wire` once open, then `begin`. `acked(id)` and `got(id)` are called as answers and messages come."""

    wire: WebSocketProtocol
    room = ""
    ready = False
    marks = False

    def __init__(self, acked: Heard, got: Heard) -> None:
        self.acked, self.got = acked, got

    def begin(self) -> None:
        """The socket is open."""
        self.ready = True

    def on_text(self, text: str) -> None:
        raise NotImplementedError

    def on_close(self, code: int) -> None:
        """The connection ended."""

    def say(self, name: str) -> None:
        """Send one message of 380 characters."""
        raise NotImplementedError


def body(name: str) -> str:
    return ("m2." + name).ljust(SIZE, "x")


class Socketio(End):
    """Engine.IO 4 and Socket.IO 5 on a bare WebSocket."""

    def begin(self) -> None:
        """The server speaks first."""

    def on_text(self, text: str) -> None:
        if text.startswith("42"):
            self._heard(text)
        elif text.startswith("43"):
            self._answered(text)
        elif text.startswith("0"):
            self.wire.send("40")
        elif text.startswith("40"):
            self.wire.send(f'420["join","{self.room}"]')
        elif text == "2":
            self.wire.send("3")

    def say(self, name: str) -> None:
        message = f'{{"room":"{self.room}","id":"{name}","body":"{body(name)}"}}'
        self.wire.send(f'42{int(name) + 1}["msg",{message}]')

    def _heard(self, text: str) -> None:
        found = _ID.search(text)
        if found:
            self.got(found.group(1))

    def _answered(self, text: str) -> None:
        number = int(text[2 : text.index("[")])
        if number:
            self.acked(str(number - 1))
        else:
            self.ready = True


class Channels(End):
    """JSON frames of our own on a consumer."""

    def on_text(self, text: str) -> None:
        if text.startswith('{"ack"'):
            self.acked(json.loads(text)["ack"])
        elif found := _ID.search(text):
            self.got(found.group(1))

    def say(self, name: str) -> None:
        self.wire.send(f'{{"id":"{name}","body":"{body(name)}"}}')


class Echo(End):
    """The floor: what is sent comes back."""

    def on_text(self, text: str) -> None:
        self.got(text.partition("|")[0])

    def say(self, name: str) -> None:
        self.wire.send(f"{name}|{body(name)}")


class Hearline(End):
    """Either end of one of our chats, once the chat is active."""

    hello = ""
    chat = ""
    fence = 0
    n = 0
    trail: list[str] = []

    def begin(self) -> None:
        self.wire.send(self.hello)

    def on_text(self, text: str) -> None:
        if text.startswith('{"t":"entry"'):
            self._entry(text)
        elif text.startswith('{"t":"ack"'):
            found = _CID.search(text)
            if found:
                self.acked(found.group(1))
        elif text.startswith('{"t":"ping"'):
            self.wire.send('{"t":"pong"}')
        else:
            self.other(json.loads(text))

    def other(self, frame: dict[str, object]) -> None:
        """Frames of the chat's life."""
        self.trail = [*self.trail[-7:], str(frame)[:200]]
        if frame["t"] == "error":
            raise RuntimeError(f"refused: {frame}")

    def say(self, name: str) -> None:
        self.n += 1
        self.wire.send(
            f'{{"t":"send","chat":"{self.chat}","fence":{self.fence},"kid":"{PAIR.kid}","cid":"{name}",'
            f'"n":{self.n},"kind":"text","body":"{body(name)}"}}'
        )

    def _entry(self, text: str) -> None:
        found = _CID.search(text)
        if found:
            self.got(found.group(1))
        if self.marks:
            seq = text[text.index('"seq":') + 6 : text.index(',"who"')]
            self.wire.send(f'{{"t":"seen","chat":"{self.chat}","seq":{seq}}}')


class Teen(Hearline):
    def other(self, frame: dict[str, object]) -> None:
        super().other(frame)
        if frame["t"] == "teen_state" and frame["state"] == "active":
            self.chat, self.fence, self.ready = str(frame["chat"]), int(str(frame["fence"])), True


class Counsellor(Hearline):
    def other(self, frame: dict[str, object]) -> None:
        super().other(frame)
        if frame["t"] == "staff_state":
            self.wire.send('{"t":"set_status","id":"available","status":"available"}')
        elif frame["t"] == "log":
            self.ready = True
        elif frame["t"] == "staff_chat":
            self._held(frame["chat"])  # type: ignore[arg-type]

    def _held(self, held: dict[str, object]) -> None:
        self.chat, self.fence = str(held["chat"]), int(str(held["fence"]))
        if held["state"] == "offered":
            self.wire.send(
                f'{{"t":"accept","id":"{self.chat}-{self.fence}","chat":"{self.chat}","fence":{self.fence},'
                f'"key":{{"kid":"{PAIR.kid}","public":"{PAIR.public}"}}}}'
            )
