"""`hearline doctor` on the demo, which is well, and on houses that are broken, each in its own way."""

import asyncio
import json
import os
import shutil
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from chat.commands.doctor import LOOKS, examine, of_redis, of_settings
from chat.commands.doctor.findings import Check, Reached, as_json, as_lines, looked
from chat.commands.release import release
from chat.entry.keyring import KeyRing
from chat.settings import load
from demo.ports import free_port
from demo.stack import ROOT, Stack
from routing import keys
from routing.pipe import Pipe
from routing.processes import note_alive
from storage import open_store
from storage.migrate import migrate
from storage.values import Account
from tests.certificates import Authority, authority
from tests.integration.test_fitness import OLD as OLD_REDIS
from tests.patience import PATIENCE_S
from tests.postgres import plain

SECRET = "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd"
OTHER_SECRET = "pX4vN8sLq2Wc7RtYb1mZk5jHd9GfUe3A"
# What the machine that runs the tests may lack.
THIS_MACHINE = {"disk_full", "open_files_few"}


def codes(checks: list[Check]) -> set[str]:
    return {problem.code for check in checks for problem in check.problems} - THIS_MACHINE


@pytest.fixture
def house(ready_sqlite_url: str, valkey_url: str, redis: Redis) -> dict[str, str]:
    """The environment of a house of which only nothing runs yet."""
    assert redis
    return {
        "HEARLINE_SECRET": SECRET,
        "HEARLINE_PUBLIC_URL": f"https://localhost:{free_port()}",
        "HEARLINE_EMBED_ORIGINS": "https://www.example.be",
        "HEARLINE_PROXIES": "1",
        "HEARLINE_STATIC": str(ROOT / "web" / "dist"),
        "DATABASE_URL": ready_sqlite_url.replace("+aiosqlite", ""),
        "REDIS_URL": valkey_url,
    }


async def named(house: dict[str, str], **broken: str) -> set[str]:
    return codes(await examine(house | broken))


def test_the_demo_is_well(stack: Stack) -> None:
    """And says so to programs and people alike."""
    command = [sys.executable, "-m", "chat.cli", "doctor"]
    about: dict[str, Any] = {"cwd": ROOT, "env": stack.settings(), "capture_output": True, "text": True}
    done = subprocess.run([*command, "--json"], **about, timeout=PATIENCE_S, check=False)
    told = json.loads(done.stdout)
    assert set(told["problems"]) <= THIS_MACHINE, told
    assert [check["name"] for check in told["checks"]] == list(LOOKS)
    assert all(check["saw"] for check in told["checks"])
    assert (told["ok"], done.returncode) == ("disk_full" not in told["problems"], int("disk_full" in told["problems"]))
    shown = subprocess.run(command, **about, timeout=PATIENCE_S, check=False).stdout.splitlines()
    assert [line.split()[1] for line in shown if not line.startswith(" ")] == list(LOOKS)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
def test_programs_can_read_it_whatever_the_locale(tmp_path: Path, encoding: str) -> None:
    """In a folder whose name is none of ASCII, with a setting that is told as it stands."""
    place = tmp_path / "Hilfe für alle 😀 \u0085"
    place.mkdir()
    given = os.environ | {"PYTHONIOENCODING": encoding, "REDIS_URL": "unix:///nowhere.sock"}
    given |= {"HEARLINE_STATIC": f"{place}/dïst", "HEARLINE_PUBLIC_URL": "ftp://ü", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "chat.cli", "doctor", "--json"],
        cwd=place, env=given, capture_output=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert str(place) in json.dumps(told, ensure_ascii=False)


async def test_a_house_that_lacks_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing set, nothing there: all that is wrong at once, and every check answers."""
    monkeypatch.chdir(tmp_path)
    given = {"REDIS_URL": "unix:///nowhere.sock", "HEARLINE_STATIC": "nowhere", "HEARLINE_SECERT": "x", "PORT": "99999"}
    given |= {"HEARLINE_LOG_LEVEL": "DEBUG"}
    checks = await examine(given)
    wanted = {
        "secret_weak", "public_url_plain", "log_level_debug", "setting_wrong", "setting_unknown", "redis_away",
        "sql_file_none", "front_end_none", "embedders_none",
    }  # fmt: skip
    assert codes(checks) == wanted
    assert [check.name for check in checks] == list(LOOKS)
    assert not os.listdir(tmp_path), "looking makes nothing"
    told = as_json(checks)
    assert told["ok"] is False
    assert all(
        problem.what.endswith(".") and problem.do.endswith(".") for check in checks for problem in check.problems
    )
    assert any(line.startswith("-     processes") for line in as_lines(checks))


async def test_where_nothing_runs_yet(house: dict[str, str]) -> None:
    assert await named(house) == {
        "admin_none", "hours_none", "gateway_none", "worker_none", "front_end_unreleased", "public_away",
    }  # fmt: skip


async def test_addresses_that_cannot_be_read_are_not_looked_for(house: dict[str, str]) -> None:
    found = await named(house, REDIS_URL="http://x", DATABASE_URL="mysql://x", HEARLINE_PUBLIC_URL="ftp://x")
    assert found >= {"setting_wrong"}
    assert not found & {"redis_away", "sql_away", "public_away"}


# Redis

CONFIGS = [
    ("maxmemory-policy", "allkeys-lru", "redis_evicts"),
    ("save", "3600 1", "redis_persists"),
    ("slowlog-log-slower-than", "10000", "redis_slow_log"),
    ("client-output-buffer-limit", "pubsub 1mb 1mb 1", "redis_pubsub_limit"),
    ("min-replicas-to-write", "1", "redis_takes_no_writes"),
    ("maxmemory", "", "redis_full"),
]


@pytest.mark.any_redis
@pytest.mark.parametrize(("name", "value", "code"), CONFIGS)
async def test_a_redis_that_is_set_wrongly(
    house: dict[str, str], redis: Redis, name: str, value: str, code: str
) -> None:
    before = (await redis.config_get(name))[name]
    await redis.config_set(name, value or int((await redis.info("memory"))["used_memory"] / 0.9))
    try:
        found = await named(house)
    finally:
        await redis.config_set(name, before)
    assert code in found
    assert code not in await named(house)


@pytest.mark.any_redis
async def test_a_redis_that_takes_writes_for_one_desk_alone(
    house: dict[str, str], redis: Redis, valkey_url: str
) -> None:
    """As a cluster of which one primary takes none."""
    await redis.execute_command("ACL", "SETUSER", "half", "on", ">right", "%R~*", f"~{keys.readiness('main')}", "+@all")
    try:
        given = {"REDIS_URL": valkey_url.replace("unix://", "unix://half:right@"), "HEARLINE_DESKS": "main,north"}
        seen = [problem for check in await examine(house | given) for problem in check.problems]
    finally:
        await redis.execute_command("ACL", "DELUSER", "half")
    assert [one.what for one in seen if one.code == "redis_takes_no_writes"] == [
        "Redis refuses a write for north (NOPERM)."
    ]


@pytest.mark.any_redis
async def test_a_redis_that_lets_us_do_too_little(house: dict[str, str], redis: Redis, valkey_url: str) -> None:
    for user, rules in {"reader": ("-set",), "mute": ("-info", "-config")}.items():
        await redis.execute_command("ACL", "SETUSER", user, "on", ">right", "~*", "&*", "+@all", *rules)
    try:
        as_user = valkey_url.replace("unix://", "unix://{}@").format
        assert "redis_takes_no_writes" in await named(house, REDIS_URL=as_user("reader:right"))
        assert "redis_refuses" in await named(house, REDIS_URL=as_user("reader:wrong"))
        assert "redis_tells_nothing" in await named(house, REDIS_URL=as_user("mute:right"))
        await redis.execute_command("ACL", "SETUSER", "deaf", "on", ">right", "~*", "resetchannels", "+@all")
        assert "redis_rights" in await named(house, REDIS_URL=as_user("deaf:right"))
    finally:
        await redis.execute_command("ACL", "DELUSER", "reader", "mute", "deaf")


@asynccontextmanager
async def server(answer: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]) -> AsyncIterator[int]:
    """Its port; answers each connection so."""
    tasks = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        await answer(reader, writer)
        writer.close()

    it = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield it.sockets[0].getsockname()[1]
    it.close()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_redis_that_is_too_old(house: dict[str, str]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            writer.write(OLD_REDIS)

    async with server(answer) as port:
        assert "redis_old" in await named(house, REDIS_URL=f"redis://127.0.0.1:{port}")


async def test_a_redis_that_says_nothing(house: dict[str, str]) -> None:
    async def answer(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            pass

    async with server(answer) as port:
        assert "redis_away" in await named(house, REDIS_URL=f"redis://127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["redis+sentinel://127.0.0.1:1,127.0.0.1:2/chats", "redis+cluster://127.0.0.1:1"])
async def test_many_redis_of_which_none_is_there(house: dict[str, str], url: str) -> None:
    assert "redis_away" in await named(house, REDIS_URL=url)


def test_a_redis_that_is_open_to_its_network() -> None:
    check = Check("redis")
    for url in (
        "redis://10.0.0.5",
        "redis://10.0.0.5:6379",
        "redis://:word@10.0.0.5",
        "redis://localhost",
        "unix:///x",
    ):
        of_redis._entry(of_redis.Address.parse(url), check)
    assert [problem.code for problem in check.problems] == ["redis_open", "redis_open"]


async def test_a_clock_that_is_off(valkey_url: str, redis: Redis) -> None:
    assert redis
    pipe = Pipe(valkey_url)
    await pipe.start()
    try:
        for off, wanted in ((0, []), (1, []), (-300, ["clock_apart"]), (300, ["clock_apart"])):
            check = Check("clocks")
            await of_redis.clocks(
                Reached(load({"HEARLINE_DEMO": "1"}), pipe=pipe), check, lambda off=off: time.time() + off
            )  # type: ignore[misc]
            assert [problem.code for problem in check.problems] == wanted
    finally:
        await pipe.stop()


# SQL


async def test_tables_of_another_version(house: dict[str, str], tmp_path: Path) -> None:
    older = f"sqlite:///{tmp_path}/older.db"
    await migrate(older, "0001")
    assert "schema_old" in await named(house, DATABASE_URL=older)
    newer = shutil.copy(house["DATABASE_URL"].partition("///")[2], tmp_path / "newer.db")
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert "schema_new" in await named(house, DATABASE_URL=f"sqlite:///{newer}")
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'ae1027a6acf'")
    connection.close()
    assert "schema_other" in await named(house, DATABASE_URL=f"sqlite:///{newer}")
    (tmp_path / "empty.db").touch()
    assert "schema_none" in await named(house, DATABASE_URL=f"sqlite:///{tmp_path}/empty.db")
    (tmp_path / "torn.db").write_bytes(b"no database at all" * 100)
    found = await named(house, DATABASE_URL=f"sqlite:///{tmp_path}/torn.db")
    assert {code for code in found if code.endswith("_unknown") or code.startswith("sql")} == {"sql_file_bad"}


async def test_a_folder_that_lets_nobody_look_is_told_once(
    house: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever runs the doctor as another user than the gateways' meets it."""

    def closed(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", closed)
    found = await named(house, DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/hearline.db")
    assert {code for code in found if code.endswith("_unknown") or code.startswith("sql")} == {"sql_file_bad"}


async def test_a_postgresql_that_is_away_refuses_or_takes_no_writes(
    house: dict[str, str], ready_postgres_url: str
) -> None:
    url = plain(ready_postgres_url)
    options = "&options=-c%20default_transaction_read_only%3Don"
    assert "sql_takes_no_writes" in await named(house, DATABASE_URL=url + options)
    assert "sql_refuses" in await named(house, DATABASE_URL=url.replace("/t_", "/gone_"))
    assert "sql_away" in await named(house, DATABASE_URL="postgresql://x@/x?host=/nowhere")
    assert not {code for code in await named(house, DATABASE_URL=url) if code.startswith(("sql", "schema"))}


async def test_the_secret_of_another_house(house: dict[str, str]) -> None:
    store = open_store(house["DATABASE_URL"])
    await store.secrets.add(KeyRing((OTHER_SECRET,)).current, 1)
    await store.close()
    assert "secret_other" in await named(house)
    assert {"secret_unrotated", "secret_old"} <= await named(house, HEARLINE_SECRET_OLD=OTHER_SECRET)
    assert "secret_next" in await named(house, HEARLINE_SECRET_NEXT=OTHER_SECRET)


async def test_settings_that_cannot_be(house: dict[str, str]) -> None:
    store = open_store(house["DATABASE_URL"])
    await store.settings.put("main", {"languages": 5, "target_ms": 90_000, "keep_audit_days": 1, "of_nobody": []})
    await store.close()
    (desks,) = (check for check in await examine(house) if check.name == "desks")
    told = {problem.code: problem.what for problem in desks.problems}
    assert told["settings_spoilt"] == "The desk main has settings that cannot be: keep_audit_days, languages."


async def test_people_without_a_second_factor(house: dict[str, str]) -> None:
    store = open_store(house["DATABASE_URL"])
    for name, role in (("sam", "admin"), ("an", "counsellor"), ("gone", "admin")):
        await store.accounts.add(Account(name, name, name, role, "hash", active=name != "gone"))
    checks = await examine(house)
    (staff,) = (check for check in checks if check.name == "staff")
    told = {problem.code: problem.what for problem in staff.problems}
    assert told.keys() == {"second_factor_admin", "second_factor_staff"}
    assert "sam" in told["second_factor_admin"]
    assert "gone" not in str(told)
    await store.accounts.update("sam", totp="mark.sealed")
    await store.settings.put("main", {"counsellors_second_factor": False})
    await store.close()
    assert not await named(house) & {"second_factor_admin", "second_factor_staff"}


async def test_hours_that_cannot_be_read(house: dict[str, str]) -> None:
    store = open_store(house["DATABASE_URL"])
    await store.hours.put("main", {"zone": "Atlantis/Main", "week": {}}, "an", 1)
    await store.close()
    assert "hours_unreadable" in await named(house)


# what runs


async def test_processes_and_what_they_leave(house: dict[str, str], redis: Redis, valkey_url: str) -> None:
    pipe = Pipe(valkey_url)
    await pipe.start()
    now = int(time.time() * 1000)
    await note_alive(pipe, "w1", "web", "0.0.9", now)
    await note_alive(pipe, "k1", "worker", "0.0.9", now - 60_000)
    await note_alive(pipe, "k2", "worker", "0.0.9", now - 7_200_000)
    await pipe.stop()
    await redis.xadd(keys.desk_key("main", "set_aside"), {"x": "y"})
    found = await named(house)
    assert {"worker_none", "versions_mixed", "records_set_aside"} <= found
    assert "gateway_none" not in found
    assert set(await redis.hkeys(keys.processes())) == {"w1", "k1"}
    await redis.xadd(keys.desk_key("main", "ended"), {"x": "y"})
    assert "records_wait" not in await named(house)
    await redis.delete(keys.desk_key("main", "ended"))
    await redis.xadd(keys.desk_key("main", "ended"), {"x": "y"}, id=f"{now - 3_600_000}-1")
    assert "records_wait" in await named(house), "one, for an hour"


async def test_pages_of_another_version(house: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "dist"
    shutil.copytree(house["HEARLINE_STATIC"], other)
    about = json.loads((other / "manifest.json").read_text())
    for change in ({"version": "0.0.9"}, {"wire": "x"}):
        (other / "manifest.json").write_text(json.dumps(about | change))
        assert "front_end_other" in await named(house, HEARLINE_STATIC=str(other))
    (other / "manifest.json").write_text("{")
    assert "front_end_other" in await named(house, HEARLINE_STATIC=str(other))
    (other / "widget" / "index.html").unlink()
    assert "front_end_none" in await named(house, HEARLINE_STATIC=str(other))
    await release(load(house))
    assert "front_end_unreleased" not in await named(house)


# the public address


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that this process trusts."""
    it = authority(tmp_path, "authority")
    monkeypatch.setenv("SSL_CERT_FILE", str(it.file))
    return it


@asynccontextmanager
async def proxy(
    certificate: tuple[Path, Path], sockets: str = "101 Switching", figures: int = 403, ready: str = "no"
) -> AsyncIterator[str]:
    """What stands at a public address; its origin."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(*certificate)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split()[1]
            said = {b"/livez": "200 OK", b"/ws/teen": sockets, b"/metrics": f"{figures} OK"}.get(path, "503 Not now")
            writer.write(f"HTTP/1.1 {said}\r\n\r\n{ready if path == b'/readyz' else 'ok'}\n".encode())
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    it = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=secure, ssl_shutdown_timeout=0.1)
    async with it:
        yield f"https://localhost:{it.sockets[0].getsockname()[1]}"
    await asyncio.sleep(0.2)  # a connection of TLS takes a few turns to close


PUBLIC = {"public_away", "public_other", "proxy_no_sockets", "metrics_public", "gateway_unready"}


def of_public(found: set[str]) -> set[str]:
    return {code for code in found if code in PUBLIC or code.startswith("tls_")}


@pytest.mark.parametrize(
    ("host", "days", "code"),
    [
        ("localhost", 90, set()),
        ("localhost", 2, {"tls_ends"}),
        ("localhost", 5, set()),  # of fourteen: who gives short ones renews them later
        ("localhost", -1, {"tls_ended"}),
        ("chat.example.be", 90, {"tls_other_name"}),
    ],
)
async def test_certificates(
    house: dict[str, str], trusted: Authority, tmp_path: Path, host: str, days: int, code: set[str]
) -> None:
    async with proxy(trusted.issue(tmp_path, "proxy", host, days=days)) as origin:
        assert of_public(await named(house, HEARLINE_PUBLIC_URL=origin)) == code


async def test_a_proxy_that_passes_too_little_or_too_much(
    house: dict[str, str], trusted: Authority, tmp_path: Path
) -> None:
    async with proxy(trusted.issue(tmp_path, "proxy", "localhost", days=90), "400 Bad", 200) as origin:
        found = await named(house, HEARLINE_PUBLIC_URL=origin, HEARLINE_PROXIES="0")
    assert of_public(found) == {"proxy_no_sockets", "metrics_public"}
    assert "proxies_none" in found


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"redis": True, "store": True, "front_end": False, "gateway": True}, {"gateway_unready"}),
        ({"redis": True, "store": True, "front_end": True, "gateway": False}, set()),
    ],
)
async def test_a_gateway_that_sees_less_than_the_doctor(
    house: dict[str, str], trusted: Authority, tmp_path: Path, parts: dict[str, bool], code: set[str]
) -> None:
    """Pages that its user may not read, a Redis that its machine does not reach; one that is leaving is well."""
    told = json.dumps({"ready": False, "degraded": False, "parts": parts})
    async with proxy(trusted.issue(tmp_path, "proxy", "localhost", days=90), ready=told) as origin:
        assert of_public(await named(house, HEARLINE_PUBLIC_URL=origin)) == code


async def test_a_gateway_that_is_ready_for_other_desks(
    house: dict[str, str], trusted: Authority, tmp_path: Path
) -> None:
    parts = {"redis": True, "store": True, "front_end": True, "gateway": True}
    away = [f"helpline-{number}" for number in range(20)]
    told = json.dumps({"ready": True, "degraded": True, "parts": parts, "desks_away": away})
    async with proxy(trusted.issue(tmp_path, "proxy", "localhost", days=90), ready=told) as origin:
        given = {**house, "HEARLINE_PUBLIC_URL": origin}
        seen = [problem for check in await examine(given) for problem in check.problems]
    assert [away[-1] in one.what for one in seen if one.code == "gateway_unready"] == [True]


async def test_a_certificate_that_nobody_trusts(house: dict[str, str], tmp_path: Path) -> None:
    async with proxy(authority(tmp_path, "nobody").issue(tmp_path, "proxy", "localhost")) as origin:
        assert of_public(await named(house, HEARLINE_PUBLIC_URL=origin)) == {"tls_untrusted"}


async def test_certificates_that_the_addresses_name(house: dict[str, str], tmp_path: Path) -> None:
    it = authority(tmp_path, "own")  # holds for two days
    ended, _ = it.issue(tmp_path, "ended", "localhost", days=-1)
    for file, code in ((it.file, "certificate_ends"), (ended, "certificate_ended")):
        url = f"rediss://127.0.0.1:1/0?ssl_ca_certs={file}"
        assert code in await named(house, REDIS_URL=url)


# this machine, and the doctor itself


async def test_a_machine_without_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_settings.shutil, "disk_usage", lambda _: (100 << 30, 99 << 30, 500 << 20))
    monkeypatch.setattr(of_settings.resource, "getrlimit", lambda _: (1_024, 4_096))
    monkeypatch.setattr(of_settings, "of_gateways", list)
    check = await looked("machine", of_settings.machine, Reached(load({"HEARLINE_DEMO": "1"})))
    assert {problem.code for problem in check.problems} == {"disk_full", "open_files_few"}


@pytest.mark.parametrize(("kind", "found"), [("nfs4", {"sql_file_far"}), ("ext4", set())])
async def test_an_sqlite_file_on_a_disk_of_the_network(
    kind: str, found: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"22 1 0:21 / / rw - ext4 /dev/sda1 rw\n24 22 0:40 / {tmp_path} rw - {kind} nas:/x rw\n")
    monkeypatch.setattr(of_settings, "MOUNTS", mounts)
    reached = Reached(load({"HEARLINE_DEMO": "1", "DATABASE_URL": f"sqlite:///{tmp_path}/hearline.db"}))
    check = await looked("machine", of_settings.machine, reached)
    assert {problem.code for problem in check.problems} - THIS_MACHINE == found


async def test_the_demo_in_public() -> None:
    given = load({"HEARLINE_DEMO": "1", "HEARLINE_PUBLIC_URL": "https://chat.example.be"})
    check = await looked("settings", of_settings.settings, Reached(given))
    assert "demo_in_public" in {problem.code for problem in check.problems}
    with_desk = replace(given, demo=False, embed_origins=("other=https://a.example.be", "http://b.example.be"))
    check = await looked("origins", of_settings.origins, Reached(with_desk))
    assert {problem.code for problem in check.problems} == {"embedder_of_no_desk", "origin_plain"}


async def test_a_check_that_fails_is_a_problem_of_its_own() -> None:
    async def look(_reach: Reached, check: Check) -> None:
        check.doubt("seen", "Something.", "Do.")
        raise KeyError("what a teen wrote")

    check = await looked("odd", look, Reached(load({"HEARLINE_DEMO": "1"})))
    assert [problem.code for problem in check.problems] == ["seen", "odd_unknown"]
    assert "teen" not in str(check)
    assert os.environ.get("HOME") is None or os.environ["HOME"] not in str(check)
