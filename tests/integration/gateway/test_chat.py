"""A whole chat over real WebSockets, and what each end is told on the way."""

from unittest.mock import AsyncMock

import pytest

from chat.client.teen import TeenClient
from chat.jobs import desk_timers
from chat.redis_time import now_ms
from routing.desk import Desk
from tests.integration.gateway.ends import KEY, End, Site, eventually, new_key, text


async def ended(teen: End) -> str:
    frame = await teen.until(lambda f: f["t"] == "teen_state" and f.get("end"))
    return str(frame["end"])


async def test_from_joining_to_ready(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    state = await teen.of("teen_state", state="active")
    stay = state["comings"][0]["occurrence"]
    assert state["holders"] == [{"who": "counsellor", "name": "An", "key": KEY, "occurrence": stay}]
    for n in range(1, 6):
        await teen.send("send", **text(chat, fence, f"t{n}", n))
        await counsellor.of("entry", cid=f"t{n}", seq=2 * n - 1)
        await counsellor.send("send", **text(chat, fence, f"c{n}", n))
        await teen.of("entry", cid=f"c{n}", seq=2 * n)
        assert (await teen.of("ack", cid=f"t{n}"))["seq"] == 2 * n - 1
    await counsellor.send("seen", chat=chat, seq=9)
    assert (await teen.of("seen", seq=9))["who"] == "counsellor"
    await counsellor.send("typing", chat=chat, on=True)
    assert (await teen.of("typing", on=True))["who"] == "counsellor"
    await teen.send("quiet", chat=chat, why="thinking", left_ms=7_000_000)
    assert (await counsellor.of("quiet", why="thinking"))["left_ms"] == 900_000
    await teen.send("quiet", chat=chat, why="")
    assert (await counsellor.of("quiet", why=""))["chat"] == chat
    assert (await counsellor.command("finish", chat=chat, fence=fence))["t"] == "ok"
    assert await ended(teen) == "finished"
    assert await teen.closed() == 4103
    await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "wrap_up")
    assert (await counsellor.command("ready", chat=chat))["t"] == "ok"
    assert (await counsellor.of("staff_chat_gone"))["why"] == "closed"
    assert [entry["cid"] for entry in teen.entries()] == [f"c{n}" for n in range(1, 6)]


async def test_the_record_is_one_event_and_the_words_are_gone(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.send("send", **text(chat, fence, "t1", 1))
    await teen.of("ack", cid="t1")
    await counsellor.command("finish", chat=chat, fence=fence)
    await counsellor.command("ready", chat=chat)
    rows = await site.context.redis.xrange("{desk:main}:ended")
    assert len([row for _, row in rows if row.get(b"joined_ms")]) == 1
    assert chat.encode() not in repr(rows).encode()
    await eventually(lambda: nothing_is_left(site, chat))


async def nothing_is_left(site: Site, chat: str) -> bool:
    return not [key async for key in site.context.redis.scan_iter(match=f"*{chat}*:log")]


async def test_the_teen_leaves(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    await counsellor.send("send", **text(chat, fence, "c1", 1))
    await teen.of("entry", cid="c1")
    await teen.send("leave", chat=chat)
    assert await ended(teen) == "left"
    gone = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "wrap_up")
    assert gone["chat"]["end"] == "left"
    await counsellor.send("send", **text(chat, fence, "c2", 2))
    assert (await counsellor.of("error", ref="c2"))["code"] == "not_yours"


async def test_the_last_words_arrive_before_the_end(site: Site) -> None:
    teen, counsellor, chat, fence, _ = await site.talking()
    for n in range(1, 20):
        await counsellor.send("send", **text(chat, fence, f"c{n}", n))
    await counsellor.send("finish", id="f", chat=chat, fence=fence)
    await ended(teen)
    assert [entry["cid"] for entry in teen.entries()] == [f"c{n}" for n in range(1, 20)]


async def test_waiting_shows_a_position_and_leaving_the_queue_abandons(site: Site) -> None:
    teen = (await site.join())[0]
    assert (await teen.of("position"))["position"] == 0, "nobody is there"
    state = await teen.of("teen_state", state="waiting")
    assert state["served"] is False
    await teen.send("leave", chat=state["chat"])
    assert await ended(teen) == "abandoned"


@pytest.mark.parametrize("way", ["transfer", "supervisor", "lost"])
async def test_what_was_written_counts_although_the_chat_ends_in_the_queue(site: Site, way: str) -> None:
    """Its record leaves with its end, before its log is closed."""
    teen, counsellor, chat, fence, _ = await site.talking()
    await teen.say(**text(chat, fence, "t1", 1))
    await counsellor.say(**text(chat, fence, "c1", 1))
    if way == "transfer":
        assert (await counsellor.command("transfer", chat=chat, fence=fence))["t"] == "ok"
    elif way == "supervisor":
        watcher = await site.staff("sofie", role="supervisor", watch=True)
        assert (await watcher.command("requeue", chat=chat))["t"] == "ok"
    else:
        await counsellor.close()
        await lost(site, teen)
    await teen.of("teen_state", requeued=way)
    await teen.send("leave", chat=chat)
    await ended(teen)
    rows = [row for _, row in await site.context.redis.xrange("{desk:main}:ended") if row.get(b"joined_ms")]
    assert [(row[b"messages_teen"], row[b"messages_staff"]) for row in rows] == [(b"1", b"1")]


async def lost(site: Site, teen: End) -> None:
    """The counsellor's grace is over."""
    await teen.until(lambda f: f["t"] == "teen_state" and f.get("grace_ms"))
    desk = site.context.desks["main"]
    over = await desk.tick(now=now_ms() + desk.settings.staff_grace_ms)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "tick", AsyncMock(return_value=over))
        await desk_timers.tick(site.context, desk, "", set())


async def test_declining_returns_the_chat(site: Site) -> None:
    counsellor = await site.ready_staff("an")
    bram = await site.staff("bram")
    teen = (await site.join())[0]
    offer = (await counsellor.until(lambda f: f["t"] == "staff_chat"))["chat"]
    await bram.command("set_status", status="available")
    await counsellor.command("decline", chat=offer["chat"], fence=offer["fence"])
    assert (await counsellor.of("staff_chat_gone"))["why"] == "declined"
    again = (await bram.until(lambda f: f["t"] == "staff_chat"))["chat"]
    assert again["chat"] == offer["chat"]
    await bram.command("accept", chat=again["chat"], fence=again["fence"], key=KEY)
    await teen.of("teen_state", state="active")


async def test_a_transfer_moves_the_chat_and_raises_the_fence(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    bram = await site.ready_staff("bram")
    await an.send("send", **text(chat, fence, "c1", 1))
    await teen.of("entry", cid="c1")
    assert (await an.command("transfer", chat=chat, fence=fence, to="bram"))["t"] == "ok"
    assert (await an.of("staff_chat_gone"))["why"] == "transferred"
    offer = (await bram.until(lambda f: f["t"] == "staff_chat"))["chat"]
    key = new_key()
    await bram.command("accept", chat=chat, fence=offer["fence"], key=key)
    state = await teen.until(lambda f: f["t"] == "teen_state" and f["state"] == "active" and f["fence"] > fence)
    assert [(one["name"], one["key"]) for one in state["holders"]] == [("Bram", key)]
    await teen.send("send", **text(chat, fence, "t1", 1))
    assert (await teen.of("error", ref="t1"))["code"] == "stale_fence"
    await teen.say(**text(chat, state["fence"], "t2", 1, kid=key["kid"]))
    await bram.of("entry", cid="t2")
    assert [frame["seq"] for frame in bram.frames if frame["t"] == "withheld"] == [1]
    assert [frame["cid"] for frame in bram.entries()] == ["t2"], "what was written before waits for the teen's yes"


async def test_a_note_goes_into_the_log_with_its_hand_over_once_and_is_part_of_what_the_teen_may_keep(
    site: Site,
) -> None:
    teen, an, chat, fence, _ = await site.talking()
    bram = await site.ready_staff("bram")
    await an.say(**text(chat, fence, "c1", 1))
    handed = {"chat": chat, "fence": fence, "to": "bram", "note": {"cid": "n1", "kid": KEY["kid"], "body": "m2.note"}}
    for _ in range(2):  # the answer was lost: the same command again
        await an.send("transfer", id="hand-over", **handed)
        await an.until(lambda f: f.get("id") == "hand-over", len(an.frames))
    note = await teen.of("entry", cid="n1")
    assert (note["kind"], note["n"], note["fence"]) == ("note", 2, fence)
    offer = (await bram.until(lambda f: f["t"] == "staff_chat"))["chat"]
    key = new_key()
    await bram.command("accept", chat=chat, fence=offer["fence"], key=key)
    await bram.of("withheld", seq=2)
    await teen.say(**text(chat, offer["fence"], "t1", 1, f"s1.{key['kid']}.yes", "share", key["kid"]))
    assert (await bram.of("entry", cid="n1"))["body"] == "m2.note"
    await bram.say(**text(chat, offer["fence"], "b1", 3, kid=key["kid"]))
    await teen.of("entry", cid="b1")
    assert [frame["cid"] for frame in teen.entries()].count("n1") == 1


async def test_a_note_whose_hand_over_is_refused_is_nowhere(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    note = {"cid": "n1", "kid": KEY["kid"], "body": "m2.note"}
    for target in ({"to": "nobody"}, {"to": "an"}, {"language": "fr", "skill": "none"}):
        assert (await an.command("transfer", chat=chat, fence=fence, note=note, **target))["t"] == "error"
    assert (await an.command("transfer", chat=chat, fence=fence + 5, note=note))["code"] == "stale_fence"
    await an.send("send", **text(chat, fence, "n2", 1, kind="note"))
    assert (await an.of("error", ref="n2"))["code"] == "not_allowed"
    await an.say(**text(chat, fence, "c1", 1))
    await teen.of("entry", cid="c1")
    assert [frame["cid"] for frame in teen.entries()] == ["c1"]


async def test_nobody_adds_a_note_to_a_chat_that_they_handed_on(site: Site) -> None:
    """The answer to a repeated command is remembered; another note makes it another command."""
    teen, an, chat, fence, _ = await site.talking()
    handed = {"id": "hand-over", "chat": chat, "fence": fence}
    await an.send("transfer", **handed, note={"cid": "n1", "kid": KEY["kid"], "body": "m2.note"})
    await an.of("ok", id="hand-over")
    for late in ({"cid": "n2", "kid": KEY["kid"], "body": "m2.note"}, {"cid": "n1", "kid": KEY["kid"], "body": "m2.x"}):
        known = len(an.frames)
        await an.send("transfer", **handed, note=late)
        await an.until(lambda f: f["t"] == "error" and f["ref"] == "hand-over", known)
    await teen.of("entry", cid="n1")
    assert [frame["body"] for frame in teen.entries()] == ["m2.note"]


async def test_what_was_written_before_is_shown_to_who_took_over_once_the_teen_says_yes(site: Site) -> None:
    teen, an, chat, fence, _ = await site.talking()
    bram = await site.ready_staff("bram")
    for n in range(1, 4):
        await an.say(**text(chat, fence, f"c{n}", n))
    await an.command("transfer", chat=chat, fence=fence, to="bram")
    offer = (await bram.until(lambda f: f["t"] == "staff_chat"))["chat"]
    key, fence = new_key(), offer["fence"]
    await bram.command("accept", chat=chat, fence=fence, key=key)
    await bram.of("withheld", seq=3)
    no, yes = (text(chat, fence, f"t{n}", n, f"s1.{key['kid']}.{word}", "share", key["kid"])
               for n, word in ((1, "no"), (2, "yes")))  # fmt: skip
    await teen.say(**no)
    await bram.of("entry", cid="t1")
    assert [frame["cid"] for frame in bram.entries()] == ["t1"]
    await teen.say(**yes)
    await bram.of("entry", cid="c3")
    assert [frame["cid"] for frame in bram.entries()] == ["t1", "t2", "c1", "c2", "c3"]


async def test_a_supervisor_watches_the_board(site: Site) -> None:
    await site.talking()
    watcher = await site.staff("sofie", role="supervisor", watch=True)
    board = await watcher.of("board")
    assert [chat["state"] for chat in board["chats"]] == ["active"]
    assert {one["staff"]: one["load"] for one in board["staff"]} == {"an": 1}
    assert (await watcher.command("get_trace"))["decisions"]
    assert (await watcher.command("set_service", mode="closed"))["t"] == "ok"
    await watcher.of("board", service="closed")


async def test_a_command_that_is_sent_again_over_another_connection_is_one_act_in_the_trail(site: Site) -> None:
    for _ in range(2):
        watcher = await site.staff("sofie", role="supervisor", watch=True)
        await watcher.send("set_service", id="again", mode="closed")
        await watcher.of("ok", id="again")
    await watcher.send("set_service", id="again", mode="open")
    await watcher.of("board", service="open")
    await watcher.command("set_service", mode="open")

    async def told() -> bool:
        return len(await site.context.store.audit.page(kind="service_set")) == 3

    await eventually(told)


async def test_a_counsellor_may_not_do_a_supervisors_work(site: Site) -> None:
    counsellor = await site.staff("an")
    assert (await counsellor.command("set_service", mode="closed"))["code"] == "not_allowed"
    assert (await counsellor.command("accept", chat="c", fence=1, key=KEY))["t"] == "error"


async def test_a_client_learns_why_it_was_turned_away_at_closing(site: Site) -> None:
    """The last frame keeps the rules of the wire: a chat that is no more still has its language."""
    teen = TeenClient(site.url)
    await teen.join("fr")

    async def waits() -> bool:
        return teen.view is not None

    async def told() -> bool:
        return teen.view is not None and teen.view.end is not None

    await eventually(waits)
    await site.context.desks["main"].set_service("", "closed", "sofie")
    await eventually(told)
    assert teen.view is not None
    assert (teen.view.end, teen.view.language, teen.view.state) == ("turned_away", "fr", "closed")
    await teen.close()
