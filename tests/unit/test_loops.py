"""A loop that must not end begins again, and lets itself be stopped."""

import asyncio

import pytest

from chat import loops
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loops, "_AGAIN_S", 0)


async def test_it_begins_again_after_a_failure() -> None:
    runs = 0
    done = asyncio.Event()

    async def failing() -> None:
        nonlocal runs
        runs += 1
        if runs == 3:
            done.set()
        raise ValueError

    task = asyncio.create_task(loops.kept(failing))
    await asyncio.wait_for(done.wait(), PATIENCE_S)
    task.cancel()
    assert runs >= 3


async def test_it_ends_once_stop_is_set() -> None:
    stop = asyncio.Event()

    async def obedient() -> None:
        await stop.wait()

    task = asyncio.create_task(loops.kept(obedient, stop))
    stop.set()
    await asyncio.wait_for(task, PATIENCE_S)
