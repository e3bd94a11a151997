"""Chats from offer to end: what the counsellors who hold them do, and the timers of offer, wrap-up and breather."""

from functools import partial

from bench.routing.busy import BusyDesk


async def chats(desk: BusyDesk, people: list[str]) -> None:
    """Each counsellor here is in a chat, before and after."""
    await lives(desk, people)
    await notes(desk, people)
    await refusals(desk, people)
    await handing_on(desk, people)
    await timers(desk, people)


async def lives(desk: BusyDesk, people: list[str]) -> None:
    held = await desk.held(people)
    await desk.measured("finish", held)
    await desk.measured("extend_wrap_up", [row[:2] for row in held])
    await desk.measured("ready", [row[:2] for row in held])
    await desk.measured("accept", await desk.held(people))
    await desk.queue(len(people))
    await desk.cost("leave_active", desk.calls("leave", [(chat,) for _, chat, _ in await desk.held(people)]))
    await desk.after_wrap_up(people)
    await desk.accept_all(people)


async def notes(desk: BusyDesk, people: list[str]) -> None:
    held = await desk.held(people)
    await desk.cost("note_form", [partial(desk.desk.note_form, chat, who, "{}") for who, chat, _ in held])
    await desk.cost("note_messages", [partial(desk.desk.note_messages, chat, 3, 2) for _, chat, _ in held])


async def refusals(desk: BusyDesk, people: list[str]) -> None:
    offers = await desk.offered(people)
    await desk.measured("decline", offers)
    await _after(desk, people, offers)
    await desk.hurry(offer_ms=1)
    offers = await desk.offered(people)
    await desk.calm()
    await desk.fall_due("expire", len(people))
    await _after(desk, people, offers)


async def handing_on(desk: BusyDesk, people: list[str]) -> None:
    held = await desk.held(people)
    await desk.cost("requeue", desk.calls("requeue", [("boss", chat) for _, chat, _ in held]))
    await _after(desk, people, held)
    held = await desk.held(people)
    await desk.measured("transfer", held)
    await _after(desk, people, held)


async def _after(desk: BusyDesk, people: list[str], missed: list[tuple[str, str, int]]) -> None:
    await desk.replace([chat for _, chat, _ in missed])
    await desk.accept_all(people)


async def timers(desk: BusyDesk, people: list[str]) -> None:
    await desk.hurry(wrap_up_ms=1)
    await desk.all("finish", await desk.held(people))
    await desk.calm()
    await desk.fall_due("wrap_up_over", len(people))
    await desk.accept_all(people)
    await desk.hurry(breather_ms=1)
    held = await desk.held(people)
    await desk.all("finish", [(*row, True) for row in held])
    await desk.all("ready", [row[:2] for row in held])
    await desk.calm()
    await desk.fall_due("breather_over", len(people))
    await desk.accept_all(people)
    await desk.queue(2 * len(people))
