"""The desk's numbers, colours and way out in the widget's page itself: they are there when nothing else comes. Pure."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from chat.profile import EMERGENCY, phones

_LANGUAGE: Final = re.compile(r'<html lang="([a-z]{2})"')
_PLACE: Final = "<!--phones-->"
_OUT: Final = re.compile(r'(<main id="bare">.*?href=")[^"]*')
_APP: Final = '<div id="app"'


def with_profile(page: str, settings: Mapping[str, Any], stands: str = "") -> str:
    """The page as it was built, for a desk with these settings; one that has no place for them stays as it is.
    `stands`: the desk's `Availability` as JSON, where it was to be had."""
    language = page_language(page)
    page = page.replace(_PLACE, phone_rows(settings, language), 1)
    page = page.replace(_APP, f"{_APP} data-desk='{_quoted(stands or _told(settings, language))}'", 1)
    out = escape(settings.get("exit_url", ""))
    return _OUT.sub(lambda kept: kept[1] + out, page, count=1) if out else page


def page_language(page: str) -> str:
    """Of a page as it was built; "" for one that says none."""
    found = _LANGUAGE.search(page)
    return found[1] if found else ""


def phone_rows(settings: Mapping[str, Any], language: str) -> str:
    """The desk's numbers as paragraphs; the emergency number stands in the page by itself."""
    return "".join(_row(one.number, one.words.get(language, "")) for one in phones(settings))


def _row(number: str, words: str) -> str:
    """Nothing where this language does not show it, or the page has it by itself."""
    if not words or number == EMERGENCY:
        return ""
    return f'<p><a href="tel:{number.replace(" ", "")}">{escape(number)}</a> {escape(words)}</p>'


def _told(settings: Mapping[str, Any], language: str) -> str:
    """What the widget can show before it has asked for anything: fields of `Availability`, numbers in the page's own
    language alone (who has no connection cannot change it)."""
    numbers = [replace(one, words={language: words}) for one in phones(settings) if (words := one.words.get(language))]
    more = {name: settings[name] for name in ("exit_url", "colours") if name in settings}
    return msgspec.json.encode({"phones": numbers, **more}).decode()


def _quoted(text: str) -> str:
    """As the value of an attribute in single quotes."""
    return escape(text, quote=False).replace("'", "&#x27;")
