"""What the public HTTP operations take and give, once: validation and the OpenAPI document come from here."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from chat.protocol.common import Id, Language, Service, Skill, Token

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


class Join(Body, frozen=True, rename={"pass_": "pass"}):
    """Ask for a chat. `pow` answers the challenge, `pass` is that of an earlier chat in this tab. `id`: a secret drawn
    for this wish; repeated with it after a lost answer, it is the same chat."""

    language: Language
    topic: Code = ""
    age_band: AgeBand = "unknown"
    skills: Annotated[list[Skill], Meta(max_length=4)] = []
    danger: bool = False
    channel: Literal["web", "embed"] = "web"
    pow: Annotated[str, Meta(max_length=4096)] = ""
    pass_: Annotated[str, Meta(max_length=2048)] = ""
    id: Annotated[str, Meta(pattern=r"^([A-Za-z0-9_-]{43,64})?$", max_length=64)] = ""


class Joined(Struct, frozen=True, rename={"pass_": "pass"}):
    """`token` and `ticket` open the WebSocket; neither belongs in a URL."""

    chat: str
    token: str
    ticket: str
    pass_: str


class Visit(Body, frozen=True):
    """A visit to a closed desk, in the language of the page."""

    language: Language


class EndChat(Body, frozen=True):
    """Leave the chat when the page goes away; `ticket` is the newest one held."""

    chat: Id
    token: Token
    ticket: Token


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


class Challenge(Struct, frozen=True, omit_defaults=True):
    """`difficulty` 0: none is needed; else an ALTCHA challenge beside it."""

    difficulty: int
    challenge: dict[str, Any] = {}
