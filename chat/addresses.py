"""Addresses as proxies write them: bare, with a port, in brackets, in quotes, with a zone. Pure."""

import ipaddress
import re
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_BRACKETED: Final = re.compile(r"\[([^\]]+)\](?::\d{1,5})?")
_WITH_PORT: Final = re.compile(r"([^:]+):\d{1,5}")


def read_address(text: str) -> Address | None:
    """None for what names no address; an IPv4 address that IPv6 carries is that IPv4 address."""
    bare = text.strip().removeprefix('"').removesuffix('"')
    found = _BRACKETED.fullmatch(bare) or _WITH_PORT.fullmatch(bare)
    try:
        parsed = ipaddress.ip_address((found[1] if found else bare).partition("%")[0])
    except ValueError:
        return None
    return getattr(parsed, "ipv4_mapped", None) or parsed
