"""The key of a console's box comes with its hello, again when Redis lost it, and goes with the sign-in."""

import secrets
from typing import Any

import pytest
from redis.asyncio import Redis

from chat.auth.identity import StaffIdentity
from chat.gateway.process.sign_outs import end_signed_out, sign_out
from chat.protocol.common import VERSION
from chat.redis_time import now_s
from tests.integration.gateway.ends import End, Frame, Site, eventually

PASSWORD = "correct horse battery staple"


@pytest.fixture
def box() -> Frame:
    return {"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)}


async def signed_in(site: Site) -> StaffIdentity:
    auth = site.context.auth
    account = await auth.accounts.store.by_name("an")
    if account is None:
        speaks: dict[str, Any] = {"languages": ("nl",)}
        account = await auth.accounts.make("tests", "an", PASSWORD, "counsellor", now_s(), **speaks)
    return (await auth.sessions.start(account, "passkey", now_s())).who


async def console(site: Site, who: StaffIdentity, **more: Any) -> End:
    end = End(await site.open("/ws/staff"))
    ticket = await site.context.auth.socket_tickets.issue(who)
    await end.send("hello_staff", v=VERSION, ticket=ticket, desk="main", **more)
    await end.of("staff_state")
    return end


async def opens(site: Site, who: StaffIdentity, box: Frame) -> bool:
    return await site.context.auth.sign_in_boxes.open(box["handle"], who, now_s()) == box["key"]


async def kept(site: Site, who: StaffIdentity, box: Frame) -> None:
    await eventually(lambda: opens(site, who, box))


async def test_it_comes_with_the_hello_and_stays_after_the_connection(site: Site, box: Frame) -> None:
    who = await signed_in(site)
    end = await console(site, who, box=box)
    await kept(site, who, box)
    await end.close()
    assert await opens(site, who, box)


async def test_a_dashboard_leaves_none(site: Site, box: Frame) -> None:
    who = await signed_in(site)
    supervisor = StaffIdentity(who.id, who.name, "supervisor", ("nl",), session=who.session)
    await console(site, supervisor, box=box, watch=True)
    assert not await opens(site, who, box)


@pytest.mark.parametrize("when", ["at once", "within a minute"])
async def test_a_live_page_deposits_again_after_redis_forgot(site: Site, redis: Redis, box: Frame, when: str) -> None:
    who = await signed_in(site)
    await console(site, who, box=box)
    await kept(site, who, box)
    if when == "at once":
        await redis.flushall()
    else:
        await site.context.auth.sign_in_boxes.forget(who.id)
        await end_signed_out(site.context)
    await kept(site, who, box)


async def test_a_sign_out_takes_it_and_the_socket(site: Site, box: Frame) -> None:
    who = await signed_in(site)
    end = await console(site, who, box=box)
    await kept(site, who, box)
    await site.context.auth.sessions.end(who.session)
    await sign_out(site.context, who.id, who.session)
    assert await end.closed() == 4105
    assert not await opens(site, who, box)


async def test_it_goes_with_a_sign_in_whose_end_nobody_heard(site: Site, redis: Redis, box: Frame) -> None:
    who = await signed_in(site)
    end = await console(site, who, box=box)
    await kept(site, who, box)
    await site.context.auth.sessions.end(who.session)
    await end_signed_out(site.context)
    assert await end.closed() == 4105

    async def nothing() -> bool:
        return await redis.keys("box*") == []

    await eventually(nothing)
