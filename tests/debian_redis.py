"""Debian's own Redis server, where it is installed: the oldest one we promise to run on."""

import tempfile
from pathlib import Path
from subprocess import DEVNULL

from redis import Redis
from redis.backoff import ConstantBackoff
from redis.exceptions import ConnectionError as NotUpYet
from redis.retry import Retry

from demo.tether import Tether

SERVER = Path("/usr/bin/redis-server")


def start(tether: Tether, **more: str) -> str:
    """Start it on a unix socket, without a file; its address. `more`: further options, `_` for `-`.

    Raises what redis-py raises when it does not start.
    """
    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
    path = folder / "r.sock"
    options = {"port": "0", "unixsocket": str(path), "dir": str(folder), "save": "", "enable-debug-command": "local"}
    options |= {name.replace("_", "-"): value for name, value in more.items()}
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    tether.start([SERVER, *arguments], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, cwd=folder)
    patience = Retry(ConstantBackoff(0.01), 500, supported_errors=(NotUpYet,))
    with Redis(unix_socket_path=str(path), retry=patience) as client:
        client.ping()
    return f"unix://{path}"
