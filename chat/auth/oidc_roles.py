"""Which role, and which desks, the setting gives for what a sign-in provider says of a person."""

from collections.abc import Iterable
from typing import NamedTuple

from chat.auth.roles import RANK
from chat.setting_values import given_role


class Given(NamedTuple):
    """`desks`: none where the entry says none."""

    role: str
    desks: tuple[str, ...]


def given_roles(entries: Iterable[str]) -> dict[str, Given]:
    """By the claim's value. One that is named twice has the desks of both; its last role, where they differ."""
    found: dict[str, Given] = {}
    for value, role, desks in map(given_role, entries):
        given, before = Given(role, desks), found.get(value)
        found[value] = highest([before, given]) if before and before.role == role else given
    return found


def highest(held: list[Given]) -> Given:
    """The highest role ("": none), with the desks of all entries that give it; none where one of these says none."""
    role = max((one.role for one in held), key=RANK.__getitem__, default="")
    desks = [one.desks for one in held if one.role == role]
    return Given(role, tuple(sorted({desk for some in desks for desk in some})) if all(desks) else ())
