"""Asking for the key of a box, as teens' and staff's pages both do after a reload."""

from msgspec import Struct

from chat.protocol.common import Handle


class BoxAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """What the page finds beside its box: 128 bits that it drew itself."""

    handle: Handle


class BoxOpened(Struct, frozen=True):
    """The key that was deposited with this handle, 256 bits in base64url."""

    key: str
