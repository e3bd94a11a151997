"""The other side of a challenge, for Python clients: tests, the simulator, measurements."""

from typing import Any

import altcha.v2 as altcha


def solve(challenge: dict[str, Any]) -> str:
    """The `answer` of a `work` frame. Raises TimeoutError."""
    given = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(given)
    if solution is None:
        raise TimeoutError
    return altcha.Payload(given, solution).to_base64()
