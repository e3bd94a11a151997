"""Who helps in this desk's place: asked of a neighbour is only whether somebody is there who would take a newcomer."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from chat.context import Context
from chat.lasting import UNREACHABLE
from chat.logs import log
from chat.neighbours import agreed, is_lacking
from routing.values import AvailabilityView
from storage.errors import StoreError


class Neighbour(Struct, frozen=True):
    """Another desk of this house, and its name in its own languages."""

    desk: str
    name: dict[str, str]


async def neighbours(
    context: Context, desk: str, view: AvailabilityView, settings: Mapping[str, Any]
) -> dict[str, Neighbour]:
    """Language → who takes a newcomer in it now. Only where this desk has nobody and both have agreed."""
    found = {}
    for language, name in settings.get("sends_to", {}).items():
        if is_lacking(view, language) and (one := await _taking(context, desk, settings, name, language)):
            found[language] = one
    return found


async def settings_of(context: Context, desk: str) -> dict[str, Any]:
    """As stored, from the cache. Raises StoreError."""
    kept: dict[str, Any] = await context.cache.get(f"settings {desk}", lambda: context.store.settings.desk(desk))
    return kept


async def have_agreed(context: Context, desk: str, neighbour: str) -> bool:
    """Whether there is a language that `neighbour` takes over for `desk`. Raises StoreError."""
    if not {desk, neighbour} <= context.desks.keys():  # whoever names desks that nobody has fills no cache
        return False
    ours, theirs = [await settings_of(context, name) for name in (desk, neighbour)]
    return agreed(desk, ours, neighbour, theirs) != []


async def _taking(
    context: Context, desk: str, settings: Mapping[str, Any], name: str, language: str
) -> Neighbour | None:
    """A neighbour that cannot be asked is none."""
    there = context.desks.get(name)
    if there is None:
        return None
    try:
        theirs = await settings_of(context, name)
        if language not in agreed(desk, settings, name, theirs):
            return None
        view = await context.cache.moment(f"availability {name}", there.availability)
    except (StoreError, *UNREACHABLE) as problem:
        log().warning("neighbour_unasked", desk=name, error=problem)
        return None
    return Neighbour(name, theirs.get("name", {})) if language in view.admits else None
