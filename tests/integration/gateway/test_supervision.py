"""A supervisor comes in only when asked, visibly; a block takes a second person."""

from tests.integration.gateway.ends import Site, text


async def test_a_supervisor_follows_an_invitation(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    assert (await sofie.command("enter", chat=chat))["code"] == "not_invited"
    assert (await an.command("invite", chat=chat, fence=fence))["t"] == "ok"
    assert (await sofie.of("invited"))["by"] == "An"
    assert (await sofie.command("enter", chat=chat))["t"] == "ok"
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


async def test_the_chat_ends_for_the_supervisor_too(site: Site) -> None:
    _, an, chat, fence, _ = await site.talking()
    sofie = await site.staff("sofie", role="supervisor")
    await an.command("invite", chat=chat, fence=fence)
    await sofie.command("enter", chat=chat)
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
    watcher = await site.staff("sofie", role="supervisor", key=None, watch=True)
    assert (await watcher.command("requeue", chat=chat))["t"] == "ok"
    again = await an.until(lambda f: f["t"] == "staff_chat" and f["chat"]["fence"] > fence)
    assert again["chat"]["state"] == "offered", "the only one who can take it is asked anew"
    state = await teen.until(lambda f: f["t"] == "teen_state" and f.get("requeued"))
    assert state["requeued"] == "supervisor"
    await an.send("send", **text(chat, fence, "c1", 1))
    assert (await an.of("error", ref="c1"))["code"] in ("not_yours", "stale_fence")
