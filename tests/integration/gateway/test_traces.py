"""Traces, at a collector of the test's own: what was done is told; who, where and what was said is not."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from chat import traces
from chat.settings import BadSettings, Settings
from chat.startup import why
from routing.errors import NotNow
from routing.pipe import Pipe
from storage.database import Database
from tests.integration.gateway.conftest import Opener
from tests.integration.gateway.ends import call, text

WORDS = "does anybody read this"


class Collector:
    """Takes OTLP over HTTP, once it is `ready`; `elsewhere`: it sends whoever asks there."""

    def __init__(self, elsewhere: str = "") -> None:
        bodies = self.bodies = list[bytes]()
        ready = self.ready = threading.Event()
        ready.set()

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                ready.wait()
                self.send_response(307 if elsewhere else 200)
                self.send_header("Location", elsewhere)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Take)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def spans(self) -> dict[str, str]:
        """Each span's name, and its parent's name, "" without one."""
        found = [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        assert not any(span.attributes or span.events or span.links for span in found)
        names = {span.span_id: span.name for span in found}
        return {span.name: names.get(span.parent_span_id, "") for span in found}


@pytest.fixture
def collector() -> Iterator[Collector]:
    it = Collector()
    yield it
    it.ready.set()
    it.server.shutdown()
    it.server.server_close()


async def test_a_chat_is_told_by_its_parts_and_nothing_of_it(opened: Opener, collector: Collector) -> None:
    async with opened(traces=collector.url, traces_percent=100) as site:
        teen, counsellor, chat, fence, _ = await site.talking()
        await teen.say(**text(chat, fence, "t1", 1, body="m2.d29yZHM"))
        await counsellor.of("entry", cid="t1")
        await call(site, "GET", "/api/desks/main/resources")
        told = [chat, teen.token, "127.0.0.1", "an", "m2.d29yZHM"]
    spans = collector.spans()
    assert spans["hello"] == ""
    assert spans["Redis desk join"] == "hello"
    assert spans["command accept"].startswith("frame")
    assert spans["Redis desk accept"] == "command accept"
    assert spans["Redis log append"] == "frame send"
    assert spans["GET /api/desks/{desk}/resources"] == ""
    assert "SQL SELECT" in spans
    assert not [name for name in spans for word in told if word in name.split()]
    assert not [word for word in told if word != "an" and any(word.encode() in body for body in collector.bodies)]


async def test_without_a_collector_nothing_is_told_and_none_that_is_away_holds_anything_up(opened: Opener) -> None:
    async with opened() as site:
        assert traces._tracer is None
        assert site.context.pipe.send.__name__ == "send"
    async with opened(traces="http://127.0.0.1:9", traces_percent=100) as site:
        await site.join()


async def test_a_collector_that_takes_its_time_holds_no_stop_up(
    monkeypatch: pytest.MonkeyPatch, collector: Collector, tmp_path: Path
) -> None:
    monkeypatch.setattr(traces, "_SEND_WITHIN_S", 0.2)
    collector.ready.clear()
    asked = Settings(traces=collector.url, traces_percent=100)
    with traces.traced(asked, "web", Pipe("unix:///nowhere"), Database(f"sqlite:///{tmp_path}/none.db")):
        for _ in range(2048):
            with traces.span("look"):
                pass
    assert len(collector.bodies) < 4, "a quarter of the queue at a time: it waited for all of them"


def test_nothing_but_the_settings_says_what_is_told_and_where(
    monkeypatch: pytest.MonkeyPatch, collector: Collector
) -> None:
    other = Collector()
    bent = Collector(elsewhere=other.url)
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", f"said={WORDS}")
    monkeypatch.setenv("OTEL_EXPERIMENTAL_RESOURCE_DETECTORS", "process,host")
    monkeypatch.setenv("OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "many")
    monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100000")
    monkeypatch.setenv("HTTP_PROXY", other.url)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for place in (collector, bent):
        provider = traces._provider(Settings(traces=place.url, traces_percent=100), "web")
        assert set(provider.resource.attributes) == {"service.name", "service.version"}
        provider.get_tracer("test").start_span("look").end()
        provider.shutdown()
    assert collector.spans() == bent.spans() == {"look": ""}
    assert other.bodies == []
    for one in (other, bent):
        one.server.shutdown()
        one.server.server_close()


def test_an_error_is_told_by_its_kind(monkeypatch: pytest.MonkeyPatch, collector: Collector) -> None:
    provider = traces._provider(Settings(traces=collector.url, traces_percent=100), "web")
    monkeypatch.setattr(traces, "_tracer", provider.get_tracer("test"))
    with pytest.raises(NotNow), traces.span("command finish"):
        raise NotNow(f"READONLY {WORDS}")
    provider.shutdown()
    assert collector.spans() == {"command finish": ""}
    assert b"NotNow" in collector.bodies[0]
    assert WORDS.encode() not in collector.bodies[0]


def test_missing_packages_are_named_by_a_worker_and_a_gateway(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(BadSettings, match=r"requirements-traces\.lock") as raised:
        traces._provider(Settings(traces="http://127.0.0.1:4318"), "web")
    assert why(raised.value) == str(raised.value)


def test_a_script_is_named_without_its_release() -> None:
    assert (
        traces.command_name(("FCALL", "desk_0123456789ab_choose_language", 1, "{desk:main}")) == "desk choose_language"
    )
    assert traces.command_name(("GET", "{desk:main}:x")) == "GET"
