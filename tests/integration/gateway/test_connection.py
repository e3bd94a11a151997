"""Coming in, being refused, being replaced, being slow, being asked to leave."""

import asyncio
import contextlib
import json
import signal

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from chat.entry.holders import Holder
from chat.entry.tokens import new_token
from chat.gateway.connections import connection as connection_module
from chat.gateway.process.sign_outs import sign_out
from chat.protocol.common import VERSION
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import KEY, End, Site, eventually, new_key, text
from tests.patience import PATIENCE_S

TOKEN = "t" * 43
HELLO_99 = f'{{"t":"hello_teen","v":99,"token":"{TOKEN}","ticket":"{TOKEN}"}}'
HELLO_1 = f'{{"t":"hello_teen","v":1,"token":"{TOKEN}","ticket":"{TOKEN}","last_seq":1}}'


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1"])
async def test_a_foreign_page_is_refused_before_accept(site: Site, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as caught:
        await site.open("/ws/teen", origin=origin)
    assert caught.value.response.status_code == 403


async def test_an_unknown_path_is_refused(site: Site) -> None:
    with pytest.raises(InvalidStatus):
        await site.open("/ws/other")


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("{", 4100),
        ('{"t":"pong"}', 4100),
        ('{"t":"work","answer":"x"}', 4100),
        (HELLO_99, 4107),
        (HELLO_1, 4107),
    ],
)
async def test_a_bad_hello_is_final_and_an_older_page_is_told_to_renew(site: Site, first: str, code: int) -> None:
    end = End(await site.open("/ws/teen"))
    await end.socket.send(first)
    assert await end.closed() == code


async def test_a_binary_hello_is_final(site: Site) -> None:
    end = End(await site.open("/ws/teen"))
    await end.socket.send(b"hello")
    assert await end.closed() == 4100


async def test_silence_is_not_hello(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_module, "HELLO_WITHIN_S", 0.05)
    assert await End(await site.open("/ws/teen")).closed() == 4005


async def test_another_token_does_not_open_the_ticket(site: Site) -> None:
    _, held = await site.join()
    end = await site.teen(held | {"token": new_token()})
    assert await end.closed() == 4101


async def test_a_used_staff_ticket_asks_for_a_fresh_one(site: Site) -> None:
    """It was used by an attempt that hung, or is 30 s old: whoever is signed in gets another."""
    ticket = await site.ticket("an")
    for expected in (None, 4006):
        end = End(await site.open("/ws/staff"))
        await end.send("hello_staff", v=VERSION, ticket=ticket, desk="main")
        if expected:
            assert await end.closed() == expected
        else:
            await end.of("staff_state")


async def test_a_bad_frame_is_answered_and_changes_nothing(site: Site) -> None:
    teen, _, chat, fence, _ = await site.talking()
    await teen.socket.send('{"t":"send","cid":"m-1"}')
    assert await teen.of("error", ref="m-1") == {"t": "error", "code": "missing_field", "ref": "m-1", "field": "chat"}
    await teen.socket.send("x" * 16_500)
    await teen.of("error", code="oversize")
    await teen.socket.send(b"\x00")
    await teen.of("error", code="binary_frame")
    await teen.send("send", **text(chat, fence, "t1", 1))
    await teen.of("ack", cid="t1")


async def test_the_newest_connection_wins(site: Site) -> None:
    teen, counsellor, chat, fence, held = await site.talking()
    again = await site.teen(held)
    await again.of("log")
    assert await teen.closed() == 4102
    await again.send("send", **text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")


async def test_the_newest_connection_wins_across_gateways(opened: Opener) -> None:
    async with opened() as one, opened() as other:
        teen, counsellor, chat, fence, held = await one.talking()
        again = await other.teen(held)
        await again.of("log")
        assert await teen.closed() == 4102
        await again.send("send", **text(chat, fence, "t1", 1))
        await counsellor.of("entry", cid="t1")
        await counsellor.send("send", **text(chat, fence, "c1", 1))
        await again.of("entry", cid="c1")


async def test_a_reload_gets_what_was_missed_in_order(site: Site) -> None:
    teen, counsellor, chat, fence, held = await site.talking()
    await counsellor.send("send", **text(chat, fence, "c1", 1))
    log = await teen.of("log")
    first = await teen.of("entry", cid="c1")
    await teen.close()
    await counsellor.of("presence", who="teen", online=False)
    for n in range(2, 12):
        await counsellor.send("send", **text(chat, fence, f"c{n}", n))
    await counsellor.of("ack", cid="c11")
    again = await site.teen(held, epoch=log["epoch"], **{key: first[key] for key in ("seq", "stamp", "place")})
    await again.of("entry", cid="c11")
    assert [entry["cid"] for entry in again.entries()] == [f"c{n}" for n in range(2, 12)]
    await counsellor.of("presence", who="teen", online=True)


async def test_a_console_reload_keeps_its_chat(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.send("send", **text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")
    await counsellor.close()
    ticket = next(f for f in counsellor.frames if f["t"] == "staff_chat" and f["chat"].get("ticket"))["chat"]["ticket"]
    again = await site.staff("an", chats=[{"chat": chat, "ticket": ticket, "key": KEY}])
    state = await again.of("staff_state")
    assert [(one["chat"], one["fence"]) for one in state["chats"]] == [(chat, fence)]
    await again.of("entry", cid="t1")
    assert (await teen.of("teen_state", state="active"))["holders"][0]["key"] == KEY


async def test_a_console_that_lost_its_pair_holds_its_chat_under_the_next_fence(site: Site) -> None:
    """To the teen a fence has one key, ever."""
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.say(**text(chat, fence, "t1", 1))
    ticket = next(f for f in counsellor.frames if f["t"] == "staff_chat" and f["chat"].get("ticket"))["chat"]["ticket"]
    await counsellor.close()
    key = new_key()
    again = await site.staff("an", chats=[{"chat": chat, "ticket": ticket, "key": key}])
    (one,) = (await again.of("staff_state"))["chats"]
    assert (one["chat"], one["fence"], one["kid"]) == (chat, fence, KEY["kid"]), "the teen is shown the pair of before"
    assert (await again.command("take_anew", chat=chat, fence=fence, key=key))["t"] == "ok"
    seen = await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 1 and f.get("holders"))
    assert seen["holders"][0]["key"] == key
    await teen.say(**text(chat, fence + 1, "t2", 2, kid=key["kid"]))
    await again.of("entry", cid="t2")


async def test_whoever_writes_redis_puts_nobody_beside_a_teen(site: Site) -> None:
    """A seal of another chat, of another fence, or of nobody shows nobody."""
    _, _, chat, fence, held = await site.talking()
    where, key = f"{{desk:main}}:chat:{chat}", new_key()
    about = ("counsellor", "Eve", key["kid"], key["public"], "o", 2**50)
    seals, good = site.context.auth.holders, await site.context.redis.hget(where, "seal")
    forged = [
        seals.seal(Holder("main", "another", fence, "eve", *about)),
        seals.seal(Holder("main", chat, fence + 1, "eve", *about)),
        seals.seal(Holder("other", chat, fence, "eve", *about)),
        seals.seal(Holder("main", chat, fence, "eve", *about))[:-2] + "AA",
        "",
    ]
    for seal in [*forged, good]:
        await site.context.redis.hset(where, "seal", seal)
        state = await (await site.teen(held)).of("teen_state")
        assert [one["name"] for one in state.get("holders", ())] == (["An"] if seal == good else []), seal


async def test_two_missed_pings_end_it(opened: Opener) -> None:
    async with opened(ping_s=1) as site:
        silent = await site.open("/ws/teen")
        wish = {"desk": "main", "language": "nl"}
        await silent.send(json.dumps({"t": "hello_teen", "v": VERSION, "token": TOKEN, "wish": wish}))
        async with asyncio.timeout(PATIENCE_S):
            await silent.wait_closed()
        assert silent.close_code == 4002


async def test_sigterm_moves_everybody_to_another_gateway(opened: Opener) -> None:
    async with opened() as other, opened(drain_s=4) as leaving:
        teen, counsellor, chat, fence, held = await leaving.talking()
        leaving.server.handle_exit(signal.SIGTERM, None)  # type: ignore[attr-defined]
        notice = await teen.of("drain")
        assert 0 < notice["within_ms"] <= 4000
        await counsellor.of("drain")
        moved = await other.teen(held)
        await moved.of("log")
        await counsellor.send("send", **text(chat, fence, "c1", 1))
        await moved.of("entry", cid="c1")
        assert await counsellor.closed() == 4000


async def test_a_flood_is_cut_off(site: Site) -> None:
    teen, _, chat, _, _ = await site.talking()
    with contextlib.suppress(ConnectionClosed):
        for _ in range(2000):
            await teen.socket.send(f'{{"t":"leave","chat":"x{chat}"}}')
    assert await teen.closed() == 4106


async def test_a_sign_in_that_ends_closes_its_sockets(site: Site) -> None:
    counsellor = await site.ready_staff("an")
    await sign_out(site.context, "an")
    assert await counsellor.closed() == 4105
    await eventually(lambda: signed_off(site))


async def test_signing_out_reaches_other_gateways(opened: Opener) -> None:
    async with opened() as one, opened() as other:
        counsellor = await one.ready_staff("an")
        await sign_out(other.context, "an")
        assert await counsellor.closed() == 4105


async def signed_off(site: Site) -> bool:
    view = await site.context.desks["main"].staff("an")
    return view is None or (view.status == "offline" and not view.online)
