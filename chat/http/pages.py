"""The front end as it was built: page shells that are never kept, assets with versioned names that always are.

What a browser takes packed is sent so: files as the build packed them, shells as they are asked for.
"""

import asyncio
import gzip
import re
from collections.abc import Mapping
from dataclasses import dataclass
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat.context import Context
from chat.http.facts_page import with_facts
from chat.http.profile_in_page import with_profile
from chat.http.teen.desk import availability
from chat.http.teen.neighbours import have_agreed, settings_of
from chat.lasting import UNREACHABLE
from chat.page_files import PAGES, OtherBuilds
from routing.desk import Desk
from storage.errors import StoreError

_PLACES = {"demo": "/", "preview": "/dashboard/preview"}
# Pages that a desk fills from its profile.
_OF_A_DESK = ("widget", "facts")
# The first two letters of each language of a list.
_CODE = re.compile(r"(?:^|,)\s*([a-z]{2})\b")
_MOST_WISHES = 8
_FOREVER = "public, max-age=31536000, immutable"
_NEVER = {"cache-control": "no-store", "vary": "accept-encoding"}
_SHORT = "public, max-age=300"
_OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
# The page does not wait longer for what it can ask itself.
_TOLD_S = 0.5
_MISSING = "<!doctype html><meta charset=utf-8><title>Hearline</title><p>The front end is not built: npm run build</p>"


def routes(context: Context) -> list[BaseRoute]:
    root = Path(context.settings.static)
    files = _Files(root, OtherBuilds(context.store, context.auth.ring))

    def page(name: str) -> Route:
        path = _PLACES.get(name, f"/{name}/{{desk}}" if name in _OF_A_DESK else f"/{name}")

        async def shell(request: Request) -> Response:
            return await _shell(context, root / name, request.path_params.get("desk"), request)

        return Route(path, shell, name=f"page-{name}")

    async def over(request: Request) -> Response:
        """A neighbour's widget where another desk's stood: for whoever came from there, while both agree."""
        desk, neighbour = request.path_params["desk"], request.path_params["neighbour"]
        if await _have_agreed(context, desk, neighbour):
            return await _shell(context, root / "widget", neighbour, request)
        return _moved(request, f"/widget/{neighbour}")

    async def without_slash(request: Request) -> Response:
        return _moved(request, request.url.path.rstrip("/") or "/console")

    async def asset(request: Request) -> Response:
        page, file = request.path_params["page"], request.path_params["file"]
        return await files.answer(
            request, f"{page}/assets/{file}" if page in shown else "", {"cache-control": _FOREVER}
        )

    async def loader(request: Request) -> Response:
        """`embed.js` changes; `embed-HASH.js` never does, and can be named with its integrity."""
        return await files.answer(request, "embed.js", {"cache-control": _SHORT, **_OPEN})

    async def pinned(request: Request) -> Response:
        name = f"embed-{request.path_params['version']}.js"
        return await files.answer(request, name, {"cache-control": _FOREVER, **_OPEN})

    shown = PAGES if context.settings.demo else PAGES[:-1]
    moved = [
        "/widget/{desk}/",
        "/widget/{desk}/{neighbour}/",
        "/facts/{desk}/",
        "/console/",
        "/dashboard/",
        *([] if context.settings.demo else ["/"]),
    ]
    start = [Route("/widget/{desk}/{neighbour}", over), *(Route(path, without_slash) for path in moved)]
    loaders = [Route("/embed.js", loader), Route("/embed-{version}.js", pinned)]
    return [*start, *(page(name) for name in shown), Route("/static/{page}/assets/{file}", asset), *loaders]


@dataclass(frozen=True, slots=True)
class _Files:
    """Files whose names change with their content, of this build or of another one."""

    root: Path
    others: OtherBuilds

    async def answer(self, request: Request, name: str, headers: dict[str, str]) -> Response:
        path, media = self.root / name, guess_type(name)[0] or "application/octet-stream"
        headers = headers | {"vary": "accept-encoding"}
        packed = path.with_name(f"{path.name}.br")
        if _takes(request, "br") and _is_file(packed):
            return FileResponse(packed, media_type=media, headers=headers | {"content-encoding": "br"})
        if _is_file(path):
            return FileResponse(path, media_type=media, headers=headers)
        try:
            body = await self.others.get(name)
        except (StoreError, TimeoutError):
            return Response("Not possible just now\n", 503, {"retry-after": "1"}, "text/plain")
        if body is None:
            return Response("Not found\n", 404, media_type="text/plain")
        return Response(body, 200, headers, media)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def _wishes(request: Request) -> list[str]:
    """Languages, the dearest first: the one asked for in the address, then the browser's own."""
    asked = request.query_params.get("lang", "")
    return _CODE.findall(f"{asked},{request.headers.get('accept-language', '')}".lower())


def _built(folder: Path, wishes: list[str]) -> tuple[str, int]:
    """The page with its first words in the first language that it has, and how it is answered."""
    named = [folder / f"index.{code}.html" for code in wishes[:_MOST_WISHES]]
    path = next((path for path in named if path.is_file()), folder / "index.html")
    try:
        return path.read_text(encoding="utf-8"), 200
    except OSError:
        return _MISSING, 503


async def _shell(context: Context, folder: Path, desk: str | None, request: Request) -> Response:
    """The page, filled from the desk's profile where it is a desk's."""
    page, status = _built(folder, _wishes(request))
    if desk is None:
        return _packed(request, page, status)
    if desk not in context.desks:
        return _packed(request, page, max(status, 404))
    settings = await _settings(context, desk)
    if folder.name == "widget":
        page = with_profile(page, settings, await _stands(context, context.desks[desk], request))
    else:
        page = with_facts(page, settings)
    return _packed(request, page, status)


async def _settings(context: Context, desk: str) -> Mapping[str, Any]:
    """Of the desk, where they are known: a store that is away keeps no page."""
    try:
        return await settings_of(context, desk)
    except StoreError:
        return {}


async def _have_agreed(context: Context, desk: str, neighbour: str) -> bool:
    try:
        return await have_agreed(context, desk, neighbour)
    except StoreError:
        return False


def _moved(request: Request, path: str) -> Response:
    wish = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(path + wish)


def _takes(request: Request, packing: str) -> bool:
    """Whether the browser unpacks this; one that names it with a weight of none is not heard of."""
    accepted = request.headers.get("accept-encoding", "").lower().split(",")
    return packing in (one.partition(";")[0].strip() for one in accepted)


async def _stands(context: Context, desk: Desk, request: Request) -> str:
    """How the desk stands, for the page that shows it first; nothing when that takes long: then the page asks."""
    try:
        async with asyncio.timeout(_TOLD_S):
            return bytes((await availability(context, desk, request)).body).decode()
    except (StoreError, *UNREACHABLE):
        return ""


def _packed(request: Request, page: str, status: int) -> Response:
    """Never kept by a browser."""
    if not _takes(request, "gzip"):
        return HTMLResponse(page, status, headers=_NEVER)
    return HTMLResponse(gzip.compress(page.encode(), 6, mtime=0), status, headers=_NEVER | {"content-encoding": "gzip"})
