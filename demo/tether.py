"""Child processes that cannot outlive this one, whatever ends it.

On Linux the kernel signals each child when its parent dies; a watchdog process, which reads a pipe that
closes with us, ends what is left (other systems, grandchildren) and removes temporary folders.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
WATCHDOG = Path(__file__).with_name("watchdog.py")


class Tether:
    """Starts children and remembers folders; `close` ends all of it, and so does our death."""

    def __init__(self) -> None:
        self._watchdog = subprocess.Popen(
            [sys.executable, "-S", "-E", str(WATCHDOG)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.children: list[subprocess.Popen[bytes]] = []
        self._folders: list[Path] = []

    def start(
        self, command: Sequence[str | Path], *, death_signal: int = signal.SIGTERM, **options: Any
    ) -> "subprocess.Popen[bytes]":
        """Start `command` in a process group of its own; `options` go to Popen. Raises OSError."""
        assert self._watchdog.stdin is not None
        child = subprocess.Popen(
            [str(part) for part in command],
            preexec_fn=_tied(os.getpid(), death_signal, self._watchdog.stdin.fileno()),
            process_group=0,
            **options,
        )
        self.children.append(child)
        return child

    def folder(self, path: Path) -> Path:
        """Remove `path` when this ends."""
        self._folders.append(path)
        self._tell(f"folder {path}")
        return path

    def stop(self, child: "subprocess.Popen[bytes]", *, within_s: float = 10, how: int = signal.SIGTERM) -> int:
        """Ask `child` to stop, end its whole group after `within_s`; returns its exit code."""
        if child.poll() is None:
            child.send_signal(how)
        try:
            child.wait(within_s)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
        code = child.wait()
        self._tell(f"gone {child.pid}")
        return code

    def close(self, within_s: float = 10) -> None:
        """Stop every child, the newest first, and remove the folders."""
        for child in reversed(self.children):
            self.stop(child, within_s=within_s)
        for path in self._folders:
            shutil.rmtree(path, ignore_errors=True)
        if self._watchdog.stdin is not None:
            self._watchdog.stdin.close()
        self._watchdog.wait()

    def _tell(self, line: str) -> None:
        if self._watchdog.stdin is not None and not self._watchdog.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._watchdog.stdin.write(f"{line}\n".encode())
                self._watchdog.stdin.flush()


def _tied(parent: int, death_signal: int, watchdog: int) -> Callable[[], None]:
    """What a child does before it becomes the command: it tells of its group itself, for its parent may die first."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def in_child() -> None:
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
        with contextlib.suppress(BrokenPipeError):
            os.write(watchdog, f"group {os.getpid()}\n".encode())
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        if prctl:
            prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return in_child
