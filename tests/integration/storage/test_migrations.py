"""From each earlier schema to the newest, with data, on both databases."""

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from chat.startup import why
from storage import open_store
from storage.database import Database
from storage.errors import OtherTables, StoreDown, TooNew
from storage.migrate import migrate
from storage.records.calendar import DEFAULT_ZONE, periods_of
from storage.schema import REVISIONS
from storage.tables import metadata

OLD_SESSION = (
    'INSERT INTO session (id, desk, hour, language, channel, topic, age_band, priority, result, "end", wait_band, '
    "duration_band, teen_messages, staff_messages, counsellors, reconnects) VALUES "
    "('{id}', 'main', 497222, 'nl', 'web', 'other', '14_15', 3, '{result}', 'finished', '{wait}', '15m_30m', "
    "'6_20', '6_20', '1', '0')"
)
OLD_ACT = (
    "INSERT INTO audit (at, actor, actor_name, kind, subject, detail) VALUES (:at, 'a', 'A', :kind, :subject, '{}')"
)
STAFF = (
    "INSERT INTO staff VALUES ('a1', 'An', 'an', 'An', 'counsellor', 'hash', '[\"nl\"]', '[]', '[]', 1, true, '', 0, 7)"
)


def columns(connection: Connection) -> dict[str, set[str]]:
    found = inspect(connection)
    names = set(found.get_table_names()) - {"alembic_version"}
    return {name: {column["name"] for column in found.get_columns(name)} for name in names}


async def test_the_newest_schema_is_that_of_the_program(store_url: str) -> None:
    await migrate(store_url)
    database = Database(store_url)
    async with database.reading() as connection:
        found = await connection.run_sync(columns)
    await database.close()
    assert found == {table.name: {column.name for column in table.columns} for table in metadata.sorted_tables}


async def test_from_the_first_schema_with_data(store_url: str) -> None:
    await migrate(store_url, "0001")
    database = Database(store_url)
    async with database.writing() as connection:
        await connection.execute(text(STAFF))
        for id_, result, wait in (("x", "answered", "2m_5m"), ("y", "answered", "5m_10m"), ("z", "abandoned", "lt30s")):
            await connection.execute(text(OLD_SESSION.format(id=id_, result=result, wait=wait)))
    await database.close()
    await migrate(store_url)
    await migrate(store_url)
    store = open_store(store_url)
    async with store.database.reading() as connection:
        rows = [
            tuple(row)
            for row in await connection.execute(
                text("SELECT id, in_target, form_version, outcome FROM session ORDER BY id")
            )
        ]
        tallied = await connection.execute(
            text("SELECT measure, code, n FROM tally WHERE grain = 'month' AND measure IN ('result', 'target', 'quit')")
        )
        assert {tuple(row) for row in tallied} == {
            ("result", "answered", 2), ("result", "abandoned", 1), ("target", "in", 1), ("target", "late", 1),
            ("quit", "short", 1),
        }  # fmt: skip
    assert [(id_, bool(quick), version, outcome) for id_, quick, version, outcome in rows] == [
        ("x", True, 0, ""), ("y", False, 0, ""), ("z", True, 0, ""),
    ]  # fmt: skip
    account = await store.accounts.by_name("an")
    assert account is not None
    assert account.languages == ("nl",)
    await store.close()


async def test_acts_written_down_before_belong_to_the_desk_they_name(store_url: str) -> None:
    await migrate(store_url, "0003")
    database = Database(store_url)
    acts = {"hours_changed": "main", "sign_in": "a1", "settings_changed": "other", "account_made": "main"}
    async with database.writing() as connection:
        for at, (kind, subject) in enumerate(acts.items()):
            values = {"at": at, "kind": kind, "subject": subject}
            await connection.execute(text(OLD_ACT), values)
    await database.close()
    await migrate(store_url)
    store = open_store(store_url)
    assert [entry.desk for entry in await store.audit.page()] == ["", "other", "", "main"]
    with pytest.raises(DBAPIError, match="append-only"):
        async with store.database.writing() as connection:
            await connection.execute(text("UPDATE audit SET desk = 'b'"))
    await store.close()


async def test_a_database_of_a_newer_program_is_left_alone(store_url: str) -> None:
    await migrate(store_url)
    database = Database(store_url)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    with pytest.raises(TooNew):
        await migrate(store_url)
    assert REVISIONS[0] == "0007"


async def test_no_database_is_an_outage_that_can_be_told() -> None:
    with pytest.raises(StoreDown):
        await migrate("sqlite:////nowhere/at/all.db")
    with pytest.raises(StoreDown):
        await migrate("postgresql://nobody@127.0.0.1:9/none")


def sums(measure: str, hour: int, n: int, total: int, language: str = "nl") -> list[str]:
    where = periods_of(hour, DEFAULT_ZONE)
    return [
        "INSERT INTO exact VALUES "
        f"('main', '{measure}', '{grain}', {getattr(where, grain)}, '{language}', {n}, {total}, 60000) "
        "ON CONFLICT (desk, measure, grain, period, language) DO UPDATE SET n = exact.n + excluded.n, "
        "total = exact.total + excluded.total"
        for grain in ("hour", "day", "week", "month")
    ]


def bins(hour: int, n: int, language: str = "nl") -> list[str]:
    where = periods_of(hour, DEFAULT_ZONE)
    return [
        f"INSERT INTO tally VALUES ('main', 'wait_bin', '{grain}', {getattr(where, grain)}, '{language}', '0', {n}) "
        "ON CONFLICT (desk, measure, grain, period, language, code) DO UPDATE SET n = tally.n + excluded.n"
        for grain in ("day", "week", "month")
    ]


async def test_older_cells_of_fewer_than_ten_join_the_one_before_or_go(store_url: str) -> None:
    await migrate(store_url, "0002")
    database = Database(store_url)
    first, later = 497_222, 497_222 + 40 * 24
    filed = [
        *sums("wait", first, 12, 12_000), *bins(first, 12), *sums("wait", later, 3, 77_000), *bins(later, 3),
        *sums("handle", first, 12, 50_000), *sums("handle", later, 3, 1_000), *sums("busy", first, 11, 9_999, ""),
        *sums("wait", first, 2, 5_000, "fr"), *bins(first, 2, "fr"),
        *sums("unserved", first, 10, 100), *sums("unserved", first + 3, 4, 50),
    ]  # fmt: skip
    async with database.writing() as connection:
        for statement in filed:
            await connection.execute(text(statement))
    await migrate(store_url)
    here, sizes = periods_of(first, DEFAULT_ZONE), {"wait": (15, 89_000), "handle": (15, 51_000), "unserved": (14, 150)}
    wanted = {(measure, "nl", *size) for measure, size in sizes.items()} | {("busy", "", 15, 51_000)}
    async with database.reading() as connection:
        for grain in ("hour", "day", "week", "month"):
            found = await connection.execute(
                text(f"SELECT period, measure, language, n, total FROM exact WHERE grain = '{grain}'")
            )
            assert {tuple(row) for row in found} == {(getattr(here, grain), *one) for one in wanted}
        found = await connection.execute(
            text("SELECT grain, period, language, n FROM tally WHERE measure = 'wait_bin'")
        )
        assert {tuple(row) for row in found} == {
            (grain, getattr(here, grain), "nl", 15) for grain in ("day", "week", "month")
        }
    await database.close()


@pytest.mark.parametrize(
    "theirs",
    [
        ["CREATE TABLE session (id integer)"],
        ["CREATE TABLE setting (name text)", "INSERT INTO setting VALUES ('x')"],
        ["CREATE TABLE alembic_version (version_num text)", "INSERT INTO alembic_version VALUES ('1a2b3c4d5e6f')"],
    ],
)
async def test_the_database_of_another_program_is_left_alone(store_url: str, theirs: list[str]) -> None:
    """Where an address names the forum's, say: a release ended with a traceback, or took it for a newer one."""
    database = Database(store_url)
    async with database.writing() as connection:
        for line in theirs:
            await connection.execute(text(line))
    store = open_store(store_url)
    for doing in (migrate(store_url), store.start()):
        with pytest.raises(OtherTables) as refused:
            await doing
        assert why(refused.value).startswith("The database holds tables of another program")
    async with database.reading() as connection:
        there = await connection.run_sync(lambda plain: set(inspect(plain).get_table_names()))
    assert there == {theirs[0].split()[2]}
    await store.close()
    await database.close()
