"""A chat goes on at another device by a return code: the place moves, the past does not, the old device is refused."""

import asyncio
import secrets
import time
from unittest.mock import AsyncMock

import pytest
from redis.asyncio import Redis

from chat.client.http_calls import Refused
from chat.client.person import Event, Said
from chat.client.staff import StaffClient
from chat.client.teen import TeenClient
from chat.entry.box_keys import name_of
from chat.protocol.errors import Over
from routing import keys
from routing.desk import Desk
from routing.errors import PipeDown
from routing.values import ChatView
from tests.http_client import http_client
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import KEY, End, Frame, Site, eventually, new_key, text

pytestmark = pytest.mark.any_redis
MOVED = {"state": "closed", "end": "moved"}


async def code_of(teen: End, chat: str) -> str:
    known = len(teen.frames)
    await teen.send("ask_code", chat=chat)
    told = await teen.until(lambda frame: frame["t"] == "return_code", known)
    assert told["left_ms"] == 900_000
    return " ".join(told["words"])


async def come(site: Site, code: str, token: str = "", desk: str = "main") -> tuple[int, Frame]:
    """Status, and what the page at the other device holds then."""
    token = token or secrets.token_urlsafe(32)
    async with http_client(site.url, timeout=60) as http:
        answer = await http.post("/api/chats/return", json={"desk": desk, "code": code, "token": token})
    found = answer.json()
    return answer.status_code, {"token": token, **found}


async def moved(site: Site, teen: End, chat: str) -> Frame:
    status, held = await come(site, await code_of(teen, chat))
    assert status == 200
    assert held["chat"] == chat
    return held


async def refused(end: End) -> Frame:
    """What a device is told that the chat has left: no word of the chat, and no mistake."""
    told = await end.of("teen_state", **MOVED)
    assert (told["fence"], told["ticket"], await end.closed()) == (0, "", Over.close)
    return told


async def view_of(desk: Desk, chat: str) -> ChatView:
    view = await desk.chat(chat)
    assert view is not None
    return view


@pytest.fixture
def desk(site: Site) -> Desk:
    return site.context.desks["main"]


async def test_a_place_in_the_queue_moves_and_the_old_device_is_refused(site: Site, desk: Desk) -> None:
    first, _ = await site.join()
    old, held = await site.join()
    before = await view_of(desk, held["chat"])
    there = await moved(site, old, held["chat"])
    await refused(old)
    new = await site.teen(there)
    state = await new.of("teen_state", state="waiting")
    assert (state["fence"], there["begun"]) == (before.fence + 1, False)
    assert (await new.of("position"))["position"] in (0, 2)
    after = await view_of(desk, held["chat"])
    assert (after.joined, after.moved, after.online) == (before.joined, after.fence, True)
    await refused(await site.teen(held))
    refusal = await (await site.wish(held["token"])).of("wish_refused")
    assert refusal["code"] == "closed"
    assert (await view_of(desk, held["chat"])).online
    await first.close()


async def test_an_offer_stays_with_whom_it_was_made_to(site: Site) -> None:
    counsellor = await site.ready_staff("an")
    old, held = await site.join()
    chat = held["chat"]
    offer = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["state"] == "offered")
    there = await moved(site, old, chat)
    risen = offer["chat"]["fence"] + 1
    again = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"]["fence"] == risen)
    assert (again["chat"]["state"], again["chat"]["moved"]) == ("offered", risen)
    gone = await counsellor.command("accept", chat=chat, fence=risen - 1, key=KEY)
    assert gone["code"] == "offer_gone"
    new = await site.teen(there)
    await new.of("teen_state")
    assert (await counsellor.command("accept", chat=chat, fence=risen, key=KEY))["t"] == "ok"
    assert (await new.of("teen_state", state="active"))["holders"][0]["key"]["kid"] == KEY["kid"]


async def test_a_chat_goes_on_under_a_new_fence_and_what_was_is_withheld(site: Site) -> None:
    old, counsellor, chat, fence, held = await site.talking()
    await old.say(**text(chat, fence, "t1", 1))
    await counsellor.of("entry", cid="t1")
    there = await moved(site, old, chat)
    assert there["begun"]
    await refused(old)
    risen = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"].get("moved") == fence + 1)
    assert risen["chat"]["state"] == "active"
    new = await site.teen(there)
    await new.of("withheld", seq=1)
    key = new_key()
    anew = await counsellor.command("take_anew", chat=chat, fence=risen["chat"]["fence"], key=key)
    assert anew["t"] == "ok"
    state = await new.until(lambda f: f["t"] == "teen_state" and f.get("holders"))
    assert state["holders"][0]["key"]["kid"] == key["kid"]
    about = {"kid": key["kid"], "n": (await new.of("log"))["n"] + 1}
    await new.say(**text(chat, state["fence"], "t2", **about))
    await counsellor.of("entry", cid="t2")
    assert [entry["cid"] for entry in new.entries()] == []
    assert "t2" not in [entry["cid"] for entry in old.entries()]
    await refused(await site.teen(held))


async def test_a_code_is_good_once_and_the_newest_alone(site: Site) -> None:
    old, held = await site.join()
    first, second = await code_of(old, held["chat"]), await code_of(old, held["chat"])
    token = secrets.token_urlsafe(32)
    assert (await come(site, first))[0] == 410
    assert (await come(site, second, token))[0] == 200
    status, again = await come(site, second.upper().replace(" ", "-"), token)
    assert (status, again["chat"]) == (200, held["chat"]), "its answer was lost: the same page may ask again"
    assert (await come(site, second))[0] == 410
    assert (await come(site, "tofi radu mina beto"))[0] == 410
    assert (await come(site, ""))[0] == 410


async def test_two_that_type_it_at_once_are_one(site: Site) -> None:
    old, held = await site.join()
    code = await code_of(old, held["chat"])
    answers = await asyncio.gather(*(come(site, code) for _ in range(8)))
    assert sorted(status for status, _ in answers) == [200, *[410] * 7]


async def test_a_chat_that_ended_has_no_code(site: Site, desk: Desk, redis: Redis) -> None:
    old, held = await site.join()
    code = await code_of(old, held["chat"])
    await old.send("leave", chat=held["chat"])
    await old.closed()
    assert (await come(site, code))[0] == 410
    assert await redis.keys(f"{{desk:{desk.name}}}:code:*") == []


async def test_no_word_of_it_is_in_redis_nor_whose_it_is_by_the_words(site: Site, redis: Redis) -> None:
    old, held = await site.join()
    code = await code_of(old, held["chat"])
    names = await redis.keys("*")
    stored = str([*names, *[await redis.dump(name) for name in names]])
    assert not [one for one in (code, code.replace(" ", ""), code.replace(" ", "-")) if one in stored]
    found = await redis.keys("*:code:*")
    assert len(found) == 1
    assert 0 < await redis.pttl(found[0]) <= 901_000, "the gateway knows the time to a moment"


async def test_a_page_that_closed_keeps_its_place_for_its_code(site: Site, desk: Desk) -> None:
    old, held = await site.join()
    code = await code_of(old, held["chat"])
    other, lost = await site.join()
    await old.close()
    await other.close()
    chats = (held["chat"], lost["chat"])
    await eventually(lambda: _all_gone(desk, chats))
    now = (await view_of(desk, held["chat"])).now
    await desk.tick(now=now + desk.settings.teen_grace_waiting_ms + 1)
    assert [(await view_of(desk, chat)).state for chat in chats] == ["waiting", "closed"]
    status, there = await come(site, code)
    assert status == 200
    await (await site.teen(there)).of("teen_state", state="waiting")


async def _all_gone(desk: Desk, chats: tuple[str, ...]) -> bool:
    return not any([(await view_of(desk, chat)).online for chat in chats])


async def test_the_old_box_opens_no_more_and_the_new_device_has_its_own(site: Site) -> None:
    old, held = await site.join()
    boxes = [{"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)} for _ in range(2)]
    await old.send("box_key", chat=held["chat"], **boxes[0])
    await eventually(lambda: _opens(site, boxes[0]))
    there = await moved(site, old, held["chat"])
    assert not await _opens(site, boxes[0])
    assert await _why(site, boxes[0]) == "moved"
    new = await site.teen(there)
    await new.send("box_key", chat=held["chat"], **boxes[1])
    await eventually(lambda: _opens(site, boxes[1]))
    kept = site.context.auth.boxes
    assert not await kept.deposit("main", held["chat"], 0, **boxes[0]), "nor does the old device deposit again"
    await kept.retire(held["chat"], (await view_of(site.context.desks["main"], held["chat"])).moved)
    assert await _opens(site, boxes[1]), "a typing that hung until now takes nothing from it"
    await new.send("leave", chat=held["chat"])
    await new.closed()
    await eventually(lambda: _shut(site, boxes[1]))
    assert [await _why(site, box) for box in boxes] == ["moved", "gone"]


async def _why(site: Site, box: Frame) -> str:
    """What a page that is reloaded there hears."""
    async with http_client(site.url, timeout=60) as http:
        answer = await http.post("/api/chats/box", json={"handle": box["handle"]})
    assert answer.status_code == 410
    return str(answer.json()["code"])


async def _opens(site: Site, box: Frame) -> bool:
    return await site.context.auth.boxes.open(box["handle"]) is not None


async def _shut(site: Site, box: Frame) -> bool:
    return not await _opens(site, box)


async def test_whoever_dies_after_the_move_is_made_up_for_by_the_new_devices_box(site: Site, redis: Redis) -> None:
    """The desk has moved it, and nothing else was done."""
    old, held = await site.join()
    box = {"handle": secrets.token_urlsafe(16), "key": secrets.token_urlsafe(32)}
    await old.send("box_key", chat=held["chat"], **box)
    await eventually(lambda: _opens(site, box))
    there = await moved(site, old, held["chat"])
    await redis.delete(keys.box(name_of(box["handle"])))
    await redis.set(keys.box(name_of(box["handle"])), f"main {held['chat']} x.x")
    new = await site.teen(there)
    await new.send("box_key", chat=held["chat"], handle="n" * 22, key="A" * 43)
    await eventually(lambda: _opens(site, {"handle": "n" * 22}))
    assert await redis.get(keys.box(name_of(box["handle"]))) in (b"moved", "moved")


async def test_the_old_device_ends_nothing_and_reads_no_receipt(site: Site, desk: Desk) -> None:
    old, held = await site.join()
    there = await moved(site, old, held["chat"])
    async with http_client(site.url) as http:
        mine = {name: held[name] for name in ("chat", "token", "ticket")}
        ended = (await http.post("/api/chats/end", json=mine)).status_code
        wished = (await http.post("/api/chats/end", json={"desk": "main", "token": held["token"]})).status_code
        receipt = {name: held[name] for name in ("token", "ticket")}
        assert [ended, wished, (await http.post("/api/chats/receipt", json=receipt)).status_code] == [409, 409, 404]
        receipt = {name: there[name] for name in ("token", "ticket")}
        assert (await http.post("/api/chats/receipt", json=receipt)).status_code == 200
    assert (await view_of(desk, held["chat"])).state == "waiting"


@pytest.mark.parametrize("first", ["old", "new", "console"])
async def test_redis_forgets_after_the_move(site: Site, desk: Desk, redis: Redis, first: str) -> None:
    """Whoever comes first: in the end the new device has it, and the old one is told."""
    old, counsellor, chat, _, held = await site.talking()
    there = await moved(site, old, chat)
    new = await site.teen(there)
    ticket = (await new.of("teen_state", state="active"))["ticket"]
    claim = await counsellor.until(lambda f: f["t"] == "staff_chat" and f["chat"].get("moved"))
    at = (await view_of(desk, chat)).moved
    await counsellor.close()
    await new.close()
    await redis.flushall()
    strangers = []
    if first == "old":
        strangers.append(await site.teen(held))
        await strangers[0].of("teen_state")
    if first == "console":
        await site.staff("an", chats=[{"chat": chat, "ticket": claim["chat"]["ticket"]}])
        await refused(await site.teen(held))
    back = await site.teen({**there, "ticket": ticket})
    await back.of("teen_state", state="active")
    for stranger in strangers:
        await refused(stranger)
    await refused(await site.teen(held))
    view = await view_of(desk, chat)
    assert (view.moved, view.online, view.state) == (at, True, "active")


async def test_an_old_device_that_a_forgetful_redis_let_in_loses_it_to_the_one_that_is_there(
    opened: Opener, redis: Redis
) -> None:
    """The new device has its line open at the same gateway; or at another one, where only its lease finds out."""
    async with opened() as one, opened() as other:
        for place in (one, other):
            old, held = await one.join()
            there = await moved(one, old, held["chat"])
            new = await one.teen(there)
            await new.of("teen_state", state="waiting")
            await redis.flushall()
            await refused(await place.teen(held))
            desk = one.context.desks["main"]
            await eventually(lambda desk=desk, chat=held["chat"]: _at(desk, chat))  # type: ignore[misc]
            await new.send("leave", chat=held["chat"])
            assert (await new.of("teen_state", state="closed"))["end"] == "abandoned"


async def _at(desk: Desk, chat: str) -> bool:
    view = await desk.chat(chat)
    return view is not None and view.moved > 0 and view.online


async def test_a_code_is_kept_again_when_redis_forgets_before_it_is_typed(site: Site, desk: Desk, redis: Redis) -> None:
    old, held = await site.join()
    code = await code_of(old, held["chat"])
    await redis.flushall()

    async def again() -> bool:
        return bool(await redis.keys("*:code:*"))

    await eventually(again)
    assert (await come(site, code))[0] == 200
    await refused(old)


async def test_a_code_is_tried_a_few_times_by_one_address_and_by_everybody(opened: Opener) -> None:
    async with opened(calm_joins=8) as site:
        wrong = [(await come(site, f"tofi radu mina be{i % 10}a"))[0] for i in range(9)]
        assert wrong == [410] * 8 + [429]
    async with opened(calm_joins=10_000) as site:
        tried = [(await come(site, "tofi radu mina beka"))[0] for _ in range(40)]
        assert tried.count(429) >= 10


async def test_who_tries_at_desks_that_are_none_keeps_nobody_from_coming_back(opened: Opener) -> None:
    """Each such name counted apart, so that one address had tries without end, at everybody's pace."""
    async with opened(calm_joins=8) as site:
        teen, joined = await site.join()
        code = await code_of(teen, joined["chat"])
        for at in range(30):
            assert (await come(site, "tofi radu mina beka", desk=f"none-{at}"))[0] == 404
        assert (await come(site, code))[0] == 200


async def test_what_the_pace_of_all_refused_was_no_try_of_an_address(opened: Opener) -> None:
    async with opened(calm_joins=8) as site:
        pace = site.context.auth.code_pace
        while pace.take(time.monotonic()):
            pass
        assert [(await come(site, "tofi radu mina beka"))[0] for _ in range(9)] == [429] * 9
        pace.level = pace.burst
        assert (await come(site, "tofi radu mina beka"))[0] == 410


async def test_what_could_not_be_tried_was_no_try_of_an_address(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the desk's part of Redis is away, and the counts' is not."""
    async with opened(calm_joins=8) as site:
        teen, joined = await site.join()
        code = await code_of(teen, joined["chat"])
        desk = site.context.desks["main"]
        with monkeypatch.context() as away:
            away.setattr(desk, "code_record", AsyncMock(side_effect=PipeDown))
            assert [(await come(site, code))[0] for _ in range(9)] == [503] * 9
        assert (await come(site, code))[0] == 200


class Ends:
    """Honest clients of both sides, with what each has read."""

    def __init__(self, site: Site) -> None:
        self.read: dict[str, list[str]] = {"old": [], "new": [], "staff": []}
        self.old = TeenClient(site.url, on=lambda event: self._keep("old", event))
        self.new = TeenClient(site.url, on=lambda event: self._keep("new", event))
        self.staff = StaffClient(site.url, on=lambda event: self._keep("staff", event))

    def _keep(self, who: str, event: Event) -> None:
        if isinstance(event, Said):
            self.read[who].append(event.text)

    async def heard(self, who: str, words: str) -> None:
        async def there() -> bool:
            return words in self.read[who]

        await eventually(there)


async def test_sealed_words_before_and_after_a_move(site: Site) -> None:
    """With both clients: the counsellor goes on reading, the new device reads what comes and nothing of what was."""
    ends = Ends(site)
    ticket = await site.ticket("an")
    ends.staff.http.socket_ticket = _once(ticket)  # type: ignore[method-assign]
    await ends.staff.go_on()
    await ends.staff.available()
    chat = await ends.old.join("nl")
    await eventually(lambda: _known(ends.staff, chat))
    await ends.staff.accept(chat)
    ends.old.say("before")
    await ends.heard("staff", "before")
    ends.staff.say(chat, "answer")
    await ends.heard("old", "answer")
    code = await ends.old.ask_code()
    await ends.new.come_back("-".join(code).title())
    ends.new.say("after")
    await ends.heard("staff", "after")
    ends.staff.say(chat, "still here")
    await ends.heard("new", "still here")
    assert ends.read == {"old": ["answer"], "new": ["still here"], "staff": ["before", "after"]}
    assert ends.old.view is not None
    assert (ends.old.view.end, ends.staff.chats[chat].moved > 0) == ("moved", True)
    late = TeenClient(site.url)
    with pytest.raises(Refused):
        await late.come_back(" ".join(code))
    for one in (late, ends.old, ends.new, ends.staff):
        await one.close()


def _once(ticket: str):  # type: ignore[no-untyped-def]
    async def given() -> str:
        return ticket

    return given


async def _known(staff: StaffClient, chat: str) -> bool:
    return chat in staff.chats
