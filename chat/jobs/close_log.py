"""The end of a chat: nothing more is written, its counts go to the record, its words vanish."""

from routing.desk import Desk
from routing.log import ChatLog


async def close_log(log: ChatLog, desk: Desk, chat: str) -> None:
    """Repeatable. Raises RoutingError."""
    counts = await log.close_log(chat)
    if counts.teen or counts.staff:
        await desk.note_messages(chat, counts.teen, counts.staff)
