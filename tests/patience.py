"""How long a test waits for what must come, and where what is drawn in it begins."""

import os
import random

# No measure of speed: only so that a test which fails ends.
PATIENCE_S = 120.0
SEED = os.environ.setdefault("HEARLINE_SEED", str(random.randrange(10**6)))


def dice_of(name: str) -> random.Random:
    """The same draws for the same name and HEARLINE_SEED; printed, so that a failed test shows it."""
    print(f"HEARLINE_SEED={SEED}")
    return random.Random(f"{SEED} {name}")
