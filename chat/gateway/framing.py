"""The common case of RFC 6455, in and out: one whole unfragmented text frame. All else is left to the library. Pure."""

from websockets.speedups import apply_mask

_FINAL_TEXT = 0x81
_MASKED = 0x80
_SHORT, _LONG = 126, 127


def server_frame(text: str) -> bytes:
    """A final, unmasked text frame."""
    payload = text.encode()
    size = len(payload)
    if size < _SHORT:
        return bytes((_FINAL_TEXT, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def client_text(data: bytes) -> str | None:
    """The text when `data` is exactly one final, masked text frame below 64 KiB in good UTF-8; else None."""
    if len(data) < 6 or data[0] != _FINAL_TEXT or not data[1] & _MASKED:
        return None
    size, start = data[1] & 0x7F, 2
    if size == _LONG:
        return None
    if size == _SHORT:
        size, start = int.from_bytes(data[2:4], "big"), 4
        if size < _SHORT:
            return None
    if len(data) != start + 4 + size:
        return None
    try:
        return apply_mask(data[start + 4 :], data[start : start + 4]).decode()
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
