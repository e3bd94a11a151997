"""`hearline release`: before each start of another version."""

from chat.commands.opened import opened_store
from chat.page_files import built, keep_build
from chat.settings import Settings
from chat.startup import tell
from storage.migrate import migrate


async def release(settings: Settings) -> None:
    """The database up to date, and this build's files in it. Raises StoreError."""
    if not built(settings.static):
        tell(f"There is no front end in {settings.static}: no other gateway can serve its files from the store.")
    await migrate(settings.database_url)
    async with opened_store(settings.database_url, ready=False) as store:
        await keep_build(store, settings)
