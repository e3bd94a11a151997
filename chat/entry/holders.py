"""Who holds a chat, sealed by the gateway that took their key: whoever writes Redis can put in nobody else's. Pure."""

import hashlib

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from msgspec import Struct

from chat.entry.keyring import KeyRing
from chat.entry.tokens import b64u, digest, unb64u

LIFE_MS = 6 * 3600 * 1000
_PURPOSE = "holder"
_INVITATION = "invitation"
_PUBLIC_BYTES = 65


class Holder(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One person's hold of one fence. `occurrence` is random, drawn for this entrance; a supervisor's is the kid of the
    counsellor who asked them in. Times in ms since 1970."""

    desk: str
    chat: str
    fence: int
    staff: str
    role: str
    name: str
    kid: str
    public: str
    occurrence: str
    until_ms: int

    @property
    def label(self) -> str:
        who = f"{self.desk}|{self.chat}|{self.fence}|{self.staff}|{self.role}|{digest(self.name)}"
        return f"{who}|{self.kid}|{self.public}|{self.occurrence}|{self.until_ms}"


class HolderSeals:
    """Seals and opens. A sealed holder reads `key id.fields.mac`; it is of use for its desk, chat and fence alone."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def seal(self, holder: Holder) -> str:
        fields = b64u(msgspec.msgpack.encode(holder))
        return f"{self._ring.current}.{fields}.{self._ring.mac(_PURPOSE, holder.label)}"

    def open(self, sealed: str, desk: str, chat: str, fence: int, now_ms: int) -> Holder | None:
        """None for what this house did not seal, for another desk, chat or fence, or too long ago."""
        holder = self.open_past(sealed, desk, chat, now_ms)
        return holder if holder is not None and holder.fence == fence else None

    def open_past(self, sealed: str, desk: str, chat: str, now_ms: int) -> Holder | None:
        """The same of whichever fence: somebody who is in this chat, or was."""
        key_id, _, rest = sealed.partition(".")
        fields, _, mac = rest.partition(".")
        try:
            holder = msgspec.msgpack.decode(unb64u(fields), type=Holder)
        except (ValueError, msgspec.DecodeError):
            return None
        fits = self._ring.is_mac(mac, _PURPOSE, holder.label, key_id)
        here = (holder.desk, holder.chat) == (desk, chat)
        return holder if fits and here and now_ms < holder.until_ms else None


def invitation(ring: KeyRing, desk: str, chat: str, fence: int, kid: str, supervisor: str) -> str:
    """That who holds this fence under `kid` asks a supervisor in, or ("*") any: `key id.mac`."""
    return f"{ring.current}.{ring.mac(_INVITATION, f'{desk}|{chat}|{fence}|{kid}|{supervisor}')}"


def is_invitation(ring: KeyRing, given: str, desk: str, chat: str, fence: int, kid: str, supervisor: str) -> bool:
    """Whether this house sealed it, for this supervisor or any."""
    key_id, _, mac = given.partition(".")
    about = f"{desk}|{chat}|{fence}|{kid}"
    return any(ring.is_mac(mac, _INVITATION, f"{about}|{one}", key_id) for one in (supervisor, "*"))


def kid_of(public: str) -> str:
    """The name of a console's public key (an uncompressed P-256 point, base64url). Raises ValueError."""
    point = unb64u(public)
    if len(point) != _PUBLIC_BYTES or point[0] != 4:
        raise ValueError("not an uncompressed P-256 point")
    # Off the curve it opens nothing: a page takes no such key, and what is sealed for one would reach nobody.
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    return b64u(hashlib.sha256(b"hearline/kid/1|" + point).digest()[:16])


def is_kid(kid: str, public: str) -> bool:
    """Whether `kid` names this public key."""
    try:
        return kid_of(public) == kid
    except ValueError:
        return False
