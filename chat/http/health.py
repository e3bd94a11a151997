"""Whether this process lives, whether it is ready (and which part is not), and its figures for Prometheus."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple

from msgspec import Struct
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute

from chat.gateway.process.context import GatewayContext
from chat.http.errors import reply
from chat.http.routes import route
from chat.jobs import gauges
from chat.metrics import REGISTRY
from chat.page_files import built
from routing import keys

WITHIN_S = 2.0
# While it is away chats begin, go on and end; what is to be stored waits.
_NOT_NEEDED = frozenset({"store"})


class Ready(Struct, frozen=True, omit_defaults=True):
    """Whether chats can begin and go on here, and which part does its work. `degraded`: they can, but SQL is away, or
    Redis takes writes for other desks than `desks_away`."""

    ready: bool
    degraded: bool
    parts: dict[str, bool]
    desks_away: list[str] = []


class _Found(NamedTuple):
    parts: dict[str, bool]
    desks: dict[str, bool]


class Connections(Collector):
    """How many are connected here, and may be; no label ever names a chat or a person."""

    def __init__(self, context: GatewayContext) -> None:
        self._hub, self._places = context.hub, context.settings.places

    def collect(self) -> list[Metric]:
        gauge = GaugeMetricFamily("hearline_connections", "Open WebSockets", labels=["end"])
        gauge.add_metric(["teen"], len(self._hub.teens))
        gauge.add_metric(["console"], len(self._hub.consoles))
        gauge.add_metric(["dashboard"], sum(len(watchers) for watchers in self._hub.watchers.values()))
        counters = CounterMetricFamily("hearline_events", "What this process heard", labels=["from"])
        counters.add_metric(["clients"], self._hub.heard)
        counters.add_metric(["gateways"], self._hub.notices)
        places = GaugeMetricFamily("hearline_places", "WebSockets that this process takes", value=self._places)
        return [gauge, counters, places]


class ThisProcess(ProcessCollector):
    """Its memory and files. prometheus_client asks /proc/stat first, which a unit hides (`ProcSubset=pid`), and then
    tells nothing at all."""

    def _boot_time(self) -> float:
        return time.time() - time.monotonic()


def routes(context: GatewayContext) -> list[BaseRoute]:
    here = CollectorRegistry()
    here.register(Connections(context))
    ThisProcess(registry=here)

    async def checked() -> _Found:
        """Once a second, whoever asks how often: Redis is written for it."""
        found: _Found = await context.cache.moment("parts", lambda: _check(context))
        return found._replace(parts=found.parts | {"gateway": not context.hub.draining})

    async def live(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(_request: Request) -> Response:
        parts, desks = await checked()
        fine = all(works for part, works in parts.items() if part not in _NOT_NEEDED)
        away = [desk for desk, written in desks.items() if parts["redis"] and not written]
        degraded = fine and not all((*parts.values(), *desks.values()))
        return reply(Ready(fine, degraded, parts, away), 200 if fine else 503)

    async def metrics(request: Request) -> Response:
        if request.scope["raw_path"] != b"/metrics":  # a proxy that denies it may not know it with signs as %6D
            return PlainTextResponse("Not found\n", 404)
        parts, desks = await checked()
        await context.cache.moment("figures", lambda: gauges.measure(context, parts, desks))
        return Response(generate_latest(REGISTRY) + generate_latest(here), media_type="text/plain; version=0.0.4")

    text = ("text/plain",)
    return [
        route("GET", "/livez", live, others=text),
        route("GET", "/readyz", ready, gives=Ready),
        route("GET", "/metrics", metrics, others=text),
    ]


async def _check(context: GatewayContext) -> _Found:
    """For which desks Redis takes a write and whether SQL answers, in time; whether the pages are there. On a cluster
    desks are on several servers: one that is away takes no gateway from the desks of the others."""
    store, *written = await asyncio.gather(
        _answers(lambda: context.store.ping()),
        *(_answers(partial(_written, context, desk)) for desk in context.desks),
    )
    pages = built(context.settings.static)
    parts = {"redis": any(written), "store": store, "front_end": pages}
    return _Found(parts, dict(zip(context.desks, written, strict=True)))


async def _written(context: GatewayContext, desk: str) -> None:
    await context.pipe.call("SET", keys.readiness(desk), 1, "EX", 60)


async def _answers(ask: Callable[[], Awaitable[Any]]) -> bool:
    try:
        async with asyncio.timeout(WITHIN_S):
            await ask()
    except Exception:
        return False
    return True
