"""From raw counts to what is shown: places, the public page, the board and its rates; pure.

The rates are those of practice.md: service level = answered within target / (answered + abandoned after target),
abandonment = left while waiting / all whose wait is over, occupancy = slot time in use / slot time on duty.
"""

from typing import Any

from routing import reading
from routing.estimate import departures_per_s, wait_range
from routing.values import AvailabilityView, BoardView, DeskSettings, LanguageFigures, PositionView

Row = dict[str, Any]
ENOUGH = 20  # handle times observed before they outweigh the setting


def _departures(there: int, times: Row, settings: DeskSettings) -> float:
    """How often one of those who are there answers somebody, per second, while they are busy."""
    ended = int(times["handle_n"])
    handle_ms = int(times["handle_ms"]) / ended if ended >= ENOUGH else settings.handle_ms
    return departures_per_s(there, handle_ms / 1000)


def positions(found: Row, settings: DeskSettings) -> dict[str, PositionView]:
    """The rows of view_positions as places."""
    shown = {}
    for row in found.get("rows") or ():
        there, ahead = int(row["there"]), int(row["ahead"])
        wait = wait_range(int(row["alike"]) + 1, _departures(there, found["languages"][row["language"]], settings))
        shown[row["chat"]] = PositionView(int(row["position"]), wait.low_s, wait.high_s, there > 0, ahead)
    return shown


def first_told(found: Row, shown: dict[str, PositionView]) -> list[str | int]:
    """Chat, low and high (ms) of each chat that is told a range for the first time, in one list."""
    fresh = [row["chat"] for row in found.get("rows") or () if not row["told"] and shown[row["chat"]].high_s >= 0]
    return [item for chat in fresh for item in (chat, shown[chat].low_s * 1000, shown[chat].high_s * 1000)]


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


def _wait_of_next(row: Row, settings: DeskSettings) -> tuple[int, int]:
    """The range for somebody who joins this language now."""
    if int(row["free"]):
        return 0, 0
    wait = wait_range(int(row["ahead"]) + 1, _departures(int(row["on_duty"]), row, settings))
    return wait.low_s, wait.high_s


def availability(found: Row, settings: DeskSettings) -> AvailabilityView:
    """What view_desk found, for the public page; the wait is that of the language served soonest."""
    served = [row for row in found["languages"] if int(row["on_duty"])]
    low, high = min((_wait_of_next(row, settings) for row in served), default=(-1, -1))
    return AvailabilityView(
        service=found["service"],
        languages=tuple(row["language"] for row in found["languages"]),
        served=tuple(row["language"] for row in served),
        opens_at=int(found["opens_at"]),
        closes_at=int(found["closes_at"]),
        waiting=sum(int(row["waiting"]) for row in found["languages"]),
        low_s=low,
        high_s=high,
        admits=tuple(row["language"] for row in served if row["admits"]),
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


def abandonment(today: dict[str, int]) -> float | None:
    """As in reports: of those whose wait ended today, for somebody may have joined before midnight."""
    abandoned = today.get("abandoned", 0)
    return ratio(abandoned, today.get("answered", 0) + abandoned + today.get("lost", 0))


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
        staff=tuple(reading.staff_view(row) for row in found.get("staff") or ()),
        chats=tuple(reading.chat_view(row) for row in found.get("chats") or ()),
        today=today,
        by_language=split,
        service_level=service_level(today, meaningful=open_now),
        abandonment=abandonment(today),
        occupancy=ratio(int(found["busy_ms"]), int(found["duty_ms"])),
        range_hit=ratio(today.get("range_hit", 0), today.get("range_told", 0)),
    )
