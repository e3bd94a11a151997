"""Writes client.json: what both clients do in the same course of events. `python -m tests.vectors.make_client`.

A step is an input at a moment in ms; `gives` is all that follows from it, as the Python client does it. The TypeScript
client replays the file, so a change of either shows. Random numbers are all 0.5, and sealing is `cid@fence`.
"""

import json
from pathlib import Path
from typing import Any

import msgspec

from chat.client.core import Arrived, Core, Do, Effects, Failed, Out
from chat.client.sealing import Payload
from chat.protocol.common import Ack, Drain, EntryFrame, Error, Frame, Log, Ping, Seen, Withheld
from chat.protocol.teen import HelloTeen

FILE = Path(__file__).with_name("client.json")
CHAT = "c1"
Step = dict[str, Any]


def stamp(name: str) -> str:
    return name.ljust(22, "-")


def log(epoch: str = "e1", head: int = 0, n: int = 0, **more: Any) -> Step:
    return frame(Log(CHAT, epoch, 1, head, n, **more))


def entry(seq: int, cid: str, who: Any = "counsellor", n: int = 0) -> Step:
    about = (n or seq, 1, "k1", "text", f"{cid}@1")
    return frame(EntryFrame(CHAT, seq, who, cid, *about, stamp(f"s-{cid}"), stamp(f"p-{seq}")))


def withheld(seq: int) -> Step:
    return frame(Withheld(CHAT, seq, stamp("s-hidden"), stamp(f"p-{seq}")))


def ack(cid: str, seq: int) -> Step:
    return frame(Ack(CHAT, cid, seq, stamp(f"s-{cid}"), stamp(f"p-{seq}")))


def error(code: str, ref: str, retry: bool = False) -> Step:
    return frame(Error(code, ref, retry=retry))


def frame(one: Frame) -> Step:
    return {"do": "received", "frame": msgspec.to_builtins(one)}


def write(cid: str, **manner: Any) -> Step:
    return {"do": "write", "cid": cid, **manner}


def admit(fence: int = 1, kid: str = "k1") -> Step:
    return {"do": "admit", "fence": fence, "kid": kid}


def closed(code: int) -> Step:
    return {"do": "closed", "code": code}


def after(ms: int, step: Step) -> Step:
    return {**step, "after": ms}


START: Step = {"do": "start"}
OPENED: Step = {"do": "opened"}
DUE: Step = {"do": "due"}
CONNECT = [START, OPENED]
LIVE = [*CONNECT, log(), admit()]
AGAIN = [after(600, DUE), OPENED]

COURSES: dict[str, list[Step]] = {
    "nobody answers the hello": [*CONNECT, after(15_000, DUE), after(300, DUE)],
    "the socket does not open": [START, after(10_000, DUE), after(300, DUE), closed(1006), after(600, DUE)],
    "each attempt waits longer": [START, *([closed(1006), after(16_000, DUE)] * 6)],
    "a connection that did not live long was none": [*LIVE, closed(1006), *AGAIN, log(), closed(1006), *AGAIN],
    "one that lived begins with the shortest pause": [
        *LIVE,
        after(6_000, frame(Ping())),
        closed(1006),
        after(300, DUE),
    ],
    "a final close ends it": [*LIVE, closed(4103), after(60_000, DUE)],
    "an unknown final close ends it": [*LIVE, closed(4199)],
    "an unknown passing close does not": [*LIVE, closed(4299), after(300, DUE)],
    "replaced by another window": [*LIVE, closed(4102)],
    "replaced by a hello of its own": [
        START,
        OPENED,
        after(15_000, DUE),
        after(300, DUE),
        OPENED,
        closed(4102),
        after(600, DUE),
        OPENED,
        log(),
        closed(4102),
    ],
    "silence ends it": [*LIVE, after(45_000, DUE)],
    "a ping keeps it": [*LIVE, after(44_000, frame(Ping())), after(2_000, DUE)],
    "words without an answer end it": [*LIVE, write("a"), after(10_000, DUE), after(300, DUE), OPENED, log()],
    "an answer that never comes, though the server speaks": [
        *LIVE,
        write("a"),
        after(9_000, frame(Ping())),
        after(9_000, frame(Ping())),
        after(9_000, frame(Ping())),
        after(3_000, DUE),
    ],
    "a gateway that stops is left within its time": [*LIVE, frame(Drain(8_000)), after(4_000, DUE), OPENED, log()],
    "stopping": [*LIVE, {"do": "stop"}, after(60_000, DUE)],
    "words wait until somebody is there": [*CONNECT, log(), write("a"), admit(), ack("a", 1)],
    "words wait until all that was missed is here": [
        *CONNECT,
        write("a"),
        admit(),
        log(head=2),
        entry(1, "x"),
        entry(2, "y"),
    ],
    "a long backlog goes in step with the answers": [
        *CONNECT,
        log(),
        *(write(f"m{at}") for at in range(10)),
        admit(),
        ack("m0", 1),
        ack("m1", 2),
    ],
    "a key goes before the words that it opens": [
        *CONNECT,
        log(),
        write("a"),
        write("g", kind="grant", first=True),
        admit(),
    ],
    "what is meant for one fence alone is dropped under a later one": [
        *CONNECT,
        log(),
        write("yes", kind="share", only=1),
        write("a"),
        admit(2),
    ],
    "what is meant for a later fence waits for it": [
        *CONNECT,
        log(),
        write("yes", kind="share", only=2),
        write("a"),
        admit(1),
        ack("a", 1),
        admit(2),
    ],
    "an own entry is shown once it has its place": [
        *LIVE,
        write("a"),
        write("b"),
        ack("b", 3),
        ack("a", 1),
        entry(2, "x"),
    ],
    "an entry that comes twice is shown once": [*LIVE, entry(1, "x"), entry(1, "x"), entry(2, "y")],
    "a gap is healed by asking again": [*LIVE, entry(1, "x"), entry(3, "z")],
    "another end's entry under our own cid is another entry": [*LIVE, write("a"), entry(1, "a"), ack("a", 2)],
    "a log that lost a part is jumped over": [*CONNECT, log(head=5, lost=True), entry(2, "x"), entry(5, "y")],
    "what is withheld keeps its place, and is shown later": [
        *CONNECT,
        log(head=2),
        withheld(1),
        entry(2, "y"),
        entry(1, "x", n=1),
    ],
    "the same epoch goes on where it stood": [
        *LIVE,
        entry(1, "x"),
        write("a"),
        closed(1006),
        *AGAIN,
        log(head=2),
        entry(2, "y"),
        ack("a", 3),
    ],
    "acknowledged, though the answer was lost": [
        *LIVE,
        write("a"),
        closed(1006),
        *AGAIN,
        log(head=1, n=1),
        entry(1, "a", "teen", 1),
        write("b"),
    ],
    "another epoch is told from its beginning": [
        *LIVE,
        entry(1, "x"),
        write("a"),
        ack("a", 2),
        closed(1006),
        *AGAIN,
        log("e2", head=2),
        entry(1, "a", "teen", 1),
        entry(2, "x"),
        entry(3, "y"),
    ],
    "a log that lost everything is refilled": [
        *LIVE,
        entry(1, "x"),
        write("a"),
        ack("a", 2),
        write("b"),
        closed(1006),
        *AGAIN,
        log("e2", refill=True),
        log("e2", head=2, n=1),
        entry(1, "x"),
        entry(2, "a", "teen", 1),
        ack("b", 3),
    ],
    "a refill in parts": [
        *LIVE,
        *(
            frame(
                EntryFrame(
                    CHAT,
                    at,
                    "counsellor",
                    f"x{at}",
                    at,
                    1,
                    "k1",
                    "text",
                    "b" * 4_000,
                    stamp(f"s-{at}"),
                    stamp(f"p-{at}"),
                )
            )
            for at in (1, 2, 3, 4)
        ),
        closed(1006),
        *AGAIN,
        log("e2", refill=True),
    ],
    "a replay that stands still is asked for again": [
        *LIVE,
        write("a"),
        closed(1006),
        *AGAIN,
        log(head=2),
        entry(1, "x"),
        after(9_999, DUE),
        after(1, DUE),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log(head=2),
        entry(2, "y"),
    ],
    "a replay that stands still again is waited for longer, until it moves": [
        *LIVE,
        closed(1006),
        *AGAIN,
        log(head=3),
        after(10_000, DUE),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log(head=3),
        after(19_999, DUE),
        entry(1, "x"),
        after(9_999, DUE),
        entry(2, "y"),
        after(10_000, DUE),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log(head=3),
        after(19_999, DUE),
        after(1, DUE),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log(head=3),
        after(39_999, DUE),
        after(1, DUE),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log(head=3),
        after(39_999, DUE),
        after(1, DUE),
    ],
    "a connection lost in the middle of a replay": [
        *LIVE,
        entry(1, "x"),
        entry(2, "y"),
        closed(1006),
        *AGAIN,
        log("e2", head=2),
        entry(1, "x"),
        closed(1006),
        after(1_200, DUE),
        OPENED,
        log("e3", refill=True),
    ],
    "the log is emptied while the connection holds": [
        *LIVE,
        entry(1, "x"),
        write("a"),
        log("e2", refill=True),
        log("e2", head=1),
        entry(1, "x"),
        ack("a", 2),
    ],
    "refused under an old fence, written anew under the next": [
        *LIVE,
        write("a"),
        write("b"),
        error("stale_fence", "a", True),
        error("stale_fence", "b", True),
        admit(2, "k2"),
    ],
    "refused for now": [*LIVE, write("a"), error("too_fast", "a", True), after(1_500, DUE), ack("a", 1)],
    "refused for now, and what flew behind it has a gap": [
        *LIVE,
        write("a"),
        write("b"),
        error("too_fast", "a", True),
        error("gap", "b", True),
        after(1_500, DUE),
        ack("a", 1),
        ack("b", 2),
    ],
    "a gap of its own: the numbers cannot be right": [*LIVE, write("a"), error("gap", "a", True)],
    "the log is lost for the gateway": [
        *LIVE,
        write("a"),
        error("log_lost", "a", True),
        log("e2", n=0),
        after(1_500, DUE),
    ],
    "the connection to the log is stale": [
        *LIVE,
        write("a"),
        error("stale_connection", "a", True),
        log("e1", n=0),
        after(1_500, DUE),
    ],
    "refused for good": [*LIVE, write("a"), error("too_big", "a"), write("b")],
    "refused for good, with others behind it": [
        *LIVE,
        write("a"),
        write("b"),
        error("too_big", "a"),
        error("gap", "b", True),
    ],
    "read receipts are told a quarter of a second later": [
        *LIVE,
        entry(1, "x"),
        {"do": "shown"},
        entry(2, "y"),
        {"do": "shown"},
        after(250, DUE),
        frame(Seen(CHAT, 1)),
    ],
    "read receipts are told again with each log, when all of it is here": [
        *LIVE,
        entry(1, "x"),
        {"do": "shown"},
        after(250, DUE),
        log(head=1),
        after(250, DUE),
        log("e2", head=1),
        after(250, DUE),
        entry(1, "x"),
        after(250, DUE),
    ],
    "read receipts are told again after a lost connection": [
        *LIVE,
        entry(1, "x"),
        {"do": "shown"},
        after(250, DUE),
        closed(1006),
        *AGAIN,
        log(head=1),
        after(250, DUE),
    ],
}


def play(course: list[Step]) -> list[Step]:
    """Each step with what the Python client of a teen does."""
    core = Core(lambda _chat: "teen", lambda _chat, fence, item: f"{item.cid}@{fence}", lambda: 0.5)
    now, done = 0, []
    for step in course:
        now += step.get("after", 0)
        effects = _act(core, step, now / 1000)
        done.append({**step, "gives": _given(core, effects, now)})
    return done


def _act(core: Core, step: Step, now: float) -> Effects:
    match step["do"]:
        case "start":
            return core.start(now)
        case "stop":
            return core.stop()
        case "opened":
            return core.opened(HelloTeen(2, "t" * 43), now)
        case "closed":
            return core.closed(step["code"], now)
        case "received":
            return core.received(_read(step["frame"]), now)
        case "admit":
            return core.admit(CHAT, step["fence"], step["kid"], now)
        case "shown":
            return core.shown(CHAT, now)
        case "write":
            kind, wish = step.get("kind", "text"), Payload(text=step["cid"])
            first, only = step.get("first", False), step.get("only", 0)
            return core.write(CHAT, kind, wish, step["cid"], now, first=first, only=only)
    return core.due(now)


def _read(given: Step) -> Frame:
    kinds = Ack | Drain | EntryFrame | Error | Log | Ping | Seen | Withheld
    return msgspec.convert(given, kinds)  # type: ignore[arg-type, return-value]


def _given(core: Core, effects: Effects, now: int) -> Step:
    follower, wake = core.follower(CHAT), core.wake_at
    gives: Step = {
        "acts": [one.act.value for one in effects if isinstance(one, Do)],
        "sends": [msgspec.to_builtins(one.frame) for one in effects if isinstance(one, Out)],
        "shown": [f"{one.entry.seq}:{one.entry.cid}" for one in effects if _others(one)],
        "failed": [one.item.cid for one in effects if isinstance(one, Failed)],
    }
    cursor = msgspec.to_builtins(follower.cursor())
    del cursor["chat"]
    return {
        **{name: value for name, value in gives.items() if value},
        "link": core.link.state.value,
        "wake": None if wake is None else round(wake * 1000) - now,
        "entries": [f"{one.seq}:{one.who}:{one.cid}" for one in follower.transcript],
        "waiting": [item.cid for item in follower.outbox.items],
        "cursor": cursor,
    }


def _others(effect: object) -> bool:
    """Own entries are shown from the moment they are written."""
    return isinstance(effect, Arrived) and effect.entry.who != "teen"


def main() -> None:
    FILE.write_text("[\n" + ",\n".join(_text(name, play(course)) for name, course in COURSES.items()) + "\n]\n")


def _text(name: str, steps: list[Step]) -> str:
    """One step on a line, so that a change shows where it is."""
    return f'{{"name": {json.dumps(name)}, "steps": [\n' + ",\n".join(map(json.dumps, steps)) + "]}"


if __name__ == "__main__":
    main()
