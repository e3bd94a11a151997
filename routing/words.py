"""Commands as Redis reads them: words, each with its length before it. Pure.

Our own, though hiredis has one: here the words that begin many commands are packed once.
"""

Word = str | int | float
Words = tuple[int, bytes]
"""Some words of a command: how many, and packed."""


def words(*given: Word) -> Words:
    """Pack the words of a command, or some of them."""
    text = "".join([f"${len(word)}\r\n{word}\r\n" for word in map(str, given)])
    if text.isascii():
        return len(given), text.encode()
    raws = [str(word).encode() for word in given]
    return len(given), b"".join([b"$%d\r\n%b\r\n" % (len(raw), raw) for raw in raws])


def command(first: Words, more: Words = (0, b"")) -> bytes:
    """One command of all these words."""
    return b"*%d\r\n%b%b" % (first[0] + more[0], first[1], more[1])
