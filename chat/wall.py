"""The wall clock, for what is signed and dated; everything that decides takes the time as an argument."""

import time


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def now_s() -> int:
    """Seconds since 1970."""
    return int(time.time())
