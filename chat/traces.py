"""Traces, by choice: how long which part of a request or a frame took, for the house's own OpenTelemetry collector.

A trace names what was done (the operation, the frame's tag, the script, the statement's first word) and the kind of an
error. Nothing else is given to it: no person, no chat, no address, no word. What a request says of traces is not read.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from chat.settings import BadSettings, Settings
from chat.startup import version
from routing.errors import RoutingError
from routing.pipe import Done, Pipe, Reader
from routing.resp import Word
from storage.database import Database

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

_NONE = contextlib.nullcontext()
_SEND_WITHIN_S = 2.0
_QUEUE, _BATCH, _EVERY_MS = 2048, 512, 5000
# No span of ours has any of these; and no variable of the SDK's can keep a process from starting.
_NO_MORE = ("attributes", "events", "links", "span_attributes", "event_attributes", "link_attributes")
_MISSING = (
    "HEARLINE_TRACES needs packages of its own: pip install --require-hashes -r requirements-traces.lock, "
    "or leave it empty."
)
_tracer: "Tracer | None" = None


def span(*name: str) -> AbstractContextManager[object]:
    """Around what takes the time; what is asked of Redis and SQL inside belongs to it. `name`: constants, one or more
    words."""
    return _NONE if _tracer is None else _recorded(_tracer, " ".join(name))


@contextlib.contextmanager
def traced(settings: Settings, part: str, pipe: Pipe, database: Database) -> Iterator[None]:
    """While this lasts, `part` of the house tells what it does, where the settings name a collector. Raises
    BadSettings without the packages."""
    if not settings.traces:
        yield
        return
    global _tracer
    provider = _provider(settings, part)
    _tracer = provider.get_tracer("hearline", version())
    pipe.send = _sending(_tracer, pipe.send)  # type: ignore[method-assign]
    database.watch(_asked)
    try:
        yield
    finally:
        _tracer = None
        _tell_the_rest(provider)


def _tell_the_rest(provider: "TracerProvider") -> None:
    """As much as the collector takes within a moment: one that takes its time holds no stop up."""
    telling = threading.Thread(target=provider.shutdown, daemon=True)
    telling.start()
    telling.join(_SEND_WITHIN_S)


def _provider(settings: Settings, part: str) -> "TracerProvider":
    """All that is told is said here: of the SDK's own variables, only those for the line to the collector hold."""
    try:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import SpanLimits, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
        from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
    except ImportError:
        raise BadSettings(_MISSING) from None
    about = Resource({"service.name": f"hearline-{part}", "service.version": version()})
    sampled = ParentBasedTraceIdRatio(settings.traces_percent / 100)
    limits = SpanLimits(**{f"max_{what}": 0 for what in _NO_MORE})
    made = TracerProvider(sampled, about, shutdown_on_exit=False, span_limits=limits)
    line = requests.Session()
    line.trust_env = False  # to the collector itself: through no proxy, and with no password of another's
    sent_to = OTLPSpanExporter(f"{settings.traces}/v1/traces", timeout=_SEND_WITHIN_S, session=line)
    made.add_span_processor(BatchSpanProcessor(sent_to, _QUEUE, _EVERY_MS, _BATCH, _EVERY_MS))
    return made


@contextlib.contextmanager
def _recorded(tracer: "Tracer", name: str) -> Iterator[None]:
    with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as current:
        try:
            yield
        except Exception as problem:
            _fail(current, problem)
            raise


def _sending(tracer: "Tracer", send: Callable[..., None]) -> Callable[..., None]:
    def sent(line: tuple[Word, ...], done: Done, *, patient: bool = False, reader: Reader | None = None) -> None:
        current = _part_of_a_trace(tracer, f"Redis {command_name(line)}")
        if current is None:
            send(line, done, patient=patient, reader=reader)
            return

        def answered(reply: object, error: RoutingError | None) -> None:
            if error is not None:
                _fail(current, error)
            current.end()
            done(reply, error)

        send(line, answered, patient=patient, reader=reader)

    return sent


def _asked(word: str) -> Callable[[], None]:
    """Of SQL; gives what ends it."""
    current = _part_of_a_trace(_tracer, f"SQL {word.upper()}") if _tracer is not None and word.isalpha() else None
    return current.end if current is not None else _nothing


def _part_of_a_trace(tracer: "Tracer", name: str) -> "Span | None":
    """What belongs to no trace (the loops of the house) starts none."""
    from opentelemetry.trace import get_current_span

    return tracer.start_span(name) if get_current_span().is_recording() else None


def _fail(current: "Span", problem: Exception) -> None:
    from opentelemetry.trace import StatusCode

    current.set_status(StatusCode.ERROR, type(problem).__name__)


def _nothing() -> None:
    """It is part of no trace."""


def command_name(line: tuple[Word, ...]) -> str:
    """A script by its own name, whatever its library's release: `desk join`; any other command by its first word."""
    if line[0] != "FCALL":
        return str(line[0])
    family, _, name = str(line[1]).split("_", 2)
    return f"{family} {name}"
