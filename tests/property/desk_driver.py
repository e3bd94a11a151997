"""A desk on a real server with its model beside it: how a history acts on both, and what must hold after each step."""

import json
import secrets
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant
from redis import Redis

from routing import keys
from routing.desk_calls import joined, settings_fields
from routing.library import Library
from routing.reading import chat_view
from routing.values import DeskSettings, HoldClaim, TeenClaim
from tests.model import Model
from tests.model.state import Chat, Staff
from tests.property.desk_keys import actual, expected
from tests.property.desk_views import Notices, Views, actor, not_woken, views

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

# What join is given, by the names of the chat's fields.
SAID = ("chat", "gateway", "language", "skills", "priority", "topic", "age_band", "channel", "chain")


class DeskDriver(RuleBasedStateMachine):
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
        self.notices = Notices(self.redis)
        self.configure()

    def teardown(self) -> None:
        self.notices.close()

    def configure(self) -> None:
        self.redis.execute_command("HSET", keys.desk_key(DESK, "settings"), *settings_fields(SETTINGS))

    def both(self, name: str, for_script: list[Any], *for_model: Any) -> str:
        """Do it on both sides; the answers must agree."""
        self.calls += 1
        return self.again(f"r{self.calls}", name, for_script, *for_model)

    def again(self, request: str, name: str, for_script: list[Any], *for_model: Any) -> str:
        before, held = views(self.model), self.load()
        got, _, shown = self.script(request, name, for_script).partition(" {")
        wanted = self.model.run(name, request, self.now, *for_model)
        self.nobody_has_more_than_they_may(held)
        assert got == wanted, f"{name}{for_model}: script {got}, model {wanted}"
        self.shown_as_it_is(name, for_script, shown)
        self.all_were_woken(before, actor(name, for_script))
        self.past.append((request, name, for_script, *for_model))
        self.remember_claims()
        return wanted

    def shown_as_it_is(self, name: str, for_script: list[Any], shown: str) -> None:
        """Who comes in is shown what they would read; a newcomer what they did not say themselves."""
        if not shown:
            return
        found, view = json.loads("{" + shown), "view_staff" if name == "sign_on" else "view_chat"
        read = self.view(view, for_script[0])
        if name == "join" and "chat" not in found:
            said = {"online": "1", **dict(zip(SAID, for_script, strict=False))}
            assert chat_view(said | found) == chat_view(read)
        else:
            assert found == read

    def load(self) -> dict[str, set[str]]:
        return {s.id: set(s.slots) for s in self.model.staff.values()}

    def nobody_has_more_than_they_may(self, before: dict[str, set[str]]) -> None:
        """Whose capacity was lowered keeps what they hold; a supervisor keeps a chat whose counsellor is lost, also on
        top of one that was given to them a moment before."""
        for staff in self.model.staff.values():
            gained = set(staff.slots) - before.get(staff.id, set())
            given = [id for id in gained if self.model.chats[id].staff_occurrence not in self.model.taken_over]
            assert not given or staff.free + len(gained) - len(given) >= 0, (staff, given)

    def all_were_woken(self, before: Views, by: str, *, presence: bool = False) -> None:
        missed = not_woken(before, views(self.model, presence=presence), self.notices.heard(), by)
        assert not missed, f"not woken: (before, after) {missed}"

    def script(self, request: str, name: str, args: list[Any]) -> Any:
        function = f"{self.library.name}_{name}"
        args = [*args, *self.sealed(name, args)]
        return self.redis.fcall(function, 1, keys.tag(DESK), request, self.now, secrets.token_hex(4), *args)

    def sealed(self, name: str, args: list[Any]) -> list[Any]:
        """What a gateway adds: the fence that an entrance is sealed for, and the seal, which the desk does not read."""
        if name == "enter":
            chat = self.model.chats.get(args[1])
            return [chat.fence if chat else 0, "seal"]
        return ["seal"] if name in ("accept", "take_anew", "invite") else []

    def remember_claims(self) -> None:
        """What clients would hold now; old ones stay, as tickets of tabs that slept."""
        for c in self.model.chats.values():
            holder = c.staff if c.state == "active" else ""
            claim = TeenClaim(
                *(c.id, c.language, c.joined, c.fence, c.priority, c.skills),
                **{"moved": c.moved, "counsellor": holder, "chain": c.chain, "device": c.device or "d0"},
            )
            if claim not in self.teen_claims[-20:]:
                self.teen_claims.append(claim)
            if holder:
                held = (holder, HoldClaim(c.id, c.language, c.joined, c.fence, c.priority, c.skills, moved=c.moved))
                if held not in self.hold_claims[-20:]:
                    self.hold_claims.append(held)

    def some(self, pick: int, *states: str) -> Chat | None:
        """One of the model's chats in these states."""
        found = [c for c in self.model.chats.values() if c.state in states]
        return found[pick % len(found)] if found else None

    def forward(self, chat: Chat, heavy: int = 0) -> None:
        """The next natural step of a chat: accept, finish or ready."""
        held = [chat.staff, chat.id, chat.fence]
        if chat.state == "offered":
            assert self.both("accept", held, *held) == "+accepted"
            assert (chat.id, chat.fence) not in self.accepted, "accepted twice at one fence"
            self.accepted.add((chat.id, chat.fence))
        elif chat.state == "active":
            self.both("finish", [*held, heavy], *held, heavy)
        else:
            self.both("ready", held[:2], *held[:2])

    def some_offered(self, pick: int) -> Chat | None:
        """An offered chat; when there is none, a chat comes, or somebody who can take it."""
        if not self.model.pool() and not self.some(pick, "offered"):
            self.come(self.unused(), "nl", (), 3, "", 0)
        if not self.some(pick, "offered"):
            idle = [id for id in ROLES if id not in self.model.staff or not self.model.staff[id].slots]
            id = idle[pick % len(idle)] if idle else "an"
            self.on(id, ("de", "fr", "nl"), ("x", "y"), 1, "available", ())
            self.both("set_status", [id, "available", ""], id, "available")
        return self.some(pick, "offered")

    def some_active(self, pick: int) -> Chat | None:
        """An active chat; when there is none, an offer is accepted."""
        if not self.some(pick, "active") and (offered := self.some(pick, "offered")):
            self.forward(offered)
        return self.some(pick, "active")

    def some_in_wrap_up(self, pick: int) -> Chat | None:
        """A chat in wrap-up; when there is none, an active one is finished."""
        if not self.some(pick, "wrap_up") and (active := self.some_active(pick)):
            self.forward(active)
        return self.some(pick, "wrap_up")

    def others_able(self, chat: Chat, full: bool) -> list[str]:
        """Those who could serve it instead, with or without a free slot."""
        return [s.id for s in self.model.able(chat) if s.id != chat.staff and (s.free < 1) == full]

    def with_a_colleague(self, chat: Chat) -> Chat:
        """Somebody else who could serve it signs on."""
        other = next(id for id in ROLES if id != chat.staff)
        self.on(other, (chat.language,), ("x", "y"), 1 + len(self.model.pool()) % 2, "available", ())
        return chat

    def room(self) -> int:
        """How many more may wait."""
        return SETTINGS.queue_limit - len([c for c in self.model.chats.values() if c.in_line])

    def unused(self) -> str:
        """A chat that never was, if any is left."""
        return next((id for id in CHATS if id not in self.model.chats and id not in self.model.tombstones), CHATS[0])

    def come(self, id: str, language: str, skills: Any, priority: int, chain: str, closes: int) -> None:
        args = [id, "g", language, joined(skills), priority, "", "unknown", "web", chain, closes or "", 0]
        self.both("join", args, id, language, skills, priority, chain, closes)

    def on(
        self,
        id: str,
        speaks: Any,
        skills: Any,
        capacity: int,
        status: str,
        claims: tuple[HoldClaim, ...],
        held: int = 0,
    ) -> None:
        rows = [
            x
            for c in claims
            for x in (
                c.chat,
                c.language,
                joined(c.skills),
                c.priority,
                "",
                "unknown",
                "web",
                c.joined,
                c.fence,
                "seal",
                0,
                c.moved,
            )
        ]
        speaks = tuple(sorted(speaks))
        args = [id, id.title(), ROLES[id], joined(speaks), joined(skills), capacity, "g", status, held, *rows]
        self.both("sign_on", args, id, ROLES[id], speaks, skills, capacity, status, claims, held)

    def tell_hours(self, state: str, closes: int, known: str, overrule: int = 1) -> None:
        """`known`: the service set by hand, as the caller last saw it."""
        by_hand = [known, START - 1, "sofie"] if known else ["", "", ""]
        self.both("set_hours", [state, closes, 0, overrule, *by_hand], state, closes, overrule, known, START - 1)

    def held(self, one: Chat | Staff | None, age: int | None) -> int:
        """The number that a connection of such an age had."""
        return 0 if age is None else max(1, (one.generation if one else self.now) + age)

    def rejoin_with(self, claim: TeenClaim, held: int = 0) -> None:
        about = [claim.language, joined(claim.skills), claim.priority, "", "unknown", "web"]
        place = [claim.joined, claim.fence, claim.counsellor, claim.chain]
        self.both("rejoin", [claim.chat, "g", *about, *place, held, 0, claim.moved, claim.device], claim, held)

    def someone(self, pick: int) -> str:
        """Somebody on the desk, if anyone is."""
        found = sorted(self.model.staff)
        return found[pick % len(found)] if found else "an"

    def change(self, id: str, status: str, capacity: Any, speaks: Any, skills: Any) -> None:
        args = [id, status or "-", "-" if capacity is None else capacity]
        args += ["-" if speaks is None else joined(speaks), "-" if skills is None else joined(skills)]
        self.both("set_counsellor", args, id, status, capacity, speaks, skills)

    def tick(self, limit: int) -> None:
        """As a clock does it. The number of timers run must agree; only what somebody must learn is remembered."""
        self.calls += 1
        request, before = f"t{self.calls}", views(self.model, presence=True)
        told = self.script(request, "tick", [limit, ""])
        ran, wait, ended, fenced = told[1:].split(" ")
        done = self.model.run("tick", "", self.now, limit)
        self.all_were_woken(before, "", presence=True)
        assert ran == done, f"tick ran {ran} timers, model {done}"
        agenda = self.model.agenda()
        assert int(wait) == (max(0, agenda[0][0] - self.now) if agenda else -1)
        kept = self.redis.get(keys.desk_key(DESK, "request", request))
        assert kept == (told if ended or fenced else None)
        self.remember_claims()

    def renew_one(self, kind: str, one: Any, stale: int) -> None:
        self.renew([(kind, one)], stale)

    def renew(self, held: list[tuple[str, Any]], stale: int = 0) -> None:
        """In one call, as a gateway does."""
        rows = [(kind, *((one.id, one.generation - stale) if one else ("nobody", 1))) for kind, one in held]
        found = self.script("", "renew", ["g", *(item for row in rows for item in row)])
        wanted: list[list[str]] = [[], []]
        self.model.pass_time(self.now)
        for kind, one in held:
            lapsed = kind == "staff" and one is not None and (one.presence or 0) <= self.now
            if one is None or one.generation == 0 or (not stale and (not one.online or lapsed)):
                wanted[0].append(one.id if one else "nobody")
            elif stale:
                wanted[1].append(one.id)
            elif getattr(one, "state", "") != "wrap_up":
                one.presence = self.now + SETTINGS.lease_ms
        assert list(found) == wanted

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

    def view(self, name: str, *args: Any) -> Any:
        return json.loads(self.redis.fcall(f"{self.library.name}_{name}", 1, keys.tag(DESK), self.now, *args))

    @invariant()
    def everybody_in_line_is_told_the_truth(self) -> None:
        """How many are before them, and whether anybody is there."""
        in_line = [c for c in self.model.chats.values() if c.in_line]
        self.model.pass_time(self.now)
        rows = self.view("view_positions", *(c.id for c in in_line)).get("rows", [])
        found = {row["chat"]: (row["ahead"], row["position"], row["there"]) for row in rows}
        assert found == {c.id: self.model.standing(c) for c in in_line}

    @invariant()
    def whether_anybody_is_there_is_told(self) -> None:
        waiting = [c for c in self.model.chats.values() if c.state in ("waiting", "offered")]
        self.model.pass_time(self.now)
        for chat in waiting[:1]:
            shown = self.view("view_chat", chat.id)
            there = {one: self.model.anybody(one, chat.skills, chat.missed) for one in SETTINGS.languages}
            others = [] if there[chat.language][0] else [one for one in there if there[one][0]]
            assert sorted(shown.get("others", [])) == sorted(others)
            told = bool(shown.get("served")), bool(shown.get("missed_by_all"))
            assert told == (there[chat.language][0] > 0, there[chat.language][1] and there[chat.language][0] > 0)

    @invariant()
    def an_ended_chat_is_told_in_its_language(self) -> None:
        for id in list(self.model.tombstones)[-1:]:
            shown = self.view("view_chat", id)
            told = shown["state"], shown.get("end"), shown.get("language")
            assert told == ("closed", self.model.tombstones[id], self.model.spoke[id])

    @invariant()
    def one_decision_for_each_offer(self) -> None:
        """In the order of the offers, each with the reasons why nobody else."""
        made, self.model.decisions = self.model.decisions, []
        key = keys.desk_key(DESK, "traces")
        rows = [fields for _, fields in self.redis.xrange(key)]
        self.redis.delete(key)
        told = [dict(item.split("=") for item in row["passed"].split(",") if item) for row in rows]
        found = [(row["chat"], row["chosen"], why) for row, why in zip(rows, told, strict=True)]
        assert found == made

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
