"""All routes of the records, in one list for the composition root."""

from starlette.routing import BaseRoute

from chat.records import receipt_api
from chat.records.desk_api import DeskApi
from chat.records.form_api import FormApi
from chat.services import Services


def routes(services: Services) -> list[BaseRoute]:
    """The receipt for teens; everything else behind the staff's one door."""
    return [*receipt_api.routes(services), *FormApi(services).routes(), *DeskApi(services).routes()]
