"""Several equal gateways on one port: one that dies comes back, and a SIGTERM drains them all. Linux only.

The kernel spreads connections evenly over processes that share a port (SO_REUSEPORT); of one listening socket for all,
whoever woke last would get most. The price: what waits to be accepted by one that is killed is reset, and comes again.
"""

import contextlib
import ctypes
import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from chat.logs import log, silent_logging
from chat.server import cannot_listen, listen, serve
from chat.settings import Settings
from chat.startup import tell

YOUNG_S = 30.0
LONGEST_S = 30.0
_STOPS = (signal.SIGTERM, signal.SIGINT)
_HEARD = {*_STOPS, signal.SIGCHLD}
_LOOK_S = 1.0
_PR_SET_PDEATHSIG = 1
_NOT_STARTED = 1

Child = subprocess.Popen[bytes]


@dataclass(slots=True)
class Gateway:
    """A place for one gateway. `deaths` in a row, each young; `due`: when the next may start."""

    child: Child | None = None
    since: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def died(self, now: float) -> None:
        self.child = None
        self.deaths = self.deaths + 1 if now - self.since < YOUNG_S else 1
        self.due = now + pause(self.deaths)


def pause(deaths: int) -> float:
    """Before one comes back that died so often in a row: at once, then 1, 2, 4 … seconds."""
    return 0.0 if deaths <= 1 else min(LONGEST_S, 2.0 ** (deaths - 2))


class Supervisor:
    """`start` makes one gateway; `proved` says whether any has ever run. Ends when all have ended after a stop, or when
    none could start at all."""

    def __init__(
        self,
        count: int,
        start: Callable[[], Child],
        proved: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gateways = [Gateway() for _ in range(count)]
        self._start, self._proved, self._clock = start, proved, clock
        self._stopping = False

    def run(self) -> int:
        """The exit code. Signals are waited for, so nothing happens in the middle of something else."""
        signal.pthread_sigmask(signal.SIG_BLOCK, _HEARD)
        while True:
            now = self._clock()
            self._fill(now)
            heard = signal.sigtimedwait(_HEARD, _LOOK_S if all(gateway.child for gateway in self.gateways) else 0.1)
            if heard is not None and heard.si_signo in _STOPS:
                self._stop(heard.si_signo)
            if self.reap(self._clock()) and not self._proved() and not self._stopping:
                self._stop(signal.SIGTERM)
            if self._stopping and not any(gateway.child for gateway in self.gateways):
                return 0 if self._proved() else 1

    def reap(self, now: float) -> bool:
        """Whether one ended that could not start."""
        failed = False
        for gateway in self.gateways:
            if gateway.child is not None and (code := gateway.child.poll()) is not None:
                failed = failed or code == _NOT_STARTED
                if not self._stopping:
                    log().warning("gateway_ended", code=_name(code), attempt=gateway.deaths + 1)
                gateway.died(now)
        return failed

    def _fill(self, now: float) -> None:
        for gateway in self.gateways:
            if gateway.child is None and gateway.due <= now and not self._stopping:
                gateway.since = now
                self._start_one(gateway)

    def _start_one(self, gateway: Gateway) -> None:
        """What the system refuses now (memory, processes, a program that is being replaced) it may allow later; the
        others go on meanwhile."""
        try:
            gateway.child = self._start()
        except OSError as problem:
            if not self._proved():
                raise
            code = errno.errorcode.get(problem.errno or 0, "oserror").lower()
            log().warning("gateway_ended", code=code, attempt=gateway.deaths + 1)
            gateway.died(gateway.since)

    def _stop(self, number: int) -> None:
        """The first lets everybody move away; a second one, or SIGINT, ends them at once."""
        again, self._stopping = self._stopping, True
        for gateway in self.gateways:
            if gateway.child is not None:
                gateway.child.send_signal(signal.SIGINT if again else number)


def _name(code: int) -> str:
    return signal.Signals(-code).name.lower() if code < 0 else f"exit_{code}"


def supervise(settings: Settings, count: int) -> int:
    """Run until stopped; the exit code."""
    silent_logging(settings.log_level, demo=settings.demo)
    try:
        listen(settings).close()  # alone, so that nobody else's port is shared unknown to them
    except OSError as problem:
        tell(cannot_listen(settings, problem))
        return 1
    heard, told = os.pipe()
    os.set_blocking(heard, False)
    return Supervisor(count, _starter(told), _proof(heard)).run()


def _starter(told: int) -> Callable[[], Child]:
    command = [sys.executable, "-m", "chat.cli", "web", "--beside", str(os.getpid()), str(told)]
    return lambda: subprocess.Popen(command, process_group=0, pass_fds=(told,))


def _proof(heard: int) -> Callable[[], bool]:
    """Each gateway says once that it runs; what was said is not forgotten."""
    said = bytearray()

    def proved() -> bool:
        with contextlib.suppress(BlockingIOError):
            said.extend(os.read(heard, 1024))
        return bool(said)

    return proved


def beside(settings: Settings, parent: int, told: int) -> int:
    """A gateway that a supervisor started: it drains when that one is gone, however that went."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    if os.getppid() != parent:
        return _NOT_STARTED
    return serve(settings, share=True, on_started=lambda: os.write(told, b"."))
