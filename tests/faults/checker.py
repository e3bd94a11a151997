"""What must hold after any fault, decided from what each end recorded. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

Name = tuple[str, str]


@dataclass(slots=True)
class Record:
    """What one end saw of one chat. Names are (who, cid). `log` is its prefix now, in order; `new` what was shown to
    it as new, in order of time; `sent` what it was told is sent; `wrote` all it wrote; `told` whether it was told
    that something was lost; `after_end` what was shown after the end; `refused` what was refused for good, and why."""

    who: str
    wrote: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    new: list[Name] = field(default_factory=list)
    log: list[Name] = field(default_factory=list)
    told: bool = False
    after_end: list[Name] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def faults(chat: str, teen: Record, counsellor: Record, *, settled: bool) -> list[str]:
    """One sentence for each broken promise; empty when all hold. `settled`: nothing is under way any more."""
    return [
        f"{chat}: {problem}" for problem in [*_prefixes(teen, counsellor, settled), *_each(teen, counsellor, settled)]
    ]


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as the log has it."""

    name: Name
    fence: int
    kid: str


def handed_faults(chat: str, log: list[Kept], fence: int, teen: Record, holder: Record) -> list[str]:
    """The same of a chat that went from hand to hand: the teen shows the whole log, and all that was called sent to
    them is in it; who holds it now shows what was written since; no key serves two fences. What a former holder wrote
    where nobody else was may be gone with that primary."""
    names, found = [one.name for one in log], [*_repeats(teen), *_repeats(holder)]
    if teen.log != names:
        at = next((i for i, pair in enumerate(zip(teen.log, names, strict=False)) if pair[0] != pair[1]), "the end")
        found.append(f"the teen shows {len(teen.log)} entries, the log has {len(names)}; they differ from {at}")
    since = [one.name for one in log if one.fence == fence]
    if [name for name in holder.log if name in set(since)] != since:
        found.append(f"the holder does not show the {len(since)} entries of fence {fence} in their order")
    places = {name: place for place, name in enumerate(names)}
    shown = [places.get(name, -1) for name in holder.log]
    if shown != sorted(shown) or -1 in shown:
        found.append("the holder shows what is not in the log, or in another order")
    found += [f"kid {kid} serves two fences" for kid in _in_two_fences(log)]
    lost = [cid for cid in teen.sent if (teen.who, cid) not in places]
    if lost:
        found.append(f"{len(lost)} of the teen's entries were called sent and are not in the log, first {lost[0]}")
    stuck = [cid for cid in teen.wrote if cid not in set(teen.sent)]
    if stuck:
        found.append(f"{len(stuck)} of the teen's entries never left, first {stuck[0]}")
    return [f"{chat}: {problem}" for problem in found]


def _in_two_fences(log: list[Kept]) -> list[str]:
    fences: dict[str, set[int]] = {}
    for one in log:
        fences.setdefault(one.kid, set()).add(one.fence)
    return [kid for kid, used in fences.items() if len(used) > 1]


def ended_faults(chat: str, teen: Record, counsellor: Record) -> list[str]:
    """The same of a chat that is over: what was never sent stays with its writer, who was told of the end."""
    both = ((teen, counsellor), (counsellor, teen))
    found = [*_prefixes(teen, counsellor, settled=False)]
    for end, other in both:
        found += [*_repeats(end), *_lost(end, other)]
        if end.after_end:
            found.append(f"the {end.who} was shown {end.after_end} after the end")
    return [f"{chat}: {problem}" for problem in found]


def _prefixes(teen: Record, counsellor: Record, settled: bool) -> Iterable[str]:
    short, long = sorted((teen.log, counsellor.log), key=len)
    if long[: len(short)] != short:
        at = next(i for i, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1])
        yield f"the ends differ from place {at + 1}: {teen.log[at : at + 3]} and {counsellor.log[at : at + 3]}"
    if settled and len(short) != len(long):
        yield f"one end shows {len(short)} entries, the other {len(long)}"


def _each(teen: Record, counsellor: Record, settled: bool) -> Iterable[str]:
    for end, other in ((teen, counsellor), (counsellor, teen)):
        yield from _repeats(end)
        yield from _missing(end, other, settled)
        if end.after_end:
            yield f"the {end.who} was shown {end.after_end} after the end"


def _repeats(end: Record) -> Iterable[str]:
    for what, names in (("in its log", end.log), ("as new", end.new)):
        twice = [name for name, count in Counter(names).items() if count > 1]
        if twice:
            yield f"the {end.who} has {twice[:3]} twice {what}"
    strange = set(end.new) - set(end.log)
    if strange:
        yield f"the {end.who} was shown {sorted(strange)[:3]}, which left its log again"


def _missing(end: Record, other: Record, settled: bool) -> Iterable[str]:
    if settled:
        yield from _lost(end, other)
        stuck = [cid for cid in end.wrote if cid not in set(end.sent)]
        if stuck:
            why = end.refused.get(stuck[0], "not refused")
            yield f"{len(stuck)} of the {end.who}'s entries never left, first {stuck[0]} ({why})"


def _lost(end: Record, other: Record) -> Iterable[str]:
    arrived = {cid for who, cid in other.log if who == end.who}
    lost = [cid for cid in end.sent if cid not in arrived]
    if lost and not (end.told and other.told):
        yield f"{len(lost)} of the {end.who}'s entries were called sent and did not arrive, first {lost[0]}"
