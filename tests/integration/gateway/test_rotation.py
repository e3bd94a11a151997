"""The house's secret is changed while people talk: in two steps nobody notices, and what leaked opens nothing."""

from tests.integration.gateway.conftest import SECRET, Opener
from tests.integration.gateway.ends import End, Frame, Site, text

NEXT = "pX4vN8sLq2Wc7RtYb1mZk5jHd9GfUe3A"
FIRST = {"secret": SECRET, "next_secret": NEXT}
SECOND = {"secret": NEXT, "old_secrets": (SECRET,)}


async def back(site: Site, held: Frame, at: Frame) -> End:
    """The teen comes back to another gateway, after the entry that this frame brought or acknowledged."""
    proof = {name: at[name] for name in ("seq", "stamp", "place")}
    return await site.teen(held, epoch=held["epoch"], **proof)


async def test_gateways_of_both_steps_deliver_each_others_entries(opened: Opener) -> None:
    async with opened(**FIRST) as first, opened(**SECOND) as second:
        teen, an, chat, fence, held = await first.talking()
        epoch = (await teen.of("log"))["epoch"]
        await an.say(**text(chat, fence, "a1", 1))
        at = await teen.of("entry", cid="a1")
        again = await back(second, held | {"epoch": epoch}, at)
        log = await again.of("log")
        assert (log["epoch"], log.get("refill", False)) == (epoch, False)
        await again.say(**text(chat, fence, "t1", 1))
        assert (await an.of("entry", cid="t1"))["who"] == "teen"
        await an.say(**text(chat, fence, "a2", 2))
        assert (await again.of("entry", cid="a2"))["seq"] == 3
        assert [one["name"] for one in (await again.of("teen_state"))["holders"]] == ["An"]


async def test_what_a_leaked_secret_signed_is_withheld_once_it_is_removed(opened: Opener) -> None:
    async with opened(**FIRST) as first, opened(secret=NEXT) as after:
        teen, an, chat, fence, held = await first.talking()
        await an.say(**text(chat, fence, "a1", 1))
        at = await teen.of("entry", cid="a1")
        stored = after.context.auth.stamps.stamp_of(chat, await _stored(after, chat))
        assert stored == "", "a gateway that lost the secret takes the entry for nobody's"
        proof = {name: at[name] for name in ("seq", "stamp", "place")}
        assert not after.context.auth.stamps.is_place(chat, (await teen.of("log"))["epoch"], **proof)
        refused = await after.teen(held)
        assert await refused.closed() == 4101


async def _stored(site: Site, chat: str) -> str:
    (one,) = await site.context.log.read(chat, 0)
    return one.text
