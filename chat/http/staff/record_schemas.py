"""What the records' HTTP operations answer, and the bodies that the store reads by itself, for the document.

The store gives rows and plain values; a test holds what it gives against these shapes.
"""

from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from storage.values import Reply, Resource

Figure = int | float | str | None


class HoursShown(Struct, frozen=True):
    """As they were last set; an empty definition means closed. `at`: seconds since 1970."""

    desk: str
    definition: dict[str, Any]
    by: str
    at: int


class OpenDay(Struct, frozen=True):
    """`open`: pairs such as ["09:00", "17:00"] in the desk's zone."""

    date: str
    open: list[tuple[str, str]]


class HoursPreview(Struct, frozen=True):
    days: list[OpenDay]


class Replies(Struct, frozen=True):
    replies: list[Reply]


class Resources(Struct, frozen=True):
    resources: list[Resource]


class SettingsShown(Struct, frozen=True):
    """What was set here and what holds otherwise; lengths in ms."""

    set: dict[str, Any]
    defaults: dict[str, Any]


Label = dict[Literal["nl", "fr", "de", "en"], Annotated[str, Meta(min_length=1, max_length=200)]]
Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_]{0,47}$")]


class FormOption(Struct, frozen=True):
    code: Code
    label: Label


class FormCondition(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """Asked only if that field has one of those codes."""

    field: str
    is_: list[str]


class FormField(Struct, frozen=True, forbid_unknown_fields=True):
    """One question; its options are written out, or named by a list of codes."""

    name: Code
    type: Literal["choice", "choices"]
    label: Label
    required: bool = False
    options: list[FormOption] | UnsetType = UNSET
    list: str | UnsetType = UNSET
    most: int | UnsetType = UNSET
    when: FormCondition | UnsetType = UNSET


class FormDefinition(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a desk's form."""

    version: Annotated[int, Meta(ge=1)]
    title: Label
    fields: list[FormField]


class FormVersion(Struct, frozen=True):
    version: int


class Column(Struct, frozen=True):
    """`kind` is code, period, count, percent or seconds."""

    key: str
    kind: str


class ReportShown(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Rows follow the columns; `total`, `before` and `change` are rows too, or empty."""

    name: str
    desk: str
    first: str
    last: str
    zone: str
    view: str
    columns: list[Column]
    rows: list[list[Figure]]
    total: list[Figure]
    before: list[Figure]
    change: list[Figure]
    notes: list[str]


class Quarter(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """A published quarter, which never changes; figures below the least are not there."""

    desk: str
    quarter: str
    zone: str
    first: str
    last: str
    tables: list[dict[str, Any]]
    rates: dict[str, Any]


class Quarters(Struct, frozen=True):
    quarters: list[Quarter]


class Receipt(Struct, frozen=True):
    """The row that will remain, the columns a counsellor may still fill, and for how many days it is kept."""

    row: dict[str, Any]
    later: list[str]
    kept_days: int
