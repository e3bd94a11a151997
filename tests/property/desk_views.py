"""What each person's screen shows of a model's state, and whether all whose screen changed were woken."""

from typing import Any

from redis import Redis

from routing import keys
from tests.model.state import Chat, Staff, State
from tests.patience import PATIENCE_S

BY_TEEN = {"join", "leave", "drop", "rejoin", "choose_language", "keep_code"}
BY_STAFF = {
    *("sign_on", "sign_off", "staff_drop", "set_status", "accept", "decline", "finish", "ready", "extend_wrap_up"),
    *("breather", "transfer", "invite", "enter", "propose_block", "confirm_block", "step_out", "take_anew"),
}
ENOUGH, AWAY = "enough", "away"
Views = dict[str, Any]


def actor(name: str, args: list[Any]) -> str:
    """Whose own act it is: their answer is their wake-up."""
    return str(args[0]) if name in BY_TEEN | BY_STAFF else ""


def views(state: State, *, presence: bool = False) -> Views:
    """What is shown to each teen and staff member; AWAY to those who are not connected. `presence`: with whether a teen
    is there, of which the log tells as they come and go, and the desk only at the end of a lease."""
    teens = {f"t {chat.id}": _teen(state, chat) if chat.online else AWAY for chat in state.chats.values()}
    there = {chat.id: chat.online for chat in state.chats.values() if chat.state == "active"} if presence else {}
    return teens | {f"s {s.id}": _staff(state, s, there) if s.online else AWAY for s in state.staff.values()}


def _teen(state: State, chat: Chat) -> Any:
    """None: it is over, which a chat that is no more shows as well."""
    if chat.state == "wrap_up":
        return None
    holders = []
    if chat.state == "active":
        holders = [(id, state.staff[id].online) for id in (chat.staff, chat.supervisor) if id]
    return chat.state, chat.fence, chat.language, holders, chat.requeued, chat.comings


def _staff(state: State, staff: Staff, there: dict[str, bool]) -> Any:
    held = [_held(state.chats[chat]) for chat in staff.slots]
    beside = [_held(state.chats[chat]) for chat in staff.entered]
    rest = staff.breather != 0, staff.heavy
    seen = [there.get(chat) for chat in (*staff.slots, *staff.entered)]
    return staff.status, staff.capacity, staff.languages, staff.skills, rest, held, beside, seen


def _held(chat: Chat) -> Any:
    return chat.id, chat.state, chat.fence, chat.language, chat.priority, chat.skills, chat.end, chat.block


class Notices:
    """Listens on the channel of the one gateway that everybody is at."""

    def __init__(self, redis: Redis) -> None:
        self._redis, self._channel = redis, keys.gateway_channel("g")
        self._pubsub = redis.pubsub()
        self._pubsub.subscribe(self._channel)
        self._pubsub.get_message(timeout=PATIENCE_S)

    def heard(self) -> set[str]:
        """`t CHAT` and `s STAFF` of all notices since the last time."""
        self._redis.publish(self._channel, ENOUGH)
        found = set()
        while (message := self._pubsub.get_message(timeout=PATIENCE_S)) and message["data"] != ENOUGH:
            if message["data"][0] in "ts":
                kind, _, id = message["data"].split(" ")[:3]
                found.add(f"{kind} {id}")
        return found

    def close(self) -> None:
        self._pubsub.close()


def not_woken(before: Views, after: Views, heard: set[str], by: str) -> dict[str, Any]:
    """Those whose screen changed without a notice, and how. A teen whose chat is no more must still be told."""
    missed = {}
    for who, shown in before.items():
        now = after.get(who, AWAY if who.startswith("s ") else None)
        if now != shown and AWAY not in (now, shown) and who not in heard and who[2:] != by:
            missed[who] = (shown, now)
    return missed
