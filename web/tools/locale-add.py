"""Adds or replaces keys in the four locale files: reads {"key": {"nl": …, "fr": …, "de": …, "en": …}} from stdin."""

import fcntl
import json
import pathlib
import sys

LOCALES = pathlib.Path(__file__).resolve().parents[2] / "locales"


def main() -> None:
    """Keeps the keys sorted, and one writer at a time."""
    wanted = json.load(sys.stdin)
    with (LOCALES / "nl.json").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for language in ("nl", "fr", "de", "en"):
            path = LOCALES / f"{language}.json"
            held = json.loads(path.read_text() or "{}") if path.exists() else {}
            for key, texts in wanted.items():
                held[key] = texts[language]
            path.write_text(json.dumps(dict(sorted(held.items())), ensure_ascii=False, indent=2) + "\n")


main()
