"""Processor time of running processes (all their threads, in nanoseconds) and their memory. Linux only."""

from collections.abc import Iterable
from pathlib import Path


def spent_ns(pid: int) -> int:
    """From the scheduler's own counters, which are finer than the ticks of /proc/<pid>/stat."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total


def spent_all(pids: Iterable[int]) -> dict[int, int]:
    return {pid: spent_ns(pid) for pid in pids}


def resident_kib(pid: int) -> int:
    """Memory of a process that is its own or shared with others, as it lies in RAM."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
