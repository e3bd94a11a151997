"""What runs and what browsers meet: processes that live, records that wait, the pages, the public address."""

import hashlib
import json
from pathlib import Path

from chat.commands.doctor.findings import Check, Reached
from chat.commands.doctor.public_address import Answer, ask, trouble
from chat.documents import typescript
from chat.page_files import built
from chat.startup import version
from routing import keys
from routing.processes import processes as living
from storage.store import Store

# What is closed is stored within a second.
LONG_UNSTORED_MS = 10 * 60_000


async def processes(reached: Reached, check: Check) -> None:
    if reached.pipe is None:
        return
    alive = [one for one in await living(reached.pipe) if one.alive]
    kinds = {kind: [one for one in alive if one.kind == kind] for kind in ("web", "worker")}
    check.saw = f"{len(kinds['web'])} gateways, {len(kinds['worker'])} workers"
    if not kinds["web"]:
        check.wrong("gateway_none", "No gateway has said for 20 s that it lives.", "Start hearline web.")
    if not kinds["worker"]:
        check.wrong(
            "worker_none",
            "No worker has said for 20 s that it lives: nothing is stored, nothing forgotten.",
            "Start hearline worker.",
        )
    if others := sorted({one.version for one in alive} - {version()}):
        check.doubt(
            "versions_mixed",
            f"Processes run version {', '.join(others)}; this command is {version()}.",
            "Restart them, once an update is meant to be over.",
        )


async def records(reached: Reached, check: Check) -> None:
    if reached.pipe is None:
        return
    waiting = aside = longest_ms = 0
    seconds, _micros = await reached.pipe.call("TIME")
    for desk in reached.settings.desks:
        ended = keys.desk_key(desk, "ended")
        waiting += int(await reached.pipe.call("XLEN", ended))
        aside += int(await reached.pipe.call("XLEN", keys.desk_key(desk, "set_aside")))
        for name, _fields in await reached.pipe.call("XRANGE", ended, "-", "+", "COUNT", 1):
            longest_ms = max(longest_ms, int(seconds) * 1000 - int(name.partition("-")[0]))
    check.saw = f"{waiting} closed chats wait to be stored, {aside} set aside"
    if longest_ms > LONG_UNSTORED_MS:
        check.wrong(
            "records_wait",
            f"{waiting} closed chats are not stored, the first for {longest_ms // 60_000} minutes.",
            "See that the worker runs, and that SQL takes writes: with a full disk it answers, and takes none.",
        )
    if aside:
        check.doubt("records_set_aside", f"{aside} could not be stored.", "docs/operations.md, Records, says where.")


async def front_end(reached: Reached, check: Check) -> None:
    root = Path(reached.settings.static)
    if not built(reached.settings.static):
        check.wrong(
            "front_end_none", f"There is no front end in {root}.", "Run npm run build in web/, or set HEARLINE_STATIC."
        )
        return
    about = _manifest(root / "manifest.json")
    check.saw = f"built for {about.get('version') or 'an unknown version'}, loader {about.get('embed', '?')}"
    wire = hashlib.sha256(typescript.document().encode()).hexdigest()
    if (about.get("version"), about.get("wire")) != (version(), wire):
        check.wrong(
            "front_end_other",
            f"The front end in {root} was built for another version than this program's.",
            "Run npm run build in web/ of this version, then hearline release.",
        )
    elif reached.store is not None and not reached.settings.demo:
        await _released(reached.store, about, check)


async def _released(store: Store, about: dict[str, str], check: Check) -> None:
    if await store.page_files.get(about.get("embed", "")) is None:
        check.doubt(
            "front_end_unreleased",
            "This build's files are not in the store, so gateways of another version cannot serve them.",
            "Run hearline release.",
        )


def _manifest(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: str(value) for name, value in found.items()} if isinstance(found, dict) else {}


async def public(reached: Reached, check: Check) -> None:
    """As a browser reaches us: its trust, how long it lasts, that sockets pass, and that figures do not."""
    if reached.misread("HEARLINE_PUBLIC_URL", "PORT", "HEARLINE_HOST"):
        return
    origin = reached.settings.own_origin
    try:
        alive = await ask(origin, "/livez")
    except (OSError, TimeoutError) as problem:
        check.problems.append(trouble(origin, problem))
        return
    days = alive.days_left
    check.saw = f"{origin} answers" + (f", its certificate holds for {days} days" if days is not None else "")
    if alive.too_few:
        check.wrong("tls_ends", f"The certificate of {origin} ends in {days} days.", "Renew it; see why it was not.")
    if (alive.status, alive.body.strip()) != (200, "ok"):
        check.wrong("public_other", f"{origin} answers {alive.status}, not as a gateway.", "Look at the proxy.")
        return
    await _ready(origin, check)
    await _passes(origin, check)


async def _ready(origin: str, check: Check) -> None:
    """What the gateway that answers can reach and read, from its machine and as its user, who are not ours."""
    if missing := _missing((await ask(origin, "/readyz")).body):
        check.wrong(
            "gateway_unready",
            f"A gateway at {origin} says of itself that this does not work: {', '.join(missing)}.",
            "Where nothing else is said of it here, look from its machine, and at what its user may read.",
        )


def _missing(body: str) -> list[str]:
    """Nothing where a proxy answers in its place, or it is about to leave."""
    try:
        told = json.loads(body)
        parts = [part for part, works in told["parts"].items() if part != "gateway" and works is False]
        return parts + [f"redis for the desk {desk}" for desk in told.get("desks_away", ())]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


async def _passes(origin: str, check: Check) -> None:
    socket: Answer = await ask(origin, "/ws/teen", upgrade=True)
    if socket.status != 101:
        check.wrong(
            "proxy_no_sockets",
            f"A WebSocket at {origin} is answered with {socket.status}.",
            "Let the proxy pass Upgrade, Connection and Host (docs/operations.md, A reverse proxy).",
        )
    if origin.startswith("https://") and (await ask(origin, "/metrics")).status == 200:
        check.wrong("metrics_public", "Everybody can read /metrics.", "Deny it in the proxy.")
