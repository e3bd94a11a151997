"""The scripts do what the model does, over random histories with time, repeats and losses."""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis

from routing.library import library
from tests.property.desk_machine import DeskMachine

LONG = bool(os.environ.get("HEARLINE_LONG"))


@pytest.fixture
def machine(valkey_url: str) -> type[DeskMachine]:
    """A machine on the shared server, with the scripts as they are."""
    client = Redis.from_url(valkey_url, decode_responses=True)
    client.flushall()
    client.execute_command("FUNCTION FLUSH")
    client.execute_command("FUNCTION LOAD", library().source)
    return type("Here", (DeskMachine,), {"redis": client, "library": library()})


def test_the_scripts_agree_with_the_model(machine: type[DeskMachine]) -> None:
    examples, steps = (1500, 80) if LONG else (60, 40)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
