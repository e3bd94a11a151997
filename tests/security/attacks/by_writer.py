"""Whoever writes Redis, with a staff login of their own at most: may drop, delay, repeat and disturb, no more."""

import contextlib
import json
from typing import Any

import httpx
import msgspec

from chat.auth.identity import StaffIdentity
from chat.auth.vouching import vouch
from chat.client.sealing import ConsoleKey
from chat.client.staff import CommandRefused
from chat.entry.holders import Holder, HolderSeals
from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps
from chat.entry.tokens import digest, new_token, unb64u
from chat.protocol.staff import Enter, TakeAnew
from chat.redis_time import now_ms, now_s
from routing import keys
from routing.log_values import entry
from routing.values import stay_of
from tests.http_client import http_client
from tests.security.attacks.by_console import client, handed_on, read_after
from tests.security.attacks.by_teen import passes, written
from tests.security.attacks.scene import House, Talk, attack, let_in, talking, until, until_true, waiting
from tests.security.wire import Chat, chatting, new_id, wire

APPEND = """local seq = redis.call('HINCRBY', KEYS[1], 'head', 1)
redis.call('XADD', KEYS[2], seq .. '-0', 'f', ARGV[1])
return seq"""
OWN = KeyRing(("guessed" * 6,))


async def put(house: House, chat: str, stored: str) -> int:
    """At the log's end, as the house's scripts would."""
    seq = await house.redis.eval(APPEND, 2, *keys.of_chat(chat), stored)  # type: ignore[misc]
    for role in ("teen", "counsellor"):
        channel = await house.redis.hget(keys.chat_meta(chat), f"channel:{role}")
        epoch = await house.redis.hget(keys.chat_meta(chat), "epoch")
        if channel:  # whoever is not there yet reads the log when they come
            await house.redis.publish(channel, f"e {chat} {role} {epoch} {seq} {stored}")
    return int(seq)


async def shown(chat: Chat, seq: int) -> list[str]:
    """Which ends were shown what stands at `seq`."""
    frames = [(end, await end.until("entry", "withheld", seq=seq)) for end in (chat.teen_wire, chat.staff_wire)]
    return [end.socket.request.path for end, frame in frames if frame["t"] == "entry"]  # type: ignore[union-attr]


@attack
async def entry_put_in(house: House) -> str:
    """Who writes Redis puts an entry in, without a stamp, with one of their own making, and with another entry's."""
    got: list[str] = []
    for lie in range(3):
        async with chatting(house.url, "an") as chat:
            core = entry("counsellor", new_id(), 9, chat.fence, chat.kid, "text", "x" * 400)
            other = (await written(chat))[0]["stamp"] if lie == 2 else "A" * 22
            lies = [core + "}", Stamps(OWN).stamped(chat.teen.chat, core), f'{core},"stamp":"{other}"}}']
            seq = await put(house, chat.teen.chat, lies[lie])
            got += await shown(chat, seq)
    return f"shown at {got}" if got else ""


@attack
async def entry_of_another_chat(house: House) -> str:
    """Who writes Redis puts the entry of one chat, stamp and all, into another."""
    async with chatting(house.url, "an") as one, chatting(house.url, "bram", "fr") as other:
        await written(one)
        seq = await put(house, other.teen.chat, (await house.stored(one.teen.chat))[0])
        return f"shown at {got}" if (got := await shown(other, seq)) else ""


async def rewrite(house: House, chat: str, texts: list[str]) -> None:
    """The log holds these entries, from its first on."""
    await house.redis.delete(keys.chat_log(chat))
    for seq, text in enumerate(texts, 1):
        await house.redis.xadd(keys.chat_log(chat), {"f": text}, f"{seq}-0")
    await house.redis.hset(keys.chat_meta(chat), "head", len(texts))


async def come_back(talk: Talk) -> None:
    """Both lose their connections, and write again."""
    for one in (talk.teen, talk.staff):
        one.driver.abort()
    await talk.words()


def texts_of(talk: Talk) -> list[list[str]]:
    """What each end shows, in order: ids of texts, each once."""
    ends = (talk.teen.core.follower(talk.chat), talk.staff.core.follower(talk.chat))
    return [[one.cid for one in end.transcript if one.kind == "text"] for end in ends]


async def _changed(house: House, change: Any) -> str:
    """Both come back to a log that was rewritten: nothing strange is read, and nothing shown is gone or moved."""
    async with talking(house) as talk:
        await talk.words()
        before = texts_of(talk)[0]
        await rewrite(house, talk.chat, change(await house.stored(talk.chat)))
        await come_back(talk)
        teen, staff = texts_of(talk)
        whole = teen[: len(before)] == before == staff[: len(before)] and teen == staff
        return talk.strange or ("" if whole else f"{before} became {teen} and {staff}")


@attack
async def entries_changed(house: House) -> str:
    """Who writes Redis changes what was written: each body, its writer, its holder, its kind."""

    def change(texts: list[str]) -> list[str]:
        forged = texts[-1].replace('"body":"m2.', '"body":"m2.AAAA')
        return [texts[0].replace("teen", "counsellor"), *texts[1:-2], texts[-2].replace('"text"', '"note"'), forged]

    return await _changed(house, change)


@attack
async def order_changed(house: House) -> str:
    """Who writes Redis turns the order of what was delivered round."""
    return await _changed(house, lambda texts: texts[::-1])


@attack
async def log_set_back(house: House) -> str:
    """Who writes Redis sets a log back to what it was, entries and counts, as a failover does."""
    async with talking(house) as talk:
        both = keys.of_chat(talk.chat)
        kept = [await raw_dump(house, key) for key in both]
        await talk.words()
        for key, value in zip(both, kept, strict=True):
            await raw_restore(house, key, value)
        await come_back(talk)
        teen, staff = texts_of(talk)
        return talk.strange or ("" if len(teen) == 6 and teen == staff else f"{teen} and {staff}")


async def raw_dump(house: House, key: str) -> bytes:
    from tests.conftest import make_redis

    raw = make_redis(house.stack.redis_url, decode_responses=False)
    value: bytes = await raw.dump(key)
    await raw.aclose()
    return value


async def raw_restore(house: House, key: str, value: bytes) -> None:
    await house.redis.restore(key, 0, value, replace=True)


@attack
async def yes_put_in(house: House) -> str:
    """Who writes Redis puts the teen's yes to a new counsellor in: without a stamp, and an earlier yes rewritten."""
    async with talking(house) as talk:
        talk.teen.share_history(True)
        await talk.words()
        async with handed_on(house, talk) as bram:
            fence, kid = bram.chats[talk.chat].fence, bram.consoles[talk.chat].kid
            core = entry("teen", new_id(), 99, fence, kid, "share", f"s1.{kid}.yes")
            await put(house, talk.chat, core + "}")
            old = next(one for one in await house.stored(talk.chat) if '"share"' in one)
            stamp = old.rpartition('"stamp":"')[2]
            await put(house, talk.chat, f'{core},"stamp":"{stamp}')
            got = await read_after(talk, bram)
            return f"{got} entries of before" if got else ""


@attack
async def key_put_in(house: House) -> str:
    """Who writes Redis puts another key into a chat: sealed by themselves, of an earlier fence, or of another chat."""
    async with chatting(house.url, "bram", "fr") as other, talking(house) as talk:
        first, earlier = await house.told(talk.chat, "seal"), talk.staff.consoles[talk.chat].kid
        await talk.staff.command(take(talk, 1))
        await until(lambda: talk.teen.view and talk.teen.view.fence == 2)
        mine = ConsoleKey()
        own = Holder("main", talk.chat, 2, "an", "counsellor", "An", mine.kid, mine.public, "o", now_ms() + 10**7)
        good = await house.told(talk.chat, "seal")
        key_id, _, mac = good.partition(".")[0], "", good.rpartition(".")[2]
        spliced = f"{key_id}.{HolderSeals(OWN).seal(own).split('.')[1]}.{mac}"
        lies = {mine.kid, earlier, other.kid}
        for lie in (HolderSeals(OWN).seal(own), first, await house.told(other.teen.chat, "seal"), spliced, ""):
            await house.redis.hset(keys.desk_key("main", "chat", talk.chat), "seal", lie)
            talk.teen.view = None
            talk.teen.driver.abort()
            await until(lambda: talk.teen.view)
            got = {one.key.kid for one in talk.teen.view.holders if one.key} & lies  # type: ignore[attr-defined]
            if got:
                return f"the teen seals for {got}"
        return ""


def take(talk: Talk, fence: int) -> TakeAnew:
    return TakeAnew(new_id(), talk.chat, fence, talk.staff._new_key(talk.chat))


@attack
async def words_in_names(house: House) -> str:
    """Who writes Redis renames who is in the chat, and writes who came and went, to say something to the teen."""
    said = "Call 0470 now"
    async with talking(house) as talk:
        chat = keys.desk_key("main", "chat", talk.chat)
        comings = [{"occurrence": "o", "who": "counsellor", "name": said, "what": "came", "fence": 1}]
        await house.redis.hset(keys.desk_key("main", "staff", "an"), "name", said)
        await house.redis.hset(chat, "comings", json.dumps(comings))
        if not talk.teen.view or [one.name for one in talk.teen.view.comings] != ["An"]:
            return "nobody told the teen who came"
        talk.teen.view = None
        talk.teen.driver.abort()
        await until(lambda: talk.teen.view)
        return "the teen reads it" if said in str(talk.teen.view) else ""


@attack
async def words_in_a_language(house: House) -> str:
    """Who writes Redis puts words where a chat's language stands, to say something to the teen."""
    async with waiting(house) as (_, teen):
        chat = keys.desk_key("main", "chat", teen.chat)
        language = await house.told(teen.chat, "language")
        for lie in ("snapchat-jantje99", "x" * 300, ""):
            await house.redis.hset(chat, "language", lie)
            async with wire(house.url, "/ws/teen") as again:
                await again.send(teen.hello())
                told = (await again.until("teen_state"))["language"]
            if told != language:
                break
        await house.redis.hset(chat, "language", language)
    return "" if told == language else f"the teen is shown {told!r}"


@attack
async def frames_put_in(house: House) -> str:
    """Who writes Redis sends a console frames of their own: an entry, an acknowledgement, a chat."""
    async with chatting(house.url, "an") as chat:
        gateway = await house.redis.hget(keys.desk_key("main", "staff", "an"), "gateway")
        lies: list[dict[str, Any]] = [{"t": "entry", **(await written(chat))[0], "chat": chat.teen.chat, "who": "teen"}]
        lies += [{"t": "ack", "chat": chat.teen.chat, "cid": "x", "seq": 9, "stamp": "", "place": ""}]
        lies += [{"t": "staff_chat_gone", "chat": chat.teen.chat, "why": "lost"}, {"t": "drain", "within_ms": 1}]
        for lie in lies:
            await house.redis.publish(keys.gateway_channel(gateway), f"i main an {json.dumps(lie)}")
        fine = await passes(chat)
        got = [frame["t"] for frame in chat.staff_wire.seen if frame in lies]
        return f"{got}" if got or not fine else ""


@attack
async def ticket_made_in_redis(house: House) -> str:
    """Who writes Redis makes a console's ticket: in clear, under their own seal, and from another's that is good."""
    ticket = new_token()
    admin = StaffIdentity("admin", "Admin", "admin", desks=("main",))
    lies = [msgspec.json.encode(admin).decode(), vouch(OWN, "socket", digest(ticket), admin, now_s() + 60)]
    async with client(house, "bram") as bram:
        good = await bram.http.socket_ticket()
        lies.append(str(await house.redis.get(keys.socket_ticket(digest(good)))))
        lies.append(lies[-1].replace("counsellor", "admin"))
    hello = {"t": "hello_staff", "v": 2, "ticket": ticket, "desk": "main"}
    for lie in lies:
        await house.redis.set(keys.socket_ticket(digest(ticket)), lie)
        if got := await let_in(house, hello, "/ws/staff"):
            return got
    return ""


@attack
async def seat_taken(house: House) -> str:
    """Who writes Redis and has a login gives themselves another's chat: they must be seen, and get no past."""
    async with talking(house) as talk, client(house, "bram") as bram:
        await house.redis.hset(keys.desk_key("main", "chat", talk.chat), "staff", "bram")
        await house.redis.hset(keys.desk_key("main", "staff", "bram"), "slots", talk.chat)
        bram.driver.abort()
        await until(lambda: talk.chat in bram.chats)
        await until(lambda: talk.teen.view and "Bram" in [one.name for one in talk.teen.view.holders])
        past = await read_after(talk, bram)
        fences = [fence for fence, _ in bram.keys.get(talk.chat, {}) if fence < 2]
        return f"{past} entries, keys of {fences}" if fences else ""


@attack
async def fence_taken(house: House) -> str:
    """Who writes Redis and has a login is offered another's chat under the fence that runs: no key of it is theirs."""
    async with talking(house) as talk, client(house, "bram") as bram:
        offer = {"state": "offered", "staff": "bram"}
        await house.redis.hset(keys.desk_key("main", "chat", talk.chat), mapping=offer)
        await house.redis.hset(keys.desk_key("main", "staff", "bram"), "slots", talk.chat)
        bram.driver.abort()
        await until(lambda: talk.chat in bram.chats)
        await bram.accept(talk.chat)
        await until(lambda: talk.teen.view and "Bram" in [one.name for one in talk.teen.view.holders])
        cid = talk.teen.say("and now")
        await until(lambda: cid in [one.cid for one in bram.core.follower(talk.chat).transcript])
        got = set(bram.keys.get(talk.chat, {}))
        return f"keys of {got}" if got else ""


@attack
async def there_all_the_time(house: House) -> str:
    """Who writes Redis and has a login passes for somebody who was there before, so that the teen is asked whether they
    may keep reading: under the stay of who was, and with a coming of their own that is set back."""
    came: dict[str, int] = {}

    def was_there() -> bool:
        """As the page reckons it."""
        view = talk.teen.view
        for one in view.comings if view else ():
            if one.what == "came":
                came.setdefault(one.occurrence, one.fence)
        shown = [one.occurrence for one in view.holders if one.who == "counsellor"] if view else []
        return bool(view and shown and came.get(shown[0], view.fence) < view.fence)

    async with talking(house) as talk:
        if was_there() or not came:
            return "nobody told the teen who came"
        (an,) = came
        async with handed_on(house, talk):
            chat, got = keys.desk_key("main", "chat", talk.chat), list[str]()
            seal = await house.told(talk.chat, "seal")
            bram = msgspec.msgpack.decode(unb64u(seal.split(".")[1]), type=Holder).staff
            own = {"fence": 1, "who": "counsellor", "name": "", "what": "came", "seal": seal}
            for stay in (an, "o", stay_of(talk.chat, 1, bram), stay_of(talk.chat, 2, bram)):
                lie = {"comings": json.dumps([{"occurrence": stay, **own}]), "staff_occurrence": stay}
                await house.redis.hset(chat, mapping=lie)
                talk.teen.view = None
                talk.teen.driver.abort()
                await until(lambda: talk.teen.view)
                got += [stay] if was_there() else []
            return f"was taken for who was there, as {got}" if got else ""


@attack
async def supervisor_put_in(house: House) -> str:
    """Who writes Redis has a supervisor of theirs asked into a chat, or puts them beside its counsellor."""
    async with talking(house) as talk, client(house, "sofie") as sofie:
        chat, key = keys.desk_key("main", "chat", talk.chat), sofie._new_key(talk.chat)
        for seal in ("", await house.told(talk.chat, "seal")):
            lie = {"invited": "*", "invited_fence": "1", "invitation": seal}
            await house.redis.hset(chat, mapping=lie)
            with contextlib.suppress(CommandRefused):
                await sofie.command(Enter(new_id(), talk.chat, key))
                return "a supervisor came in"
        await talk.staff.invite(talk.chat)
        await sofie.enter(talk.chat)  # what an honest invitation opens
        await until(lambda: sofie.keys.get(talk.chat))
        seen = {one.who for one in talk.teen.view.holders} if talk.teen.view else set()
        return "" if seen == {"counsellor", "supervisor"} else f"the teen is shown {seen}"


@attack
async def digests_as_tokens(house: House) -> str:
    """Who reads Redis shows digests, seals and ids found there as tokens and tickets."""
    async with chatting(house.url, "an") as chat:
        seal, chain = await house.told(chat.teen.chat, "seal"), await house.told(chat.teen.chat, "chain")
        got = [
            await let_in(house, chat.teen.hello(token=lie, ticket=lie))
            for lie in (seal, digest(chat.teen.token), chain * 2)
        ]
        async with wire(house.url, "/ws/teen") as socket:
            await socket.send({"t": "hello_teen", "v": 2, "token": digest(chat.teen.token), "ticket": chat.teen.ticket})
            got += [] if await socket.closed() == 4101 else ["a digest opened the chat"]
        return "".join(got)


@attack
async def processes_of_their_own(house: House) -> str:
    """Who writes Redis lets processes live that are none, to stop the figures or to write on an operator's terminal."""
    said = [
        "web 1\x1b]0;x\x07 {now}",
        "web \n# HELP x {now}",
        "worker 9 " + "9" * 5_000,
        "web",
        "x" * 9_000,
        "cat 1 {now}",
    ]
    told = {f"none-{place}": one.replace("{now}", str(now_ms())) for place, one in enumerate(said)}
    await house.redis.hset(keys.processes(), mapping=told)

    async def forgotten() -> bool:
        answers.append(await http.get("/metrics"))
        return not set(await house.redis.hkeys(keys.processes())) & set(told)

    answers: list[httpx.Response] = []
    try:
        async with http_client(house.url) as http:
            await until_true(forgotten)
    finally:
        await house.redis.hdel(keys.processes(), *told)
    odd = [one.status_code for one in answers if one.status_code != 200 or "\x1b" in one.text]
    return f"figures of {odd}" if odd else ""
