"""Of what Sentinels and nodes say, the newest counts; nobody is believed who takes no commands."""

import asyncio
from typing import Any

import pytest

from routing.cluster_pipe import slot_of
from routing.topology import ByCluster, BySentinel, NobodySays, View
from routing.where import read_service


class Told:
    """Answers as they are given, by place; notes who was asked."""

    def __init__(self, answers: dict[tuple[str, int], Any]) -> None:
        self.answers, self.asked, self.problem = answers, [], None

    async def all(self, places: Any, _ask: Any) -> dict[tuple[str, int], Any]:
        self.asked = list(places)
        return {place: answer for place, answer in self.answers.items() if place in self.asked}

    async def close(self) -> None:
        """Nothing is kept."""


def primary(epoch: int, host: str, others: list[tuple[str, int]] | None = None) -> Any:
    return {"config-epoch": epoch, "ip": host, "port": 6379}, others or []


async def test_the_sentinel_with_the_newest_word_is_believed() -> None:
    where = BySentinel(read_service("redis+sentinel://:pw@a,b/chats/2"))
    where._asked = told = Told({("a", 26379): primary(3, "old", [("c", 1)]), ("b", 26379): primary(4, "new")})  # type: ignore[assignment]
    found = await where.server()
    assert (found.host, found.port, found.password, found.db) == ("new", 6379, "pw", 2)
    await where.server()
    assert ("c", 1) in told.asked


async def test_many_who_ask_at_once_are_one() -> None:
    where = BySentinel(read_service("redis+sentinel://a/chats"))
    count = 0

    class Slow(Told):
        async def all(self, places: Any, ask: Any) -> Any:
            nonlocal count
            count += 1
            await asyncio.sleep(0)
            return await super().all(places, ask)

    where._asked = Slow({("a", 26379): primary(1, "one")})  # type: ignore[assignment]
    found = await asyncio.gather(*(where.server() for _ in range(9)))
    assert ({one.host for one in found}, count) == ({"one"}, 1)


async def test_when_nobody_says_that_is_said() -> None:
    where = BySentinel(read_service("redis+sentinel://a/chats"))
    where._asked = Told({})  # type: ignore[assignment]
    with pytest.raises(NobodySays, match="no Sentinel"):
        await where.server()


def view(epoch: int, host: str, *, well: bool = True, covered: int = 16384) -> View:
    return View(epoch, covered, well, {(0, 16383): [(host, 1), ("replica", 2)]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (view(5, "new"), view(4, "old")),
        (view(4, "new"), view(9, "old", well=False)),
        (view(4, "new"), view(4, "old", covered=10)),
    ],
)
async def test_the_node_that_is_well_and_newest_is_believed(one: View, other: View) -> None:
    cluster = ByCluster(read_service("redis+cluster://:pw@a,b"))
    for answers in ({("a", 6379): one, ("b", 6379): other}, {("a", 6379): other, ("b", 6379): one}):
        cluster._asked = told = Told(answers)  # type: ignore[assignment]
        found = await cluster.slots()
        assert [(address.host, address.password) for address in found.values()] == [("new", "pw")]
        await cluster.slots()
        assert ("replica", 2) in told.asked


async def test_a_node_that_does_not_know_its_name_is_where_it_was_asked() -> None:
    cluster = ByCluster(read_service("redis+cluster://a"))
    cluster._asked = Told({("a", 6379): view(1, "")})  # type: ignore[assignment]
    assert [address.host for address in (await cluster.slots()).values()] == ["a"]


@pytest.mark.parametrize("answers", [{}, {("a", 6379): view(1, "a", well=False)}])
async def test_a_cluster_that_takes_nothing_is_not_followed(answers: Any) -> None:
    cluster = ByCluster(read_service("redis+cluster://a"))
    cluster._asked = Told(answers)  # type: ignore[assignment]
    with pytest.raises(NobodySays):
        await cluster.slots()


def test_a_desk_and_a_log_are_one_slot_each() -> None:
    desk = {slot_of(("FCALL", "f", 1, "{desk:main}", "a")), slot_of(("HSET", "{desk:main}:settings", "a", 1))}
    log = {
        slot_of(("FCALL", "f", 2, "{chat:x}:meta", "{chat:x}:log", 1)),
        slot_of(("XRANGE", "{chat:x}:log", "-", "+")),
    }
    assert len(desk) == len(log) == 1
    assert desk != log
