"""Redis or Valkey: reached, new enough, forgetting nothing, writing nothing to a disk, and the house's clock."""

import time
from collections.abc import Callable

from chat.commands.doctor.findings import Check, Reached
from chat.startup import why
from routing import keys
from routing.errors import NotNow, RoutingError
from routing.fitness import ALL_RIGHTS, KEEPS, Unfit, fitness, rights, told
from routing.pipe import Pipe
from routing.where import Address, read_service

APART_MS = 2_000
LEAST_PUBSUB = 8 << 20
FULL = 0.8
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


async def redis(reached: Reached, check: Check) -> None:
    if reached.pipe is None:
        if reached.redis_problem is not None:
            check.wrong(
                _unreached(reached.redis_problem), why(reached.redis_problem), "Start it, or correct REDIS_URL."
            )
        return
    try:
        check.saw, _ = await fitness(reached.pipe)
    except Unfit as problem:
        check.wrong("redis_old", why(problem), "Install Redis 7, Valkey 8, or newer.")
        return
    await _write(reached.pipe, reached.settings.desks, check)
    try:
        await rights(reached.pipe)
    except Unfit as problem:
        check.wrong(
            "redis_rights", why(problem), f"ACL SETUSER … {ALL_RIGHTS}, and take no command away by renaming it."
        )
    if not check.problems:
        for server in reached.pipe.each():
            await _memory(server, check)
            await _persistence(server, check)
            await _limits(server, check)
        # what one of a cluster lacks, the others mostly lack, too
        once = {one.code: one for one in reversed(check.problems)}
        check.problems = list(reversed(once.values()))
    _entry(read_service(reached.settings.redis_url).server, check)


def _unreached(problem: BaseException) -> str:
    word = getattr(problem.__cause__ or problem, "word", "")
    known = {"WRONGPASS": "redis_refuses", "NOAUTH": "redis_refuses", "NOPERM": "redis_refuses"}
    return known.get(word, "redis_replica" if word in ("READONLY", "MASTERDOWN") else "redis_away")


async def _write(pipe: Pipe, desks: tuple[str, ...], check: Check) -> None:
    """For each desk: on a cluster they are on several servers."""
    refused: dict[str, RoutingError] = {}
    for desk in desks:
        try:
            await pipe.call("SET", keys.readiness(desk), 1, "EX", 60)
        except RoutingError as problem:
            refused[desk] = problem
    if not refused:
        return
    first = next(iter(refused.values()))
    later = "It may pass by itself; then ask again." if isinstance(first, NotNow) else "Give its user all rights."
    word = getattr(first, "word", "") or type(first).__name__
    whose = f" for {', '.join(refused)}" if len(refused) < len(desks) else ""
    check.wrong("redis_takes_no_writes", f"Redis refuses a write{whose} ({word}).", f"Look at its log. {later}")


async def _memory(pipe: Pipe, check: Check) -> None:
    said = await told(pipe)
    policy = said.get("maxmemory_policy", "")
    if not said:
        check.doubt("redis_tells_nothing", "INFO is refused, so its policy is not known.", f"See that it is {KEEPS}.")
    elif policy != KEEPS:
        check.wrong(
            "redis_evicts",
            f"The maxmemory-policy is {policy}: chats are lost when the memory is full.",
            f"Set maxmemory-policy {KEEPS} in redis.conf, and restart it.",
        )
    used, most = int(said.get("used_memory", 0)), int(said.get("maxmemory", 0))
    if most and used > FULL * most:
        share = f"{100 * used // most} % of {most >> 20} MiB"
        check.wrong("redis_full", f"{share} are used: soon nobody can join.", "Give it more memory.")


async def _persistence(pipe: Pipe, check: Check) -> None:
    """What it keeps on a disk is sealed, and yet: nothing of a chat belongs there."""
    save, append = await _config(pipe, "save"), await _config(pipe, "appendonly")
    if save or append == "yes":
        how = " and ".join(word for word, on in (("snapshots", save), ("an append-only file", append == "yes")) if on)
        check.doubt(
            "redis_persists",
            f"Redis writes {how}: sealed words stay on its disk after their chat.",
            'Set save "" and appendonly no, or keep it knowingly (docs/operations.md, Redis or Valkey).',
        )
    slow = await _config(pipe, "slowlog-log-slower-than")
    if slow and not slow.startswith("-"):
        check.doubt(
            "redis_slow_log",
            "Redis keeps slow commands with their arguments.",
            "Set slowlog-log-slower-than -1.",
        )


async def _limits(pipe: Pipe, check: Check) -> None:
    words = (await _config(pipe, "client-output-buffer-limit") or "").split()
    bounds = dict(zip(words[::4], words[1::4], strict=False))
    hard = int(bounds.get("pubsub", "0"))
    if 0 < hard < LEAST_PUBSUB:
        check.doubt(
            "redis_pubsub_limit",
            f"A gateway that hears {hard >> 10} KiB late is cut off (client-output-buffer-limit pubsub).",
            "Set client-output-buffer-limit pubsub 32mb 8mb 60, or more.",
        )


async def _config(pipe: Pipe, name: str) -> str | None:
    """None where the server does not tell, as hosted ones do not."""
    try:
        return str((await pipe.call("CONFIG", "GET", name)).get(name, ""))
    except RoutingError as problem:
        if problem.retry:
            raise
        return None


def _entry(address: Address, check: Check) -> None:
    if not (address.path or address.host in _LOCAL or address.password):
        check.wrong(
            "redis_open",
            "Redis is reached over the network without a password.",
            "Set requirepass, and say it in REDIS_URL.",
        )


async def clocks(reached: Reached, check: Check, machine: Callable[[], float] = time.time) -> None:
    """This machine's beside Redis's, which is the house's, and PostgreSQL's."""
    if reached.pipe is None:
        return
    asked = time.monotonic()
    seconds, micros = await reached.pipe.call("TIME")
    took_ms = (time.monotonic() - asked) * 1000
    apart = machine() * 1000 - took_ms / 2 - (int(seconds) * 1000 + int(micros) / 1000)
    check.saw = f"this machine is {apart / 1000:+.1f} s from Redis"
    if abs(apart) > APART_MS + took_ms:
        check.wrong(
            "clock_apart",
            f"This machine's clock and Redis's are {abs(apart) / 1000:.0f} s apart; the house follows Redis.",
            "Let both machines keep time (chrony, systemd-timesyncd); opening hours and code apps go by it.",
        )
