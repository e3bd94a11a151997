"""The secret of the house and what it sealed: whether it is the right one, and sealing everything anew."""

from chat.auth import totp
from chat.auth.audit import Audit
from chat.entry.keyring import KeyRing
from storage.errors import OtherSecret
from storage.store import Store


async def check_secret(store: Store, ring: KeyRing, now: int) -> None:
    """From now on this secret seals here. Raises OtherSecret, StoreDown."""
    missing = sorted(await store.secrets.all() - set(ring.key_ids))
    if missing:
        raise OtherSecret(
            f"The database is sealed with the secret of the mark {' and '.join(missing)}; HEARLINE_SECRET has the mark"
            f" {ring.current}. Start with the former secret, or name it in HEARLINE_SECRET_OLD and run:"
            " hearline secret rotate."
        )
    await store.secrets.add(ring.current, now)


async def seal_anew(store: Store, ring: KeyRing, now: int) -> tuple[int, list[str]]:
    """How many texts are sealed with the newest secret now, and whose cannot be opened with any. Raises StoreDown."""
    done, lost = 0, list[str]()
    await store.secrets.add(ring.current, now)
    async with Audit(store).act("cli", "secret_rotated") as detail:
        for staff, sealed in await store.secrets.sealed():
            secret = totp.unseal(ring, staff, sealed)
            if secret is None:
                lost.append(staff)
            elif totp.stale(ring, sealed):
                done += await store.secrets.seal_anew(staff, sealed, totp.seal(ring, staff, secret))
        detail["count"] = done
        if not lost:
            await store.secrets.keep_only(ring.current)
    return done, lost
