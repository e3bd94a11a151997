"""What a supervisor can do to the desk. Who may call these is decided by the caller's role matrix."""

from routing.desk_calls import NEVER_SET, Now, joined
from routing.desk_reading import DeskReading


class DeskSupervisor(DeskReading):
    """The supervisor's side of a desk; `by` is the acting person's id."""

    async def set_counsellor(
        self,
        rid: str,
        by: str,
        staff: str,
        *,
        status: str | None = None,
        capacity: int | None = None,
        languages: tuple[str, ...] | None = None,
        skills: tuple[str, ...] | None = None,
        now: Now = None,
    ) -> None:
        """Change somebody: only what is given. Raises BadStatus, BadCapacity, UnknownLanguage, UnknownSkill."""
        spoken = "-" if languages is None else joined(languages)
        known = "-" if skills is None else joined(skills)
        args = ("-" if status is None else status, "-" if capacity is None else capacity, spoken, known)
        await self._do("set_counsellor", by, rid, now, staff, *args)

    async def requeue(self, rid: str, by: str, chat: str, *, now: Now = None) -> int:
        """Take an offered or active chat back into the queue; returns its fence. Raises WrongState, ChatUnknown."""
        return int((await self._do("requeue", by, rid, now, chat)).lstrip("+"))

    async def set_priority(self, rid: str, by: str, chat: str, priority: int, *, now: Now = None) -> None:
        """Another priority, same join time. Raises BadPriority, WrongState, ChatUnknown."""
        await self._do("set_priority", by, rid, now, chat, priority)

    async def assign(self, rid: str, by: str, chat: str, staff: str, *, now: Now = None) -> None:
        """By hand: offer this chat to this counsellor now (also a counsellor's own pull).

        Raises NotAvailable, NotAble, WrongState (not waiting, or the teen is away), StaffUnknown, ChatUnknown.
        """
        await self._do("assign", by, rid, now, chat, staff)

    async def enter(self, rid: str, staff: str, chat: str, fence: int = 0, seal: str = "", *, now: Now = None) -> None:
        """A supervisor follows an invitation; `seal` is shown as it is. Raises NotInvited, StaleFence (another fence,
        or who asked no longer holds the chat), NotSenior, WrongState."""
        await self._do("enter", staff, rid, now, staff, chat, fence, seal=seal)

    async def step_out(self, rid: str, staff: str, chat: str, *, now: Now = None) -> int:
        """A supervisor leaves a chat that goes on; returns the fence, which rose. Raises NotHolder, ChatUnknown."""
        return int((await self._do("step_out", staff, rid, now, staff, chat)).lstrip("+"))

    async def set_service(self, rid: str, mode: str, by: str, *, now: Now = None) -> None:
        """Open, closing or closed by hand; `auto` returns to the opening hours. Raises BadMode."""
        await self._do("set_service", by, rid, now, mode, by)

    async def set_hours(
        self, state: str, closes_at: int = 0, opens_at: int = 0, *, overrule: bool = True, now: Now = None
    ) -> None:
        """What the opening hours say now (open, closing, closed; moments in ms or 0). Raises BadMode.

        Call it often: it has an effect only when something changed, and it is what a Redis that lost everything learns
        it from, together with the service set by hand, as it was at the last call. `overrule`: also where Redis knows
        other hours that are not over yet; not by who may have missed a change.
        """
        self._hours = ("" if now is None else now, state, closes_at, opens_at)
        rest: tuple[str | int, ...] = (int(overrule), *self._by_hand)
        answer = await self._do("set_hours", "", "", now, state, closes_at, opens_at, *rest)
        self._by_hand = tuple(answer.split(" ", 3)[1:]) or NEVER_SET
