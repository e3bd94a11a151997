"""Answers to a form, checked against its definition. Pure."""

from collections.abc import Mapping

from storage.errors import BadInput
from storage.forms.definition import Form, FormField

Answer = str | list[str]


def check_answers(form: Form, answers: object) -> dict[str, Answer]:
    """The answers in the form's order. Raises BadInput, naming the field."""
    if not isinstance(answers, Mapping):
        raise BadInput("must be an object", "answers")
    known = {field.name for field in form.fields}
    strange = sorted(str(name) for name in answers if name not in known)
    if strange:
        raise BadInput("the form has no such field", strange[0][:40])
    checked: dict[str, Answer] = {}
    for field in form.fields:
        _check_field(field, answers, checked)
    return checked


def _check_field(field: FormField, answers: Mapping[str, object], checked: dict[str, Answer]) -> None:
    given = answers.get(field.name)
    empty = given is None or given in ("", [])
    if not _asked(field, checked):
        if not empty:
            raise BadInput("is not asked with these answers", field.name)
        return
    if empty:
        if field.required:
            raise BadInput("is required", field.name)
        return
    checked[field.name] = _many(field, given) if field.type == "choices" else _one(field, given)


def _asked(field: FormField, checked: Mapping[str, Answer]) -> bool:
    if not field.when:
        return True
    answer = checked.get(field.when.field, [])
    return not set(field.when.is_).isdisjoint([answer] if isinstance(answer, str) else answer)


def _one(field: FormField, given: object) -> str:
    if not isinstance(given, str) or given not in field.codes:
        raise BadInput(f"has no code {str(given)[:40]!r}", field.name)
    return given


def _many(field: FormField, given: object) -> list[str]:
    if not isinstance(given, list):
        raise BadInput("must be a list of codes", field.name)
    codes = [_one(field, item) for item in given]
    if len(set(codes)) < len(codes):
        raise BadInput("has a code twice", field.name)
    if field.most and len(codes) > field.most:
        raise BadInput(f"takes at most {field.most}", field.name)
    return sorted(codes)
