"""One console's or dashboard's connection as decisions: frames, views and log entries in, effects out. Pure."""

from collections.abc import Callable

from msgspec.structs import replace

from chat.entry.stamps import Stamps
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.deliveries import Scope
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.log_follower import LogFollower
from chat.gateway.sessions.session import Session
from chat.gateway.sessions.views import staff_chat, staff_self
from chat.protocol import common, errors, staff
from chat.protocol.codec import error_frame
from chat.protocol.frames import StaffFrame
from routing.log_values import Attached
from routing.values import ChatView, StaffView

_TIME_STEP_MS = 1500
ENDED = frozenset({"wrap_up", "closed"})
# Of a running chat, of one that was on offer, and of either.
_OF_RUNNING = frozenset({"transferred", "abandoned", "lost", "closed", "blocked"})
_OF_OFFER = frozenset({"expired", "declined", "taken"})
_WHY = _OF_RUNNING | _OF_OFFER | {"requeued"}


class StaffSession(Session):
    """`seal` makes the console's ticket for one chat, `kid` says which pair of this person the teen is shown there;
    `cursors` is where the console stands in each."""

    def __init__(
        self,
        name: str,
        seal: Callable[[ChatView, str], str],
        kid: Callable[[ChatView], str],
        stamps: Stamps,
        cursors: list[common.Cursor],
    ) -> None:
        self.staff = name
        self.view: StaffView | None = None
        self.over = False
        self.generation = 0
        self._seal = seal
        self._stamps = stamps
        self._kid = kid
        self._cursors = {cursor.chat: cursor for cursor in cursors}
        self._me: staff.StaffSelf | None = None
        self._chats: dict[str, staff.StaffChat] = {}
        self._left_at: dict[str, int] = {}
        self._followers: dict[str, LogFollower] = {}
        self._leaving: dict[str, LogFollower] = {}
        self._forgotten: dict[str, LogFollower] = {}
        self._fences: dict[str, int] = {}
        self._why: dict[str, str] = {}
        self._online: dict[str, bool] = {}

    def receive(self, frame: StaffFrame) -> Effects:
        """One frame after hello."""
        match frame:
            case common.Send(cid=cid, kind="note"):
                return [fx.Send(error_frame(errors.NotAllowed("kind"), cid))]
            case common.Send(chat=chat, cid=cid):
                follower = self._followers.get(chat)
                return follower.send(frame) if follower else [fx.Send(error_frame(self._why_not(chat), cid))]
            case common.Seen(chat=chat, seq=seq):
                return [fx.MarkSeen(chat, follower.role, seq)] if (follower := self._followers.get(chat)) else []
            case common.Typing(chat=chat, on=on):
                return [fx.TellTyping(chat, follower.role, on)] if (follower := self._followers.get(chat)) else []
            case common.Refill(chat=chat):
                follower = self._followers.get(chat) or self._forgotten.get(chat)
                return follower.refill(frame) if follower else []
            case common.Pong():
                return []
            case staff.HelloStaff():
                return [fx.Send(error_frame(errors.Twice()))]
            case _:
                return [fx.Command(frame)]

    def joined(self, view: StaffView, now_ms: int) -> Effects:
        """The desk signed this connection on: `generation` is its number among the person's connections."""
        self.generation = view.generation
        return self.viewed(view, now_ms)

    def viewed(self, view: StaffView | None, now_ms: int, *, claimed: bool = False) -> Effects:
        """The desk was read: what changed for this person. `now_ms` is any steady clock. `claimed`: this end has just
        told the desk what it holds."""
        if self.over:
            return []
        if view is None:
            return self.memory_lost()
        if view.generation > self.generation:
            return self.superseded(view.generation)
        if view.generation < self.generation or (self._went_back(view) and not claimed):
            return self.memory_lost()
        self.view = view
        first = self._me is None
        held = [*((one, "counsellor") for one in view.chats), *((one, "supervisor") for one in view.beside)]
        effects = [] if first else self._gone({one.chat for one, _ in held})
        changed = {one.chat for one, role in held if self._note(one, role, now_ms)}
        frames = {one.chat: self._frame(one, role) for one, role in held if one.chat in changed}
        effects += self._tell_me(view, list(frames.values()) if first else None)
        for one, role in held:
            effects += self._follow(one, role, None if first else frames.get(one.chat))
        return effects

    def _went_back(self, view: StaffView) -> bool:
        """Whether Redis may have lost what it said of a chat that was active here: its fence fell, it is on offer
        again, or such an offer is over. To claim one that went otherwise changes nothing."""
        held = [one for one in self.view.chats if one.state == "active"] if self.view else []
        now = {one.chat: one for one in view.chats}
        return any(self._is_lost(one, now.get(one.chat)) for one in held)

    def _is_lost(self, before: ChatView, now: ChatView | None) -> bool:
        if now is None:
            return self._why.get(before.chat) not in _OF_RUNNING
        return now.fence < before.fence or (now.fence == before.fence and now.state == "offered")

    def left(self, chat: str, why: str) -> Effects:
        """A notice said that this person's view changed, and why a chat left them."""
        if chat and why in _WHY:
            self._why[chat] = why
        return [fx.Look()]

    def attached(self, chat: str, found: Attached) -> Effects:
        """A teen whom the log has and the desk has not is back, or their gateway died: the desk is asked again."""
        follower = self._followers.get(chat)
        if follower is None:
            return []
        doubted = "teen" in found.online and not self._online[chat]
        self._online[chat] = self._online[chat] or doubted
        return follower.attached(found) + ([fx.Look()] if doubted else [])

    def memory_lost(self) -> Effects:
        """Redis forgot: sign on again with the chats held, and connect to their logs anew."""
        for chat in list(self._followers):
            self._forget(chat)
        return [fx.Rebuild()]

    def log_lost(self, chat: str) -> Effects:
        """The log does not know this connection: connect to it anew."""
        self._forget(chat)
        return [fx.Look()]

    def signed_out(self, back: bool = False) -> Effects:
        """`back`: its person may sign in again and go on."""
        self.over = True
        return [fx.Close(errors.SignInOver if back else errors.SignedOut)]

    def gone(self) -> Effects:
        """The desk would not take this person back as they are known here: a new hello says why, or cures it."""
        self.over = True
        return [fx.Close(errors.Internal)]

    def follower_of(self, chat: str) -> LogFollower | None:
        return self._followers.get(chat)

    def followers(self) -> list[LogFollower]:
        return list(self._followers.values())

    def attached_to(self) -> list[LogFollower]:
        """Also those that were about to be connected anew: their logs still call this end online."""
        return [*self._followers.values(), *self._forgotten.values()]

    def reader_of(self, chat: str) -> LogFollower | None:
        """Also of a log that this console is leaving: it is read to its end."""
        return self._followers.get(chat) or self._leaving.get(chat)

    def quiet(self, chat: str, why: str, left_ms: int) -> Effects:
        return self.told(common.Quiet(chat, why, left_ms), "teen")  # type: ignore[arg-type]

    def _frame(self, one: ChatView, role: str) -> staff.StaffChat:
        """Only what is active can be claimed, so only that has a ticket."""
        return staff_chat(one, role, self._kid(one), self._seal(one, role) if one.state == "active" else "")

    def _why_not(self, chat: str) -> errors.Refused:
        """Why nothing can be written: not theirs, or for a moment without its log."""
        held = self._chats.get(chat)
        return errors.NotReady() if held is not None and held.state == "active" else errors.NotYours("chat")

    def _note(self, one: ChatView, role: str, now_ms: int) -> bool:
        """Whether this chat differs from what the console shows, apart from time running down."""
        before, left_at = self._chats.get(one.chat), self._left_at.get(one.chat, 0)
        now = staff_chat(one, role, self._kid(one))
        self._chats[one.chat] = now
        self._left_at[one.chat] = now_ms + one.left_ms if one.left_ms else 0
        moved = abs(self._left_at[one.chat] - left_at) > _TIME_STEP_MS
        return before is None or moved or _still(before) != _still(now)

    def _gone(self, here: set[str]) -> Effects:
        effects: Effects = []
        for chat in [chat for chat in self._chats if chat not in here]:
            before = self._chats.pop(chat)
            self._left_at.pop(chat, None)
            self._online.pop(chat, None)
            self._fences.pop(chat, None)
            effects += self._unfollow(chat)
            why = self._why.pop(chat, "")
            if not why or (why in _OF_OFFER and before.state != "offered"):
                why = _unheard(before)
            effects.append(fx.Send(staff.StaffChatGone(chat, why)))  # type: ignore[arg-type]
        return effects

    def _tell_me(self, view: StaffView, chats: list[staff.StaffChat] | None) -> Effects:
        me = staff_self(view)
        same = self._me is not None and replace(self._me, breather_ms=0) == replace(me, breather_ms=0)
        self._me = me
        if chats is not None:
            return [fx.Send(staff.StaffState(me, chats))]
        return [] if same else [fx.Send(staff.StaffSelfChanged(me))]

    def _follow(self, one: ChatView, role: str, frame: staff.StaffChat | None) -> Effects:
        """Tell of the chat and be in its log while it is active; the fence rises before its holder knows, and whoever
        stays comes to the log anew. A log that is over is sealed before it is read to its end: what is called sent
        after that would be shown to nobody."""
        told: Effects = [fx.Send(staff.StaffChatChanged(frame))] if frame else []
        if one.state != "active":
            return [*self._rest(one, role), *told, *self._unfollow(one.chat)]
        follower = self._followers.get(one.chat)
        if follower is not None and (follower.role, self._fences[one.chat]) == (role, one.fence):
            return told + self._notice_teen(one, follower)
        return [fx.RaiseFence(one.chat, one.fence), *self._leave_role(one.chat, role), *told, *self._enter(one, role)]

    def _leave_role(self, chat: str, role: str) -> Effects:
        """A supervisor who keeps the chat of a lost counsellor writes in another role from now on."""
        before = self._followers.get(chat)
        self._forget(chat)
        other = before is not None and before.role != role
        return [fx.Detach(chat, before.role, before.generation)] if before is not None and other else []

    def _notice_teen(self, one: ChatView, follower: LogFollower) -> Effects:
        """A teen whose gateway died never said goodbye to the log; the desk knows from the lease. The log's answer
        comes first."""
        before, self._online[one.chat] = self._online[one.chat], one.online
        if before == one.online:
            return []
        if follower.live:
            return self.presence(one.chat, "teen", one.online)
        follower.present |= {"teen"} if not one.online else set()
        return []

    def _rest(self, one: ChatView, role: str) -> Effects:
        """What this console has not shown yet of a log that it leaves, or was about to connect to anew."""
        ended = one.state in ENDED
        if ended and one.chat in self._cursors:
            self._begin(one, role)
        follower = self._followers.get(one.chat)
        if follower is None:
            return []
        return [*([fx.Seal(one.chat)] if ended else []), *follower.catch_up()]

    def _enter(self, one: ChatView, role: str) -> Effects:
        self._leaving.pop(one.chat, None)
        self._fences[one.chat], self._online[one.chat] = one.fence, one.online
        return self._begin(one, role).attach(one.fence)

    def _begin(self, one: ChatView, role: str) -> LogFollower:
        """Of what is older than the fence it is shown only that it is there, until the teen says yes."""
        before = self._forgotten.pop(one.chat, None)
        at = self._cursors.pop(one.chat, common.Cursor(one.chat))
        scope = Scope(one.fence, self._kid(one))
        present = {*(before.present if before else ()), *(() if one.online else ("teen",))}
        self._followers[one.chat] = follower = LogFollower(role, self._stamps, at, scope, present, before)
        return follower

    def _unfollow(self, chat: str) -> Effects:
        """What was read before still reaches the console."""
        follower = self._followers.pop(chat, None)
        if follower is None:
            return []
        self._leaving[chat] = follower
        return [fx.Detach(chat, follower.role, follower.generation)]

    def _forget(self, chat: str) -> None:
        follower = self._followers.pop(chat, None)
        if follower is not None:
            follower.live = False  # what it is still told is for the next one to ask about
            self._cursors[chat] = follower.cursor()
            self._forgotten[chat] = follower


def _unheard(chat: staff.StaffChat) -> str:
    """Why it left this person, as far as is known when the notice of it was missed."""
    return "requeued" if chat.role == "counsellor" and chat.state != "wrap_up" else "closed"


def _still(chat: staff.StaffChat) -> staff.StaffChat:
    return replace(chat, left_ms=0, waited_s=0, talked_s=0, ticket="")
