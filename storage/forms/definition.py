"""A form definition: its shape, and what must hold beyond it, with every mistake named by its place. Pure."""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec.structs import replace

from storage.errors import BadInput
from storage.forms.codes import code_lists, options

LANGUAGES: Final = ("nl", "fr", "de", "en")
NEEDED: Final = ("outcome", "category")
MOST_OPTIONS: Final = 80
MOST_VERSIONS: Final = 1_000_000
# Each is one code of a chat, in a column of its own or in a count; these are counted beside the category, too.
CROSSED: Final = ("risk", "gender", "contact", "place")
SINGLE: Final = (*NEEDED, "escalation", *CROSSED)
LONGEST_PAIR: Final = 79
Text = Annotated[str, Meta(pattern=r"\S", max_length=200)]
Name = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$(?!\n)")]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_]{0,47}$(?!\n)")]


class Label(Struct, frozen=True, forbid_unknown_fields=True):
    """A text in each language."""

    nl: Text
    fr: Text
    de: Text
    en: Text


class FormOption(Struct, frozen=True, forbid_unknown_fields=True):
    code: Code
    label: Label


class FormCondition(Struct, frozen=True, forbid_unknown_fields=True, rename={"is_": "is"}):
    """Asked only if that field has one of those codes."""

    field: str
    is_: Annotated[list[str], Meta(min_length=1, max_length=MOST_OPTIONS)]


class FormField(Struct, frozen=True, forbid_unknown_fields=True):
    """One question; its options are written out, or named by a list of codes. Free text is never kept."""

    name: Name
    type: Literal["choice", "choices"]
    label: Label
    required: bool = False
    options: Annotated[list[FormOption], Meta(min_length=1, max_length=MOST_OPTIONS)] | UnsetType = UNSET
    list: str | UnsetType = UNSET
    most: Annotated[int, Meta(ge=1, le=MOST_OPTIONS)] | UnsetType = UNSET
    when: FormCondition | UnsetType = UNSET

    @property
    def codes(self) -> Sequence[str]:
        return [option.code for option in self.options or ()]


class FormDefinition(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a desk's form."""

    version: Annotated[int, Meta(ge=1, lt=MOST_VERSIONS)]
    title: Label
    fields: Annotated[list[FormField], Meta(min_length=1, max_length=40)]


Form = FormDefinition
"""One whose lists are written out, and for which all holds that must."""


def read_form(definition: object) -> Form:
    """Raises BadInput, naming the place, such as `fields[2].options[0].code`."""
    try:
        return checked(msgspec.convert(definition, FormDefinition))
    except msgspec.ValidationError as problem:
        raise BadInput(str(problem).partition(" - at ")[0], _place(str(problem))) from None


def checked(definition: FormDefinition) -> Form:
    """The same with its lists written out. Raises BadInput."""
    fields: list[FormField] = []
    for number, field in enumerate(definition.fields):
        fields.append(_checked(field, f"fields[{number}]", fields))
    for name in NEEDED:
        if name not in {field.name for field in fields}:
            raise BadInput(f"a form needs the field {name!r}", "fields")
    return replace(definition, fields=fields)


def countable(form: Form) -> Form:
    """The same: its answers can be counted. One that was stored before stays as it is. Raises BadInput."""
    longest = {field.name: max(map(len, field.codes)) for field in form.fields}
    for number, field in enumerate(form.fields):
        if field.name in SINGLE and field.type != "choice":
            raise BadInput("must be a choice of one: it is counted as one code", f"fields[{number}].type")
        if field.name in CROSSED and longest[field.name] + longest["category"] > LONGEST_PAIR:
            why = f"a code and one of the category may have {LONGEST_PAIR} signs together: they are counted as a pair"
            raise BadInput(why, f"fields[{number}].options")
    return form


def _checked(field: FormField, place: str, before: Sequence[FormField]) -> FormField:
    if field.name in {other.name for other in before}:
        raise BadInput(f"{field.name!r} is there twice", f"{place}.name")
    found = _options(field, place)
    codes = [option.code for option in found]
    if twice := next((number for number, code in enumerate(codes) if code in codes[:number]), None):
        raise BadInput(f"{codes[twice]!r} is there twice", f"{place}.options[{twice}].code")
    if field.when:
        _check_condition(field.when, f"{place}.when", before)
    most = (field.most or len(codes)) if field.type == "choices" else UNSET
    return replace(field, options=found, list=UNSET, most=most)


def _options(field: FormField, place: str) -> Sequence[FormOption]:
    if bool(field.list) == bool(field.options):
        raise BadInput("give either a list or options", place)
    if field.options:
        return field.options
    if field.list not in code_lists():
        raise BadInput(f"must be one of {', '.join(code_lists())}", f"{place}.list")
    return [msgspec.convert(option, FormOption) for option in options(field.list)]


def _check_condition(when: FormCondition, place: str, before: Sequence[FormField]) -> None:
    asked = next((field for field in before if field.name == when.field), None)
    if asked is None:
        raise BadInput("must name a field that comes before", f"{place}.field")
    if unknown := next((code for code in when.is_ if code not in asked.codes), None):
        raise BadInput(f"{asked.name!r} has no code {unknown[:40]!r}", f"{place}.is")


def _place(message: str) -> str:
    """msgspec names the object by its path, and a field that is missing or unknown beside it."""
    said, _, path = message.partition(" - at `$")
    named = re.search(r"field `([^`]+)`", said)
    return ".".join(part for part in (path.rstrip("`").lstrip("."), named[1][:40] if named else "") if part)
