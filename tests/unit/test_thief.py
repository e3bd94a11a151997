"""Who looks for words on a disk can read what browsers pack: otherwise finding none would prove nothing."""

from pathlib import Path

from tests import thief


def literal(text: bytes) -> bytes:
    """Snappy of one literal of at most 60 bytes."""
    return bytes([(len(text) - 1) << 2]) + text


def squeezed(text: bytes) -> bytes:
    """Snappy: the first run of `gege` becomes copies of its first two bytes."""
    at = text.index(b"gege") + 2
    run = len(text[at:]) - len(text[at:].lstrip(b"ge"))
    return _varint(len(text)) + literal(text[:at]) + bytes([(run - 1) << 2 | 2, 2, 0]) + literal(text[at + run :])


def packed(text: bytes, period: int) -> bytes:
    """Snappy: `period` bytes as a literal, the rest as copies of them."""
    out = _varint(len(text)) + literal(text[:period])
    rest = len(text) - period
    while rest:
        size = min(rest, 60)
        out += bytes([(size - 1) << 2 | 2]) + period.to_bytes(2, "little")
        rest -= size
    return out


def _varint(number: int) -> bytes:
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + _varint(number >> 7)


def test_snappy_copies_what_it_has_written() -> None:
    assert thief.snappy(packed(b"ab" * 100, 2)) == b"ab" * 100
    assert thief.snappy(_varint(5) + literal(b"a") + bytes([(4 - 4) << 2 | 1, 1])) == b"aaaaa"
    long = bytes(range(256))
    assert thief.snappy(_varint(256) + bytes([60 << 2, 255]) + long) == long


def test_lz4_copies_what_it_has_written() -> None:
    assert thief.lz4(bytes([0x30 | 15]) + b"abc" + b"\x03\x00" + bytes([255, 26]) + bytes([0x10]) + b"!") == (
        b"abc" * 101 + b"!"
    )
    assert thief.lz4(bytes([0xF0, 5]) + b"x" * 20) == b"x" * 20


def record(text: bytes, kind: int) -> bytes:
    return bytes(4) + len(text).to_bytes(2, "little") + bytes([kind]) + text


def block(*pairs: tuple[bytes, bytes]) -> bytes:
    """A LevelDB block of whole keys, with one restart point."""
    rows = b"".join(_varint(0) + _varint(len(key)) + _varint(len(value)) + key + value for key, value in pairs)
    return rows + bytes(4) + (1).to_bytes(4, "little")


def test_words_are_found_wherever_a_browser_puts_them(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes("é geheim".encode("utf-16-le"))
    moz = bytes([0x20]) + b"ge" + b"\x02\x00" + bytes([0x40]) + b"heim"
    assert b"geheim" not in moz
    (tmp_path / "session.jsonlz4").write_bytes(thief.MOZ_LZ4 + bytes(4) + moz)
    cut = 32 * 1024 - 2 * thief.LOG_HEAD - 100 - 3
    first = record(b"x" * cut, 1) + record(b"y" * (100 - 7 + 7) + b"geh", 2)
    assert len(first) == thief.LOG_BLOCK
    (tmp_path / "000003.log").write_bytes(first + record(b"eim", 4))
    data = squeezed(block((b"map-1", b"ge" * 30 + b"heim")))
    assert b"geheim" not in data
    head = data + b"\1" + bytes(4)
    index = block((b"last", _varint(0) + _varint(len(data))))
    footer = _varint(0) + _varint(0) + _varint(len(head)) + _varint(len(index))
    table = head + index + b"\0" + bytes(4) + footer.ljust(thief.TABLE_FOOTER, b"\0")
    (tmp_path / "000005.ldb").write_bytes(table)
    found = thief.found(tmp_path, "geheim", "nowhere")
    assert found == {
        ("geheim", "session.jsonlz4"),
        ("geheim", "plain"),
        ("geheim", "000003.log"),
        ("geheim", "000005.ldb"),
    }
