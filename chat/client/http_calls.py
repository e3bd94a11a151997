"""The HTTP side of a client: a sign-in for staff, and what is asked without a socket. I/O only."""

import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpx


class Refused(Exception):
    """The server said no: HTTP status and its code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


@cache
def _trusted() -> ssl.SSLContext:
    """Those whom this machine trusts, as for the socket; read once, for a rehearsal has thousands of clients."""
    return ssl.create_default_context()


class HttpCalls:
    """Requests to one server, from its own origin."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.socket = ("wss" if parts.scheme == "https" else "ws") + self.url.removeprefix(parts.scheme)
        own = {"Origin": self.origin}
        self._http = httpx.AsyncClient(base_url=self.url, headers=own, timeout=20, trust_env=False, verify=_trusted())
        self._csrf = ""

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str) -> Any:
        """Raises Refused, or httpx.HTTPError when there is no answer."""
        return _answer(await self._http.get(path, headers=self._own()))

    async def post(self, path: str, body: Any) -> Any:
        return _answer(await self._http.post(path, json=body, headers=self._own()))

    async def sign_in(self, name: str, password: str, code: str = "") -> dict[str, Any]:
        """Who it is. The cookie stays here."""
        body = {"name": name, "password": password, **({"code": code} if code else {})}
        given = await self.post("/api/staff/login", body)
        self._csrf = given["csrf"]
        me: dict[str, Any] = given["me"]
        return me

    async def socket_ticket(self) -> str:
        """For one WebSocket, within 30 s."""
        return str((await self.post("/api/staff/socket-ticket", {}))["ticket"])

    def _own(self) -> dict[str, str]:
        return {"X-Hearline-CSRF": self._csrf} if self._csrf else {}


def _answer(response: httpx.Response) -> Any:
    if response.is_success:
        return response.json() if response.content else None
    try:
        code = str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        code = response.reason_phrase
    raise Refused(response.status_code, code)
