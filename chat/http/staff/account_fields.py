"""The fields of an account as the OpenAPI document describes them.

`chat.auth.accounts` checks them, with an error of its own for each; so here they are said and not enforced.
"""

from typing import Annotated

from msgspec import Meta

from chat.auth.accounts import DESK, LANGUAGE, MOST_CAPACITY, NAME, WORD
from chat.auth.passwords import LONGEST, SHORTEST
from chat.auth.roles import RANK


def _codes(pattern: str) -> Meta:
    return Meta(extra_json_schema={"maxItems": 32, "items": {"type": "string", "pattern": pattern}})


Login = Annotated[str, Meta(extra_json_schema={"pattern": NAME.pattern})]
Password = Annotated[str, Meta(extra_json_schema={"minLength": SHORTEST, "maxLength": LONGEST})]
Role = Annotated[str, Meta(extra_json_schema={"enum": list(RANK)})]
Shown = Annotated[str, Meta(extra_json_schema={"maxLength": 40})]
Languages = Annotated[list[str], _codes(LANGUAGE.pattern)]
Skills = Annotated[list[str], _codes(WORD.pattern)]
Desks = Annotated[list[str], _codes(DESK.pattern)]
Capacity = Annotated[int, Meta(extra_json_schema={"minimum": 1, "maximum": MOST_CAPACITY})]
