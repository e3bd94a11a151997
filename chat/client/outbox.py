"""What this end wrote and the log has not confirmed, in order; each entry numbered when it flies. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from chat.client.sealing import Payload
from chat.protocol.common import Ack, Entry, EntryKind, Who

Written = Payload | str
# Who wrote much without a connection sends it in step with the answers, and is not taken for a machine.
MOST_FLYING = 8


@dataclass(slots=True)
class Item:
    """One entry on its way. `wish` is a payload to seal, or a body that needs no sealing (a grant). `only`: the fence
    it has a meaning for (a yes to one counsellor), 0 for any."""

    cid: str
    kind: EntryKind
    wish: Written
    n: int = 0
    fence: int = 0
    kid: str = ""
    body: str = ""
    flying: bool = False
    told: bool = False
    only: int = 0

    def placed(self, who: Who, at: Ack) -> Entry:
        about = (self.n, self.fence, self.kid, self.kind, self.body)
        return Entry(at.seq, who, self.cid, *about, at.stamp, at.place)


@dataclass(slots=True)
class Outbox:
    """An item stays until its entry has its place in our prefix. `sure`: the highest of our numbers in the log.
    `failing`: one of this flight was refused, so those behind it will be, too."""

    items: list[Item] = field(default_factory=list)
    sure: int = 0
    failing: bool = False

    def add(self, item: Item, first: bool = False) -> None:
        """`first`: before all that has not left yet (the key before what it opens)."""
        waiting = [at for at, one in enumerate(self.items) if not one.flying]
        self.items.insert(waiting[0] if first and waiting else len(self.items), item)

    @property
    def flying(self) -> int:
        """How many wait for their answer."""
        return sum(one.flying and not one.told for one in self.items)

    def find(self, cid: str) -> Item | None:
        return next((item for item in self.items if item.cid == cid), None)

    def drop(self, cid: str) -> None:
        """Its entry has its place."""
        self.items = [item for item in self.items if item.cid != cid]

    def land(self) -> None:
        """Nothing is under way any more: what the log turns out not to hold is numbered and sent anew."""
        for item in self.items:
            item.flying = False
        self.failing = False

    def ready(self, fence: int) -> Iterator[Item]:
        """What may fly next, numbered in order; nothing while refusals are still coming in. A consumer that cannot send
        one stops there. What was meant for an earlier fence alone is dropped."""
        if self.failing and self.flying:
            return
        self.failing = False
        self.items = [item for item in self.items if item.flying or not item.only or item.only >= fence]
        n = self.sure
        for item in list(self.items):
            if item.flying:
                n = max(n, item.n)
                continue
            if item.only > fence:
                continue
            if self.flying >= MOST_FLYING:
                return
            n += 1
            item.n = n
            yield item
