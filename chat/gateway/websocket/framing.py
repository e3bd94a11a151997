"""The common case of RFC 6455, in and out: one whole unfragmented text frame. All else is left to the library. Pure."""

from struct import Struct

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


class Boundary:
    """Follows a stream of frames just enough to know whether it stands between two of them."""

    __slots__ = ("_left", "_unknown")

    def __init__(self) -> None:
        self._left = 0
        self._unknown = False

    @property
    def between(self) -> bool:
        """False as well once a header came in pieces: then nothing is known any more."""
        return not self._left and not self._unknown

    def feed(self, data: bytes) -> None:
        place = min(self._left, len(data))
        self._left -= place
        while place < len(data) and not self._unknown:
            size = _frame_size(data, place)
            if size is None:
                self._unknown = True
                return
            self._left = max(0, place + size - len(data))
            place += size


def _frame_size(data: bytes, at: int) -> int | None:
    """Header, mask and payload; None when the header is not whole."""
    if len(data) - at < 2:
        return None
    masked = 4 if data[at + 1] & _MASKED else 0
    size = data[at + 1] & 0x7F
    more = {_SHORT: 2, _LONG: 8}.get(size, 0)
    if len(data) - at < 2 + more:
        return None
    if more:
        size = int.from_bytes(data[at + 2 : at + 2 + more], "big")
    return 2 + more + masked + size
