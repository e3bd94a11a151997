"""Views of the desk, as frames. Pure: the same view always gives the same frame."""

from collections.abc import Sequence

from chat.entry.holders import Holder as SealedHolder
from chat.protocol.board import BoardChat, BoardLanguage, BoardStaff
from chat.protocol.clean_text import clean_name
from chat.protocol.common import EndReason, Key
from chat.protocol.staff import BlockAsked, Invited, StaffChat, StaffSelf
from chat.protocol.teen import Coming, Holder, Position, TeenState
from routing.values import BoardView, ChatView, HolderView, LanguageFigures, PositionView, StaffView


def teen_state(view: ChatView, ticket: str, holders: Sequence[Holder] = (), kept_ms: int = 0) -> TeenState:
    """`holders`: those of the view whose seal is good."""
    return TeenState(
        chat=view.chat,
        state=view.state,  # type: ignore[arg-type]
        fence=view.fence,
        language=view.language,
        ticket=ticket,
        holders=list(holders),
        served=view.served,
        others=list(view.others),
        requeued=view.requeued,  # type: ignore[arg-type]
        end=end_reason(view.end),
        grace_ms=view.grace_ms,
        kept_ms=kept_ms,
        comings=[Coming(one.occurrence, one.role, one.name, one.what, one.fence) for one in view.comings],  # type: ignore[arg-type]
        talked_s=view.talked_ms // 1000,
    )


def holder(sealed: SealedHolder, view: HolderView) -> Holder:
    key = Key(sealed.kid, sealed.public) if view.online else None
    return Holder(sealed.role, sealed.name, key, view.occurrence)  # type: ignore[arg-type]


def end_reason(end: str) -> EndReason | None:
    return end or None  # type: ignore[return-value]


def new_offers(before: StaffView | None, now: StaffView | None) -> list[ChatView]:
    """What is on offer now and was not."""
    known = {(one.chat, one.fence) for one in before.chats if one.state == "offered"} if before else set()
    offered = (one for one in now.chats if one.state == "offered") if now else ()
    return [one for one in offered if (one.chat, one.fence) not in known]


def position(chat: str, view: PositionView) -> Position:
    return Position(chat=chat, position=view.position, low_s=view.low_s, high_s=view.high_s)


def staff_self(view: StaffView) -> StaffSelf:
    return StaffSelf(
        staff=view.staff,
        name=view.name,
        role=view.role,  # type: ignore[arg-type]
        status=view.status,  # type: ignore[arg-type]
        capacity=view.capacity,
        languages=list(view.languages),
        skills=list(view.skills),
        reason=view.reason,
        why=view.why,
        breather_ms=view.breather_ms,
    )


def staff_chat(view: ChatView, role: str, kid: str, ticket: str = "") -> StaffChat:
    return StaffChat(
        chat=view.chat,
        state=view.state,  # type: ignore[arg-type]
        fence=view.fence,
        language=view.language,
        priority=view.priority,  # type: ignore[arg-type]
        skills=list(view.skills),
        topic=view.topic,
        age_band=view.age_band,
        how_bad=view.how_bad,
        waited_s=max(0, view.waited_ms) // 1000,
        role=role,  # type: ignore[arg-type]
        kid=kid,
        ticket=ticket,
        left_ms=view.left_ms,
        end=end_reason(view.end),
        missed_by_all=view.missed_by_all,
        previous=max(0, view.hands - (view.state != "offered")),
        block=view.block,  # type: ignore[arg-type]
        talked_s=view.talked_ms // 1000,
        moved=view.moved,
    )


def board_language(view: LanguageFigures) -> BoardLanguage:
    return BoardLanguage(
        language=view.language,
        waiting=view.waiting,
        offered=view.offered,
        active=view.active,
        longest_wait_s=view.longest_wait_ms // 1000,
        available=view.free,
        unserved=view.unserved,
    )


def board_staff(view: StaffView, now: int) -> BoardStaff:
    return BoardStaff(
        staff=view.staff,
        name=view.name,
        status=view.status,  # type: ignore[arg-type]
        online=view.online,
        capacity=view.capacity,
        load=len(view.chats),
        languages=list(view.languages),
        skills=list(view.skills),
        reason=view.reason,
        since_s=max(0, now - view.since) // 1000 if view.since else 0,
        heavy=view.heavy,
    )


def board_chat(view: ChatView, now: int) -> BoardChat:
    return BoardChat(
        chat=view.chat,
        state=view.state,  # type: ignore[arg-type]
        language=view.language,
        priority=view.priority,  # type: ignore[arg-type]
        waited_s=max(0, view.waited_ms) // 1000,
        since_s=max(0, now - view.entered) // 1000 if view.entered else 0,
        staff=view.staff,
        missed_by_all=view.missed_by_all,
        unserved=view.state == "waiting" and not view.served,
        invited=view.invited != "" and view.supervisor == "",
        block_hours=view.block_hours if view.block == "proposed" else 0,
    )


def asks_of(view: BoardView, staff: str) -> list[Invited | BlockAsked]:
    """What this supervisor is asked and may not have heard: colleagues ask whoever is connected at that moment."""
    names = {one.staff: clean_name(one.name) for one in view.staff}
    others = [one for one in view.chats if one.staff in names and one.staff != staff]
    invited = [one for one in others if one.invited in ("*", staff) and not one.supervisor]
    blocks = [one for one in others if one.block == "proposed"]
    return [
        *(Invited(one.chat, names[one.staff], again=True) for one in invited),
        *(BlockAsked(one.chat, names[one.staff], one.block_hours, again=True) for one in blocks),
    ]
