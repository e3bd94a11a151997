"""What a doctor found: a check with what it saw, and problems, each with what is wrong and what to do."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field

from chat.logs import said
from chat.settings import Settings, Wrong
from routing.pipe import Pipe
from storage.store import Store

LONGEST_S = 15.0
SOON_S = 14 * 86_400


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` never changes its meaning. `grave`: the service does not work, or loses or shows something."""

    code: str
    what: str
    do: str
    grave: bool = True


@dataclass(slots=True)
class Check:
    """`saw`: what is there, in a few words; "" when it could not be looked at."""

    name: str
    saw: str = ""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, what: str, do: str) -> None:
        self.problems.append(Problem(code, what, do))

    def doubt(self, code: str, what: str, do: str) -> None:
        self.problems.append(Problem(code, what, do, grave=False))


@dataclass(slots=True)
class Reached:
    """The house as far as it can be reached. A part that was not reached is None; its own check says why."""

    settings: Settings
    wrong: list[Wrong] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    pipe: Pipe | None = None
    redis_problem: BaseException | None = None
    store: Store | None = None
    store_problem: BaseException | None = None

    def misread(self, *names: str) -> bool:
        """Whether one of these settings could not be read: what hangs on it is not looked at."""
        return any(one.name in names for one in self.wrong if one.code == "setting_wrong")


Look = Callable[[Reached, Check], Awaitable[None]]


async def looked(name: str, look: Look, reached: Reached) -> Check:
    """Never raises: a check that fails is a problem of its own."""
    check = Check(name)
    with _failing(check):
        async with asyncio.timeout(LONGEST_S):
            await look(reached, check)
    return check


@contextlib.contextmanager
def _failing(check: Check) -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        check.wrong(
            f"{check.name}_unknown",
            f"This could not be looked at to its end ({said(problem)}).",
            "Mend what stands above and ask again; if it stays, look at the log of the part that is named.",
        )


def ends_soon(left_s: float, whole_s: float) -> bool:
    """Whether a certificate should have been renewed by now; one of a week is with a half or a third of it left."""
    return left_s < min(SOON_S, whole_s / 4)


def as_json(checks: list[Check]) -> dict[str, object]:
    """For programs: `ok` without a grave problem; `problems` are the codes."""
    all_problems = [problem for check in checks for problem in check.problems]
    return {
        "ok": not any(problem.grave for problem in all_problems),
        "checks": [asdict(check) for check in checks],
        "problems": [problem.code for problem in all_problems],
    }


def as_lines(checks: list[Check]) -> list[str]:
    """For people."""
    lines = []
    for check in checks:
        lines.append(f"{_mark(check):5} {check.name:12} {check.saw}".rstrip())
        for one in check.problems:
            lines += [f"      {one.code}: {one.what}", f"        → {one.do}"]
    return lines


def _mark(check: Check) -> str:
    """A dash for what could not be looked at, because something above it is wrong."""
    if check.problems:
        return "WRONG" if any(one.grave for one in check.problems) else "look"
    return "ok" if check.saw else "-"
