"""Exact sums of fewer than ten chats join the cell before theirs, or go; what busy slots told, handle times tell."""

import json

import sqlalchemy as sa
from alembic import op

from storage.records.calendar import DEFAULT_ZONE, known_zone, periods_of

revision = "0003"
down_revision = "0002"

LEAST = 10
GRAINS = ("hour", "day", "week", "month")
_WHERE = "desk = :desk AND measure = :measure AND grain = :grain AND period = :period AND language = :language"
_SMALL = sa.text(
    "SELECT desk, measure, language, period, n, total, longest FROM exact WHERE grain = 'hour' AND n < :least "
    "AND measure IN ('wait', 'unserved', 'handle')"
)
_BEFORE = sa.text(
    "SELECT max(period) FROM exact WHERE desk = :desk AND measure = :measure AND grain = 'hour' "
    "AND language = :language AND period < :period"
)
_TAKE = sa.text(f"UPDATE exact SET n = n - :n, total = total - :total WHERE {_WHERE}")  # nosec B608
_GIVE = sa.text(
    "UPDATE exact SET n = n + :n, total = total + :total, "  # nosec B608
    f"longest = CASE WHEN longest > :longest THEN longest ELSE :longest END WHERE {_WHERE}"
)
_BINS = sa.text(f"SELECT code, n FROM tally WHERE {_WHERE}")  # nosec B608
_COUNT = sa.text(f"UPDATE tally SET n = n + :n WHERE {_WHERE} AND code = :code")  # nosec B608
_START = sa.text(
    "INSERT INTO tally (desk, measure, grain, period, language, code, n) "
    "VALUES (:desk, :measure, :grain, :period, :language, :code, :n)"
)


def upgrade() -> None:
    bind = op.get_bind()
    hours = bind.execute(sa.text("SELECT desk, definition FROM hours"))
    zones = {desk: known_zone(_zone(found)) for desk, found in hours}
    for row in bind.execute(_SMALL, {"least": LEAST}).mappings().all():
        _away(bind, dict(row), zones.get(row["desk"], DEFAULT_ZONE))
    op.execute("DELETE FROM exact WHERE n <= 0")
    op.execute("DELETE FROM tally WHERE n <= 0 OR measure = 'handle_bin'")
    op.execute("DELETE FROM exact WHERE measure = 'busy'")
    op.execute(
        "INSERT INTO exact (desk, measure, grain, period, language, n, total, longest) "
        "SELECT desk, 'busy', grain, period, '', sum(n), sum(total), max(longest) FROM exact "
        "WHERE measure = 'handle' GROUP BY desk, grain, period"
    )


def _zone(definition: object) -> object:
    read = json.loads(definition) if isinstance(definition, str) else definition
    return read.get("zone") if isinstance(read, dict) else None


def _away(bind: sa.Connection, cell: dict[str, object], zone: str) -> None:
    series = {name: cell[name] for name in ("desk", "measure", "language")}
    before = bind.scalar(_BEFORE, {**series, "period": cell["period"]})
    there = periods_of(int(before), zone) if before is not None else None
    for grain in GRAINS:
        here = getattr(periods_of(int(str(cell["period"])), zone), grain)
        other = getattr(there, grain) if there else None
        if here == other:
            continue
        bind.execute(_TAKE, {**cell, "grain": grain, "period": here})
        if other is not None:
            bind.execute(_GIVE, {**cell, "grain": grain, "period": other})
    if cell["measure"] == "wait":
        _bins_away(bind, {**series, "measure": "wait_bin"}, int(str(cell["period"])), before, zone)


def _bins_away(bind: sa.Connection, series: dict[str, object], hour: int, before: int | None, zone: str) -> None:
    """On another day than the cell before, a cell is alone on its day: the day's bins are its own."""
    here, there = periods_of(hour, zone), periods_of(int(before), zone) if before is not None else None
    if there and there.day == here.day:
        return
    for code, n in bind.execute(_BINS, {**series, "grain": "day", "period": here.day}).all():
        for grain in GRAINS[1:]:
            old, new = getattr(here, grain), getattr(there, grain) if there else None
            if old == new:
                continue
            bind.execute(_COUNT, {**series, "grain": grain, "period": old, "code": code, "n": -n})
            if new is not None:
                _give(bind, {**series, "grain": grain, "period": new, "code": code, "n": n})


def _give(bind: sa.Connection, found: dict[str, object]) -> None:
    if not bind.execute(_COUNT, found).rowcount:
        bind.execute(_START, found)
