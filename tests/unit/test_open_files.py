"""Whose limit of open files the doctor tells: that of the gateways, not of the shell that asks."""

from pathlib import Path

import pytest

from chat.commands.doctor import of_settings
from chat.commands.doctor.findings import Reached, looked
from chat.commands.doctor.open_files import ENDLESS, of_gateways
from chat.settings import load

LIMITS = "Limit                     Soft Limit           Hard Limit           Units     \n"
OPEN = "Max open files            {0}                {0}              files     \n"


def process(folder: Path, number: int, command: str, limit: object) -> None:
    (folder / str(number)).mkdir()
    (folder / str(number) / "cmdline").write_text(command.replace(" ", "\0") + "\0")
    (folder / str(number) / "limits").write_text(LIMITS + OPEN.format(limit))


def test_gateways_are_known_however_they_were_started(tmp_path: Path) -> None:
    process(tmp_path, 10, "/opt/hearline/.venv/bin/python /opt/hearline/.venv/bin/hearline web", 20_000)
    process(tmp_path, 11, "/usr/bin/python3 -m chat.cli web --beside 10 5", "unlimited")
    process(tmp_path, 12, "/opt/hearline/.venv/bin/python /opt/hearline/.venv/bin/hearline worker", 1_024)
    process(tmp_path, 13, "vi web", 7)
    (tmp_path / "14").mkdir()
    assert of_gateways(tmp_path) == [20_000, ENDLESS]
    assert of_gateways(tmp_path / "none") == []


@pytest.mark.parametrize(("gateways", "problems"), [([20_000, ENDLESS], []), ([20_000, 4_096], ["open_files_few"])])
async def test_a_shell_with_few_is_no_matter(
    gateways: list[int], problems: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's have 1,024: beside units as the documents have them each look of the doctor ended with a doubt."""
    monkeypatch.setattr(of_settings.resource, "getrlimit", lambda _: (1_024, 4_096))
    monkeypatch.setattr(of_settings, "of_gateways", lambda: gateways)
    monkeypatch.setattr(of_settings, "_room", lambda *_: "room")
    check = await looked("machine", of_settings.machine, Reached(load({"HEARLINE_DEMO": "1"})))
    assert [problem.code for problem in check.problems] == problems
