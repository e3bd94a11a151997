"""The Procfile runs the service for real under honcho, and nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from demo.stack import HOST, free_port, readiness
from tests.patience import PATIENCE_S
from tests.processes import descendants, gone

ROOT = Path(__file__).parents[2]
HONCHO = str(Path(sys.executable).with_name("honcho"))


def settings(folder: Path, valkey_url: str) -> dict[str, str]:
    """Those of production, with nothing of the demo's."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    store = f"sqlite:///{folder}/hearline.db"
    return {**os.environ, "PATH": path, "PORT": str(free_port()), "HEARLINE_HOST": HOST, "REDIS_URL": valkey_url} | {
        "DATABASE_URL": store,
        "HEARLINE_SECRET": "s" * 16 + "3f9c1e7ab2d64085",
        "HEARLINE_PUBLIC_URL": "https://chat.example.be",
        "HEARLINE_DRAIN_S": "1",
    }


def test_release_then_web_and_worker(tmp_path: Path, valkey_url: str) -> None:
    environment = settings(tmp_path, valkey_url)
    release = [HONCHO, "run", sys.executable, "-m", "chat.cli", "release"]
    subprocess.run(release, cwd=ROOT, env=environment, check=True, timeout=PATIENCE_S)
    with subprocess.Popen([HONCHO, "start", "web", "worker"], cwd=ROOT, env=environment, text=True) as honcho:
        until = time.monotonic() + PATIENCE_S
        while not (answer := readiness(int(environment["PORT"]))).startswith("200"):
            assert time.monotonic() < until, answer
            assert honcho.poll() is None
            time.sleep(0.1)
        family = descendants(honcho.pid)
        honcho.send_signal(signal.SIGTERM)
    assert gone(family, within_s=PATIENCE_S) == set()
