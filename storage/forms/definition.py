"""A form definition: read from JSON with every mistake named by its field. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from storage.errors import BadInput
from storage.forms.codes import code_lists, options

LANGUAGES: Final = ("nl", "fr", "de", "en")
NEEDED: Final = ("outcome", "category")
MOST_FIELDS: Final = 40
MOST_OPTIONS: Final = 80
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_FIELD_KEYS = {"name", "type", "list", "options", "required", "when", "most", "label"}


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `when` = (field, codes): asked only if that field has one of those codes."""

    name: str
    many: bool
    codes: tuple[str, ...]
    required: bool
    most: int
    when: tuple[str, frozenset[str]] | None
    label: Mapping[str, str]
    options: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of a desk's form."""

    version: int
    title: Mapping[str, str]
    fields: tuple[Field, ...]


def read_form(definition: object) -> Form:
    """Raises BadInput, naming the place, such as `fields[2].options[0].code`."""
    content = _object(definition, "form", {"version", "title", "fields"})
    version = content.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version < 1_000_000:
        raise BadInput("must be a whole number from 1", "version")
    title = _label(content.get("title"), "title")
    fields: list[Field] = []
    for place, item in _list(content.get("fields"), "fields", MOST_FIELDS):
        fields.append(_field(item, place, fields))
    for name in NEEDED:
        if name not in {field.name for field in fields}:
            raise BadInput(f"a form needs the field {name!r}", "fields")
    return Form(version, title, tuple(fields))


def show_form(form: Form) -> dict[str, Any]:
    """The form as a console draws it, with its lists written out."""
    return {"version": form.version, "title": dict(form.title), "fields": [_show(field) for field in form.fields]}


def _show(field: Field) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": field.name,
        "type": "choices" if field.many else "choice",
        "required": field.required,
        "label": dict(field.label),
        "options": [dict(option) for option in field.options],
    }
    if field.many:
        shown["most"] = field.most
    if field.when:
        shown["when"] = {"field": field.when[0], "is": sorted(field.when[1])}
    return shown


def _field(item: object, place: str, before: Sequence[Field]) -> Field:
    content = _object(item, place, _FIELD_KEYS)
    name = _code(content.get("name"), f"{place}.name")
    if name in {field.name for field in before}:
        raise BadInput(f"{name!r} is there twice", f"{place}.name")
    many = _type(content.get("type"), place)
    choices = _options(content, place)
    codes = tuple(str(option["code"]) for option in choices)
    return Field(
        name=name,
        many=many,
        codes=codes,
        required=_flag(content.get("required", False), f"{place}.required"),
        most=_most(content.get("most"), f"{place}.most", len(codes)) if many else 1,
        when=_when(content["when"], f"{place}.when", before) if "when" in content else None,
        label=_label(content.get("label"), f"{place}.label"),
        options=choices,
    )


def _type(value: object, place: str) -> bool:
    if value not in ("choice", "choices"):
        raise BadInput("must be 'choice' or 'choices'; free text is never kept", f"{place}.type")
    return value == "choices"


def _options(content: Mapping[str, Any], place: str) -> tuple[Mapping[str, Any], ...]:
    if ("list" in content) == ("options" in content):
        raise BadInput("give either a list or options", place)
    if "list" in content:
        if content["list"] not in code_lists():
            raise BadInput(f"must be one of {', '.join(code_lists())}", f"{place}.list")
        return options(content["list"])
    return _own_options(content["options"], f"{place}.options")


def _own_options(value: object, place: str) -> tuple[Mapping[str, Any], ...]:
    found: dict[str, Mapping[str, Any]] = {}
    for where, item in _list(value, place, MOST_OPTIONS):
        option = _object(item, where, {"code", "label"})
        code = _code(option.get("code"), f"{where}.code", digits=True)
        if code in found:
            raise BadInput(f"{code!r} is there twice", f"{where}.code")
        found[code] = {"code": code, "label": _label(option.get("label"), f"{where}.label")}
    return tuple(found.values())


def _when(value: object, place: str, before: Sequence[Field]) -> tuple[str, frozenset[str]]:
    content = _object(value, place, {"field", "is"})
    asked = next((field for field in before if field.name == content.get("field")), None)
    if asked is None:
        raise BadInput("must name a field that comes before", f"{place}.field")
    codes = [code for _, code in _list(content.get("is"), f"{place}.is", MOST_OPTIONS)]
    unknown = [code for code in codes if code not in asked.codes]
    if unknown:
        raise BadInput(f"{asked.name!r} has no code {str(unknown[0])[:40]!r}", f"{place}.is")
    return asked.name, frozenset(str(code) for code in codes)


def _object(value: object, place: str, known: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadInput("must be an object", place)
    strange = sorted(str(key) for key in value if key not in known)
    if strange:
        raise BadInput("unknown field", f"{place}.{strange[0][:40]}")
    return value


def _list(value: object, place: str, most: int) -> list[tuple[str, Any]]:
    if not isinstance(value, list) or not 1 <= len(value) <= most:
        raise BadInput(f"must be a list of 1 to {most}", place)
    return [(f"{place}[{index}]", item) for index, item in enumerate(value)]


def _label(value: object, place: str) -> Mapping[str, str]:
    texts = _object(value, place, set(LANGUAGES))
    for language in LANGUAGES:
        text = texts.get(language)
        if not isinstance(text, str) or not 1 <= len(text.strip()) <= 200:
            raise BadInput("must be a text of 1 to 200 characters", f"{place}.{language}")
    return {language: texts[language] for language in LANGUAGES}


def _code(value: object, place: str, *, digits: bool = False) -> str:
    pattern = re.compile(r"[a-z0-9][a-z0-9_]{0,47}") if digits else _NAME
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadInput("must be a short code of a-z, 0-9 and _", place)
    return value


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise BadInput("must be true or false", place)
    return value


def _most(value: object, place: str, codes: int) -> int:
    if value is None:
        return codes
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_OPTIONS:
        raise BadInput(f"must be a whole number from 1 to {MOST_OPTIONS}", place)
    return value
