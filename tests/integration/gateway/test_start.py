"""A process that cannot start says why in one sentence."""

import asyncio
import os
import socket
import sys
from pathlib import Path

from demo.stack import ROOT, free_port
from tests.patience import PATIENCE_S

SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"


async def started(part: str, **given: str) -> tuple[int, list[str]]:
    """Exit code and what it said on stderr."""
    environment = os.environ | {"HEARLINE_DEMO": "1", "HEARLINE_SECRET": SECRET, "PORT": str(free_port())} | given
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chat.cli", part, cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(child.communicate(), PATIENCE_S)
    return child.returncode or 0, said.decode().strip().splitlines()


async def test_no_redis(ready_sqlite_url: str) -> None:
    code, said = await started("web", DATABASE_URL=ready_sqlite_url, REDIS_URL="unix:///nowhere.sock")
    assert (code, said) == (1, ["Redis cannot be reached: check REDIS_URL and that the server runs."])


async def test_a_worker_without_a_store(valkey_url: str, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'none' / 'hearline.db'}"
    code, said = await started("worker", DATABASE_URL=empty, REDIS_URL=valkey_url)
    assert code == 1
    assert said == ["The database cannot be used: check DATABASE_URL, and run: hearline release."]


async def test_a_taken_port(ready_sqlite_url: str, valkey_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = await started("web", DATABASE_URL=ready_sqlite_url, REDIS_URL=valkey_url, PORT=port)
    assert (code, said) == (1, [f"Cannot listen on 127.0.0.1:{port}: Address already in use."])


async def test_wrong_settings() -> None:
    code, said = await started("web", REDIS_URL="http://x", HEARLINE_DESKS="A B")
    assert code == 1
    assert [line.split()[0] for line in said] == ["REDIS_URL", "HEARLINE_DESKS"]
