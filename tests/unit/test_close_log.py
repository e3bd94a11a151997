"""The end of a chat whose log, desk and box are on three servers of a cluster."""

from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from chat.jobs.close_log import close_log, close_log_beside
from routing.errors import CommandFailed, PipeDown, RoutingError
from routing.log_values import Counts

PARTS = ("log", "desk", "box")


class Servers:
    """What was done at each; one of them refuses."""

    def __init__(self, refuses: str, how: RoutingError) -> None:
        self.done: list[str] = []
        self._refuses, self.how = refuses, how
        boxes, log = SimpleNamespace(forget=self._box), SimpleNamespace(close_log=self._log)
        self.context: Any = SimpleNamespace(log=log, auth=SimpleNamespace(boxes=boxes))
        self.desk: Any = SimpleNamespace(note_messages=self._note)

    def _at(self, part: str) -> None:
        if part == self._refuses:
            raise self.how
        self.done.append(part)

    async def _log(self, _chat: str) -> Counts:
        self._at("log")
        return Counts(1, 2)

    async def _note(self, *_counts: Any) -> None:
        self._at("desk")

    async def _box(self, _chat: str) -> None:
        self._at("box")


@pytest.mark.parametrize(
    ("away", "done"), [("log", {"box"}), ("desk", {"log", "box"}), ("box", {"log", "desk"})], ids=PARTS
)
async def test_a_server_that_is_away_keeps_from_the_end_what_is_its_own(away: str, done: set[str]) -> None:
    """While the log's or the desk's was away, the key of what the teen's page had kept stayed, and opened it."""
    servers = Servers(away, PipeDown())
    with pytest.raises(PipeDown):
        await close_log(servers.context, servers.desk, "c1")
    assert set(servers.done) == done


async def test_what_is_refused_at_an_end_is_told_by_its_code_there_and_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0)
    later, servers = list[Any](), Servers("box", CommandFailed("NOPERM of c1"))
    with structlog.testing.capture_logs() as lines:
        await close_log_beside(servers.context, servers.desk, "c1", later.append)
        servers.how = PipeDown()
        await close_log_beside(servers.context, servers.desk, "c1", later.append)
        servers.how = CommandFailed("NOPERM of c1")
        await later.pop()
    assert lines == [{"event": "not_done", "log_level": "info", "code": "command_failed"}] * 2
    assert later == []
