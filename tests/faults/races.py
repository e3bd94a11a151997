"""Snapshots of a desk taken while many act at once, and the invariants each of them must keep. Pure."""

from collections.abc import Iterator
from typing import Any

Content = dict[str, dict[str, str]]
HELD = ("offered", "active", "wrap_up")
FULL = 2**52


class Snapshot:
    """One atomic dump of a desk's keys, without the tag: hashes, and sorted sets as member → score."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.chats = {chat: {"fence": "0", "staff": "", **row} for chat, row in self._named("chat:").items()}
        self.staff = self._named("staff:")

    def _named(self, prefix: str) -> Content:
        return {name.removeprefix(prefix): row for name, row in self.content.items() if name.startswith(prefix)}

    def members(self, prefix: str) -> dict[str, str]:
        """Member → key, over all sorted sets whose name starts so; a member of two is a mistake of its own."""
        return {member: name for name, row in self.content.items() if name.startswith(prefix) for member in row}

    def slots(self, staff: str) -> list[str]:
        return [chat for chat in self.staff[staff].get("slots", "").split(",") if chat]

    def problems(self) -> list[str]:
        """What is wrong with this moment, in words."""
        return [*self._one_holder(), *self._indexes(), *self._capacity(), *self._heads(), *self._served()]

    def _one_holder(self) -> Iterator[str]:
        holders: dict[str, list[str]] = {}
        for staff in self.staff:
            for chat in self.slots(staff):
                holders.setdefault(chat, []).append(staff)
        for chat, row in self.chats.items():
            wanted = [row["staff"]] if row["state"] in HELD else []
            if holders.get(chat, []) != wanted:
                yield f"{chat} is {row['state']} of {wanted} but in the slots of {holders.get(chat)}"
        for chat in holders.keys() - self.chats.keys():
            yield f"{chat} is in a slot and exists no more"

    def _indexes(self) -> Iterator[str]:
        lined, pooled = self.members("line:"), self.members("bucket:")
        for chat, row in self.chats.items():
            offerable = row["state"] == "waiting" and row["online"] == "1"
            if (chat in lined) != (offerable or row["state"] == "offered"):
                yield f"{chat} is {row['state']}, online {row['online']}, and in line: {lined.get(chat)}"
            if (chat in pooled) != offerable:
                yield f"{chat} is {row['state']}, online {row['online']}, and in the pool: {pooled.get(chat)}"
        for chat in (lined.keys() | pooled.keys()) - self.chats.keys():
            yield f"{chat} is queued and exists no more"
        agenda = self.content.get("agenda", {})
        for chat, row in self.chats.items():
            if row["state"] in ("offered", "wrap_up") and f"c:{chat}" not in agenda:
                yield f"{chat} is {row['state']} without a deadline"

    def _capacity(self) -> Iterator[str]:
        for staff, row in self.staff.items():
            if len(self.slots(staff)) > int(row["capacity"]):
                yield f"{staff} holds {self.slots(staff)} with a capacity of {row['capacity']}"

    def _heads(self) -> Iterator[str]:
        firsts = {n.removeprefix("bucket:"): min(map(float, r.values())) for n, r in self._buckets()}
        heads = {name: float(place) for name, place in self.content.get("heads", {}).items()}
        if firsts != heads:
            yield f"heads are {heads}, the pool's firsts {firsts}"

    def _served(self) -> Iterator[str]:
        """Nobody able is free while somebody waits, unless they have missed that chat."""
        for name, row in self._buckets():
            language, _, skills, missed = name.removeprefix("bucket:").split("|")
            if skills:
                continue
            able = self.content.get(f"able:{language}", {})
            free = [staff for staff, score in able.items() if float(score) < FULL and staff not in missed.split(",")]
            if free:
                yield f"{list(row)} wait while {free} are free"

    def _buckets(self) -> list[tuple[str, dict[str, str]]]:
        return [(name, row) for name, row in self.content.items() if name.startswith("bucket:") and row]


def between(before: Snapshot, after: Snapshot) -> list[str]:
    """What must not happen from one moment to a later one: a fence that falls, an original join that changes."""
    wrong = []
    for chat in before.chats.keys() & after.chats.keys():
        old, new = before.chats[chat], after.chats[chat]
        if int(new["fence"]) < int(old["fence"]):
            wrong.append(f"the fence of {chat} fell from {old['fence']} to {new['fence']}")
        if new["joined"] != old["joined"]:
            wrong.append(f"{chat} changed its moment of joining")
        if new["staff"] != old["staff"] and new["fence"] == old["fence"] and new["staff"] and old["staff"]:
            wrong.append(f"{chat} went from {old['staff']} to {new['staff']} under one fence")
    return wrong


def accepted_once(accepted: list[tuple[str, int, str]]) -> list[str]:
    """Each (chat, fence) was accepted by one person at most."""
    seen: dict[tuple[str, int], Any] = {}
    wrong = []
    for chat, fence, staff in accepted:
        if seen.setdefault((chat, fence), staff) != staff:
            wrong.append(f"{chat} under fence {fence} was accepted by {seen[chat, fence]} and {staff}")
    return wrong
