"""A sign-in runs its time: put off while somebody is there, but not for ever; then its person has a grace."""

import math
import time
from types import SimpleNamespace
from typing import Any

import pytest

from chat.auth.identity import StaffIdentity
from chat.auth.sessions import ABSOLUTE_S, PUT_OFF_S
from chat.gateway.process.sign_outs import end_signed_out, sign_out
from chat.protocol.common import VERSION
from chat.redis_time import now_s
from routing import keys
from routing.errors import PipeDown, PipeLost
from tests.integration.gateway.ends import KEY, End, Frame, Site, eventually, text
from tests.patience import PATIENCE_S

PASSWORD = "correct horse battery staple"
ENDS_S = ABSOLUTE_S - PUT_OFF_S


async def signed_in(site: Site, ago_s: int = 0) -> StaffIdentity:
    """Begun so long ago."""
    auth = site.context.auth
    account = await auth.accounts.store.by_name("an")
    if account is None:
        speaks: dict[str, Any] = {"languages": ("nl",)}
        account = await auth.accounts.make("tests", "an", PASSWORD, "counsellor", now_s(), **speaks)
    return (await auth.sessions.start(account, "passkey", now_s() - ago_s)).who


async def console(site: Site, who: StaffIdentity, **more: Any) -> End:
    end = End(await site.open("/ws/staff"))
    ticket = await site.context.auth.socket_tickets.issue(who)
    await end.send("hello_staff", v=VERSION, ticket=ticket, desk="main", **more)
    await end.of("staff_state")
    return end


async def talking(site: Site, who: StaffIdentity) -> tuple[End, End, Frame]:
    """The console, the teen, and the chat as the console has it."""
    end = await console(site, who)
    await end.command("set_status", status="available")
    teen, _ = await site.join()
    offer = await end.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    chat, fence = offer["chat"]["chat"], offer["chat"]["fence"]
    await end.command("accept", chat=chat, fence=fence, key=KEY)
    active = await end.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "active")
    return end, teen, active["chat"]


async def state(site: Site, chat: str) -> tuple[str, str]:
    view = await site.context.desks["main"].chat(chat)
    assert view is not None
    return view.state, view.staff


async def test_it_ends_by_itself_and_its_cookie_with_it(site: Site) -> None:
    young, old = await signed_in(site, ENDS_S - 60), await signed_in(site, ENDS_S)
    end = await console(site, old)
    await end_signed_out(site.context)
    assert await end.closed() == 4109
    assert await site.context.auth.sessions.named(old.session) is None
    stays = await console(site, young)
    await end_signed_out(site.context)
    await stays.command("set_status", status="away")


@pytest.mark.parametrize("over", ["in a chat", "at the form"])
async def test_it_is_put_off_while_a_teen_or_a_form_is_there(site: Site, over: str) -> None:
    who = await signed_in(site, ENDS_S)
    end, _, chat = await talking(site, who)
    if over == "at the form":
        await end.command("finish", chat=chat["chat"], fence=chat["fence"])
    await end_signed_out(site.context)
    await end.command("set_status", status="away")
    if over == "in a chat":
        await end.command("finish", chat=chat["chat"], fence=chat["fence"])
    await end.command("ready", chat=chat["chat"])
    await end_signed_out(site.context)
    assert await end.closed() == 4109


async def test_it_is_not_put_off_for_ever_and_the_grace_is_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    who = await signed_in(site, ENDS_S)
    end, teen, chat = await talking(site, who)
    later = time.time() + PUT_OFF_S
    monkeypatch.setattr("chat.gateway.process.sign_outs.now_s", lambda: int(later))
    await end_signed_out(site.context)
    assert await end.closed() == 4109
    monkeypatch.undo()
    await teen.of("presence", who="counsellor", online=False)
    assert await state(site, chat["chat"]) == ("active", who.id), "nobody else is asked yet"
    again = await console(
        site, await signed_in(site), chats=[{"chat": chat["chat"], "ticket": chat["ticket"], "key": KEY}]
    )
    assert [one["fence"] for one in again.frames[0]["chats"]] == [chat["fence"]]
    await teen.of("presence", who="counsellor", online=True)


@pytest.mark.parametrize("back", [True, False])
async def test_who_signs_out_gives_back_at_once_and_who_may_come_back_does_not(site: Site, back: bool) -> None:
    who = await signed_in(site)
    end, _, chat = await talking(site, who)
    await site.context.auth.sessions.end(who.session)
    await sign_out(site.context, who.id, who.session, back=back)
    assert await end.closed() == (4109 if back else 4105)

    async def settled() -> bool:
        view = await site.context.desks["main"].staff(who.id)
        return (view is None) is not back and (view is None or not view.online)

    await eventually(settled)
    assert await state(site, chat["chat"]) == (("active", who.id) if back else ("waiting", ""))


@pytest.mark.parametrize("ran", [True, False])
async def test_who_signs_out_while_redis_is_away_is_off_the_desk_once_it_is_back(
    site: Site, monkeypatch: pytest.MonkeyPatch, ran: bool
) -> None:
    """Their lease stood for half a minute, and their grace after it: they were offered chats, and their teen waited."""
    who = await signed_in(site)
    end, teen, chat = await talking(site, who)
    await teen.say(**text(chat["chat"], chat["fence"], "t1", 1))
    desk, away = site.context.desks["main"], [True]
    sign_off = desk.sign_off

    async def answered_later(*given: Any) -> Any:
        if away and not ran:
            away.clear()
            raise PipeDown
        answer = await sign_off(*given)
        if away:
            away.clear()
            raise PipeLost
        return answer

    monkeypatch.setattr(desk, "sign_off", answered_later)
    site.context.hub.sign_out(who.id, who.session)
    assert await end.closed() == 4105

    async def off() -> bool:
        record = await desk.record(chat["chat"]) or {}
        return await desk.staff(who.id) is None and record.get("messages_teen") == "1"

    await eventually(off, 10.0)
    assert await state(site, chat["chat"]) == ("waiting", "")


async def test_a_desk_that_cannot_be_asked_keeps_nobody_elses_sign_in(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a cluster one server was away: whose account had been closed elsewhere stayed at the other desks."""
    told = list[str]()

    def listed(name: str, who: StaffIdentity) -> Any:
        return SimpleNamespace(who=who, sign_in_ends=math.inf, sign_out=lambda _back: told.append(name))

    async def away(_staff: str) -> None:
        raise PipeDown

    runs_out, ended = await signed_in(site, ENDS_S), await signed_in(site)
    await site.context.auth.sessions.end(ended.session)
    monkeypatch.setattr(site.context.desks["main"], "staff", away)
    monkeypatch.setattr(site.context.hub, "staff", lambda: [listed("runs out", runs_out), listed("ended", ended)])
    await end_signed_out(site.context)
    assert told == ["ended"]


@pytest.mark.parametrize("away", ["signed_in", "sign_in_boxes", "desk"])
async def test_another_gateway_hears_of_it_whichever_server_is_away(
    site: Site, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    """Of a cluster: a socket there stayed for up to a minute, as did who had been shut out."""
    context, told, who = site.context, list[str](), await signed_in(site)

    async def is_away(*_given: Any) -> None:
        raise PipeDown

    async def publish(gateway: str, _said: str) -> None:
        told.append(gateway)

    if away == "desk":
        monkeypatch.setattr(context.desks["main"], "staff", is_away)
    else:
        monkeypatch.setattr(getattr(context.auth, away), "forget", is_away)
    monkeypatch.setattr(context.bus, "publish", publish)
    async with context.redis.pubsub() as another:
        await another.subscribe(keys.gateway_channel("another"))
        await another.get_message(timeout=PATIENCE_S)
        await sign_out(context, who.id, who.session)
    assert "another" in told


async def test_another_socket_of_the_same_sign_in_takes_no_grace_away(site: Site) -> None:
    """A supervisor's dashboard found the sign-in gone that had just run its time under their console."""
    who = await signed_in(site)
    end, _, chat = await talking(site, who)
    site.context.hub.sign_out(who.id, who.session, True)
    site.context.hub.sign_out(who.id, who.session)
    assert await end.closed() == 4109
    assert await state(site, chat["chat"]) == ("active", who.id)


async def test_a_sign_in_that_another_gateway_saw_run_out_first_has_its_grace(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await signed_in(site, ENDS_S - 60)
    end = await console(site, who)
    await end_signed_out(site.context)
    later = time.time() + 90
    monkeypatch.setattr("chat.gateway.process.sign_outs.now_s", lambda: int(later))
    await site.context.auth.sessions.end(who.session)
    await end_signed_out(site.context)
    assert await end.closed() == 4109


async def test_a_sign_in_that_somebody_ended_unheard_has_none(site: Site) -> None:
    who = await signed_in(site)
    end = await console(site, who)
    await end_signed_out(site.context)
    await site.context.auth.sessions.end(who.session)
    await end_signed_out(site.context)
    assert await end.closed() == 4105


async def test_the_notice_says_it_to_other_gateways(site: Site) -> None:
    from chat.gateway.process import notices

    assert notices.parse("o an s1 back") == notices.SignedOutNotice("an", "s1", True)
    assert notices.parse("o an -") == notices.SignedOutNotice("an", "", False)
