"""What people write, without what cannot be seen or turns the direction of what stands around it. Pure.

The same in TypeScript (`web/shared/clean-text.ts`); both are held to `tests/vectors/texts.json`.
"""

import re
import unicodedata

from chat.protocol.limits import MAX_NAME

NAME_BYTES = 200
_MOST_MARKS = 3
# Controls but tab and line feed; soft hyphen, fillers, zero-width and direction signs, tags, interlinear marks.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
# Joiners shape emoji and Persian or Indic letters; alone or beside a space they are only invisible.
_LOOSE_JOINER = re.compile(
    "(?<![^\\s\u200c\u200d])[\u200c\u200d]+|[\u200c\u200d]+(?=\\s|$)|(?<=[\u200c\u200d])[\u200c\u200d]+"
)


# As word processors and old systems write them; left out they would join two words.
_BREAKS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """A text as it may be shown: lines and tabs stay, at most three marks pile up on a letter."""
    seen = _UNSEEN.sub("", _BREAKS.sub("\n", text))
    return _without_piles(_LOOSE_JOINER.sub("", seen))


def clean_line(text: str) -> str:
    """A text on one line, never blank inside."""
    return " ".join(clean(text).split())


def clean_name(text: str) -> str:
    """A name on one line: at most 30 characters and 200 bytes, never blank inside."""
    name = clean_line(text)[:MAX_NAME]
    while len(name.encode()) > NAME_BYTES:
        name = name[:-1]
    return _LOOSE_JOINER.sub("", name.strip())


def _without_piles(text: str) -> str:
    if text.isascii():
        return text
    kept, marks, joiner = [], 0, ""
    for sign in text:
        if sign in _JOINERS:  # begins no new letter
            joiner = sign
            continue
        marks = marks + 1 if unicodedata.category(sign) in {"Mn", "Me"} else 0
        if marks <= _MOST_MARKS:
            kept += [joiner, sign]
        joiner = ""
    return "".join([*kept, joiner])
