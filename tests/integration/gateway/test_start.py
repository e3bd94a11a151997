"""A process that cannot start says why in one sentence."""

import asyncio
import json
import os
import re
import shlex
import socket
import sys
from pathlib import Path

import pytest
from redis.asyncio import Redis

from demo.ports import free_port
from demo.stack import ROOT, readiness
from routing import keys
from storage.migrate import migrate
from tests.patience import PATIENCE_S
from tests.postgres import database

SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"


async def started(part: str, **given: str) -> tuple[int, list[str]]:
    """Exit code and what it said on stderr."""
    environment = os.environ | {"HEARLINE_DEMO": "1", "HEARLINE_SECRET": SECRET, "PORT": str(free_port())} | given
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chat.cli", part, cwd=ROOT, env=environment,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, said = await asyncio.wait_for(child.communicate(), PATIENCE_S)
    return child.returncode or 0, said.decode().strip().splitlines()


async def good_start(said: asyncio.StreamReader) -> str:
    async for line in said:
        if line.startswith(b"Hearline "):
            return line.decode().strip()
    return "it ended without a word"


async def test_a_good_start_says_version_address_and_what_it_runs_on(ready_sqlite_url: str, valkey_url: str) -> None:
    given = {"HEARLINE_DEMO": "1", "HEARLINE_SECRET": SECRET, "PORT": str(free_port())}
    given |= {
        "DATABASE_URL": ready_sqlite_url,
        "REDIS_URL": valkey_url,
        "HEARLINE_PUBLIC_URL": "https://chat.example.be",
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chat.cli", "web", cwd=ROOT, env=os.environ | given | {"HEARLINE_PROXIES": "1"},
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stderr is not None
    said = await asyncio.wait_for(good_start(child.stderr), PATIENCE_S)
    child.terminate()
    await asyncio.wait_for(child.communicate(), PATIENCE_S)
    server = r"(Redis|Valkey) [\d.]+ and SQLite [\d.]+; desks: main\."
    where = rf"http://127\.0\.0\.1:{given['PORT']} for https://chat\.example\.be"
    assert re.fullmatch(rf"Hearline [\d.]+ listens at {where}, runs on {server}", said), said


@pytest.mark.parametrize("into", [">/dev/full 2>&1", ">&- 2>&-"], ids=["full", "none"])
@pytest.mark.parametrize("part", ["web", "worker"])
async def test_logs_that_nobody_takes_stop_nothing(
    part: str, into: str, ready_sqlite_url: str, valkey_url: str, redis: Redis
) -> None:
    given = {"HEARLINE_DEMO": "1", "HEARLINE_SECRET": SECRET, "PORT": str(free_port())}
    given |= {"DATABASE_URL": ready_sqlite_url, "REDIS_URL": valkey_url}
    line = f"exec {shlex.quote(sys.executable)} -m chat.cli {part} {into}"
    child = await asyncio.create_subprocess_shell(line, cwd=ROOT, env=os.environ | given)
    try:
        await serves(part, redis, int(given["PORT"]))
        assert child.returncode is None
    finally:
        child.terminate()
        await asyncio.wait_for(child.wait(), PATIENCE_S)


@pytest.mark.parametrize("part", ["web", "worker"])
async def test_one_that_is_told_to_stop_ends_well_and_its_lines_name_itself(
    part: str, ready_sqlite_url: str, valkey_url: str, redis: Redis
) -> None:
    """A gateway without a client ended by the signal, which some supervisors take for a fault; the id was a `?`."""
    given = {"HEARLINE_DEMO": "1", "HEARLINE_SECRET": SECRET, "PORT": str(free_port())}
    given |= {"DATABASE_URL": ready_sqlite_url, "REDIS_URL": valkey_url}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chat.cli", part, cwd=ROOT, env=os.environ | given, stdout=asyncio.subprocess.PIPE
    )
    await serves(part, redis, int(given["PORT"]))
    child.terminate()
    said, _ = await asyncio.wait_for(child.communicate(), PATIENCE_S)
    assert child.returncode == 0
    lines = [json.loads(line) for line in said.splitlines()]
    assert "?" not in [value for line in lines for value in line.values()]
    if part == "worker":
        assert re.fullmatch(r"[\w-]{22}", next(line["gateway"] for line in lines if "gateway" in line))


async def serves(part: str, redis: Redis, port: int) -> None:
    """The gateway answers; the worker says in Redis that it lives."""
    for _ in range(int(PATIENCE_S / 0.1)):
        if part == "web" and (await asyncio.to_thread(readiness, port)).startswith("200"):
            return
        if part == "worker" and await redis.hlen(keys.processes()):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("never")


async def test_no_redis(ready_sqlite_url: str) -> None:
    code, said = await started("web", DATABASE_URL=ready_sqlite_url, REDIS_URL="unix:///nowhere.sock")
    assert (code, said) == (1, ["Redis cannot be reached: check REDIS_URL and that the server runs."])


async def test_the_wrong_password_of_redis(ready_sqlite_url: str, valkey_url: str, redis: Redis) -> None:
    await redis.execute_command("ACL", "SETUSER", "hearline", "on", ">right", "~*", "&*", "+@all")
    try:
        wrong = valkey_url.replace("unix://", "unix://hearline:wrong@")
        code, said = await started("worker", DATABASE_URL=ready_sqlite_url, REDIS_URL=wrong)
    finally:
        await redis.execute_command("ACL", "DELUSER", "hearline")
    assert (code, said) == (1, ["Redis refuses this user or password (WRONGPASS): check REDIS_URL."])


async def test_a_user_of_redis_without_a_password_is_that_user(
    ready_sqlite_url: str, valkey_url: str, redis: Redis
) -> None:
    await redis.execute_command("ACL", "SETUSER", "hearline", "on", "nopass", "~*", "&*", "+@all", "-publish")
    try:
        named = valkey_url.replace("unix://", "unix://hearline@")
        code, said = await started("worker", DATABASE_URL=ready_sqlite_url, REDIS_URL=named)
    finally:
        await redis.execute_command("ACL", "DELUSER", "hearline")
    assert (code, said[0].partition(":")[0]) == (1, "REDIS_URL leads to a server that refuses PUBLISH gw")


@pytest.mark.parametrize("part", ["web", "worker"])
async def test_before_release(valkey_url: str, store_url: str, part: str) -> None:
    code, said = await started(part, DATABASE_URL=store_url, REDIS_URL=valkey_url)
    assert (code, said[-1:]) == (1, ["The database has no tables yet: run hearline release."])


async def test_before_release_of_this_version(valkey_url: str, sqlite_url: str) -> None:
    await migrate(sqlite_url, "0001")
    code, said = await started("worker", DATABASE_URL=sqlite_url, REDIS_URL=valkey_url)
    assert (code, said) == (1, ["The database has the tables of an older version: run hearline release."])


async def test_no_such_database(valkey_url: str, postgres_server: str) -> None:
    wrong = postgres_server.replace("@/postgres", "@/nobodys")
    for part in ("release", "worker"):
        code, said = await started(part, DATABASE_URL=wrong, REDIS_URL=valkey_url)
        assert (code, said) == (1, ["The database is not on that server: check DATABASE_URL."])


@pytest.mark.parametrize(("encoding", "fits"), [("LATIN1", False), ("SQL_ASCII", True)])
async def test_a_database_that_lacks_signs_is_refused(encoding: str, fits: bool, postgres_server: str) -> None:
    async with database(postgres_server, more=f"ENCODING '{encoding}' LOCALE 'C'") as url:
        code, said = await started("release", DATABASE_URL=url)
    why = f"The database keeps {encoding}, which lacks signs that people write; it takes one made with UTF8"
    assert (code, said) == ((0, []) if fits else (1, [f"{why}: check DATABASE_URL."]))


async def test_a_search_path_that_leads_nowhere(postgres_server: str) -> None:
    async with database(postgres_server) as url:
        code, said = await started("release", DATABASE_URL=f"{url}&options=-csearch_path%3Dnowhere")
    why = "The database has no schema that the search_path of this user names"
    assert (code, said) == (1, [f"{why}: check DATABASE_URL."])


async def test_a_server_that_takes_no_writes(postgres_server: str) -> None:
    async with database(postgres_server) as url:
        code, said = await started("release", DATABASE_URL=f"{url}&options=-cdefault_transaction_read_only%3Don")
    why = "The database takes no writes: DATABASE_URL must lead to the primary (target_session_attrs=read-write)."
    assert (code, said) == (1, [why])


async def test_a_worker_without_a_store(valkey_url: str, tmp_path: Path) -> None:
    empty = f"sqlite:///{tmp_path / 'none' / 'hearline.db'}"
    code, said = await started("worker", DATABASE_URL=empty, REDIS_URL=valkey_url)
    assert code == 1
    assert said == ["The database cannot be opened: its folder must exist, and this process be able to write both."]


async def test_no_front_end(tmp_path: Path) -> None:
    _, said = await started("web", HEARLINE_STATIC=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/x.db")
    assert said[0] == f"There is no front end in {tmp_path}: run npm run build in web/, or set HEARLINE_STATIC."


async def test_a_taken_port(ready_sqlite_url: str, valkey_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, said = await started("web", DATABASE_URL=ready_sqlite_url, REDIS_URL=valkey_url, PORT=port)
    assert (code, said) == (1, [f"Cannot listen on 127.0.0.1:{port}: Address already in use."])


async def test_wrong_settings() -> None:
    code, said = await started("web", REDIS_URL="http://x", HEARLINE_DESKS="A B")
    assert code == 1
    assert [line.split()[0] for line in said] == ["REDIS_URL", "HEARLINE_DESKS"]
