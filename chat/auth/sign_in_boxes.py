"""The keys of the boxes on staff's disks: each kept under the sign-in that deposited it, given to its person alone."""

from typing import Any

from chat.auth.identity import StaffIdentity
from chat.auth.sessions import IDLE_S, Sessions
from chat.entry.box_keys import BoxKeys, name_of
from chat.entry.keyring import KeyRing
from routing import keys
from routing.resp import text


class SignInBoxes:
    """`redis`: a Pipe or a redis-py asyncio client. Every call may be repeated; it raises their errors.

    A key is masked for its handle, its person and their sign-in: moved to another in Redis, it is no key any more.
    """

    def __init__(self, redis: Any, ring: KeyRing, sessions: Sessions) -> None:
        self._ask = redis.execute_command
        self._keys = BoxKeys(ring)
        self._sessions = sessions

    async def deposit(self, who: StaffIdentity, desk: str, handle: str, key: str) -> bool:
        """False for what is another's, or no key. A sign-in has one for each desk, the newest; it lives for as long as
        a sign-in may idle, so a page that is there deposits again. It stands in the index before it is there, and goes
        again when it no longer does: whatever ends the sign-in meanwhile takes it along."""
        name, owner = name_of(handle), f"{who.id} {who.session}"
        try:
            stored = f"{owner} {self._keys.mask(_bound(handle, owner), key)}"
        except ValueError:
            return False
        former = text(await self._ask("GET", keys.box(name)) or "")
        if former and former.partition(" ")[0] != who.id:
            return False
        index, place = keys.boxes_of(who.id), f"{who.session} {desk}"
        replaced = text(await self._ask("HGET", index, place) or "")
        await self._ask("HSET", index, place, name)
        await self._ask("EXPIRE", index, IDLE_S)
        await self._ask("SET", keys.box(name), stored, "EX", IDLE_S)
        if text(await self._ask("HGET", index, place) or "") != name:
            await self._drop(name, owner)
        if replaced not in ("", name):
            await self._drop(replaced, owner)
        return True

    async def open(self, handle: str, who: StaffIdentity, now: int) -> str | None:
        """The key, while the sign-in that deposited it stands; None for everybody else's, and for what is gone."""
        found = text(await self._ask("GET", keys.box(name_of(handle))) or "")
        staff, _, rest = found.partition(" ")
        session, _, masked = rest.partition(" ")
        if staff != who.id or not masked:
            return None
        if session != who.session and not await self._sessions.stands(session, now):
            return None
        return self._keys.unmask(_bound(handle, f"{staff} {session}"), masked)

    async def forget(self, staff: str, session: str = "") -> None:
        """A sign-in has ended, or (`session` empty) all of this person's."""
        index = keys.boxes_of(staff)
        for place in [text(one) for one in await self._ask("HKEYS", index)]:
            owner = place.partition(" ")[0]
            if session in ("", owner):
                await self._drop(text(await self._ask("HGET", index, place) or ""), f"{staff} {owner}")
                await self._ask("HDEL", index, place)

    async def _drop(self, name: str, owner: str) -> None:
        """Unless another sign-in of theirs has deposited it meanwhile."""
        if text(await self._ask("GET", keys.box(name)) or "").startswith(f"{owner} "):
            await self._ask("DEL", keys.box(name))


def _bound(handle: str, owner: str) -> str:
    return f"{handle}|{owner.replace(' ', '|')}"
