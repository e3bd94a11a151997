"""A chat begins with its connection: what a wish is granted, what is refused, and that it is the same when repeated."""

import asyncio
import json
import time
from typing import Any

import pytest
from redis.asyncio import Redis

from chat.protocol.common import VERSION
from chat.protocol.errors import Abuse
from chat.redis_time import now_ms
from routing.errors import PipeLost
from routing.pipe import Done, Pipe
from routing.resp import Word
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import End, Frame, Site, eventually

WISH = {"desk": "main", "language": "nl"}


async def refusal(site: Site, **asked: object) -> Frame:
    end = await site.wish(**asked)
    refused = await end.of("wish_refused")
    assert await end.closed() == 4108
    return {key: value for key, value in refused.items() if key not in ("t", "retry_s")}


async def waiting(site: Site) -> int:
    return len((await site.context.desks["main"].board()).chats)


async def waits(site: Site) -> bool:
    return await waiting(site) > 0


async def test_a_wish_is_granted_with_a_chat_and_a_pass_and_then_the_whole_truth(site: Site) -> None:
    end = await site.wish(topic="sexual_coercion_extortion", age_band="14_15", how_bad=4)
    joined, state = await end.of("joined"), await end.of("teen_state")
    assert (state["chat"], state["state"], bool(joined["pass"]), bool(state["ticket"])) == (
        joined["chat"], "waiting", True, True,
    )  # fmt: skip
    view = await site.context.desks["main"].chat(joined["chat"])
    assert view is not None
    assert (view.priority, view.topic, view.age_band, view.how_bad) == (2, "sexual_coercion_extortion", "14_15", 4)
    assert state["kept_ms"] == site.context.desks["main"].settings.teen_grace_waiting_ms
    assert not [key async for key in site.context.redis.scan_iter("{chat:*")], "the log begins at accept"


async def test_a_topic_that_is_none_is_no_line_to_a_counsellor(site: Site) -> None:
    an = await site.ready_staff("an")
    end = await site.wish(topic="i_know_where_you_live")
    await end.of("joined")
    offer = await an.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    assert offer["chat"]["topic"] == "other"


async def test_the_same_token_finds_the_same_chat_with_the_fields_it_began_with(site: Site) -> None:
    token = "x" * 43
    first = await site.wish(token)
    chat = (await first.of("joined"))["chat"]
    again = await site.wish(token, language="fr", topic="grooming")
    assert (await again.of("joined"))["chat"] == chat
    state = await again.of("teen_state")
    assert (state["chat"], state["language"]) == (chat, "nl")
    assert await first.closed() == 4102
    assert await waiting(site) == 1
    other = await site.wish("y" * 43)
    assert (await other.of("joined"))["chat"] != chat


def losing_its_answer(join: Any, came: asyncio.Event) -> Any:
    """The first answer is lost, once `came`."""
    losing = iter([True])

    async def lossy(rid: str, chat: str, **about: Any) -> Any:
        view = await join(rid, chat, **about)
        if next(losing, False):
            await came.wait()
            raise PipeLost
        return view

    return lossy


async def test_a_wish_whose_answer_was_lost_takes_no_chat_from_a_later_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for once more it comes upon the number of the later one: as it went, it took that one's place along."""
    desk, token, came = site.context.desks["main"], "x" * 43, asyncio.Event()
    monkeypatch.setattr(desk, "join", losing_its_answer(desk.join, came))
    monkeypatch.setattr("chat.lasting.AGAIN_S", 0.01)
    first = await site.wish(token)
    await eventually(lambda: waits(site))
    later = await site.wish(token)
    chat = (await later.of("teen_state"))["chat"]
    came.set()
    assert await first.closed() == 4102
    await first.close()
    view = await desk.chat(chat)
    assert view is not None
    assert view.online
    await desk.choose_language("", chat, "fr")
    await site.context.bus.publish(site.context.gateway, f"t main {chat}")
    await later.of("teen_state", language="fr")


async def test_a_wish_whose_answer_was_lost_takes_no_chat_from_a_later_one_elsewhere(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its number it came to the chat's log by turns with it, without an end."""
    async with opened() as one, opened() as other:
        desk, token, came = one.context.desks["main"], "x" * 43, asyncio.Event()
        monkeypatch.setattr("chat.lasting.AGAIN_S", 0.01)
        monkeypatch.setattr(desk, "join", losing_its_answer(desk.join, came))
        first = await one.wish(token)
        await eventually(lambda: waits(one))
        later = await other.wish(token)
        await later.of("teen_state")
        came.set()
        assert await first.closed() == 4102


async def test_who_was_sent_away_for_abuse_waits_however_they_come_back(site: Site) -> None:
    teen, held = await site.join()
    await teen.close()
    site.context.auth.cooldown.punish(held["chat"], time.monotonic() + 60)
    assert await (await site.teen(held)).closed() == Abuse.close
    assert await (await site.wish(teen.token)).closed() == Abuse.close


async def test_a_wish_repeated_after_its_chat_ended_learns_the_end_and_begins_no_other(site: Site) -> None:
    token = "x" * 43
    first = await site.wish(token)
    chat = (await first.of("joined"))["chat"]
    await first.send("leave", chat=chat)
    assert await first.closed() == 4103
    again = await site.wish(token)
    assert (await again.of("teen_state", state="closed"))["end"] == "abandoned"
    assert await again.closed() == 4103
    assert await waiting(site) == 0


async def test_a_wish_that_is_repeated_has_the_pass_of_the_chat_it_finds(site: Site) -> None:
    """A block is of the chat's chain: by a pass with another the same tab came in again."""
    token, tickets, passes = "x" * 43, site.context.auth.tickets, list[str]()
    for _ in range(2):
        end = await site.wish(token)
        passes.append((await end.of("joined"))["pass"])
        ticket = (await end.of("teen_state"))["ticket"]
        await end.close()
    chains = {tickets.open_pass(one, now_ms(), "main").chain for one in passes}
    assert chains == {tickets.open_teen(ticket, token, now_ms()).chain}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"language": "xx"}, {"code": "unknown_language", "field": "language"}),
        ({"desk": "nowhere"}, {"code": "unknown_desk", "field": "desk"}),
    ],
)
async def test_what_the_desk_does_not_know_is_refused_by_name(site: Site, asked: Frame, expected: Frame) -> None:
    assert await refusal(site, **asked) == expected
    assert await waiting(site) == 0


@pytest.mark.parametrize(("mode", "code"), [("closed", "closed"), ("closing", "closing")])
async def test_a_desk_that_is_not_open_turns_away(site: Site, mode: str, code: str) -> None:
    await site.context.desks["main"].set_service("", mode, "sofie")
    assert await refusal(site) == {"code": code}
    rows = await site.context.redis.xrange("{desk:main}:ended")
    assert [row[b"end"] for _, row in rows if row.get(b"joined_ms") is not None] in ([], [b"turned_away"])


@pytest.mark.parametrize(
    "wish",
    [
        {"desk": "main"},
        {**WISH, "language": 5},
        {**WISH, "id": "mine"},
        {**WISH, "age_band": "old"},
        {**WISH, "how_bad": 6},
        {**WISH, "how_bad": -1},
        {**WISH, "how_bad": "4"},
    ],
)
async def test_a_wish_that_cannot_be_read_is_a_bad_hello(site: Site, wish: Frame) -> None:
    end = End(await site.open("/ws/teen"))
    await end.socket.send(json.dumps({"t": "hello_teen", "v": VERSION, "token": "x" * 43, "wish": wish}))
    assert await end.closed() == 4100
    assert await waiting(site) == 0


async def test_nobody_is_counted_before_the_hello(site: Site) -> None:
    silent = End(await site.open("/ws/teen"))
    await (await site.wish()).of("teen_state")
    assert await waiting(site) == 1
    await silent.close()


async def test_a_chat_is_offered_only_to_who_is_here_and_waits_for_who_dropped(site: Site) -> None:
    teen, held = await site.join()
    await teen.close()

    async def away() -> bool:
        view = await site.context.desks["main"].chat(held["chat"])
        return view is not None and not view.online

    await eventually(away)
    an = await site.ready_staff("an")
    assert not [frame for frame in an.frames if frame["t"] == "staff_chat"]
    await site.teen(held)
    await an.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")


async def test_a_wish_costs_few_calls_of_redis(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Up to the first position that is shown; with the work and the HTTP of before it were five."""
    called: list[str] = []
    send, execute = Pipe.send, Redis.execute_command

    def sent(pipe: Pipe, line: tuple[Word, ...], done: Done, **options: Any) -> None:
        called.append(str(line[1]).partition("_")[2].partition("_")[2] if line[0] == "FCALL" else str(line[0]))
        send(pipe, line, done, **options)

    def executed(redis: Redis, *line: Any, **options: Any) -> Any:
        called.append(str(line[0]))
        return execute(redis, *line, **options)

    monkeypatch.setattr(Pipe, "send", sent)
    monkeypatch.setattr(Redis, "execute_command", executed)
    end = await site.wish()
    await end.of("position")
    background = {"tick", "renew", "PING", "view_desk", "next_due"}
    spent = [name for name in called if name not in background]
    print("calls of a wish:", spent)
    assert len(set(spent)) < 5


async def test_what_changed_while_a_teen_came_in_is_shown(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk's answer is out of date before anybody here holds the chat: no notice finds its teen."""
    desk = site.context.desks["main"]
    join = desk.join

    async def and_then_more(rid: str, chat: str, **about: Any) -> Any:
        view = await join(rid, chat, **about)
        await desk.choose_language("", chat, "fr")
        await site.context.bus.publish(site.context.gateway, f"t main {chat}")
        await site.context.pipe.call("PING")
        return view

    monkeypatch.setattr(desk, "join", and_then_more)
    end = await site.wish()
    await end.of("teen_state", language="nl")
    await end.of("teen_state", language="fr")
