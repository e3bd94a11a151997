"""A back-up: one file with every row that moves, and a manifest that says what it is and whether it is whole.

Rows stand in the order of their random keys, and two back-ups differ as two states of the store do: nothing pairs a row
with an exact time (decision 0506). Words are never in the store, and so not here.
"""

import errno
import hashlib
import json
import lzma
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from sqlalchemy import insert, update

from storage.database import Database
from storage.errors import BadInput
from storage.migrate import migrate
from storage.moving import export_lines, import_lines
from storage.schema import REVISIONS
from storage.secret_marks import SecretMarks
from storage.tables.staff import SecretMarkRow, StaffRow

FORMAT = 1
MANIFEST, ROWS = "manifest.json", "rows.jsonl"
MOST_MANIFEST, LONGEST = 64 * 1024, 200
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`version`: of the program; `revision`: of its tables; `day` as ISO; `secrets`: the marks of those that sealed
    something; `digest`: SHA-256 of the rows."""

    format: int
    version: str
    revision: str
    day: str
    database: str
    secrets: tuple[str, ...]
    digest: str


async def back_up(database: Database, path: Path, version: str, day: str) -> Manifest:
    """Into a new file that nobody else can read; half a file is never left. Raises StoreError, OSError."""
    secrets = tuple(sorted(await SecretMarks(database).all()))
    kind = await database.kind()
    with new_file(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        digest = hashlib.sha256()
        with archive.open(ROWS, "w", force_zip64=True) as rows:
            async for line in export_lines(database):
                rows.write(line.encode())
                digest.update(line.encode())
        made = Manifest(FORMAT, version, REVISIONS[0], day, kind, secrets, digest.hexdigest())
        archive.writestr(MANIFEST, json.dumps(asdict(made), indent=1))
    return made


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """That nobody else can read, whole or not at all. What is there is never overwritten."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def checked(path: Path) -> Manifest:
    """What it is, read to its end. Raises BadInput when it is none, not whole, or of a newer program; OSError."""
    digest = hashlib.sha256()
    # A name in it may be no text, which is a ValueError.
    with path.open("rb") as file, _damage_told(ValueError), zipfile.ZipFile(file) as archive:
        manifest = _manifest(archive)
        with archive.open(ROWS) as rows:
            while block := rows.read(1 << 20):
                digest.update(block)
    if digest.hexdigest() != manifest.digest:
        raise BadInput("is damaged: its rows are not those that were written", "file")
    if manifest.revision not in REVISIONS:
        raise BadInput(f"was made by the newer version {manifest.version}: restore it with that one", "file")
    return manifest


@contextmanager
def _damage_told(*more: type[Exception]) -> Iterator[None]:
    """What zipfile says, and what unpacks for it, of a file that is not as it was written."""
    damage: tuple[type[Exception], ...] = (*_DAMAGE, *more)
    try:
        yield
    except damage as problem:
        if isinstance(problem, OSError) and problem.errno not in (None, errno.EINVAL):
            raise  # a disk that fails, a folder that takes nothing
        raise BadInput("is no back-up of Hearline, or is damaged", "file") from problem


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    with _damage_told(), zipfile.ZipFile(path) as archive:
        yield archive


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    try:
        with archive.open(MANIFEST) as file:
            found: dict[str, Any] = json.loads(file.read(MOST_MANIFEST))
        if found["format"] != FORMAT:
            raise BadInput(f"is of the format {found['format']}, which this version does not know", "file")
        archive.getinfo(ROWS)
        return _shown(Manifest(**{**found, "secrets": tuple(found["secrets"])}))
    except (KeyError, TypeError, ValueError):
        raise BadInput("is no back-up of Hearline: it has no manifest that can be read", "file") from None


def _shown(made: Manifest) -> Manifest:
    """What a terminal is told of it is plain text. Raises ValueError."""
    told = (made.version, made.revision, made.day, made.database, made.digest, *made.secrets)
    if not all(isinstance(one, str) and one.isprintable() and len(one) <= LONGEST for one in told):
        raise ValueError
    return made


async def restore(database_url: str, path: Path, manifest: Manifest, *, known: frozenset[str], replace: bool) -> int:
    """How many rows came in: all of them, or none. `manifest` as `checked` gave it. Code apps whose secret is not among
    the `known` marks are dropped: they are to be set up anew. Raises StoreError, OSError."""
    await migrate(database_url)
    database = Database(database_url, connections=1)
    try:
        async with database.together():
            count = await _rows_in(database, path, manifest, replace)
            await _seals(database, manifest, known)
        await database.empty_log()
        return count
    finally:
        await database.close()


async def _rows_in(database: Database, path: Path, manifest: Manifest, replace: bool) -> int:
    with _opened(path) as archive, archive.open(ROWS) as rows:
        if manifest.revision == REVISIONS[0]:
            return await import_lines(database, rows, replace=replace)
        with _aside(path) as folder:
            older = Database(await _brought_up(f"sqlite:///{quote(folder)}/older.db", rows, manifest.revision))
            try:
                return await import_lines(database, [line async for line in export_lines(older)], replace=replace)
            finally:
                await older.close()


def _aside(path: Path) -> "tempfile.TemporaryDirectory[str]":
    """A folder that is ours alone: beside the file, which lies where such rows may lie, or else, where that takes no
    writes, wherever this machine keeps what is there for a while."""
    try:
        return tempfile.TemporaryDirectory(dir=path.absolute().parent, prefix=".hearline-")
    except OSError:
        return tempfile.TemporaryDirectory(prefix=".hearline-")


async def _brought_up(aside: str, lines: Iterable[bytes], revision: str) -> str:
    """Rows of an older version, through the migrations, in a file aside."""
    await migrate(aside, revision)
    database = Database(aside, connections=1)
    try:
        await import_lines(database, lines)
    finally:
        await database.close()
    await migrate(aside)
    return aside


async def _seals(database: Database, manifest: Manifest, known: frozenset[str]) -> None:
    marks = SecretMarks(database)
    for staff, sealed in await marks.sealed():
        if sealed.partition(".")[0] not in known:
            await database.change(update(StaffRow).where(StaffRow.id == staff).values(totp=""))
    if ours := sorted(known.intersection(manifest.secrets)):
        await database.change(insert(SecretMarkRow).values([{"key_id": mark, "since": 0} for mark in ours]))
