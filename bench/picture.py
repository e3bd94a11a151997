"""A picture of bars with their spread, as SVG: readable on light and dark pages. Pure."""

from collections.abc import Mapping
from html import escape

from bench.spread import Spread

WIDTH, LEFT, ROW, BAR = 640, 170, 26, 14
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#222}.bar{fill:#0b6672}.whole{stroke:#c2571a;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#ddd}.bar{fill:#6fd0d6}.whole{stroke:#ffb27d}}"
)


def bars(title: str, rows: Mapping[str, Spread]) -> str:
    """One bar for each middle; the line on it reaches from the least to the most."""
    scale = (WIDTH - LEFT - 70) / max(*(most for _, _, most in rows.values()), 1e-9)
    height = ROW * (len(rows) + 1) + 8
    drawn = "".join(_row(at + 1, name, found, scale) for at, (name, found) in enumerate(rows.items()))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" role="img">'
        f'<title>{escape(title)}</title><style>{STYLE}</style><text x="4" y="18">{escape(title)}</text>{drawn}</svg>\n'
    )


def _row(at: int, name: str, found: Spread, scale: float) -> str:
    least, middle, most = (LEFT + value * scale for value in found)
    top = at * ROW + 6
    line = top + BAR / 2
    return (
        f'<text x="4" y="{top + 11}">{escape(name)}</text>'
        f'<rect class="bar" x="{LEFT}" y="{top}" width="{max(0.0, middle - LEFT):.1f}" height="{BAR}"/>'
        f'<path class="whole" d="M{least:.1f} {line}H{most:.1f}"/>'
        f'<text x="{max(middle, most) + 6:.1f}" y="{top + 11}">{found[1]:g}</text>'
    )
