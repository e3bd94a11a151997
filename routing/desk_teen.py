"""What a teen's connection can do to the desk."""

import json

from routing import keys
from routing.desk_calls import Arg, Now, joined
from routing.desk_reading import DeskReading
from routing.errors import ChatUnknown
from routing.reading import chat_view
from routing.resp import text
from routing.values import ChatView, TeenClaim


class DeskTeen(DeskReading):
    """The teen's side of a desk. `rid` makes a repeated call harmless; `now` (ms) overrides the clock in tests."""

    async def join(
        self,
        rid: str,
        chat: str,
        *,
        language: str,
        gateway: str,
        skills: tuple[str, ...] = (),
        priority: int = 3,
        topic: str = "",
        age_band: str = "unknown",
        channel: str = "web",
        how_bad: int = 0,
        chain: str = "",
        closes_at: int | None = None,
        counted: bool = True,
        now: Now = None,
    ) -> ChatView:
        """A wish, by whoever is connected at `gateway`; offered in the same breath when somebody able is free. The same
        chat again is the same chat, with the fields it had: another connection of its teen, the newest.

        `chain` is a rotating hash of the sender, so that a block can hold. `closes_at` overrides the service's own.
        `counted`: whether it stands in the figures should it be turned away.
        Raises DeskClosed, DeskClosing, DeskFull (all TurnedAway), Blocked, ChatEnded (detail: how), UnknownLanguage,
        UnknownSkill, BadPriority. The view's `generation` is this connection's.
        """
        form: dict[str, Arg] = {"language": language, "skills": joined(skills), "priority": priority}
        form |= {"topic": topic, "age_band": age_band, "channel": channel, "chain": chain}
        said = {"chat": chat, "gateway": gateway, "online": "1", "how_bad": how_bad, **form}
        closing = "" if closes_at is None else closes_at
        return await self._entered(
            lambda: self._do("join", chat, rid, now, chat, gateway, *form.values(), closing, how_bad, int(counted)),
            lambda found: chat_view(said | found),
            lambda: self.chat(chat, now=now),
            ChatUnknown,
        )

    async def leave(self, rid: str, chat: str, *, moved: int | None = None, now: Now = None) -> str:
        """The teen ends it: out of the queue, or out of the chat (wrap-up begins). Harmless once ended. `moved`: as
        their ticket has it; without it nobody asks which device this is.

        Returns the end reason. Raises ChatUnknown, Moved.
        """
        return (await self._do("leave", chat, rid, now, chat, "" if moved is None else moved)).lstrip("+")

    async def drop(self, chat: str, gateway: str, generation: int, *, now: Now = None) -> bool:
        """The teen's connection is gone: keep place and chat for the grace time. False if a newer one took over."""
        return await self._do("drop", chat, "", now, chat, gateway, generation) == "+dropped"

    async def rejoin(self, rid: str, claim: TeenClaim, gateway: str, *, held: int = 0, now: Now = None) -> ChatView:
        """The teen is back: same place, same chat; rebuilt from the claim when Redis has lost it.

        `held`: the generation of a connection that was there before Redis forgot; it keeps it, unless a newer
        connection came back first. Without it this is a new connection, the newest.

        The claim must have been verified. Raises ChatEnded (detail: the reason), UnknownLanguage, Moved.
        """
        about = (claim.language, joined(claim.skills), claim.priority, claim.topic, claim.age_band, claim.channel)
        place = (claim.joined, claim.fence, claim.counsellor, claim.chain, held, claim.how_bad)
        where = (claim.moved, claim.device)
        return await self._entered(
            lambda: self._do("rejoin", claim.chat, rid, now, claim.chat, gateway, *about, *place, *where),
            chat_view,
            lambda: self.chat(claim.chat, now=now),
            ChatUnknown,
        )

    async def keep_code(self, chat: str, moved: int, find: str, record: str, until: int, *, now: Now = None) -> None:
        """From now on `record` lies under `find`, until then (ms), instead of the one before. `moved`: of whoever asks.
        May be repeated. Raises Moved, CodeUnknown (too late), ChatUnknown, ChatEnded."""
        await self._do("keep_code", chat, "", now, chat, moved, find, record, until)

    async def code_record(self, find: str) -> str:
        """What was kept under it; "" when there is nothing."""
        return text(await self.redis.execute_command("GET", keys.desk_key(self.name, "code", find)) or "")

    async def redeem(self, chat: str, find: str, device: str, *, now: Now = None) -> ChatView:
        """The chat moves to `device`, whose code this is; the view's `moved` is the fence it came there with. May be
        repeated by that device. Raises CodeUnknown, ChatUnknown, ChatEnded."""
        answer = await self._do("redeem", chat, "", now, chat, find, device)
        return chat_view(json.loads(answer.partition(" ")[2]))

    async def choose_language(self, rid: str, chat: str, language: str, *, now: Now = None) -> None:
        """Wait in another language with the original join time. Raises UnknownLanguage, WrongState, ChatUnknown."""
        await self._do("choose_language", chat, rid, now, chat, language)

    async def visit(self, kind: str, language: str, *, now: Now = None) -> None:
        """Count a visit that became no chat here: `closed_visit`, `turned_away`, or `went_over` to a neighbour."""
        await self._do("visit", "", "", now, kind, language)
