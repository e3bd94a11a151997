"""Looks at the processes of this machine, for tests that nothing is left behind. Linux only."""

import time
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether `pid` still runs; a zombie does not."""
    return state(pid)[0] not in {"", "Z"}


def descendants(pid: int) -> set[int]:
    """All processes that come from `pid`, without itself."""
    parents = {int(path.name): state(int(path.name))[1] for path in Path("/proc").glob("[0-9]*")}
    found: set[int] = set()
    front = {pid}
    while front := {child for child, parent in parents.items() if parent in front} - found:
        found |= front
    return found


def state(pid: int) -> tuple[str, int]:
    """The state letter and the parent of `pid`; ("", 0) when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", 0
    return fields[0], int(fields[1])


def gone(pids: set[int], within_s: float) -> set[int]:
    """Wait until all of `pids` have ended; returns those that have not."""
    until = time.monotonic() + within_s
    while (left := {pid for pid in pids if alive(pid)}) and time.monotonic() < until:
        time.sleep(0.05)
    return left
