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
start_valkey(tether)
tether.start(["sh", "-c", "sleep 600 & echo ready; sleep 601"])
tether.folder(Path(sys.argv[1]))
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
