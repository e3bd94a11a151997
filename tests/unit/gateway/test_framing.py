"""The short way through RFC 6455 agrees with the library, and leaves everything else to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from chat.gateway.websocket.framing import client_text, server_frame, size_of

SIZES = [0, 1, 125, 126, 127, 65_535, 65_536]


def masked(text: str, opcode: Opcode = Opcode.TEXT, *, fin: bool = True) -> bytes:
    return Frame(opcode, text.encode(), fin).serialize(mask=True)


@pytest.mark.parametrize("size", SIZES)
def test_frames_out_are_the_librarys(size: int) -> None:
    text = "é" * (size // 2) + "x" * (size % 2)
    assert server_frame(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


@given(st.text(max_size=300))
def test_frames_in_are_read(text: str) -> None:
    assert client_text(masked(text)) == text


@pytest.mark.parametrize("size", SIZES[:-1])
def test_all_lengths_below_64_kib_are_read(size: int) -> None:
    assert client_text(masked("x" * size)) == "x" * size


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x81",
        masked("x")[:-1],
        masked("x") + b"\x81",
        masked("x") * 2,
        masked("x", fin=False),
        masked("x", Opcode.CONT),
        masked("x", Opcode.BINARY),
        masked("", Opcode.PING),
        masked("", Opcode.CLOSE),
        b"\xc1" + masked("x")[1:],
        masked("x" * 65_536),
        server_frame("not masked"),
        Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True),
        b"\x81\xfe\x00\x05" + b"\0" * 9,
    ],
)
def test_everything_else_is_left_to_the_library(data: bytes) -> None:
    assert client_text(data) is None


@pytest.mark.parametrize("size", SIZES)
def test_the_size_on_the_wire_is_the_librarys(size: int) -> None:
    frame = Frame(Opcode.TEXT, b"x" * size)
    assert size_of(frame) == len(frame.serialize(mask=True))
