"""What Redis must hold for a model's state, key by key, and what it does hold."""

import json
from typing import Any

from redis import Redis

from routing import keys
from tests.model.state import Chat, Staff, State

FULL = 2**52
UNCHECKED = ("request:", "code:", "tombstone:", "traces", "ended", "settings", "service")
DUMP = """
local out = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key).ok
  if kind == 'hash' then out[key] = {kind, redis.call('HGETALL', key)}
  elseif kind == 'zset' then out[key] = {kind, redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')}
  elseif kind == 'set' then out[key] = {kind, redis.call('SMEMBERS', key)} end
end
return cjson.encode(out)
"""

TOLD = ("day", "day_turned", "hour", "duty_told", "busy_told")

Content = dict[str, Any]


def actual(redis: Redis, desk: str) -> Content:
    """Every checked key of the desk without its tag; hashes of chats and staff as the fields that matter."""
    prefix = keys.tag(desk) + ":"
    found: Content = {}
    for key, (kind, flat) in json.loads(redis.eval(DUMP, 0)).items():
        name = key.removeprefix(prefix)
        if not name.startswith(UNCHECKED):
            found[name] = _content(name, kind, flat if isinstance(flat, list) else [])
    return {name: content for name, content in found.items() if content}


def _content(name: str, kind: str, flat: list[str]) -> Any:
    if kind == "set":
        return set(flat)
    pairs = dict(zip(flat[::2], flat[1::2], strict=True))
    if kind == "zset":
        return {member: int(float(score)) for member, score in pairs.items()}
    if name.startswith("chat:"):
        told = {"comings": str(list(map(_sorted, json.loads(pairs.get("comings", "[]")))))}
        return {field: pairs.get(field, default) for field, default in CHAT_DEFAULTS.items()} | told
    if name.startswith("staff:"):
        return {field: pairs.get(field, default) for field, default in STAFF_DEFAULTS.items()}
    return {field: int(value) for field, value in pairs.items() if field not in TOLD and value != "0"}


def _sorted(coming: dict[str, object]) -> list[tuple[str, object]]:
    """Without the seal, which only gateways open."""
    return sorted((name, value) for name, value in coming.items() if name != "seal")


CHAT_DEFAULTS = {
    "state": "",
    "language": "",
    "priority": "",
    "skills": "",
    "place": "",
    "joined": "",
    "online": "",
    "generation": "",
    "chain": "",
    **dict.fromkeys(("staff", "missed", "supervisor", "invited", "requeued", "end", "block"), ""),
    **dict.fromkeys(("comings", "staff_occurrence", "supervisor_occurrence"), ""),
    **dict.fromkeys(("device", "code", "code_used"), ""),
    **dict.fromkeys(("moved", "code_until"), "0"),
    **dict.fromkeys(("invited_fence", "block_fence"), "0"),
    **dict.fromkeys(("fence", "hands", "began", "declined_n", "missed_n", "reconnects", "active_ms", "in_target"), "0"),
}
STAFF_DEFAULTS = {
    **dict.fromkeys(("role", "languages", "skills", "capacity", "status", "online", "generation", "slots"), ""),
    **dict.fromkeys(("entered", "misses", "missed_at", "breather", "heavy", "duty", "idle"), ""),
}


def _chat(chat: Chat) -> dict[str, str]:
    fields: dict[str, object] = {name: getattr(chat, name, "") for name in CHAT_DEFAULTS}
    fields |= {"skills": ",".join(chat.skills), "missed": ",".join(sorted(chat.missed)), "online": int(chat.online)}
    fields |= {"declined_n": chat.declined, "missed_n": chat.expired, "in_target": int(chat.in_target)}
    fields["comings"] = list(map(_sorted, chat.comings))
    return {name: str(value) for name, value in fields.items()}


def _staff(staff: Staff) -> dict[str, str]:
    fields: dict[str, object] = {name: getattr(staff, name, "") for name in STAFF_DEFAULTS}
    for name in ("languages", "skills", "slots", "entered"):
        fields[name] = ",".join(getattr(staff, name))
    fields |= {name: int(getattr(staff, name)) for name in ("online", "heavy")} | {"duty": int(staff.on_duty)}
    return {name: str(value) for name, value in fields.items()}


def expected(state: State) -> Content:
    """The same from the model."""
    found: Content = {f"chat:{chat.id}": _chat(chat) for chat in state.chats.values()}
    found |= {f"staff:{staff.id}": _staff(staff) for staff in state.staff.values()}
    found |= _queues(state) | _able(state) | _figures(state)
    found["agenda"] = {member: at for at, member in state.agenda()}
    found["crew"] = {staff.id for staff in state.staff.values() if staff.here}
    found["seniors"] = {s.id for s in state.staff.values() if s.online and s.role != "counsellor"}
    found["blocked"] = dict(state.blocked)
    return {name: content for name, content in found.items() if content}


def _queues(state: State) -> Content:
    found: Content = {}
    for chat in state.chats.values():
        if chat.in_line:
            found.setdefault(f"wish:{chat.wish}", {})[chat.id] = chat.place
            found.setdefault("wishes", set()).add(chat.wish)
            found.setdefault(f"line:{chat.language}:{chat.priority}", {})[chat.id] = chat.place
            found.setdefault(f"since:{chat.language}", {})[chat.id] = chat.joined
    for chat in state.pool():
        found.setdefault(f"bucket:{chat.signature}", {})[chat.id] = chat.place
        heads = found.setdefault("heads", {})
        heads[chat.signature] = min(chat.place, heads.get(chat.signature, chat.place))
    return found


def _able(state: State) -> Content:
    found: Content = {}
    for staff in (s for s in state.staff.values() if s.on_duty):
        score = staff.rank[0] if staff.free > 0 else FULL
        for language in staff.languages:
            for name in [f"able:{language}", *(f"able:{language}:{skill}" for skill in staff.skills)]:
                found.setdefault(name, {})[staff.id] = score
    return found


def _figures(state: State) -> Content:
    live: dict[str, int] = {"duty": state.duty}
    for chat in state.chats.values():
        if chat.state in ("offered", "active"):
            name = f"{chat.state}:{chat.language}"
            live[name] = live.get(name, 0) + 1
    live["busy_ms"] = state.busy_ms - state.busy * state.now
    live["duty_ms"] = state.duty_ms - state.duty * state.now
    return {
        "live": {name: value for name, value in live.items() if value},
        "today": {name: value for name, value in state.today.items() if value},
    }
