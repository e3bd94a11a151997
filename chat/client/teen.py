"""A teen: asks for a chat, makes its keys, hands them to whoever is there, writes and reads."""

from typing import Any

from chat.client.driver import now
from chat.client.http_calls import Admitted, Door
from chat.client.person import Listener, Person, new_id
from chat.client.sealing import grant, new_chat_key
from chat.protocol.codec import to_teen
from chat.protocol.common import VERSION, Frame, Who
from chat.protocol.teen import ChooseLanguage, HelloTeen, Leave, Place, TeenState


class TeenClient(Person):
    """`view` is the newest `teen_state`, `place` the newest place in the queue."""

    path = "/ws/teen"

    def __init__(self, door: Door | str, desk: str = "main", on: Listener | None = None) -> None:
        """`door`: the server's address, or a door to it."""
        super().__init__(Door(door) if isinstance(door, str) else door, desk, to_teen, on)
        self.chat = ""
        self.view: TeenState | None = None
        self.place: Place | None = None
        self.admitted: Admitted | None = None
        self._given: set[tuple[str, int]] = set()
        self._shared = False

    async def join(self, language: str, **asked: Any) -> str:
        """Ask for a chat and connect; the chat's id. Further words: topic, age_band, skills, danger."""
        self.resume(await self.door.join(self.desk, language, **asked))
        return self.chat

    def resume(self, admitted: Admitted) -> None:
        """Connect with what an earlier page was given (a reload, a second tab)."""
        self.admitted, self.chat = admitted, admitted.chat
        self.core.follower(self.chat)
        self.driver.start()

    def say(self, text: str, name: str = "") -> str:
        """The entry's client id; it leaves at once when somebody is there, else when somebody comes."""
        return self.write(self.chat, {"text": text, "name": name} if name else {"text": text})

    def leave(self) -> None:
        """End it: leave the queue, or the chat."""
        self.driver.send(Leave(self.chat))

    def choose(self, language: str) -> None:
        """Wait in another language."""
        self.driver.send(ChooseLanguage(self.chat, language))

    def share_history(self, yes: bool) -> None:
        """The teen's answer to whether a new counsellor may read what was written before."""
        self._shared = yes
        self.write(self.chat, {"consent": yes}, "consent", self.view.fence if self.view else 0)
        self._hand_out()

    def role(self, chat: str) -> Who:
        return "teen"

    async def _hello(self) -> Frame:
        assert self.admitted is not None
        at = self.core.follower(self.chat).cursor()
        known = {"epoch": at.epoch, "last_seq": at.last_seq, "last_cid": at.last_cid}
        return HelloTeen(VERSION, self.admitted.token, self.admitted.ticket, **known)  # type: ignore[arg-type]

    def _frame(self, frame: Frame) -> None:
        if isinstance(frame, Place):
            self.place = frame
        elif isinstance(frame, TeenState):
            self._take(frame)

    def _take(self, view: TeenState) -> None:
        if self.admitted is not None and view.ticket:
            self.admitted = Admitted(self.chat, self.admitted.token, view.ticket)
        if self.view is None or view.fence != self.view.fence:
            self._shared = False
        self.view = view
        if view.state != "active":
            self.core.follower(self.chat).hold()
            return
        self.keys.setdefault(self.chat, {}).setdefault(view.fence, new_chat_key())
        self._hand_out()
        self._run(self.core.admit(self.chat, view.fence, now()))
        if view.end:
            self.core.follower(self.chat).hold()

    def _hand_out(self) -> None:
        """Grants before words: this fence's key to each console there, older ones too once the teen said yes."""
        if self.view is None:
            return
        keys, fence = self.keys.get(self.chat, {}), self.view.fence
        for holder in self.view.holders:
            fences = sorted(keys) if self._shared and holder.who == "counsellor" else [fence]
            for one in fences:
                if holder.key is not None and (holder.key.kid, one) not in self._given:
                    self._given.add((holder.key.kid, one))
                    body = grant(self.chat, one, holder.key.kid, holder.key.public, keys[one])
                    self._run(self.core.write(self.chat, "grant", body, new_id(), now(), first=True, only=fence))
