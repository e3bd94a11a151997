"""The front end as it was built: page shells that are never kept, assets with versioned names that always are."""

import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from chat.context import Context

# The first two letters of each language of a list.
_CODE = re.compile(r"(?:^|,)\s*([a-z]{2})\b")
_MOST_WISHES = 8
_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_OPEN = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
_PAGES = ("widget", "console", "dashboard", "demo")
_MISSING = "<!doctype html><meta charset=utf-8><title>Hearline</title><p>The front end is not built: npm run build</p>"


class Forever(StaticFiles):
    """Files whose names change with their content."""

    def file_response(self, full_path, stat_result, scope: Scope, status_code: int = 200) -> Response:  # type: ignore[no-untyped-def]
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = _FOREVER
        return response


def routes(context: Context) -> list[BaseRoute]:
    root = Path(context.settings.static)

    def page(name: str) -> Route:
        path = {"widget": "/widget/{desk}", "demo": "/"}.get(name, f"/{name}")

        async def shell(request: Request) -> Response:
            desk = request.path_params.get("desk")
            if desk is not None and desk not in context.desks:
                return Response("No such desk\n", 404, media_type="text/plain")
            return _shell(root / name, _wishes(request))

        return Route(path, shell, name=f"page-{name}")

    async def without_slash(request: Request) -> Response:
        return RedirectResponse(request.url.path.rstrip("/") or "/console")

    async def loader(request: Request) -> Response:
        return _loader(root, request.url.path.removeprefix("/"))

    shown = _PAGES if context.settings.demo else _PAGES[:-1]
    assets: list[BaseRoute] = [
        Mount(f"/static/{name}/assets", Forever(directory=root / name / "assets", check_dir=False)) for name in shown
    ]
    moved = ["/widget/{desk}/", "/console/", "/dashboard/", *([] if context.settings.demo else ["/"])]
    start = [Route(path, without_slash) for path in moved]
    return [*start, *(page(name) for name in shown), *assets, Route("/embed{version:path}.js", loader)]


def _wishes(request: Request) -> list[str]:
    """Languages, the dearest first: the one asked for in the address, then the browser's own."""
    asked = request.query_params.get("lang", "")
    return _CODE.findall(f"{asked},{request.headers.get('accept-language', '')}".lower())


def _shell(folder: Path, wishes: list[str]) -> Response:
    """The page with its first words in the first language that it has, never kept by a browser."""
    named = [folder / f"index.{code}.html" for code in wishes[:_MOST_WISHES]]
    path = next((path for path in named if path.is_file()), folder / "index.html")
    try:
        return HTMLResponse(path.read_text(encoding="utf-8"), headers={"cache-control": "no-store"})
    except OSError:
        return HTMLResponse(_MISSING, 503)


def _loader(root: Path, name: str) -> Response:
    """`embed.js` changes; `embed-HASH.js` never does, and can be named with its integrity."""
    path = root / name
    if "/" in name or not path.is_file():
        return Response("Not found\n", 404, media_type="text/plain")
    kept = _SHORT if name == "embed.js" else _FOREVER
    return FileResponse(path, media_type="text/javascript", headers={"cache-control": kept, **_OPEN})
