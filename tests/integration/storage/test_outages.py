"""What may pass is told from what never will, on both databases."""

import asyncio
from urllib.parse import urlsplit

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chat.startup import why
from storage import Store, open_store, postgres
from storage.database import Database
from storage.errors import StoreDown, StoreRefused
from tests.faults.proxy import Proxy, Weather
from tests.patience import PATIENCE_S
from tests.postgres import plain, target, through

OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


async def end_connections(url: str) -> None:
    connection = await asyncpg.connect(plain(url))
    await connection.execute(OTHERS)
    await connection.close()


async def test_a_connection_that_ends_in_the_middle_is_an_outage_and_is_over_at_once(ready_postgres_url: str) -> None:
    store = open_store(ready_postgres_url)

    async def broken() -> None:
        async with store.database.writing() as connection:
            await connection.execute(text("INSERT INTO written VALUES ('main', 'a', 'b')"))
            await end_connections(ready_postgres_url)
            await connection.execute(text("INSERT INTO written VALUES ('main', 'c', 'd')"))

    with pytest.raises(StoreDown):
        await broken()
    await store.ping()
    assert await store.recorder.unforgotten("main") == []
    await end_connections(ready_postgres_url)
    await store.ping()
    await store.close()


async def test_a_server_that_takes_nobody_in_is_an_outage(postgres_server: str, ready_postgres_url: str) -> None:
    name = urlsplit(ready_postgres_url).path[1:]
    keeper = await asyncpg.connect(plain(postgres_server))
    await keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    store = open_store(ready_postgres_url)
    with pytest.raises(StoreDown):
        await store.ping()
    await keeper.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    await store.ping()
    await keeper.close()
    await store.close()


async def test_a_server_that_falls_silent_is_an_outage_and_the_connection_is_given_up(
    ready_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "ANSWER_S", 0.2)
    proxy = Proxy(lambda: [target(ready_postgres_url)])
    await proxy.start()
    store = open_store(through(ready_postgres_url, proxy.port))
    await store.ping()
    proxy.weather = Weather(swallow=True)
    with pytest.raises(StoreDown) as silent:
        await asyncio.wait_for(store.ping(), PATIENCE_S)
    assert why(silent.value).startswith("The database does not answer in time")
    proxy.weather = Weather()
    await asyncio.wait_for(store.ping(), PATIENCE_S)
    await store.close()
    await proxy.stop()


@pytest.mark.parametrize(
    ("state", "said"),
    [("53100", "has a full disk"), ("53300", "takes no more connections"), ("57P03", "is starting or stopping")],
)
async def test_what_a_server_says_of_itself_is_told(ready_postgres_url: str, state: str, said: str) -> None:
    """All of it was to be cured by a release."""
    store = open_store(ready_postgres_url)
    with pytest.raises(StoreDown) as told:
        async with store.database.writing() as connection:
            await connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$"))
    assert why(told.value).startswith(f"The database {said}")
    await store.ping()
    await store.close()


async def test_a_server_with_no_place_for_one_more_is_called_so(ready_postgres_url: str) -> None:
    owner = Database(ready_postgres_url)
    async with owner.writing() as connection:
        await connection.execute(text("DROP ROLE IF EXISTS crowd"))
        await connection.execute(text("CREATE ROLE crowd LOGIN CONNECTION LIMIT 0"))
    await owner.close()
    store = open_store(ready_postgres_url.replace("postgres@", "crowd@", 1))
    with pytest.raises(StoreDown) as told:
        await store.ping()
    assert why(told.value).startswith("The database takes no more connections")
    await store.close()


async def test_a_wrong_statement_is_no_outage(store: Store) -> None:
    with pytest.raises(DBAPIError):
        async with store.database.writing() as connection:
            await connection.execute(text("INSERT INTO written VALUES ('main', 'a', 'b'), ('main', 'a', 'b')"))


async def test_writers_wait_for_each_other(ready_sqlite_url: str) -> None:
    one, two = open_store(ready_sqlite_url), open_store(ready_sqlite_url)
    async with one.database.writing() as connection:
        await connection.execute(text("INSERT INTO written VALUES ('main', 'a', 'b')"))
        assert await two.recorder.unforgotten("main") == []
    await two.settings.put("main", {"a": 1})
    assert await one.settings.desk("main") == {"a": 1}
    await one.close()
    await two.close()


async def test_a_user_who_may_do_too_little_is_told_so(ready_postgres_url: str) -> None:
    owner = Database(ready_postgres_url)
    async with owner.writing() as connection:
        await connection.execute(text("DROP ROLE IF EXISTS poor"))
        await connection.execute(text("CREATE ROLE poor LOGIN"))
    await owner.close()
    poor = open_store(ready_postgres_url.replace("postgres@", "poor@", 1))
    with pytest.raises(StoreRefused, match="too little"):
        await poor.start()
    await poor.close()
