"""Ports of the loopback address, for servers that are about to start."""

import contextlib
import fcntl
import os
import random
import socket
import tempfile
from functools import cache
from pathlib import Path

HOST = "127.0.0.1"
# Below those that the system gives to connections, and to whoever asks for any.
_CHOICE = range(10_000, 32_000)
_own: set[int] = set()


def free_port() -> int:
    """One that nobody uses, and that no other process of this user is given as long as this one runs."""
    for port in random.SystemRandom().sample(_CHOICE, len(_CHOICE)):
        if port not in _own and not taken(port) and _claimed(port):
            _own.add(port)
            return port
    raise OSError("no port is free")


def taken(port: int) -> bool:
    """Whether somebody already listens on `port`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _claimed(port: int) -> bool:
    """Its byte of a file is locked, which ends with this process."""
    with contextlib.suppress(BlockingIOError, PermissionError):
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
        return True
    return False


@cache
def _claims() -> int:
    """Opened once: who closes such a file gives up all locks on it."""
    return os.open(Path(tempfile.gettempdir(), f"hearline-ports-{os.getuid()}"), os.O_RDWR | os.O_CREAT, 0o600)
