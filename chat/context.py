"""What one process is made of, put together once by `assemble`: what jobs and HTTP operations are given."""

from dataclasses import dataclass

from redis.asyncio import Redis

from chat.auth.assemble import Auth
from chat.settings import Settings
from chat.stale_cache import StaleCache
from routing.bus import Bus
from routing.desk import Desk
from routing.log import ChatLog
from routing.pipe import Pipe
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Context:
    """`gateway` is this process's id on the bus; `redis` is for what is not hot."""

    settings: Settings
    gateway: str
    redis: Redis
    pipe: Pipe
    bus: Bus
    log: ChatLog
    store: Store
    auth: Auth
    desks: dict[str, Desk]
    cache: StaleCache
