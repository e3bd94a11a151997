"""A desk that has nobody for a language names a neighbour that has: where both agreed, and a newcomer is let in."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from chat.auth.identity import StaffIdentity
from chat.entry.errors import BadTicket
from chat.protocol.common import VERSION
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import End, Site, call

HOST, OTHER_HOST = "https://west.example.be", "https://east.example.be"
NAME = {"de": "Ostbelgien", "en": "East"}
AGREED: dict[str, dict[str, Any]] = {
    "main": {"sends_to": {"de": "east", "fr": "east"}},
    "east": {"takes_from": {"main": ["de"]}, "name": NAME},
}


@pytest.fixture
async def site(opened: Opener) -> AsyncIterator[Site]:
    """Two open desks that agreed on German, and nobody on duty."""
    pages = (f"main={HOST}", f"east={OTHER_HOST}")
    async with opened(desks=("main", "east"), embed_origins=pages) as one:
        await one.context.desks["east"].set_service("opened", "open", "sofie")
        for desk, settings in AGREED.items():
            await change(one, desk, **settings)
        yield one


async def change(site: Site, desk: str, **settings: Any) -> None:
    """As an admin does; told at once to who asks."""
    await site.context.store.settings.put(desk, settings)
    site.context.cache._kept.clear()


async def offered(site: Site, desk: str = "main") -> dict[str, Any]:
    site.context.cache._moments.clear()
    found: dict[str, Any] = (await call(site, "GET", f"/api/desks/{desk}")).json()["neighbours"]
    return found


async def on_duty(site: Site, desk: str, name: str, *languages: str) -> End:
    who = StaffIdentity(name, name.title(), "counsellor", languages, (), 1)
    end = End(await site.open("/ws/staff"))
    ticket = await site.context.auth.socket_tickets.issue(who)
    await end.send("hello_staff", v=VERSION, ticket=ticket, desk=desk)
    await end.of("staff_state")
    assert (await end.command("set_status", status="available"))["t"] == "ok"
    return end


async def test_a_neighbour_is_offered_where_somebody_is_there_and_nobody_here(site: Site) -> None:
    assert await offered(site) == {}, "nobody is there"
    await on_duty(site, "east", "edda", "de", "fr")
    assert await offered(site) == {"de": {"desk": "east", "name": NAME}}, "French was not agreed"
    assert await offered(site, "east") == {}, "it works one way"
    await on_duty(site, "main", "an", "de")
    assert await offered(site) == {}, "somebody is here"


async def test_a_closed_desk_names_its_neighbour(site: Site) -> None:
    await on_duty(site, "east", "edda", "de")
    await on_duty(site, "main", "an", "de")
    for mode in ("closing", "closed"):
        await site.context.desks["main"].set_service(mode, mode, "sofie")
        assert list(await offered(site)) == ["de"]


@pytest.mark.parametrize("missing", [("main", "sends_to"), ("east", "takes_from")])
async def test_one_side_alone_is_no_agreement(site: Site, missing: tuple[str, str]) -> None:
    await on_duty(site, "east", "edda", "de")
    assert await offered(site) != {}
    await change(site, missing[0], **{missing[1]: {}})
    assert await offered(site) == {}


async def test_nothing_is_offered_of_a_neighbour_that_is_closed_or_full(site: Site) -> None:
    await on_duty(site, "east", "edda", "de")
    east = site.context.desks["east"]
    for mode, found in (("closed", []), ("closing", []), ("open", ["de"])):
        await east.set_service(f"turn-{mode}", mode, "sofie")
        assert list(await offered(site)) == found
    await east.configure(replace(east.settings, queue_limit=1))
    assert list(await offered(site)) == ["de"], "somebody is free"
    await site.join(desk="east", language="de")
    assert await offered(site) == {}, "the line is as long as it may be"


async def test_a_desk_that_the_house_has_not_is_no_neighbour(site: Site) -> None:
    await change(site, "main", sends_to={"de": "gone"})
    assert await offered(site) == {}


async def test_who_goes_over_is_counted_here_by_language_and_nothing_else(site: Site) -> None:
    main = site.context.desks["main"]
    await main.configure(replace(main.settings, languages=("nl",)))
    for language in ("de", "nl", "de"):
        answer = await call(site, "POST", "/api/desks/main/visits", json={"language": language, "over": True})
        assert answer.status_code == 200
    assert (await main.board()).by_language == {"de": {"went_over": 2}}, "also in a language that is not this desk's"
    rows = [row for _, row in await site.context.redis.xrange("{desk:main}:ended")]
    assert [(row[b"kind"], row[b"language"]) for row in rows] == [(b"went_over", b"de")] * 2
    assert all(b"east" not in value for row in rows for value in row.values())


async def test_one_address_moves_no_figure(site: Site) -> None:
    for _ in range(300):
        await call(site, "POST", "/api/desks/main/visits", json={"language": "de", "over": True})
    today = (await site.context.desks["main"].board()).today
    assert today["went_over"] < 300


async def test_the_chat_is_the_neighbours_alone(site: Site) -> None:
    edda = await on_duty(site, "east", "edda", "de")
    an = await on_duty(site, "main", "an", "nl")
    _, held = await site.join(desk="east", language="de")
    offer = await edda.until(lambda f: f["t"] == "staff_chat")
    assert offer["chat"]["chat"] == held["chat"]
    assert "main" not in json.dumps(offer)
    assert [frame for frame in an.frames if frame["t"] == "staff_chat"] == []
    board = await site.context.desks["main"].board()
    assert (board.chats, board.today) == ((), {})
    for key in await site.context.redis.keys("{desk:main}*"):
        assert held["chat"].encode() not in await site.context.redis.dump(key)


@pytest.mark.parametrize("role", ["counsellor", "supervisor", "admin"])
@pytest.mark.parametrize(("mine", "theirs"), [("main", "east"), ("east", "main")])
async def test_nobody_of_one_desk_sits_down_at_the_other(site: Site, role: str, mine: str, theirs: str) -> None:
    who = StaffIdentity("eva", "Eva", role, ("de",), (), 1, desks=(mine,))
    for watch in (False, True):
        end = End(await site.open("/ws/staff"))
        ticket = await site.context.auth.socket_tickets.issue(who)
        await end.send("hello_staff", v=VERSION, ticket=ticket, desk=theirs, watch=watch)
        assert await end.closed() == 4101


async def test_a_place_at_the_neighbours_is_none_here(site: Site) -> None:
    """Ticket and pass say for which desk they are."""
    end = await site.wish(desk="east", language="de")
    passed = (await end.of("joined"))["pass"]
    chain = site.context.auth.tickets.open_pass(passed, 0, "east").chain
    assert chain
    with pytest.raises(BadTicket):
        site.context.auth.tickets.open_pass(passed, 0, "main")


async def test_the_neighbours_page_stands_in_the_frame_only_while_both_agree(site: Site) -> None:
    async def framed(path: str) -> tuple[int, str]:
        answer = await call(site, "GET", path)
        policy = answer.headers["content-security-policy"]
        return answer.status_code, policy.partition("frame-ancestors ")[2].partition(";")[0]

    assert await framed("/widget/main/east") == (200, f"'self' {HOST}")
    assert await framed("/widget/east") == (200, f"'self' {OTHER_HOST}")
    assert (await framed("/widget/east/main"))[0] == 307, "it was agreed one way"
    await change(site, "east", takes_from={})
    moved = await call(site, "GET", "/widget/main/east?lang=de")
    assert (moved.status_code, moved.headers["location"]) == (307, "/widget/east?lang=de")
    for path in ("/widget/main/gone", "/widget/gone/east"):
        assert (await framed(path))[0] == 307
    assert not [name for name in site.context.cache._kept if "gone" in name], "whoever makes names up fills no memory"
