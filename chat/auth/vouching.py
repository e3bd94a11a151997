"""Identities kept in Redis with the house's word for them: who writes Redis can make none, nor move or prolong one."""

import msgspec

from chat.auth.identity import StaffIdentity
from chat.entry.keyring import KeyRing


def vouch(ring: KeyRing, purpose: str, name: str, who: StaffIdentity, until: int) -> str:
    """What is kept under `name` for `purpose`, good before `until` (seconds since 1970)."""
    said = msgspec.json.encode((who, until)).decode()
    return f"{ring.current} {ring.mac(purpose, f'{name}|{said}')} {said}"


def vouched(ring: KeyRing, purpose: str, name: str, kept: str, now: int) -> StaffIdentity | None:
    """None for what the house did not say, said of another name, or said of a time that is over."""
    key_id, _, rest = kept.partition(" ")
    mac, _, said = rest.partition(" ")
    if not ring.is_mac(mac, purpose, f"{name}|{said}", key_id):
        return None
    who, until = msgspec.json.decode(said, type=tuple[StaffIdentity, int])
    return who if now < until else None
