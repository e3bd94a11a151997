"""Addresses of pages and services, in settings and on cards: written as browsers write them, or refused. Pure."""

import re
from ipaddress import IPv4Address, IPv6Address
from typing import Final

import idna

PORTS: Final = {"https": 443, "http": 80}
_SHAPE: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(.*)")
_WHO: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#@]*)@")
_NEVER: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\"'<>`]")
_PLACE: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::([0-9]{0,9}))?")
_HOST: Final = re.compile(
    r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_NUMBER: Final = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)")


def web_address(text: str, *schemes: str) -> str:
    """Scheme and host in small letters and ASCII, the port only where it is not the usual one. Raises ValueError with
    what is wrong, to go on from the setting's name."""
    scheme, place, path, rest = _parts(text, schemes or ("https",))
    return f"{scheme}://{place}{path}{rest}"


def origin(text: str, *, wild: bool = False) -> str:
    """Of an address without a path, as a browser's Origin header names it. `wild`: its first label may be `*`."""
    scheme, place, path, rest = _parts(text, ("https", "http"), wild)
    if path not in ("", "/") or rest:
        raise ValueError("must be an origin such as https://chat.example.be, without a path")
    return f"{scheme}://{place}"


def service(text: str) -> str:
    """Of a service whose paths go on from it: no slash at its end, no query."""
    scheme, place, path, rest = _parts(text, ("https", "http"))
    if rest:
        raise ValueError("must have nothing after a ? or #")
    return f"{scheme}://{place}{path.rstrip('/')}"


def proxy(text: str) -> str:
    """The same, of a proxy that may ask for a name and a password: what is no letter or digit in them stands as %40."""
    who = _WHO.match(text.strip())
    if not who:
        return service(text)
    if _NEVER.search(who[2]):
        raise ValueError("must hold no space, quote or backslash")
    return service(who[1] + who.string[who.end() :]).replace("://", f"://{who[2]}@", 1)


def _parts(text: str, schemes: tuple[str, ...], wild: bool = False) -> tuple[str, str, str, str]:
    found = _SHAPE.fullmatch(text.strip())
    scheme = found[1].lower() if found else ""
    if not found or scheme not in schemes:
        raise ValueError(f"must be an address such as {schemes[0]}://chat.example.be")
    if _NEVER.search(text.strip()):
        raise ValueError("must hold no space, quote or backslash")
    if "@" in found[2]:
        raise ValueError("must hold no name or password")
    return scheme, _place(found[2], PORTS[scheme], wild), found[3], found[4]


def _place(text: str, usual: int, wild: bool) -> str:
    star, text = ("*.", text[2:]) if wild and text.startswith("*.") else ("", text)
    found = _PLACE.fullmatch(text)
    if not found:
        raise ValueError("must name a host such as chat.example.be")
    port = int(found[2] or usual)
    if not 0 < port < 65_536:
        raise ValueError("has a port that is none")
    return star + _host(found[1]) + ("" if port == usual else f":{port}")


def _host(text: str) -> str:
    try:
        if text.startswith("["):
            return f"[{IPv6Address(text[1:-1]).compressed}]"
        host = (text if text.isascii() else idna.encode(text, uts46=True).decode()).lower().removesuffix(".")
        if "xn--" in host:
            idna.decode(host)  # a browser goes nowhere with one that says no name
        if _NUMBER.fullmatch(host):
            return str(IPv4Address(host))
    except (ValueError, UnicodeError):
        raise ValueError(f"has a host that is none: {text[:60]}") from None
    if not _HOST.fullmatch(host):
        raise ValueError(f"has a host that is none: {text[:60]}")
    return host
