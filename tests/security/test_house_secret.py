"""A house whose secret is not the one that sealed its data does not start, and says which; one command seals anew."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from chat.auth import totp
from chat.auth.house_secret import check_secret, seal_anew
from chat.entry.keyring import KeyRing
from chat.jobs.sealed_times import SealedTimes
from chat.page_files import OtherBuilds, seal_builds_anew, seal_of
from demo.stack import ROOT
from routing import keys
from routing.times import WaitingTimes
from storage import Store, open_store
from storage.errors import OtherSecret
from storage.page_files import PageFile
from storage.records.cells import Timed
from storage.values import Account
from tests.patience import PATIENCE_S
from tests.security.conftest import ORIGIN, SECRET

NEXT = "pX4vN8sLq2Wc7RtYb1mZk5jHd9GfUe3A"
THIRD = "Q7zr5Tn2Xk9Wm4Vb8Lc6Hj3Fd1Gs0PaY"
OLD, NEW, BOTH = KeyRing((SECRET,)), KeyRing((NEXT,)), KeyRing((NEXT, SECRET))
TIMED = Timed("answered", "nl", 497_222, (61_234, 1_512_345))


@pytest.fixture
async def store(ready_store_url: str) -> AsyncIterator[Store]:
    it = open_store(ready_store_url)
    yield it
    await it.close()


async def with_code_app(store: Store, name: str, ring: KeyRing) -> None:
    sealed = totp.seal(ring, name, "SECRETOFTHEAPP")
    await store.accounts.add(Account(name, name, name, "counsellor", "", totp=sealed))


async def test_the_secret_that_sealed_must_be_given(store: Store) -> None:
    await check_secret(store, OLD, 1)
    with pytest.raises(OtherSecret, match=f"the mark {OLD.current}; HEARLINE_SECRET has the mark {NEW.current}"):
        await check_secret(store, NEW, 2)
    await check_secret(store, BOTH, 3)
    with pytest.raises(OtherSecret, match=NEW.current):
        await check_secret(store, OLD, 4)


async def test_what_was_brought_from_elsewhere_says_itself_who_sealed_it(store: Store) -> None:
    await with_code_app(store, "an", OLD)
    with pytest.raises(OtherSecret, match=OLD.current):
        await check_secret(store, NEW, 1)


async def test_processes_may_start_together(store: Store) -> None:
    await asyncio.gather(*(check_secret(store, OLD, 1) for _ in range(5)))
    assert await store.secrets.all() == {OLD.current}


async def test_all_is_sealed_anew_once(store: Store) -> None:
    for name in ("an", "bo"):
        await with_code_app(store, name, OLD)
    await with_code_app(store, "cy", BOTH)
    await check_secret(store, BOTH, 1)
    assert await seal_anew(store, BOTH, 2) == (2, [])
    assert await seal_anew(store, BOTH, 3) == (0, [])
    await check_secret(store, NEW, 4)
    assert {totp.unseal(NEW, who, sealed) for who, sealed in await store.secrets.sealed()} == {"SECRETOFTHEAPP"}
    assert [entry.kind for entry in await store.audit.page()] == ["secret_rotated"] * 2


async def test_what_no_secret_opens_is_named_and_not_forgotten(store: Store) -> None:
    await with_code_app(store, "an", KeyRing((THIRD,)))
    await with_code_app(store, "bo", OLD)
    assert await seal_anew(store, BOTH, 1) == (1, ["an"])
    with pytest.raises(OtherSecret, match=KeyRing((THIRD,)).current):
        await check_secret(store, BOTH, 2)


async def test_exact_times_are_sealed_anew_unless_they_are_taken_meanwhile(redis: Redis) -> None:
    waiting = WaitingTimes(redis, "main")
    name, box = SealedTimes(OLD, "main").seal("1-0", TIMED)
    await redis.hset(keys.desk_key("main", "times"), mapping={name: box, "strange": "x"})
    assert await waiting.replace(SealedTimes(BOTH, "main").seal_anew) == 1
    assert SealedTimes(NEW, "main").open(await waiting.all()) == ({name: TIMED}, ["strange"])


def hearline(*words: str, **given: str) -> subprocess.CompletedProcess[str]:
    usual = {"HEARLINE_SECRET": SECRET, "HEARLINE_PUBLIC_URL": ORIGIN, "HEARLINE_PROXIES": "1"}
    return subprocess.run(
        [sys.executable, "-m", "chat.cli", *words], cwd=ROOT, env=os.environ | usual | given,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE_S,
    )  # fmt: skip


async def test_files_of_every_build_are_sealed_anew_and_of_nobody_else(store: Store) -> None:
    """A host that names the loader of an earlier build found none once the former secret was taken away."""
    name, body = "embed-0123456789ab.js", b"// loader"
    mine = PageFile(name, body, "")
    for seal, there in ((seal_of(OLD, name, body), body), (seal_of(KeyRing((THIRD,)), name, body), None)):
        await store.page_files.keep([replace(mine, seal=seal)], 1_000, 0)
        await seal_builds_anew(store, BOTH)
        assert await OtherBuilds(store, NEW).get(name) == there
    await store.page_files.keep([], 1_002, 1_001)
    assert await store.page_files.names() == [], "it is as old as it was"


async def test_on_the_command_line(ready_sqlite_url: str, valkey_url: str, redis: Redis) -> None:
    store = open_store(ready_sqlite_url)
    await with_code_app(store, "an", OLD)
    await store.page_files.keep([PageFile("embed-0.js", b"//", seal_of(OLD, "embed-0.js", b"//"))], 1, 0)
    where = {"DATABASE_URL": ready_sqlite_url, "REDIS_URL": valkey_url}
    refused = await asyncio.to_thread(hearline, "worker", HEARLINE_SECRET=NEXT, **where)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert OLD.current in refused.stderr
    early = await asyncio.to_thread(hearline, "secret", "rotate", HEARLINE_SECRET_NEXT=NEXT, **where)
    assert (early.returncode, "signs nothing yet" in early.stderr) == (1, True)
    second = {"HEARLINE_SECRET": NEXT, "HEARLINE_SECRET_OLD": SECRET}
    done = await asyncio.to_thread(hearline, "secret", "rotate", **where, **second)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Sealed anew: 1 code apps, 0 exact times.")
    await check_secret(store, NEW, 1)
    assert await OtherBuilds(store, NEW).get("embed-0.js") == b"//"
    await store.close()


async def test_what_hinders_is_called_by_its_name(ready_sqlite_url: str, valkey_url: str, redis: Redis) -> None:
    """Each refusal of Redis was called a Redis that is away."""
    await redis.execute_command("ACL", "SETUSER", "poor", "on", ">right", "~*", "&*", "+@all", "-watch", "-hgetall")
    as_user = valkey_url.replace("unix://", "unix://{}@").format
    where = {"DATABASE_URL": ready_sqlite_url}
    for url, said in (
        (as_user("poor:right"), "Redis refuses what must be asked of it (NoPermissionError)"),
        (as_user("poor:wrong"), "Redis refuses what must be asked of it (AuthenticationError)"),
        ("unix:///nowhere.sock", "Redis cannot be reached"),
    ):
        done = await asyncio.to_thread(hearline, "secret", "rotate", REDIS_URL=url, **where)
        assert (done.returncode, done.stderr[: len(said)]) == (1, said)
