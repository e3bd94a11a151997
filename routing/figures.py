"""From raw counts to what is shown: places, the public page, the board and its rates; pure.

The rates are those of practice.md: service level = answered within target / (answered + abandoned after target),
abandonment = left while waiting / joined, occupancy = slot time in use / slot time on duty.
"""

from typing import Any

from routing import reading
from routing.estimate import wait_range
from routing.values import AvailabilityView, BoardView, DeskSettings, LanguageFigures, PlaceView

Row = dict[str, Any]


def _range(ahead: int, slots: int, pace: Row, settings: DeskSettings) -> tuple[int, int]:
    ended = int(pace["handle_n"])
    handle = int(pace["handle_ms"]) // ended if ended >= 20 else settings.handle_ms
    return wait_range(ahead, slots, handle)


def places(found: Row, settings: DeskSettings) -> dict[str, PlaceView]:
    """The rows of view_places as places."""
    shown = {}
    for row in found["rows"] or ():
        low, high = _range(int(row["ahead"]), int(row["slots"]), found, settings)
        shown[row["chat"]] = PlaceView(int(row["position"]), low, high, int(row["slots"]) > 0)
    return shown


def _language(row: Row) -> LanguageFigures:
    return LanguageFigures(
        language=row["language"],
        waiting=int(row["waiting"]),
        offered=int(row["offered"]),
        active=int(row["active"]),
        longest_wait_ms=int(row["longest"]),
        on_duty=int(row["on_duty"]),
        free=int(row["free"]),
    )


def availability(found: Row, settings: DeskSettings) -> AvailabilityView:
    """What view_desk found, for the public page; the wait is that of the best served language."""
    rows = [_language(row) for row in found["languages"]]
    served = [row for row in rows if row.on_duty]
    ranges = [
        _range(0, 1, found, settings) if not row.free else (0, 0) for row in served if row.free or not row.waiting
    ] + [_range(row.waiting + row.offered, row.on_duty, found, settings) for row in served if row.waiting]
    low, high = min(ranges, default=(-1, -1))
    return AvailabilityView(
        service=found["service"],
        languages=tuple(row.language for row in rows),
        served=tuple(row.language for row in served),
        opens_at=int(found["opens_at"]),
        closes_at=int(found["closes_at"]),
        waiting=sum(row.waiting for row in rows),
        low_s=low,
        high_s=high,
    )


def _by_language(today: dict[str, str]) -> dict[str, dict[str, int]]:
    split: dict[str, dict[str, int]] = {}
    for name, value in today.items():
        figure, colon, language = name.partition(":")
        if colon:
            split.setdefault(language, {})[figure] = int(value)
    return split


def _totals(split: dict[str, dict[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for figures in split.values():
        for name, value in figures.items():
            sums[name] = sums.get(name, 0) + value
    return sums


def ratio(part: int, whole: int) -> float | None:
    """A share, or None of nothing."""
    return part / whole if whole > 0 else None


def service_level(today: dict[str, int], *, meaningful: bool) -> float | None:
    """Answered within target / (answered + abandoned after target); None while closed or with nobody on duty."""
    if not meaningful:
        return None
    return ratio(today.get("in_target", 0), today.get("answered", 0) + today.get("abandoned_late", 0))


def board(found: Row) -> BoardView:
    """What view_board found, with its rates."""
    rows = tuple(_language(row) for row in found["languages"])
    split = _by_language(found["today"])
    today = _totals(split)
    open_now = found["service"] != "closed" and any(row.on_duty for row in rows)
    return BoardView(
        now=int(found["now"]),
        service=found["service"],
        mode=found["mode"],
        by=found["by"],
        since=int(found["since"]),
        closes_at=int(found["closes_at"]),
        languages=rows,
        staff=tuple(reading.staff_view(row) for row in found["staff"] or ()),
        chats=tuple(reading.chat_view(row) for row in found["chats"] or ()),
        today=today,
        by_language=split,
        service_level=service_level(today, meaningful=open_now),
        abandonment=ratio(today.get("abandoned", 0), today.get("joined", 0)),
        occupancy=ratio(int(found["busy_ms"]), int(found["duty_ms"])),
        range_hit=ratio(today.get("range_hit", 0), today.get("range_told", 0)),
    )
