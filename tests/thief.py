"""A disk as a thief reads it: each file's bytes, with what browsers compress on it unpacked."""

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

SQLITE = b"SQLite format 3\0"
MOZ_LZ4 = b"mozLz40\0"
LOG_BLOCK = 32 * 1024
LOG_HEAD = 7
TABLE_FOOTER = 48


def readings(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file below `folder` as it lies there, and unpacked where it is packed."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            continue
        yield path, raw
        yield from ((path, unpacked) for unpacked in _unpacked(path, raw))


def found(folder: Path, *words: str) -> set[tuple[str, str]]:
    """Which words lie in which files, as UTF-8 or UTF-16."""
    forms = {word: (word.encode(), word.encode("utf-16-le")) for word in words}
    return {
        (word, str(path.relative_to(folder)))
        for path, text in readings(folder)
        for word, (short, wide) in forms.items()
        if short in text or wide in text
    }


def _unpacked(path: Path, raw: bytes) -> Iterator[bytes]:
    """A file that a killed browser left half written is read as far as it goes."""
    with contextlib.suppress(ValueError, IndexError, sqlite3.Error):
        yield from _parts(path, raw)


def _parts(path: Path, raw: bytes) -> Iterator[bytes]:
    if raw.startswith(MOZ_LZ4):
        yield lz4(raw[len(MOZ_LZ4) + 4 :])
    elif raw.startswith(SQLITE) and path.parent.name == "ls":
        yield from local_storage(path)
    elif path.suffix in {".ldb", ".sst"}:
        yield from table_blocks(raw)
    elif path.suffix == ".log":
        yield log_records(raw)


def local_storage(path: Path) -> Iterator[bytes]:
    """What Firefox keeps of `localStorage`, unpacked; read in a copy, with the log of what came last."""
    with tempfile.TemporaryDirectory() as folder:
        for name in (path.name, f"{path.name}-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copy(path.with_name(name), folder)
        with contextlib.closing(sqlite3.connect(Path(folder) / path.name)) as base:
            rows = base.execute("SELECT compression_type, value FROM data").fetchall()
    for packing, value in rows:
        raw = value.encode() if isinstance(value, str) else value
        yield snappy(raw) if packing else raw


def lz4(packed: bytes) -> bytes:
    """One LZ4 block; what is cut off ends it."""
    out = bytearray()
    at = 0
    while at < len(packed):
        token = packed[at]
        size, at = _length(packed, at + 1, token >> 4)
        out += packed[at : at + size]
        at += size
        if at + 2 > len(packed):
            break
        back = int.from_bytes(packed[at : at + 2], "little")
        size, at = _length(packed, at + 2, token & 15)
        _repeat(out, back, size + 4)
    return bytes(out)


def _length(packed: bytes, at: int, size: int) -> tuple[int, int]:
    if size == 15:
        while packed[at] == 255:
            size, at = size + 255, at + 1
        size, at = size + packed[at], at + 1
    return size, at


def snappy(packed: bytes) -> bytes:
    """One raw Snappy text. Raises ValueError or IndexError for what is none."""
    _, at = varint(packed, 0)
    out = bytearray()
    while at < len(packed):
        tag = packed[at]
        kind, size = tag & 3, (tag >> 2) + 1
        at += 1
        if kind == 0:
            extra = max(0, size - 60)
            if extra:
                size = int.from_bytes(packed[at : at + extra], "little") + 1
            out += packed[at + extra : at + extra + size]
            at += extra + size
            continue
        width = (1, 2, 4)[kind - 1]
        back = int.from_bytes(packed[at : at + width], "little")
        if kind == 1:
            size, back = (tag >> 2 & 7) + 4, back | (tag >> 5) << 8
        at += width
        _repeat(out, back, size)
    return bytes(out)


def _repeat(out: bytearray, back: int, size: int) -> None:
    if not 0 < back <= len(out):
        raise ValueError("not from here")
    for _ in range(size):
        out.append(out[-back])


def varint(raw: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    number = shift = 0
    while True:
        byte = raw[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return number, at


def table_blocks(raw: bytes) -> Iterator[bytes]:
    """The blocks of a LevelDB table that its index names, unpacked, their keys written out."""
    _, at = varint(raw, len(raw) - TABLE_FOOTER)
    _, at = varint(raw, at)
    for _, handle in entries(_block(raw, *_handle(raw, at))):
        block = _block(raw, *_handle(handle, 0))
        yield b"\n".join(part for pair in entries(block) for part in pair)


def _handle(raw: bytes, at: int) -> tuple[int, int]:
    offset, at = varint(raw, at)
    return offset, varint(raw, at)[0]


def _block(raw: bytes, offset: int, size: int) -> bytes:
    text = raw[offset : offset + size]
    return snappy(text) if raw[offset + size] == 1 else text


def entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values; a key may share the beginning of the one before."""
    end = len(block) - 4 * (int.from_bytes(block[-4:], "little") + 1)
    at, key = 0, b""
    while at < end:
        shared, at = varint(block, at)
        own, at = varint(block, at)
        size, at = varint(block, at)
        key = key[:shared] + block[at : at + own]
        yield key, block[at + own : at + own + size]
        at += own + size


def log_records(raw: bytes) -> bytes:
    """The payloads of a LevelDB log, put together again where they were cut at a block's end."""
    out = bytearray()
    for start in range(0, len(raw), LOG_BLOCK):
        block, at = raw[start : start + LOG_BLOCK], 0
        while at + LOG_HEAD <= len(block):
            size = int.from_bytes(block[at + 4 : at + 6], "little")
            out += block[at + LOG_HEAD : at + LOG_HEAD + size]
            at += LOG_HEAD + size
    return bytes(out)
