"""Settings are read in one place, checked at the start, and wrong ones are named in a sentence each."""

from pathlib import Path

import pytest

from chat.settings import BadSettings, load, table

GOOD = {"HEARLINE_SECRET": "k3JvQ9zL0wXy7TtRbn5mPqA2cUeZs8Hd", "HEARLINE_PUBLIC_URL": "https://chat.helpline.be"}


def test_defaults_do_for_a_demo() -> None:
    settings = load({"HEARLINE_DEMO": "1", "PORT": "9001"})
    assert settings.own_origin == "http://127.0.0.1:9001"
    assert "http://localhost:9001" in settings.allowed_origins


def test_outside_the_demo_only_named_origins_count() -> None:
    settings = load(GOOD | {"HEARLINE_ORIGINS": "https://a.example, https://b.example/"})
    assert settings.allowed_origins == {"https://chat.helpline.be", "https://a.example", "https://b.example"}


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(GOOD["HEARLINE_SECRET"] + "\n")
    given = {"HEARLINE_SECRET_FILE": str(path), "HEARLINE_PUBLIC_URL": GOOD["HEARLINE_PUBLIC_URL"]}
    assert load(given).secret == GOOD["HEARLINE_SECRET"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("HEARLINE_DEMO", "maybe"),
        ("REDIS_URL", "http://redis"),
        ("DATABASE_URL", "mysql://x"),
        ("HEARLINE_DESKS", "Main Desk"),
        ("HEARLINE_PUBLIC_URL", "chat.example.be"),
        ("HEARLINE_PUBLIC_URL", "https://chat.example.be/path"),
        ("HEARLINE_LOG_LEVEL", "LOUD"),
        ("HEARLINE_LOG_LEVEL", "DEBUG"),
        ("HEARLINE_SECRET", "short"),
    ],
)
def test_what_is_wrong_is_named(name: str, text: str) -> None:
    with pytest.raises(BadSettings, match=name):
        load(GOOD | {name: text})


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        load(GOOD | {"PORT": "x", "REDIS_URL": "x"})
    assert len(str(caught.value).splitlines()) == 2


def test_the_table_has_every_setting_once() -> None:
    names = [row.name for row in table()]
    assert len(names) == len(set(names))
    assert all(row.meaning and row.type for row in table())


def test_the_next_secret_signs_nothing_and_is_accepted_before_the_former_ones() -> None:
    first, following, old = "a1b2c3d4e5" * 4, "f6g7h8i9j0" * 4, "k1l2m3n4o5" * 4
    given = {"HEARLINE_SECRET": first, "HEARLINE_SECRET_NEXT": following, "HEARLINE_SECRET_OLD": old}
    assert load({**GOOD, **given}).secrets == (first, following, old)
    with pytest.raises(BadSettings, match="_NEXT"):
        load({**GOOD, **given, "HEARLINE_SECRET_NEXT": "short"})
