"""The demo runs, says where, and leaves nothing behind however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demo.ports import HOST, free_port
from demo.stack import Stack
from demo.tether import Tether
from demo.valkey import program
from tests.patience import PATIENCE_S
from tests.processes import descendants, gone

ROOT = Path(__file__).parents[2]
READY = b"Password"


def demo(*arguments: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "demo", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def read_until(process: "subprocess.Popen[bytes]", word: bytes) -> bytes:
    assert process.stdout is not None
    said = b""
    for line in process.stdout:
        said += line
        if word in line:
            return said
    raise AssertionError(said.decode())


def test_the_demo_leaves_nothing_behind_however_it_ends() -> None:
    """Three of them side by side."""
    ways = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
    ports = [free_port() for _ in ways]
    running = [demo("--port", str(port)) for port in ports]
    try:
        families = [ready(process, port) for process, port in zip(running, ports, strict=True)]
        for how, process, family in zip(ways, running, families, strict=True):
            os.kill(process.pid, how)
            assert gone(family, within_s=PATIENCE_S) == set(), how
    finally:
        for process in running:
            with process:
                process.kill()


def ready(process: "subprocess.Popen[bytes]", port: int) -> set[int]:
    """The processes of a demo that has said where it is."""
    assert f"http://localhost:{port}/console" in read_until(process, READY).decode()
    family = descendants(process.pid)
    assert len(family) >= 4
    assert any(name_of(pid).startswith(program()) for pid in family)
    return family


def test_demos_that_are_the_first_ones_prepare_one_after_the_other(tether: Tether, tmp_path: Path) -> None:
    stacks = [Stack(tether, tmp_path, free_port()) for _ in range(3)]
    with ThreadPoolExecutor() as at_once:
        list(at_once.map(Stack.prepare, stacks))
    assert (tmp_path / "prepared").exists()


def name_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_a_taken_port_gets_one_clear_sentence() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demo("--port", str(port)) as process:
            said = process.communicate(timeout=PATIENCE_S)[0].decode()
    assert process.returncode == 1
    assert f"Port {port} is taken" in said
    assert len(said.strip().splitlines()) == 1


def test_a_part_that_stops_is_named(stack: Stack) -> None:
    other = Stack(stack.tether, stack.folder / "bad", stack.port, {"HEARLINE_DESKS": "Not A Desk"})
    other.redis_url = stack.redis_url
    part = other.start("web")
    part.child.wait(PATIENCE_S)
    with pytest.raises(RuntimeError, match=r"The web stopped .*HEARLINE_DESKS"):
        other.check()


@pytest.mark.any_redis
def test_the_smoke_run_says_that_one_whole_chat_works() -> None:
    command = [sys.executable, "-m", "demo", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    result = json.loads(done.stdout)
    assert done.returncode == 0, result
    assert result["ok"] is True
    assert (result["messages"], result["records"]) == (20, 1)
    assert result["redis"].split()[-1] in said_of_itself(program())
    assert set(result) == {"ok", "redis", "start_s", "offered_ms", "delivered_ms_p99", "messages", "records"}


def said_of_itself(server: str) -> str:
    return subprocess.run([server, "--version"], capture_output=True, text=True, check=True).stdout


def test_a_server_that_is_not_there_is_named() -> None:
    command = [sys.executable, "-m", "demo", "--smoke"]
    nowhere = {**os.environ, "HEARLINE_REDIS_SERVER": "/nowhere/redis-server"}
    done = subprocess.run(command, cwd=ROOT, env=nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == "/nowhere/redis-server did not start: No such file or directory"
