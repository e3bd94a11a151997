"""Sentinels and a cluster as docs/operations.md writes them, on ports of this machine: a pipe finds its way to each."""

import asyncio
import shutil
import subprocess
from pathlib import Path

import pytest

from demo.ports import HOST, free_port
from demo.redis_servers import until
from demo.tether import Tether
from routing.errors import PipeError
from routing.open import open_pipe
from tests.conftest import missing
from tests.literal.documents import under

SERVERS = under("docs/operations.md", "Redis or Valkey", "")
CREATE = under("docs/operations.md", "Redis or Valkey")[0]
PASSWORD = "one-of-their-own"
CLUSTER = "cluster-enabled yes\ncluster-node-timeout 5000\ncluster-require-full-coverage no\n"


@pytest.fixture
def debian() -> str:
    found = shutil.which("redis-server", path="/usr/bin")
    if found is None or shutil.which("redis-cli") is None:
        missing("no Debian Redis here: apt-get install redis-server")
    return found or ""


def start(tether: Tether, program: str, folder: Path, lines: str, *more: str) -> None:
    folder.mkdir()
    file = folder / "redis.conf"
    file.write_text(f"{lines}\nbind {HOST}\ndir {folder}\n")
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    tether.start([program, str(file), *more], cwd=folder, **quiet)


async def takes_a_write(url: str) -> bool:
    pipe = open_pipe(url)
    try:
        await pipe.start()
        return bool(await pipe.call("SET", "k", "v") == "OK")
    except PipeError:
        return False
    finally:
        await pipe.stop()


async def test_three_sentinels_as_written(debian: str, tether: Tether, tmp_path: Path) -> None:
    server, sentinel = SERVERS
    ports, places = [free_port() for _ in range(3)], [free_port() for _ in range(3)]
    for place, port in enumerate(ports):
        follows = f"replicaof {HOST} {ports[0]}\n" if place else ""
        lines = server.here({"REDIS_PASSWORD": PASSWORD}) + f"requirepass {PASSWORD}\nport {port}\nsave ''\n" + follows
        start(tether, debian, tmp_path / f"server{place}", lines)
    for place, port in enumerate(places):
        names = {"REDIS_PASSWORD": PASSWORD, "FIRST": HOST, "26379": str(port), "6379": str(ports[0])}
        start(tether, debian, tmp_path / f"sentinel{place}", sentinel.here(names), "--sentinel")
    url = f"redis+sentinel://:{PASSWORD}@{','.join(f'{HOST}:{port}' for port in places)}/chats/0"
    await until(lambda: takes_a_write(url), "a write that a replica has, too")


async def test_a_cluster_as_written(debian: str, tether: Tether, tmp_path: Path) -> None:
    ports = [free_port() for _ in range(6)]
    for place, port in enumerate(ports):
        own = f"requirepass {PASSWORD}\nmasterauth {PASSWORD}\nport {port}\nsave ''\ncluster-port {free_port()}\n"
        start(tether, debian, tmp_path / f"node{place}", CLUSTER + own)
    names = {f"{letter}:6379": f"{HOST}:{port}" for letter, port in zip("ABCDEF", ports, strict=True)}
    words = CREATE.here({"REDIS_PASSWORD": PASSWORD} | names)
    answered = {"input": "yes\n", "text": True, "capture_output": True, "check": False}

    async def created() -> bool:
        done = await asyncio.to_thread(subprocess.run, words, shell=True, **answered)
        return "All 16384 slots covered" in done.stdout

    await until(created, "a cluster")
    url = f"redis+cluster://:{PASSWORD}@{','.join(f'{HOST}:{port}' for port in ports[:3])}"
    await until(lambda: takes_a_write(url), "a write")
