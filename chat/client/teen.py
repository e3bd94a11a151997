"""A teen: asks for a chat, makes its keys, hands them to whoever is there, writes and reads."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chat.client.driver import now
from chat.client.http_calls import HttpCalls, Refused
from chat.client.person import Listener, Person, new_id
from chat.client.proof_solver import solve
from chat.client.sealing import fence_key, grant, new_secret
from chat.protocol.codec import to_teen
from chat.protocol.common import VERSION, Frame, Who
from chat.protocol.teen import (
    AskCode,
    ChooseLanguage,
    HelloTeen,
    Holder,
    Joined,
    Leave,
    Position,
    ReturnCode,
    TeenState,
    Wish,
    WishRefused,
    Work,
    WorkNeeded,
)

REFUSED, UNAVAILABLE = 409, 503


@dataclass(frozen=True, slots=True)
class Admitted:
    """A chat, the teen's token that opens it, and the newest ticket of their position."""

    chat: str
    token: str
    ticket: str


class TeenClient(Person):
    """`view` is the newest `teen_state`, `position` the newest one in the queue. `token` opens the chat: a wish asked
    again with it is the same chat."""

    path = "/ws/teen"

    def __init__(self, http: HttpCalls | str, desk: str = "main", on: Listener | None = None) -> None:
        """`http`: the server's address, or calls to it."""
        super().__init__(HttpCalls(http) if isinstance(http, str) else http, desk, to_teen, on)
        self.chat = ""
        self.secret = new_secret()
        self.view: TeenState | None = None
        self.position: Position | None = None
        self.admitted: Admitted | None = None
        self.token = secrets.token_urlsafe(32)
        self._wish: Wish | None = None
        self._joining: asyncio.Future[str] | None = None
        self._code: asyncio.Future[tuple[str, ...]] | None = None
        self._fences: dict[int, str] = {}
        self._given: set[tuple[str, int, str]] = set()
        self._shared: set[str] = set()

    async def join(self, language: str, within_s: float = 30.0, **asked: Any) -> str:
        """Ask for a chat on a connection of its own; the chat's id. Further words: topic, age_band, skills, danger,
        how_bad. Raises Refused, TimeoutError."""
        self._wish = Wish(self.desk, language, **asked)
        self._joining = asyncio.get_running_loop().create_future()
        self.driver.start()
        async with asyncio.timeout(within_s):
            return await self._joining

    def resume(self, admitted: Admitted) -> None:
        """Connect with what an earlier page was given (a reload, a second tab)."""
        self.admitted, self.chat, self.token = admitted, admitted.chat, admitted.token
        self.core.follower(self.chat)
        self.driver.start()

    def say(self, text: str, name: str = "") -> str:
        """The entry's client id; it leaves at once when somebody is there, else when somebody comes."""
        return self.write(self.chat, {"text": text, "name": name} if name else {"text": text})

    def leave(self) -> None:
        """End it: leave the queue, or the chat, after what was written before."""
        self.driver.spawn(self._leave())

    async def _leave(self) -> None:
        await self.words_first(self.chat)
        self.driver.send(Leave(self.chat))

    async def ask_code(self, within_s: float = 30.0) -> tuple[str, ...]:
        """Four words with which this chat goes on at another device, once. Raises TimeoutError."""
        self._code = asyncio.get_running_loop().create_future()
        self.driver.send(AskCode(self.chat))
        async with asyncio.timeout(within_s):
            return await self._code

    async def come_back(self, code: str) -> None:
        """Go on with the chat whose code this is, with a secret of one's own. May be repeated when the answer was lost.
        Raises Refused, httpx.HTTPError."""
        typed = {"desk": self.desk, "code": code, "token": self.token}
        given = await self.http.post("/api/chats/return", typed)
        self.resume(Admitted(given["chat"], self.token, given["ticket"]))

    def choose(self, language: str) -> None:
        """Wait in another language."""
        self.driver.send(ChooseLanguage(self.chat, language))

    def share_history(self, yes: bool) -> None:
        """The teen's answer to whether the counsellor who is there may read what was written before."""
        holder = self._counsellor()
        if self.view is None or holder is None or holder.key is None:
            return
        answer = f"s1.{holder.key.kid}.{'yes' if yes else 'no'}"
        self._run(self.core.write(self.chat, "share", answer, new_id(), now(), only=self.view.fence))
        if yes:
            self._shared.add(holder.key.kid)
            self._hand_out()

    def role(self, chat: str) -> Who:
        return "teen"

    async def _hello(self) -> Frame:
        if self.admitted is None:
            return HelloTeen(VERSION, self.token, wish=self._wish)
        at = self.core.follower(self.chat).cursor()
        known = {"epoch": at.epoch, "seq": at.seq, "stamp": at.stamp, "place": at.place}
        return HelloTeen(VERSION, self.admitted.token, self.admitted.ticket, **known)  # type: ignore[arg-type]

    def _frame(self, frame: Frame) -> None:
        match frame:
            case Position():
                self.position = frame
            case TeenState():
                self._take(frame)
            case Joined(chat=chat):
                self.chat = chat
                self.core.follower(chat)
            case ReturnCode(words=words):
                if self._code is not None and not self._code.done():
                    self._code.set_result(tuple(words))
            case WorkNeeded(challenge=challenge):
                self.driver.spawn(_solve(challenge, self.driver.answering()))
            case WishRefused(code=code, retry_s=retry_s):
                self._answer(Refused(UNAVAILABLE if retry_s else REFUSED, code))

    def _answer(self, given: str | Exception) -> None:
        if self._joining is None or self._joining.done():
            return
        if isinstance(given, Exception):
            self._joining.set_exception(given)
        else:
            self._joining.set_result(given)

    def _take(self, view: TeenState) -> None:
        if view.ticket:
            self.chat = view.chat
            self.admitted = Admitted(view.chat, self.token, view.ticket)
            self._answer(view.chat)
        self.view = view
        holder = self._counsellor()
        if view.state != "active" or view.fence < max(self._fences, default=0):
            self.core.follower(self.chat).hold()
            return
        if holder is not None and holder.key is not None:
            self._fences.setdefault(view.fence, holder.key.kid)
        kid = self._fences.get(view.fence)
        if kid is None:
            return
        self.keys.setdefault(self.chat, {})[view.fence, kid] = fence_key(self.secret, self.chat, view.fence, kid)
        self._hand_out()
        self._run(self.core.admit(self.chat, view.fence, kid, now()))
        if view.end:
            self.core.follower(self.chat).hold()

    def _counsellor(self) -> Holder | None:
        return next((one for one in self.view.holders if one.who == "counsellor"), None) if self.view else None

    def _hand_out(self) -> None:
        """Grants before words: this fence's key to each console there, older ones too once the teen said yes. Nobody is
        given one beside another counsellor of a fence than the first that was shown for it."""
        if self.view is None:
            return
        keys, fence = self.keys.get(self.chat, {}), self.view.fence
        holder = self._counsellor()
        if holder is None or holder.key is None or holder.key.kid != self._fences.get(fence):
            return
        for key in [one.key for one in self.view.holders if one.key is not None]:
            for about in sorted(keys):
                if about[0] != fence and key.kid not in self._shared:
                    continue
                if (key.kid, *about) not in self._given:
                    self._given.add((key.kid, *about))
                    body = grant(self.chat, *about, key.public, keys[about])
                    self._run(self.core.write(self.chat, "grant", body, new_id(), now(), first=True, only=fence))


async def _solve(challenge: dict[str, Any], send: Callable[[Work], None]) -> None:
    send(Work(await asyncio.to_thread(solve, challenge)))
