"""What every session without I/O offers its connection; what both ends do alike is done here."""

from collections.abc import Sequence
from typing import Any, Protocol

from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.log_follower import LogFollower, News
from chat.protocol.common import Presence, Typing
from chat.protocol.errors import NewerConnection
from routing.log_values import Attached, Logged


class Session(Protocol):
    """Frames, views and log entries in; effects out."""

    __slots__ = ()
    over: bool
    generation: int

    def receive(self, frame: Any) -> Effects: ...
    def attached(self, chat: str, found: Attached) -> Effects: ...
    def log_lost(self, chat: str) -> Effects: ...
    def memory_lost(self) -> Effects: ...
    def quiet(self, chat: str, why: str, left_ms: int) -> Effects: ...
    def gone(self) -> Effects: ...
    def follower_of(self, chat: str) -> LogFollower | None: ...
    def followers(self) -> list[LogFollower]: ...
    def attached_to(self) -> list[LogFollower]: ...

    def superseded(self, generation: int) -> Effects:
        return self.replaced() if generation > self.generation else []

    def replaced(self) -> Effects:
        """Another connection of this end is the one."""
        self.over = True  # type: ignore[misc]  # each end has a slot for it
        return [fx.Close(NewerConnection)]

    def read(self, chat: str, entries: Sequence[Logged]) -> Effects:
        return follower.read(entries) if (follower := self.reader_of(chat)) else []

    def replayed(self, chat: str) -> Effects:
        return follower.replayed() if (follower := self.reader_of(chat)) else []

    def reader_of(self, chat: str) -> LogFollower | None:
        return self.follower_of(chat)

    def lost(self, chat: str) -> Effects:
        return follower.lost() if (follower := self.follower_of(chat)) else []

    def presence(self, chat: str, who: str, online: bool) -> Effects:
        return self.told(Presence(chat, who, online), who)  # type: ignore[arg-type]

    def typing(self, chat: str, who: str, on: bool) -> Effects:
        return self.told(Typing(chat, on, who), who)  # type: ignore[arg-type]

    def told(self, news: News, who: str) -> Effects:
        """Of another end."""
        return follower.told(news, who) if (follower := self.follower_of(news.chat)) else []
