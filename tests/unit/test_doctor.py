"""What a doctor calls wrong is wrong, and what is usual somewhere is not."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from chat.commands import doctor
from chat.commands.doctor import of_redis, of_settings
from chat.commands.doctor.findings import Check, Reached, looked
from chat.commands.doctor.public_address import ask
from chat.page_files import built
from chat.settings import load, read
from tests.certificates import authority

DEMO = {"HEARLINE_DEMO": "1"}


async def certificates(**given: str) -> Check:
    found, wrong = read(DEMO | given)
    return await looked("certificates", of_settings.certificates, Reached(found, wrong))


def codes(check: Check) -> list[str]:
    return [problem.code for problem in check.problems]


@pytest.mark.parametrize("password", ["p[x", "p]x", "a[b]c", "\u2100", "[", "%5B"])
async def test_a_password_with_any_sign_is_no_hindrance(password: str) -> None:
    check = await certificates(DATABASE_URL=f"postgresql://u:{password}@h/d")
    assert (codes(check), check.saw) == ([], "0 files of certificates in the addresses")


def together(file: Path, *parts: str | Path) -> Path:
    file.write_bytes(b"".join(Path(one).read_bytes() for one in parts))
    return file


async def test_of_several_authorities_one_that_lasts_will_do(tmp_path: Path) -> None:
    """Hosts hand out all that they ever had in one file; of a chain that we show ourselves each must hold."""
    it = authority(tmp_path, "own")
    ended, key = it.issue(tmp_path, "ended", "localhost", days=-1)
    lasting, _ = it.issue(tmp_path, "lasting", "localhost", days=900)
    both = together(tmp_path / "both.pem", ended, lasting)
    for url in ("postgresql://u@h/d?sslmode=verify-full&sslrootcert={}", "postgresql://u@h/d?sslrootcert={}"):
        assert codes(await certificates(DATABASE_URL=url.format(both))) == []
        assert codes(await certificates(DATABASE_URL=url.format(ended))) == ["certificate_ended"]
    assert codes(await certificates(REDIS_URL=f"rediss://h?ssl_ca_certs={both}")) == []
    shown = f"rediss://h?ssl_certfile={both}&ssl_keyfile={key}"
    assert codes(await certificates(REDIS_URL=shown)) == ["certificate_ended"]


class Primary:
    """A server of Redis, as far as a doctor asks."""

    up = True

    def __init__(self, *others: "Primary", policy: str = "noeviction", used: int = 10) -> None:
        self._all = (self, *others)
        self._memory = f"maxmemory_policy:{policy}\r\nused_memory:{used}\r\nmaxmemory:100\r\n"

    def each(self) -> tuple["Primary", ...]:
        return self._all

    async def call(self, *line: object) -> object:
        if line[0] == "CONFIG":
            return {"save": "3600 1"} if line[2] == "save" else {}
        return {"INFO": self._memory, "HELLO": {"server": "valkey", "version": "8.0.1"}}.get(str(line[0]), [])


async def test_each_primary_of_a_cluster_is_looked_at() -> None:
    """Also where the first has something to be looked at, which some keep knowingly."""
    for pipe, found in (
        (Primary(Primary()), ["redis_persists"]),
        (Primary(Primary(policy="allkeys-lru", used=90)), ["redis_evicts", "redis_full", "redis_persists"]),
        (Primary(policy="allkeys-lru", used=90), ["redis_evicts", "redis_full", "redis_persists"]),
    ):
        check = await looked("redis", of_redis.redis, Reached(load(DEMO), pipe=pipe))  # type: ignore[arg-type]
        assert sorted(codes(check)) == found


GIB = 1 << 30
DISKS = [
    (20 * GIB, 500 << 20, 0, True),
    (20 * GIB, 2 * GIB, 0, False),
    (100 * GIB, 4 * GIB, 0, True),
    (4_000 * GIB, 150 * GIB, 0, False),  # a twentieth of which is 200 GiB
    (4_000 * GIB, 9 * GIB, 0, True),
    (1 * GIB, 0, os.ST_RDONLY, False),  # an image is always full
]


@pytest.mark.parametrize(("total", "free", "flags", "little"), DISKS)
async def test_room_on_a_disk(total: int, free: int, flags: int, little: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_settings.shutil, "disk_usage", lambda _: (total, total - free, free))
    monkeypatch.setattr(of_settings.os, "statvfs", lambda _: SimpleNamespace(f_flag=flags))
    check = await looked("machine", of_settings.machine, Reached(load(DEMO)))
    assert ("disk_full" in codes(check)) == little


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Content-Length: 2", "ok"),
        ("Connection: close", "ok"),
        ("Transfer-Encoding: chunked", "2\r\nok\r\n0\r\n\r\n"),
        ("transfer-encoding:chunked\r\nServer: x", "2;a=b\r\nok\r\n0\r\n\r\n"),
    ],
)
async def test_an_answer_is_read_however_a_proxy_hands_it_on(head: str, body: str) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}".encode())
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        assert (await ask(f"http://{host}:{port}", "/livez")).body == "ok"


def test_whatever_a_part_of_the_house_prints_is_not_in_the_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def talkative() -> list[Check]:
        print("cache_stale")
        return []

    monkeypatch.setattr(doctor, "examine", talkative)
    assert doctor.run(SimpleNamespace(json=True)) == 0  # type: ignore[arg-type]
    told = capsys.readouterr()
    assert (told.out, told.err) == ('{"ok": true, "checks": [], "problems": []}\n', "cache_stale\n")


@pytest.mark.parametrize("place", ["a" * 300, "file", "file/under", "loop", "", "closed"])
def test_pages_that_cannot_be_looked_at_are_not_there(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    if place == "closed":

        def closed(*_: object) -> bool:
            raise PermissionError

        monkeypatch.setattr(Path, "is_file", closed)
    assert not built(str(tmp_path / place))
