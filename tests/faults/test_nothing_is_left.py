"""However a tether's owner ends, its processes end and its folders go."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.processes import descendants, gone

OWNER = """
import signal, sys, time
from pathlib import Path
from demo.tether import Tether
from demo.valkey import start_valkey
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in a shell's background ignores it
tether = Tether()
tether.folder(Path(sys.argv[1]))
start_valkey(tether)
tether.start(["sh", "-c", "sleep 600 & echo ready; sleep 601"])
time.sleep(600)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_dead_owner_leaves_no_process_and_no_folder(how: signal.Signals, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    command = [sys.executable, "-c", OWNER, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"ready\n"
        family = descendants(owner.pid)
        os.kill(owner.pid, how)
    assert len(family) >= 4
    assert gone(family, within_s=PATIENCE_S) == set()
    assert not folder.exists()


DIES_AT_BIRTH = """
import os, signal, subprocess, sys
from demo.tether import Tether

class AtBirth(subprocess.Popen):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        if "process_group" in options:
            self.stdout.readline()
            os.kill(os.getpid(), signal.SIGKILL)

subprocess.Popen = AtBirth
Tether().start(["sh", "-c", "sleep 600 & echo $! >$0; echo ready; sleep 601", sys.argv[1]], stdout=subprocess.PIPE)
"""


def test_an_owner_that_dies_as_a_child_starts_leaves_no_grandchild(tmp_path: Path) -> None:
    told = tmp_path / "grandchild"
    subprocess.run([sys.executable, "-c", DIES_AT_BIRTH, str(told)], check=False)
    assert gone({int(told.read_text())}, within_s=PATIENCE_S) == set()
