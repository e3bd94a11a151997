"""How long a word takes is measured as soon as the channel can be listened to."""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from chat.gateway.process.delivery_probe import run_delivery_probe
from routing.errors import PipeDown
from tests.patience import PATIENCE_S


class AwayAtFirst:
    """A channel whose server is away for two tries."""

    def __init__(self) -> None:
        self.tries, self.listening = 0, asyncio.Event()

    async def listen(self, _channel: str, _hear: Callable[[str], None], _missed: Callable[[], None]) -> None:
        self.tries += 1
        if self.tries < 3:
            raise PipeDown
        self.listening.set()


async def test_a_channel_whose_server_is_away_at_the_start_is_listened_to_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of a cluster: a gateway that started then logged a fault each second."""
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0)
    pipe = AwayAtFirst()
    context: Any = SimpleNamespace(gateway="g", pipe=pipe)
    task = asyncio.create_task(run_delivery_probe(context))
    await asyncio.wait(
        [task, asyncio.create_task(pipe.listening.wait())], timeout=PATIENCE_S, return_when="FIRST_COMPLETED"
    )
    assert pipe.tries == 3
    task.cancel()
    await asyncio.wait([task])
