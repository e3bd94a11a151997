"""The end of a chat: nothing more is written, its counts go to the record, its words vanish."""

from chat.services import Services
from routing.desk import Desk


async def seal(services: Services, desk: Desk, chat: str) -> None:
    """Repeatable. Raises RoutingError."""
    counts = await services.log.seal(chat)
    if counts.teen or counts.staff:
        await desk.note_messages(chat, counts.teen, counts.staff)
