"""What the public HTTP operations take and give, once: validation and the OpenAPI document come from here."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from chat.protocol.common import Language, Service, Token

Answer = Literal["yes", "some", "no"]
AgeBand = Literal["lt12", "12_13", "14_15", "16_18", "adult", "unknown"]
Code = Annotated[str, Meta(max_length=48, pattern=r"^[a-z0-9_]*$")]


class Body(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every request body shares: unknown fields are refused."""


class Availability(Struct, frozen=True):
    """What the public page of a desk says. Waits in seconds for somebody who joins now; -1 when not known."""

    desk: str
    service: Service
    opens_at: str | None
    languages: list[str]
    served: list[str]
    low_s: int
    high_s: int
    topics: list[str]
    name: dict[str, str]
    forum: str
    exit_url: str
    cards: list["Card"]


class Card(Struct, frozen=True):
    """A card of the resource catalogue."""

    id: str
    topic: str
    kind: str
    language: str
    title: str
    text: str
    url: str
    phone: str
    shown: list[str]


class Cards(Struct, frozen=True):
    resources: list[Card]


class Visit(Body, frozen=True):
    """A visit to a closed desk, in the language of the page."""

    language: Language


class EndChat(Body, frozen=True):
    """Leave the chat when the page goes away; `ticket` is the newest one held. A page that has none yet names the
    `desk` of its wish."""

    token: Token
    chat: Annotated[str, Meta(max_length=64)] = ""
    ticket: Annotated[str, Meta(max_length=2048)] = ""
    desk: Annotated[str, Meta(max_length=32)] = ""


class Survey(Body, frozen=True):
    """Three taps after the chat, unlinked from it. `id`: drawn for these answers; repeated with it, they count once."""

    helped: Answer | None = None
    better: Answer | None = None
    again: Answer | None = None
    language: Annotated[str, Meta(max_length=8)] = ""
    id: Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{16,64})?$", max_length=64)] = ""


class Refusal(Struct, frozen=True, omit_defaults=True):
    """Why a request was refused; `field` where one was wrong and `why`, `retry_s` when it may help to wait."""

    code: str
    field: str = ""
    why: str = ""
    retry_s: int = 0


class Done(Struct, frozen=True):
    ok: bool = True
