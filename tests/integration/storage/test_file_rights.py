"""The SQLite file, which holds password hashes: nobody else on the machine may read it, whatever the umask."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE

import pytest

from storage.database import Database
from storage.migrate import migrate

# Another process lets the log go only when nobody else has the file open.
ALONE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('PRAGMA journal_mode=DELETE')"


@pytest.fixture
def generous() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


async def rights(file: Path) -> dict[str, str]:
    """Of the file and what lies beside it while it is open."""
    database = Database(f"sqlite:///{file}")
    try:
        await database.ping()
        async with database.writing():
            return {one.name: oct(S_IMODE(one.stat().st_mode)) for one in sorted(listed(file.parent))}
    finally:
        await database.close()


def listed(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.mark.usefixtures("generous")
async def test_a_new_file_and_its_log_are_for_owner_and_group(tmp_path: Path) -> None:
    found = await rights(tmp_path / "hearline.db")
    assert found == dict.fromkeys(("hearline.db", "hearline.db-shm", "hearline.db-wal"), "0o640")


@pytest.mark.usefixtures("generous")
async def test_a_link_to_a_file_that_is_not_there_yet_too(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    (tmp_path / "hearline.db").symlink_to(disk / "hearline.db")
    await rights(tmp_path / "hearline.db")
    assert oct(S_IMODE((disk / "hearline.db").stat().st_mode)) == "0o640"


@pytest.mark.usefixtures("generous")
async def test_rights_that_somebody_gave_stay(tmp_path: Path) -> None:
    file = tmp_path / "hearline.db"
    file.touch()
    file.chmod(0o664)
    assert (await rights(file))["hearline.db"] == "0o664"


async def test_another_connection_of_this_process_keeps_what_the_first_has_locked(tmp_path: Path) -> None:
    file = tmp_path / "hearline.db"
    first, second = Database(f"sqlite:///{file}"), Database(f"sqlite:///{file}")
    try:
        async with first.writing():
            await second.ping()
        await second.close()
        command = [sys.executable, "-c", ALONE, str(file)]
        alone = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
        assert "locked" in alone.stderr
    finally:
        await first.close()


async def test_what_root_makes_is_of_whoever_has_the_folder(tmp_path: Path) -> None:
    """A restore, or a release, beside units with a user of their own: their gateways could not write the new file."""
    if os.geteuid():
        pytest.skip("only root can give a file away")
    os.chown(tmp_path, 65_534, 65_533)
    await rights(tmp_path / "hearline.db")
    await migrate(f"sqlite:///{tmp_path}/released.db")
    assert {(one.stat().st_uid, one.stat().st_gid) for one in listed(tmp_path)} == {(65_534, 65_533)}
