"""The model's returns: sign-on, rejoin, and what they rebuild when Redis has lost it."""

from routing.values import STATUSES, HoldClaim, TeenClaim
from tests.model.state import Chat, Staff
from tests.model.supervision import Supervision


class Claims(Supervision):
    """The higher fence is right; what ended stays ended."""

    def rejoin(self, claim: TeenClaim, held: int = 0) -> str:
        chat = self.chats.get(claim.chat)
        if chat and self.has_left(chat, claim):
            return "!moved"
        if chat and chat.state == "wrap_up":
            return f"!chat_ended {chat.end}"
        if chat and chat.generation > held > 0 and claim.moved <= chat.moved:
            return "+back"
        if chat is None:
            if claim.chat in self.tombstones:
                return f"!chat_ended {self.tombstones[claim.chat]}"
            if claim.chain and self.blocked.get(claim.chain, 0) > self.now:
                return "!blocked"
            if claim.language not in self.settings.languages:
                return "!unknown_language"
            chat = self.birth(claim)
            self.rebuild(chat, claim)
        else:
            self.come_to(chat, claim)
        chat.chain = chat.chain or claim.chain
        if claim.moved:
            chat.moved, chat.device = claim.moved, claim.device
        self.connect(chat, held)
        self.settle()
        return "+back"

    def has_left(self, chat: Chat, claim: TeenClaim) -> bool:
        if claim.moved != chat.moved:
            return claim.moved < chat.moved
        return chat.moved > 0 and chat.device not in ("", claim.device)

    def come_to(self, chat: Chat, claim: TeenClaim) -> None:
        anew = claim.moved > chat.moved
        if anew:
            self.hand_to(chat, claim.moved, claim.device)
        if claim.fence > chat.fence:
            self.uproot(chat)
            self.rebuild(chat, claim)
        elif anew:
            self.rise(chat)

    def connect(self, chat: Chat, held: int) -> None:
        """`held`: the number that this connection had before Redis forgot, 0 for a new one."""
        chat.reconnects += chat.generation > 0 and not held
        chat.generation = held or max(chat.generation + 1, self.now)
        chat.online, chat.presence = True, self.now + self.settings.lease_ms
        self.resume_talk(chat)

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
        self.give_back(chat, holder, claim.fence)

    def give_back(self, chat: Chat, staff: Staff, fence: int) -> None:
        """To whoever held it, if they have a slot for it; else to the front of its class."""
        if self.make_room(staff):
            return self.place_active(chat, staff, fence)
        self.answered_before(chat)
        self.to_front(chat)
        chat.state, chat.staff, chat.fence, chat.requeued = "waiting", "", fence + 1, "lost"
        return None

    def make_room(self, staff: Staff) -> bool:
        """What is only offered gives way to what was running."""
        for chat in self.held(staff):
            if staff.free < 1 and chat.state == "offered":
                self.withdraw(chat)
        return staff.free > 0

    def stub(self, id: str, chat: Chat) -> Staff:
        staff = Staff(id, "counsellor", (chat.language,), (), self.settings.max_capacity, "", self.now)
        staff.presence = self.now + self.settings.staff_grace_ms
        self.staff[id] = staff
        return staff

    def place_active(self, chat: Chat, staff: Staff, fence: int) -> None:
        chat.state, chat.staff, chat.fence, chat.began = "active", staff.id, fence, 0
        self.resume_talk(chat)
        self.answered_before(chat)
        staff.slots.append(chat.id)
        self.came(chat, "staff")

    def answered_before(self, chat: Chat) -> None:
        if not chat.answered:
            chat.answered, chat.waited, chat.hands = True, 0, 1

    def uproot(self, chat: Chat) -> None:
        if chat.staff:
            if chat.state == "active":
                self.went(chat, "staff", "left")
                if chat.supervisor:
                    self.went(chat, "supervisor", "left")
                self.stop_active(chat)
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
        unknown = staff.generation == 0
        staff.generation = held or max(staff.generation + 1, self.now)
        staff.name = id.title()
        staff.role, staff.online, staff.here = role, True, True
        staff.presence = self.now + self.settings.lease_ms
        for chat in self.held(staff):
            self.resume_talk(chat)
        for claim in claims:
            self.adopt(staff, claim)
        if unknown:
            self.give_back_excess(staff, {claim.chat for claim in claims})
        self.settle()
        return "+on"

    def give_back_excess(self, staff: Staff, claimed: set[str]) -> None:
        """Teens named somebody before their capacity was known: those they did not claim go first, then the last."""
        for mine in (False, True):
            for chat in reversed(self.held(staff)):
                if staff.free < 0 and chat.state == "active" and (chat.id in claimed) == mine:
                    self.take_back(chat, "lost")

    def adopt(self, staff: Staff, claim: HoldClaim) -> None:
        if claim.chat in self.tombstones or claim.language not in self.settings.languages:
            return
        chat = self.chats.get(claim.chat)
        if chat is None:
            chat = self.birth(claim)
            chat.presence = self.now + self.settings.teen_grace_active_ms
            chat.moved = claim.moved
            self.give_back(chat, staff, claim.fence)
            return
        if chat.state != "wrap_up" and claim.moved > chat.moved:
            self.hand_to(chat, claim.moved, "")
            if claim.fence <= chat.fence:
                self.rise(chat)
        newer = chat.fence > claim.fence or (chat.fence == claim.fence and chat.state == "active")
        if chat.state == "wrap_up" or newer:
            return
        self.uproot(chat)
        self.give_back(chat, staff, claim.fence)
