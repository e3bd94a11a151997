"""One's own account over HTTP: password, one-time codes, passkeys, recovery codes."""

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.auth.identity import StaffIdentity
from chat.http.bodies import read
from chat.http.errors import refuse, reply
from chat.http.staff import schemas as b
from chat.http.staff.sign_in import StaffApi
from chat.redis_time import now_s


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
    label: str = ""


class AccountApi:
    """Every change of a factor ends all other sign-ins; taking the codes away asks for the password again."""

    def __init__(self, auth: Auth, staff: StaffApi) -> None:
        self._auth = auth
        self._staff = staff

    def routes(self) -> list[BaseRoute]:
        route = self._auth.guard.route
        return [
            route("/api/staff/password", "account.change", self.password, ["POST"]),
            route("/api/staff/factors", "account.read", self.factors),
            route("/api/staff/totp/start", "account.change", self.totp_start, ["POST"]),
            route("/api/staff/totp/confirm", "account.change", self.totp_confirm, ["POST"]),
            route("/api/staff/totp/off", "account.change", self.totp_off, ["POST"]),
            route("/api/staff/recovery", "account.change", self.recovery, ["POST"]),
            route("/api/staff/passkey/register/options", "account.change", self.passkey_options, ["POST"]),
            route("/api/staff/passkey/register", "account.change", self.passkey_add, ["POST"]),
            route("/api/staff/passkeys/{id}", "account.change", self.passkey_drop, ["DELETE"]),
        ]

    async def password(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, NewPassword)
        account = await self._auth.sign_in.confirm(who.id, body.old)
        await self._auth.accounts.set_password(account, body.new)
        await self._auth.audit.record(who, "password_changed", who.id)
        return await self._staff.renew(request, who, await self._how(who))

    async def factors(self, request: Request, who: StaffIdentity) -> Response:
        account = await self._auth.accounts.get(who.id)
        keys = [b.PasskeyShown.of(key) for key in await self._auth.accounts.store.passkeys(who.id)]
        left = await self._auth.accounts.store.recovery_left(who.id)
        return reply(b.Factors(bool(account.totp), keys, left))

    async def totp_start(self, request: Request, who: StaffIdentity) -> Response:
        offer = await self._auth.accounts.totp_start(await self._auth.accounts.get(who.id))
        return reply(b.TotpOffer(**offer))

    async def totp_confirm(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, TotpCode)
        account = await self._auth.accounts.get(who.id)
        if account.totp:
            return refuse(409, "totp_is_on")
        codes = await self._auth.accounts.totp_confirm(account, body.offer, body.code, now_s())
        await self._auth.audit.record(who, "totp_on", who.id)
        return await self._staff.renew(request, who, "password+totp", codes)

    async def totp_off(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, Confirmation)
        account = await self._auth.sign_in.confirm(who.id, body.password)
        await self._auth.accounts.store.update(account.id, totp="", totp_step=0)
        await self._auth.audit.record(who, "totp_off", who.id)
        return await self._staff.renew(request, who, await self._how(who))

    async def recovery(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, Confirmation)
        account = await self._auth.sign_in.confirm(who.id, body.password)
        codes = await self._auth.accounts.new_recovery(account)
        await self._auth.audit.record(who, "recovery_made", who.id)
        return reply(b.Recovery(codes))

    async def passkey_options(self, request: Request, who: StaffIdentity) -> Response:
        return reply(await self._auth.passkeys.register_options(await self._auth.accounts.get(who.id)))

    async def passkey_add(self, request: Request, who: StaffIdentity) -> Response:
        body = await read(request, NewPasskey)
        account = await self._auth.accounts.get(who.id)
        await self._auth.passkeys.register(account, body.credential, body.label, now_s())
        await self._auth.audit.record(who, "passkey_added", who.id)
        codes = None if await self._auth.accounts.store.recovery_left(who.id) else await self._first_codes(who)
        return await self._staff.renew(request, who, "passkey", codes)

    async def passkey_drop(self, request: Request, who: StaffIdentity) -> Response:
        if not await self._auth.accounts.store.drop_passkey(who.id, request.path_params["id"]):
            return refuse(404, "unknown_passkey")
        await self._auth.audit.record(who, "passkey_removed", who.id)
        return await self._staff.renew(request, who, await self._how(who))

    async def _first_codes(self, who: StaffIdentity) -> list[str]:
        return await self._auth.accounts.new_recovery(await self._auth.accounts.get(who.id))

    async def _how(self, who: StaffIdentity) -> str:
        """What a renewed sign-in rests on: a second factor only while one is left."""
        account = await self._auth.accounts.get(who.id)
        if not account.totp and not await self._auth.accounts.store.passkeys(who.id):
            return "password"
        return "password+totp"
