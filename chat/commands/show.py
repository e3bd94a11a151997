"""`hearline show`: a desk, a chat's log or a connection as Redis has it now, for whoever debugs. No words, no names."""

import argparse
import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from chat.commands.desk import HELP, desk_of
from chat.commands.opened import opened_pipe
from chat.settings import load
from chat.startup import tell
from routing import keys
from routing.desk import Desk
from routing.errors import CommandFailed
from routing.pipe import Pipe
from routing.values import ChatView, StaffView

_ENTRY = re.compile(r'"who":"(\w+)","cid":"([^"]*)","n":(\d+),"fence":(\d+),"kid":"([^"]*)","kind":"(\w+)","body":"')
_CHAT = (
    "chat", "state", "fence", "staff", "supervisor", "online", "gateway", "generation", "grace_ms", "left_ms",
    "missed_by_all",
)  # fmt: skip
_STAFF = ("staff", "status", "online", "gateway", "generation", "capacity")

Shown = dict[str, Any]


def register(subparsers: Any) -> None:
    """Add the command."""
    parser = subparsers.add_parser("show", help="a desk, a log or a connection as Redis has it, without words")
    kinds = parser.add_subparsers(required=True, metavar="WHAT")
    for kind, name, about, show, place in (
        (
            "desk",
            "the desk; need not be said where there is one",
            "who is on duty, who waits and who talks, by ids",
            desk,
            lambda a: desk_of(a.name or a.desk),
        ),
        ("log", "the chat", "a chat's log: its marks and entries, without their bodies", log, lambda _: ""),
        (
            "connection",
            "chat or staff id",
            "where a chat's teen, or somebody of the staff, is connected",
            connection,
            lambda a: desk_of(a.desk),
        ),
    ):
        one = kinds.add_parser(kind, help=about)
        one.add_argument("name", help=name, nargs="?" if kind == "desk" else None, default="")
        one.add_argument("--desk", default="", help=HELP)
        one.set_defaults(func=_command(show, place))


async def desk(pipe: Pipe, _name: str, place: str) -> Shown:
    board = await Desk(pipe, place).board()
    return {
        "service": board.service,
        "languages": [asdict(one) for one in board.languages],
        "staff": [_staff(one) for one in board.staff],
        "chats": [_chat(one) for one in board.chats],
    }


async def log(pipe: Pipe, chat: str, _desk: str) -> Shown:
    meta, entries = keys.of_chat(chat)
    stored = await pipe.call("XRANGE", entries, "-", "+")
    marks = await pipe.call("HGETALL", meta)
    return {"marks": dict(sorted(marks.items())), "entries": [_entry(name, fields[1]) for name, fields in stored]}


async def connection(pipe: Pipe, name: str, desk: str) -> Shown:
    place = Desk(pipe, desk)
    chat, staff = await place.chat(name), await place.staff(name)
    return {"chat": chat and _chat(chat), "staff": staff and _staff(staff) | {"chats": [_chat(c) for c in staff.chats]}}


def _chat(view: ChatView) -> Shown:
    return {name: getattr(view, name) for name in _CHAT}


def _staff(view: StaffView) -> Shown:
    return {name: getattr(view, name) for name in _STAFF}


def _entry(name: str, stored: str) -> Shown:
    found = _ENTRY.match(stored)
    if found is None:
        return {"seq": name.partition("-")[0], "unreadable": len(stored)}
    who, cid, n, fence, kid, kind = found.groups()
    about = {"who": who, "kind": kind, "n": int(n), "fence": int(fence), "cid": cid, "kid": kid}
    return {"seq": int(name.partition("-")[0]), **about, "bytes": len(stored) - found.end()}


def _command(
    show: Callable[[Pipe, str, str], Awaitable[Shown]], place: Callable[[argparse.Namespace], str]
) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        try:
            found = asyncio.run(_asked(show, arguments.name, place(arguments)))
        except CommandFailed as refused:
            tell(f"Redis does not show this ({refused.word or refused.code}).")
            return 1
        print(json.dumps(found, indent=1))
        return 0 if any(found.values()) else 1

    return run


async def _asked(show: Callable[[Pipe, str, str], Awaitable[Shown]], name: str, desk: str) -> Shown:
    async with opened_pipe(load().redis_url) as pipe:
        return await show(pipe, name, desk)
