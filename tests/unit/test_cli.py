"""The command line loads only what was asked for, and knows all of it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

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


def test_a_back_up_whose_words_nobody_reads_is_there_all_the_same(tmp_path: Path) -> None:
    """`hearline backup FILE | head -1` said that the file could not be used."""
    given = os.environ | {"HEARLINE_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    command = [sys.executable, "-m", "chat.cli"]
    assert subprocess.run([*command, "release"], env=given).returncode == 0
    reads, writes = os.pipe()
    os.close(reads)
    done = subprocess.run([*command, "backup", tmp_path / "b"], env=given, stdout=writes, stderr=subprocess.PIPE)
    os.close(writes)
    assert (done.stderr, (tmp_path / "b").stat().st_size > 500) == (b"", True)


@pytest.mark.parametrize("words", ["report service", "export -", "settings", "publish", "purge"])
def test_a_command_without_a_standard_output_ends_as_with_one(tmp_path: Path, words: str) -> None:
    given = os.environ | {"HEARLINE_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db"}
    given |= {"HEARLINE_STATIC": str(tmp_path), "REDIS_URL": "unix:///nowhere.sock"}
    program = f"{sys.executable} -m chat.cli"
    released = subprocess.run(["sh", "-c", f"{program} release"], env=given, stderr=subprocess.PIPE, text=True)
    assert (released.returncode, released.stderr[:24]) == (0, "There is no front end in")
    done = subprocess.run(["sh", "-c", f"{program} {words} >&-"], env=given, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)


# A command of the house that writes a file and starts a process of its own, and is told to stop in the middle.
STOPPED = """
import asyncio, os, signal, subprocess, sys
from pathlib import Path
from chat import cli
from storage.backup import new_file

async def work():
    child = await asyncio.create_subprocess_exec("sleep", "60")
    try:
        with new_file(Path(sys.argv[1])) as file:
            file.write(b"half")
            file.flush()
            os.kill(os.getpid(), int(sys.argv[2]))
            await asyncio.sleep(60)
    finally:
        child.terminate()
        await child.wait()
        print("ended", flush=True)

cli._settings = lambda args: asyncio.run(work())
sys.exit(cli.main(["settings"]))
"""


def _told(
    number: signal.Signals, file: Path, *, ignored: tuple[signal.Signals, ...] = ()
) -> subprocess.CompletedProcess[str]:
    def ignore() -> None:
        """And nothing else: whoever runs the tests may ignore some themselves."""
        for one in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(one, signal.SIG_IGN if one in ignored else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())

    command = [sys.executable, "-c", STOPPED.replace("sleep(60)", "sleep(0.1)") if number in ignored else STOPPED]
    return subprocess.run(
        [*command, str(file), str(int(number))],
        capture_output=True, text=True, timeout=60, preexec_fn=ignore,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_command_that_is_told_to_stop_leaves_no_half_file_and_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    done = _told(number, tmp_path / "file")
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "ended\n", "")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT])
def test_what_is_ignored_stays_ignored(tmp_path: Path, number: signal.Signals) -> None:
    """As nohup has it, and a script for what it starts aside."""
    done = _told(number, tmp_path / "file", ignored=(number,))
    assert (done.returncode, (tmp_path / "file").read_bytes()) == (0, b"half")


def test_a_command_leaves_the_signals_of_its_process_as_they_were() -> None:
    program = """
import signal
from chat import cli
signal.signal(signal.SIGINT, signal.SIG_IGN)
cli.main(["doctor", "--json"])
print(signal.pthread_sigmask(signal.SIG_BLOCK, ()), signal.getsignal(signal.SIGINT) == signal.SIG_IGN)
"""
    given = os.environ | {
        "HEARLINE_DEMO": "1",
        "DATABASE_URL": "sqlite:///:memory:",
        "REDIS_URL": "unix:///nowhere.sock",
    }
    done = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "set() True", done.stderr


def test_what_ignores_one_hears_the_other(tmp_path: Path) -> None:
    done = _told(signal.SIGTERM, tmp_path / "file", ignored=(signal.SIGINT,))
    assert (done.returncode, done.stdout, os.listdir(tmp_path)) == (128 + signal.SIGTERM, "ended\n", [])


@pytest.mark.parametrize(
    "words",
    [
        ["show", "log", "\udcff"],
        ["show", "connection", "a\udcffb"],
        ["show", "desk", "main", "--desk", "\udcff"],
        ["report", "service", "--language", "\udce9"],
        ["report", "service", "--from", "\udce9"],
        ["publish", "--quarter", "2026-Q\udce9"],
        ["admin", "create", "sam", "--display", "Ren\udce9e"],
        ["admin", "create", "sam", "--display", "a\x1b[31mb"],
        ["simulate", "--live", "https://x\udce9"],
    ],
)
def test_what_is_typed_and_is_no_text_is_wrong_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Of a terminal in Latin-1, say. It came as far as Redis and SQL, and was a traceback there."""
    with pytest.raises(SystemExit) as ended:
        cli.main(words)
    assert ended.value.code == 2
    assert "is no text in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--runs", "0"], ["--runs", "-2"], ["--live", "https://x.be", "--from-hour", "24"]])
def test_a_simulation_of_nothing_is_no_success(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "unix:///nowhere.sock")
    assert cli.main(["simulate", *words]) == 1
    assert "must be" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["REDIS_URL", "REDIS_URL_FILE"])
def test_simulated_days_are_played_where_the_settings_say(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong address was a traceback, and one from a file was not heard of."""
    (tmp_path / "address").write_text("http://somewhere")
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv(name, "http://somewhere" if name == "REDIS_URL" else str(tmp_path / "address"))
    assert cli.main(["simulate"]) == 1
    assert capsys.readouterr().err.startswith(f"{name} must begin with redis://")


def test_a_demo_without_a_secret_has_all_commands(tmp_path: Path) -> None:
    """They ended with a traceback, or told that there is none, where there is none to tell of."""
    given = {"HEARLINE_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "REDIS_URL": "unix:///nowhere.sock"}
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("HEARLINE_")}, **given}

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        command = [sys.executable, "-m", "chat.cli", *words]
        done = subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, timeout=60)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout + done.stderr

    assert run("release")[0] == 0
    assert run("admin", "create", "sam", typed="a long enough word")[0] == 0
    assert run("backup", str(tmp_path / "file"))[0] == 0
    assert run("restore", "--check", str(tmp_path / "file"))[0] == 0
    code, said = run("secret", "rotate")
    assert (code, "HEARLINE_SECRET is not set" in said) == (1, True)
