"""Security headers: for each page only what it needs; nothing cached, nothing referred, nothing framed, and no page
written into by who passes it on.

The widget alone may be framed, by the sites its desk names, and in its place the neighbour's that the address names
after it. Pages are told apart by path.
"""

import re
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat.settings import Settings
from storage.reports.insafe import STYLE_SHA256

PAGE: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "worker-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "object-src": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "hearline",
}
# A page to read, without a script.
READ: Final = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
CLOSED: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
# The one page of figures that is printed brings a style sheet of its own, named by its hash.
PRINTED: Final = f"{CLOSED}; style-src 'sha256-{STYLE_SHA256}'"
# A page that only moves on: a sandbox would keep it from doing so.
RETURN: Final = CLOSED.removesuffix("; sandbox")
ASSET: Final = "default-src 'none'; frame-ancestors 'none'"
PAGES_OF_THE_API: Final = {"/api/staff/publications": PRINTED, "/api/staff/oidc/return": RETURN}
DENIED: Final = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment",
    "picture-in-picture", "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial",
    "storage-access", "usb", "window-management", "xr-spatial-tracking",
)  # fmt: skip
PASSKEYS: Final = ("publickey-credentials-create", "publickey-credentials-get")
PREVIEW: Final = "/dashboard/preview"
WIDGET: Final = re.compile(r"^/widget/([a-z0-9-]{1,32})(/[a-z0-9-]{1,32})?/?\Z")


class Protect:
    """ASGI layer that adds the headers of the answering path; an application may not weaken them."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._policies = Policies(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = self._policies.of(scope["path"])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                kept = headers.setdefault("cache-control", "no-store")
                if headers.get("content-type", "").startswith("text/html"):
                    headers["cache-control"] = f"{kept}, no-transform"
                headers.update(added)
            await send(message)

        await self._app(scope, receive, with_headers)


class Policies:
    """The headers of each path, made from the settings once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._common = _common(settings)
        self._sockets = " ".join(sorted({origin.replace("http", "ws", 1) for origin in settings.allowed_origins}))

    def of(self, path: str) -> dict[str, str]:
        """Header name (lower case) → value."""
        if widget := WIDGET.match(path):
            return self._common | self._widget(widget[1])
        if path.startswith("/facts/"):
            return self._common | _page(READ, "'none'")
        if path == PREVIEW:
            return self._common | _preview()
        if path.startswith(("/console", "/dashboard")):
            return self._common | self._staff_page("'self'" if path.startswith("/dashboard") else "'none'")
        if path.startswith("/docs"):
            return self._common | _page(PAGE | {"connect-src": "'self'", "trusted-types": "'none'"}, "'none'")
        if path == "/" and self._settings.demo:
            return self._common | _page(PAGE | {"connect-src": "'self'", "frame-src": "'self'"}, "'none'")
        return self._common | self._other(path)

    def _widget(self, desk: str) -> dict[str, str]:
        ancestors = embedders(self._settings, desk)
        framed = _page(PAGE | {"connect-src": f"'self' {self._sockets}"}, " ".join(ancestors) or "'none'")
        if ancestors:
            del framed["x-frame-options"]
        return framed | {
            "cross-origin-resource-policy": "cross-origin",
            "cross-origin-embedder-policy": "require-corp",
        }

    def _staff_page(self, frames: str) -> dict[str, str]:
        """`frames`: what may be framed in it, the preview in the dashboard."""
        return _page(PAGE | {"connect-src": f"'self' {self._sockets}", "frame-src": frames}, "'none'") | {
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-embedder-policy": "require-corp",
            "permissions-policy": _permissions(PASSKEYS),
        }

    def _other(self, path: str) -> dict[str, str]:
        """A worker's script must be as isolated as its page, and a sandbox of its own would stop it."""
        if path.startswith("/static/"):
            return {"content-security-policy": ASSET, "cross-origin-embedder-policy": "require-corp"}
        policy = PAGES_OF_THE_API.get(path, CLOSED)
        closed = {"content-security-policy": policy, "x-frame-options": "DENY"}
        shared = path.startswith("/embed") or path.startswith("/api/desks/")
        return closed | ({"cross-origin-resource-policy": "cross-origin"} if shared else {})


def embedders(settings: Settings, desk: str) -> list[str]:
    """Origins whose pages may frame this desk's widget: `https://a` for all desks, `desk=https://b` for one."""
    own = ["'self'"] if settings.demo else []
    pairs = [entry.rpartition("=") for entry in settings.embed_origins]
    return own + [origin for name, _, origin in pairs if name in ("", desk)]


def _preview() -> dict[str, str]:
    """The widget's screens inside the dashboard: they ask for nothing, and only our own pages frame them."""
    return _page(PAGE, "'self'") | {"x-frame-options": "SAMEORIGIN", "cross-origin-embedder-policy": "require-corp"}


def _common(settings: Settings) -> dict[str, str]:
    common = {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "permissions-policy": _permissions(()),
        "cross-origin-resource-policy": "same-origin",
        "x-dns-prefetch-control": "off",
    }
    if settings.own_origin.startswith("https://"):
        common["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    return common


def _page(directives: dict[str, str], ancestors: str) -> dict[str, str]:
    whole = directives | {"frame-ancestors": ancestors}
    policy = "; ".join(f"{name} {value}" for name, value in whole.items())
    return {"content-security-policy": policy, "x-frame-options": "DENY"}


def _permissions(own: Iterable[str]) -> str:
    return ", ".join(f"{feature}=({'self' if feature in own else ''})" for feature in DENIED)
