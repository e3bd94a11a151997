"""Signing in and out over HTTP: password, passkey, OpenID Connect, the socket ticket, one's open sign-ins."""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec import UNSET, Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from chat.auth.assemble import Auth
from chat.auth.errors import AuthError, NotConfigured
from chat.auth.identity import StaffIdentity
from chat.auth.oidc import FLOW_S
from chat.auth.sessions import Started
from chat.auth.sign_in import Attempt
from chat.http.bodies import read
from chat.http.cookies import Cookies
from chat.http.errors import Endpoint, answering, refuse, reply
from chat.http.staff import schemas as b
from chat.redis_time import now_s

SignedOut = Callable[[str, str], Awaitable[None]]
RETURN_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={page}">'
    '<title>Hearline</title><a href="{page}">Hearline</a></html>'
)


class Login(Struct, forbid_unknown_fields=True):
    name: str
    password: str
    code: str = ""


class Assertion(Struct, forbid_unknown_fields=True):
    credential: dict[str, Any]


class StaffApi:
    """`signed_out(staff, session)` closes the sockets of a sign-in (session "" = all of that person's)."""

    def __init__(self, auth: Auth, signed_out: SignedOut) -> None:
        self._auth = auth
        self._signed_out = signed_out
        self.cookies = Cookies(auth.guard.secure)

    def routes(self) -> list[BaseRoute]:
        guard = self._auth.guard
        return [
            Route("/api/staff/login", self._open(self.login), methods=["POST"]),
            Route("/api/staff/passkey/login/options", self._open(self.passkey_options), methods=["POST"]),
            Route("/api/staff/passkey/login", self._open(self.passkey_login), methods=["POST"]),
            Route("/api/staff/oidc", self.oidc, methods=["GET"]),
            Route("/api/staff/oidc/start", answering(self.oidc_start), methods=["GET"]),
            Route("/api/staff/oidc/return", answering(self.oidc_return), methods=["GET"]),
            guard.route("/api/staff/me", "account.read", self.me),
            guard.route("/api/staff/logout", "account.change", self.logout, ["POST"]),
            guard.route("/api/staff/logout-everywhere", "account.change", self.logout_everywhere, ["POST"]),
            guard.route("/api/staff/sign-ins", "account.read", self.sign_ins),
            guard.route("/api/staff/sign-ins/{id}/end", "account.change", self.end_sign_in, ["POST"]),
            guard.route("/api/staff/socket-ticket", "socket.ticket", self.socket_ticket, ["POST"]),
        ]

    async def login(self, request: Request) -> Response:
        body = await read(request, Login)
        device_cookie = self.cookies.read(request, "device")
        attempt = Attempt(body.name, body.password, body.code, device_cookie, request.scope.get("bucket", 0))
        started = await self._auth.sign_in.sign_in(attempt, _now())
        response = await self.welcome(request, started)
        self.cookies.device_cookie(response, self._auth.sign_in.device_cookies.make(body.name, _now()))
        return response

    async def passkey_options(self, request: Request) -> Response:
        return reply(await self._auth.passkeys.login_options())

    async def passkey_login(self, request: Request) -> Response:
        body = await read(request, Assertion)
        account = await self._auth.passkeys.login(body.credential, _now())
        return await self.welcome(request, await self._auth.sign_in.admit(account, "passkey", _now()))

    async def oidc(self, request: Request) -> Response:
        openid = self._auth.openid
        return reply(b.Provider(openid is not None, openid.name if openid else ""))

    async def oidc_start(self, request: Request) -> Response:
        if self._auth.openid is None:
            raise NotConfigured
        url, sealed = await self._auth.openid.start(_now())
        response = RedirectResponse(url, 303)
        self.cookies.flow(response, sealed, FLOW_S)
        return response

    async def oidc_return(self, request: Request) -> Response:
        """A page that moves on by itself, since a strict cookie does not travel along a foreign redirect."""
        if self._auth.openid is None:
            raise NotConfigured
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        try:
            account = await self._auth.openid.finish(self.cookies.read(request, "oidc"), state, code, _now())
        except AuthError as refused:
            return self._returned(f"/console#refused={refused.code}", refused.status)
        started = await self._auth.sign_in.admit(account, "oidc", _now())
        response = self._returned("/console")
        self.cookies.sign_in(response, started.cookie)
        return response

    def _returned(self, page: str, status: int = 200) -> Response:
        response = HTMLResponse(RETURN_PAGE.format(page=page), status)
        self.cookies.drop(response, "oidc")
        return response

    async def me(self, request: Request, who: StaffIdentity) -> Response:
        return reply(b.Signed(await self._shown(who), self._auth.sessions.csrf(who.session)))

    async def logout(self, request: Request, who: StaffIdentity) -> Response:
        await self._auth.sessions.end(who.session)
        await self._signed_out(who.id, who.session)
        await self._auth.audit.record(who, "sign_out", who.id)
        response = Response(status_code=204, headers={"Clear-Site-Data": '"cache", "storage"'})
        self.cookies.drop(response)
        return response

    async def logout_everywhere(self, request: Request, who: StaffIdentity) -> Response:
        ended = await self._auth.sessions.end_all(who.id)
        await self._signed_out(who.id, "")
        await self._auth.audit.record(who, "sign_out_everywhere", who.id, count=ended)
        response = reply(b.Ended(ended))
        self.cookies.drop(response)
        return response

    async def sign_ins(self, request: Request, who: StaffIdentity) -> Response:
        rows = await self._auth.sessions.of(who.id, _now())
        return reply(b.SignIns([b.SignInShown.of(row, who.session) for row in rows]))

    async def end_sign_in(self, request: Request, who: StaffIdentity) -> Response:
        wanted = request.path_params["id"]
        rows = await self._auth.sessions.of(who.id, _now())
        for row in rows:
            if row.digest.startswith(wanted) and len(wanted) >= 16:
                await self._auth.sessions.end(row.digest)
                await self._signed_out(who.id, row.digest)
                await self._auth.audit.record(who, "sign_out", who.id)
                return Response(status_code=204)
        return refuse(404, "unknown_sign_in")

    async def socket_ticket(self, request: Request, who: StaffIdentity) -> Response:
        return reply(b.SocketTicket(await self._auth.socket_tickets.issue(who)))

    async def renew(self, request: Request, who: StaffIdentity, how: str, codes: list[str] | None = None) -> Response:
        """After a change of what proves who they are: end every sign-in, start a fresh one here."""
        account = await self._auth.accounts.get(who.id)
        await self._auth.sessions.end_all(who.id)
        await self._signed_out(who.id, "")
        return await self.welcome(request, await self._auth.sessions.start(account, how, _now()), codes)

    async def welcome(self, request: Request, started: Started, codes: list[str] | None = None) -> Response:
        """The answer to every good sign-in: who it is, the CSRF word, the cookie. A former sign-in here ends."""
        former = await self._auth.guard.identify(request)
        if former is not None and former.session != started.who.session:
            await self._auth.sessions.end(former.session)
            await self._auth.guard.forget(former)
        response = reply(b.Signed(await self._shown(started.who), started.csrf, codes or UNSET))
        self.cookies.sign_in(response, started.cookie)
        return response

    async def _shown(self, who: StaffIdentity) -> b.Me:
        return b.Me.of(who, (await self._auth.accounts.get(who.id)).name)

    def _open(self, handler: Endpoint) -> Endpoint:
        """A route without a sign-in: still only from our own pages."""

        async def checked(request: Request) -> Response:
            return await handler(request) if self._auth.guard.from_here(request) else refuse(403, "forged")

        return answering(checked)


def _now() -> int:
    return now_s()
