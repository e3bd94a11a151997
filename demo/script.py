"""What simulated teens and counsellors say, by language and topic, from scenes.json."""

from pathlib import Path
from typing import NamedTuple

import msgspec

FILE = Path(__file__).with_name("scenes.json")


class Line(NamedTuple):
    """One thing the teen says, and the answer."""

    teen: str
    counsellor: str


class Scene(msgspec.Struct, frozen=True):
    """A whole talk; language and topic together name it."""

    language: str
    topic: str
    age_band: str
    lines: list[Line]


def scenes() -> list[Scene]:
    return msgspec.json.decode(FILE.read_bytes(), type=list[Scene])
