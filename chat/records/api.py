"""All routes of the records, in one list for the composition root."""

from starlette.routing import BaseRoute

from chat.records import receipt_api
from chat.records.desk_api import DeskApi
from chat.records.form_api import FormApi
from chat.records.reports_api import ReportsApi
from chat.records.settings_api import SettingsApi
from chat.services import Services


def routes(services: Services) -> list[BaseRoute]:
    """The receipt for teens; everything else behind the staff's one door."""
    parts = (FormApi(services), DeskApi(services), SettingsApi(services))
    own = [route for part in parts for route in part.routes()]
    return [*receipt_api.routes(services), *own, *ReportsApi(services).routes()]
