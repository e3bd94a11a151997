"""Schemathesis over the OpenAPI document: whatever is sent, by nobody and by an admin, no answer is a 500."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode

from chat.demo.stack import ROOT, Stack, free_port
from chat.demo.tether import Tether
from tests.security.wire import PASSWORD

DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
OPERATIONS = [(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods]
EXAMPLES = 15
ODD = ["", "0", "-1", "x" * 300, "%00", "..%2f..%2fetc%2fpasswd", "\u202e", "💥", "null", "1e999", "{}", "main'--"]


@pytest.fixture(scope="module")
def alone(tether: Tether, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A service of its own: an admin who does anything at all is hard on a desk."""
    it = Stack(tether, tmp_path_factory.mktemp("fuzz"), free_port(), {"HEARLINE_CALM_JOINS": "100000"})
    it.start_all()
    yield it
    it.stop()


@pytest.fixture(scope="module")
def schema(alone: Stack) -> Any:
    return schemathesis.openapi.from_dict(DOCUMENT)


@contextlib.contextmanager
def nobody(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as client:
        yield client


@contextlib.contextmanager
def admin(url: str) -> Iterator[httpx.Client]:
    """A browser of an admin, with everything a page of ours sends."""
    with httpx.Client(base_url=url, headers={"Origin": url}, timeout=20) as client:
        answer = client.post("/api/staff/login", json={"name": "admin", "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        client.headers["X-Hearline-CSRF"] = answer.json()["csrf"]
        yield client


def send(client: httpx.Client, case: Any) -> httpx.Response:
    made = case.as_transport_kwargs(base_url=str(client.base_url).rstrip("/"))
    wanted = ("method", "url", "params", "json", "data", "content", "headers")
    kept = {name: made[name] for name in wanted if made.get(name) is not None}
    if isinstance(kept.get("data"), bytes | str):
        kept["content"] = kept.pop("data")
    kept["headers"] = {name: value for name, value in dict(kept.get("headers", {})).items() if name.lower() not in
                       ("cookie", "x-hearline-csrf", "user-agent", "origin")}  # fmt: skip
    return client.request(**kept)


def modes(method: str, path: str) -> list[GenerationMode]:
    """What takes nothing cannot be given anything wrong."""
    described = DOCUMENT["paths"][path][method]
    takes = "parameters" in described or "requestBody" in described
    return [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if takes else [GenerationMode.POSITIVE]


def try_many(cases: Any, client: httpx.Client, bad: list[tuple[int, str]]) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=cases)
    def try_it(case: Any) -> None:
        answer = send(client, case)
        if answer.status_code >= 500:
            bad.append((answer.status_code, case.as_curl_command()))

    try_it()


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_input_of_anybody_is_an_error_of_ours(alone: Stack, schema: Any, method: str, path: str) -> None:
    operation = schema[path][method.upper()]
    bad: list[tuple[int, str]] = []
    for somebody in (nobody, admin):
        with somebody(alone.url) as client:
            for mode in modes(method, path):
                try_many(operation.as_strategy(generation_mode=mode), client, bad)
    assert bad == []
    alone.check()


@pytest.mark.parametrize(("method", "path"), [pair for pair in OPERATIONS if pair[0] == "get"])
def test_no_odd_query_or_name_is_an_error_of_ours(alone: Stack, method: str, path: str) -> None:
    bad = []
    with admin(alone.url) as client:
        for odd in ODD:
            address = path
            for name in ("desk", "id", "name", "chat", "language"):
                address = address.replace("{" + name + "}", odd.strip("/") or "x")
            names = ("from", "to", "language", "limit", "before", "kind", "unit", "format", "by", "q")
            for query in [dict.fromkeys(names, odd), *({name: odd} for name in names)]:
                answer = client.get(address, params=query)
                if answer.status_code >= 500:
                    bad.append((answer.status_code, address, query))
    assert bad == []


def test_every_route_is_in_the_document() -> None:
    """What is not described is not tried."""
    assert len(OPERATIONS) > 40
    assert Path(ROOT / "docs" / "openapi.json").stat().st_size > 10_000
