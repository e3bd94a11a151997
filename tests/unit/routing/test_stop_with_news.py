"""A stop in the same turn as news of a connection is a stop: it was lost, and whoever stopped waited for ever."""

import asyncio
from typing import Any

import pytest

from routing.cluster_pipe import ClusterPipe
from routing.pipe import Pipe
from routing.where import Address, OneServer
from tests.patience import PATIENCE_S

TURNS = range(8)


async def nothing(*_: Any) -> bool:
    return False


async def cancelled_after(task: "asyncio.Task[None]", event: asyncio.Event, turns: int) -> bool:
    """So many turns of the loop after its news; whether it ended by that."""
    for _ in range(4):
        await asyncio.sleep(0)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    accepted = task.cancel()
    done, _ = await asyncio.wait({task}, timeout=PATIENCE_S)
    assert done == {task}, "it goes on"
    return task.cancelled() or not accepted


@pytest.mark.parametrize("turns", TURNS)
async def test_of_a_pipe(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe(OneServer(Address()))
    monkeypatch.setattr(pipe, "_elsewhere", nothing)
    monkeypatch.setattr(pipe, "send", lambda *_: None)
    assert await cancelled_after(asyncio.create_task(pipe._watch()), pipe._broken, turns)


@pytest.mark.parametrize("turns", TURNS)
async def test_of_a_cluster(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = ClusterPipe.__new__(ClusterPipe)
    pipe._asked = asyncio.Event()
    monkeypatch.setattr(pipe, "_look", nothing)
    monkeypatch.setattr(pipe, "_watch_links", nothing)
    assert await cancelled_after(asyncio.create_task(pipe._follow()), pipe._asked, turns)
