"""`hearline simulate --live`: a rehearsal goes to its end and leaves nothing; where real people are it does not begin,
or ends at once."""

import asyncio
import contextlib
import json
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from demo.data import PASSWORD
from demo.people import is_in, wait
from demo.ports import free_port
from demo.stack import ROOT, Stack
from demo.tether import Tether
from routing.desk import Desk
from routing.pipe import Pipe
from tests.integration.gateway.ends import eventually
from tests.patience import PATIENCE_S

OWN = ("sofie", "bram", "chloe")


@pytest.fixture(scope="module")
def house(
    tether: Tether, tmp_path_factory: pytest.TempPathFactory, prepared: Callable[[Path], Path]
) -> Iterator[Stack]:
    folder = prepared(tmp_path_factory.mktemp("rehearsal"))
    it = Stack(tether, folder, free_port(), {"HEARLINE_CALM_JOINS": "1000000"})
    it.start_all()
    yield it
    it.stop()


@pytest_asyncio.fixture
async def desk(house: Stack) -> AsyncIterator[Desk]:
    pipe = Pipe(house.redis_url)
    await pipe.start()
    yield Desk(pipe, "main")
    await pipe.stop()


def accounts(folder: Path, *names: str) -> Path:
    file = folder / "accounts"
    file.write_text("".join(f"{name} {PASSWORD}\n" for name in names))
    file.chmod(0o600)
    return file


async def begun(house: Stack, staff: Path, *more: str) -> Process:
    command = ["simulate", "--live", house.url, "--staff", str(staff), "--desk", "main", *more]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "chat.cli", *command, cwd=ROOT, env=house.settings(), stdout=PIPE, stderr=PIPE
    )


async def ended(child: Process) -> tuple[int, str, str]:
    out, err = await asyncio.wait_for(child.communicate(), PATIENCE_S)
    return child.returncode or 0, out.decode(), err.decode()


def report(out: str) -> dict[str, Any]:
    return dict(json.loads(out.splitlines()[-1]))


async def empty(desk: Desk) -> bool:
    board = await desk.board()
    return not board.chats and not [one for one in board.staff if one.status == "available"]


async def test_it_goes_to_its_end_and_leaves_nothing(house: Stack, desk: Desk, tmp_path: Path) -> None:
    child = await begun(house, accounts(tmp_path, *OWN), "--pace", "240", "--minutes", "20", "--seed", "3")
    code, out, err = await ended(child)
    told = report(out)
    assert (code, told["ok"], told["stopped"]) == (0, True, ""), err
    assert told["came"] == told["answered"] + told["left_waiting"] + sum(told["refused"].values()) >= 5
    assert told["answered"] == told["talked_to_the_end"] > 0
    assert (told["lost"], told["words"] > told["answered"]) == (0, True)
    assert told["word_ms"]["half"] > 0
    assert "teens and 2 counsellors rehearse" in out
    assert "have talked" in out
    await eventually(lambda: empty(desk))
    await eventually(lambda: stored(house, told["answered"]))


async def stored(house: Stack, answered: int) -> bool:
    """Each of its chats, and said to be a rehearsal's."""
    with contextlib.closing(sqlite3.connect(f"file:{house.folder}/hearline.db?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT outcome FROM session WHERE result = 'answered'").fetchall()
    print(rows, answered)
    return rows == [("test_joke",)] * answered


@contextlib.asynccontextmanager
async def on_duty(house: Stack) -> AsyncIterator[None]:
    an = StaffClient(house.url)
    await an.sign_in("an", PASSWORD)
    await an.available()
    try:
        yield
    finally:
        await an.set_status("away")
        await an.close()


async def test_a_desk_in_service_is_left_alone(house: Stack, desk: Desk, tmp_path: Path) -> None:
    async with on_duty(house):
        code, _, err = await ended(await begun(house, accounts(tmp_path, *OWN)))
        assert (code, "An on duty" in err) == (1, True), err
        assert [one.name for one in (await desk.board()).staff if one.status == "available"] == ["An"]


async def test_where_somebody_waits_it_does_not_begin(house: Stack, desk: Desk, tmp_path: Path) -> None:
    teen = TeenClient(house.url)
    await teen.join("nl", topic="other")
    code, _, err = await ended(await begun(house, accounts(tmp_path, *OWN)))
    assert (code, "somebody waits or talks" in err) == (1, True), err
    await gone(teen)
    await eventually(lambda: empty(desk))


async def gone(teen: TeenClient) -> None:
    teen.leave()
    await wait(teen, lambda: bool(teen.view and teen.view.end), PATIENCE_S)
    await teen.close()


async def running(desk: Desk) -> bool:
    return any(one.status == "available" for one in (await desk.board()).staff)


async def test_a_teen_who_really_comes_ends_it_and_is_served_by_nobody_of_it(
    house: Stack, desk: Desk, tmp_path: Path
) -> None:
    child = await begun(house, accounts(tmp_path, *OWN), "--pace", "1", "--minutes", "60")
    await eventually(lambda: running(desk))
    teen = TeenClient(house.url)
    states = set()
    await teen.join("nl", topic="other")
    finished = asyncio.create_task(ended(child))
    while not finished.done():
        states.add(teen.view.state if teen.view else "")
        await asyncio.sleep(0.1)
    code, out, _ = await finished
    assert (code, report(out)["stopped"][:12]) == (1, "Somebody cam"), out
    assert "active" not in states
    assert is_in(teen, "waiting", "offered")
    await gone(teen)
    await eventually(lambda: empty(desk))


async def test_a_counsellor_who_really_comes_ends_it(house: Stack, desk: Desk, tmp_path: Path) -> None:
    child = await begun(house, accounts(tmp_path, *OWN), "--pace", "1", "--minutes", "60")
    await eventually(lambda: running(desk))
    async with on_duty(house):
        code, out, _ = await ended(child)
    assert (code, "An." in report(out)["stopped"]) == (1, True), out
    await eventually(lambda: empty(desk))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_told_to_stop_it_leaves_nobody_waiting_and_nobody_on_duty(
    house: Stack, desk: Desk, tmp_path: Path, number: signal.Signals
) -> None:
    """Ended in the middle, its teens stood in the queue for a minute, and its counsellors were offered real ones."""
    child = await begun(house, accounts(tmp_path, *OWN), "--pace", "60", "--minutes", "60")

    async def busy() -> bool:
        return any(one.state == "active" for one in (await desk.board()).chats)

    await eventually(busy)
    child.send_signal(number)
    code, _, err = await ended(child)
    assert code == 128 + number
    assert "Traceback" not in err
    board = await desk.board()
    assert not [one for one in board.staff if one.status == "available"]
    assert not [one for one in board.chats if one.state in ("waiting", "offered", "active")]


async def test_what_it_needs_is_said(house: Stack, tmp_path: Path) -> None:
    file = accounts(tmp_path, "bram")
    code, _, err = await ended(await begun(house, file))
    assert (code, "must have a supervisor" in err) == (1, True), err
    file.chmod(0o644)
    code, _, err = await ended(await begun(house, file))
    assert (code, "chmod 600" in err) == (1, True), err
    wrong = accounts(tmp_path, "nobody")
    code, _, err = await ended(await begun(house, wrong))
    assert (code, "could not begin" in err, "Traceback" in err) == (1, True, False), err
    code, _, err = await ended(await begun(house, wrong, "--pace", "0"))
    assert (code, "--pace must be" in err) == (1, True), err
