"""The whole service as processes of this machine: Valkey, migrations, gateway, worker."""

import fcntl
import hashlib
import http.client
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from demo.ports import HOST
from demo.tether import Tether
from demo.valkey import start_valkey

ROOT = Path(__file__).parents[1]
READY_WITHIN_S = 120.0
CONTENT = ("storage/migrations/versions", "storage/profiles", "storage/ready_made.py", "demo/store_data.py")


class StackError(RuntimeError):
    """A part did not start or stopped; the sentence says which and why."""


@dataclass(slots=True)
class Part:
    """One running process and the file it writes to."""

    name: str
    child: "subprocess.Popen[bytes]"
    log: Path

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines()
        return " ".join(lines[-1:]) or "it said nothing"


@dataclass(slots=True)
class Stack:
    """Where the service runs. `folder` keeps the records and the logs; `environment` overrides settings; `code` is the
    tree whose parts are started from now on."""

    tether: Tether
    folder: Path
    port: int
    environment: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    redis_url: str = ""
    code: Path = ROOT
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def settings(self, port: int | None = None) -> dict[str, str]:
        """The environment of every part of the service."""
        inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {
            **inherited,
            "HEARLINE_DEMO": "1",
            "HEARLINE_HOST": HOST,
            "HEARLINE_DRAIN_S": "1",
            "HEARLINE_SECRET": self.secret,
            "PORT": str(port or self.port),
            "REDIS_URL": self.redis_url,
            "DATABASE_URL": f"sqlite:///{quote(str(self.folder))}/hearline.db",
            "HEARLINE_STATIC": str(self.code / "web" / "dist"),
            **self.environment,
        }

    def start_valkey(self) -> None:
        """Raises StackError."""
        try:
            self.redis_url = start_valkey(self.tether)
        except RuntimeError as problem:
            raise StackError(str(problem)) from problem

    def prepare(self) -> None:
        """Tables up to date and the demo's accounts there; nothing to do when they were made so. Raises StackError."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "preparing").open("w") as alone:
            fcntl.flock(alone, fcntl.LOCK_EX)  # another demo of this folder may be at it
            self._prepare(self.folder / "prepared", _digest())

    def _prepare(self, stamp: Path, wanted: str) -> None:
        if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
            return
        command = [sys.executable, "-m", "demo.data"]
        done = subprocess.run(
            command, cwd=ROOT, env=self.settings(), capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if done.returncode:
            raise StackError(f"The store cannot be prepared: {_last(done.stderr or done.stdout)}")
        stamp.write_text(wanted, encoding="utf-8")

    def remember(self) -> None:
        """Give the reports a past, beside everything else; nothing waits for it."""
        command = [sys.executable, "-m", "demo.data", "--history"]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.tether.start(command, cwd=ROOT, env=self.settings(), **quiet)

    def start(self, word: str, *, name: str = "", port: int | None = None) -> Part:
        """Start `hearline WORD`; its output goes to a file in the folder."""
        self.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / f"{name or word}.log"
        with log.open("wb") as output:
            child = self.tether.start(
                [sys.executable, "-m", "chat.cli", word],
                cwd=self.code,
                env=self.settings(port),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        part = self.parts[name or word] = Part(name or word, child, log)
        return part

    def start_all(self) -> None:
        """Everything, until it is ready. Raises StackError."""
        self.start_valkey()
        self.prepare()
        self.start("web")
        self.start("worker")
        self.wait()

    def wait(self, port: int | None = None) -> None:
        """Until the gateway says that every part is ready. Raises StackError."""
        until = time.monotonic() + READY_WITHIN_S
        while not (answer := readiness(port or self.port)).startswith("200"):
            self.check()
            if time.monotonic() > until:
                raise StackError(f"The gateway is not ready: {answer}")
            time.sleep(0.03)

    def check(self) -> None:
        """Raises StackError when a part has stopped."""
        for part in self.parts.values():
            if (code := part.child.poll()) is not None:
                raise StackError(f"The {part.name} stopped with code {code}: {part.last_words()} ({part.log})")

    def stop(self) -> None:
        """Stop the gateways and workers, the newest first; Valkey ends with the tether."""
        for part in reversed(self.parts.values()):
            self.tether.stop(part.child)
        self.parts.clear()


def readiness(port: int) -> str:
    """Status and body of the gateway's `/readyz`, or why there is none."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        return f"{response.status} {response.read().decode(errors='replace')}"
    except OSError as problem:
        return str(problem)
    finally:
        connection.close()


def _digest() -> str:
    """Changes with the migrations and with what the demo puts into the store."""
    total = hashlib.sha256()
    for place in CONTENT:
        for path in [ROOT / place, *sorted((ROOT / place).rglob("*"))]:
            total.update(path.read_bytes() if path.suffix in {".py", ".json"} else b"")
    return total.hexdigest()


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["no output"])[-1]
