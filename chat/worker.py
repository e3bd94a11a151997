"""The worker: the desks' clock, the recorder and retention. Gateways tick too; any number may run."""

import asyncio
import signal
import sys
from functools import partial

from chat.assemble import open_context
from chat.jobs import recorder, retention, surveys
from chat.jobs.desk_timers import run_timers
from chat.jobs.heartbeat import run_heartbeat
from chat.logs import log, silent_logging
from chat.loops import Loop, kept
from chat.redis_time import keep_set
from chat.settings import Settings
from chat.startup import why
from routing.errors import RoutingError
from routing.fitness import Unfit
from storage.errors import StoreError

_LOOPS = (recorder.run, surveys.run, retention.run)


async def work(settings: Settings, stop: asyncio.Event) -> None:
    """Until `stop` is set."""
    async with open_context(settings) as context:
        log().info("worker_started", gateway=context.gateway)
        turning: list[Loop] = [partial(run_timers, context, desk) for desk in context.desks.values()]
        turning += [partial(keep_set, context.pipe), partial(run_heartbeat, context, "worker")]
        clocks = [asyncio.create_task(kept(loop)) for loop in turning]
        loops = [asyncio.create_task(kept(partial(run, context, stop), stop)) for run in _LOOPS]
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
    except (RoutingError, Unfit, StoreError, OSError) as problem:
        print(why(problem), file=sys.stderr)
        return 1
    return 0
