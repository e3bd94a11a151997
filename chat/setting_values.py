"""How the text of a setting is read: strictly, with a sentence that goes on from the setting's name."""

import re
from collections.abc import Callable

from chat.web_addresses import origin
from routing.where import BadRedisAddress, check_redis
from storage.errors import BadAddress
from storage.postgres import check_address

SHORTEST_SECRET = 32
_DESK = re.compile(r"^[a-z0-9-]{1,32}\Z")
_ROLE = re.compile(r"(counsellor|supervisor|admin)(@[a-z0-9-]{1,32}(\+[a-z0-9-]{1,32})*)?")
_ROLE_EACH = (
    "must be value=counsellor, value=supervisor or value=admin, comma separated; a role of some desks is role@desk+desk"
)
_OF_A_DIRECTORY = re.compile(r"(cn|ou|o|dc|uid|l|st|c)=[^=]*", re.IGNORECASE)


def integer(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
        if not low <= number <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return number

    return read


def yes(text: str) -> bool:
    if text.lower() not in {"1", "true", "yes", "0", "false", "no"}:
        raise ValueError("must be 1 or 0")
    return text.lower() in {"1", "true", "yes"}


def words(text: str) -> tuple[str, ...]:
    """A file may have one a line."""
    return tuple(word.strip() for word in re.split(r"[,\r\n]", text) if word.strip())


def desks(text: str) -> tuple[str, ...]:
    names = words(text)
    if not names or not all(_DESK.match(name) for name in names):
        raise ValueError("must be names of a-z, 0-9 and -, separated by commas")
    return tuple(dict.fromkeys(names))


def host(text: str) -> str:
    """An address of this machine, or a name of it; one of IPv6 with brackets or without."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    origin(f"http://[{bare}]" if ":" in bare else f"http://{bare}")
    return bare.removesuffix("/")


def redis(text: str) -> str:
    try:
        check_redis(text)
    except BadRedisAddress as problem:
        raise ValueError(str(problem)) from None
    return text


def database(text: str) -> str:
    try:
        check_address(text)
    except BadAddress as problem:
        raise ValueError(problem.why) from None
    return text


def origins(text: str) -> tuple[str, ...]:
    return tuple(origin(word) for word in words(text))


def embedders(text: str) -> tuple[str, ...]:
    pairs = [word.rpartition("=") for word in words(text)]
    if not all(_DESK.match(desk) for desk, equals, _ in pairs if equals):
        raise ValueError("must be origins, or desk=origin")
    return tuple(f"{desk}{equals}{origin(site, wild=True)}" for desk, equals, site in pairs)


def scopes(text: str) -> tuple[str, ...]:
    names = tuple(text.replace(",", " ").split())
    if not all(re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]+", name) for name in names):
        raise ValueError("must be names of scopes with spaces between")
    return names


def roles(text: str) -> tuple[str, ...]:
    """A value may be a directory's own name for a group, which holds commas: `cn=helpline,ou=groups,dc=be=admin`. Parts
    of one may look like a role: `cn=admin,ou=groups,dc=be=admin`."""
    found, begun, given = [], "", words(text)
    for word, after in zip(given, (*given[1:], ""), strict=False):
        whole = f"{begun},{word}" if begun else word
        value, _, role = whole.rpartition("=")
        is_role = _ROLE.fullmatch(role)
        inner = _OF_A_DIRECTORY.fullmatch(word) and (begun or _OF_A_DIRECTORY.match(after))
        begun = whole if (inner or not is_role) and _OF_A_DIRECTORY.match(word) else ""
        if not begun and not (value.strip() and is_role):
            raise ValueError(_ROLE_EACH)
        found += [] if begun else [whole]
    if begun:
        raise ValueError(_ROLE_EACH)
    return tuple(found)


def given_role(entry: str) -> tuple[str, str, tuple[str, ...]]:
    """Of what `roles` has read: the value, the role, and the desks that it is for; none: no desks are said."""
    value, _, role = entry.rpartition("=")
    role, _, at = role.partition("@")
    return value, role, tuple(at.split("+")) if at else ()


def level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
    return text.upper()


def former(text: str) -> tuple[str, ...]:
    """Secrets of old with commas or lines between. One that holds a comma itself is told by no sign from two: then all
    are taken, for what nobody signed with opens nothing."""
    found: list[str] = []
    for line in (one.strip() for one in re.split(r"[\r\n]", text)):
        parts = words(line)
        found += parts if len(parts) < 2 else [*(part for part in parts if len(part) >= SHORTEST_SECRET), line]
    return tuple(dict.fromkeys(found))
