"""Random histories of a desk, played on the model and on a real server, compared after each step."""

import secrets
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from redis import Redis

from routing import keys
from routing.desk_calls import joined, settings_fields
from routing.library import Library
from routing.model import Model
from routing.model.state import Chat
from routing.values import DeskSettings, HoldClaim, TeenClaim
from tests.property.desk_keys import actual, expected

DESK = "model"
START = 1_700_000_000_000
SETTINGS = DeskSettings(
    languages=("nl", "fr", "de"),
    skills=("x", "y"),
    queue_limit=9,
    ageing_ms=(0, 20_000, 45_000),
    wrap_up_ms=60_000,
    wrap_up_max_ms=150_000,
    breather_ms=90_000,
    handle_ms=40_000,
)
ROLES = {"an": "counsellor", "bram": "counsellor", "chloe": "counsellor", "sofie": "supervisor", "tess": "supervisor"}
CHATS = [f"c{i}" for i in range(14)]

people = st.sampled_from(list(ROLES))
chats = st.sampled_from(CHATS)
languages = st.sampled_from(["nl", "nl", "nl", "fr", "fr", "de"])
spoken = st.sampled_from([("nl",), ("nl", "fr"), ("fr",), ("de", "nl"), ("de", "fr", "nl")])
skill_sets = st.sampled_from([(), (), (), ("x",), ("x", "y")])
able_sets = st.sampled_from([(), ("x",), ("x", "y"), ("x", "y")])
priorities = st.sampled_from([3, 3, 3, 2, 1])
chains = st.sampled_from(["", "", "k1", "k2"])
picks = st.integers(0, 1000)
waits = st.sampled_from([0, 1, 400, 5_000, 29_999, 30_000, 31_000, 60_000, 125_000, 300_000])


class DeskMachine(RuleBasedStateMachine):
    """One desk, its model beside it. Set `redis` and `library` before a run."""

    redis: Redis
    library: Library

    def __init__(self) -> None:
        super().__init__()
        self.redis.flushall()
        self.model = Model(SETTINGS)
        self.model.now = START
        self.now = START
        self.calls = 0
        self.accepted: set[tuple[str, int]] = set()
        self.past: list[tuple[Any, ...]] = []
        self.teen_claims: list[TeenClaim] = []
        self.hold_claims: list[tuple[str, HoldClaim]] = []
        self.configure()

    def configure(self) -> None:
        self.redis.execute_command("HSET", keys.desk_key(DESK, "settings"), *settings_fields(SETTINGS))

    def both(self, name: str, for_script: list[Any], *for_model: Any) -> str:
        """Do it on both sides; the answers must agree."""
        self.calls += 1
        return self.again(f"r{self.calls}", name, for_script, *for_model)

    def again(self, request: str, name: str, for_script: list[Any], *for_model: Any) -> str:
        got = self.script(request, name, for_script)
        wanted = self.model.run(name, request, self.now, *for_model)
        assert got == wanted, f"{name}{for_model}: script {got}, model {wanted}"
        self.past.append((request, name, for_script, *for_model))
        self.remember_claims()
        return wanted

    def script(self, request: str, name: str, args: list[Any]) -> Any:
        function = f"{self.library.name}_{name}"
        return self.redis.fcall(function, 1, keys.tag(DESK), request, self.now, secrets.token_hex(4), *args)

    def remember_claims(self) -> None:
        """What clients would hold now; old ones stay, as tickets of tabs that slept."""
        for c in self.model.chats.values():
            holder = c.staff if c.state == "active" else ""
            claim = TeenClaim(c.id, c.language, c.joined, c.fence, holder, c.priority, c.skills, chain=c.chain)
            if claim not in self.teen_claims[-20:]:
                self.teen_claims.append(claim)
            if holder:
                held = (holder, HoldClaim(c.id, c.language, c.joined, c.fence, c.priority, c.skills))
                if held not in self.hold_claims[-20:]:
                    self.hold_claims.append(held)

    def some(self, pick: int, *states: str) -> Chat | None:
        """One of the model's chats in these states."""
        found = [c for c in self.model.chats.values() if c.state in states]
        return found[pick % len(found)] if found else None

    @initialize(
        crew=st.lists(st.tuples(people, spoken, able_sets, st.integers(1, 2)), min_size=1, max_size=3),
        queue=st.lists(st.tuples(languages, skill_sets, priorities), max_size=4),
    )
    def open_up(self, crew: list[Any], queue: list[Any]) -> None:
        self.both("set_service", ["open", "sofie"], "open")
        for who, speaks, skills, capacity in crew:
            self.sign_on(who, speaks, skills, capacity, "available", False)
        for i, (language, skills, priority) in enumerate(queue):
            self.join(f"c{i}", language, skills, priority, "", 0)

    # -- the teen's side

    @rule(
        id=chats,
        language=languages,
        skills=skill_sets,
        priority=priorities,
        chain=chains,
        closes_in=st.sampled_from([0, 0, 0, 30_000, 100_000]),
    )
    def join(self, id: str, language: str, skills: Any, priority: int, chain: str, closes_in: int) -> None:
        closes = self.now + closes_in if closes_in else 0
        args = [id, "g", language, joined(skills), priority, "", "unknown", "web", chain, closes or ""]
        self.both("join", args, id, language, skills, priority, chain, closes)

    @rule(language=st.sampled_from(["xx", "", "nl,fr"]), id=chats)
    def join_wrong_language(self, language: str, id: str) -> None:
        self.both("join", [id, "g", language, "", 3, "", "unknown", "web", "", ""], id, language, (), 3, "", 0)

    @rule(id=chats)
    def leave(self, id: str) -> None:
        self.both("leave", [id], id)

    @rule(pick=picks, stale=st.booleans())
    def drop(self, pick: int, stale: bool) -> None:
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat:
            generation = chat.generation - (stale and pick % 4 == 0)
            self.both("drop", [chat.id, "g" if chat.generation else "", generation], chat.id, generation)

    @precondition(lambda self: self.teen_claims)
    @rule(pick=picks, newest=st.booleans())
    def rejoin(self, pick: int, newest: bool) -> None:
        claim = self.teen_claims[-1 - pick % min(len(self.teen_claims), 6 if newest else 60)]
        about = [claim.language, joined(claim.skills), claim.priority, "", "unknown", "web"]
        self.both(
            "rejoin",
            [claim.chat, "g", *about, claim.joined, claim.fence, claim.counsellor, claim.chain],
            claim,
        )

    @rule(pick=picks, language=st.sampled_from(["nl", "fr", "de", "xx"]))
    def choose_language(self, pick: int, language: str) -> None:
        chat = self.some(pick, "waiting", "waiting", "offered", "active")
        id = chat.id if chat else "c0"
        self.both("choose_language", [id, language], id, language)

    # -- the counsellor's side

    @rule(
        id=people,
        speaks=spoken,
        skills=able_sets,
        capacity=st.sampled_from([1, 1, 2, 2, 0, 99]),
        status=st.sampled_from(["available", "available", "away", ""]),
        claiming=st.booleans(),
    )
    def sign_on(self, id: str, speaks: Any, skills: Any, capacity: int, status: str, claiming: bool) -> None:
        mine = [claim for who, claim in self.hold_claims if who == id] if claiming else []
        mine = list({claim.chat: claim for claim in mine}.values())[-3:]
        rows = [
            x
            for c in mine
            for x in (c.chat, c.language, joined(c.skills), c.priority, "", "unknown", "web", c.joined, c.fence)
        ]
        speaks = tuple(sorted(speaks))
        args = [id, id.title(), ROLES[id], joined(speaks), joined(skills), capacity, "", "g", status, *rows]
        self.both("sign_on", args, id, ROLES[id], speaks, skills, capacity, status, tuple(mine))

    @rule(id=people)
    def sign_off(self, id: str) -> None:
        self.both("sign_off", [id], id)

    @rule(id=people, stale=st.booleans())
    def staff_drop(self, id: str, stale: bool) -> None:
        staff = self.model.staff.get(id)
        generation = staff.generation - stale if staff else 1
        self.both("staff_drop", [id, "g", generation], id, generation)

    @rule(id=people, status=st.sampled_from(["available", "available", "away", "finishing", "offline", "asleep"]))
    def set_status(self, id: str, status: str) -> None:
        self.both("set_status", [id, status, ""], id, status)

    @rule(pick=picks)
    def accept(self, pick: int) -> None:
        chat = self.some(pick, "offered")
        if (
            chat
            and self.both("accept", [chat.staff, chat.id, chat.fence], chat.staff, chat.id, chat.fence) == "+accepted"
        ):
            assert (chat.id, chat.fence) not in self.accepted, "accepted twice at one fence"
            self.accepted.add((chat.id, chat.fence))

    @rule(name=st.sampled_from(["accept", "decline"]), id=people, pick=picks, back=st.integers(0, 2))
    def answer_wrongly(self, name: str, id: str, pick: int, back: int) -> None:
        chat = self.some(pick, "offered", "active", "waiting")
        if chat and (chat.staff != id or back):
            self.both(name, [id, chat.id, chat.fence - back], id, chat.id, chat.fence - back)

    @rule(pick=picks)
    def decline(self, pick: int) -> None:
        chat = self.some(pick, "offered")
        if chat:
            self.both("decline", [chat.staff, chat.id, chat.fence], chat.staff, chat.id, chat.fence)

    @rule(pick=picks, heavy=st.sampled_from([0, 0, 1]), wrong=st.sampled_from([0, 0, 0, 1]))
    def finish(self, pick: int, heavy: int, wrong: int) -> None:
        chat = self.some(pick, "active", "active", "wrap_up", "offered")
        if chat:
            fence = chat.fence - wrong
            self.both("finish", [chat.staff, chat.id, fence, heavy], chat.staff, chat.id, fence, heavy)

    @rule(pick=picks)
    def ready(self, pick: int) -> None:
        chat = self.some(pick, "wrap_up") or self.some(pick, "active")
        if chat:
            self.both("ready", [chat.staff, chat.id], chat.staff, chat.id)

    @rule(id=people, pick=picks)
    def ready_of_another(self, id: str, pick: int) -> None:
        chat = self.some(pick, "wrap_up", "active")
        if chat:
            self.both("ready", [id, chat.id], id, chat.id)

    @rule(pick=picks)
    def extend_wrap_up(self, pick: int) -> None:
        chat = self.some(pick, "wrap_up")
        if chat:
            self.both("extend_wrap_up", [chat.staff, chat.id], chat.staff, chat.id)

    @rule(id=people, minutes=st.sampled_from([0, 1, 3, 121]))
    def breather(self, id: str, minutes: int) -> None:
        self.both("breather", [id, minutes], id, minutes)

    # -- supervision

    @rule(
        pick=picks,
        to=st.sampled_from(["", "", *ROLES]),
        language=st.sampled_from(["", "", "fr", "xx"]),
        skill=st.sampled_from(["", "", "x", "z"]),
        wrong=st.sampled_from([0, 0, 0, 1]),
    )
    def transfer(self, pick: int, to: str, language: str, skill: str, wrong: int) -> None:
        chat = self.some(pick, "active")
        if chat:
            args = [chat.staff, chat.id, chat.fence - wrong, to, language, skill]
            self.both("transfer", args, *args)

    @rule(pick=picks)
    def requeue(self, pick: int) -> None:
        chat = self.some(pick, "active", "offered", "waiting")
        if chat:
            self.both("requeue", [chat.id], chat.id)

    @rule(pick=picks, priority=st.sampled_from([1, 2, 3, 4]))
    def set_priority(self, pick: int, priority: int) -> None:
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat:
            self.both("set_priority", [chat.id, priority], chat.id, priority)

    @rule(pick=picks, id=people)
    def assign(self, pick: int, id: str) -> None:
        chat = self.some(pick, "waiting", "offered")
        if chat:
            self.both("assign", [chat.id, id], chat.id, id)

    @rule(
        id=people,
        status=st.sampled_from(["", "", "available", "away", "asleep"]),
        capacity=st.sampled_from([None, 1, 2, 0, 99]),
        speaks=st.one_of(st.none(), spoken),
        skills=st.one_of(st.none(), able_sets),
    )
    def set_counsellor(self, id: str, status: str, capacity: Any, speaks: Any, skills: Any) -> None:
        speaks = speaks and tuple(sorted(speaks))
        args = [id, status or "-", "-" if capacity is None else capacity]
        args += ["-" if speaks is None else joined(speaks), "-" if skills is None else joined(skills)]
        self.both("set_counsellor", args, id, status, capacity, speaks, skills)

    @rule(pick=picks, supervisor=st.sampled_from(["", "sofie", "an"]))
    def invite(self, pick: int, supervisor: str) -> None:
        chat = self.some(pick, "active")
        if chat:
            args = [chat.staff, chat.id, chat.fence, supervisor]
            self.both("invite", args, *args)

    @rule(pick=picks, id=st.sampled_from(["sofie", "tess", "an"]))
    def enter(self, pick: int, id: str) -> None:
        invited = [c for c in self.model.chats.values() if c.invited]
        chat = invited[pick % len(invited)] if invited else self.some(pick, "active", "waiting")
        if chat:
            self.both("enter", [id, chat.id], id, chat.id)

    @rule(pick=picks, hours=st.sampled_from([1, 24, 0, 25]))
    def propose_block(self, pick: int, hours: int) -> None:
        chat = self.some(pick, "active")
        if chat:
            args = [chat.staff, chat.id, chat.fence, hours]
            self.both("propose_block", args, *args)

    @rule(pick=picks, id=people, yes=st.sampled_from([1, 1, 0]))
    def confirm_block(self, pick: int, id: str, yes: int) -> None:
        proposed = [c for c in self.model.chats.values() if c.block == "proposed"]
        chat = proposed[pick % len(proposed)] if proposed else self.some(pick, "active")
        if chat:
            self.both("confirm_block", [id, chat.id, yes], id, chat.id, yes)

    @rule(mode=st.sampled_from(["open", "open", "open", "closing", "closed", "auto", "ajar"]))
    def set_service(self, mode: str) -> None:
        self.both("set_service", [mode, "sofie"], mode)

    @rule(state=st.sampled_from(["open", "open", "closing", "closed", "ajar"]), closes_in=st.sampled_from([0, 90_000]))
    def set_hours(self, state: str, closes_in: int) -> None:
        closes = START + closes_in if closes_in else 0
        self.both("set_hours", [state, closes, 0], state, closes)

    # -- time, repeats, loss

    @rule(wait=waits)
    def wait(self, wait: int) -> None:
        self.now += wait

    @rule(short=st.sampled_from([0, 0, 1]))
    def wait_for_timer(self, short: int) -> None:
        agenda = self.model.agenda()
        if agenda:
            self.now = max(self.now, agenda[0][0] - short)

    @rule(limit=st.sampled_from([100, 100, 2]))
    def tick(self, limit: int) -> None:
        """A tick without a request id, as clocks do it; the number of timers run must agree."""
        head, _, _ = self.script("", "tick", [limit, ""])
        done = self.model.run("tick", "", self.now, limit)
        assert str(head[0]) == done, f"tick ran {head[0]} timers, model {done}"
        agenda = self.model.agenda()
        assert head[1] == (max(0, agenda[0][0] - self.now) if agenda else -1)
        self.remember_claims()

    @precondition(lambda self: self.past)
    @rule(pick=picks)
    def repeat(self, pick: int) -> None:
        self.again(*self.past[-1 - pick % len(self.past)])

    @rule(kind=st.sampled_from(["teen", "staff"]), pick=picks, stale=st.sampled_from([0, 0, 1]))
    def renew(self, kind: str, pick: int, stale: int) -> None:
        known: Any = self.model.chats if kind == "teen" else self.model.staff
        one = known[sorted(known)[pick % len(known)]] if known else None
        id, generation = (one.id, one.generation - stale) if one else ("nobody", 1)
        unknown, replaced = self.script("", "renew", ["g", kind, id, generation])
        if one is None or (not stale and not one.online):
            assert (unknown, replaced) == ([id], [])
        elif stale:
            assert (unknown, replaced) == ([], [id])
        else:
            assert (unknown, replaced) == ([], [])
            self.model.pass_time(self.now)
            if getattr(one, "state", "") != "wrap_up":
                one.presence = self.now + SETTINGS.lease_ms

    @precondition(lambda self: self.calls > 15)
    @rule(sure=st.sampled_from([True, False, False, False]))
    def lose_everything(self, sure: bool) -> None:
        if not sure:
            return
        self.redis.flushall()
        answers = {}
        self.model = Model(SETTINGS)
        self.model.answers = answers
        self.model.now = self.now
        self.accepted.clear()
        self.past.clear()
        self.configure()
        self.both("set_service", ["open", "sofie"], "open")

    # -- what must hold

    @invariant()
    def every_key_agrees(self) -> None:
        wanted, found = expected(self.model), actual(self.redis, DESK)
        differ = {
            k: (found.get(k), wanted.get(k)) for k in found.keys() | wanted.keys() if found.get(k) != wanted.get(k)
        }
        assert not differ, f"key: (found, wanted) {differ}"

    @invariant()
    def one_holder_within_capacity(self) -> None:
        held = [chat for staff in self.model.staff.values() for chat in staff.slots]
        assert len(held) == len(set(held))
        for chat in self.model.chats.values():
            assert (chat.staff != "") == (chat.state in ("offered", "active", "wrap_up"))
            assert not chat.staff or chat.id in self.model.staff[chat.staff].slots

    @invariant()
    def nobody_able_is_left_free(self) -> None:
        for chat in self.model.pool():
            assert self.model.best(chat) is None

    @invariant()
    def one_record_for_each_end(self) -> None:
        wanted = [{name: str(value) for name, value in record.items()} for record in self.model.records]
        stream = [fields for _, fields in self.redis.xrange(keys.desk_key(DESK, "ended"))]
        found = (
            [{name: fields[name] for name in wanted[0]} for fields in stream if fields["kind"] == "chat"]
            if wanted
            else []
        )
        assert sorted(map(str, found)) == sorted(map(str, wanted))
