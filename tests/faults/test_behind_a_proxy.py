"""Four gateways behind nginx, and behind haproxy, as the documents set them up: one is killed, one comes, one drains,
in the middle of chats. No word is lost and nobody is thrown out."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from bench.crowd import Crowd
from demo.ports import HOST, free_port
from demo.stack import ROOT
from tests.faults.house import House
from tests.faults.talk import Crowded
from tests.literal.documents import under
from tests.literal.machine import NGINX, WRITTEN, listens, until
from tests.patience import dice_of

CHATS = 12
PAUSE_S = 0.5
LATER = "web5"
Site = Callable[[Path, int, list[int]], list[str]]


def nginx(folder: Path, port: int, gateways: list[int]) -> list[str]:
    """The documents' block, without TLS; the command that runs it."""
    site = under("docs/operations.md", "A reverse proxy", "nginx")[0].text
    servers = "".join(f"    server {HOST}:{one} max_fails=0;\n" for one in gateways)
    site = re.sub(r"(?:    server 127\.0\.0\.1:\d+ max_fails=0;\n)+", servers, site)
    site = re.sub(r"    ssl_certificate.*\n", "", site).replace("listen 443 ssl http2", f"listen {HOST}:{port}")
    site = site.replace("/var/log/nginx/chat.log", str(folder / "chat.log"))
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "hearline.conf").write_text(site)
    paths = " ".join(f"{name}_temp_path {folder}/{name};" for name in WRITTEN)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, paths=paths, user=user))
    return ["nginx", "-c", str(folder / "nginx.conf")]


def haproxy(folder: Path, port: int, gateways: list[int]) -> list[str]:
    """The file of ops/, without TLS; the command that runs it."""
    text = (ROOT / "ops/haproxy/haproxy.cfg").read_text()
    text = re.sub(r"    bind :443 .*\n", f"    bind {HOST}:{port}\n", text)
    servers = "".join(f"    server g{number} {HOST}:{one}\n" for number, one in enumerate(gateways))
    text = re.sub(r"(?:    server \w+ 127\.0\.0\.1:\d+\n)+", servers, text)
    file = folder / "haproxy.cfg"
    file.write_text(text)
    checked = subprocess.run(["haproxy", "-c", "-f", file], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr
    return ["haproxy", "-db", "-f", str(file)]


class Front:
    """A real proxy in the place of the house's own."""

    def __init__(self, house: House, site: Site) -> None:
        self._house, self._site = house, site
        self.port = free_port()
        self.later = free_port()

    async def start(self) -> None:
        tether = self._house.stack.tether
        folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-front-")))
        command = self._site(folder, self.port, [*self._house.ports.values(), self.later])
        with (folder / "said").open("wb") as said:
            tether.start(command, stdout=said, stderr=said)
        until(lambda: listens(self.port), "the proxy listens", {"it said": folder / "said"})

    async def stop(self) -> None:
        """With the tether."""


@pytest_asyncio.fixture(params=[nginx, haproxy], ids=["nginx", "haproxy"])
async def house(request: pytest.FixtureRequest) -> AsyncIterator[House]:
    if not shutil.which(request.param.__name__):
        pytest.skip(f"no {request.param.__name__} here: apt-get install {request.param.__name__}")
    it = House(gateways=4, extra={"HEARLINE_PROXIES": "1"})
    it.front = Front(it, request.param)  # type: ignore[assignment]
    await it.start()
    yield it
    await it.stop()


async def test_one_is_killed_one_comes_one_drains(house: House) -> None:
    crowd = Crowd(house.redis_url, house.stack.secret)
    await crowd.start()
    chats = Crowded(house, crowd, CHATS, dice_of("behind a proxy"))
    try:
        await chats.open()
        chats.start(PAUSE_S, at_once=True)
        await house.kill_gateway("web2")
        house.ports[LATER] = house.front.later  # type: ignore[attr-defined]
        house.start_gateway(LATER)
        await house.ready(LATER)
        await house.stop_gateway("web3")
        house.start_gateway("web2")
        await house.ready("web2")
        for name in ("web", "web4"):
            await house.stop_gateway(name)
        problems = await chats.settle()
        assert not problems, "\n".join(problems[:5])
        assert chats.count() >= 4 * CHATS
        assert set(house.stack.parts) >= {"web2", LATER}, "all are with those that came"
    finally:
        await chats.close()
        await crowd.stop()
