"""A PostgreSQL server with TLS, and one behind a pooler, reached by addresses as hosts hand them out."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import asyncpg
import pytest
from sqlalchemy import text

from chat.startup import why
from demo.history import record_past
from demo.ports import free_port
from demo.tether import Tether
from storage import Store, open_store
from storage.errors import BadInput, StoreDown, StoreRefused
from storage.migrate import migrate
from storage.moving import export_lines
from storage.reports.reports import Query
from tests import postgres
from tests.certificates import Authority, authority
from tests.conftest import missing
from tests.unit.storage.events import NOON, attempt

PASSWORD = "p@ss/w: rd é"
# One loop for all: a refused TLS connection says goodbye to the server after the test has its answer.
pytestmark = pytest.mark.asyncio(loop_scope="module")
HBA = "local all all trust\nhostssl all app 127.0.0.1/32 scram-sha-256\nhostssl all certified 127.0.0.1/32 cert\n"


@dataclass(frozen=True, slots=True)
class Server:
    """One that takes nobody without TLS; its certificate says `localhost`."""

    port: int
    ours: Authority
    other: Authority
    client: tuple[Path, Path]

    def address(self, query: str = "", *, host: str = "localhost", user: str = "app", password: str = PASSWORD) -> str:
        return f"postgres://{user}:{quote(password, safe='')}@{host}:{self.port}/postgres?{query}"


@pytest.fixture(scope="module")
def server(tether: Tether, tmp_path_factory: pytest.TempPathFactory) -> Server:
    folder, port = tmp_path_factory.mktemp("certificates"), free_port()
    ours, other = authority(folder, "ours"), authority(folder, "other")

    def prepare(data: Path) -> None:
        files = (*ours.issue(data, "server", "localhost"), data / "pg_hba.conf", data / "ca.pem")
        shutil.copy(ours.file, data / "ca.pem")
        (data / "pg_hba.conf").write_text(HBA)
        postgres.not_root(*files)

    try:
        local = postgres.start(
            tether, "listen_addresses=127.0.0.1", f"port={port}", "ssl=on", "ssl_cert_file=server.crt",
            "ssl_key_file=server.key", "ssl_ca_file=ca.pem", prepare=prepare,
        )  # fmt: skip
    except postgres.NotHereError as problem:
        missing(str(problem))
        raise
    asyncio.run(make_roles(f"{local}&port={port}"))
    return Server(port, ours, other, ours.issue(folder, "certified"))


async def make_roles(local: str) -> None:
    connection = await asyncpg.connect(local)
    await connection.execute(f"CREATE ROLE app LOGIN PASSWORD '{PASSWORD}'")
    await connection.execute("CREATE ROLE certified LOGIN")
    await connection.close()


async def ask(address: str, question: str = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()") -> object:
    store = open_store(address)
    try:
        async with store.database.reading() as connection:
            return await connection.scalar(text(question))
    finally:
        await store.close()


@pytest.mark.parametrize(
    "mode", ["allow", "prefer", "require", "verify-ca&sslrootcert={ca}", "verify-full&sslrootcert={ca}"]
)
async def test_every_mode_that_can_comes_in_by_tls(server: Server, mode: str) -> None:
    assert await ask(server.address(f"sslmode={mode.format(ca=server.ours.file)}")) is True


async def test_the_certificate_is_held_against_the_name_only_where_that_is_asked(server: Server) -> None:
    by_number = {"host": "127.0.0.1"}
    ca = f"sslrootcert={server.ours.file}"
    assert await ask(server.address(f"sslmode=verify-ca&{ca}", **by_number)) is True
    with pytest.raises(StoreRefused, match="certificate"):
        await ask(server.address(f"sslmode=verify-full&{ca}", **by_number))


@pytest.mark.parametrize("query", ["sslmode={}", "sslmode={}&sslrootcert=system", "sslmode={}&sslrootcert={other}"])
@pytest.mark.parametrize("mode", ["verify-ca", "verify-full"])
async def test_a_certificate_of_somebody_else_is_refused(server: Server, mode: str, query: str) -> None:
    with pytest.raises(StoreRefused, match="certificate") as refused:
        await ask(server.address(query.format(mode, other=server.other.file)))
    assert why(refused.value).endswith("check DATABASE_URL.")


async def test_channel_binding_is_met_by_a_checked_certificate(server: Server) -> None:
    asked = "sslmode=require&channel_binding=require"
    assert await ask(server.address(f"{asked}&sslrootcert={server.ours.file}")) is True
    with pytest.raises(StoreRefused, match="certificate"):
        await ask(server.address(asked))


async def test_a_certificate_of_ones_own_instead_of_a_password(server: Server) -> None:
    cert, key = server.client
    own = f"sslmode=verify-full&sslrootcert={server.ours.file}&sslcert={cert}&sslkey={key}"
    assert await ask(server.address(own, user="certified", password="")) is True
    with pytest.raises(StoreRefused, match="user or password"):
        await ask(server.address("sslmode=require", user="certified", password=""))


@pytest.mark.parametrize(
    ("change", "said"),
    [({"password": "wrong"}, "user or password"), ({"user": "nobody"}, "user or password"), ({}, "not on that server")],
)
async def test_whoever_is_not_let_in_reads_one_sentence(server: Server, change: dict[str, str], said: str) -> None:
    address = server.address("sslmode=require", **change)
    with pytest.raises(StoreRefused, match=said) as refused:
        await ask(address if change else address.replace("/postgres?", "/nothing?"))
    assert PASSWORD not in why(refused.value)


async def test_a_kind_of_server_that_none_is_and_a_server_that_is_none_are_said_so(server: Server) -> None:
    """Both were said to be cured by a release."""
    with pytest.raises(StoreRefused, match="target_session_attrs"):
        await ask(server.address("sslmode=require&target_session_attrs=standby"))
    with pytest.raises(StoreDown) as away:
        await ask("postgresql://u@127.0.0.1:1/d")
    assert why(away.value) == "The database cannot be reached: check DATABASE_URL and that the server runs."


async def test_without_tls_it_lets_nobody_in(server: Server) -> None:
    with pytest.raises(StoreRefused):
        await ask(server.address("sslmode=disable"))


async def test_several_hosts_are_tried_in_turn_and_may_have_to_take_writes(server: Server) -> None:
    several = server.address("sslmode=require&target_session_attrs=read-write&connect_timeout=5")
    dead = several.replace("@localhost", f"@127.0.0.1:{free_port()},localhost")
    assert await ask(dead) is True
    with pytest.raises(StoreDown):
        await ask(several.replace("read-write", "standby"))


async def test_settings_of_a_session_reach_the_server(server: Server) -> None:
    asked = server.address("sslmode=require&application_name=two%20words&options=-c%20work_mem%3D5MB&keepalives=1")
    assert await ask(asked, "SELECT current_setting('application_name')") == "two words"
    assert await ask(asked, "SELECT current_setting('work_mem')") == "5MB"
    assert await ask(asked, "SELECT current_setting('jit')") == "off"


async def test_a_server_that_takes_no_writes_any_more_is_left(postgres_url: str) -> None:
    await migrate(postgres_url)
    store = open_store(postgres_url)
    await store.settings.put("main", {"a": 1})
    name = urlsplit(postgres_url).path[1:]
    keeper = await asyncpg.connect(postgres.plain(postgres_url))
    async with store.database.reading() as connection:
        await connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
    with pytest.raises(StoreDown):
        await store.settings.put("main", {"a": 2})
    await store.settings.put("main", {"a": 3})
    assert (await keeper.fetchval("SELECT count(*) FROM pg_stat_activity WHERE datname = $1", name)) <= 2
    await keeper.close()
    await store.close()


@pytest.fixture
def pooler(tether: Tether, postgres_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of pgbouncer before this test's database: each transaction may meet another connection."""
    binary = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if binary is None:
        missing("no pgbouncer here: apt-get install pgbouncer")
        raise RuntimeError
    parts, port = urlsplit(postgres_url), free_port()
    folder = tether.folder(tmp_path / "pooler")
    folder.mkdir()
    (folder / "users").write_text(f'"{postgres.USER}" ""\n')
    where = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[0]
    (folder / "ini").write_text(
        f"[databases]\n* = host={where} port={parts.port or 5432}\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
        f"listen_port = {port}\nauth_type = trust\nauth_file = {folder}/users\npool_mode = transaction\n"
        "default_pool_size = 3\nmax_client_conn = 100\nunix_socket_dir =\nserver_round_robin = 1\n"
    )
    for above in folder.parents[: len(folder.parents) - 2]:
        above.chmod(0o755)
    with (folder / "log").open("wb") as log:
        child = tether.start([binary, folder / "ini"], stdout=log, stderr=log, **postgres.not_root(*folder.iterdir()))
    yield f"postgres://{postgres.USER}@127.0.0.1:{port}{parts.path}"
    child.terminate()
    child.wait()


async def until_up(store: Store) -> None:
    for _ in range(200):
        with contextlib.suppress(StoreDown):
            await store.ping()
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the pooler does not come up")


async def test_behind_a_pooler_everything_goes_on(pooler: str) -> None:
    store = open_store(pooler)
    await until_up(store)
    await migrate(pooler)
    entries = [(f"{n}-0", attempt(f"record-{n}", joined_ms=NOON + n)) for n in range(60)]
    await asyncio.gather(*(store.recorder.write("main", entries[n : n + 5]) for n in range(0, 60, 5)))
    await record_past(store, "main", entries)
    await asyncio.gather(*(store.settings.put(f"desk-{n}", {"a": n}) for n in range(30)))
    assert [await store.settings.desk(f"desk-{n}") for n in range(30)] == [{"a": n} for n in range(30)]
    reports = [store.reports.run("service", "main", Query("2026-09-01", "2026-09-30", "day")) for _ in range(10)]
    assert {report.total[4] for report in await asyncio.gather(*reports)} == {60}
    assert [line async for line in export_lines(store.database)][-1].startswith('{"end":')
    async with store.database.reading() as connection:
        assert await connection.scalar(text("SELECT current_setting('jit')")) == "off"
        assert await connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 0
    with pytest.raises(BadInput):
        await store.reports.run("gossip", "main", Query("2026-09-01", "2026-09-30"))
    await store.close()


@contextlib.asynccontextmanager
async def silent_about(name: bytes, postgres_url: str) -> AsyncIterator[str]:
    """The address of what passes everything on but this setting, as poolers that tell only a few."""
    parts = urlsplit(postgres_url)
    where = parse_qs(parts.query).get("host", [parts.hostname or "127.0.0.1"])[0]
    tasks = set[asyncio.Task[None]]()

    async def pass_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while found := await source.read(65536):
            to.write(found.replace(name, b"x" * len(name)))
        to.close()

    async def between(client: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        socket = f"{where}/.s.PGSQL.{parts.port or 5432}"
        opened = asyncio.open_unix_connection(socket) if where[0] == "/" else asyncio.open_connection(where, parts.port)
        server, asks = await opened
        tasks.update(asyncio.create_task(pass_on(*pair)) for pair in ((client, asks), (server, answers)))

    relay = await asyncio.start_server(between, "127.0.0.1")
    yield f"postgres://{postgres.USER}@127.0.0.1:{relay.sockets[0].getsockname()[1]}{parts.path}"
    relay.close()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_pooler_that_does_not_tell_the_encoding_is_taken(postgres_url: str) -> None:
    async with silent_about(b"server_encoding", postgres_url) as address:
        assert await ask(address, "SELECT 'é'") == "é"
