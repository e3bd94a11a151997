"""A machine as Debian leaves it, in a folder: its PostgreSQL, Redis and nginx, and an operator's shell.

What would need root or the machine's own services is done by stand-ins on the shell's path:
`sudo`, `apt-get`, `systemctl`.
"""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from demo.ports import HOST, free_port
from demo.tether import Tether
from tests import postgres
from tests.certificates import authority
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
PROGRAMS = ("redis-server", "nginx", "git", "npm", "openssl", "pg_dump", "createuser", "dpkg-query")
OURS = ("HEARLINE_", "REDIS_URL", "DATABASE_URL", "PORT", "VIRTUAL_ENV", "PG", "PYTHON")
LOOK_EVERY_S = 0.2

SUDO = """#!/bin/sh
# Nobody becomes somebody else; only PostgreSQL's own user is one to the server.
if [ "$1" = -u ]; then
    shift 2
    export PGHOST={socket} PGPORT={port} PGUSER=postgres
fi
exec "$@"
"""
APT_GET = """#!/bin/sh
# All is there already; whether each name is a package of Debian's can be seen where Debian's lists are.
[ "$1" = install ] && shift || exit 2
for name; do
    dpkg-query -W "$name" || apt-cache show "$name" || ! apt-cache show bash || exit 100
done
"""
SYSTEMCTL = """#!/bin/sh
echo "$@" >> {asked}
"""
# Debian's own has these lines beside many others; the paths are those of a folder.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    {paths}
    include {folder}/conf.d/*.conf;
}}
"""
WRITTEN = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def lacks() -> str:
    """Which parts this machine does not have, or ""."""
    gone = [name for name in PROGRAMS if not shutil.which(name)]
    try:
        postgres.binaries()
    except postgres.NotHereError:
        gone.append("postgresql")
    return " ".join(gone)


class Machine:
    def __init__(self, tether: Tether, folder: Path) -> None:
        self.tether, self.folder, self.copy = tether, folder, folder / "hearline"
        self.ports = {name: free_port() for name in ("redis", "sql", "https")}
        self.ports["web"] = two_free_ports()
        self.url = f"https://localhost:{self.ports['https']}"
        self.trust = authority(folder, "authority")
        self.certificate, self.key = self.trust.issue(folder, "localhost", "localhost", days=90)
        self.honcho_log = folder / "honcho.log"
        self.asked = folder / "asked"
        self.redis_conf = folder / "redis.conf"
        self._start_postgres()
        self.redis_conf.write_text(f"port {self.ports['redis']}\ndir {folder}\n")
        self.shell = Shell(self.copy, self._stand_ins())
        fresh_copy(self.copy)

    def _start_postgres(self) -> None:
        """As Debian sets it up: passwords over TCP."""

        def passwords(data: Path) -> None:
            (data / "pg_hba.conf").write_text(f"local all all trust\nhost all all {HOST}/32 scram-sha-256\n")

        options = (f"listen_addresses={HOST}", f"port={self.ports['sql']}")
        address = postgres.start(self.tether, *options, prepare=passwords)
        self.sql = parse_qs(urlsplit(address).query)["host"][0]

    def _stand_ins(self) -> Path:
        folder = self.folder / "bin"
        folder.mkdir()
        texts = {
            "sudo": SUDO.format(socket=self.sql, port=self.ports["sql"]),
            "apt-get": APT_GET,
            "systemctl": SYSTEMCTL.format(asked=self.asked),
        }
        for name, text in texts.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        (folder / "honcho").symlink_to(Path(sys.executable).with_name("honcho"))
        return folder

    def services_asked_for(self) -> list[str]:
        return self.asked.read_text().splitlines()

    def start_redis(self) -> None:
        with (self.folder / "redis.log").open("wb") as log:
            self.tether.start(["redis-server", self.redis_conf], stdout=log, stderr=log)
        until(lambda: listens(self.ports["redis"]), "Redis listens")

    def start_nginx(self, site: str) -> None:
        """`site`: the block of the documents."""
        conf, main = self.folder / "conf.d", self.folder / "nginx.conf"
        conf.mkdir()
        (conf / "hearline.conf").write_text(site)
        paths = " ".join(f"{name}_temp_path {self.folder}/{name};" for name in WRITTEN)
        user = "user root;" if os.geteuid() == 0 else ""
        main.write_text(NGINX.format(folder=self.folder, paths=paths, user=user))
        done = subprocess.run(["nginx", "-t", "-c", main], capture_output=True, text=True, timeout=PATIENCE_S)
        assert done.returncode == 0, done.stderr
        self.tether.start(["nginx", "-c", main])
        until(lambda: listens(self.ports["https"]), "nginx listens")

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Through the proxy, trusting this machine's authority alone; 0 where nobody answers."""
        trusted = ssl.create_default_context(cafile=str(self.trust.file))
        try:
            asked = urllib.request.Request(self.url + path, headers=headers)
            with urllib.request.urlopen(asked, context=trusted, timeout=PATIENCE_S) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, ""
        except OSError:
            return 0, ""


class Failed(AssertionError):
    """A block of the documents ended with a failure."""


class Shell:
    """An operator's one shell: what a block exports is there for the next."""

    def __init__(self, folder: Path, stand_ins: Path) -> None:
        self.folder = folder
        ours = str(Path(sys.executable).parent)
        path = [part for part in os.environ["PATH"].split(os.pathsep) if part != ours]
        self.environment = {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
        self.environment["PATH"] = os.pathsep.join([str(stand_ins), *path])

    def run(self, text: str, *typed: str) -> str:
        """Its output; `typed` are the lines that it asks for."""
        kept = self.folder.parent / "environment"
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", f"{text}\nenv -0 > {kept}"],
            cwd=self.folder, env=self.environment, input="".join(f"{line}\n" for line in typed), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True, timeout=4 * PATIENCE_S,
        )  # fmt: skip
        if done.returncode:
            raise Failed(f"{text}\n{done.stdout[-4000:]}")
        pairs = (line.partition("=") for line in kept.read_text().split("\0") if line)
        self.environment = {name: value for name, _, value in pairs}
        return done.stdout

    def start(self, tether: Tether, text: str, log: Path) -> "subprocess.Popen[bytes]":
        """What goes on until it is stopped, and says what it does to `log`."""
        with log.open("ab") as said:
            return tether.start(
                ["bash", "-c", text], cwd=self.folder, env=self.environment, stdout=said, stderr=said,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip


def fresh_copy(where: Path) -> None:
    """This tree as somebody gets it, with nothing built or installed."""
    made = [line.rstrip("/").rpartition("/")[2] for line in (ROOT / ".gitignore").read_text().splitlines()]
    shutil.copytree(ROOT, where, ignore=shutil.ignore_patterns(".git", *made))


def two_free_ports() -> int:
    """The first of two in a row."""
    while True:
        first = free_port()
        with socket.socket() as probe:
            try:
                probe.bind((HOST, first + 1))
            except OSError:
                continue
            return first


def listens(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=PATIENCE_S).close()
    except OSError:
        return False
    return True


def until(true: Callable[[], object], why: str, told: Mapping[str, Path] | None = None) -> None:
    """Waits a bounded time; what the files of `told` end with explains a failure."""
    end = time.monotonic() + PATIENCE_S
    while not true():
        last = {name: path.read_text(errors="replace")[-3000:] for name, path in (told or {}).items()}
        assert time.monotonic() < end, f"never: {why}; {last}"
        time.sleep(LOOK_EVERY_S)
