"""The form after a chat, filled by a program: what is required gets the first answer there is."""

from collections.abc import Mapping
from typing import Any

from chat.client.staff import StaffClient


async def fill_form(staff: StaffClient, chat: str, **wanted: str) -> None:
    """`wanted`: codes for some fields, where they are among the options. Raises Refused."""
    form = await staff.http.get(f"/api/staff/desks/{staff.desk}/form")
    await staff.form(chat, form["version"], first_answers(form, wanted))


def first_answers(form: dict[str, Any], wanted: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The wanted code, or the first, of each field that is required with the answers before it. Pure."""
    answers: dict[str, Any] = {}
    for item in form["fields"]:
        when = item.get("when")
        if item.get("required") and (not when or answers.get(when["field"]) in when["is"]):
            codes = [option["code"] for option in item["options"]]
            wish = (wanted or {}).get(item["name"], "")
            first = wish if wish in codes else codes[0]
            answers[item["name"]] = [first] if item["type"] == "choices" else first
    return answers
