"""Reports agree with what happened, in the desk's own time; bad questions are refused by field. Both databases."""

import contextlib
import json
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import text

from chat.context import Context
from chat.jobs.retention import AGAIN_S, EVERY_S, forget
from demo.history import record_past
from storage import Store, open_store
from storage.errors import BadInput
from storage.reports import publications
from storage.reports.publications import Waits, read_quarter
from storage.reports.reports import Query
from storage.values import Account, AuditEntry, SignIn
from tests.unit.storage.events import FORM, attempt, closed_visit, duty, unanswered


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


async def record(store: Store, *entries: dict[str, str]) -> None:
    await record_past(store, "main", [(f"{n}-0", entry) for n, entry in enumerate(entries)])


def row(report: Any, number: int = 0) -> dict[str, Any]:
    return dict(zip([key for key, _ in report.columns], report.rows[number], strict=True))


async def test_service_figures_are_those_of_the_definitions(store: Store) -> None:
    when = at("2026-11-10 15:00")
    answered = [attempt(f"answered-{n}", joined_ms=when, waited_ms=60_000 * n) for n in range(10)]
    quits = [unanswered(f"quit-{n}", joined_ms=when, waited_ms=ms) for n, ms in enumerate((10_000, 100_000, 900_000))]
    others = [
        unanswered("lost-1", "lost", joined_ms=when, waited_ms=4_000_000),
        unanswered("away-1", "turned_away", joined_ms=when, waited_ms=0),
        closed_visit("visit-1", at_ms=when), duty("duty-1", 27_000_000, 6_000_000, when),
    ]  # fmt: skip
    await record(store, *answered, *quits, *others)
    report = await store.reports.run("service", "main", Query("2026-11-01", "2026-11-30", "month"))
    found = row(report)
    assert found | {
        "period": "2026-11", "closed_visits": 1, "turned_away": 1, "joined": 14, "answered": 10,
        "answered_in_target": 6, "abandoned": 3, "abandoned_short": 1, "abandoned_after_target": 1, "lost": 1,
        "unmet": 5, "service_level": round(600 / 11, 1), "abandonment": round(300 / 14, 1), "speed_of_answer": 270,
        "longest_wait": 3_600, "handle_time": 1_620, "occupancy": 60.0,
    } == found  # fmt: skip
    # Four who were not served are no cell yet: their longest wait is known by its band.
    assert report.total[1:] == report.rows[0][1:]
    assert report.before[4] == 0
    assert report.change[4] is None


async def test_rates_without_a_base_are_not_a_hundred_percent(store: Store) -> None:
    await record(store, closed_visit("visit-1", at_ms=at("2026-11-10 03:00")))
    found = row(await store.reports.run("service", "main", Query("2026-11-10", "2026-11-10")))
    assert [found[name] for name in ("service_level", "abandonment", "speed_of_answer", "occupancy")] == [None] * 4


async def test_service_level_with_nobody_on_duty_is_none_and_with_somebody_it_is_nought(store: Store) -> None:
    alone, staffed = at("2026-11-10 03:00"), at("2026-11-11 15:00")
    await record(
        store,
        unanswered("quit-1", joined_ms=alone, waited_ms=900_000),
        unanswered("quit-2", joined_ms=staffed, waited_ms=900_000),
        duty("duty-1", 3_600_000, 0, staffed),
    )
    report = await store.reports.run("service", "main", Query("2026-11-10", "2026-11-11", "day"))
    level = [key for key, _ in report.columns].index("service_level")
    assert [line[level] for line in report.rows] == [None, 0.0]


async def test_days_are_the_desks_own_through_daylight_saving(store: Store) -> None:
    hours = ["2026-10-24 22:30", "2026-10-25 00:30", "2026-10-25 01:30", "2026-10-25 22:30", "2026-10-25 23:30"]
    await record(store, *(attempt(f"record-{n}", joined_ms=at(hour)) for n, hour in enumerate(hours)))
    by_day = await store.reports.run("service", "main", Query("2026-10-24", "2026-10-26", "day"))
    assert [(line[0], line[4]) for line in by_day.rows] == [("2026-10-24", 0), ("2026-10-25", 4), ("2026-10-26", 1)]
    by_hour = await store.reports.run("service", "main", Query("2026-10-25", "2026-10-25", "hour"))
    assert len(by_hour.rows) == 25
    counted = {line[0]: line[4] for line in by_hour.rows if line[4]}
    assert counted == {
        "2026-10-25T00:00+02:00": 1, "2026-10-25T02:00+02:00": 1, "2026-10-25T02:00+01:00": 1,
        "2026-10-25T23:00+01:00": 1,
    }  # fmt: skip
    pattern = await store.reports.run("pattern", "main", Query("2026-10-25", "2026-10-25"))
    assert {(line[0], line[1]): line[2] for line in pattern.rows if line[2]} == {
        ("7", "00"): 1, ("7", "02"): 2, ("7", "23"): 1,
    }  # fmt: skip


async def test_any_span_adds_up_to_its_parts(store: Store) -> None:
    days = [f"2026-{month:02}-{day:02} 12:00" for month in (1, 2, 3) for day in (1, 9, 17, 28)]
    await record(store, *(attempt(f"record-{n}", joined_ms=at(day)) for n, day in enumerate(days)))
    for first, last in (("2026-01-09", "2026-03-17"), ("2026-01-01", "2026-03-31"), ("2026-02-02", "2026-02-27")):
        wanted = sum(first <= day[:10] <= last for day in days)
        for by in ("total", "day", "week", "month", "quarter"):
            report = await store.reports.run("service", "main", Query(first, last, by))
            assert sum(line[4] for line in report.rows) == report.total[4] == wanted, (first, last, by)
        pattern = await store.reports.run("pattern", "main", Query(first, last))
        assert sum(line[2] for line in pattern.rows) == wanted


async def test_breakdowns_and_crossings(store: Store) -> None:
    when = at("2026-11-10 15:00")
    await record(
        store,
        attempt("record-1", joined_ms=when, form=FORM),
        attempt("record-2", joined_ms=when, form=FORM, language="fr"),
        attempt("record-3", joined_ms=at("2026-10-10 15:00"), form=FORM),
    )
    asked = Query("2026-11-01", "2026-11-30", dimension="category", cross="language")
    assert (await store.reports.run("breakdown", "main", asked)).rows == [
        ["total", "grooming", "fr", 1, 50.0, 0], ["total", "grooming", "nl", 1, 50.0, 1],
    ]  # fmt: skip
    asked = Query("2026-10-01", "2026-11-30", "month", dimension="category", cross="gender", language="nl")
    assert (await store.reports.run("breakdown", "main", asked)).rows == [
        ["2026-10", "grooming", "girl", 1, 100.0], ["2026-11", "grooming", "girl", 1, 100.0],
    ]  # fmt: skip
    asked = Query("2026-09-01", "2026-11-30", "quarter", dimension="category", cross="gender")
    assert (await store.reports.run("breakdown", "main", asked)).rows == [
        ["2026-Q4", "grooming", "girl", 3, 100.0],
    ], "a crossing is counted by month alone, also where a quarter is not over"


@pytest.mark.parametrize("name", ["service", "breakdown", "pattern", "unmet", "survey"])
async def test_a_language_of_a_region_is_asked_for_as_it_is_recorded(store: Store, name: str) -> None:
    """The dashboard offers those of the desk's settings, such as pt-BR: reports of them were empty."""
    when = at("2026-11-10 15:00")
    await record(store, attempt("record-1", joined_ms=when, form=FORM, language="pt-BR"))
    await record(store, unanswered("quit-1", joined_ms=when, waited_ms=1, language="pt-BR"))
    await store.surveys.add("main", "pt-BR", {"helped": "yes"}, when)
    asked = [Query("2026-11-01", "2026-11-30", language=one) for one in ("pt-BR", "pt", "nl")]
    region, plain, other = [(await store.reports.run(name, "main", one)).rows for one in asked]
    assert region == plain != other


@pytest.mark.parametrize(
    ("name", "query", "field"),
    [
        ("service", Query("2026-02-01", "2026-01-01"), "to"),
        ("service", Query("yesterday", "2026-01-01"), "from"),
        ("service", Query("2026-01-01", "2026-02-30"), "to"),
        ("service", Query("0001-01-01", "2026-01-01"), "from"),
        ("service", Query("2000-01-01", "2099-12-31"), "to"),
        ("service", Query("2020-01-01", "2026-01-01", "day"), "to"),
        ("service", Query("2026-01-01", "2026-12-31", "hour"), "to"),
        ("service", Query("2026-01-01", "2026-12-31", "minute"), "by"),
        ("breakdown", Query("2026-01-01", "2026-12-31", dimension="shoe"), "dimension"),
        ("breakdown", Query("2026-01-01", "2026-12-31", dimension="risk", cross="age"), "cross"),
        ("breakdown", Query("2026-01-01", "2026-12-31", dimension="language", cross="language"), "cross"),
        ("breakdown", Query("2026-01-02", "2026-12-31", dimension="category", cross="age"), "cross"),
        ("breakdown", Query("2026-01-01", "2026-01-31", "day", dimension="category", cross="age"), "cross"),
        ("breakdown", Query("2026-01-01", "2026-01-02", "hour"), "by"),
        ("survey", Query("2026-01-01", "2026-01-02", "hour"), "by"),
        ("gossip", Query("2026-01-01", "2026-12-31"), "report"),
    ],
)
async def test_a_bad_question_is_refused_by_field(store: Store, name: str, query: Query, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        await store.reports.run(name, "main", query)
    assert refused.value.field == field


async def test_a_published_quarter_never_changes(store: Store) -> None:
    when, quarter = at("2026-08-10 15:00"), 2026 * 4 + 2
    await record(store, *(attempt(f"record-{n}", joined_ms=when, form=FORM) for n in range(40)))
    with pytest.raises(BadInput, match="quarter"):
        await store.publications.get("main", quarter, at("2026-10-02 12:00") // 1000)
    later = at("2026-10-05 12:00") // 1000
    first = await store.publications.get("main", quarter, later)
    await record(store, *(attempt(f"later-{n}", joined_ms=when, form=FORM) for n in range(40)))
    assert await store.publications.get("main", quarter, later + 10) == first
    categories = next(table for table in first["tables"] if table["name"] == "category")
    assert categories["rows"] == [{"code": "grooming", "n": 40, "share": 100}]
    with pytest.raises(BadInput, match="to"):
        await store.publications.between("main", quarter, quarter - 1, later)


async def test_a_quarter_is_made_beside_the_event_loop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chats go on while the tables of a desk with many languages are protected."""
    made, by = publications.tables_of, list[threading.Thread]()

    def seen(*given: Any) -> dict[str, Any]:
        by.append(threading.current_thread())
        return made(*given)

    monkeypatch.setattr(publications, "tables_of", seen)
    await store.publications.get("main", 2026 * 4 + 2, at("2026-10-05 12:00") // 1000)
    assert by
    assert threading.main_thread() not in by


async def test_a_quarter_is_not_published_while_chats_of_it_may_wait_to_be_stored(store: Store) -> None:
    """A worker that was away over its end would have left the last days out of it, for good."""
    quarter, now, asked = 2026 * 4 + 2, at("2026-10-08 12:00") // 1000, list[str]()

    def since(moment: str) -> Waits:
        async def waits(desk: str) -> int | None:
            asked.append(desk)
            return at(moment) // 1000 if moment else None

        return waits

    with pytest.raises(BadInput, match="see that the worker runs"):
        await store.publications.get("main", quarter, now, since("2026-09-28 20:00"))
    found = await store.publications.get("main", quarter, now, since("2026-10-07 20:00"))
    assert await store.publications.get("main", quarter, now, since("2026-09-28 20:00")) == found
    assert asked == ["main", "main"], "of one that is published nothing is asked"
    assert await store.publications.get("main", quarter - 1, now, since(""))


async def test_a_quarter_whose_counts_are_forgotten_in_part_is_not_published(store: Store) -> None:
    """It would stand as published, for good, without them."""
    quarter = 2026 * 4 + 2
    for month in ("07", "08", "09"):
        when = at(f"2026-{month}-10 15:00")
        await record(store, *(attempt(f"{month}-{n}", joined_ms=when, form=FORM) for n in range(20)))
    await store.settings.put("main", {"keep_counts_days": 100})
    now = at("2026-11-20 12:00") // 1000
    with pytest.raises(BadInput, match="quarter: can be published no more"):
        await store.publications.get("main", quarter, now)
    await store.retention.purge("main", now)
    await store.settings.put("main", {"keep_counts_days": None})
    with pytest.raises(BadInput, match="quarter: can be published no more"):
        await store.publications.get("main", quarter, now)
    nothing = await store.publications.get("main", quarter - 1, now)
    assert nothing["quarter"] == "2026-Q2", "one of which nothing was counted"


async def test_a_quarter_that_is_published_stays_when_its_counts_are_forgotten(store: Store) -> None:
    quarter, now = 2026 * 4 + 2, at("2026-11-20 12:00") // 1000
    when = at("2026-07-10 15:00")
    await record(store, *(attempt(f"record-{n}", joined_ms=when, form=FORM) for n in range(20)))
    found = await store.publications.get("main", quarter, now)
    await store.settings.put("main", {"keep_counts_days": 1})
    assert (await store.retention.purge("main", now))["counts"] > 0
    assert await store.publications.get("main", quarter, now) == found


async def test_whoever_asks_every_week_gets_one_answer_for_each_quarter(ready_sqlite_url: str) -> None:
    """No two exports overlap and none grows, so that one cannot be taken from another to single out a week's chats."""
    store = open_store(ready_sqlite_url)
    answers: dict[str, set[str]] = defaultdict(set)
    for week in range(45):
        now = at("2026-07-01 12:00") + week * 7 * 86_400_000
        for n in range(3):
            entry = attempt(f"chat-{week}-{n}", joined_ms=now - n * 86_400_000, form=FORM)
            await store.recorder.write("main", [(f"{week}-{n}", entry)])
        for quarter in range(2026 * 4 + 2, 2027 * 4 + 4):
            with contextlib.suppress(BadInput):
                found = await store.publications.get("main", quarter, now // 1000)
                answers[found["quarter"]].add(json.dumps(found))
    assert sorted(answers) == ["2026-Q3", "2026-Q4", "2027-Q1"]
    assert all(len(found) == 1 for found in answers.values())
    for asked in ("2026-08", "2026-08-01", "2026-W33", "2026", "2026-Q5", "2026-Q3/2026-Q4"):
        with pytest.raises(BadInput):
            read_quarter(asked)
    await store.close()


async def test_retention_forgets_by_kind_and_can_be_tried_first(store: Store) -> None:
    await record(
        store, attempt("old-1", joined_ms=at("2020-01-01 12:00")), attempt("new-1", joined_ms=at("2026-11-01 12:00"))
    )
    await store.surveys.add("main", "nl", {"helped": "yes"}, at("2020-01-01 12:00"))
    await store.audit.append(AuditEntry(at("2020-01-01 12:00") // 1000, "a", "A", "hours_changed", desk="main"))
    now = at("2026-11-20 12:00") // 1000
    tried = await store.retention.purge("main", now, dry_run=True)
    assert tried == await store.retention.purge("main", now)
    assert (tried["sessions"], tried["surveys"], tried["audit"], tried["counts"]) == (1, 1, 1, 0)
    assert tried["hourly"] > 0
    assert set((await store.retention.purge("main", now)).values()) == {0}
    await store.settings.put("main", {"keep_sessions_days": 1})
    assert (await store.retention.purge("main", now))["sessions"] == 1
    await store.settings.put("main", {"keep_audit_days": 1})
    with pytest.raises(BadInput, match="keep_audit_days"):
        await store.retention.purge("main", now)


async def test_a_desk_forgets_its_own_and_what_belongs_to_all_stays_as_long_as_any_desk_wants(store: Store) -> None:
    await store.settings.put("main", {"keep_audit_days": 31, "keep_sign_ins_days": 1})
    await store.settings.put("other", {"keep_audit_days": 100, "keep_sign_ins_days": 50})
    await store.accounts.add(Account("a", "a", "A", "counsellor", ""))
    now = int(time.time())  # the database itself keeps what is younger than a month
    for desk, days in (("main", 60), ("other", 60), ("", 60), ("", 120), ("closed-desk", 120)):
        await store.audit.append(AuditEntry(now - days * 86_400, "a", "A", "sign_in", desk=desk))
    for days in (10, 60):
        await store.sign_ins.add(SignIn(f"digest-{days}", "a", "password", now - days * 86_400, now))
    assert (await store.retention.purge("main", now))["audit"] == 1
    assert {entry.desk for entry in await store.audit.page()} == {"other", "", "closed-desk"}
    assert (await store.retention.purge("other", now))["audit"] == 0
    assert await store.retention.purge_house(["main", "other"], now) == {"audit": 2, "sign_ins": 1}
    assert [entry.desk for entry in await store.audit.page()] == ["", "other"]
    assert [row.digest for row in await store.sign_ins.of("a")] == ["digest-10"]


async def test_what_a_former_desk_left_is_forgotten_in_its_time(store: Store) -> None:
    for desk, year in (("main", 2026), ("closed-desk", 2020), ("rehearsal", 2026)):
        entry = attempt(f"record-{desk}", joined_ms=at(f"{year}-11-01 12:00"))
        await record_past(store, desk, [(f"{desk}-0", entry)])
    await store.surveys.add("surveyed", "nl", {"helped": "yes"}, at("2020-01-01 12:00"))
    await store.settings.put("rehearsal", {"keep_sessions_days": 1})
    desks = await store.retention.all_desks(["main", "other"])
    assert desks == ["main", "other", "closed-desk", "rehearsal", "surveyed"]
    now = at("2026-11-20 12:00") // 1000
    gone = {desk: await store.retention.purge(desk, now) for desk in desks}
    assert {desk: found["sessions"] for desk, found in gone.items() if found["sessions"]} == {
        "closed-desk": 1, "rehearsal": 1,
    }  # fmt: skip
    assert gone["surveyed"]["surveys"] == 1


async def test_the_worker_forgets_what_a_former_desk_left(store: Store) -> None:
    await record_past(store, "closed-desk", [("1-0", attempt("record-1", joined_ms=at("2020-01-01 12:00")))])
    await forget(cast(Context, SimpleNamespace(store=store, desks={"main": None})))
    async with store.database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM session"))).scalar() == 0


async def test_a_spoilt_setting_of_one_desk_keeps_no_other_from_being_forgotten(store: Store) -> None:
    """Nor is it tried again at once: it was, each second, with all desks that stood before it."""
    await store.settings.put("closed-desk", {"keep_counts_days": "x"})
    for desk in ("closed-desk", "former"):
        await record_past(store, desk, [(f"{desk}-0", attempt("record-1", joined_ms=at("2020-01-01 12:00")))])
    await store.settings.put("main", {"keep_sessions_days": 0})
    context = cast(Context, SimpleNamespace(store=store, desks={"main": None}))
    assert await forget(context) == EVERY_S
    async with store.database.reading() as connection:
        assert list(await connection.scalars(text("SELECT desk FROM session"))) == ["closed-desk"]


@pytest.mark.parametrize("years", [-30, -1, 1, 10, 56])
async def test_a_clock_that_jumped_forgets_nothing(store: Store, years: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a failover to a Redis whose machine is years ahead all rows were old, and gone for good."""
    now = time.time()
    await record_past(store, "main", [("1-0", attempt("record-1", joined_ms=int(now * 1000) - 86_400_000))])
    context = cast(Context, SimpleNamespace(store=store, desks={"main": None}))
    monkeypatch.setattr("chat.jobs.retention.now_s", lambda: int(now + years * 365 * 86_400))
    assert await forget(context) == AGAIN_S
    async with store.database.reading() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM session")) == 1
    monkeypatch.setattr("chat.jobs.retention.now_s", lambda: int(now + 3600))
    assert await forget(context) == EVERY_S


async def test_what_is_forgotten_leaves_no_trace_in_the_file(ready_sqlite_url: str) -> None:
    store = open_store(ready_sqlite_url)
    entries = [(f"{n}-0", attempt(f"trace-of-{n}", joined_ms=at("2020-01-01 12:00"))) for n in range(200)]
    await store.recorder.write("main", entries)
    await store.recorder.forget("main", [entry for entry, _ in entries])
    async with store.database.reading() as connection:
        ids = [str(one).encode() for one in await connection.scalars(text("SELECT id FROM session"))]
    await store.retention.purge("main", at("2026-11-20 12:00") // 1000)
    file = Path(ready_sqlite_url.partition("///")[2])
    content = file.read_bytes() + file.with_name(f"{file.name}-wal").read_bytes()  # noqa: ASYNC240
    assert not [one for one in ids if one in content]
    assert b"trace-of-" not in content
    await store.close()
