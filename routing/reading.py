"""From what the reading scripts give to value objects; pure."""

import json
from typing import Any

from routing.values import ChatView, Coming, Decision, HolderView, StaffView

Row = dict[str, Any]


def words(value: str) -> tuple[str, ...]:
    """`a,b` as a tuple."""
    return tuple(part for part in value.split(",") if part)


def _number(row: Row, name: str) -> int:
    return int(float(row.get(name) or 0))


def _left(row: Row, name: str) -> int:
    due = _number(row, name)
    return max(0, due - _number(row, "now")) if due else 0


def _holder(row: Row) -> HolderView:
    about = (row["staff"], row["who"], row["name"], row["seal"])
    return HolderView(*about, row["online"] == "1", row["occurrence"])


def _coming(row: Row) -> Coming:
    return Coming(row["occurrence"], row["who"], row["name"], row["what"], int(row["fence"]), row.get("seal", ""))


def _waited(row: Row) -> int:
    return _number(row, "waited") if row.get("answered") else max(0, _number(row, "now") - _number(row, "joined"))


def _talked(row: Row) -> int:
    talks = row["state"] == "active" and row.get("answered")
    return max(0, _number(row, "now") - _number(row, "answered")) if talks else 0


def chat_view(row: Row) -> ChatView:
    """A chat's hash, with what the script added: now, due, grace, holders, served, missed_by_all."""
    return ChatView(
        chat=row["chat"],
        state=row["state"],
        now=_number(row, "now"),
        language=row.get("language", ""),
        priority=_number(row, "priority") or 3,
        skills=words(row.get("skills", "")),
        topic=row.get("topic", ""),
        age_band=row.get("age_band", "unknown"),
        channel=row.get("channel", "web"),
        how_bad=_number(row, "how_bad"),
        moved=_number(row, "moved"),
        chain=row.get("chain", ""),
        joined=_number(row, "joined"),
        entered=_number(row, "entered") or _number(row, "joined"),
        fence=_number(row, "fence"),
        staff=row.get("staff", ""),
        supervisor=row.get("supervisor", ""),
        holders=tuple(_holder(holder) for holder in row.get("holders") or ()),
        comings=tuple(_coming(one) for one in json.loads(row.get("comings") or "[]")),
        online=row.get("online") == "1",
        gateway=row.get("gateway", ""),
        generation=_number(row, "generation"),
        requeued=row.get("requeued", ""),
        end=row.get("end", ""),
        left_ms=_left(row, "due"),
        grace_ms=_left(row, "grace"),
        missed_by_all=bool(row.get("missed_by_all")),
        hands=_number(row, "hands"),
        block=row.get("block", ""),
        block_hours=_number(row, "block_hours"),
        invited=row.get("invited", ""),
        invitation=row.get("invitation", ""),
        waited_ms=_waited(row),
        talked_ms=_talked(row),
        served=row.get("served", True),
        others=tuple(row.get("others") or ()),
    )


def _breather(row: Row) -> int:
    until = _number(row, "breather")
    return -until if until < 0 else max(0, until - _number(row, "now"))


def staff_view(row: Row) -> StaffView:
    """A staff hash, with what the script added: now, and what they hold."""
    return StaffView(
        staff=row["staff"],
        name=row["name"],
        role=row["role"],
        status=row["status"],
        capacity=_number(row, "capacity"),
        languages=words(row["languages"]),
        skills=words(row["skills"]),
        reason=row["reason"],
        why=row["why"],
        since=_number(row, "changed"),
        online=row["online"] == "1",
        gateway=row["gateway"],
        generation=_number(row, "generation"),
        breather_ms=_breather(row),
        heavy=row["heavy"] == "1",
        now=_number(row, "now"),
        chats=tuple(chat_view(chat) for chat in row.get("held") or ()),
        beside=tuple(chat_view(chat) for chat in row.get("beside") or ()),
    )


def decision(row: Row) -> Decision:
    """One entry of the traces."""
    passed = dict(item.split("=", 1) for item in words(row.get("passed", "")))
    return Decision(row["chat"], _number(row, "at"), row["cause"], row["chosen"], words(row["considered"]), passed)
