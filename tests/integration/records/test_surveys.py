"""Answers after chats: from the browser to the store though SQL may be down, once each, beside others."""

import pytest
from redis.asyncio import Redis
from sqlalchemy import text

from chat.jobs.surveys import LONGEST_S, TOGETHER, SurveyKeeper
from routing import keys, surveys
from routing.surveys import WaitingSurveys
from storage import Store
from storage.errors import StoreDown
from storage.records.surveys import as_text, from_text, survey_of
from tests.unit.storage.events import NOON


@pytest.fixture
def waiting(redis: Redis) -> WaitingSurveys:
    return WaitingSurveys(redis, "main")


async def give(waiting: WaitingSurveys, first: int, last: int) -> None:
    for n in range(first, last):
        assert await waiting.add(as_text(survey_of(f"key-{n}", "nl", {"helped": "yes"}, NOON)))


async def counts(store: Store) -> tuple[int, int]:
    """Rows, and what the tallies add up to."""
    async with store.database.reading() as connection:
        rows = await connection.scalar(text("SELECT count(*) FROM survey"))
        tallied = await connection.scalar(
            text("SELECT sum(n) FROM tally WHERE measure = 'survey.helped' AND grain = 'month'")
        )
    return int(rows or 0), int(tallied or 0)


async def test_they_are_stored_ten_together_or_within_the_hour(store: Store, waiting: WaitingSurveys) -> None:
    keeper = SurveyKeeper("main", waiting, store)
    await give(waiting, 0, 1)
    assert await keeper.turn(0.0) == 1, "what waits when it starts"
    await give(waiting, 1, TOGETHER)
    assert await keeper.turn(1.0) == 0
    await give(waiting, TOGETHER, TOGETHER + 1)
    assert await keeper.turn(2.0) == TOGETHER
    await give(waiting, 50, 51)
    assert await keeper.turn(LONGEST_S) == 0
    assert await keeper.turn(2.0 + LONGEST_S) == 1
    assert await counts(store) == (TOGETHER + 2, TOGETHER + 2)
    assert await waiting.count() == 0


async def test_an_outage_keeps_them_and_a_repeat_is_no_second_row(store: Store, waiting: WaitingSurveys) -> None:
    keeper = SurveyKeeper("main", waiting, store, together=1)
    keep = store.surveys.keep

    async def down(*_: object) -> int:
        raise StoreDown

    store.surveys.keep = down  # type: ignore[method-assign]
    await give(waiting, 0, 20)
    with pytest.raises(StoreDown):
        await keeper.turn(0.0)
    assert await waiting.count() == 20
    store.surveys.keep = keep  # type: ignore[method-assign]
    await give(waiting, 0, 20)
    assert await keeper.turn(1.0) == 20
    await give(waiting, 0, 20)
    assert await keeper.turn(2.0) == 0, "a reply was lost, and the browser asked once more"
    assert await counts(store) == (20, 20)


async def test_a_crash_after_the_commit_gives_one_row(
    store: Store, waiting: WaitingSurveys, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> None:
        raise ConnectionError

    await give(waiting, 0, 12)
    with monkeypatch.context() as patch:
        patch.setattr(WaitingSurveys, "finish", die)
        with pytest.raises(ConnectionError):
            await SurveyKeeper("main", waiting, store).turn(0.0)
    assert await waiting.count() == 12
    assert await SurveyKeeper("main", waiting, store).turn(0.0) == 0
    assert (await counts(store), await waiting.count()) == ((12, 12), 0)


async def test_what_waits_tells_neither_when_nor_in_which_order(redis: Redis, waiting: WaitingSurveys) -> None:
    given = [as_text(survey_of(f"key-{n}", "nl", {"helped": "no"}, NOON + n)) for n in range(40)]
    for one in given:
        await waiting.add(one)
    key = keys.desk_key("main", "surveys")
    found = await redis.zrange(key, 0, -1, withscores=True)
    assert [name for name, _ in found] == sorted(given) != given
    assert {score for _, score in found} == {0.0}
    assert len({from_text(one).day for one in given}) > 1
    assert str(NOON)[:6] not in "".join(given)


async def test_one_that_cannot_be_read_blocks_nobody(redis: Redis, store: Store, waiting: WaitingSurveys) -> None:
    bad = ['{"a": 1}', "[1, 2]", '["x", 1, "nl", {}]', '["' + "0" * 24 + '", 0, "nl", {"helped": "yes"}]', "\x00"]
    for one in bad:
        await redis.zadd(keys.desk_key("main", "surveys"), {one: 0})
    await give(waiting, 0, 3)
    assert await SurveyKeeper("main", waiting, store).turn(0.0) == 3
    assert await waiting.count() == 0


async def test_there_is_an_end_to_what_can_wait(waiting: WaitingSurveys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "MOST", 2)
    await give(waiting, 0, 2)
    assert await waiting.add("one more") == "full"
