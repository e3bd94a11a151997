"""The model's returns: sign-on, rejoin, and what they rebuild when Redis has lost it."""

from routing.values import STATUSES, HoldClaim, TeenClaim
from tests.model.state import Chat, Staff
from tests.model.supervision import Supervision


class Claims(Supervision):
    """The higher fence is right; what ended stays ended."""

    def rejoin(self, claim: TeenClaim, held: int = 0) -> str:
        chat = self.chats.get(claim.chat)
        if chat and chat.state == "wrap_up":
            return f"!chat_ended {chat.end}"
        if chat and chat.generation > held > 0:
            return "+back"
        if chat is None:
            if claim.chat in self.tombstones:
                return f"!chat_ended {self.tombstones[claim.chat]}"
            if claim.chain and self.blocked.get(claim.chain, 0) > self.now:
                return "!blocked"
            if claim.language not in self.settings.languages:
                return "!unknown_language"
            chat = self.birth(claim)
            chat.chain = claim.chain
            self.rebuild(chat, claim)
        elif claim.fence > chat.fence:
            self.uproot(chat)
            self.rebuild(chat, claim)
        chat.reconnects += chat.generation > 0 and not held
        chat.generation = held or max(chat.generation + 1, self.now)
        chat.online, chat.presence = True, self.now + self.settings.lease_ms
        self.settle()
        return "+back"

    def birth(self, claim: TeenClaim | HoldClaim) -> Chat:
        place = claim.joined + self.ageing(claim.priority)
        chat = Chat(claim.chat, claim.language, claim.priority, claim.skills, claim.joined, place, online=False)
        chat.generation, chat.rebuilt = 0, True
        self.chats[chat.id] = chat
        return chat

    def rebuild(self, chat: Chat, claim: TeenClaim) -> None:
        chat.fence = claim.fence
        if not claim.counsellor:
            chat.state, chat.staff, chat.requeued = "waiting", "", ""
            return
        holder = self.staff.get(claim.counsellor) or self.stub(claim.counsellor, chat)
        if not holder.here:
            holder.here, holder.presence = True, self.now + self.settings.staff_grace_ms
        self.place_active(chat, holder, claim.fence)

    def stub(self, id: str, chat: Chat) -> Staff:
        staff = Staff(id, "counsellor", (chat.language,), (), 1, "", self.now)
        staff.presence = self.now + self.settings.staff_grace_ms
        self.staff[id] = staff
        return staff

    def place_active(self, chat: Chat, staff: Staff, fence: int) -> None:
        chat.state, chat.staff, chat.fence, chat.began = "active", staff.id, fence, self.now
        if not chat.answered:
            chat.answered, chat.waited, chat.hands = True, 0, 1
        staff.slots.append(chat.id)

    def uproot(self, chat: Chat) -> None:
        if chat.staff:
            self.stop_active(chat) if chat.state == "active" else None
            self.unslot(self.staff[chat.staff], chat)
        chat.state, chat.staff, chat.due = "waiting", "", None

    def sign_on(
        self,
        id: str,
        role: str,
        languages: tuple[str, ...],
        skills: tuple[str, ...],
        capacity: int,
        status: str,
        claims: tuple[HoldClaim, ...],
        held: int = 0,
    ) -> str:
        wrong = self.profile_wrong(capacity, languages, skills)
        if wrong:
            return wrong
        status = status or "away"
        if status not in STATUSES:
            return "!bad_status"
        staff = self.staff.get(id)
        if staff and staff.generation > held > 0:
            return "+on"
        if staff is None:
            staff = self.staff[id] = Staff(id, role, languages, skills, capacity, status, self.now)
        staff.status = staff.status or status
        if not staff.adjusted:
            staff.languages, staff.skills, staff.capacity = languages, skills, capacity
        staff.generation = held or max(staff.generation + 1, self.now)
        staff.role, staff.online, staff.here = role, True, True
        staff.presence = self.now + self.settings.lease_ms
        for claim in claims:
            self.adopt(staff, claim)
        self.settle()
        return "+on"

    def adopt(self, staff: Staff, claim: HoldClaim) -> None:
        if claim.chat in self.tombstones or claim.language not in self.settings.languages:
            return
        chat = self.chats.get(claim.chat)
        if chat is None:
            chat = self.birth(claim)
            chat.presence = self.now + self.settings.teen_grace_active_ms
            self.place_active(chat, staff, claim.fence)
            return
        newer = chat.fence > claim.fence or (chat.fence == claim.fence and chat.state == "active")
        if chat.state == "wrap_up" or newer:
            return
        self.uproot(chat)
        self.place_active(chat, staff, claim.fence)
