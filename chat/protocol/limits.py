"""How long what people write may be, each field once, in code points: for the server, and by generation for the pages.

A page shows what is too long and by how much, the server refuses it; nobody cuts it.
"""

from typing import Final

MAX_TEXT: Final = 2_000
MAX_NOTE: Final = 1_000
# A nickname, and the name of staff that a teen sees.
MAX_NAME: Final = 30
MAX_TITLE: Final = 120
# A canned reply becomes a message.
MAX_REPLY: Final = MAX_TEXT
MAX_SHORTCUT: Final = 48
MAX_CARD: Final = 1_000
MAX_ADDRESS: Final = 500
MAX_PHONE: Final = 32
MAX_LABEL: Final = 40
# Of a desk's profile.
MAX_DESK_NAME: Final = 80
MAX_ABOUT: Final = 800
MAX_CALL: Final = 80
MAX_RULE: Final = 120
MAX_QUESTION: Final = 120
MAX_ANSWER: Final = 40


def document() -> str:
    """The whole of web/shared/limits.ts."""
    limits = {name: value for name, value in globals().items() if name.startswith("MAX_")}
    head = "// How long what people write may be, in code points. Made by `hearline docs write`; do not edit."
    return "\n".join([head, *(f"export const {name} = {value};" for name, value in limits.items())]) + "\n"
