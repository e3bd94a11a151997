"""Mistakes in a history: each is refused, and nothing changes."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.property.desk_driver import CHATS, ROLES, DeskDriver

people = st.sampled_from(list(ROLES))
chats = st.sampled_from(CHATS)
picks = st.integers(0, 1000)


class DeskMistakes(DeskDriver):
    """What should not be asked, by those who should not ask it."""

    @rule(pick=picks, name=st.sampled_from(["accept", "decline"]), off=st.sampled_from([-1, -2, 1]))
    def answer_another_offer(self, pick: int, name: str, off: int) -> None:
        chat = self.some_offered(pick)
        if chat:
            args = [chat.staff, chat.id, chat.fence + off]
            self.both(name, args, *args)

    @rule(pick=picks, who=picks, name=st.sampled_from(["accept", "decline"]))
    def answer_for_another(self, pick: int, who: int, name: str) -> None:
        chat, id = self.some_offered(pick), self.someone(who)
        if chat and id != chat.staff:
            args = [id, chat.id, chat.fence]
            self.both(name, args, *args)

    @rule(pick=picks, who=picks, off=st.sampled_from([0, -1, 1]))
    def finish_for_another(self, pick: int, who: int, off: int) -> None:
        chat = self.some_active(pick)
        if chat:
            args = [chat.staff if off else self.someone(who), chat.id, chat.fence + off, 0]
            self.both("finish", args, *args)

    @rule(pick=picks, who=picks, off=st.sampled_from([0, 0, -1, 1]))
    def take_anew(self, pick: int, who: int, off: int) -> None:
        """By who holds it, mostly: a console that lost its pair."""
        chat = self.some_active(pick)
        if chat:
            args = [chat.staff if who % 3 else self.someone(who), chat.id, chat.fence + off]
            self.both("take_anew", args, *args)

    @rule(
        name=st.sampled_from(["accept", "decline", "finish", "ready", "extend_wrap_up", "transfer", "invite"]),
        id=people,
        pick=picks,
        back=st.sampled_from([0, 0, 1, 2]),
    )
    def act_on_any(self, name: str, id: str, pick: int, back: int) -> None:
        """Somebody, some chat, some fence: mostly wrong."""
        chat = self.some(pick, "waiting", "offered", "active", "wrap_up")
        if chat:
            more = {"ready": [], "extend_wrap_up": [], "transfer": ["", "", ""], "invite": [""], "finish": [0]}
            fence = [] if name in ("ready", "extend_wrap_up") else [chat.fence - back]
            who = chat.staff if back == 1 else id
            args = [who, chat.id, *fence, *more.get(name, [])]
            self.both(name, args, *args)

    @rule(kind=st.integers(0, 8), id=people, chat=chats)
    def ask_for_what_is_not(self, kind: int, id: str, chat: str) -> None:
        wishes = [("xx", (), 3), ("", (), 3), ("nl,fr", (), 3), ("nl", ("z",), 3), ("nl", (), 4)]
        if kind < len(wishes):
            language, skills, priority = wishes[kind]
            self.come(chat, language, skills, priority, "", 0)
        elif kind < 7:
            self.on(id, ("nl",), (), 0 if kind == 5 else 99, "", ())
        else:
            self.change(id, "asleep" if kind == 7 else "", 99, None, None)

    @rule(kind=st.integers(0, 3), id=people, chat=chats)
    def set_what_is_not(self, kind: int, id: str, chat: str) -> None:
        wrong: list[tuple[str, list[Any]]] = [
            ("set_status", [id, "asleep"]),
            ("breather", [id, 121]),
            ("set_priority", [chat, 4]),
            ("set_service", ["ajar"]),
        ]
        name, args = wrong[kind]
        self.both(name, [*args, ""], *args)

    @rule(pick=picks, oneself=st.booleans())
    def hold_wrongly(self, pick: int, oneself: bool) -> None:
        chat = self.some_active(pick)
        if chat:
            held = [chat.staff, chat.id, chat.fence]
            args = [*held, chat.staff, "", ""] if oneself else [*held, 25]
            self.both("transfer" if oneself else "propose_block", args, *args)

    @rule(pick=picks)
    def haste(self, pick: int) -> None:
        """Ready before the end, and an end after the end."""
        chat = self.some_active(pick)
        if chat:
            held = [chat.staff, chat.id, chat.fence]
            self.both("ready", held[:2], *held[:2])
            self.forward(chat)
            self.both("finish", [*held, 0], *held, 0)
