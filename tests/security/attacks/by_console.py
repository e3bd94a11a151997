"""A lying console: a member of staff with any client, a former one included."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from websockets.exceptions import ConnectionClosed

from chat.client.driver import now
from chat.client.person import new_id as new_cid
from chat.client.staff import StaffClient
from chat.protocol.clean_text import clean_name
from routing import keys
from tests.security.attacks.by_teen import TURNED, of, passes, written
from tests.security.attacks.scene import House, Talk, attack, let_in, taken, talking, until, waiting
from tests.security.wire import PASSWORD, Wire, begin, chatting, console, new_id, new_key, offer_of, signed_in, wire


def command(tag: str, chat: str, **more: Any) -> dict[str, Any]:
    return {"t": tag, "id": new_id(), "chat": chat, **more}


@attack
async def used_ticket(house: House) -> str:
    """A console shows a socket ticket again, one of a sign-in that has ended, and one for another desk."""
    async with console(house.url, "bram") as (staff, _):
        hello = await staff.hello()
        async with wire(house.url, "/ws/staff") as socket:
            await socket.send(hello)
            await socket.until("staff_state")
        got = await let_in(house, hello, "/ws/staff") + await let_in(
            house, await staff.hello(desk="other"), "/ws/staff"
        )
        late = await staff.hello()
        await staff.send("POST", "/api/staff/logout", {})
    return got + await let_in(house, late, "/ws/staff")


@contextlib.asynccontextmanager
async def offered(house: House, name: str = "an", language: str = "nl") -> AsyncIterator[tuple[Wire, str, int]]:
    """A console with an offer: its socket, the chat, the fence."""
    async with console(house.url, name) as (_, socket), wire(house.url, "/ws/teen") as teen:
        assert (await socket.ask({"t": "set_status", "id": new_id(), "status": "available"}))["t"] == "ok"
        chat = (await begin(teen, language)).chat
        yield socket, chat, (await offer_of(socket, chat))["fence"]
        await teen.send({"t": "leave", "chat": chat})
        await teen.closed()


@attack
async def key_of_another(house: House) -> str:
    """A counsellor accepts with another's kid, with a key that is none, and without one."""
    async with offered(house) as (socket, chat, fence):
        one, other = new_key(), new_key()
        lies: list[Any] = [{**one, "kid": other["kid"]}, {**one, "public": other["public"]}]
        lies += [{"kid": one["kid"], "public": "A" * 87}, {"kid": "k", "public": "B" * 90}, None]
        got = await taken(socket, [command("accept", chat, fence=fence, key=key) for key in lies])
        return f"{got} was taken" if got or await house.told(chat, "state") != "offered" else ""


@attack
async def offer_of_another(house: House) -> str:
    """A counsellor takes, declines or enters the chat that another was offered."""
    async with offered(house) as (_, chat, fence), console(house.url, "bram") as (_, bram):
        about = {"fence": fence, "key": new_key()}
        lies = [command("accept", chat, **about), command("decline", chat, fence=fence)]
        got = await taken(bram, [*lies, command("take_anew", chat, **about), command("enter", chat, key=new_key())])
        return f"{got} was taken" if got or await house.told(chat, "staff") != "an" else ""


@attack
async def chat_of_another(house: House) -> str:
    """A counsellor writes, reads, types, refills, ends and hands on the chat of another."""
    async with chatting(house.url, "an") as chat, console(house.url, "bram") as (_, bram):
        name, fence = chat.teen.chat, {"fence": chat.fence}
        lies = [chat.message(1), command("take_anew", name, **fence, key=new_key())]
        lies += [command(tag, name, **fence) for tag in ("finish", "transfer", "invite", "propose_block")]
        got = await taken(bram, [*lies, *(command(tag, name) for tag in ("ready", "extend_wrap_up", "step_out"))])
        refill = {"t": "refill", "epoch": "", "entries": [], "last": True}
        for frame in ({"t": "typing", "on": True}, {"t": "seen", "seq": 1}, refill):
            await bram.send({**frame, "chat": name})
        fine = await passes(chat) and await written(chat) and not of(chat.teen_wire, "typing")
        got += await taken(bram, [command("ready", name)])
        fine = fine and not of(bram, "entry") and not of(bram, "log")
        return "" if fine and not got else f"{got} was taken"


@attack
async def answers_of_before(house: House) -> str:
    """A counsellor repeats, with its id, what was granted for their own chat, for another's chat and another fence."""
    async with chatting(house.url, "an") as chat, chatting(house.url, "bram") as own:
        name, meta = own.teen.chat, keys.chat_meta(chat.teen.chat)
        anew = command("take_anew", name, fence=own.fence, key=new_key())
        granted = [anew, command("finish", name, fence=own.fence + 1)]
        for one in granted:
            assert (await own.staff_wire.ask(one))["t"] == "ok"
        lies = [{**one, "chat": chat.teen.chat} for one in granted]
        lies += [{**one, "fence": 2_000_000_000} for one in lies]
        got = await taken(own.staff_wire, lies)
        fence, ended = await house.redis.hmget(meta, "fence", "ended")
        fine = not got and (fence, ended) == (str(chat.fence), None) and await passes(chat)
        return "" if fine else f"{got} was taken: fence {fence}, ended {ended}"


@attack
async def hold_of_another(house: House) -> str:
    """A counsellor says hello with the hold ticket of another, and with their own of a chat that was handed on."""
    async with chatting(house.url, "an") as chat:
        ticket = of(chat.staff_wire, "staff_chat")[-1]["chat"]["ticket"]
        stolen = [{"chat": chat.teen.chat, "ticket": ticket, "key": new_key()}]
        async with console(house.url, "bram", chats=stolen) as (_, bram):
            got = await taken(bram, [chat.message(1)])
        await chat.staff_wire.ask(command("transfer", chat.teen.chat, fence=chat.fence))
        async with signed_in(house.url, "an") as an, wire(house.url, "/ws/staff") as socket:
            await socket.send(await an.hello(chats=stolen))
            held = [one["state"] for one in (await socket.until("staff_state"))["chats"]]
            got += await taken(socket, [chat.message(1), chat.message(1, fence=chat.fence + 1)])
        return f"{got or held}" if got or "active" in held else ""


@attack
async def words_of_the_teen(house: House) -> str:
    """A counsellor writes a grant, and the teen's yes to themselves, kinds that are none, and in the teen's name."""
    async with chatting(house.url, "an") as chat:
        yes = f"s1.{chat.kid}.yes"
        lies = [{"kind": "share", "body": yes}, {"kind": "grant"}, {"who": "teen"}, {"kind": "consent"}, {"kind": "ok"}]
        got = await taken(chat.staff_wire, [chat.message(1, **lie) for lie in lies])
        return f"{got} was taken" if got or await house.stored(chat.teen.chat) else ""


@contextlib.asynccontextmanager
async def handed_on(house: House, talk: Talk) -> AsyncIterator[StaffClient]:
    """The chat goes on to bram, who was not asked whether he may read what was before."""
    async with client(house, "bram") as bram:
        await bram.available()
        await talk.staff.transfer(talk.chat, to="bram")
        await until(lambda: talk.chat in bram.chats)
        await bram.accept(talk.chat)
        await until(lambda: talk.teen.view and [one.name for one in talk.teen.view.holders] == ["Bram"])
        yield bram


@contextlib.asynccontextmanager
async def client(house: House, name: str) -> AsyncIterator[StaffClient]:
    one = StaffClient(house.url)
    await one.sign_in(name, PASSWORD)
    try:
        yield one
    finally:
        await one.sign_out()
        await one.close()


async def read_after(talk: Talk, bram: StaffClient) -> int:
    """How many entries of before he has once the teen's next words came."""
    cid = talk.teen.say("and now")
    fence = bram.chats[talk.chat].fence
    await until(lambda: cid in [one.cid for one in bram.core.follower(talk.chat).transcript])
    return len([one for one in bram.core.follower(talk.chat).transcript if one.fence < fence])


def fence_of(talk: Talk) -> int:
    return talk.teen.view.fence if talk.teen.view else 0


@attack
async def past_without_a_yes(house: House) -> str:
    """Who takes a chat over reads what was written before, writes the yes themselves, and uses one to another."""
    async with talking(house, language="nl") as talk:
        talk.teen.share_history(True)
        await talk.words()
        async with handed_on(house, talk) as bram:
            kid = bram.consoles[talk.chat].kid
            bram._run(bram.core.write(talk.chat, "share", f"s1.{kid}.yes", new_cid(), now()))
            got, opens = await read_after(talk, bram), {fence for fence, _ in bram.keys.get(talk.chat, {})}
            past = [fence for fence in opens if fence < bram.chats[talk.chat].fence]
            if got or past:
                return f"{got} entries, keys of {past}"
            talk.teen.share_history(True)  # what an honest yes opens
            await until(lambda: [one for one in bram.core.follower(talk.chat).transcript if one.fence < fence_of(talk)])
            return ""


@attack
async def former_counsellor(house: House) -> str:
    """A counsellor whose chat went on to another stays on its log, writes to it, and takes it back."""
    async with talking(house) as talk, handed_on(house, talk) as bram:
        before = len(talk.staff.core.follower(talk.chat).transcript)
        held = bram.chats[talk.chat].fence
        raw = talk.staff.core.follower(talk.chat)
        talk.staff._run(talk.staff.core.admit(talk.chat, held, bram.consoles[talk.chat].kid, now()))
        cid = talk.staff.say(talk.chat, "I am still here")
        await until(lambda: not (item := raw.outbox.find(cid)) or not item.flying)
        await read_after(talk, bram)
        more = len(raw.transcript) - before
        return f"{more} entries" if more or [one for one in talk.to_teen if one.text not in talk.said] else ""


@attack
async def unasked_supervisor(house: House) -> str:
    """A supervisor enters a chat uninvited, and one whose counsellor had asked under an earlier fence."""
    async with chatting(house.url, "an") as chat, console(house.url, "sofie") as (_, sofie):
        name = chat.teen.chat
        got = await taken(sofie, [command("enter", name, key=new_key()), chat.message(1)])
        assert (await chat.staff_wire.ask(command("invite", name, fence=chat.fence)))["t"] == "ok"
        anew = command("take_anew", name, fence=chat.fence, key=new_key())
        assert (await chat.staff_wire.ask(anew))["t"] == "ok"
        got += await taken(sofie, [command("enter", name, key=new_key())])
        return f"{got} was taken" if got else ""


@attack
async def rank(house: House) -> str:
    """A counsellor gives a supervisor's commands, and watches the board."""
    async with waiting(house) as (_, teen), console(house.url, "bram") as (staff, bram):
        lies = [
            command("requeue", teen.chat),
            command("set_priority", teen.chat, priority=1),
            command("get_trace", teen.chat),
        ]
        lies += [command("assign", teen.chat, staff="bram"), {"t": "set_service", "id": new_id(), "mode": "closed"}]
        lies += [{"t": "set_counsellor", "id": new_id(), "staff": "an", "status": "away"}]
        got = await taken(bram, lies)
        return f"{got}" if got else await let_in(house, await staff.hello(watch=True), "/ws/staff")


@attack
async def block_alone(house: House) -> str:
    """A counsellor confirms the block they asked for, and blocks for a year."""
    async with chatting(house.url, "an") as chat:
        name = chat.teen.chat
        got = await taken(chat.staff_wire, [command("propose_block", name, fence=chat.fence, hours=8_760)])
        assert (await chat.staff_wire.ask(command("propose_block", name, fence=chat.fence, hours=1)))["t"] == "ok"
        got += await taken(chat.staff_wire, [command("confirm_block", name, yes=True)])
        return f"{got} was taken" if got else ""


@attack
async def turned_name(house: House) -> str:
    """A member of staff has a name that turns the words around it, is not seen, and has no end."""
    async with signed_in(house.url, "admin") as admin:
        lie = f"Chloe{TURNED}{'x' * 20}"
        answer = await admin.send("PUT", "/api/staff/accounts/chloe", {"name": lie})
        try:
            async with chatting(house.url, "chloe", "fr") as chat:
                state = of(chat.teen_wire, "teen_state")[-1]
                names = {one["name"] for one in [*state["holders"], *state["comings"]]}
        finally:
            await admin.send("PUT", "/api/staff/accounts/chloe", {"name": "Chloe"})
        fine = answer.status_code >= 400 or names == {clean_name(lie)}
        return "" if fine else f"the teen is shown {names!r}"


@attack
async def written_after_the_end(house: House) -> str:
    """A counsellor and a teen write into a chat that has ended, and come back to its log."""
    async with chatting(house.url, "an") as chat:
        entries = await written(chat)
        await chat.staff_wire.ask(command("finish", chat.teen.chat, fence=chat.fence))
        with contextlib.suppress(ConnectionClosed):
            await chat.teen_wire.send(chat.message(1))
        got = await taken(chat.staff_wire, [chat.message(3)])
        got += [
            await let_in(
                house, chat.teen.hello(epoch="e", **{name: entries[1][name] for name in ("seq", "stamp", "place")})
            )
        ]
        return f"{got}" if got != [""] or len(await house.stored(chat.teen.chat)) > 2 else ""
