"""The model's transfers, priorities, hand-made assignments, invitations and blocks."""

from routing.values import STATUSES
from tests.model.flow import Flow
from tests.model.state import Chat, Staff


class Supervision(Flow):
    """What holders and supervisors do to chats and people."""

    def ageing(self, priority: int) -> int:
        return self.settings.ageing_ms[priority - 1]

    def missing(self, id: str) -> str:
        return f"!chat_ended {self.tombstones[id]}" if id in self.tombstones else "!chat_unknown"

    def wish_wrong(self, language: str, skills: tuple[str, ...]) -> str:
        if language not in self.settings.languages:
            return "!unknown_language"
        return "" if set(skills) <= set(self.settings.skills) else "!unknown_skill"

    def profile_wrong(self, capacity: int, languages: tuple[str, ...], skills: tuple[str, ...]) -> str:
        if not 1 <= capacity <= self.settings.max_capacity:
            return "!bad_capacity"
        if not languages or not set(languages) <= set(self.settings.languages):
            return "!unknown_language"
        return "" if set(skills) <= set(self.settings.skills) else "!unknown_skill"

    def not_held(self, id: str, chat_id: str, state: str, fence: int | None = None) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if chat.staff != id:
            return "!not_holder"
        if fence is not None and chat.fence != fence:
            return f"!stale_fence {chat.fence}"
        return "" if chat.state == state else f"!wrong_state {chat.state}"

    def change_status(self, staff: Staff, status: str) -> None:
        if status == "available" != staff.status:
            staff.idle = self.now
        staff.status, staff.misses = status, 0
        self.follow_duty(staff)

    def transfer(self, id: str, chat_id: str, fence: int, to: str, language: str, skill: str) -> str:
        refusal = self.not_held(id, chat_id, "active", fence)
        if refusal:
            return refusal
        if to == id:
            return "!to_oneself"
        chat = self.chats[chat_id]
        wanted = language or chat.language
        skills = tuple(sorted({*chat.skills, skill} - {""}))
        refusal = self.wish_wrong(wanted, skills) or self.cannot_take(to, chat, wanted, skills)
        if refusal:
            return refusal
        chat.missed |= {id}
        self.take_back(chat, "transfer")
        chat.language, chat.skills = wanted, skills
        if to:
            self.offer(chat, self.staff[to])
        self.settle()
        return f"+{chat.fence}"

    def cannot_take(self, to: str, chat: Chat, language: str, skills: tuple[str, ...]) -> str:
        if not to:
            there, again = self.anybody(language, skills, chat.missed | {chat.staff})
            asked = (language, skills) != (chat.language, chat.skills)
            return "!not_able" if asked and (not there or again) else ""
        other = self.staff.get(to)
        if other is None:
            return "!staff_unknown"
        if not other.on_duty or other.free < 1 or not chat.online or not self.leased(other):
            return "!not_available"
        able = language in other.languages and set(skills) <= set(other.skills)
        return "" if able else "!not_able"

    def requeue(self, chat_id: str) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if chat.state not in ("offered", "active"):
            return f"!wrong_state {chat.state}"
        chat.missed |= {chat.staff}
        if chat.state == "offered":
            self.withdraw(chat)
        else:
            self.take_back(chat, "supervisor")
        self.settle()
        return f"+{chat.fence}"

    def set_priority(self, chat_id: str, priority: int) -> str:
        if priority not in (1, 2, 3):
            return "!bad_priority"
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if chat.state == "wrap_up":
            return "!wrong_state wrap_up"
        chat.priority, chat.place = priority, chat.joined + self.ageing(priority)
        return "+set"

    def assign(self, chat_id: str, id: str) -> str:
        refusal = self.cannot_assign(chat_id, id)
        if refusal:
            return refusal
        chat = self.chats[chat_id]
        if chat.state == "offered":
            self.withdraw(chat)
        self.offer(chat, self.staff[id])
        self.settle()
        return "+assigned"

    def cannot_assign(self, chat_id: str, id: str) -> str:
        chat, staff = self.chats.get(chat_id), self.staff.get(id)
        if chat is None:
            return self.missing(chat_id)
        if staff is None:
            return "!staff_unknown"
        if chat.state not in ("waiting", "offered"):
            return f"!wrong_state {chat.state}"
        if not chat.online:
            return "!wrong_state dropped"
        if chat.staff == id:
            return "!wrong_state offered"
        if not staff.on_duty or staff.free < 1 or not self.leased(staff):
            return "!not_available"
        return "" if staff.serves(chat) else "!not_able"

    def set_counsellor(
        self,
        id: str,
        status: str,
        capacity: int | None,
        languages: tuple[str, ...] | None,
        skills: tuple[str, ...] | None,
    ) -> str:
        staff = self.staff.get(id)
        if staff is None:
            return "!staff_unknown"
        if status and status not in STATUSES:
            return "!bad_status"
        slots = staff.capacity if capacity is None else capacity
        spoken = staff.languages if languages is None else languages
        known = staff.skills if skills is None else skills
        wrong = self.profile_wrong(slots, spoken, known)
        if wrong:
            return wrong
        staff.capacity, staff.languages, staff.skills, staff.adjusted = slots, spoken, known, True
        if status:
            self.change_status(staff, status)
        self.settle()
        return "+set"

    def seniors(self) -> set[str]:
        return {s.id for s in self.staff.values() if s.online and s.role != "counsellor"}

    def invite(self, id: str, chat_id: str, fence: int, supervisor: str) -> str:
        refusal = self.not_held(id, chat_id, "active", fence)
        if refusal:
            return refusal
        if supervisor and supervisor not in self.seniors():
            return "!not_senior"
        if not ({supervisor} if supervisor else self.seniors()) - {id}:
            return "!not_available"
        chat = self.chats[chat_id]
        chat.invited, chat.invited_fence = supervisor or "*", chat.fence
        return "+invited"

    def enter(self, id: str, chat_id: str) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if id not in self.seniors():
            return "!not_senior"
        if chat.state != "active":
            return f"!wrong_state {chat.state}"
        if chat.staff == id or chat.supervisor or chat.invited not in ("*", id):
            return "!not_invited"
        if chat.invited_fence != chat.fence:
            return f"!stale_fence {chat.fence}"
        chat.supervisor, chat.invited = id, ""
        self.staff[id].entered.append(chat_id)
        self.came(chat, "supervisor")
        return "+entered"

    def step_out(self, id: str, chat_id: str) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if chat.supervisor != id:
            return "!not_holder"
        self.supervisor_leaves(chat, "left")
        return f"+{chat.fence}"

    def propose_block(self, id: str, chat_id: str, fence: int, hours: int) -> str:
        if not 1 <= hours <= 24:
            return "!invalid hours"
        refusal = self.not_held(id, chat_id, "active", fence)
        if refusal:
            return refusal
        chat = self.chats[chat_id]
        chat.block, chat.blocker, chat.block_hours, chat.block_fence = "proposed", id, hours, chat.fence
        return "+proposed"

    def confirm_block(self, id: str, chat_id: str, yes: int, hours: int) -> str:
        chat = self.chats.get(chat_id)
        if chat is None:
            return self.missing(chat_id)
        if chat.block != "proposed" or hours not in (0, chat.block_hours):
            return "!not_proposed"
        if chat.block_fence != chat.fence:
            return f"!stale_fence {chat.fence}"
        if chat.blocker == id:
            return "!second_person"
        if id not in self.staff:
            return "!staff_unknown"
        chat.block = "confirmed" if yes else "refused"
        if yes:
            self.blocked = {chain: till for chain, till in self.blocked.items() if till > self.now}
            if chat.chain:
                self.blocked[chat.chain] = self.now + chat.block_hours * 3_600_000
            self.end_blocked(chat)
        return "+blocked" if yes else "+refused"

    def end_blocked(self, chat: Chat) -> None:
        if chat.state == "wrap_up":
            chat.end = "blocked"
        else:
            self.end_active(chat, "blocked")
