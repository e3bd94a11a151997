"""The other side of a challenge, for Python clients: tests, the simulator, measurements."""

from typing import Any

import altcha.v2 as altcha


def solve(answer: dict[str, Any]) -> str:
    """The `pow` for what GET …/challenge answered; "" when none is needed."""
    if not answer.get("difficulty"):
        return ""
    challenge = altcha.Challenge.from_dict(answer["challenge"])
    solution = altcha.solve_challenge(challenge)
    if solution is None:
        raise TimeoutError
    return altcha.Payload(challenge, solution).to_base64()
