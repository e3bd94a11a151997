"""One's own account over HTTP: password, one-time codes, passkeys, recovery codes."""

from typing import Annotated, Any

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.auth.errors import Unfit
from chat.auth.identity import StaffIdentity
from chat.http.errors import BadRequest
from chat.http.staff.guard import Guard
from chat.http.staff.sign_in import Signed, SignInApi, WebAuthnOptions
from chat.protocol.limits import MAX_LABEL
from chat.redis_time import now_s
from storage.values import Account, Passkey


class NewPassword(Struct, forbid_unknown_fields=True):
    old: str
    new: str


class Confirmation(Struct, forbid_unknown_fields=True):
    password: str


class TotpCode(Struct, forbid_unknown_fields=True):
    offer: str
    code: str


class NewPasskey(Struct, forbid_unknown_fields=True):
    credential: dict[str, Any]
    label: Annotated[str, Meta(max_length=MAX_LABEL)] = ""


class PasskeyShown(Struct, frozen=True):
    """Times in seconds since 1970; `used` is 0 before the first use."""

    id: str
    label: str
    created: int
    used: int

    @classmethod
    def of(cls, row: Passkey) -> "PasskeyShown":
        return cls(row.id, row.label, row.created, row.used)


class Factors(Struct, frozen=True):
    totp: bool
    passkeys: list[PasskeyShown]
    recovery_left: int


class TotpOffer(Struct, frozen=True):
    """A key for a code app; it counts once `offer` came back with a first code."""

    secret: str
    uri: str
    offer: str


class Recovery(Struct, frozen=True):
    """Fresh recovery codes; the former ones have stopped working."""

    recovery: list[str]


class OwnAccountApi:
    """Every change of a factor asks for the password again, and ends all other sign-ins."""

    def __init__(self, auth: Auth, guard: Guard, sign_in: SignInApi) -> None:
        self._auth = auth
        self._accounts = auth.accounts
        self._guard = guard
        self._sign_in = sign_in

    def routes(self) -> list[BaseRoute]:
        staff, factors = "/api/staff", "account.factors"

        def post(path: str, handler: Any, takes: Any, gives: Any = Signed, role: str = factors) -> BaseRoute:
            return self._guard.route("POST", f"{staff}/{path}", role, handler, takes=takes, gives=gives)

        return [
            post("password", self.password, NewPassword, role="account.change"),
            self._guard.route("GET", f"{staff}/factors", "account.read", self.factors, gives=Factors),
            post("totp/start", self.totp_start, Confirmation, TotpOffer),
            post("totp/confirm", self.totp_confirm, TotpCode),
            post("totp/off", self.totp_off, Confirmation),
            post("recovery", self.recovery, Confirmation, Recovery),
            post("passkey/register/options", self.passkey_options, Confirmation, WebAuthnOptions),
            post("passkey/register", self.passkey_add, NewPasskey),
            self._guard.route("DELETE", f"{staff}/passkeys/{{id}}", factors, self.passkey_drop, gives=Signed),
        ]

    async def password(self, request: Request, who: StaffIdentity, given: NewPassword) -> Response:
        account = await self._auth.sign_in.confirm(who.id, given.old)
        if given.new == given.old:
            raise Unfit("unchanged", "password")
        return await self._renewed(request, await self._accounts.set_password(who, account, given.new))

    async def factors(self, request: Request, who: StaffIdentity) -> Factors:
        account = await self._accounts.get(who.id)
        keys = [PasskeyShown.of(key) for key in await self._accounts.store.passkeys(who.id)]
        return Factors(bool(account.totp), keys, await self._accounts.store.recovery_left(who.id))

    async def totp_start(self, request: Request, who: StaffIdentity, given: Confirmation) -> TotpOffer:
        account = await self._auth.sign_in.confirm(who.id, given.password)
        return TotpOffer(**await self._accounts.totp_start(account))

    async def totp_confirm(self, request: Request, who: StaffIdentity, given: TotpCode) -> Response:
        account = await self._mine(who)
        if account.totp:
            raise BadRequest(409, "totp_is_on")
        codes = await self._accounts.totp_confirm(who, account, given.offer, given.code, now_s())
        return await self._sign_in.renew(request, account, "password+totp", codes)

    async def totp_off(self, request: Request, who: StaffIdentity, given: Confirmation) -> Response:
        account = await self._auth.sign_in.confirm(who.id, given.password)
        await self._accounts.totp_off(who, account)
        return await self._renewed(request, account)

    async def recovery(self, request: Request, who: StaffIdentity, given: Confirmation) -> Recovery:
        account = await self._auth.sign_in.confirm(who.id, given.password)
        return Recovery(await self._accounts.new_recovery(who, account))

    async def passkey_options(self, request: Request, who: StaffIdentity, given: Confirmation) -> dict[str, Any]:
        account = await self._auth.sign_in.confirm(who.id, given.password)
        return await self._auth.passkeys.register_options(account)

    async def passkey_add(self, request: Request, who: StaffIdentity, given: NewPasskey) -> Response:
        account = await self._mine(who)
        passkey = await self._auth.passkeys.register(account, given.credential, given.label, now_s())
        codes = await self._accounts.add_passkey(who, passkey)
        return await self._sign_in.renew(request, account, "passkey", codes)

    async def passkey_drop(self, request: Request, who: StaffIdentity) -> Response:
        account = await self._mine(who)
        await self._accounts.drop_passkey(who, account, request.path_params["id"])
        return await self._renewed(request, account)

    async def _mine(self, who: StaffIdentity) -> Account:
        return await self._accounts.get(who.id)

    async def _renewed(self, request: Request, account: Account) -> Response:
        """What a renewed sign-in rests on: a second factor only while one is left."""
        left = (await self._accounts.get(account.id)).totp or await self._accounts.store.passkeys(account.id)
        return await self._sign_in.renew(request, account, "password+totp" if left else "password")
