"""The four cookies staff have (teens have none): the sign-in, the device cookie, the way back from a provider, and that
somebody has signed out here."""

from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from chat.auth.throttle import MARK_S


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and sets them. `secure` is False only in the demo, over plain http, where `__Host-` would be refused."""

    secure: bool

    def name(self, kind: str = "") -> str:
        base = f"hearline-{kind}" if kind else "hearline"
        return f"__Host-{base}" if self.secure else base

    def read(self, request: Request, kind: str = "") -> str:
        return request.cookies.get(self.name(kind), "")

    def sign_in(self, response: Response, value: str) -> None:
        """Gone when the browser closes; the server's limits end it before."""
        self._set(response, "", value, None, "strict")

    def device_cookie(self, response: Response, value: str) -> None:
        self._set(response, "device", value, MARK_S, "strict")

    def flow(self, response: Response, value: str, life_s: int) -> None:
        """Lax, since the browser comes back from the provider's site."""
        self._set(response, "oidc", value, life_s, "lax")

    def left(self, response: Response) -> None:
        """Whoever signs in next through a provider proves there who they are, though it may still know the last one.
        Lax, since a house's page of links leads to signing in, too."""
        self._set(response, "left", "1", MARK_S, "lax")

    def drop(self, response: Response, kind: str = "") -> None:
        response.delete_cookie(self.name(kind), path="/", secure=self.secure, httponly=True, samesite="strict")

    def _set(
        self, response: Response, kind: str, value: str, life_s: int | None, site: Literal["strict", "lax"]
    ) -> None:
        response.set_cookie(
            self.name(kind), value, max_age=life_s, path="/", secure=self.secure, httponly=True, samesite=site
        )
