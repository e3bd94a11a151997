"""A supervisor comes in only when asked, visibly; a block takes a second person."""

import asyncio

from chat.entry.tokens import new_id
from chat.gateway.sessions.ticket_claims import hold_ticket
from chat.redis_time import now_ms
from tests.integration.gateway.ends import Site, key_of, new_key, text


async def test_a_supervisor_follows_an_invitation(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    assert (await sofie.command("enter", chat=chat, key=new_key()))["code"] == "not_invited"
    assert (await an.command("invite", chat=chat, fence=fence))["t"] == "ok"
    assert (await sofie.of("invited"))["by"] == "An"
    assert (await sofie.command("enter", chat=chat, key=new_key()))["t"] == "ok"
    beside = await sofie.until(lambda f: f["t"] == "staff_chat")
    assert (beside["chat"]["role"], beside["chat"]["state"]) == ("supervisor", "active")
    seen = await teen.until(lambda f: f["t"] == "teen_state" and len(f.get("holders", ())) == 2)
    assert [one["who"] for one in seen["holders"]] == ["counsellor", "supervisor"]
    await sofie.of("log", chat=chat)
    await teen.say(**text(chat, fence, "t1", 1))
    await sofie.of("entry", cid="t1")
    await an.of("entry", cid="t1")
    await sofie.say(**text(chat, fence, "s1", 1))
    assert (await teen.of("entry", cid="s1"))["who"] == "supervisor"
    await an.of("entry", cid="s1")


async def test_what_is_asked_stands_for_a_supervisor_who_comes_later(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    first = await site.staff("bo", role="supervisor")
    assert (await an.command("invite", chat=chat, fence=fence))["t"] == "ok"
    assert (await an.command("propose_block", chat=chat, fence=fence, hours=2))["t"] == "ok"
    assert "again" not in await first.of("invited")
    late = await site.staff("sofie", role="supervisor")
    invited, block = await late.of("invited"), await late.of("block_asked")
    assert (invited["chat"], invited["by"], invited["again"]) == (chat, "An", True)
    assert (block["chat"], block["hours"], block["again"]) == (chat, 2, True)
    site.context.hub.look_everywhere()  # notices were lost
    await first.of("invited", again=True)
    assert (await late.command("enter", chat=chat, key=new_key()))["t"] == "ok"


async def test_what_a_colleague_answered_is_asked_no_more(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    bo, sofie = await site.staff("bo", role="supervisor"), await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await an.command("propose_block", chat=chat, fence=fence, hours=2)
    await sofie.of("block_asked")
    assert (await bo.command("enter", chat=chat, key=new_key()))["t"] == "ok"
    await sofie.of("ask_over", chat=chat, ask="invited")
    assert (await bo.command("confirm_block", chat=chat, yes=False))["t"] == "ok"
    await sofie.of("ask_over", chat=chat, ask="block")


async def test_who_is_asked_no_more_since_another_is_hears_it(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    bo, sofie = await site.staff("bo", role="supervisor"), await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.of("invited")
    assert (await an.command("invite", chat=chat, fence=fence, supervisor="bo"))["t"] == "ok"
    await sofie.of("ask_over", chat=chat, ask="invited")
    assert (await sofie.command("enter", chat=chat, key=new_key()))["t"] == "error"
    assert (await bo.command("enter", chat=chat, key=new_key()))["t"] == "ok"
    assert [one["t"] for one in bo.frames if one["t"] in ("invited", "ask_over")][:2] == ["invited", "invited"]


async def test_a_reminder_brings_nothing_back_that_was_settled_meanwhile(site: Site) -> None:
    """What the board said, and the word that it is over, are there in one moment."""
    _, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await an.command("propose_block", chat=chat, fence=fence, hours=2)
    await sofie.of("block_asked")
    console = next(one for one in site.context.hub.consoles.values() if one.who.id == "sofie")
    before, desk = len(sofie.frames), site.context.desks["main"]
    console.catch_up()
    await asyncio.gather(asyncio.create_task(desk.requeue(new_id(), "sofie", chat)))
    await sofie.command("set_status", status="away")
    asked = ("invited", "block_asked", "ask_over")
    told = [frame["t"] for frame in sofie.frames[before:] if frame["t"] in asked]
    assert told[-2:] == ["ask_over", "ask_over"], told


async def test_what_was_asked_for_ends_with_the_chats_turn(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await an.command("propose_block", chat=chat, fence=fence, hours=2)
    assert (await an.command("take_anew", chat=chat, fence=fence, key=new_key()))["t"] == "ok"
    await sofie.of("ask_over", chat=chat, ask="invited")
    await sofie.of("ask_over", chat=chat, ask="block")
    await an.command("propose_block", chat=chat, fence=fence + 1, hours=2)
    before = len(sofie.frames)
    await an.command("finish", chat=chat, fence=fence + 1)
    await an.command("ready", chat=chat)
    await sofie.until(lambda f: f["t"] == "ask_over" and f["ask"] == "block", before)


async def test_the_chat_ends_for_the_supervisor_too(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.command("enter", chat=chat, key=new_key())
    await sofie.of("log", chat=chat)
    await an.command("finish", chat=chat, fence=fence)
    await sofie.of("staff_chat_gone", chat=chat)


async def test_a_block_takes_a_second_persons_yes(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    assert (await an.command("propose_block", chat=chat, fence=fence, hours=2))["t"] == "ok"
    asked = await sofie.of("block_asked")
    assert (asked["chat"], asked["hours"]) == (chat, 2)
    assert (await an.command("confirm_block", chat=chat, yes=True))["code"] == "second_person"
    assert (await sofie.command("confirm_block", chat=chat, yes=True))["t"] == "ok"
    end = await teen.until(lambda f: f["t"] == "teen_state" and f.get("end"))
    assert end["end"] == "blocked"
    assert await teen.closed() == 4103


async def test_a_supervisor_takes_a_chat_back_into_the_queue(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    watcher = await site.staff("sofie", role="supervisor", watch=True)
    assert (await watcher.command("requeue", chat=chat))["t"] == "ok"
    again = await an.until(lambda f: f["t"] == "staff_chat" and f["chat"]["fence"] > fence)
    assert again["chat"]["state"] == "offered", "the only one who can take it is asked anew"
    state = await teen.until(lambda f: f["t"] == "teen_state" and f.get("requeued"))
    assert state["requeued"] == "supervisor"
    await an.send("send", **text(chat, fence, "c1", 1))
    assert (await an.of("error", ref="c1"))["code"] in ("not_yours", "stale_fence")


async def test_an_offers_ticket_is_no_hold(site: Site) -> None:
    """Nor is one made for an offer in the hands of whoever kept it: what is claimed was active."""
    an = await site.ready_staff("an")
    (await site.join())[0]
    offer = await an.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    assert offer["chat"].get("ticket", "") == ""
    chat = offer["chat"]["chat"]
    view = await site.context.desks["main"].chat(chat)
    assert view is not None
    kept = site.context.auth.tickets.seal_hold(hold_ticket("main", "an", view, "counsellor"), now_ms())
    await site.context.desks["main"].decline("", "an", chat, view.fence)
    await an.command("set_status", status="away")
    await an.close()
    again = await site.staff("an", chats=[{"chat": chat, "ticket": kept}])
    assert (await again.of("staff_state"))["chats"] == []
    after = await site.context.desks["main"].chat(chat)
    assert after is not None
    assert after.state == "waiting"


async def test_a_supervisor_goes_on_where_the_counsellor_was_lost(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.command("enter", chat=chat, key=new_key())
    await sofie.of("log", chat=chat)
    await site.context.desks["main"].sign_off("", "an")
    mine = await sofie.until(lambda f: f["t"] == "staff_chat" and f["chat"].get("role") is None)
    assert (mine["chat"]["state"], mine["chat"]["fence"]) == ("active", fence + 1)
    seen = await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 1)
    assert (seen["state"], seen.get("holders", [])) == ("active", []), "this fence has no key yet"
    key = new_key()
    assert (await sofie.command("take_anew", chat=chat, fence=fence + 1, key=key))["t"] == "ok"
    seen = await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 2 and f.get("holders"))
    assert [(one["who"], one["name"], one["key"]) for one in seen["holders"]] == [("counsellor", "Sofie", key)]
    assert [(one["name"], one["what"]) for one in seen["comings"]] == [
        ("An", "came"),
        ("Sofie", "came"),
        ("An", "lost"),
    ]
    await teen.say(**text(chat, fence + 2, "t1", 1, kid=key["kid"]))
    await sofie.of("entry", cid="t1")
    await sofie.say(**text(chat, fence + 2, "s1", 1, kid=key["kid"]))
    assert (await teen.of("entry", cid="s1"))["who"] == "counsellor"


async def test_a_supervisor_who_leaves_reads_nothing_more(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.command("enter", chat=chat, key=new_key())
    await sofie.of("log", chat=chat)
    assert (await sofie.command("step_out", chat=chat))["t"] == "ok"
    await sofie.of("staff_chat_gone", chat=chat)
    await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 1)
    key = new_key()
    assert (await an.command("take_anew", chat=chat, fence=fence + 1, key=key))["t"] == "ok"
    seen = await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 2 and f.get("holders"))
    assert [(one["name"], one["key"]) for one in seen["holders"]] == [("An", key)]
    await an.until(lambda f: f["t"] == "log" and f["fence"] == fence + 2)
    await an.say(**text(chat, fence + 2, "a1", 1, kid=key["kid"]))
    await teen.of("entry", cid="a1")
    await sofie.command("set_status", status="away")
    assert sofie.entries() == []


async def test_a_supervisor_parts_visibly_when_the_counsellor_takes_the_chat_anew(site: Site) -> None:
    """The teen was shown them under a fence that is over: no key of the next one would come to them."""
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.command("enter", chat=chat, key=new_key())
    await sofie.of("log", chat=chat)
    assert (await an.command("take_anew", chat=chat, fence=fence, key=new_key()))["t"] == "ok"
    await sofie.of("staff_chat_gone", chat=chat)
    seen = await teen.until(lambda f: f["t"] == "teen_state" and f["fence"] == fence + 1 and f.get("holders"))
    assert [one["name"] for one in seen["holders"]] == ["An"]
    assert (seen["comings"][-1]["name"], seen["comings"][-1]["what"]) == ("Sofie", "left")


async def test_a_key_that_is_no_point_of_the_curve_is_shown_to_nobody(site: Site) -> None:
    none = key_of(b"\4" + b"\1" * 64)
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    assert (await sofie.command("enter", chat=chat, key=none))["code"] == "bad_key"
    assert (await an.command("take_anew", chat=chat, fence=fence, key=none))["code"] == "bad_key"
    assert (await sofie.command("enter", chat=chat, key=new_key()))["t"] == "ok"
    bram = await site.ready_staff("bram")
    assert (await an.command("transfer", chat=chat, fence=fence, to="bram"))["t"] == "ok"
    offer = await bram.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    taking = {"chat": chat, "fence": offer["chat"]["fence"]}
    assert (await bram.command("accept", **taking, key=none))["code"] == "bad_key"
    assert (await bram.command("accept", **taking, key=new_key()))["t"] == "ok"
    await teen.of("teen_state", state="active")
