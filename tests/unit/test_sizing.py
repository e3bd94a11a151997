"""The table of sizes: what it asks for, and that the document shows what the command prints."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from bench.sizing import EVENINGS, PLACES, Costs, main, read, size, table

ROOT = Path(__file__).parents[2]
COSTS = Costs((1_000.0, 250.0), (400.0, 150.0), (20.0, 5.0), 20.0, 100.0)


def test_a_small_house_has_two_gateways() -> None:
    it = size(COSTS, 500, 10)
    assert (it.gateways, it.waiting, it.words_s) == (2, 165, 1.0)
    assert it.joins_s == pytest.approx(500 * 0.32 / 3600 * 2, abs=0.01)
    assert it.memory_mib == 104


def test_places_and_processors_both_ask_for_more() -> None:
    by_places = size(COSTS, 100_000, 10)
    assert by_places.gateways == 1 + -(-(33_000 + 20) // int(PLACES * 0.8))
    by_processor = size(replace(COSTS, join_us=(1e6, 1.0)), 5_000, 10)
    assert by_processor.gateways >= 3
    assert size(replace(COSTS, word_us=(1.0, 1e6)), 500, 100).redis > 0.5


def test_too_much_for_one_redis_is_said() -> None:
    assert "too much" not in table(COSTS)
    assert "too much" in table(replace(COSTS, join_us=(1.0, 1e6)))


def test_the_document_shows_what_the_command_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = (ROOT / "docs/operations.md").read_text()
    (line,) = re.findall(r'^(\{"join_us".*\})$', document, re.MULTILINE)
    (tmp_path / "costs").write_text(line)
    assert main(["--from", str(tmp_path / "costs")]) == 0
    printed = capsys.readouterr().out
    assert printed.strip().splitlines()[-1] == line == json.dumps(asdict(read(line)))
    assert printed.rpartition("\n{")[0] in document
    assert all(name in document for name in EVENINGS)
