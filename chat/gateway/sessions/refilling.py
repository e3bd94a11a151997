"""What an end hands in of a log that was lost: entries of the epoch it proved, each with the house's stamp and place,
without a gap. Pure."""

from collections.abc import Sequence

from chat.entry.stamps import Stamps
from chat.protocol.common import Entry
from routing.log_values import Logged, Proof, entry


class Refilling:
    """One refill of one end. After the first entry that does not fit, nothing more is taken."""

    def __init__(self, chat: str, stamps: Stamps, proof: Proof) -> None:
        self.proof = proof
        self._chat = chat
        self._stamps = stamps
        self._next = 0
        self._broken = False

    def take(self, entries: Sequence[Entry]) -> list[Logged]:
        """Those that were once delivered where they say, up to what the end proved."""
        taken = []
        for one in entries:
            stored = self._fitting(one)
            self._broken = self._broken or stored is None
            if stored is None or self._broken:
                break
            self._next = one.seq + 1
            taken.append(Logged(one.seq, stored))
        return taken

    def _fitting(self, one: Entry) -> str | None:
        if (self._next and one.seq != self._next) or one.seq > self.proof.seq:
            return None
        core = entry(one.who, one.cid, one.n, one.fence, one.kid, one.kind, one.body)
        where = (self._chat, self.proof.epoch, one.seq, one.stamp)
        if not self._stamps.is_place(*where, one.place) or not self._stamps.holds(self._chat, core, one.stamp):
            return None
        return f'{core},"stamp":"{one.stamp}"}}'
