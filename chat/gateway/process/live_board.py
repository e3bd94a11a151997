"""The live board: read once a second for each desk that somebody watches, encoded once for all of them."""

import asyncio

from chat.gateway.process.context import GatewayContext
from chat.gateway.sessions.views import board_chat, board_language, board_staff
from chat.logs import log
from chat.protocol.board import Board, Decision, Trace
from chat.protocol.codec import encode
from routing.errors import RoutingError
from routing.values import BoardView
from routing.values import Decision as DecisionView

_EVERY_S = 1.0


async def run_live_board(context: GatewayContext) -> None:
    """Until cancelled."""
    last: dict[str, str] = {}
    while True:
        await asyncio.sleep(_EVERY_S)
        for name, watchers in list(context.hub.watchers.items()):
            if watchers:
                last[name] = await _show(context, name, last.get(name, ""))


async def _show(context: GatewayContext, name: str, before: str) -> str:
    try:
        text = encode(board_frame(await context.desks[name].board()))
    except (RoutingError, OSError) as error:
        log().info("board_failed", desk=name, error=error)
        return before
    for watcher in context.hub.watchers[name]:
        if text != before or not watcher.boarded:
            watcher.boarded = True
            watcher.push(text)
    return text


def board_frame(view: BoardView) -> Board:
    return Board(
        service=view.service,  # type: ignore[arg-type]
        by=view.by,
        since_s=max(0, view.now - view.since) // 1000 if view.since else 0,
        languages=[board_language(one) for one in view.languages],
        staff=[board_staff(one, view.now) for one in view.staff],
        chats=[board_chat(one, view.now) for one in view.chats],
        today=view.today,
        service_level=view.service_level,
        abandonment=view.abandonment,
        occupancy=view.occupancy,
        range_hit=view.range_hit,
        closes_in_s=max(0, view.closes_at - view.now) // 1000 if view.closes_at else None,
    )


def trace_frame(ref: str, decisions: tuple[DecisionView, ...], board: BoardView) -> Trace:
    """`board` tells the time of the desk's clock."""
    return Trace(
        id=ref,
        decisions=[
            Decision(
                chat=one.chat,
                ago_s=max(0, board.now - one.at) // 1000,
                cause=one.cause,
                chosen=one.chosen,
                considered=list(one.considered),
                passed=dict(one.passed),
            )
            for one in decisions
        ],
    )
