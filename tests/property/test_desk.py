"""The scripts do what the model does, over random histories with time, repeats and losses."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from redis import Redis

from routing.library import desk_library
from tests.conftest import SHARE
from tests.property.desk_machine import DeskMachine

pytestmark = pytest.mark.any_redis

LONG = bool(os.environ.get("HEARLINE_LONG"))


@pytest.fixture
def machine(valkey_url: str) -> Iterator[type[DeskMachine]]:
    """A machine on the shared server, with the scripts as they are."""
    with Redis.from_url(valkey_url, decode_responses=True) as client:
        client.execute_command("FUNCTION FLUSH")
        client.execute_command("FUNCTION LOAD", desk_library().source)
        yield type("Here", (DeskMachine,), {"redis": client, "library": desk_library()})
        client.flushall()


def test_the_scripts_agree_with_the_model(machine: type[DeskMachine]) -> None:
    examples, steps = (1500 // SHARE, 80) if LONG else (60 // SHARE, 40)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
