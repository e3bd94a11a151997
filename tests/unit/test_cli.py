"""The command line loads only what was asked for, and knows all of it."""

import os
import subprocess
import sys

import pytest

from chat import cli
from chat.startup import version


def commands(word: str) -> set[str]:
    actions = cli.parser(word)._subparsers
    assert actions is not None
    return set(actions._group_actions[0].choices or ())


def test_without_a_name_all_commands_are_there() -> None:
    named = {word for words in cli.MODULES.values() for word in words}
    assert commands("") == commands("--help") == commands("wrong") == {"web", "worker", "release", "settings"} | named


@pytest.mark.parametrize("word", [word for words in cli.MODULES.values() for word in words])
def test_each_is_where_the_table_says(word: str) -> None:
    assert word in commands(word)


def test_a_process_of_the_house_loads_no_other_command() -> None:
    code = "import sys; from chat import cli; cli.parser('worker'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"chat.commands", "chat.gateway", "alembic", "xlsxwriter"} & set(loaded)


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"Hearline {version()}\n")


def _settings_into(out: int) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-m", "chat.cli", "settings"], stdout=out, stderr=subprocess.PIPE, text=True)
    return done.returncode, done.stderr


def test_a_disk_that_is_full_is_said_in_a_sentence() -> None:
    with open("/dev/full", "wb") as full:
        code, said = _settings_into(full.fileno())
    assert (code, said) == (1, "hearline: [Errno 28] No space left on device\n")


def test_a_reader_that_has_gone_ends_a_command_without_a_word() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    code, said = _settings_into(writes)
    os.close(writes)
    assert (code, said) == (1, "")
