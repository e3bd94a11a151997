"""The keys of the boxes on teens' disks: kept while their chat runs, given out by the handle, gone with its end."""

from dataclasses import dataclass
from typing import Any, Final

from chat.entry.box_keys import BoxKeys, name_of
from chat.entry.keyring import KeyRing
from routing import keys
from routing.library import log_library
from routing.resp import text

LONGEST_S: Final = 6 * 3600
_GONE: Final = "gone"
_MOVED: Final = "moved"


@dataclass(frozen=True, slots=True)
class Opened:
    """Which chat a box is of, and what opens it."""

    desk: str
    chat: str
    key: str


class Boxes:
    """`redis`: a Pipe or a redis-py asyncio client. Every call may be repeated; it raises their errors.

    Nobody but the chat's own connection deposits, and nobody but the end of the chat takes away, or its move to another
    device: `moved` says with which fence a device came, 0 for the first.
    """

    def __init__(self, redis: Any, ring: KeyRing) -> None:
        self._redis = redis
        self._ask = redis.execute_command
        self._keys = BoxKeys(ring)

    async def deposit(self, desk: str, chat: str, moved: int, handle: str, key: str) -> bool:
        """Whether this key is kept: each device has the first that was deposited for the chat there, and none once it
        was gone. Raises ValueError for a key that is not 32 bytes of base64url."""
        name = name_of(handle)
        stored = f"{desk} {chat} {self._keys.mask(handle, key)}"
        if moved and await self.retire(chat, moved):
            await self._ask("DEL", keys.chat_box(chat))
        if not await self._first(keys.chat_box(chat), f"{name} {moved}" if moved else name):
            return False
        if await self._first(keys.box(name), stored):
            return True
        kept = await self.open(handle)
        if kept is not None and (kept.desk, kept.chat) != (desk, chat):
            await self._ask("DEL", keys.chat_box(chat))
        return kept == Opened(desk, chat, key)

    async def open(self, handle: str) -> Opened | None:
        """None when it is gone or was never there."""
        found = text(await self._ask("GET", keys.box(name_of(handle))) or "")
        desk, _, rest = found.partition(" ")
        chat, _, masked = rest.partition(" ")
        key = self._keys.unmask(handle, masked) if masked else None
        return None if key is None else Opened(desk, chat, key)

    async def why_gone(self, handle: str) -> str:
        """`gone` with the end of its chat, `moved` with that to another device; "" when nothing like that is known."""
        found = text(await self._ask("GET", keys.box(name_of(handle))) or "")
        return found if found in (_GONE, _MOVED) else ""

    async def forget(self, chat: str) -> None:
        """The chat is over: its key is gone, and stays so for as long as it could have been kept."""
        if await self.retire(chat):
            await self._ask("DEL", keys.chat_box(chat))

    async def retire(self, chat: str, moved: int | None = None) -> bool:
        """The key is gone, if there is one: that of an earlier device than the one that came with `moved`, or any. What
        another chat deposited under that name stays."""
        name, _, whose = text(await self._ask("GET", keys.chat_box(chat)) or "").partition(" ")
        if not name or (moved is not None and int(whose or 0) >= moved):
            return False
        if _chat_of(text(await self._ask("GET", keys.box(name)) or "")) in ("", chat):
            why = _GONE if moved is None else _MOVED
            await log_library().run(self._redis, "mark_gone", keys.box(name), (why, LONGEST_S))
        return True

    async def _first(self, key: str, value: str) -> bool:
        """Whether the value that is kept is this one: now, or since it was first set."""
        if await self._ask("SET", key, value, "NX", "EX", LONGEST_S):
            return True
        if text(await self._ask("GET", key) or "") != value:
            return False
        return bool(await self._ask("EXPIRE", key, LONGEST_S))


def _chat_of(stored: str) -> str:
    """Whose box it is; "" where there is none, or only the mark that it is gone."""
    return stored.partition(" ")[2].partition(" ")[0]
