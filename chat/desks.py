"""What the store says about a desk, for routing: its settings, and whether it is open."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from routing.hours import OpeningHours, UnreadableHours, next_opening, parse, status_at
from routing.values import DeskSettings
from storage.records.calendar import day_in, zone_of
from storage.store import Store


async def desk_settings(store: Store, name: str) -> DeskSettings:
    """Defaults, with what was set for this desk."""
    return settings_from(await store.settings.desk(name))


def settings_from(stored: Mapping[str, Any]) -> DeskSettings:
    """Only names that routing knows; lists become tuples. One that is spoilt, as an import may bring, has its default:
    it must not keep a house from starting. Pure."""
    usual = DeskSettings()
    known = {item.name: getattr(usual, item.name) for item in fields(DeskSettings)}
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
    return DeskSettings(**{name: value for name, value in given.items() if name in known and _fits(value, known[name])})


def _fits(value: object, usual: object) -> bool:
    """Whether it is of the kind that the default is."""
    if isinstance(value, tuple) and isinstance(usual, tuple):
        numbers = type(usual[0]) is int
        return all(_fits(one, usual[0]) for one in value) and (not numbers or len(value) == len(usual))
    return type(value) is type(usual) and not (isinstance(value, int) and value < 0)


LAST_CHATS = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Service:
    """What the opening hours say: `state` open, closing (the queue is still served) or closed.

    Moments are in ms since 1970, 0 when there is none.
    """

    state: str
    closes_at: int = 0
    opens_at: int = 0


CLOSED = Service("closed")


def service_from(definition: object, now: datetime) -> Service:
    """Hours that cannot be read mean closed. Pure."""
    try:
        hours = parse(definition)
        status = status_at(hours, now)
        state = "open" if status.open else "closing" if _has_just_ended(hours, now) else "closed"
        opening = None if status.open else next_opening(hours, now)
    except (UnreadableHours, ValueError, OverflowError):
        return CLOSED
    return Service(state, _ms(status.until if status.open else None), _ms(opening))


def day_at(definition: object, now: datetime) -> str:
    """The desk's date, by the zone of its hours, readable otherwise or not: as in its reports. Pure."""
    return day_in(zone_of(definition), now.timestamp()).isoformat()


def _has_just_ended(hours: OpeningHours, now: datetime) -> bool:
    """Whether an opening ended so lately that those who were let in are still served."""
    before = now - LAST_CHATS
    opened = next_opening(hours, before)
    return status_at(hours, before).open or (opened is not None and opened <= now)


async def hours_definition(store: Store, name: str) -> object:
    """As stored; None, which means closed, when there is none. Raises StoreError."""
    stored = await store.hours.get(name)
    return stored.definition if stored else None


def _ms(moment: datetime | None) -> int:
    return int(moment.timestamp() * 1000) if moment else 0
