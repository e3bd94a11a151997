"""Bodies that strangers post: too deep is refused, and no body costs more than its size."""

import time

import pytest

from chat.http.bodies import DEEPEST, MAX_BODY, parse
from chat.http.errors import BadRequest


def _cost(body: bytes) -> float:
    """Seconds of processor time to refuse it."""
    begun = time.process_time()
    with pytest.raises(BadRequest):
        parse(body, int)
    return time.process_time() - begun


@pytest.mark.parametrize("piece", [b'\\"', b'"', b"\\", b'"\\"', b'\\"[', b'"a":', b'\\\n"', b"\\u0000"])
def test_no_body_costs_more_than_its_size(piece: bytes) -> None:
    plain = min(_cost(b"[" * DEEPEST + b"1," * (MAX_BODY // 2)) for _ in range(3))
    assert _cost((b'"' + piece * MAX_BODY)[:MAX_BODY]) < 200 * plain + 0.5


def test_brackets_in_words_are_no_depth() -> None:
    deep = b"[" * (DEEPEST + 1)
    assert parse(b'"' + deep + b'\\"' + deep + b'"', str).startswith("[[")
    with pytest.raises(BadRequest, match="bad_json"):
        parse(b'["\\"",' + deep, list)
