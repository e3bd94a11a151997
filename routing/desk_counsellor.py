"""What a counsellor's console can do to the desk."""

from collections.abc import Iterable

from routing.desk_calls import Arg, Now, joined
from routing.desk_reading import DeskReading
from routing.errors import StaffUnknown
from routing.reading import staff_view
from routing.values import HoldClaim, StaffProfile, StaffView


def _claim_args(claims: Iterable[HoldClaim]) -> list[Arg]:
    rows: list[Arg] = []
    for c in claims:
        rows += [c.chat, c.language, joined(c.skills), c.priority, c.topic, c.age_band, c.channel, c.joined, c.fence]
        rows += [c.seal, c.how_bad, c.moved]
    return rows


class DeskCounsellor(DeskReading):
    """The counsellor's side of a desk. Every method may raise StaffUnknown when Redis does not know the person."""

    async def sign_on(
        self,
        rid: str,
        staff: StaffProfile,
        gateway: str,
        claims: Iterable[HoldClaim] = (),
        *,
        status: str = "",
        held: int = 0,
        now: Now = None,
    ) -> StaffView:
        """A console connects: keeps the status it had; `status` counts only when Redis knows none (else away).

        Verified `claims` of active chats bring back what Redis lost, as far as there are slots; the rest goes to the
        front of its class. `held` as for a teen's `rejoin`. The view's `generation` is this connection's, or a newer's.
        Raises BadCapacity, UnknownLanguage, UnknownSkill, BadStatus.
        """
        who = (staff.id, staff.name, staff.role, joined(staff.languages), joined(staff.skills), staff.capacity)
        args = (*who, gateway, status, held, *_claim_args(claims))
        return await self._entered(
            lambda: self._do("sign_on", staff.id, rid, now, *args),
            staff_view,
            lambda: self.staff(staff.id, now=now),
            StaffUnknown,
        )

    async def sign_off(self, rid: str, staff: str, *, now: Now = None) -> tuple[tuple[str, int], ...]:
        """Logout, at once: chats go back to the front of their class, wrap-ups close.

        Returns the chats whose fence rose, with the new fence.
        """
        return _fences(await self._do("sign_off", staff, rid, now, staff))

    async def staff_drop(self, staff: str, gateway: str, generation: int, *, now: Now = None) -> bool:
        """The console's connection is gone: grace starts, offers are withdrawn. False if a newer one took over."""
        return await self._do("staff_drop", staff, "", now, staff, gateway, generation) == "+dropped"

    async def set_status(self, rid: str, staff: str, status: str, reason: str = "", *, now: Now = None) -> None:
        """Available, away, finishing or offline. Raises BadStatus."""
        await self._do("set_status", staff, rid, now, staff, status, reason)

    async def accept(self, rid: str, staff: str, chat: str, fence: int, seal: str = "", *, now: Now = None) -> None:
        """Take the offer; `seal` is shown as it is with the holder. Raises OfferGone, ChatUnknown, ChatEnded."""
        await self._do("accept", staff, rid, now, staff, chat, fence, seal=seal)

    async def take_anew(self, rid: str, staff: str, chat: str, fence: int, seal: str, *, now: Now = None) -> int:
        """Hold the same chat under the next fence, for the key of this one is gone. Returns the new fence.

        Raises NotHolder, StaleFence, WrongState, ChatUnknown, ChatEnded.
        """
        return int((await self._do("take_anew", staff, rid, now, staff, chat, fence, seal=seal)).partition(" ")[2])

    async def decline(self, rid: str, staff: str, chat: str, fence: int, *, now: Now = None) -> None:
        """Refuse the offer: the chat returns to its original place. Raises OfferGone, ChatUnknown, ChatEnded."""
        await self._do("decline", staff, rid, now, staff, chat, fence)

    async def finish(
        self, rid: str, staff: str, chat: str, fence: int, heavy: bool = False, *, now: Now = None
    ) -> None:
        """End an active chat; wrap-up begins. `heavy` brings a breather after it.

        Raises NotHolder, StaleFence, WrongState, ChatUnknown, ChatEnded.
        """
        await self._do("finish", staff, rid, now, staff, chat, fence, int(heavy))

    async def ready(self, rid: str, staff: str, chat: str, *, now: Now = None) -> None:
        """Wrap-up is done: the chat closes. Raises NotHolder, WrongState, ChatUnknown, ChatEnded."""
        await self._do("ready", staff, rid, now, staff, chat)

    async def extend_wrap_up(self, rid: str, staff: str, chat: str, *, now: Now = None) -> None:
        """One more wrap-up length. Raises WrapUpLimit, NotHolder, WrongState, ChatUnknown, ChatEnded."""
        await self._do("extend_wrap_up", staff, rid, now, staff, chat)

    async def transfer(
        self,
        rid: str,
        staff: str,
        chat: str,
        fence: int,
        *,
        to: str = "",
        language: str = "",
        skill: str = "",
        note: str = "",
        now: Now = None,
    ) -> int:
        """Hand an active chat to a counsellor, a language, a skill, or (none of them) the queue; returns the new fence.

        `note` names what goes with it: a repeated request with another one is another request.
        Raises ToOneself, StaffUnknown, NotAvailable, NotAble, UnknownLanguage, UnknownSkill, NotHolder, StaleFence.
        """
        noted = (note,) if note else ()
        answer = await self._do("transfer", staff, rid, now, staff, chat, fence, to, language, skill, *noted)
        return int(answer.lstrip("+"))

    async def invite(
        self, rid: str, staff: str, chat: str, fence: int, supervisor: str = "", seal: str = "", *, now: Now = None
    ) -> None:
        """Ask one supervisor, or any that is connected, into the chat; `seal` is shown as it is.

        Raises NotHolder, StaleFence, NotSenior.
        """
        await self._do("invite", staff, rid, now, staff, chat, fence, supervisor, seal=seal)

    async def propose_block(
        self, rid: str, staff: str, chat: str, fence: int, hours: int = 24, *, now: Now = None
    ) -> None:
        """Ask that this sender be blocked; nothing happens before a second person's yes. Raises NotHolder, Invalid."""
        await self._do("propose_block", staff, rid, now, staff, chat, fence, hours)

    async def confirm_block(
        self, rid: str, staff: str, chat: str, yes: bool, hours: int = 0, *, now: Now = None
    ) -> None:
        """The second person's answer; yes ends the chat as blocked. `hours`: those that they were shown.

        Raises NotProposed (or for other hours), StaleFence (who proposed no longer holds the chat), SecondPerson,
        ChatEnded.
        """
        await self._do("confirm_block", staff, rid, now, staff, chat, int(yes), hours)

    async def breather(self, rid: str, staff: str, minutes: int, *, now: Now = None) -> None:
        """Nothing new for `minutes` once the chats held are over; 0 ends it. Raises Invalid."""
        await self._do("breather", staff, rid, now, staff, minutes)

    async def note_form(self, chat: str, staff: str, form: str, *, now: Now = None) -> None:
        """Keep the form beside the chat until the ended event takes it along. Raises NotHolder, ChatEnded."""
        await self._do("note_form", staff, "", now, staff, chat, form)

    async def note_messages(self, chat: str, teen: int, staff: int, *, now: Now = None) -> bool:
        """How many messages each side wrote, for the record. False once the chat is closed."""
        return await self._do("note_messages", "", "", now, chat, teen, staff) == "+noted"


def _fences(answer: str) -> tuple[tuple[str, int], ...]:
    """`+chat:fence chat:fence…` as pairs."""
    pairs = (item.split(":") for item in answer.lstrip("+").split())
    return tuple((chat, int(fence)) for chat, fence in pairs)
