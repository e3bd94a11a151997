"""How well two colours stand out from each other, as WCAG 2.2 counts it. Pure."""

from typing import Final

LEAST: Final = 4.5
# What the accent stands on in the widget, by theme (web/shared/tokens.css: --surface, --page).
PAGES: Final = {
    "light": (("#ffffff", "the cards"), ("#f6f4ef", "the page")),
    "dark": (("#182427", "the cards"), ("#10191b", "the page")),
}


def contrast(one: str, other: str) -> float:
    """From 1 to 21; colours as #rrggbb."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative, 0 for black and 1 for white."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
