"""The versions of each desk's form; a version never changes once it is stored."""

import json
from pathlib import Path
from typing import Any

from msgspec import to_builtins
from sqlalchemy import func, insert, select

from storage.database import Database
from storage.errors import BadInput, UnknownForm
from storage.forms.definition import Form, FormDefinition, checked, countable, read_form
from storage.tables.desk import FormRow

SHIPPED = Path(__file__).parent.parent / "profiles" / "child_focus" / "form.json"


class Forms:
    """A desk that has set none uses the one that ships with the program, as version 1."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[tuple[str, int], Form] = {}

    async def current(self, desk: str) -> Form:
        """The newest version."""
        newest = await self._database.value(select(func.max(FormRow.version)).where(FormRow.desk == desk))
        return await self.get(desk, int(newest or 1))

    async def get(self, desk: str, version: int) -> Form:
        """Raises UnknownForm."""
        known = self._known.get((desk, version))
        if known is None:
            known = self._known[desk, version] = read_form(await self._definition(desk, version))
        return known

    async def add(self, desk: str, definition: FormDefinition, at: int) -> Form:
        """Store the next version. Raises BadInput, also when `version` is not the next."""
        form = countable(checked(definition))
        newest = await self.current(desk)
        if form.version != newest.version + 1:
            raise BadInput(f"must be {newest.version + 1}, the one after the newest", "version")
        row = {"desk": desk, "version": form.version, "definition": to_builtins(definition), "created": at}
        await self._database.change(insert(FormRow).values(**row))
        return form

    async def _definition(self, desk: str, version: int) -> Any:
        where = (FormRow.desk == desk) & (FormRow.version == version)
        found = await self._database.value(select(FormRow.definition).where(where))
        if found is None and version == 1:
            return json.loads(SHIPPED.read_text(encoding="utf-8"))
        if found is None:
            raise UnknownForm(f"there is no version {version}", "version")
        return found


def versioned(newest: Form, version: object) -> Form:
    """The newest form, if that is the version meant. Raises UnknownForm."""
    if version != newest.version:
        raise UnknownForm(f"the form has version {newest.version} now", "version")
    return newest
