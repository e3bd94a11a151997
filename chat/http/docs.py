"""The documents of the wire, for people and for programs, with nothing from anybody else's server."""

from starlette.routing import BaseRoute

from chat.services import Services


def routes(_services: Services) -> list[BaseRoute]:
    return []
