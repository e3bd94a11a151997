"""The page of facts for teens, of the desk's profile: who they are, whom to call, how long what is kept. Pure."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from chat.http.profile_in_page import page_language, phone_rows
from chat.profile import in_every_language
from storage.keeping import KEEP_DAYS

_UNITS: Final = re.compile(r"<!--units\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*?)-->")
_OUT: Final = re.compile(r'(<a class="btn danger" href=")[^"]*')
YEAR: Final = 365


def with_facts(page: str, settings: Mapping[str, Any]) -> str:
    """The page as it was built, for a desk with these settings."""
    language = page_language(page)
    found = _UNITS.search(page)
    units = found.groups() if found else ()
    page = _UNITS.sub("", page, count=1)
    for kind in ("sessions", "surveys", "counts"):
        name = f"keep_{kind}_days"
        page = page.replace(f"<!--{kind}-->", lasting(settings.get(name, KEEP_DAYS[name]), *units), 1)
    page = page.replace("<!--phones-->", phone_rows(settings, language), 1)
    page = page.replace("<!--about-->", _about(settings, language), 1)
    out = escape(settings.get("exit_url", ""))
    return _OUT.sub(lambda kept: kept[1] + out, page, count=1) if out else page


def lasting(days: int, day: str = "{{n}}", days_: str = "{{n}}", year: str = "{{n}}", years: str = "{{n}}") -> str:
    """In whole years where it is that, else in days; by the words for one and for several."""
    whole = days % YEAR == 0
    number = days // YEAR if whole else days
    words = (year if number == 1 else years) if whole else (day if number == 1 else days_)
    return words.replace("{{n}}", str(number))


def _about(settings: Mapping[str, Any], language: str) -> str:
    """The name and the paragraphs of who they are."""
    name = in_every_language(settings.get("name", {})).get(language, "")
    text = in_every_language(settings.get("about", {})).get(language, "")
    head = f"<p><strong>{escape(name)}</strong></p>" if name else ""
    return head + "".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n") if part.strip())
