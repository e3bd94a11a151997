"""The model's transitions, each answering what its script answers: `+…` when done, `!code detail` when refused."""

from collections.abc import Callable

from routing.values import MODES, STATUSES, DeskSettings
from tests.model.claims import Claims
from tests.model.state import Chat, Staff, State


class Model(Claims):
    """A desk in memory. `run` does one transition at a moment, as a script would."""

    def __init__(self, settings: DeskSettings) -> None:
        State.__init__(self, settings)

    def run(self, name: str, request: str, now: int, *args: str | int | tuple[str, ...]) -> str:
        """Do the transition `name`; a repeated request gets its first answer."""
        self.pass_time(now)
        if request and request in self.answers:
            return self.answers[request]
        act: Callable[..., str] = getattr(self, name)
        answer = act(*args)
        if request:
            self.answers[request] = answer
        return answer

    def join(self, id: str, language: str, skills: tuple[str, ...], priority: int, chain: str, closes_at: int) -> str:
        if id in self.chats:
            return self.come_again(self.chats[id])
        if id in self.tombstones:
            return f"!chat_ended {self.tombstones[id]}"
        wrong = self.wish_wrong(language, skills) or ("" if priority in (1, 2, 3) else "!bad_priority")
        if wrong:
            return wrong
        if chain and self.blocked.get(chain, 0) > self.now:
            return "!blocked"
        chat = Chat(id, language, priority, skills, self.now, self.now + self.ageing(priority), "g", chain=chain)
        closed = self.not_admitted(chat, closes_at)
        if closed:
            self.today[f"turned_away:{language}"] += 1
            return f"!{closed}"
        chat.presence, chat.generation = self.now + self.settings.lease_ms, self.now
        self.chats[id] = chat
        self.today[f"joined:{language}"] += 1
        self.settle()
        return "+joined"

    def come_again(self, chat: Chat) -> str:
        """The same wish: the same chat, by another connection."""
        if chat.moved:
            return "!moved"
        if chat.state == "wrap_up":
            return f"!chat_ended {chat.end}"
        self.connect(chat, 0)
        self.settle()
        return "+joined"

    def not_admitted(self, chat: Chat, closes_at: int) -> str:
        if self.service != "open":
            return self.service
        if self.best(chat):
            return ""
        ahead = self.ahead(chat.language, chat.skills, chat.place)
        if 0 < self.settings.queue_limit <= len(ahead):
            return "full"
        closes_at = closes_at or self.closes_at
        alike = [c for c in ahead if c.language == chat.language]
        return "closing" if closes_at and self.now + self.mean_wait(chat, len(alike)) > closes_at else ""

    def mean_wait(self, chat: Chat, ahead: int) -> float:
        language = chat.language
        ended = self.today[f"handle_n:{language}"]
        handle = self.today[f"handle_ms:{language}"] / ended if ended >= 20 else self.settings.handle_ms
        there, _ = self.anybody(language, chat.skills, ())
        return (ahead + 1) * handle / max(1, there)

    def keep_code(self, id: str, moved: int, find: str, until: int) -> str:
        chat = self.chats.get(id)
        if chat is None:
            return self.missing(id)
        if chat.state == "wrap_up":
            return f"!chat_ended {chat.end}"
        if chat.moved != moved:
            return "!moved"
        if until <= self.now:
            return "!code_unknown"
        chat.code, chat.code_until, chat.code_used = find, until, ""
        return "+kept"

    def redeem(self, id: str, find: str, device: str) -> str:
        chat = self.chats.get(id)
        if chat is None:
            return self.missing(id)
        if chat.state == "wrap_up":
            return f"!chat_ended {chat.end}"
        if chat.code != find or chat.code_used not in ("", device):
            return "!code_unknown"
        if not chat.code_used:
            if chat.code_until <= self.now:
                return "!code_unknown"
            chat.code_used = device
            self.rise(chat)
            self.hand_to(chat, chat.fence, device)
        return "+moved"

    def leave(self, id: str, moved: int | None = None) -> str:
        chat = self.chats.get(id)
        if chat is None:
            return f"+{self.tombstones[id]}" if id in self.tombstones else "!chat_unknown"
        if moved is not None and chat.moved > moved:
            return "!moved"
        if chat.state == "wrap_up":
            return f"+{chat.end}"
        if chat.state == "active":
            self.end_active(chat, "left")
            return "+left"
        if chat.state == "offered":
            self.withdraw(chat)
        self.close_waiting(chat, "abandoned")
        self.settle()
        return "+abandoned"

    def drop(self, id: str, generation: int) -> str:
        chat = self.chats.get(id)
        if chat is None or not chat.online or chat.state == "wrap_up" or chat.generation != generation:
            return "+kept"
        self.teen_gone(chat, self.now)
        return "+dropped"

    def choose_language(self, id: str, language: str) -> str:
        chat = self.chats.get(id)
        if chat is None:
            return self.missing(id)
        if language not in self.settings.languages:
            return "!unknown_language"
        if chat.state != "waiting":
            return f"!wrong_state {chat.state}"
        chat.language = language
        self.settle()
        return "+set"

    def staff_drop(self, id: str, generation: int) -> str:
        staff = self.staff.get(id)
        if staff is None or not staff.online or staff.generation != generation:
            return "+kept"
        self.staff_gone(staff, self.now)
        return "+dropped"

    def sign_off(self, id: str) -> str:
        staff = self.staff.get(id)
        if staff is None:
            return "!staff_unknown"
        staff.online = False
        self.follow_duty(staff)
        beside = [self.chats[chat] for chat in staff.entered]
        active = [c for c in self.held(staff) if c.state == "active"]
        fences = " ".join(f"{c.id}:{c.fence + 1}" for c in [*beside, *active])
        self.staff_lost(staff)
        del self.staff[id]
        return f"+{fences}"

    def set_status(self, id: str, status: str) -> str:
        if id not in self.staff:
            return "!staff_unknown"
        if status not in STATUSES:
            return "!bad_status"
        self.change_status(self.staff[id], status)
        return "+set"

    def accept(self, id: str, chat_id: str, fence: int) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if (chat.state, chat.staff, chat.fence) != ("offered", id, fence):
            return "!offer_gone"
        if not chat.answered:
            self.first_answer(chat)
        chat.state, chat.due, chat.hands = "active", None, chat.hands + 1
        self.resume_talk(chat)
        self.came(chat, "staff")
        self.staff[id].misses = 0
        return "+accepted"

    def first_answer(self, chat: Chat) -> None:
        waited = self.now - chat.joined
        chat.answered, chat.waited, chat.in_target = True, waited, waited <= self.target(chat)
        self.today[f"answered:{chat.language}"] += 1
        self.today[f"wait_ms:{chat.language}"] += waited
        if chat.in_target:
            self.today[f"in_target:{chat.language}"] += 1

    def decline(self, id: str, chat_id: str, fence: int) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if (chat.state, chat.staff, chat.fence) != ("offered", id, fence):
            return "!offer_gone"
        chat.missed |= {id}
        chat.declined += 1
        self.staff[id].misses = 0
        self.withdraw(chat)
        self.settle()
        return "+declined"

    def finish(self, id: str, chat_id: str, fence: int, heavy: int) -> str:
        refusal = self.not_held(id, chat_id, "active", fence)
        if refusal:
            return refusal
        self.end_active(self.chats[chat_id], "finished")
        if heavy:
            staff = self.staff[id]
            staff.heavy = True
            if staff.breather <= 0:
                staff.breather = min(staff.breather, -self.settings.breather_ms)
            self.follow_duty(staff)
        return "+finished"

    def ready(self, id: str, chat_id: str) -> str:
        refusal = self.not_held(id, chat_id, "wrap_up")
        if refusal:
            return refusal
        self.close_wrapped(self.chats[chat_id])
        self.settle()
        return "+ready"

    def take_anew(self, id: str, chat_id: str, fence: int) -> str:
        refusal = self.not_held(id, chat_id, "active", fence)
        if refusal:
            return refusal
        chat = self.chats[chat_id]
        if chat.supervisor:
            self.supervisor_leaves(chat, "left")
        else:
            chat.fence += 1
        return f"+anew {fence + 1}"

    def extend_wrap_up(self, id: str, chat_id: str) -> str:
        refusal = self.not_held(id, chat_id, "wrap_up")
        if refusal:
            return refusal
        chat = self.chats[chat_id]
        last = chat.over + self.settings.wrap_up_max_ms
        if chat.due is None or chat.due >= last:
            return "!wrap_up_limit"
        chat.due = min(last, chat.due + self.settings.wrap_up_ms)
        return "+extended"

    def breather(self, id: str, minutes: int) -> str:
        staff = self.staff.get(id)
        if staff is None:
            return "!staff_unknown"
        if not 0 <= minutes <= 120:
            return "!invalid minutes"
        length = minutes * 60_000
        staff.breather = -length if staff.slots or not length else self.now + length
        staff.heavy = False
        self.follow_duty(staff)
        return "+set"

    def set_service(self, mode: str) -> str:
        if mode not in MODES:
            return "!bad_mode"
        self.mode, self.set_at = mode, self.now
        self.follow_service()
        return "+set"

    def set_hours(self, state: str, closes_at: int, overrule: int, mode: str, since: int) -> str:
        if state not in MODES[:3]:
            return "!bad_mode"
        if mode and not self.set_at:
            self.mode, self.set_at = mode, since
            self.follow_service()
        holds = f" {self.mode} {self.set_at} sofie" if self.set_at else ""
        over = 0 < self.closes_at <= self.now
        kept = not over if not overrule else (state, closes_at) == (self.hours, self.closes_at)
        if self.told_hours and kept:
            return f"+same{holds}"
        self.hours, self.closes_at, self.told_hours = state, closes_at, True
        self.follow_service()
        return f"+set{holds}"

    def follow_service(self) -> None:
        if self.service != "closed":
            self.sweep = None
        elif self.sweep is None:
            self.sweep = self.now

    def tick(self, limit: int) -> str:
        due = [member for at, member in self.agenda() if at <= self.now][:limit]
        done = 0
        for member in due:
            if any(m == member and at <= self.now for at, m in self.agenda()):
                self.run_timer(member[0], member[2:])
                done += 1
        return str(done)

    def run_timer(self, kind: str, id: str) -> None:
        if kind == "q":
            self.closed_sweep()
        elif kind == "c":
            self.chat_timer(self.chats[id])
        elif kind == "t":
            chat = self.chats[id]
            self.teen_gone(chat, self.last_sign(chat)) if chat.online else self.teen_lost(chat)
        elif kind == "s":
            staff = self.staff[id]
            self.staff_gone(staff, self.last_sign(staff)) if staff.online else self.staff_lost(staff)
        else:
            self.breather_over(self.staff[id])

    def last_sign(self, one: Chat | Staff) -> int:
        """When somebody whose lease is over was last heard of."""
        return (one.presence or 0) - self.settings.lease_ms

    def chat_timer(self, chat: Chat) -> None:
        if chat.state == "offered":
            return self.expire(chat)
        self.close_wrapped(chat)
        return self.settle()

    def expire(self, chat: Chat) -> None:
        """It counts as missed when the teen was there, and in a row when one offer came after the other was over."""
        offered_at = (chat.due or 0) - self.settings.offer_ms
        if chat.online and (chat.presence or 0) <= self.now:
            self.teen_gone(chat, self.last_sign(chat))
        if not chat.online:
            self.withdraw(chat)
            return self.settle()
        chat.missed |= {chat.staff}
        chat.expired += 1
        staff = self.withdraw(chat)
        if staff.misses == 0 or offered_at >= staff.missed_at:
            staff.misses, staff.missed_at = staff.misses + 1, self.now
        if staff.misses >= self.settings.misses_to_away:
            staff.status, staff.misses = "away", 0
        return self.follow_duty(staff)

    def breather_over(self, staff: Staff) -> None:
        staff.breather, staff.heavy = 0, False
        if staff.status == "available":
            staff.idle = self.now
        self.follow_duty(staff)

    def closed_sweep(self) -> None:
        self.sweep = self.now + 30_000
        for chat in self.pool():
            there, _ = self.anybody(chat.language, chat.skills, chat.missed)
            if chat.hands == 0 or not there:
                self.close_waiting(chat, "turned_away")
