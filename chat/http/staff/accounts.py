"""Staff accounts over HTTP, as admins see and change them."""

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import asdict
from starlette.requests import Request
from starlette.routing import BaseRoute

from chat.auth.accounts import DESK, LANGUAGE, MOST_CAPACITY, NAME, WORD
from chat.auth.assemble import Auth
from chat.auth.identity import StaffIdentity
from chat.auth.passwords import LONGEST, SHORTEST
from chat.auth.roles import RANK
from chat.http.staff.guard import Guard
from chat.http.staff.sign_in import SignedOut
from chat.protocol.limits import MAX_NAME
from chat.redis_time import now_s
from storage.values import Account


def _codes(pattern: str) -> Meta:
    return Meta(extra_json_schema={"maxItems": 32, "items": {"type": "string", "pattern": pattern}})


# Only said here: `chat.auth.accounts` checks them, with an error of its own for each.
Login = Annotated[str, Meta(extra_json_schema={"pattern": NAME.pattern})]
Password = Annotated[str, Meta(extra_json_schema={"minLength": SHORTEST, "maxLength": LONGEST})]
Role = Annotated[str, Meta(extra_json_schema={"enum": list(RANK)})]
Shown = Annotated[str, Meta(extra_json_schema={"maxLength": MAX_NAME})]
Languages = Annotated[list[str], _codes(LANGUAGE.pattern)]
Skills = Annotated[list[str], _codes(WORD.pattern)]
Desks = Annotated[list[str], _codes(DESK.pattern)]
Capacity = Annotated[int, Meta(extra_json_schema={"minimum": 1, "maximum": MOST_CAPACITY})]


class NewAccount(Struct, forbid_unknown_fields=True):
    login: Login
    password: Password
    role: Role
    name: Shown = ""
    languages: Languages = []
    skills: Skills = []
    desks: Desks = []
    capacity: Capacity = 1


class AccountChange(Struct, forbid_unknown_fields=True):
    name: Shown | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    languages: Languages | UnsetType = UNSET
    skills: Skills | UnsetType = UNSET
    desks: Desks | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class Reset(Struct, forbid_unknown_fields=True):
    password: Password
    factors: bool = False


class AccountShown(Struct, frozen=True):
    """An account as admins see it: no hash, no secret. `login` is typed, `name` is shown; no desks: all of them."""

    id: str
    login: str
    name: str
    display: str
    role: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    capacity: int
    desks: tuple[str, ...]
    active: bool
    created: int
    has_totp: bool

    @classmethod
    def of(cls, row: Account) -> "AccountShown":
        return cls(
            row.id, row.name, row.display, row.display, row.role, row.languages, row.skills, row.capacity, row.desks,
            row.active, row.created, bool(row.totp),
        )  # fmt: skip


class AccountList(Struct, frozen=True):
    accounts: list[AccountShown]


class AccountsApi:
    """A change of an account ends its sign-ins, so that it takes effect at once."""

    def __init__(self, auth: Auth, guard: Guard, signed_out: SignedOut) -> None:
        self._accounts = auth.accounts
        self._guard = guard
        self._signed_out = signed_out

    def routes(self) -> list[BaseRoute]:
        route, path, write = self._guard.route, "/api/staff/accounts", "accounts.write"
        one = f"{path}/{{id}}"
        return [
            route("GET", path, "accounts.read", self.all, gives=AccountList),
            route("POST", path, write, self.make, takes=NewAccount, gives=AccountShown, status=201),
            route("PUT", one, write, self.change, takes=AccountChange, gives=AccountShown),
            route("POST", f"{one}/reset-password", write, self.reset, takes=Reset, status=204),
            route("POST", f"{one}/sign-out", write, self.sign_out, status=204),
        ]

    async def all(self, request: Request, who: StaffIdentity) -> AccountList:
        return AccountList([AccountShown.of(row) for row in await self._accounts.all(who)])

    async def make(self, request: Request, who: StaffIdentity, given: NewAccount) -> AccountShown:
        more = asdict(given)
        login, password, role = more.pop("login"), more.pop("password"), more.pop("role")
        more["display"] = more.pop("name") or login
        return AccountShown.of(await self._accounts.make(who, login, password, role, now_s(), **more))

    async def change(self, request: Request, who: StaffIdentity, given: AccountChange) -> AccountShown:
        fields = {key: value for key, value in asdict(given).items() if value is not UNSET}
        if "name" in fields:
            fields["display"] = fields.pop("name")
        account = await self._accounts.change(who, request.path_params["id"], **fields)
        await self._signed_out(account.id, "", back=account.active)
        return AccountShown.of(account)

    async def reset(self, request: Request, who: StaffIdentity, given: Reset) -> None:
        account = await self._accounts.get(request.path_params["id"])
        await self._accounts.reset(who, account, given.password, factors=given.factors)
        await self._signed_out(account.id, "")

    async def sign_out(self, request: Request, who: StaffIdentity) -> None:
        await self._accounts.sign_out(who, request.path_params["id"])
        await self._signed_out(request.path_params["id"], "", back=True)
