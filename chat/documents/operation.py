"""What the OpenAPI document says of one HTTP operation; declared where its route is. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Schema = Mapping[str, Any]

TEXT: Final = {"type": "string", "maxLength": 64}
LONG_TEXT: Final = {"type": "string", "maxLength": 2048}
NUMBER: Final = {"type": "integer", "minimum": 0}
DAY: Final = {"type": "string", "format": "date"}
JSON: Final = "application/json"


def one_of(*known: str) -> Schema:
    return {"enum": list(known)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """`path` as Starlette writes it. `takes`: the struct of the body, or a JSON Schema, sent as `media`.

    `gives`: the struct of a good answer's JSON; `others`: media types of answers that are text. `needs`: what must be
    given of the query. `role`: the name in the table of roles, empty where nobody has to be signed in.
    """

    method: str
    path: str
    summary: str = ""
    takes: Any = None
    media: str = JSON
    gives: Any = None
    status: int = 200
    others: tuple[str, ...] = ()
    query: Mapping[str, Schema] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    role: str = ""
