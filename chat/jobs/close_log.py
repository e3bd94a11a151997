"""The end of a chat: nothing more is written, its counts go to the record, its words vanish."""

from chat.assemble import Context
from routing.desk import Desk


async def close_log(context: Context, desk: Desk, chat: str) -> None:
    """Repeatable. Raises RoutingError."""
    counts = await context.log.close_log(chat)
    if counts.teen or counts.staff:
        await desk.note_messages(chat, counts.teen, counts.staff)
