"""The end of a chat: nothing more is written, its counts go to the record, its words vanish, its box never opens."""

from chat.context import Context
from routing.desk import Desk


async def close_log(context: Context, desk: Desk, chat: str) -> None:
    """Repeatable. Raises RoutingError, RedisError."""
    counts = await context.log.close_log(chat)
    await context.auth.boxes.forget(chat)
    if counts.teen or counts.staff:
        await desk.note_messages(chat, counts.teen, counts.staff)
