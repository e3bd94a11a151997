"""A rolling update from this version to the one before and back: two real trees, one Redis, one database."""

from pathlib import Path

import pytest

from demo.stack import ROOT
from tests.faults.house import House
from tests.faults.test_two_builds import house, rolled
from tests.patience import dice_of
from tests.version_before import tree_before

__all__ = ["house"]


@pytest.mark.endurance
async def test_to_the_version_before_and_back_nothing_is_lost(house: House, tmp_path: Path) -> None:
    before = tree_before(tmp_path / "before")

    def run(code: Path) -> None:
        house.stack.code = code

    lost = await rolled(house, lambda: run(before), lambda: run(ROOT), dice_of("two versions"))
    assert not lost, "\n".join(lost[:5])
