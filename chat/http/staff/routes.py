"""All routes of the staff, in two lists: about accounts and signing in, and about desks."""

from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.context import Context
from chat.http.staff import catalogue, colleagues, embedding, hours, neighbours
from chat.http.staff.accounts import AccountsApi
from chat.http.staff.audit import AuditApi
from chat.http.staff.forms import FormApi
from chat.http.staff.guard import Guard
from chat.http.staff.own_account import OwnAccountApi
from chat.http.staff.reports import ReportsApi
from chat.http.staff.settings import SettingsApi
from chat.http.staff.sign_in import SignedOut, SignInApi


def account_routes(auth: Auth, guard: Guard, signed_out: SignedOut) -> list[BaseRoute]:
    sign_in = SignInApi(auth, guard, signed_out)
    others = (OwnAccountApi(auth, guard, sign_in), AccountsApi(auth, guard, signed_out), AuditApi(auth, guard))
    return [route for part in (sign_in, *others) for route in part.routes()]


def desk_routes(context: Context, guard: Guard) -> list[BaseRoute]:
    parts = (FormApi(context, guard), SettingsApi(context, guard), ReportsApi(context, guard))
    listed = [route for part in parts for route in part.routes()]
    others = (catalogue, hours, colleagues, embedding, neighbours)
    return [*listed, *(route for part in others for route in part.routes(context, guard))]
