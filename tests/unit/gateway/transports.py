"""A transport and a loop that only remember, for protocols tried without a network."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class Timer:
    """What `call_later` returns; `after` in seconds."""

    after: float
    call: Callable[[], Any]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


class Loop:
    """The running loop, but nothing is ever due by itself."""

    def __init__(self) -> None:
        self.timers: list[Timer] = []

    def call_later(self, after: float, call: Callable[..., Any], *given: Any) -> Timer:
        self.timers.append(Timer(after, lambda: call(*given)))
        return self.timers[-1]

    def create_task(self, work: Any, **more: Any) -> "asyncio.Task[Any]":
        return asyncio.get_running_loop().create_task(work, **more)

    @property
    def waiting(self) -> list[Timer]:
        return [timer for timer in self.timers if not timer.cancelled]

    def due(self, after: float) -> None:
        """Call what was to be called after so many seconds, and no longer waits."""
        for timer in [timer for timer in self.waiting if timer.after == after]:
            timer.cancel()
            timer.call()


@dataclass(eq=False)
class Transport(asyncio.Transport):
    """`buffered` is how much the other end has not taken, in bytes."""

    written: bytearray = field(default_factory=bytearray)
    buffered: int = 0
    reading: bool = True
    closing: bool = False
    aborted: bool = False
    ended: bool = False

    def write(self, data: Any) -> None:
        assert not self.ended, "written after the end"
        self.written += data

    def write_eof(self) -> None:
        self.ended = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def abort(self) -> None:
        self.closing = self.aborted = True

    def get_write_buffer_size(self) -> int:
        return self.buffered

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return ("127.0.0.1", 8000) if name in ("peername", "sockname") else default
