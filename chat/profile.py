"""What a helpline tells of itself, and how long its chats last: the desk's profile, from its settings. Pure."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from msgspec import Meta, Struct

from chat.contrast import LEAST, PAGES, contrast
from chat.protocol.common import whole
from chat.protocol.limits import MAX_ABOUT, MAX_ANSWER, MAX_CALL, MAX_DESK_NAME, MAX_QUESTION, MAX_RULE
from chat.triage import TOPICS

MINUTE: Final = 60_000
PAGE_LANGUAGES: Final = ("nl", "fr", "de", "en")
MOST_PHONES, MOST_RULES, MOST_QUESTIONS, MOST_ANSWERS = 12, 7, 3, 5
EMERGENCY: Final = "112"
"""The European emergency number: shown whatever else there is, or is not."""


def number(low: int, high: int) -> Any:
    return Annotated[int, Meta(ge=low, le=high)]


def text(pattern: str) -> Any:
    return Annotated[str, Meta(pattern=whole(pattern))]


def some(kind: Any, least: int, most: int = 32) -> Any:
    return Annotated[list[kind], Meta(min_length=least, max_length=most)]


def _words(most: int) -> Any:
    return Annotated[str, Meta(min_length=1, max_length=most, pattern=whole(r"[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*"))]


LANGUAGE: Final = text("[a-z]{2}(-[A-Z]{2})?")
ADDRESS: Final = text(r"(https://[^\s\"'<>]{1,480})?")
LINK: Final = text(r"https://[^\s\"'<>]{1,480}")
CODE: Final = text("[a-z0-9_]{1,32}")
COLOUR: Final = text("#[0-9a-f]{6}")
NAME: Final = Annotated[str, Meta(min_length=1, max_length=MAX_DESK_NAME)]
ABOUT: Final = Annotated[str, Meta(min_length=1, max_length=MAX_ABOUT, pattern=whole(r"[^\x00-\x08\x0b-\x1f\x7f]*"))]
Who = Literal["everyone", "adults", "danger"]


class Strict(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Part of a profile: unknown fields are refused."""


class Phone(Strict, frozen=True):
    """A number to call: what it is for in each language, and for whom. `languages`: of the pages that show it; none
    means all."""

    number: text(r"\+?[0-9]([0-9 ]{0,18}[0-9])?")  # type: ignore[valid-type]
    words: Annotated[dict[LANGUAGE, _words(MAX_CALL)], Meta(min_length=1)]  # type: ignore[valid-type]
    who: some(Who, 1, 3)  # type: ignore[valid-type]
    languages: some(LANGUAGE, 0) = []  # type: ignore[valid-type]


class Pair(Strict, frozen=True):
    """The colour of buttons and links, and of the words on it."""

    accent: COLOUR  # type: ignore[valid-type]
    on_accent: COLOUR  # type: ignore[valid-type]


class Colours(Strict, frozen=True):
    """By what the reader's device asks for; null: Hearline's own."""

    light: Pair | None = None
    dark: Pair | None = None


class AfterAnswer(Strict, frozen=True):
    code: CODE  # type: ignore[valid-type]
    words: Annotated[dict[LANGUAGE, _words(MAX_ANSWER)], Meta(min_length=1)]  # type: ignore[valid-type]


class AfterQuestion(Strict, frozen=True):
    """Asked after a chat, answered by one tap on one of its answers."""

    code: CODE  # type: ignore[valid-type]
    words: Annotated[dict[LANGUAGE, _words(MAX_QUESTION)], Meta(min_length=1)]  # type: ignore[valid-type]
    answers: some(AfterAnswer, 2, MOST_ANSWERS)  # type: ignore[valid-type]


KINDS: Final[dict[str, Any]] = {
    "name": dict[LANGUAGE, NAME],  # type: ignore[valid-type]
    "about": dict[LANGUAGE, ABOUT],  # type: ignore[valid-type]
    "phones": some(Phone, 0, MOST_PHONES),
    "forum": ADDRESS,
    "hotline": dict[LANGUAGE, LINK],  # type: ignore[valid-type]
    "exit_url": ADDRESS,
    "colours": Colours,
    "topics": some(Literal.__getitem__(tuple(TOPICS)), 1, len(TOPICS)),
    "rules": dict[LANGUAGE, some(_words(MAX_RULE), 0, MOST_RULES)],  # type: ignore[misc, valid-type]
    "after": some(AfterQuestion, 0, MOST_QUESTIONS),
    "talk_limit_ms": number(10 * MINUTE, 240 * MINUTE),
    "quiet_ask_ms": number(2 * MINUTE, 60 * MINUTE),
    "quiet_end_ms": number(3 * MINUTE, 120 * MINUTE),
}
# How long a chat may last (None: for as long as it takes), how long after the last words somebody is asked whether they
# are still there, and when such a chat ends.
TALK: Final[dict[str, int | None]] = {
    "talk_limit_ms": None,
    "quiet_ask_ms": 10 * MINUTE,
    "quiet_end_ms": 15 * MINUTE,
}
DEFAULTS: Final[dict[str, Any]] = {
    "name": {}, "about": {}, "phones": [], "forum": "", "hotline": {}, "exit_url": "", "colours": {},
    "topics": list(TOPICS), "rules": {}, "after": [], **TALK,
}  # fmt: skip


def talk_times(stored: Mapping[str, Any]) -> dict[str, int | None]:
    """Defaults, with what was set for this desk."""
    return {name: stored.get(name, default) for name, default in TALK.items()}


def in_every_language(by_language: Mapping[str, Any]) -> dict[str, Any]:
    """For each language of the pages what there is in it, or else in English, or else in any."""
    if not by_language:
        return {}
    spare = by_language.get("en", next(iter(by_language.values())))
    return {code: by_language.get(code, spare) for code in PAGE_LANGUAGES}


class PhoneShown(Struct, frozen=True):
    """A number to call, and what it is for in the languages whose pages show it."""

    number: str
    words: dict[str, str]
    who: list[str]


def phones(stored: Mapping[str, Any]) -> list[PhoneShown]:
    """In the desk's order."""
    shown = []
    for one in stored.get("phones", []):
        pages = one.get("languages") or PAGE_LANGUAGES
        words = {code: words for code, words in in_every_language(one["words"]).items() if code in pages}
        shown.append(PhoneShown(one["number"], words, one["who"]))
    return shown


def own_answers(stored: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Those to questions that this desk asks, with answers that it offers."""
    asked = {one["code"]: {answer["code"] for answer in one["answers"]} for one in stored.get("after", [])}
    return {code: answer for code, answer in given.items() if answer in asked.get(code, ())}


def wrong(settings: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first setting that does not go with the others, and why; None when all do. Each alone is in its bounds."""
    times = talk_times(settings)
    if (times["quiet_ask_ms"] or 0) >= (times["quiet_end_ms"] or 0):
        return "quiet_end_ms", "must be longer than quiet_ask_ms: nobody is ended before they were asked"
    return _colours(settings.get("colours", {})) or _twice(settings)


def _colours(colours: Mapping[str, Mapping[str, str] | None]) -> tuple[str, str] | None:
    for theme, pair in colours.items():
        if pair:
            for ground, name in ((pair["on_accent"], "the words on it"), *PAGES[theme]):
                ratio = contrast(pair["accent"], ground)
                if ratio < LEAST:
                    said = f"has a contrast of {ratio:.2f} with {name}; it must be {LEAST} at least"
                    return f"colours.{theme}.accent", said
    return None


def _twice(settings: Mapping[str, Any]) -> tuple[str, str] | None:
    """What must stand once: topics, numbers, codes of questions and of their answers."""
    questions = settings.get("after", [])
    for name, codes in (
        ("topics", settings.get("topics", [])),
        ("phones", [one["number"].replace(" ", "") for one in settings.get("phones", [])]),
        ("after", [one["code"] for one in questions]),
        *((f"after[{at}].answers", [one["code"] for one in ask["answers"]]) for at, ask in enumerate(questions)),
    ):
        again = [code for at, code in enumerate(codes) if code in codes[:at]]
        if again:
            return name, f"has {again[0]} twice"
    return None
