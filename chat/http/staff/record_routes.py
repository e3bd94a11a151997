"""All routes of the records, in one list for the composition root."""

from starlette.routing import BaseRoute

from chat.context import Context
from chat.http.staff.catalogue import DeskApi
from chat.http.staff.forms import FormApi
from chat.http.staff.reports import ReportsApi
from chat.http.staff.settings import SettingsApi
from chat.http.teen import receipt as receipt_api


def routes(context: Context) -> list[BaseRoute]:
    """The receipt for teens; everything else behind the staff's one door."""
    parts = (FormApi(context), DeskApi(context), SettingsApi(context))
    own = [route for part in parts for route in part.routes()]
    return [*receipt_api.routes(context), *own, *ReportsApi(context).routes()]
