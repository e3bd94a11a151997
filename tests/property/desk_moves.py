"""Chats that move to another device by a return code: in time, too late, twice, from a device that was left."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from routing import keys
from routing.values import HoldClaim, TeenClaim
from tests.model.state import Chat
from tests.property.desk_driver import DESK
from tests.property.desk_mistakes import DeskMistakes, picks

LIFE_MS = 900_000
devices = st.sampled_from(["d1", "d2"])


class DeskMoves(DeskMistakes):
    """Codes are drawn, typed and repeated; the devices come back in any order."""

    def code_for(self, chat: Chat, off: int = 0, life: int = LIFE_MS) -> str:
        find, until = f"f{self.calls}", self.now + life
        args = [chat.id, chat.moved - off, find, "record", until]
        self.both("keep_code", args, chat.id, chat.moved - off, find, until)
        return find

    def moving(self, pick: int, *states: str) -> Chat | None:
        """A chat, with somebody at it or not."""
        chat = self.some(pick, *(states or ("waiting", "offered", "active")))
        if chat is None and pick % 2:
            chat = self.some_active(pick)
        return chat

    @rule(
        pick=picks, off=st.sampled_from([0, 0, 1, -1]), life=st.sampled_from([LIFE_MS, LIFE_MS, 0]), gone=st.booleans()
    )
    def ask_for_a_code(self, pick: int, off: int, life: int, gone: bool) -> None:
        """By who has left, too; a page that closes after it keeps its place for as long as the code is good."""
        chat = self.moving(pick, "waiting", "offered", "active", "wrap_up")
        if chat is None:
            return
        self.code_for(chat, off, life)
        if gone:
            self.both("drop", [chat.id, "g", chat.generation], chat.id, chat.generation)

    @rule(pick=picks, device=devices, late=st.sampled_from([0, 0, 0, LIFE_MS - 1, LIFE_MS]), asked=st.integers(1, 2))
    def move(self, pick: int, device: str, late: int, asked: int) -> None:
        """The newest code alone is good, once, and in time; the device that used it may say it again."""
        chat = self.moving(pick)
        if chat is None:
            return
        finds = [self.code_for(chat) for _ in range(asked)]
        self.now += late
        for find in [*finds, finds[-1]]:
            self.redeem(chat.id, find, device)
        self.redeem(chat.id, finds[-1], "d3")

    def redeem(self, chat: str, find: str, device: str) -> None:
        self.both("redeem", [chat, find, device], chat, find, device)

    @rule(pick=picks, back=st.booleans(), old=st.sampled_from(["", "rejoin", "wish", "leave"]))
    def move_and_go_on(self, pick: int, back: bool, old: str) -> None:
        if chat := self.moving(pick):
            self.leave_for_another(chat, back, old)

    def leave_for_another(self, chat: Chat, back: bool, old: str) -> None:
        """The new device comes, and the old one tries what it can."""
        before = self.claim_of(chat)
        self.redeem(chat.id, self.code_for(chat), "d1")
        if back:
            self.rejoin_with(self.claim_of(chat))
        if old == "rejoin":
            self.rejoin_with(before)
        elif old == "wish":
            self.come(chat.id, "nl", (), 3, "", 0)
        elif old:
            self.both("leave", [chat.id, before.moved], chat.id, before.moved)

    def claim_of(self, chat: Chat) -> TeenClaim:
        holder = chat.staff if chat.state == "active" else ""
        about = (chat.id, chat.language, chat.joined, chat.fence, chat.priority, chat.skills)
        return TeenClaim(*about, moved=chat.moved, counsellor=holder, device=chat.device or "d0")

    @rule(
        pick=picks,
        up=st.sampled_from([0, 1, 2]),
        below=st.sampled_from([0, 0, 1]),
        device=devices,
        console=st.booleans(),
    )
    def a_move_that_was_lost(self, pick: int, up: int, below: int, device: str, console: bool) -> None:
        """Redis forgot that the chat moved: the ticket of the device, or of the console, knows it."""
        chat = self.some_active(pick) if console else self.moving(pick, "waiting", "offered", "active", "wrap_up")
        if chat is None:
            return
        held: Any = self.claim_of(chat)
        about = (chat.id, chat.language, chat.joined, chat.fence - below + up, chat.priority, chat.skills)
        if console:
            who = self.model.staff[chat.staff]
            claims = (HoldClaim(*about, moved=chat.moved + up),)
            self.on(who.id, who.languages, who.skills, who.capacity, who.status, claims)
        else:
            self.rejoin_with(TeenClaim(*about, moved=chat.moved + up, counsellor=held.counsellor, device=device))
        self.rejoin_with(held)

    @rule(device=devices, up=st.integers(1, 3), old=st.integers(0, 3), console=st.booleans())
    def a_moved_chat_is_rebuilt(self, device: str, up: int, old: int, console: bool) -> None:
        """Redis forgot all of it; then another device comes, with an older ticket or one of the same move."""
        chat = self.unused()
        if console:
            self.on("an", ("nl",), (), 2, "available", (HoldClaim(chat, "nl", self.now - 9_000, up, moved=up),))
        else:
            self.rejoin_with(TeenClaim(chat, "nl", self.now - 9_000, up, moved=up, device=device))
        self.rejoin_with(TeenClaim(chat, "nl", self.now - 9_000, old, moved=old, device="d9"))

    @invariant()
    def no_code_outlives_its_chat(self) -> None:
        prefix = keys.desk_key(DESK, "code", "")
        found = {name.removeprefix(prefix) for name in self.redis.keys(prefix.replace("{", "[{]") + "*")}
        assert found <= {chat.code for chat in self.model.chats.values()}, found
