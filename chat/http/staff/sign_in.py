"""Signing in and out over HTTP: password, passkey, OpenID Connect, the socket ticket, one's open sign-ins."""

from collections.abc import Awaitable
from typing import Any, Protocol

from msgspec import UNSET, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.auth.errors import AuthError, NoRole, NotConfigured
from chat.auth.identity import StaffIdentity
from chat.auth.sessions import Left, Started
from chat.auth.sign_in import Attempt
from chat.documents.operation import LONG_TEXT
from chat.http.boxes import BoxAsked, BoxOpened
from chat.http.errors import BadRequest, reply
from chat.http.staff.guard import Guard
from chat.redis_time import now_s
from storage.values import Account, SignIn


class SignedOut(Protocol):
    def __call__(self, staff: str, session: str, *, back: bool = False) -> Awaitable[None]:
        """Closes the sockets of a sign-in (session "" = all of that person's); `back`: they may sign in again and go
        on."""


SHORTEST_ID = 16
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


class Me(Struct, frozen=True):
    """Who is signed in. `desks`: those of this house where they may work. `enrol`: before anything else a password of
    their own must be chosen where theirs was given (`password_given`), or else a second factor set up."""

    id: str
    login: str
    name: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    desks: tuple[str, ...]
    enrol: bool
    password_given: bool

    @classmethod
    def of(cls, who: StaffIdentity, login: str, desks: tuple[str, ...]) -> "Me":
        return cls(
            who.id, login, who.name, who.role, who.languages, who.skills, who.capacity, desks, who.enrol,
            who.password_given,
        )  # fmt: skip


class Signed(Struct, frozen=True, omit_defaults=True):
    """A sign-in: `csrf` goes into the header of every change. It ends in `ends_s` seconds, and in `latest_s` although
    somebody is in a chat with them. `recovery`: fresh codes, shown this once."""

    me: Me
    csrf: str
    ends_s: int
    latest_s: int
    recovery: list[str] | UnsetType = UNSET


class WebAuthnOptions(Struct, frozen=True):
    """What `parse…OptionsFromJSON` of a browser takes: a challenge that works once, and more."""

    challenge: str


class Provider(Struct, frozen=True):
    """Whether staff may sign in through an OpenID Connect provider, and what it is called."""

    enabled: bool
    name: str


class Ended(Struct, frozen=True):
    """How many sign-ins ended."""

    ended: int


class SignInShown(Struct, frozen=True):
    """One browser; times in seconds since 1970. `current`: the one that asks."""

    id: str
    how: str
    label: str
    created: int
    seen: int
    current: bool

    @classmethod
    def of(cls, row: SignIn, current: str) -> "SignInShown":
        return cls(row.digest[:22], row.how, row.label, row.created, row.seen, row.digest == current)


class SignIns(Struct, frozen=True):
    sign_ins: list[SignInShown]


class SocketTicket(Struct, frozen=True):
    """For `hello_staff`, once, within 30 s."""

    ticket: str


class SignInApi:
    def __init__(self, auth: Auth, guard: Guard, signed_out: SignedOut) -> None:
        self._auth = auth
        self._guard = guard
        self._signed_out = signed_out
        self._cookies = guard.cookies

    def routes(self) -> list[BaseRoute]:
        staff, route, anybody = "/api/staff", self._guard.route, self._guard.open_route
        returned: dict[str, Any] = {"others": ("text/html",), "query": {"state": LONG_TEXT, "code": LONG_TEXT}}
        change = "account.change"
        return [
            anybody("POST", f"{staff}/login", self.login, takes=Login, gives=Signed),
            anybody("POST", f"{staff}/passkey/login/options", self.passkey_options, gives=WebAuthnOptions),
            anybody("POST", f"{staff}/passkey/login", self.passkey_login, takes=Assertion, gives=Signed),
            anybody("GET", f"{staff}/oidc", self.oidc, gives=Provider),
            anybody("GET", f"{staff}/oidc/start", self.oidc_start, status=303),
            anybody("GET", f"{staff}/oidc/return", self.oidc_return, **returned),
            route("GET", f"{staff}/me", "account.read", self.me, gives=Signed),
            route("POST", f"{staff}/logout", change, self.logout, status=204),
            route("POST", f"{staff}/logout-everywhere", change, self.logout_everywhere, gives=Ended),
            route("GET", f"{staff}/sign-ins", "account.read", self.sign_ins, gives=SignIns),
            route("POST", f"{staff}/sign-ins/{{id}}/end", change, self.end_sign_in, status=204),
            route("POST", f"{staff}/socket-ticket", "socket.ticket", self.socket_ticket, gives=SocketTicket),
            route("POST", f"{staff}/box", "box.open", self.box, takes=BoxAsked, gives=BoxOpened),
        ]

    async def login(self, request: Request, given: Login) -> Response:
        device_cookie = self._cookies.read(request, "device")
        attempt = Attempt(given.name, given.password, given.code, device_cookie, request.scope.get("bucket", 0))
        started = await self._auth.sign_in.sign_in(attempt, now_s())
        response = await self.welcome(request, started)
        self._cookies.device_cookie(response, self._auth.sign_in.device_cookies.make(given.name, now_s()))
        return response

    async def passkey_options(self, request: Request) -> dict[str, Any]:
        return await self._auth.passkeys.login_options()

    async def passkey_login(self, request: Request, given: Assertion) -> Response:
        account, passkey = await self._auth.passkeys.login(given.credential, now_s())
        started = await self._auth.sign_in.admit(account, "passkey", now_s(), passkey=passkey)
        return await self.welcome(request, started)

    async def oidc(self, request: Request) -> Provider:
        openid = self._auth.openid
        return Provider(openid is not None, openid.name if openid else "")

    async def oidc_start(self, request: Request) -> Response:
        if self._auth.openid is None:
            raise NotConfigured
        former = await self._guard.identify(request)
        anew = bool(self._cookies.read(request, "left"))
        url, sealed = await self._auth.openid.start(now_s(), former.session if former else "", anew=anew)
        response = RedirectResponse(url, 303)
        self._cookies.flow(response, sealed, self._auth.openid.flow_s)
        return response

    async def oidc_return(self, request: Request) -> Response:
        """A page that moves on by itself, since a strict cookie does not travel along a foreign redirect."""
        if self._auth.openid is None:
            raise NotConfigured
        state, code = request.query_params.get("state", ""), request.query_params.get("code", "")
        try:
            flow = self._cookies.read(request, "oidc")
            account, former, ended = await self._auth.openid.finish(flow, state, code, now_s())
            if ended:
                await self._signed_out(ended, "", back=account is not None)
            if account is None:
                raise NoRole
            started = await self._auth.sign_in.admit(account, "oidc", now_s())
        except AuthError as refused:
            return self._returned(f"/console#refused={refused.code}", refused.status)
        if (before := await self._auth.sessions.named(former)) is not None:
            await self._end(before, former, back=before.id == account.id)
        response = self._returned("/console")
        self._cookies.sign_in(response, started.cookie)
        self._cookies.drop(response, "left")
        return response

    def _returned(self, page: str, status: int = 200) -> Response:
        response = HTMLResponse(RETURN_PAGE.format(page=page), status)
        self._cookies.drop(response, "oidc")
        return response

    async def me(self, request: Request, who: StaffIdentity) -> Signed:
        return await self._signed(who)

    async def logout(self, request: Request, who: StaffIdentity) -> Response:
        await self._end(who, who.session)
        response = Response(status_code=204, headers={"Clear-Site-Data": '"cache", "storage"'})
        self._forget(response)
        return response

    async def logout_everywhere(self, request: Request, who: StaffIdentity) -> Response:
        async with self._auth.audit.act(who, "sign_out_everywhere", who.id) as detail:
            detail["count"] = ended = await self._auth.sessions.end_all(who.id)
        await self._signed_out(who.id, "")
        response = reply(Ended(ended))
        self._forget(response)
        return response

    def _forget(self, response: Response) -> None:
        self._cookies.drop(response)
        self._cookies.left(response)

    async def sign_ins(self, request: Request, who: StaffIdentity) -> SignIns:
        rows = await self._auth.sessions.of(who.id, now_s())
        return SignIns([SignInShown.of(row, who.session) for row in rows])

    async def end_sign_in(self, request: Request, who: StaffIdentity) -> None:
        wanted = request.path_params["id"]
        rows = await self._auth.sessions.of(who.id, now_s())
        found = [row.digest for row in rows if row.digest.startswith(wanted) and len(wanted) >= SHORTEST_ID]
        if not found:
            raise BadRequest(404, "unknown_sign_in")
        await self._end(who, found[0])

    async def socket_ticket(self, request: Request, who: StaffIdentity) -> SocketTicket:
        return SocketTicket(await self._auth.socket_tickets.issue(who))

    async def box(self, request: Request, who: StaffIdentity, given: BoxAsked) -> BoxOpened:
        """The key of the box that a reloaded console finds while the sign-in that left it stands; then `gone` (410)."""
        key = await self._auth.sign_in_boxes.open(given.handle, who, now_s())
        if key is None:
            raise BadRequest(410, "gone")
        return BoxOpened(key)

    async def renew(self, request: Request, account: Account, how: str, codes: list[str] | None = None) -> Response:
        """After a change of what proves who they are, which ended every sign-in: a fresh one here."""
        await self._signed_out(account.id, "")
        return await self.welcome(request, await self._auth.sign_in.renew(account, how, now_s()), codes)

    async def welcome(self, request: Request, started: Started, codes: list[str] | None = None) -> Response:
        """The answer to every good sign-in: who it is, the CSRF word, the cookie. A former sign-in here ends."""
        former = await self._guard.identify(request)
        if former is not None and former.session != started.who.session:
            await self._end(former, former.session, back=former.id == started.who.id)
        response = reply(await self._signed(started.who, codes))
        self._cookies.sign_in(response, started.cookie)
        return response

    async def _end(self, who: StaffIdentity, session: str, *, back: bool = False) -> None:
        async with self._auth.audit.act(who, "sign_out", who.id):
            await self._auth.sessions.end(session)
        await self._signed_out(who.id, session, back=back)

    async def _signed(self, who: StaffIdentity, codes: list[str] | None = None) -> Signed:
        shown = Me.of(who, (await self._auth.accounts.get(who.id)).name, self._guard.desks_of(who))
        left = await self._auth.sessions.left(who.session, now_s()) or Left(0, 0)
        csrf = self._auth.sessions.csrf(who.session)
        return Signed(shown, csrf, left.ends_s, left.latest_s, codes or UNSET)
