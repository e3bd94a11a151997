"""What a rehearsal counts and times, and how it is told. Pure: moments are seconds of any steady clock."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Tally:
    """`under_way`: words that were written and not shown at the other end yet, by their id."""

    begun: int = 0
    waiting: int = 0
    talking: int = 0
    answered: int = 0
    abandoned: int = 0
    ended: int = 0
    words: int = 0
    lost: int = 0
    unsent: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=lambda: {"join": [], "offer": [], "wait": [], "word": []})
    ranges: list[bool] = field(default_factory=list)
    under_way: dict[str, tuple[str, float]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def wrote(self, chat: str, cid: str, now: float) -> None:
        self.words += 1
        self.under_way[cid] = (chat, now)

    def sent(self, cid: str) -> None:
        """Its writer was told that it went."""
        if cid in self.under_way:
            self.acknowledged.add(cid)

    def shown(self, cid: str, now: float) -> None:
        """At the other end; a second time counts for nothing."""
        if (written := self.under_way.pop(cid, None)) is not None:
            self.times["word"].append(now - written[1])

    def not_sent(self, cid: str) -> None:
        """Its writer was told that it did not go."""
        self.unsent += self.under_way.pop(cid, None) is not None

    def pending(self, chat: str) -> list[str]:
        """What was called sent and was not shown yet."""
        return [cid for cid, (where, _) in self.under_way.items() if where == chat and cid in self.acknowledged]

    def over(self, chat: str) -> None:
        """Nothing of this chat will come any more: what was called sent is lost, the rest was not."""
        self.lost += len(self.pending(chat))
        for cid in [cid for cid, (where, _) in self.under_way.items() if where == chat]:
            self.unsent += cid not in self.acknowledged
            del self.under_way[cid]

    def waited(self, seconds: float, shown: tuple[int, int] | None) -> None:
        """Until somebody was there. `shown`: the first range that the teen was told, in seconds."""
        self.times["wait"].append(seconds)
        if shown is not None:
            self.ranges.append(shown[0] <= seconds <= shown[1])

    def line(self) -> str:
        """How it stands."""
        refused = f", {sum(self.refused.values())} refused" if self.refused else ""
        return (
            f"{self.begun} came, {self.waiting} wait, {self.talking} talk, {self.ended} have talked, "
            f"{self.abandoned} left waiting{refused}; a word takes {_ms(self.times['word'], 0.99)} ms (99 of 100), "
            f"{self.lost} lost"
        )

    def report(self, stopped: str, pace: float) -> dict[str, Any]:
        """`stopped`: why it ended before its time, or "". Waits are given in the time of the day that was played."""
        return {
            "ok": not stopped and not self.lost and not self.failed,
            "stopped": stopped,
            "pace": pace,
            "came": self.begun,
            "refused": dict(self.refused),
            "failed": dict(self.failed),
            "answered": self.answered,
            "left_waiting": self.abandoned,
            "talked_to_the_end": self.ended,
            "words": self.words,
            "lost": self.lost,
            "unsent": self.unsent,
            "join_ms": _three(self.times["join"]),
            "word_ms": _three(self.times["word"]),
            "until_offer_s": _of_the_day(self.times["offer"], pace),
            "wait_s": _of_the_day(self.times["wait"], pace),
            "ranges_shown": len(self.ranges),
            "ranges_right": sum(self.ranges),
        }


def quantile(values: list[float], share: float) -> float:
    """The smallest value that at least this share does not exceed; 0 of nothing."""
    return sorted(values)[max(0, -(-int(len(values) * share * 1000) // 1000) - 1)] if values else 0.0


def _three(values: list[float]) -> dict[str, float]:
    return {name: _ms(values, share) for name, share in (("half", 0.5), ("p99", 0.99), ("most", 1.0))}


def _of_the_day(values: list[float], pace: float) -> dict[str, int]:
    return {name: round(value * pace / 1000) for name, value in _three(values).items()}


def _ms(values: list[float], share: float) -> float:
    return round(quantile(values, share) * 1000, 1)
