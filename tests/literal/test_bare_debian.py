"""From a bare Debian 12, with Python and git and nothing else, to a whole chat by README's first command."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lanes import ROOT

pytestmark = pytest.mark.endurance

# How this machine reaches its package sources; none of these files has to be there.
SOURCES = (
    "/etc/apt/apt.conf.d",
    "/etc/hosts",
    "/etc/npmrc",
    "/etc/pip.conf",
    "/etc/resolv.conf",
    "/root/.config/pip/pip.conf",
    "/root/.npmrc",
    "/usr/local/share/ca-certificates",
)
TRUSTED = "/etc/ssl/certs/ca-certificates.crt"
ENVIRONMENT = (
    "HOME=/root",
    "LANG=C.UTF-8",
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    *(f"{name}={TRUSTED}" for name in ("NODE_EXTRA_CA_CERTS", "PIP_CERT", "SSL_CERT_FILE")),
)
# Mounts of this namespace alone: they go with its last process, and all processes with their first.
INSIDE = 'mount -t proc proc "$0/proc" && mount --bind /dev "$0/dev" && exec chroot "$0" env -i "$@"'


def test_the_first_command_sets_up_all_it_needs(tmp_path: Path) -> None:
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        pytest.skip("only root makes a bare Debian, with debootstrap: apt-get install debootstrap")
    root = tmp_path / "debian"
    try:
        told = json.loads(smoke(root).splitlines()[-1])
    finally:
        shutil.rmtree(root, ignore_errors=True)
    assert (told["ok"], told["records"]) == (True, 1)


def smoke(root: Path) -> str:
    with_these = "--include=ca-certificates,git,python3"
    done("debootstrap", "--variant=minbase", with_these, "bookworm", str(root))
    for source in map(Path, SOURCES):
        copied(source, root / source.relative_to("/"))
    done("chroot", str(root), "update-ca-certificates")
    done("git", "clone", "--quiet", str(ROOT), str(root / "root/hearline"))
    namespace = ("unshare", "--mount", "--pid", "--fork", "--kill-child")
    command = ("sh", "-c", INSIDE, str(root), *ENVIRONMENT, "/root/hearline/dev", "demo", "--smoke")
    return done(*namespace, *command)


def copied(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("docker*"))
    elif source.exists():
        shutil.copy(source, target)


def done(*command: str) -> str:
    """What it printed; all that it said where it failed."""
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1_200)
    assert result.returncode == 0, f"{command[0]}: {result.stdout[-2_000:]}{result.stderr[-2_000:]}"
    return result.stdout
