"""Brings a database to the newest schema, whatever schema it had."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from storage.database import Database
from storage.errors import TooNew
from storage.records.rebuild import rebuild_if_missing
from storage.schema import MIGRATIONS, revision_of

_LOCK = 0x48656172


async def migrate(database_url: str, revision: str = "head") -> None:
    """Upgrade, all or nothing; two at once wait for each other. Raises StoreDown, TooNew, OtherTables."""
    database = Database(database_url, connections=1)
    try:
        async with database.writing() as connection:
            if not database.sqlite:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await revision_of(connection)
            await connection.run_sync(_upgrade, revision)
            if revision == "head":
                await rebuild_if_missing(connection)
        await database.compact()
    finally:
        await database.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as problem:
        raise TooNew(str(problem)) from problem
