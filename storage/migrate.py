"""Brings a database to the newest schema, whatever schema it had."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.database import Database
from storage.errors import StoreUnready, TooNew
from storage.records.rebuild import rebuild_if_missing

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x48656172


async def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrade, all or nothing; two at once wait for each other. Raises StoreDown, TooNew."""
    database = Database(database_url, connections=1)
    try:
        async with database.writing() as connection:
            if not database.sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(_upgrade, revision)
            if revision == "head":
                await rebuild_if_missing(connection)
        await database.compact()
    finally:
        await database.close()


async def check_schema(database: Database) -> None:
    """Raises StoreUnready unless the tables are there, those of a newer program included; StoreDown."""
    async with database.reading() as connection:
        found = await connection.run_sync(lambda plain: MigrationContext.configure(plain).get_current_revision())
    if found is None:
        raise StoreUnready("has no tables yet")
    if found in revisions()[1:]:
        raise StoreUnready("has the tables of an older version")


def revisions() -> list[str]:
    """All that this program knows, the newest first."""
    return [step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()]


def newest() -> str:
    """The newest revision that this program knows."""
    return revisions()[0]


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as problem:
        raise TooNew(str(problem)) from problem
