"""The recorder writes each attempt once, whatever comes twice or wrong; on both databases."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DataError

from storage import Store, open_store
from storage.forms.definition import LANGUAGES
from storage.forms.forms import SHIPPED
from storage.records import recorder
from storage.records.cells import Timed
from storage.records.exact_sums import key_of
from storage.tables.desk import FormRow
from tests.unit.storage.events import FORM, NOON, attempt, closed_visit, duty, unanswered


async def rows(store: Store, statement: str) -> list[Any]:
    async with store.database.reading() as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def tally(store: Store, measure: str, grain: str = "day") -> dict[str, int]:
    found = await rows(
        store, f"SELECT code, sum(n) FROM tally WHERE measure = '{measure}' AND grain = '{grain}' GROUP BY code"
    )
    return {code: int(n) for code, n in found}


async def test_one_row_with_its_form(store: Store) -> None:
    written = await store.recorder.write("main", [("1-0", attempt(form=FORM))])
    assert (written.stored, written.refused, written.without_form) == (["1-0"], [], [])
    found = await rows(store, "SELECT hour, result, wait_band, duration_band, category, form_version FROM session")
    assert found == [(NOON // 3_600_000, "answered", "30s_2m", "15m_30m", "grooming", 1)]
    assert await tally(store, "category*age", "month") == {"grooming*14_15": 1}
    assert await tally(store, "referral") == {"school": 1, "police": 1}


async def test_handed_in_again_it_is_one_row_and_its_key_goes(store: Store) -> None:
    entries = [(f"{n}-0", attempt(f"record-{n}")) for n in range(3)]
    await store.recorder.write("main", entries[:2])
    again = await store.recorder.write("main", entries)
    assert (again.rows, len(again.stored)) == (1, 3)
    assert await store.recorder.unforgotten("main") == ["0-0", "1-0", "2-0"]
    await store.recorder.forget("main", again.stored)
    assert await rows(store, "SELECT record FROM written") == []
    assert await rows(store, "SELECT count(*) FROM session") == [(3,)]
    assert await tally(store, "result") == {"answered": 3}


async def test_the_same_key_twice_in_one_set_counts_once(store: Store) -> None:
    written = await store.recorder.write("main", [("1-0", attempt()), ("2-0", attempt())])
    assert (written.rows, written.stored) == (1, ["1-0", "2-0"])


async def test_a_wrong_entry_is_named_and_the_others_are_stored(store: Store) -> None:
    entries = [("1-0", attempt("record-1", waited_ms="soon")), ("2-0", attempt("record-2"))]
    written = await store.recorder.write("main", entries)
    assert [(one.entry, one.field) for one in written.refused] == [("1-0", "waited_ms")]
    assert written.stored == ["2-0"]


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("{", "version"),
        ({"version": 9, "answers": {}}, "version"),
        ({"version": 10**30, "answers": {}}, "version"),
        ({"version": 1, "answers": {"outcome": "counselling", "category": "ufo"}}, "category"),
    ],
)
async def test_a_form_that_does_not_fit_is_left_out_but_the_chat_counts(store: Store, form: Any, field: str) -> None:
    written = await store.recorder.write("main", [("1-0", attempt(form=form))])
    assert written.rows == 1
    assert written.without_form[0].startswith(field)
    assert await tally(store, "outcome") == {"none": 1}


async def test_every_attempt_counts(store: Store) -> None:
    entries = [
        attempt("answered-1"), unanswered("quit-short", waited_ms=5_000), unanswered("quit-late", waited_ms=400_000),
        unanswered("lost-1234", "lost", waited_ms=30_000), unanswered("turned-away", "turned_away", waited_ms=0),
        unanswered("blocked-1", "blocked"), closed_visit("visit-12"), closed_visit("visit-34"),
        unanswered("left-1234", "left", waited_ms=100_000),
    ]  # fmt: skip
    await store.recorder.write("main", [(f"{n}-0", entry) for n, entry in enumerate(entries)])
    assert await tally(store, "result") == {
        "answered": 1, "abandoned": 3, "lost": 1, "turned_away": 1, "blocked": 1, "closed_visit": 2,
    }  # fmt: skip
    assert await tally(store, "quit") == {"short": 1, "after": 1, "within": 1}
    assert await tally(store, "result", "hour") == await tally(store, "result", "month")
    assert await rows(store, "SELECT count(*) FROM session") == [(7,)]


async def test_exact_sums_wait_for_ten_and_never_enter_with_a_row(store: Store) -> None:
    times: dict[str, Timed] = {}

    async def waiting() -> dict[str, Timed]:
        return times

    for n in range(12):
        entry = attempt(f"record-{n}", joined_ms=NOON + n * 3_600_000, waited_ms=1_000 * n)
        times |= (await store.recorder.write("main", [(f"{n}-0", entry)])).times
        assert await rows(store, "SELECT * FROM exact") == []
    added = await store.exact_sums.add("main", waiting)
    assert sorted(added) == sorted(f"{n}-0" for n in range(10))
    found = await rows(store, "SELECT period, n, total, longest FROM exact WHERE measure = 'wait' AND grain = 'hour'")
    assert found == [(NOON // 3_600_000 + 5, 10, 45_000, 60_000)]
    assert await tally(store, "wait_bin") == {"0": 10}


async def test_what_was_added_is_not_added_again_before_its_key_is_forgotten(store: Store) -> None:
    times = {f"name-{n}": Timed("unserved", "nl", 497_222, (1_000,)) for n in range(10)}

    async def waiting() -> dict[str, Timed]:
        return times

    for _ in range(2):
        assert sorted(await store.exact_sums.add("main", waiting)) == sorted(times)
    assert await rows(store, "SELECT n, total FROM exact WHERE grain = 'month'") == [(10, 10_000)]
    assert await store.recorder.unforgotten("main") == sorted(map(key_of, times))


async def test_who_is_just_dropping_keys_makes_nobody_add_twice(ready_postgres_url: str) -> None:
    """One worker has added and takes the names out of Redis, where another has just read them. (On SQLite nobody drops
    anything while another writes.)"""
    times = {f"name-{n}": Timed("unserved", "nl", 497_222, (1_000,)) for n in range(10)}
    one, other = open_store(ready_postgres_url), open_store(ready_postgres_url)

    async def waiting() -> dict[str, Timed]:
        return times

    async def read_before_they_went() -> dict[str, Timed]:
        await one.recorder.forget("main", map(key_of, times))
        return times

    await one.exact_sums.add("main", waiting)
    assert sorted(await other.exact_sums.add("main", read_before_they_went)) == sorted(times)
    assert await rows(other, "SELECT n, total FROM exact WHERE grain = 'month'") == [(10, 10_000)]
    for store in (one, other):
        await store.close()


async def test_duty_adds_up(store: Store) -> None:
    entries = [(f"{n}-0", duty(f"duty-000{n}", 3_600_000, 1_800_000)) for n in range(4)]
    await store.recorder.write("main", entries)
    await store.recorder.write("main", entries)
    assert await rows(store, "SELECT measure, n, total FROM exact WHERE grain = 'month'") == [("duty", 4, 14_400_000)]


async def test_survey_is_moved_in_time_and_has_no_link(store: Store) -> None:
    await store.surveys.add("main", "nl", {"helped": "yes", "better": None, "again": "some"}, NOON, moved=-2)
    await store.surveys.add("main", "nl", {}, NOON)
    day = datetime.fromtimestamp(NOON / 1000, UTC).date().toordinal()
    assert await rows(store, "SELECT day, language FROM survey") == [(day - 2, "nl")]
    assert await tally(store, "survey.helped") == {"yes": 1}


async def test_what_the_database_refuses_alone_is_set_aside_alone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = recorder._insert

    async def picky(connection: Any, batch: Any, fresh: Any) -> None:
        if any(event.record == "record-1" for event in fresh.values()):
            raise DataError("INSERT", {}, Exception("value out of range"))
        await insert(connection, batch, fresh)

    monkeypatch.setattr(recorder, "_insert", picky)
    written = await store.recorder.write("main", [(f"{n}-0", attempt(f"record-{n}")) for n in range(4)])
    assert [one.entry for one in written.refused] == ["1-0"]
    assert (written.stored, written.rows) == (["0-0", "2-0", "3-0"], 3)
    assert await tally(store, "result") == {"answered": 3}


async def test_a_row_that_the_database_cannot_hold_holds_up_no_other(store: Store) -> None:
    """Two codes of a form that a former version took, too long to be counted together: PostgreSQL says so."""
    long = [{"code": "x" * 48, "label": dict.fromkeys(LANGUAGES, "Long")}]
    form = json.loads(SHIPPED.read_text(encoding="utf-8")) | {"version": 2}
    for field in form["fields"]:
        if field["name"] in ("category", "place"):
            field.pop("list", None)
            field["options"] = long
    row = {"desk": "main", "version": 2, "definition": form, "created": 1}
    await store.database.change(insert(FormRow).values(**row))
    answers = {"outcome": "counselling", "risk": "low", "escalation": "none"}
    answers |= dict.fromkeys(("category", "place"), "x" * 48)
    filled = json.dumps({"version": 2, "answers": answers})
    entries = [("1-0", attempt("record-1", form=filled)), ("2-0", attempt("record-2"))]
    written = await store.recorder.write("main", entries)
    refused = [] if store.database.sqlite else ["1-0"]
    assert [one.entry for one in written.refused] == refused
    assert [*refused, *written.stored] == ["1-0", "2-0"]
