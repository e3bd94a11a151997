"""The common case of RFC 6455, in and out: one whole unfragmented text frame. All else is left to the library. Pure."""

from struct import Struct

from websockets.frames import Frame
from websockets.speedups import apply_mask

_FINAL_TEXT = 0x81
_MASKED = 0x80
_SHORT, _LONG = 126, 127
_MASK_BYTES = 4
_short_head = Struct(">BB").pack
_head = Struct(">BBH").pack
_long_head = Struct(">BBQ").pack


def server_frame(text: str) -> bytes:
    """A final, unmasked text frame."""
    payload = text.encode()
    size = len(payload)
    if size < _SHORT:
        return _short_head(_FINAL_TEXT, size) + payload
    if size < 65_536:
        return _head(_FINAL_TEXT, _SHORT, size) + payload
    return _long_head(_FINAL_TEXT, _LONG, size) + payload


def client_text(data: bytes) -> str | None:
    """The text when `data` is exactly one final, masked text frame below 64 KiB in good UTF-8; else None."""
    whole = len(data)
    if whole < 2 + _MASK_BYTES or data[0] != _FINAL_TEXT:
        return None
    start = 2 if whole < 2 + _MASK_BYTES + _SHORT else 4
    size = whole - start - _MASK_BYTES
    if data[1] != _MASKED | (size if start == 2 else _SHORT):
        return None
    if start == 4 and (size < _SHORT or int.from_bytes(data[2:4]) != size):
        return None
    try:
        return apply_mask(data[start + _MASK_BYTES :], data[start : start + _MASK_BYTES]).decode()
    except UnicodeDecodeError:
        return None


def size_of(frame: Frame) -> int:
    """Bytes of a client's frame on the wire, in its shortest form, as RFC 6455 asks."""
    size = len(frame.data)
    return size + (6 if size < _SHORT else 8 if size < 65_536 else 14)
