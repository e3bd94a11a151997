"""The codes that the pages put into words, as TypeScript: there a code without words does not compile."""

from collections.abc import Iterable
from typing import Final, get_args

from chat.auth.audit import KINDS
from chat.protocol.staff import StaffSelf
from chat.protocol.teen import AgeBand
from chat.triage import TOPICS

_HEAD: Final = "// Codes that the server sends and the pages word. Made by `hearline docs write`; do not edit.\n"


def document() -> str:
    """The whole of web/shared/codes.ts: for each list a constant and its union."""
    lists = {
        "TOPICS": ("Topic", TOPICS),
        "AGE_BANDS": ("AgeBand", get_args(AgeBand)),
        "ROLES": ("Role", get_args(StaffSelf.__annotations__["role"])),
        "AUDIT_KINDS": ("AuditKind", sorted(KINDS)),
    }
    return "\n".join([_HEAD, *(_list(name, kind, codes) for name, (kind, codes) in lists.items())])


def _list(name: str, kind: str, codes: Iterable[str]) -> str:
    rows = [f'  "{code}",' for code in codes]
    return "\n".join(
        [f"export const {name} = [", *rows, "] as const;", f"export type {kind} = (typeof {name})[number];\n"]
    )
