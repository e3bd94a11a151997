"""The key of a console's box: given to its person alone, while the sign-in that left it stands; masked in Redis."""

import base64
import secrets
import time

import pytest
from redis.asyncio import Redis

from chat.auth.identity import StaffIdentity
from chat.auth.sessions import IDLE_S
from chat.entry.box_keys import name_of
from routing import keys
from tests.security.conftest import Browser, House

BOX = tuple[str, str]


@pytest.fixture
def box() -> BOX:
    """What a page draws: a handle and a key."""
    return secrets.token_urlsafe(16), secrets.token_urlsafe(32)


async def signed_in(house: House, name: str) -> tuple[Browser, StaffIdentity]:
    account = await house.auth.accounts.store.by_name(name) or await house.person(name)
    started = await house.auth.sessions.start(account, "passkey", int(time.time()))
    browser = house.browser()
    browser.http.cookies.set(house.guard.cookies.name(), started.cookie)
    browser.csrf = started.csrf
    return browser, started.who


async def asked(browser: Browser, handle: str) -> str:
    """The key, or why there is none."""
    answer = await browser.post("box", {"handle": handle})
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    return str(found["key"] if answer.status_code == 200 else found["code"])


async def test_its_person_gets_it_while_the_sign_in_stands(house: House, box: BOX) -> None:
    browser, who = await signed_in(house, "an")
    assert await asked(browser, box[0]) == "gone", "nothing was deposited yet"
    assert await house.auth.sign_in_boxes.deposit(who, "main", *box)
    assert await asked(browser, box[0]) == box[1]
    bram, _ = await signed_in(house, "bram")
    assert await asked(bram, box[0]) == "gone", "another person, with the handle from the disk"
    assert await asked(house.browser(), box[0]) == "signed_out"
    await house.auth.sessions.end(who.session)
    again, _ = await signed_in(house, "an")
    assert await asked(again, box[0]) == "gone", "also where Redis has not heard of the end"


async def test_the_same_person_gets_it_after_a_crash_while_the_former_sign_in_stands(house: House, box: BOX) -> None:
    _, former = await signed_in(house, "an")
    await house.auth.sign_in_boxes.deposit(former, "main", *box)
    browser, who = await signed_in(house, "an")
    assert await asked(browser, box[0]) == box[1]
    assert await house.auth.sign_in_boxes.deposit(who, "main", *box), "and goes on under the new one"
    await house.auth.sessions.end(former.session)
    await house.auth.sign_in_boxes.forget("an", former.session)
    assert await asked(browser, box[0]) == box[1]


async def test_an_idle_sign_in_gives_nothing(house: House, box: BOX) -> None:
    _, former = await signed_in(house, "an")
    _, who = await signed_in(house, "an")
    boxes, now = house.auth.sign_in_boxes, int(time.time())
    await boxes.deposit(former, "main", *box)
    assert await boxes.open(box[0], who, now + IDLE_S - 60) == box[1]
    assert await boxes.open(box[0], who, now + IDLE_S) is None


async def test_it_is_gone_with_a_sign_out_here_or_everywhere(house: House, redis: Redis) -> None:
    boxes = house.auth.sign_in_boxes
    drawn = [(secrets.token_urlsafe(16), secrets.token_urlsafe(32)) for _ in range(3)]
    (one, first), (other, second), (bram, theirs) = [await signed_in(house, name) for name in ("an", "an", "bram")]
    for who, (handle, key) in zip((first, second, theirs), drawn, strict=True):
        assert await boxes.deposit(who, "main", handle, key)
    await boxes.forget(first.id, first.session)
    assert [await asked(one, drawn[0][0]), await asked(other, drawn[1][0])] == ["gone", drawn[1][1]]
    await boxes.forget(second.id)
    assert [await asked(other, drawn[1][0]), await asked(bram, drawn[2][0])] == ["gone", drawn[2][1]]
    assert await redis.keys("box*") != []
    await boxes.forget(theirs.id)
    assert await redis.keys("box*") == []


@pytest.mark.parametrize("before", ["EXPIRE", "SET"])
async def test_a_sign_out_in_the_middle_of_a_deposit_leaves_nothing(
    house: House, redis: Redis, box: BOX, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, who = await signed_in(house, "an")
    boxes = house.auth.sign_in_boxes
    ask = boxes._ask

    async def interrupted(*words: object) -> object:
        if words[0] == before:
            monkeypatch.setattr(boxes, "_ask", ask)
            await boxes.forget(who.id, who.session)
        return await ask(*words)

    monkeypatch.setattr(boxes, "_ask", interrupted)
    await boxes.deposit(who, "main", *box)
    assert await redis.keys("box*") == []


async def test_a_deposit_that_stopped_half_way_goes_with_the_sign_out(
    house: House, redis: Redis, box: BOX, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, who = await signed_in(house, "an")
    boxes = house.auth.sign_in_boxes
    ask = boxes._ask

    async def until_it_is_there(*words: object) -> object:
        answer = await ask(*words)
        if words[0] == "SET":
            raise ConnectionError
        return answer

    monkeypatch.setattr(boxes, "_ask", until_it_is_there)
    with pytest.raises(ConnectionError):
        await boxes.deposit(who, "main", *box)
    monkeypatch.setattr(boxes, "_ask", ask)
    await boxes.forget(who.id, who.session)
    assert await redis.keys("box*") == []


async def test_a_sign_in_has_one_for_each_desk_and_the_newest_stays(house: House, box: BOX) -> None:
    browser, who = await signed_in(house, "an")
    boxes = house.auth.sign_in_boxes
    newer, beside = ((secrets.token_urlsafe(16), secrets.token_urlsafe(32)) for _ in range(2))
    for desk, one in (("main", box), ("main", newer), ("night", beside)):
        await boxes.deposit(who, desk, *one)
    assert [await asked(browser, one[0]) for one in (box, newer, beside)] == ["gone", newer[1], beside[1]]


async def test_nobody_takes_a_handle_from_another(house: House, box: BOX) -> None:
    browser, who = await signed_in(house, "an")
    _, bram = await signed_in(house, "bram")
    boxes = house.auth.sign_in_boxes
    assert await boxes.deposit(who, "main", *box)
    assert not await boxes.deposit(bram, "main", box[0], secrets.token_urlsafe(32))
    assert not await boxes.deposit(bram, "main", secrets.token_urlsafe(16), "short")
    assert await asked(browser, box[0]) == box[1]


async def test_redis_holds_neither_the_handle_nor_the_key_and_nothing_for_longer(
    house: House, redis: Redis, box: BOX
) -> None:
    _, who = await signed_in(house, "an")
    await house.auth.sign_in_boxes.deposit(who, "main", *box)
    raw = base64.urlsafe_b64decode(box[1] + "=").hex()
    kept = {name: str(await redis.get(name)) for name in (keys.box(name_of(box[0])),)}
    kept[keys.boxes_of(who.id)] = str(await redis.hgetall(keys.boxes_of(who.id)))
    for name, stored in kept.items():
        assert not [secret for secret in (*box, raw) if secret in name + stored]
        assert 0 < await redis.ttl(name) <= IDLE_S


async def test_who_writes_redis_cannot_have_it_given_to_another(house: House, redis: Redis, box: BOX) -> None:
    """Their own sign-in put into the record of a colleague whose disk they have."""
    _, who = await signed_in(house, "an")
    thief, theirs = await signed_in(house, "bram")
    await house.auth.sign_in_boxes.deposit(who, "main", *box)
    place = keys.box(name_of(box[0]))
    stored = await redis.get(place)
    text = stored.decode() if isinstance(stored, bytes) else str(stored)
    await redis.set(place, text.replace(f"{who.id} {who.session}", f"{theirs.id} {theirs.session}"))
    assert await asked(thief, box[0]) not in (box[1], "signed_out")
