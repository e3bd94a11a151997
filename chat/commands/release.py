"""`hearline release`: before each start of another version."""

from chat.page_files import built, keep_build
from chat.settings import Settings
from chat.startup import tell
from storage.migrate import migrate
from storage.store import open_store


async def release(settings: Settings) -> None:
    """The database up to date, and this build's files in it. Raises StoreError."""
    if not built(settings.static):
        tell(f"There is no front end in {settings.static}: no other gateway can serve its files from the store.")
    await migrate(settings.database_url)
    store = open_store(settings.database_url)
    try:
        await keep_build(store, settings)
    finally:
        await store.close()
