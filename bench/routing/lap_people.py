"""Counsellors who come, go and change, and the timers of their presence."""

from functools import partial

from bench.routing.busy import GATEWAY, BusyDesk, profile

IDLE_TICKS = 100


async def people(desk: BusyDesk, some: list[str]) -> None:
    """Whoever comes new here is gone at the end."""
    await changes(desk, some)
    known = await desk.numbers(some)
    await desk.cost("renew", [partial(desk.desk.renew, GATEWAY, [("staff", who, known[who])]) for who in some])
    await desk.cost("tick", [desk.desk.tick] * IDLE_TICKS)
    await coming_and_going(desk, desk.fresh(len(some)))
    await losses(desk, desk.fresh(len(some)))


async def changes(desk: BusyDesk, some: list[str]) -> None:
    statuses = [(who, status) for status in ("away", "available") for who in some]
    await desk.measured("set_status", statuses)
    skills = [partial(desk.desk.set_counsellor, skills=skills) for skills in (("sextortion",), ())]
    await desk.cost("set_counsellor", [partial(change, desk.rid(), "boss", who) for change in skills for who in some])
    await desk.measured("breather", [(who, minutes) for minutes in (5, 0) for who in some])


async def coming_and_going(desk: BusyDesk, fresh: list[str]) -> None:
    """Each is offered a chat as soon as they are there."""
    rows = [(profile(who), GATEWAY, (), "available") for who in fresh]
    await desk.measured("sign_on", rows)
    known = await desk.numbers(fresh)
    await desk.cost("staff_drop", [partial(desk.desk.staff_drop, who, GATEWAY, known[who]) for who in fresh])
    await desk.cost("sign_on_again", desk.calls("sign_on", rows))
    await desk.measured("sign_off", [(who,) for who in fresh])


async def losses(desk: BusyDesk, fresh: list[str]) -> None:
    """Each is lost while in a chat, which goes back to the front."""
    await desk.hurry(lease_ms=1, staff_grace_ms=1)
    await desk.all("sign_on", [(profile(who), GATEWAY, (), "available") for who in fresh])
    await desk.accept_all(fresh)
    held = await desk.held(fresh)
    await desk.fall_due("staff_lease_over", len(fresh))
    await desk.fall_due("staff_lost", len(fresh))
    await desk.calm()
    await desk.all("sign_off", [(who,) for who in fresh])
    await desk.replace([chat for _, chat, _ in held])
