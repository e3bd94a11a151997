"""`hearline doctor`: is this house well? Each problem by a code, with what is wrong and what to do."""

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Mapping
from typing import Any

from chat.commands.doctor import of_redis, of_service, of_settings, of_store
from chat.commands.doctor.findings import Check, Look, Reached, as_json, as_lines, looked
from chat.settings import read, unknown
from chat.startup import with_secret
from routing.open import open_pipe
from storage.store import open_store

LOOKS: Mapping[str, Look] = {
    "versions": of_settings.versions,
    "settings": of_settings.settings,
    "redis": of_redis.redis,
    "sql": of_store.sql,
    "clocks": of_redis.clocks,
    "secret": of_store.secret,
    "staff": of_store.staff,
    "desks": of_store.desks,
    "processes": of_service.processes,
    "records": of_service.records,
    "front_end": of_service.front_end,
    "public": of_service.public,
    "origins": of_settings.origins,
    "certificates": of_settings.certificates,
    "machine": of_settings.machine,
}


def register(subparsers: Any) -> None:
    doctor = subparsers.add_parser("doctor", help="is this house well? what is wrong, and what to do")
    doctor.add_argument("--json", action="store_true", help="for programs: ok, checks, problems by their codes")
    doctor.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """0 without a grave problem, 1 with one."""
    with contextlib.redirect_stdout(sys.stderr):  # where whatever a part of the house says by itself breaks no JSON
        checks = asyncio.run(examine())
    told = as_json(checks)
    print(json.dumps(told) if arguments.json else "\n".join(as_lines(checks)))
    return 0 if told["ok"] else 1


async def examine(environment: Mapping[str, str] | None = None) -> list[Check]:
    """Everything, in order; what one check cannot reach is no reason for another to fail."""
    async with _opened(environment) as reached:
        return [await looked(name, look, reached) for name, look in LOOKS.items()]


@contextlib.asynccontextmanager
async def _opened(environment: Mapping[str, str] | None) -> AsyncIterator[Reached]:
    given, wrong = read(environment)
    reached = Reached(with_secret(given), wrong, unknown(environment))
    await _reach(reached)
    pipe, store = reached.pipe, reached.store
    try:
        yield reached
    finally:
        if pipe is not None:
            await pipe.stop()
        if store is not None:
            await store.close()


async def _reach(reached: Reached) -> None:
    """What was misread is not looked for: the default is not this house's."""
    if not reached.misread("DATABASE_URL"):
        try:
            reached.store = open_store(reached.settings.database_url)
        except Exception as problem:
            reached.store_problem = problem
    if reached.misread("REDIS_URL"):
        return
    pipe = open_pipe(reached.settings.redis_url)
    try:
        await pipe.start()
        reached.pipe = pipe
    except Exception as problem:
        await pipe.stop()
        reached.redis_problem = problem
