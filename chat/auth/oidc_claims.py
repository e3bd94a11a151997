"""What a sign-in provider says of a person, in the shapes that providers use: which roles, and what name. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from chat.protocol.clean_text import clean_name

# Where a list is of objects, what names each.
_NAMED: Final = ("value", "name", "id", "key", "displayName", "display")
# Not the one for signing in, which is often an address.
_NAMES: Final = ("name", "given_name", "nickname", "preferred_username")
_SPACED: Final = ("scope", "scp", "roles", "role")
_DEEPEST: Final = 4


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """By its whole name, which may be an address with points, else as a way through objects: `realm_access.roles`."""
    if name in claims:
        return claims[name]
    for head, inner in claims.items():
        if isinstance(inner, Mapping) and name.startswith(f"{head}."):
            found = claim(inner, name.removeprefix(f"{head}."))
            if found is not None:
                return found
    return None


def values(held: Any, name: str = "") -> list[str]:
    """Of a claim: one value, several in a text with commas or semicolons between (Cognito puts it in brackets), a list
    of either or of objects, or the names of an object's fields (`{"counsellor": {…}}`, those that say no left out).
    Names of groups hold spaces, and no part of one may count as a role: a text is split there only where the claim's
    `name` says that it is such a list."""
    if isinstance(held, Mapping):
        return [str(field) for field, said in held.items() if said]
    if isinstance(held, str):
        between = r"[,;\s]+" if name.rpartition(".")[2] in _SPACED else r"[,;]"
        bare = held[1:-1] if held.startswith("[") and held.endswith("]") else held
        parts = [*bare.split(";"), *re.split(between, bare)]  # a name of a directory's own holds commas
        return list(dict.fromkeys([held, *(part.strip(' \t\r\n"') for part in parts)]))
    return list(_listed(held if isinstance(held, list) else [held]))


def _listed(held: list[Any], deep: int = 0) -> Iterator[str]:
    for one in held:
        if isinstance(one, Mapping):
            yield from (str(one[field]) for field in _NAMED if isinstance(one.get(field), str))
        elif isinstance(one, list) and deep < _DEEPEST:
            yield from _listed(one, deep + 1)
        elif isinstance(one, str | int) and not isinstance(one, bool):
            yield str(one)


def shown_name(claims: Mapping[str, Any]) -> str:
    """As colleagues and teens read it, and as an admin may save it again; "" where nothing is said."""
    said = (clean_name(one) for name in _NAMES if isinstance(one := claims.get(name), str))
    return next(filter(None, said), "")
