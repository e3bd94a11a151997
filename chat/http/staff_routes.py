"""All routes about staff accounts and signing in, in one list for the composition root."""

from starlette.routing import BaseRoute

from chat.auth.wiring import Auth
from chat.http.account import AccountApi
from chat.http.admin import AdminApi
from chat.http.staff import SignedOut, StaffApi


def staff_routes(auth: Auth, signed_out: SignedOut) -> list[BaseRoute]:
    """Everything under /api/staff of this part; `signed_out(staff, session)` closes the sockets of a sign-in."""
    staff = StaffApi(auth, signed_out)
    return [*staff.routes(), *AccountApi(auth, staff).routes(), *AdminApi(auth, signed_out).routes()]
