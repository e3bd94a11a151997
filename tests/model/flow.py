"""How chats are offered, go back, end and close in the model; matching is one rule, applied until it finds nothing."""

from tests.model.state import MOST_COMINGS, Chat, Staff, State

WHO = {"staff": "counsellor", "supervisor": "supervisor"}
FRONT_MS = 1024


class Flow(State):
    """The moves that transitions are made of."""

    def best(self, chat: Chat) -> Staff | None:
        """The counsellor who gets this chat, if anyone can."""
        able = self.able(chat)
        fresh = [s for s in able if s.id not in chat.missed]
        choice = [s for s in (fresh or able) if s.free > 0 and self.leased(s)]
        return min(choice, key=lambda s: s.rank, default=None)

    def settle(self) -> None:
        """Offer whatever can be offered, in order."""
        for chat in self.pool():
            staff = self.best(chat)
            if staff:
                self.offer(chat, staff)
                return self.settle()
        return None

    def offer(self, chat: Chat, staff: Staff) -> None:
        chat.state, chat.staff, chat.fence = "offered", staff.id, chat.fence + 1
        chat.due = self.now + self.settings.offer_ms
        staff.slots.append(chat.id)
        others = sorted(s.id for s in self.staff.values() if s.here and s is not staff)
        self.decisions.append((chat.id, staff.id, {id: self.why_not(self.staff[id], chat) for id in others}))

    def why_not(self, staff: Staff, chat: Chat) -> str:
        """Why this chat went to somebody else."""
        reasons = {
            "language": chat.language not in staff.languages,
            "skill": not staff.serves(chat),
            "gone": not staff.online or not self.leased(staff),
            staff.status: staff.status != "available",
            "breather": staff.breather != 0,
            "full": staff.free < 1,
            "missed": staff.id in chat.missed,
        }
        return next((reason for reason, holds in reasons.items() if holds), "later")

    def unslot(self, staff: Staff, chat: Chat) -> None:
        staff.slots.remove(chat.id)
        staff.idle = self.now
        if staff.breather < 0 and not staff.slots:
            staff.breather = self.now - staff.breather

    def withdraw(self, chat: Chat) -> Staff:
        """offered -> waiting."""
        staff = self.staff[chat.staff]
        chat.state, chat.staff, chat.due = "waiting", "", None
        self.unslot(staff, chat)
        return staff

    def came(self, chat: Chat, seat: str) -> None:
        """Somebody is in the chat from now on."""
        self.note_coming(chat, seat, "came", chat.occurrence(getattr(chat, seat)))

    def went(self, chat: Chat, seat: str, what: str) -> None:
        self.note_coming(chat, seat, what, getattr(chat, f"{seat}_occurrence"))
        setattr(chat, f"{seat}_occurrence", "")

    def note_coming(self, chat: Chat, seat: str, what: str, occurrence: str) -> None:
        setattr(chat, f"{seat}_occurrence", occurrence)
        name = self.staff[getattr(chat, seat)].name
        told = {"occurrence": occurrence, "who": WHO[seat], "name": name, "what": what, "fence": chat.fence}
        chat.comings = [*chat.comings, told][-MOST_COMINGS:]

    def part_supervisor(self, chat: Chat) -> None:
        if chat.supervisor:
            self.staff[chat.supervisor].entered.remove(chat.id)
            chat.supervisor = chat.invited = chat.supervisor_occurrence = ""

    def supervisor_leaves(self, chat: Chat, what: str) -> None:
        """The chat goes on without them: the fence rises."""
        self.went(chat, "supervisor", what)
        self.part_supervisor(chat)
        chat.fence += 1

    def rise(self, chat: Chat) -> None:
        """Nothing is written under the fence that was."""
        if chat.supervisor:
            return self.supervisor_leaves(chat, "left")
        chat.fence += 1
        return None

    def hand_to(self, chat: Chat, moved: int, device: str) -> None:
        """Who had it counts as gone until the other device is there."""
        self.teen_gone(chat, self.now)
        chat.moved, chat.device = moved, device

    def take_over(self, chat: Chat) -> None:
        """The counsellor is lost, the supervisor in the chat keeps it, beyond any capacity."""
        self.pause_talk(chat, self.now)
        self.went(chat, "staff", "lost")
        self.unslot(self.staff[chat.staff], chat)
        chat.staff, chat.staff_occurrence = chat.supervisor, chat.supervisor_occurrence
        self.part_supervisor(chat)
        chat.fence, chat.hands = chat.fence + 1, chat.hands + 1
        self.taken_over.add(chat.staff_occurrence)
        self.staff[chat.staff].slots.append(chat.id)
        self.resume_talk(chat)

    def stop_active(self, chat: Chat) -> None:
        self.part_supervisor(chat)
        self.pause_talk(chat, self.now)

    def pause_talk(self, chat: Chat, at: int) -> None:
        """`at`: the last moment both were there. What follows is not talk."""
        if chat.began:
            chat.active_ms, chat.began = chat.active_ms + max(0, at - chat.began), 0

    def resume_talk(self, chat: Chat) -> None:
        if chat.state == "active" and not chat.began and chat.online and self.staff[chat.staff].online:
            chat.began = self.now

    def take_back(self, chat: Chat, cause: str) -> Staff:
        """active -> waiting; the fence rises."""
        staff = self.staff[chat.staff]
        self.went(chat, "staff", {"lost": "lost", "transfer": "handed_on"}.get(cause, "left"))
        if chat.supervisor:
            self.went(chat, "supervisor", "left")
        self.stop_active(chat)
        if cause == "lost":
            self.to_front(chat)
        chat.state, chat.staff, chat.fence, chat.requeued = "waiting", "", chat.fence + 1, cause
        self.unslot(staff, chat)
        return staff

    def to_front(self, chat: Chat) -> None:
        """Behind those who were put there and joined before."""
        line, before = [c for c in self.line(chat.language, chat.priority) if c is not chat], None
        chat.place = chat.joined + self.ageing(chat.priority) - 1
        while line and line[0].joined < chat.joined and line[0].place < line[0].joined + self.ageing(chat.priority):
            before = line.pop(0).place
        if line and line[0].place <= chat.place:
            chat.place = line[0].place - FRONT_MS if before is None else (before + line[0].place) // 2

    def end_active(self, chat: Chat, reason: str) -> None:
        """active -> wrap_up."""
        self.stop_active(chat)
        chat.state, chat.end, chat.over = "wrap_up", reason, self.now
        chat.due, chat.presence = self.now + self.settings.wrap_up_ms, None

    def close_wrapped(self, chat: Chat) -> Staff:
        """wrap_up -> closed."""
        staff = self.staff[chat.staff]
        self.unslot(staff, chat)
        self.today[f"handle_ms:{chat.language}"] += chat.active_ms + self.now - chat.over
        self.today[f"handle_n:{chat.language}"] += 1
        if chat.end != "finished":
            self.today[f"ended_{chat.end}:{chat.language}"] += 1
        self.bury(chat, chat.end)
        return staff

    def close_waiting(self, chat: Chat, reason: str) -> None:
        """waiting -> closed."""
        waited = self.now - chat.joined
        counted = [f"ended_{reason}"] if chat.answered else [reason]
        if not chat.answered and reason == "abandoned":
            late = waited > self.target(chat)
            counted += ["abandoned_late"] if late else ["abandoned_short"] if waited < 30_000 else []
        self.today.update(f"{name}:{chat.language}" for name in counted)
        self.bury(chat, reason)

    def target(self, chat: Chat) -> int:
        return self.settings.target_first_ms if chat.priority == 1 else self.settings.target_ms

    def bury(self, chat: Chat, reason: str) -> None:
        """One record, a tombstone, nothing else."""
        over = chat.over or self.now
        self.records.append(
            {
                "joined_ms": chat.joined,
                "ended_ms": over,
                "language": chat.language,
                "priority": chat.priority,
                "waited_ms": self.waited(chat, reason),
                "active_ms": chat.active_ms,
                "wrap_ms": self.now - over,
                "fences": chat.hands,
                "end": reason,
                "reconnects": chat.reconnects,
                "answered": int(chat.answered),
                "in_target": int(chat.in_target),
                "declined": chat.declined,
                "missed": chat.expired,
                "rebuilt": int(chat.rebuilt),
            }
        )
        self.tombstones[chat.id], self.spoke[chat.id] = reason, chat.language
        del self.chats[chat.id]

    def waited(self, chat: Chat, reason: str) -> int:
        """To the first answer, or to the end; who was lost waited until they were gone."""
        end = chat.gone_at if reason == "lost" else self.now
        return end - chat.joined if chat.waited is None else chat.waited

    def follow_duty(self, staff: Staff) -> None:
        """After a change of status, presence or breather: who is off duty is offered nothing."""
        if not staff.on_duty:
            for chat in self.held(staff):
                if chat.state == "offered":
                    self.withdraw(chat)
        self.settle()

    def held(self, staff: Staff) -> list[Chat]:
        return [self.chats[chat] for chat in staff.slots]

    def grace_over(self, grace: int, last: int) -> int:
        """`last`: the last sign of life; when it was a lease that ran out, its length is taken off."""
        return self.now + max(0, grace - (self.settings.lease_ms if last < self.now else 0))

    def teen_gone(self, chat: Chat, last: int) -> None:
        s = self.settings
        grace = s.teen_grace_active_ms if chat.state == "active" else s.teen_grace_waiting_ms
        chat.online, chat.gone_at = False, last
        chat.presence = max(self.grace_over(grace, last), chat.kept_till)
        self.pause_talk(chat, last)

    def teen_lost(self, chat: Chat) -> None:
        if chat.state == "active":
            return self.end_active(chat, "lost")
        if chat.state == "offered":
            self.withdraw(chat)
        self.close_waiting(chat, "lost")
        return self.settle()

    def staff_gone(self, staff: Staff, last: int) -> None:
        staff.online, staff.presence = False, self.grace_over(self.settings.staff_grace_ms, last)
        for chat in self.held(staff):
            self.pause_talk(chat, last)
        self.follow_duty(staff)

    def staff_lost(self, staff: Staff) -> None:
        """What they hold goes back to the front, or closes."""
        for entered in list(staff.entered):
            self.supervisor_leaves(self.chats[entered], "lost")
        for chat in self.held(staff):
            if chat.state == "active" and chat.supervisor and self.staff[chat.supervisor].online:
                self.take_over(chat)
            elif chat.state == "active":
                self.take_back(chat, "lost")
            else:
                self.close_wrapped(chat)
        staff.here, staff.presence = False, None
        self.settle()
