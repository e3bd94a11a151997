"""The model itself: the rules of routing, said once without Redis."""

from routing.values import DeskSettings
from tests.model import Model

MINUTE = 60_000
START = 1_700_000_000_000


def model(*staff: str, **changes: object) -> Model:
    it = Model(DeskSettings(**changes))  # type: ignore[arg-type]
    it.now = START
    it.run("set_service", "", START, "open")
    for id in staff:
        it.run("sign_on", "", it.now, id, "counsellor", ("nl",), (), 1, "available", ())
    return it


def join(it: Model, id: str, priority: int = 3) -> str:
    return it.run("join", "", it.now, id, "nl", (), priority, "", 0)


def test_a_life() -> None:
    it = model("an")
    assert join(it, "c1") == "+joined"
    assert it.run("accept", "", START + 5, "an", "c1", 1) == "+accepted"
    assert it.run("finish", "", START + 9, "an", "c1", 1, 0) == "+finished"
    assert it.run("ready", "", START + 12, "an", "c1") == "+ready"
    (record,) = it.records
    assert (record["waited_ms"], record["active_ms"], record["wrap_ms"], record["end"]) == (5, 4, 3, "finished")
    assert it.chats == {}


def test_first_come_first_served() -> None:
    it = model()
    for i in range(3):
        it.pass_time(it.now + 1)
        join(it, f"c{i}")
    it.run("sign_on", "", it.now, "an", "counsellor", ("nl",), (), 1, "available", ())
    assert it.staff["an"].slots == ["c0"]


def test_who_declined_is_asked_again_only_when_nobody_else_can() -> None:
    it = model("an", "bram")
    join(it, "c1")
    it.run("decline", "", it.now, "an", "c1", 1)
    assert it.chats["c1"].staff == "bram"
    it.run("decline", "", it.now, "bram", "c1", 2)
    assert it.chats["c1"].staff == "an"


def test_a_repeated_request_gets_its_first_answer() -> None:
    it = model("an")
    join(it, "c1")
    assert it.run("accept", "r1", it.now, "an", "c1", 1) == "+accepted"
    assert it.run("accept", "r1", it.now, "an", "c1", 1) == "+accepted"
    assert it.run("accept", "r2", it.now, "an", "c1", 1) == "!offer_gone"


def test_a_lost_counsellors_chat_goes_to_the_front() -> None:
    it = model("an")
    it.pass_time(it.now + MINUTE)
    it.run("sign_on", "", it.now, "an", "counsellor", ("nl",), (), 1, "available", ())
    join(it, "c1")
    it.run("accept", "", it.now, "an", "c1", 1)
    it.chats["c1"].place += 10 * MINUTE
    join(it, "c2")
    it.run("sign_off", "", it.now, "an")
    assert [chat.id for chat in it.line("nl", 3)] == ["c1", "c2"]


def test_timers_come_in_order_and_run_once() -> None:
    it = model("an")
    join(it, "c1")
    assert it.agenda() == [(START + 30_000, "c:c1"), (START + 30_000, "s:an"), (START + 30_000, "t:c1")]
    assert it.run("tick", "", START + 30_000, 100) == "2", "the offer's timer follows the teen's lease as well"
    assert it.run("tick", "", START + 30_000, 100) == "0"


def test_slot_time_adds_up() -> None:
    it = model("an", "bram")
    join(it, "c1")
    it.pass_time(it.now + MINUTE)
    assert (it.duty_ms, it.busy_ms) == (2 * MINUTE, MINUTE)
