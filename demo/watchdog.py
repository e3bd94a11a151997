"""Reads a pipe until its writer dies, then ends the process groups and removes the folders it was told of.

Run as a script by demo.tether; standard library only, so that it starts in a few milliseconds.
"""

import os
import shutil
import signal
import sys
import time

GRACE_S = 5.0


def told(lines: list[str]) -> tuple[set[int], list[str]]:
    """Process groups still alive, and folders, by the lines `group N`, `gone N` and `folder PATH`."""
    groups: set[int] = set()
    folders: list[str] = []
    for line in lines:
        word, _, value = line.rstrip("\n").partition(" ")
        if word == "folder":
            folders.append(value)
        elif word == "group":
            groups.add(int(value))
        elif word == "gone":
            groups.discard(int(value))
    return groups, folders


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def end(groups: set[int], how: int) -> None:
    for group in groups:
        try:
            os.killpg(group, how)
        except (ProcessLookupError, PermissionError):
            continue


def main() -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    groups, folders = told(sys.stdin.readlines())
    end(groups, signal.SIGTERM)
    until = time.monotonic() + GRACE_S
    while any(alive(group) for group in groups) and time.monotonic() < until:
        time.sleep(0.05)
    end(groups, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
