"""What a machine or a container may lack: a locale of this century, a name for its user, an address family."""

import getpass
import io
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chat import cli
from chat.server import listen
from chat.settings import BadSettings, Settings, load
from routing.library import desk_library, log_library
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PATH": os.environ["PATH"]}
NAMES = "from routing.library import *; print(desk_library().name, log_library().name)"


def test_an_old_locale_changes_no_script() -> None:
    """Files are UTF-8 wherever they are read: the names of the libraries are of their text."""
    done = subprocess.run(
        [sys.executable, "-c", NAMES],
        cwd=ROOT,
        env=ASCII,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.stdout.split() == [desk_library().name, log_library().name], done.stderr


def test_a_terminal_that_lacks_a_sign_stops_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(paper, encoding="ascii"))
    monkeypatch.setattr(cli, "parser", lambda _word: Telling())
    assert cli.main([]) == 0
    sys.stdout.flush()
    assert paper.getvalue() == b"Zo\\xeb \\u2192\n"


class Telling:
    def parse_args(self, _words: list[str]) -> "Telling":
        return self

    def func(self, _args: object) -> int:
        print("Zo\u00eb \u2192")
        return 0


def test_a_user_without_a_name_is_said_and_one_that_is_named_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setattr(getpass, "getuser", nobody)
    monkeypatch.delenv("PGUSER", raising=False)
    base = {"HEARLINE_DEMO": "1"}
    with pytest.raises(BadSettings, match="DATABASE_URL names no user"):
        load({**base, "DATABASE_URL": "postgres://db/h"})
    assert load({**base, "DATABASE_URL": "postgres://u@db/h"})
    monkeypatch.setenv("PGUSER", "u")
    assert load({**base, "DATABASE_URL": "postgres://db/h"})


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize(("host", "both"), [("::", True), ("::1", False)])
def test_all_addresses_are_those_of_ipv4_too(settings: Settings, host: str, both: bool) -> None:
    with listen(replace(settings, host=host, port=0)) as listener:
        there = ("127.0.0.1", listener.getsockname()[1])
        if both:
            socket.create_connection(there, PATIENCE_S).close()
        else:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(there, PATIENCE_S)


@pytest.fixture
def settings() -> Settings:
    return load({"HEARLINE_DEMO": "1"})
