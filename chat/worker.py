"""The worker: the desks' clock, the recorder and retention. Gateways tick too; any number may run."""

import asyncio
import signal
import sys
from functools import partial

from chat.clock import run_clock
from chat.logs import log, silent_logging
from chat.loops import Loop, kept
from chat.records import recorder, retention, surveys
from chat.services import open_services
from chat.settings import Settings
from chat.trouble import why
from chat.wall import keep_set
from routing.errors import RoutingError
from storage.errors import StoreError

_LOOPS = (recorder.run, surveys.run, retention.run)


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Until `stop` is set."""
    async with open_services(settings) as services:
        log().info("worker_started", gateway=services.gateway)
        turning: list[Loop] = [partial(run_clock, services, desk) for desk in services.desks.values()]
        turning.append(partial(keep_set, services.pipe))
        clocks = [asyncio.create_task(kept(loop)) for loop in turning]
        loops = [asyncio.create_task(kept(partial(run, services, stop), stop)) for run in _LOOPS]
        await stop.wait()
        for clock in clocks:
            clock.cancel()
        await asyncio.wait([*clocks, *loops], timeout=10)


def run(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; the exit code."""
    silent_logging(settings.log_level, demo=settings.demo)

    async def main() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await work(settings, stop)

    try:
        asyncio.run(main())
    except (RoutingError, StoreError, OSError) as problem:
        print(why(problem), file=sys.stderr)
        return 1
    return 0
