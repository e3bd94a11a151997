"""Key names, for Python and for Lua."""

import re

from routing import keys
from routing.library import LUA, desk_library, desk_names, expand, log_library, log_names, lua_file
from routing.log_values import PAGE


def test_a_desks_keys_share_its_tag() -> None:
    assert keys.desk_key("main", "line", "nl", "3") == "{desk:main}:line:nl:3"
    assert keys.desk_key("main", "agenda") == "{desk:main}:agenda"


def test_lua_makes_the_same_names() -> None:
    text = keys.lua()
    assert "local function key_agenda() return TAG .. ':agenda' end" in text
    assert (
        "local function key_line(language, priority) return TAG .. ':line:' .. language .. ':' .. priority end" in text
    )
    assert text.count("local function key_") == len(keys.DESK_KEYS)


def test_every_key_that_a_script_asks_for_is_made_and_none_in_vain() -> None:
    asked = {name for path in LUA.rglob("*.lua") for name in re.findall(r"\bkey_(\w+)\(", path.read_text())}
    made = set(re.findall(r"local function key_(\w+)\(", keys.lua()))
    assert made == set(keys.DESK_KEYS)
    assert asked <= made
    assert keys.lua().startswith("local TAG\nlocal function channel(gateway) return 'gw:' .. gateway end\n")
    assert keys.gateway_channel("g1") == "gw:g1"


def test_no_two_names_share_a_key() -> None:
    patterns = [re.sub(r"\{\w+\}", "{}", pattern) for pattern in keys.DESK_KEYS.values()]
    assert len(set(patterns)) == len(patterns)
    assert (keys.boxes_of("an"), keys.chat_box("c")) == ("box-of:an", "{chat:c}:box")
    whole = [keys.socket_ticket, keys.known_sign_in, keys.known_sign_ins, keys.anonymous_count,
             keys.sign_in_count, keys.sign_in_gate]  # fmt: skip
    made = [make("x") for make in whole]
    assert made == ["wst:x", "known:x", "known-of:x", "anon:x", "fails:x", "gate:x"]
    assert (keys.chat_meta("c"), keys.chat_log("c")) == keys.of_chat("c") == ("{chat:c}:meta", "{chat:c}:log")
    assert keys.handed("c", "teen") == "{chat:c}:handed:teen"
    assert keys.tag("main") == "{desk:main}"


def test_no_script_makes_a_key_of_its_own() -> None:
    for path in LUA.rglob("*.lua"):
        if path.parent.name != "log":
            assert not re.search(r"TAG\s*\.\.", path.read_text()), path.name


def test_every_count_goes_through_one_function() -> None:
    counting = {path.name for path in LUA.rglob("*.lua") if re.search(r"'[HZ]?INCR", path.read_text())}
    assert counting == {"numbers.lua"}


def test_every_key_is_in_the_table_of_keys() -> None:
    table = (LUA / "README.md").read_text()
    for pattern in keys.DESK_KEYS.values():
        assert f"| `{re.sub(r'{(.*?)}', lambda part: shown(part[1]), pattern)}` |" in table, pattern


def shown(part: str) -> str:
    return {"chat": "ID", "staff": "ID", "request": "OP/ACTOR/RID/HASH", "day": "DATE"}.get(part, part.upper())


def test_a_request_belongs_to_one_actor_one_operation_and_what_it_is_about() -> None:
    one = keys.request_id("accept", "an", "1", "c1")
    assert one == keys.request_id("accept", "an", "1", "c1")
    others = [("accept", "bram", "1", "c1"), ("decline", "an", "1", "c1"), ("accept", "an", "2", "c1"),
              ("accept", "an", "1", "c2")]  # fmt: skip
    assert one not in [keys.request_id(*other) for other in others]
    assert keys.request_id("accept", "an", "", "c1") == ""


def test_includes_are_put_in_once() -> None:
    files = {"a": '--- @include "b"\nA\n', "b": '--- @include "c"\nB\n', "c": "C\n"}
    assert expand('--- @include "a"\n--- @include "c"\nend\n', files.__getitem__) == "C\nB\nA\nend\n"


def test_every_transition_is_a_function_of_the_library() -> None:
    assert {"join", "tick", "view_board"} <= set(desk_names())
    assert {"attach", "append", "read"} <= set(log_names())
    for library, names in ((desk_library(), desk_names()), (log_library(), log_names())):
        assert library.source.startswith(f"#!lua name={library.name}\n")
        for name in names:
            assert f"'{library.name}_{name}'" in library.source


def test_each_script_says_what_it_takes_and_gives() -> None:
    for name in desk_names():
        head = lua_file(name).split("local function")[0]
        assert "KEYS[1] desk tag." in head, name
        assert "Result:" in head, name
    for name in log_names():
        head = lua_file(f"log/{name}").split("local ")[0]
        assert "KEYS: " in head, name
        assert "Result:" in head, name


def test_a_page_is_as_long_for_the_scripts() -> None:
    assert f"PAGE = 5000, 4 * 1024 * 1024, {PAGE}\n" in lua_file("log/limits")
