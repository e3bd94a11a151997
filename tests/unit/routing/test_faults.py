"""Every seeded fault still has its place in the scripts."""

import pytest

from routing.library import lua_file
from tests.mutants.faults import FAULTS, Fault
from tests.mutants.log_faults import LOG_FAULTS

ALL = (*FAULTS, *LOG_FAULTS)


@pytest.mark.parametrize("fault", ALL, ids=lambda fault: fault.name)
def test_a_fault_changes_exactly_one_place(fault: Fault) -> None:
    assert fault.apply(lua_file(fault.file)) != lua_file(fault.file)


def test_a_fault_without_its_place_is_an_error() -> None:
    with pytest.raises(ValueError, match="holds 0 times"):
        FAULTS[0].apply("")


def test_there_are_enough_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in ALL}) == len(ALL)
    assert len(FAULTS) >= 25
    assert len(LOG_FAULTS) >= 40
