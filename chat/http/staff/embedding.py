"""What the dashboard needs to make the line for a webmaster's page, and to say why it does not work there."""

import json
from pathlib import Path

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.identity import StaffIdentity
from chat.context import Context
from chat.http.headers import embedders
from chat.http.staff.guard import Guard


class Embedding(Struct, frozen=True):
    """`origin`: where the loader is; `loader` and `integrity`: its name that never changes, "" where none is built;
    `pages`: origins whose pages may frame this desk's chat; `desks`: all of this house."""

    origin: str
    loader: str
    integrity: str
    pages: list[str]
    desks: list[str]


def routes(context: Context, guard: Guard) -> list[BaseRoute]:
    settings = context.settings

    async def shown(request: Request, _who: StaffIdentity) -> Embedding:
        """How a page includes the chat of a desk, and which pages may."""
        loader, integrity = _built(Path(settings.static))
        pages = embedders(settings, request.path_params["desk"])
        return Embedding(settings.own_origin, loader, integrity, pages, sorted(context.desks))

    return [guard.route("GET", "/api/staff/embedding/{desk}", "settings.read", shown, gives=Embedding)]


def _built(static: Path) -> tuple[str, str]:
    try:
        manifest = json.loads((static / "manifest.json").read_text(encoding="utf-8"))
        return manifest["embed"], manifest["integrity"]
    except (OSError, ValueError, KeyError):
        return "", ""
