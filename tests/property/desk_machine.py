"""Random histories of a desk, played on the model and on a real server, compared after each step."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from routing.values import HoldClaim, TeenClaim
from tests.model import Model
from tests.model.state import Chat
from tests.property.desk_driver import ROLES, SETTINGS
from tests.property.desk_mistakes import chats, people, picks
from tests.property.desk_moves import DeskMoves

languages = st.sampled_from(["nl", "nl", "nl", "nl", "fr", "fr", "de"])
ages = st.sampled_from([None, None, None, 0, -1, -1, 3])
"""Whether a connection is new, or was there before Redis forgot: as the one that Redis knows, an older, a newer one."""
spoken = st.sampled_from([("nl",), ("nl", "fr"), ("fr",), ("de", "nl"), ("de", "fr", "nl")])
skill_sets = st.sampled_from([(), (), (), ("x",), ("x", "y")])
able_sets = st.sampled_from([(), ("x",), ("x", "y"), ("x", "y")])
priorities = st.sampled_from([3, 3, 3, 3, 2, 1])
chains = st.sampled_from(["", "", "k1", "k2"])
waits = st.sampled_from([0, 1, 400, 1_000, 5_000, 11_000, 29_999, 30_000, 31_000, 60_000, 125_000])


class DeskMachine(DeskMoves):
    """The steps of a history."""

    @initialize(
        crew=st.lists(st.tuples(people, spoken, able_sets, st.integers(1, 2)), min_size=2, max_size=4),
        queue=st.lists(st.tuples(languages, skill_sets, priorities), min_size=2, max_size=6),
        gap=st.sampled_from([0, 7, 7]),
        begun=st.sampled_from([0, 0, 1, 3, 9]),
        scene=st.sampled_from(["nothing", "full", "lapsed", "hasty", "alone", "dead", "declined"]),
    )
    def open_up(self, crew: list[Any], queue: list[Any], gap: int, begun: int, scene: str) -> None:
        self.both("set_service", ["open", "sofie"], "open")
        for who, speaks, skills, capacity in crew:
            self.on(who, speaks, skills, capacity, "available", ())
        for i, (language, skills, priority) in enumerate(queue):
            self.now += gap
            self.come(f"c{i}", language, skills, priority, f"k{i % 2 + 1}", 0)
        for _ in range(begun):
            self.go_on(begun, 0)
        self.play(scene, begun)

    def play(self, scene: str, pick: int) -> None:
        """What a history seldom comes to by itself."""
        if scene in ("full", "lapsed"):
            self.transfer_to_somebody_able(pick, scene == "full", scene == "lapsed")
        elif scene == "hasty":
            self.haste(pick)
        elif scene == "alone":
            self.block(pick, 2, "", 1)
        elif scene == "dead":
            self.claim_the_dead(pick)
        elif scene == "declined":
            self.decline_and_be_free(pick)

    # -- the usual course of things, more often than the rest

    @rule(pick=picks, heavy=st.sampled_from([0, 0, 0, 1]))
    def go_on(self, pick: int, heavy: int) -> None:
        """The next natural step of some chat: accept, finish or ready."""
        chat = self.some(pick, "offered", "active", "wrap_up")
        if chat:
            self.forward(chat, heavy)

    @rule(picks=st.lists(picks, min_size=1, max_size=4))
    def go_on_often(self, picks: list[int]) -> None:
        for pick in picks:
            self.go_on(pick, 0)

    @rule(
        arrivals=st.lists(st.tuples(chats, languages, skill_sets, priorities, chains), min_size=1, max_size=3),
        gap=st.sampled_from([0, 7, 7, 900]),
    )
    def join(self, arrivals: list[Any], gap: int) -> None:
        for id, language, skills, priority, chain in arrivals:
            self.now += gap
            self.come(id, language, skills, priority, chain, 0)

    @rule(wait=waits, limit=st.sampled_from([100, 100, 2]))
    def let_time_pass(self, wait: int, limit: int) -> None:
        self.now += wait
        self.tick(limit)

    @rule(short=st.sampled_from([0, 0, 1]), limit=st.sampled_from([100, 100, 1]))
    def wait_for_timer(self, short: int, limit: int) -> None:
        agenda = self.model.agenda()
        if agenda:
            self.now = max(self.now, agenda[0][0] - short)
        self.tick(limit)

    @rule(times=st.integers(1, 5))
    def a_quiet_while(self, times: int) -> None:
        """Time passes and every gateway keeps its leases."""
        for _ in range(times):
            self.now += 25_000
            for one in [*self.model.chats.values(), *self.model.staff.values()]:
                if one.online:
                    self.renew_one("staff" if one.id in ROLES else "teen", one, 0)
            self.tick(100)

    @rule(pick=picks)
    def renew_all(self, pick: int) -> None:
        """Gateways keep everyone's lease, but for one."""
        present: list[Any] = [("teen", c) for c in self.model.chats.values() if c.online]
        present += [("staff", s) for s in self.model.staff.values() if s.online]
        self.renew(present[: -1 if pick % 3 == 0 else None])

    @rule(pick=picks, teen=st.booleans(), late=st.sampled_from([0, 0, 4_000]))
    def a_line_goes_dead(self, pick: int, teen: bool, late: int) -> None:
        """In the middle of a chat, without a word: only the lease says so, and the clock may look late."""
        chat = self.some_active(pick)
        if chat is None:
            return
        for _ in range(2):
            self.now += SETTINGS.lease_ms // 2
            for one in [*self.model.chats.values(), *self.model.staff.values()]:
                if one.online and one.id != (chat.id if teen else chat.staff) and (one.presence or 0) > self.now:
                    self.renew_one("staff" if one.id in ROLES else "teen", one, 0)
        self.now += late
        self.tick(100)

    # -- the teen's side

    @precondition(lambda self: self.model.blocked)
    @rule(id=chats, pick=picks)
    def join_while_blocked(self, id: str, pick: int) -> None:
        chains = sorted(self.model.blocked)
        self.come(id, "nl", (), 3, chains[pick % len(chains)], 0)

    @precondition(lambda self: self.model.service == "open" and self.room() > 0)
    @rule(language=languages)
    def a_crowd(self, language: str) -> None:
        """More than may wait."""
        for _ in range(SETTINGS.queue_limit + 1):
            self.come(self.unused(), language, (), 3, "", 0)

    @rule(id=chats, language=languages, closes_in=st.sampled_from([1, 30_000, 60_000, 100_000, 300_000]))
    def join_near_closing(self, id: str, language: str, closes_in: int) -> None:
        self.come(id, language, (), 3, "", self.now + closes_in)

    @rule(pick=picks, later=st.sampled_from([0, 0, 31_000]))
    def leave(self, pick: int, later: int) -> None:
        self.now += later
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat:
            self.both("leave", [chat.id, ""], chat.id)

    @rule(pick=picks, stale=st.sampled_from([0, 0, 1]))
    def drop(self, pick: int, stale: int) -> None:
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat:
            self.both("drop", [chat.id, "g", chat.generation - stale], chat.id, chat.generation - stale)

    @precondition(lambda self: self.teen_claims)
    @rule(pick=picks, back=st.sampled_from([6, 6, 60]), age=ages)
    def rejoin(self, pick: int, back: int, age: int | None) -> None:
        claim = self.teen_claims[-1 - pick % min(len(self.teen_claims), back)]
        self.rejoin_with(claim, self.held(self.model.chats.get(claim.chat), age))

    @rule(pick=picks, ahead=st.sampled_from([1, 1, 0, -1]), holder=st.sampled_from(["", "an", "bram"]))
    def return_from_a_failover(self, pick: int, ahead: int, holder: str) -> None:
        """The teen's ticket knows another fence than Redis, which lost its last second."""
        chat = self.some(pick, "waiting", "offered", "active")
        if chat:
            claim = TeenClaim(
                chat.id, chat.language, chat.joined, chat.fence + ahead, chat.priority, chat.skills, counsellor=holder
            )
            self.rejoin_with(claim)

    @rule(pick=picks, who=people, ahead=st.sampled_from([1, 1, 0, -1]))
    def claim_from_a_failover(self, pick: int, who: str, ahead: int) -> None:
        chat = self.some(pick, "waiting", "offered", "active")
        if chat:
            about = (chat.id, chat.language, chat.joined, chat.fence + ahead, chat.priority, chat.skills)
            self.on(who, ("nl",), (), 1, "available", (HoldClaim(*about),))

    @rule(pick=picks)
    def claim_the_dead(self, pick: int) -> None:
        """A console that slept signs on with the claim of a chat that has ended."""
        chat = self.some_active(pick)
        if chat:
            who, claim = chat.staff, HoldClaim(chat.id, chat.language, chat.joined, chat.fence, chat.priority)
            self.forward(chat)
            self.forward(chat)
            self.on(who, ("nl",), (), 1, "available", (claim,))

    @rule(pick=picks)
    def return_of_the_dropped(self, pick: int) -> None:
        away = [c for c in self.model.chats.values() if not c.online and c.state != "wrap_up"]
        if away:
            c = away[pick % len(away)]
            self.rejoin_with(TeenClaim(c.id, c.language, c.joined, c.fence, c.priority, c.skills))

    @rule(pick=picks, free=st.booleans())
    def wish_again(self, pick: int, free: bool) -> None:
        """Somebody who is gone makes the same wish once more, perhaps when a counsellor has become free meanwhile."""
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat is None:
            return
        if chat.online and free:
            self.both("drop", [chat.id, "g", chat.generation], chat.id, chat.generation)
        if free and chat.state == "waiting":
            self.with_a_colleague(chat)
        self.come(chat.id, "fr", (), 1, "", 0)

    @rule(pick=picks, language=st.sampled_from(["nl", "fr", "de"]))
    def choose_language(self, pick: int, language: str) -> None:
        chat = self.some(pick, "waiting") or self.some(pick, "offered", "active")
        if chat:
            self.both("choose_language", [chat.id, language], chat.id, language)

    # -- the counsellor's side

    @rule(
        id=people,
        speaks=spoken,
        skills=able_sets,
        capacity=st.sampled_from([1, 1, 2, 2]),
        status=st.sampled_from(["available", "available", "away", ""]),
        claiming=st.booleans(),
        age=ages,
    )
    def sign_on(
        self, id: str, speaks: Any, skills: Any, capacity: int, status: str, claiming: bool, age: int | None
    ) -> None:
        mine = [claim for who, claim in self.hold_claims if who == id] if claiming else []
        claims = tuple({claim.chat: claim for claim in mine}.values())[-3:]
        self.on(id, speaks, skills, capacity, status, claims, self.held(self.model.staff.get(id), age))

    @rule(who=people, chats=st.lists(chats, min_size=2, max_size=5, unique=True), teens=st.integers(0, 5))
    def claim_too_many(self, who: str, chats: list[str], teens: int) -> None:
        """More than anybody may hold, by tickets of the teens or by the console's own."""
        claims = [HoldClaim(chat, "nl", self.now - 9_000 + i, 30 + i) for i, chat in enumerate(chats)]
        for c in claims[:teens]:
            self.rejoin_with(TeenClaim(c.chat, c.language, c.joined, c.fence, counsellor=who))
        self.on(who, ("nl",), (), 1 + teens % 2, "available", tuple(claims[teens // 2 :]))

    @rule(pick=picks)
    def sign_off(self, pick: int) -> None:
        id = self.someone(pick)
        self.both("sign_off", [id], id)

    @rule(pick=picks, stale=st.sampled_from([0, 0, 1]))
    def staff_drop(self, pick: int, stale: int) -> None:
        id = self.someone(pick)
        staff = self.model.staff.get(id)
        generation = staff.generation - stale if staff else 1
        self.both("staff_drop", [id, "g", generation], id, generation)

    @rule(pick=picks, status=st.sampled_from(["available", "available", "away", "finishing", "offline"]))
    def set_status(self, pick: int, status: str) -> None:
        id = self.someone(pick)
        self.both("set_status", [id, status, ""], id, status)

    @rule(pick=picks)
    def decline(self, pick: int) -> None:
        chat = self.some_offered(pick)
        if chat:
            self.both("decline", [chat.staff, chat.id, chat.fence], chat.staff, chat.id, chat.fence)

    @rule(pick=picks)
    def decline_and_be_free(self, pick: int) -> None:
        """Whoever declined becomes free anew, while somebody else could still take the chat."""
        chat = self.some_offered(pick)
        if chat:
            who = chat.staff
            self.others_able(chat, True) or self.with_a_colleague(chat)
            self.both("decline", [who, chat.id, chat.fence], who, chat.id, chat.fence)
            for status in ("finishing", "available"):
                self.both("set_status", [who, status, ""], who, status)

    @rule(pick=picks, times=st.integers(1, 4))
    def extend_wrap_up(self, pick: int, times: int) -> None:
        chat = self.some_in_wrap_up(pick)
        for _ in range(times if chat else 0):
            self.both("extend_wrap_up", [chat.staff, chat.id], chat.staff, chat.id)  # type: ignore[union-attr]

    @rule(pick=picks, minutes=st.sampled_from([0, 1, 1, 3]), rest=st.sampled_from([0, 3, 3]))
    def breather(self, pick: int, minutes: int, rest: int) -> None:
        id = self.someone(pick)
        self.both("breather", [id, minutes], id, minutes)
        if minutes:
            self.a_quiet_while(rest)

    # -- supervision

    @rule(
        pick=picks,
        to=st.sampled_from(["", "", "", *ROLES]),
        language=st.sampled_from(["", "", "", "fr"]),
        skill=st.sampled_from(["", "", "", "x"]),
    )
    def transfer(self, pick: int, to: str, language: str, skill: str) -> None:
        chat = self.some_active(pick)
        if chat:
            args = [chat.staff, chat.id, chat.fence, to, language, skill]
            self.both("transfer", args, *args)

    @rule(pick=picks, language=st.sampled_from(["", "", "fr", "de"]), skill=st.sampled_from(["x", "y", ""]))
    def transfer_to_what_may_be_missing(self, pick: int, language: str, skill: str) -> None:
        """Nobody else on duty may speak it or know it."""
        chat = self.some_active(pick)
        if chat:
            args = [chat.staff, chat.id, chat.fence, "", language, skill]
            self.both("transfer", args, *args)

    @rule(pick=picks, full=st.booleans(), lapsed=st.booleans())
    def transfer_to_somebody_able(self, pick: int, full: bool, lapsed: bool) -> None:
        """They may have no slot free, or a lease that is over and not yet noticed."""
        chat = self.some_active(pick)
        if chat is None:
            return
        able = self.others_able(chat, full) or self.others_able(self.with_a_colleague(chat), full)
        self.now += SETTINGS.lease_ms if lapsed else 0
        if able:
            args = [chat.staff, chat.id, chat.fence, able[pick % len(able)], "", ""]
            self.both("transfer", args, *args)

    @rule(pick=picks)
    def requeue(self, pick: int) -> None:
        chat = self.some(pick, "active", "offered")
        if chat:
            self.both("requeue", [chat.id], chat.id)

    @rule(pick=picks, priority=st.sampled_from([1, 2, 3]))
    def set_priority(self, pick: int, priority: int) -> None:
        chat = self.some(pick, "waiting", "offered", "active")
        if chat:
            self.both("set_priority", [chat.id, priority], chat.id, priority)

    @rule(pick=picks, who=picks)
    def assign(self, pick: int, who: int) -> None:
        chat, id = self.some(pick, "waiting", "offered"), self.someone(who)
        if chat:
            self.both("assign", [chat.id, id], chat.id, id)

    @rule(pick=picks, lapsed=st.sampled_from([0, 0, 1]))
    def assign_to_somebody_free(self, pick: int, lapsed: int) -> None:
        chat = self.some_offered(pick) or self.some(pick, "waiting")
        if chat is None:
            return
        free = self.others_able(chat, False) or self.others_able(self.with_a_colleague(chat), False)
        self.now += SETTINGS.lease_ms * lapsed
        if free:
            id = free[pick % len(free)]
            self.both("assign", [chat.id, id], chat.id, id)

    @rule(
        pick=picks,
        status=st.sampled_from(["", "", "available", "away"]),
        capacity=st.sampled_from([None, 1, 2]),
        speaks=st.one_of(st.none(), spoken),
        skills=st.one_of(st.none(), able_sets),
    )
    def set_counsellor(self, pick: int, status: str, capacity: Any, speaks: Any, skills: Any) -> None:
        self.change(self.someone(pick), status, capacity, speaks and tuple(sorted(speaks)), skills)

    @rule(
        pick=picks,
        supervisor=st.sampled_from(["", "", "sofie", "an"]),
        other=st.sampled_from(["", "", "an", "tess"]),
        between=st.sampled_from(["", "", "requeue", "retaken", "anew"]),
    )
    def invite_and_enter(self, pick: int, supervisor: str, other: str, between: str) -> None:
        """The chat may be taken back in between, and be somebody else's by then, or its holder's under a new fence."""
        chat = self.some_active(pick)
        if chat is None:
            return
        if not self.model.seniors() - {chat.staff}:
            self.on("tess" if chat.staff == "sofie" else "sofie", ("fr",), (), 1, "away", ())
        seniors = sorted(self.model.seniors() - {chat.staff})
        id = other or seniors[pick % len(seniors)]
        args = [chat.staff, chat.id, chat.fence, supervisor]
        self.both("invite", args, *args)
        if between == "anew":
            self.both("take_anew", args[:3], *args[:3])
        elif between:
            self.both("requeue", [chat.id], chat.id)
        if between == "retaken" and chat.state == "offered":
            self.forward(chat)
        self.both("enter", [id, chat.id], id, chat.id)

    def some_joined(self, pick: int) -> Chat | None:
        """A chat with a supervisor in it; when there is none, one is invited and enters."""
        if not [c for c in self.model.chats.values() if c.supervisor]:
            self.invite_and_enter(pick, "", "", "")
        joined = [c for c in self.model.chats.values() if c.supervisor]
        return joined[pick % len(joined)] if joined else None

    @rule(pick=picks, other=st.sampled_from([False, False, True]), again=st.booleans())
    def step_out(self, pick: int, other: bool, again: bool) -> None:
        chat = self.some_joined(pick)
        if chat is None:
            return
        id = chat.staff if other else chat.supervisor
        self.both("step_out", [id, chat.id], id, chat.id)
        if again and not other:
            self.both("enter", [id, chat.id], id, chat.id)
            self.invite_and_enter(pick, "", id, "")

    @rule(pick=picks)
    def take_anew_beside_another(self, pick: int) -> None:
        chat = self.some_joined(pick)
        if chat:
            args = [chat.staff, chat.id, chat.fence]
            self.both("take_anew", args, *args)

    @rule(pick=picks, back=st.booleans())
    def move_beside_another(self, pick: int, back: bool) -> None:
        if chat := self.some_joined(pick):
            self.leave_for_another(chat, back, "")

    @rule(pick=picks, who=st.sampled_from(["staff", "supervisor"]), off=st.booleans())
    def lose_one_of_two(self, pick: int, who: str, off: bool) -> None:
        """The counsellor, or the supervisor beside them, is gone for good."""
        chat = self.some_joined(pick)
        if chat is None:
            return
        staff = self.model.staff[getattr(chat, who)]
        if off:
            self.both("sign_off", [staff.id], staff.id)
            return
        self.both("staff_drop", [staff.id, "g", staff.generation], staff.id, staff.generation)
        for _ in range(3):
            for one in [*self.model.chats.values(), *self.model.staff.values()]:
                if one.online and (one.presence or 0) > self.now:
                    self.renew_one("staff" if one.id in ROLES else "teen", one, 0)
            self.now += 20_000
            self.tick(100)

    @rule(
        pick=picks,
        who=picks,
        between=st.sampled_from(["", "", "finish", "requeue", "retaken"]),
        yes=st.sampled_from([1, 1, 0]),
    )
    def block(self, pick: int, who: int, between: str, yes: int) -> None:
        """Proposed by the holder, answered by somebody; the chat may have moved on in between; they may come again."""
        active = [c for c in self.model.chats.values() if c.state == "active" and c.chain]
        chat = active[pick % len(active)] if active else self.some_active(pick)
        if chat is None:
            return
        second = "tess" if chat.staff == "sofie" else "sofie"
        id = (second, second, chat.staff, self.someone(who))[who % 4]
        if id not in self.model.staff:
            self.on(id, ("fr",), (), 1, "away", ())
        held = [chat.staff, chat.id, chat.fence]
        hours = 1 + pick % 24
        self.both("propose_block", [*held, hours], *held, hours)
        if between == "finish":
            self.both("finish", [*held, 0], *held, 0)
        elif between:
            self.both("requeue", [chat.id], chat.id)
        if between == "retaken" and chat.state == "offered":
            self.forward(chat)
        for shown in (hours % 24 + 1, hours if pick % 2 else 0):
            self.both("confirm_block", [id, chat.id, yes, shown], id, chat.id, yes, shown)
        self.come(self.unused(), "nl", (), 3, chat.chain, 0)

    @rule(mode=st.sampled_from(["open", "open", "open", "closing", "closed", "auto"]))
    def set_service(self, mode: str) -> None:
        self.both("set_service", [mode, "sofie"], mode)

    @rule(mode=st.sampled_from(["closing", "closed", "closed"]), again=st.booleans())
    def close(self, mode: str, again: bool) -> None:
        """With a newcomer, and those who wait told at once."""
        self.both("set_service", [mode, "sofie"], mode)
        self.come(self.unused(), "nl", (), 3, "", 0)
        self.tick(100)
        if again:
            self.both("set_service", ["open", "sofie"], "open")

    @rule(pick=picks)
    def close_on_one_whom_all_missed(self, pick: int) -> None:
        """They were with somebody before; whoever could take them over has declined."""
        chat = self.some_active(pick)
        if chat is None:
            return
        self.both("requeue", [chat.id], chat.id)
        for _ in ROLES:
            if chat.state == "offered":
                self.both("decline", [chat.staff, chat.id, chat.fence], chat.staff, chat.id, chat.fence)
        self.close("closed", False)

    @rule(
        state=st.sampled_from(["open", "open", "closing", "closed"]),
        closes_in=st.sampled_from([0, 900_000, 1_000]),
        known=st.sampled_from(["", "open", "closed"]),
        overrule=st.sampled_from([1, 0]),
    )
    def set_hours(self, state: str, closes_in: int, known: str, overrule: int) -> None:
        self.tell_hours(state, self.now + closes_in if closes_in else 0, known, overrule)

    # -- time, repeats, loss

    @precondition(lambda self: self.past)
    @rule(pick=picks)
    def repeat(self, pick: int) -> None:
        self.again(*self.past[-1 - pick % len(self.past)])

    @rule(kind=st.sampled_from(["teen", "staff"]), pick=picks, stale=st.sampled_from([0, 1]))
    def renew_any(self, kind: str, pick: int, stale: int) -> None:
        known: Any = self.model.chats if kind == "teen" else self.model.staff
        self.renew_one(kind, known[sorted(known)[pick % len(known)]] if known else None, stale)

    @precondition(lambda self: self.calls > 15)
    @rule(
        sure=st.integers(0, 3), known=st.sampled_from(["", "open", "open"]), hours=st.sampled_from(["closed", "open"])
    )
    def lose_everything(self, sure: int, known: str, hours: str) -> None:
        if sure:
            return
        self.redis.flushall()
        self.model = Model(SETTINGS)
        self.model.now = self.now
        self.accepted.clear()
        self.past.clear()
        self.configure()
        self.tell_hours(hours, 0, known, 0)
        if not known:
            self.both("set_service", ["open", "sofie"], "open")
