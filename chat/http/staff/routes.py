"""All routes about staff accounts and signing in, in one list for the composition root."""

from starlette.routing import BaseRoute

from chat.auth.assemble import Auth
from chat.http.staff.accounts import AdminApi
from chat.http.staff.own_account import AccountApi
from chat.http.staff.sign_in import SignedOut, StaffApi


def staff_routes(auth: Auth, signed_out: SignedOut) -> list[BaseRoute]:
    """Everything under /api/staff of this part; `signed_out(staff, session)` closes the sockets of a sign-in."""
    staff = StaffApi(auth, signed_out)
    return [*staff.routes(), *AccountApi(auth, staff).routes(), *AdminApi(auth, signed_out).routes()]
