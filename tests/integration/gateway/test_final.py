"""A close is final only where coming back cannot help, and then the end has said why."""

import json
from typing import Any

from chat.auth.identity import StaffIdentity
from chat.entry.tickets import TeenTicket
from chat.entry.tokens import digest, new_token
from chat.gateway.sessions.ticket_claims import ended_view
from chat.protocol.common import MAX_FRAME_BYTES, VERSION
from chat.redis_time import now_ms
from routing.errors import Blocked, ChatEnded, UnknownLanguage
from routing.values import ChatFacts
from tests.integration.gateway.ends import KEY, End, Frame, Site, text


def ticket_of(end: End) -> str:
    return next(f for f in end.frames if f["t"] == "staff_chat" and f["chat"].get("ticket"))["chat"]["ticket"]


async def comes_back(site: Site, counsellor: End, chat: str, others: list[Any]) -> None:
    """Whatever a console names beside it, its own chat is still its own."""
    own = {"chat": chat, "ticket": ticket_of(counsellor), "key": KEY}
    await counsellor.close()
    again = await site.staff("an", chats=[own, *others])
    state = await again.of("staff_state")
    assert [one["chat"] for one in state["chats"]] == [chat]
    await again.of("entry", cid="t1")


async def test_a_console_names_as_many_chats_as_it_likes(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.say(**text(chat, fence, "t1", 1))
    ticket = ticket_of(counsellor)
    others: list[Frame] = []
    while len(json.dumps(others)) < MAX_FRAME_BYTES - 600:
        others.append({"chat": f"former-{len(others)}", "ticket": ticket})
    await comes_back(site, counsellor, chat, others)


async def test_what_a_console_cannot_say_well_costs_it_nothing(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.say(**text(chat, fence, "t1", 1))
    await comes_back(site, counsellor, chat, [{"chat": "not a name"}, 7, {"chat": "c2", "seq": -1}, {"of": "later"}])


async def test_a_teen_whose_page_remembers_what_nobody_can_read_comes_back(site: Site) -> None:
    teen, counsellor, chat, fence, held = await site.talking()
    await counsellor.say(**text(chat, fence, "c1", 1))
    again = await site.teen(held, epoch="e", seq=-3, stamp="none", place=["x"])
    await again.of("entry", cid="c1")
    assert await teen.closed() == 4102


async def test_a_teen_whom_the_desk_does_not_take_back_is_told_the_end(site: Site) -> None:
    token = new_token()
    sealed = TeenTicket("main", digest(token), "", ChatFacts("c" * 22, "pl", 1))
    ticket = site.context.auth.tickets.seal_teen(sealed, now_ms())
    ended = ended_view(sealed, UnknownLanguage())
    assert (ended.state, ended.end, ended.language) == ("closed", "lost", "pl")
    assert [ended_view(sealed, why).end for why in (ChatEnded("left"), Blocked())] == ["left", "blocked"]
    end = await site.teen({"token": token, "ticket": ticket})
    state = await end.of("teen_state")
    assert (state["state"], state["end"]) == ("closed", "lost")
    assert await end.closed() == 4103


async def test_a_counsellor_without_a_language_of_the_desk_is_not_kept_waiting(site: Site) -> None:
    nobody = StaffIdentity("po", "Po", "counsellor", ("pl",), (), 1)
    end = End(await site.open("/ws/staff"))
    ticket: Frame = {"ticket": await site.context.auth.socket_tickets.issue(nobody)}
    await end.send("hello_staff", v=VERSION, desk="main", **ticket)
    assert await end.closed() == 4101
