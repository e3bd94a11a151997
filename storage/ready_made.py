"""Ready-made profiles of helplines: settings, replies and cards, put into a desk where it has none of its own."""

import json
from pathlib import Path
from typing import Any

from storage.store import Store
from storage.values import Reply, Resource

FOLDER = Path(__file__).parent / "profiles"
NAMES = tuple(sorted(path.parent.name for path in FOLDER.glob("*/profile.json")))


def settings_of(profile: str) -> dict[str, Any]:
    """Names and values, as a desk's settings have them."""
    found: dict[str, Any] = _read(profile, "profile")
    return found


async def add_profile(store: Store, desk: str, profile: str = "child_focus") -> list[str]:
    """What is there stays. Which of the desk's parts were added: names of settings, `replies`, `resources`."""
    added = await _add_settings(store, desk, profile)
    if not await store.replies.for_desk(desk):
        for place, row in enumerate(_read(profile, "replies")):
            await store.replies.add(Reply(desk=desk, place=place, **row))
        added.append("replies")
    if not await store.resources.for_desk(desk):
        for place, row in enumerate(_read(profile, "resources")):
            await store.resources.add(Resource(desk=desk, place=place, **{**row, "shown": tuple(row["shown"])}))
        added.append("resources")
    return added


async def _add_settings(store: Store, desk: str, profile: str) -> list[str]:
    there = await store.settings.desk(desk)
    missing = {name: value for name, value in settings_of(profile).items() if name not in there}
    if missing:
        await store.settings.put(desk, missing)
    return list(missing)


def _read(profile: str, name: str) -> Any:
    return json.loads((FOLDER / profile / f"{name}.json").read_text(encoding="utf-8"))
