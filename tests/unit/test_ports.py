"""Ports for servers that are about to start: nobody else is given them meanwhile."""

import subprocess
import sys
from pathlib import Path

from demo.ports import free_port
from demo.stack import ROOT

ASKS = "import sys; from demo.ports import _claimed; sys.exit(0 if _claimed(int(sys.argv[1])) else 1)"


def is_given(port: int) -> bool:
    """To another process."""
    return subprocess.run([sys.executable, "-c", ASKS, str(port)], cwd=ROOT).returncode == 0


def test_a_port_is_given_once_though_nobody_listens_there_yet() -> None:
    ports = [free_port() for _ in range(20)]
    assert len(set(ports)) == 20
    assert not is_given(ports[0])


def test_the_system_gives_them_to_nobody() -> None:
    first, _ = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert free_port() < int(first)


def test_it_is_free_again_when_its_process_has_ended() -> None:
    say = "from demo.ports import free_port; print(free_port())"
    ended = subprocess.run([sys.executable, "-c", say], cwd=ROOT, capture_output=True, text=True, check=True)
    assert is_given(int(ended.stdout))
