"""One teen's connection as decisions: frames, views and log entries in, effects out. Pure."""

from collections.abc import Callable

from msgspec.structs import replace

from chat.entry.stamps import Stamps
from chat.gateway.sessions import effects as fx
from chat.gateway.sessions.deliveries import Scope
from chat.gateway.sessions.effects import Effects
from chat.gateway.sessions.log_follower import LogFollower
from chat.gateway.sessions.session import Session
from chat.gateway.sessions.views import position, teen_state
from chat.protocol import common, teen
from chat.protocol.codec import error_frame
from chat.protocol.errors import NotReady, NotYours, Over, Twice
from chat.protocol.frames import TeenFrame
from routing.log_values import Attached
from routing.values import ChatView, PositionView

Check = Callable[[ChatView], list[teen.Holder]]
ENDED = frozenset({"wrap_up", "closed"})
_GRACE_STEP_MS = 1500
_LONGEST_MS = {"thinking": common.LONGEST_THINKING_MS, "asked": common.LONGEST_QUIET_MS}


class TeenSession(Session):
    """`seal` makes the teen's new ticket from a view, `check` opens the seals of its holders; `cursor` is what the page
    says it was last delivered. `kept_ms`: how long the desk keeps the place of somebody who is gone. `moved`: the fence
    with which this device came to the chat by a return code; what is older is not for it. `leaving`: the teen has said
    so."""

    __slots__ = (
        "_attached",
        "_check",
        "_kept_ms",
        "_nearest",
        "_position",
        "_seal",
        "_shown",
        "ahead",
        "chat",
        "follower",
        "generation",
        "leaving",
        "moved",
        "over",
        "queue",
        "view",
    )
    role = "teen"

    def __init__(
        self,
        seal: Callable[[ChatView], str],
        check: Check,
        stamps: Stamps,
        cursor: common.Cursor,
        kept_ms: int = 0,
        moved: int = 0,
    ) -> None:
        self.chat = cursor.chat
        self._check = check
        self.view: ChatView | None = None
        self.over = False
        self.generation = 0
        self.moved = moved
        self.follower = LogFollower("teen", stamps, cursor, Scope(moved))
        self._seal = seal
        self._kept_ms = kept_ms
        self._shown: teen.TeenState | None = None
        self._position: teen.Position | None = None
        self._nearest = 0
        self.ahead: int | None = None
        self.queue = 0
        self.leaving = False
        self._attached = False

    @property
    def waiting(self) -> bool:
        return bool(self.view and self.view.state in {"waiting", "offered"})

    def receive(self, frame: TeenFrame) -> Effects:
        """One frame after hello."""
        chat = getattr(frame, "chat", self.chat)
        if chat != self.chat:
            return [fx.Send(error_frame(NotYours("chat"), getattr(frame, "cid", "")))]
        match frame:
            case common.Send(cid=cid):
                if self.view is None or self.view.state != "active":
                    return [fx.Send(error_frame(NotReady(), cid))]
                return self.follower.send(frame)
            case common.Seen(seq=seq):
                return [fx.MarkSeen(self.chat, self.role, seq)]
            case common.Typing() | common.Quiet():
                return [self._to_others(frame)]
            case common.Refill():
                return self.follower.refill(frame)
            case teen.Leave() | teen.ChooseLanguage() | teen.BoxKey() | teen.AskCode():
                self.leaving = self.leaving or isinstance(frame, teen.Leave)
                return [fx.Command(frame)]
            case teen.HelloTeen() | teen.Work():
                return [fx.Send(error_frame(Twice()))]
            case common.Pong():
                return []

    def joined(self, view: ChatView) -> Effects:
        """The desk took this connection: `generation` is its number among the teen's connections."""
        self.generation = view.generation
        return self.viewed(view)

    def viewed(self, view: ChatView | None, *, claimed: bool = False) -> Effects:
        """The desk was read: what changed for this teen. A fence only rises: one that fell is of a Redis that lost what
        it had said, unless this end has just `claimed` what it knows."""
        if self.over:
            return []
        if view is None:
            return self.memory_lost()
        if view.moved > self.moved:
            return self.left_for_another(view.language)
        if view.moved < self.moved and view.state not in ENDED:
            return self.memory_lost()
        if view.generation > self.generation:
            return self.superseded(view.generation)
        if view.state in ENDED:
            return self._ended(view)
        fell = self.view is not None and view.fence < self.view.fence and not claimed
        if view.generation < self.generation or fell:
            return self.memory_lost()
        before, self.view = self.view, view
        effects = self._fence(before, view) + self._tell(before, view)
        if not self._attached and (view.hands or view.state == "active" or self.follower.proof().epoch):
            self._attached = True
            effects += self.follower.attach(view.fence)
        return effects

    def left_for_another(self, language: str = "") -> Effects:
        """The chat goes on at another device: nothing that was written since is shown here, and its log runs on."""
        if self.over:
            return []
        self.over = True
        spoken = language or (self.view.language if self.view else "")
        return [fx.Send(teen.TeenState(self.chat, "closed", 0, spoken, "", end="moved")), fx.Close(Over)]

    def gone(self) -> Effects:
        """The desk no longer knows the chat and would not take it back."""
        if self.over:
            return []
        self.over = True
        if self._shown is None:
            return [fx.Close(Over)]
        closed = replace(self._shown, state="closed", holders=[], end=self._shown.end or "lost", grace_ms=0)
        return [*self.follower.catch_up(), fx.Send(closed), fx.Close(Over)]

    def attached(self, chat: str, found: Attached) -> Effects:
        return self.follower.attached(found)

    def memory_lost(self) -> Effects:
        """Redis forgot: claim the place, and connect to the log anew."""
        self._attached = self.follower.live = False
        return [fx.Rebuild()]

    def log_lost(self, chat: str) -> Effects:
        """The log does not know this connection: connect to it anew."""
        self._attached = self.follower.live = False
        return [fx.Look()]

    def positioned(self, found: PositionView, queue: int) -> Effects:
        """A position shown never runs backwards while the teen waits in one queue: one that grew after all is not shown
        until it is true again. That nobody is there any more, or somebody again, is told at once. `queue`: in which of
        theirs it was asked for; an answer about another would be the nearest of this one."""
        if queue != self.queue:
            return []
        self.ahead = found.ahead
        look: Effects = [fx.Look()] if self.view and self.view.served != found.served else []
        frame = position(self.chat, found)
        if 0 < self._nearest < frame.position:
            frame = replace(frame, position=0)
        if not self.waiting or frame == self._position:
            return look
        self._position, self._nearest = frame, frame.position or self._nearest
        return [*look, fx.Send(frame)]

    def follower_of(self, chat: str) -> LogFollower | None:
        return self.follower if chat == self.chat else None

    def followers(self) -> list[LogFollower]:
        return [self.follower]

    def attached_to(self) -> list[LogFollower]:
        return [self.follower]

    def quiet(self, chat: str, why: str, left_ms: int) -> Effects:
        """Told of teens, never to them."""
        return []

    def _to_others(self, frame: common.Typing | common.Quiet) -> fx.TellTyping | fx.TellQuiet:
        """Told to who is there and kept nowhere. Time to think is bounded here, too."""
        if isinstance(frame, common.Typing):
            return fx.TellTyping(self.chat, self.role, frame.on)
        left_ms = min(frame.left_ms, _LONGEST_MS.get(frame.why, 0))
        return fx.TellQuiet(self.chat, self.role, frame.why, left_ms)

    def _fence(self, before: ChatView | None, view: ChatView) -> Effects:
        risen = before is not None and view.fence > before.fence and self._attached
        return [fx.RaiseFence(self.chat, view.fence)] if risen else []

    def _tell(self, before: ChatView | None, view: ChatView) -> Effects:
        """Another priority is not shown, and told all the same: a ticket brings back what it says."""
        kept_ms = self._kept_ms if self.waiting else 0
        state = teen_state(view, "", self._check(view), kept_ms)
        ranked = before is None or before.priority == view.priority
        if self._shown is not None and ranked and not _differs(self._shown, state):
            return []
        if self._shown is None or _other_queue(self._shown, state):
            self._position, self._nearest, self.ahead = None, 0, None
            self.queue += 1
        self._shown = state
        return [fx.Send(replace(state, ticket=self._seal(view)))]

    def _ended(self, view: ChatView) -> Effects:
        self.over = True
        return [fx.Seal(self.chat), *self.follower.catch_up(), fx.Send(teen_state(view, "")), fx.Close(Over)]


def _differs(left: teen.TeenState, right: teen.TeenState) -> bool:
    """Apart from a grace time that only runs down, and time that passes."""
    if abs(left.grace_ms - right.grace_ms) > _GRACE_STEP_MS and (left.grace_ms == 0 or right.grace_ms == 0):
        return True
    return _still(left) != _still(right)


def _still(state: teen.TeenState) -> teen.TeenState:
    return replace(state, grace_ms=0, talked_s=0)


def _other_queue(left: teen.TeenState, right: teen.TeenState) -> bool:
    return left.language != right.language or left.requeued != right.requeued or left.fence != right.fence
