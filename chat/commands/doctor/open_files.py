"""How many files the gateways of this machine may open: whoever asks has a shell's limit, and they their unit's."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Final

_SOFT: Final = re.compile(r"^Max open files +(\d+|unlimited)", re.MULTILINE)
ENDLESS: Final = 2**63


def of_gateways(processes: Path = Path("/proc")) -> list[int]:
    """Of each that runs here and whose limits this user may read; nothing where there is no Linux."""
    found = []
    for one in sorted(processes.glob("[0-9]*")):
        try:
            words = (one / "cmdline").read_text(errors="replace").split("\0")
            limits = _SOFT.search((one / "limits").read_text()) if _is_gateway(words) else None
        except OSError:  # it has ended, or is another user's
            continue
        if limits:
            found.append(ENDLESS if limits[1] == "unlimited" else int(limits[1]))
    return found


def _is_gateway(words: list[str]) -> bool:
    return any(Path(program).name in ("hearline", "chat.cli") and word == "web" for program, word in pairwise(words))
