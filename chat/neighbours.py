"""Neighbours: a desk of the house takes over a language for another, once both have said so in their settings. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from routing.values import AvailabilityView


def agreed(desk: str, settings: Mapping[str, Any], neighbour: str, theirs: Mapping[str, Any]) -> list[str]:
    """The languages that `desk` sends to `neighbour` and `neighbour` takes from it."""
    taken = theirs.get("takes_from", {}).get(desk, ())
    return [language for language, to in settings.get("sends_to", {}).items() if to == neighbour and language in taken]


def is_lacking(view: AvailabilityView, language: str) -> bool:
    """Whether whoever comes now finds nobody here for this language."""
    return view.service != "open" or language not in view.served


def desks_named(settings: Mapping[str, Any]) -> dict[str, Collection[str]]:
    """Setting → the desks that it names; settings that are not set, or are spoilt, are left out."""
    held = [settings.get(name) for name in ("sends_to", "takes_from")]
    sends, takes = [one if isinstance(one, dict) else {} for one in held]
    return {name: found for name, found in (("sends_to", sends.values()), ("takes_from", takes.keys())) if found}
