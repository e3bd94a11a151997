"""What supervisors do, the desk's service, and what is read of it."""

from functools import partial
from itertools import cycle, islice

from bench.routing.busy import GATEWAY, BusyDesk, profile
from bench.routing.valkey import in_batches

BOARDS = 2


async def supervision(desk: BusyDesk, people: list[str]) -> None:
    held = await desk.held(people)
    await desk.measured("invite", held)
    await desk.measured("enter", [(boss, *row[1:]) for boss, row in zip(cycle(("boss", "other")), held)])
    await desk.measured("propose_block", held)
    for label, yes in (("refuse_block", False), ("confirm_block", True)):
        await desk.cost(label, desk.calls("confirm_block", [("boss", chat, yes) for _, chat, _ in held]))
        if not yes:
            await desk.all("propose_block", held)
    await desk.after_wrap_up(people)
    await desk.accept_all(people)
    await by_hand(desk, len(people))


async def by_hand(desk: BusyDesk, times: int) -> None:
    """One chat to and fro between two who are free: nobody is, where many wait."""
    pair = desk.fresh(2)
    await desk.all("sign_on", [(profile(who, "fr"), GATEWAY, (), "available") for who in pair])
    [chat] = desk.fresh(1)
    await in_batches(call() for call in desk.joins([chat], "fr"))
    [(first, _, _)] = await desk.held(pair)
    turns = sorted(pair, key=lambda who: who == first)
    await desk.measured("assign", [("boss", chat, who) for who in islice(cycle(turns), times)])
    await desk.all("leave", [(chat,)])
    await desk.all("sign_off", [(who,) for who in pair])


async def service(desk: BusyDesk, times: int) -> None:
    await desk.measured("set_service", [("open", "bench")] * times)
    await desk.cost("set_hours", [partial(desk.desk.set_hours, "open", 0, at) for at in range(times)])
    await desk.cost("visit", [partial(desk.desk.visit, "closed_visit", "nl")] * times)


async def reading(desk: BusyDesk, people: list[str]) -> None:
    chats = await desk.queue(len(people))
    await desk.cost("first_places", [partial(desk.desk.positions, [chat]) for chat in chats])
    look = desk.desk.look
    await desk.cost("places", [partial(look, "view_positions", chat) for chat in chats])
    await desk.cost("chat", [partial(look, "view_chat", chat) for chat in chats])
    await desk.cost("record", [partial(look, "view_record", chat) for chat in chats])
    await desk.cost("staff", [partial(look, "view_staff", who) for who in people])
    await desk.cost("availability", [partial(look, "view_desk")] * len(chats))
    await desk.cost("board", [partial(look, "view_board", 50)] * BOARDS)
    await desk.all("leave", [(chat,) for chat in chats])
