"""`hearline report|publish|purge|export|import`: what an operator does with the records."""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, aclosing
from datetime import date
from pathlib import Path
from typing import IO, Any

from chat.auth.audit import Audit
from chat.commands.desk import HELP, desk_of
from chat.commands.opened import opened_pipe, opened_store
from chat.settings import load
from chat.startup import tell
from routing import keys
from routing.errors import RoutingError
from routing.resp import Word
from storage import Store
from storage.backup import new_file
from storage.errors import BadInput
from storage.migrate import migrate
from storage.moving import export_lines, import_lines
from storage.records.calendar import day_in
from storage.reports import insafe
from storage.reports.publications import last_settled, read_quarter
from storage.reports.report import as_json, lines_of
from storage.reports.reports import NAMES, Query
from storage.reports.table import DECIMALS, SEPARATORS, USUAL, Line, style_of, written

Work = Callable[[Store, argparse.Namespace], Awaitable[int]]


def register(subparsers: Any) -> None:
    """Add the commands."""
    _add_report(subparsers)
    _add_publish(subparsers)
    purge = subparsers.add_parser("purge", help="forget what has been kept long enough")
    purge.add_argument("--dry-run", action="store_true", help="only say how many rows would go")
    purge.set_defaults(func=_command(_purge))
    leave = subparsers.add_parser("export", help="everything into a file, for moving house")
    leave.add_argument("file", help="- for standard output; keep it as safe as the database")
    leave.set_defaults(func=_command(_export))
    enter = subparsers.add_parser("import", help="such a file into an empty database")
    enter.add_argument("file")
    enter.set_defaults(func=_command(_import))


def _add_report(subparsers: Any) -> None:
    report = subparsers.add_parser("report", help="exact figures, not for publication")
    report.add_argument("name", choices=NAMES)
    for flag, default, meaning in (
        ("from", "", "first day; by default the first of this month, at the desk"),
        ("to", "", "last day; by default today, at the desk"),
        ("by", "total", "hour, day, week, month, quarter or total"),
        ("dimension", "category", "what a breakdown is of"), ("cross", "", "what it is crossed with"),
        ("language", "", "only chats in this one"),
    ):  # fmt: skip
        report.add_argument(f"--{flag}", dest=f"asked_{flag}", default=default, help=meaning)
    _add_common(report, ("csv", "xlsx", "json"))
    report.set_defaults(func=_command(_report))


def _add_publish(subparsers: Any) -> None:
    publish = subparsers.add_parser("publish", help="the Insafe quarterly report, safe to hand on")
    publish.add_argument("--quarter", default="", help="such as 2026-Q3; the last one by default")
    publish.add_argument("--language", default="en", choices=("nl", "fr", "de", "en"), help="of the page")
    _add_common(publish, ("csv", "xlsx", "json", "html"))
    publish.set_defaults(func=_command(_publish))


def _add_common(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument("--desk", default="", help=HELP)
    parser.add_argument("--format", default=formats[0], choices=formats)
    parser.add_argument("--locale", default="", choices=("", *USUAL), help="separator and decimal sign as usual there")
    parser.add_argument("--separator", default="", choices=("", *SEPARATORS))
    parser.add_argument("--decimal", default="", choices=("", *DECIMALS))


def _command(work: Work) -> Callable[[argparse.Namespace], int]:
    async def run(args: argparse.Namespace) -> int:
        try:
            async with opened_store(load().database_url, ready=work is not _import) as store:  # which makes the tables
                return await work(store, args)
        except BadInput as problem:
            print(f"hearline: {problem}", file=sys.stderr)
            return 1

    return lambda args: asyncio.run(run(args))


async def _today(store: Store, desk: str) -> date:
    return day_in(await store.recorder.zone(desk), time.time())


async def _report(store: Store, args: argparse.Namespace) -> int:
    desk = desk_of(args.desk)
    today = await _today(store, desk)
    first, last = args.asked_from or today.replace(day=1).isoformat(), args.asked_to or today.isoformat()
    query = Query(first, last, args.asked_by, args.asked_dimension, args.asked_cross, args.asked_language)
    report = await store.reports.run(args.name, desk, query)
    await Audit(store).record("cli", "report_internal", desk, desk, report=args.name)
    _print(args, as_json(report), lines_of(report), args.name, report.last)
    return 0


async def _publish(store: Store, args: argparse.Namespace) -> int:
    desk = desk_of(args.desk)
    asked = read_quarter(args.quarter) if args.quarter else None
    now, since = await _known_of(desk)
    quarter = asked or last_settled(day_in(await store.recorder.zone(desk), now))

    async def waits(_whose: str) -> int | None:
        return since

    published = await store.publications.get(desk, quarter, now, waits)
    await Audit(store).record("cli", "export", desk, desk, report="publication")
    if args.format == "html":
        _out(insafe.as_page(published, args.language).encode())
    else:
        _print(args, published, insafe.lines_of([published]), "insafe", published["to"])
    return 0


def _print(args: argparse.Namespace, content: object, lines: Iterable[Line], name: str, day: str) -> None:
    """As a file would have it, byte by byte."""
    style = style_of(args.locale, args.separator, args.decimal)
    if args.format == "json":
        _out(json.dumps(content, ensure_ascii=False).encode())
    else:
        _out(written(args.format, lines, style, name, day))


def _out(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.flush()


async def _purge(store: Store, args: argparse.Namespace) -> int:
    desks, now, retention = load().desks, int(time.time()), store.retention
    if not await _clocks_agree(now):
        return 1
    worked = [
        await _forgotten(desk, retention.purge(desk, now, dry_run=args.dry_run), dry_run=args.dry_run)
        for desk in await retention.all_desks(desks)
    ]
    house = retention.purge_house(desks, now, dry_run=args.dry_run)
    worked.append(await _forgotten("(house)", house, dry_run=args.dry_run))
    if not args.dry_run:
        await Audit(store).record("cli", "purge")
    return 0 if all(worked) else 1


async def _forgotten(whose: str, purge: Awaitable[dict[str, int]], *, dry_run: bool) -> bool:
    """A setting that says no time keeps what is its own, and nothing else."""
    try:
        kinds = await purge
    except BadInput as problem:
        print(f"hearline: {whose}: {problem}", file=sys.stderr)
        return False
    for kind, rows in kinds.items():
        print(f"{whose} {kind}: {rows} {'would go' if dry_run else 'gone'}")
    return True


async def _clocks_agree(now: int) -> bool:
    """What is forgotten never comes back: no single clock is believed where Redis can be asked for another."""
    told = await _told_by_redis(("TIME",))
    days = abs(now - int(told[0][0])) // 86_400 if told else 0
    if days:
        tell(f"This machine's clock and Redis's are {days} days apart: nothing is forgotten until they agree.")
    return not days


async def _known_of(desk: str) -> tuple[int, int | None]:
    """The earlier of this machine's clock and Redis's, and since when the oldest chat waits to be stored: what is
    published stays as it is."""
    oldest = ("XRANGE", keys.desk_key(desk, "ended"), "-", "+", "COUNT", 1)
    now, told = int(time.time()), await _told_by_redis(("TIME",), oldest)
    if not told:
        return now, None
    (seconds, _micros), first = told
    return min(now, int(seconds)), int(first[0][0].partition("-")[0]) // 1000 if first else None


async def _told_by_redis(*lines: tuple[Word, ...]) -> list[Any]:
    """Its answers; nothing, which is said, where it cannot be asked."""
    try:
        async with opened_pipe(load().redis_url) as pipe:
            return [await pipe.call(*line) for line in lines]
    except RoutingError:
        tell("Redis cannot be asked for the time: this machine's is taken.")
        return []


async def _export(store: Store, args: argparse.Namespace) -> int:
    await Audit(store).record("cli", "export", report="everything")
    with _created(args.file) as out:
        async with aclosing(export_lines(store.database)) as lines:
            async for line in lines:
                out.write(line.encode())
    return 0


def _created(file: str) -> AbstractContextManager[IO[bytes]]:
    if file == "-":
        return os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    return new_file(Path(file))


def _opened(file: str) -> IO[bytes]:
    return Path(file).open("rb")


async def _import(store: Store, args: argparse.Namespace) -> int:
    with _opened(args.file) as lines:
        await migrate(load().database_url)
        count = await import_lines(store.database, lines)
    await Audit(store).record("cli", "import", rows=count)
    print(f"{count} rows")
    return 0
