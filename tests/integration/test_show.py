"""What an engineer is shown of a desk, a log and a connection: where things stand, and nobody's words."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from chat.cli import main
from chat.entry.keyring import KeyRing
from chat.entry.stamps import Stamps
from routing import keys
from routing.desk import Desk
from routing.log import ChatLog
from routing.log_values import entry
from routing.pipe import Pipe
from routing.values import StaffProfile

CANARY = "m2.canary"
Show = Callable[..., tuple[int, Any]]


@pytest.fixture
def show(valkey_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Show:
    """Runs `hearline show …`; its exit code and what it printed."""
    monkeypatch.setenv("REDIS_URL", valkey_url)
    monkeypatch.setenv("HEARLINE_DEMO", "1")

    def run(*words: str) -> tuple[int, Any]:
        code = main(["show", *words])
        return code, json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def chat(valkey_url: str) -> str:
    """An active chat in which the counsellor has written one thing."""
    asyncio.run(_talk(valkey_url))
    return "shown-chat"


async def _talk(url: str) -> None:
    pipe = Pipe(url)
    await pipe.start()
    await pipe.call("FLUSHALL")
    desk, log = Desk(pipe, "main"), ChatLog(pipe)
    await desk.set_service("r0", "open", "an")
    profile = StaffProfile("an", "Name Canary", "counsellor", ("nl",))
    await desk.sign_on("r1", profile, "g1", status="available")
    view = await desk.join("r2", "shown-chat", language="nl", gateway="g2", topic="sextortion")
    view = await desk.chat("shown-chat") or view
    await desk.accept("r3", "an", "shown-chat", view.fence, "seal")
    await log.begin("shown-chat", view.fence)
    standing = await log.attach("shown-chat", "counsellor", "g1", view.fence)
    await log.attach("shown-chat", "teen", "g2", view.fence)
    stamped = Stamps(KeyRing(("s" * 32,))).stamped(
        "shown-chat", entry("counsellor", "c1", 1, view.fence, "k", "text", CANARY)
    )
    await log.append("shown-chat", standing.generation, stamped)
    await pipe.stop()


def test_a_log_is_shown_without_its_words(show: Show, chat: str) -> None:
    code, found = show("log", chat)
    assert code == 0
    (one,) = found["entries"]
    assert (one["seq"], one["who"], one["kind"], one["cid"], one["kid"]) == (1, "counsellor", "text", "c1", "k")
    assert found["marks"]["head"] == "1"
    assert "canary" not in json.dumps(found).lower()


def test_a_desk_and_a_connection_are_shown_by_ids(show: Show, chat: str) -> None:
    code, desk = show("desk", "main")
    assert code == 0
    assert [(one["chat"], one["state"], one["gateway"]) for one in desk["chats"]] == [(chat, "active", "g2")]
    for words in (("desk",), ("desk", "--desk", "main")):  # as an alarm says it
        assert [one["missed_by_all"] for one in show(*words)[1]["chats"]] == [False]
    _, teen = show("connection", chat)
    assert (teen["chat"]["gateway"], teen["staff"]) == ("g2", None)
    _, staff = show("connection", "an", "--desk", "main")
    assert (staff["staff"]["gateway"], staff["staff"]["chats"][0]["chat"]) == ("g1", chat)
    assert all(word not in json.dumps([desk, teen, staff]).lower() for word in ("canary", "sextortion"))


def test_what_is_not_there_is_said(show: Show, chat: str) -> None:
    assert show("log", "nobody") == (1, {"marks": {}, "entries": []})
    assert show("connection", "nobody") == (1, {"chat": None, "staff": None})


async def _put_a_word(url: str, key: str) -> None:
    pipe = Pipe(url)
    await pipe.start()
    await pipe.call("FLUSHALL")
    await pipe.call("SET", key, "x")
    await pipe.stop()


@pytest.mark.parametrize("key", keys.of_chat("some-chat"))
def test_what_redis_refuses_to_show_is_no_success_and_no_answer(
    show: Show, valkey_url: str, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key of another kind, say; it was printed as if it were a chat, and the command ended with 0."""
    assert show
    asyncio.run(_put_a_word(valkey_url, key))
    assert main(["show", "log", "some-chat"]) == 1
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "Redis does not show this (WRONGTYPE).\n")
