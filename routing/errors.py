"""The root of what routing refuses: a code, and whether trying again may help."""

from typing import ClassVar


class RoutingError(Exception):
    """Nothing changed, unless a subclass says otherwise."""

    code: ClassVar[str] = "routing"
    retry: ClassVar[bool] = False
