"""The documents as files of the repository: written by `hearline docs write`, and checked not to drift."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chat.commands import code_lists
from chat.documents import asyncapi, http_types, openapi, typescript
from chat.documents.operation import Operation
from chat.protocol import limits, payloads

ROOT = Path(__file__).parents[2]
FRAMES = ROOT / "tests" / "vectors" / "frames.json"


def everything() -> dict[Path, str]:
    """Each file and what it should hold."""
    http = http_document()
    makers: dict[str, Callable[[], str]] = {
        "web/shared/codes.ts": code_lists.document,
        "web/shared/http.ts": lambda: http_types.document(http),
        "web/shared/limits.ts": limits.document,
        "web/shared/protocol.ts": typescript.document,
        "web/shared/golden.ts": lambda: typescript.golden(json.loads(FRAMES.read_text(encoding="utf-8"))["good"]),
        "docs/asyncapi.json": lambda: as_json(asyncapi.document()),
        "docs/payloads.schema.json": lambda: as_json(payloads.schema()),
        "docs/openapi.json": lambda: as_json(http),
    }
    return {ROOT / name: make() for name, make in makers.items()}


def drifted() -> list[Path]:
    """Files that differ from what the code says."""
    return [path for path, text in everything().items() if not path.exists() or path.read_text("utf-8") != text]


def write() -> list[Path]:
    """Bring them up to date; those that changed."""
    changed = drifted()
    for path in changed:
        path.write_text(everything()[path], encoding="utf-8")
    return changed


def as_json(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def http_document() -> dict[str, Any]:
    from chat.http.errors import Refusal

    return openapi.document(operations(), Refusal)


def operations() -> list[Operation]:
    """Those of every HTTP route of a house that is connected to nothing."""
    from chat.app import http_routes
    from chat.assemble import assemble
    from chat.http.routes import operations
    from chat.settings import Settings
    from routing.open import open_pipe, slow_redis
    from storage.store import open_store

    settings = Settings(secret="0" * 32, database_url="sqlite:///nowhere.db", public_url="https://chat.example.org")
    redis, pipe = slow_redis("redis://nowhere"), open_pipe("redis://nowhere")
    parts = assemble(settings, open_store(settings.database_url), redis, pipe)
    return operations(http_routes(parts))
