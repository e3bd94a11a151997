"""What ASGI is told of a request to open a WebSocket, and which requests are none."""

import pytest

from chat.gateway.websocket.opening import Asked, answer_to, refusal, scope_of

KEY = (b"sec-websocket-key", b"dGhlIHNhbXBsZSBub25jZQ==")
ASKS = [
    (b"host", b"x"),
    (b"upgrade", b"websocket"),
    (b"connection", b"Upgrade"),
    KEY,
    (b"sec-websocket-version", b"13"),
]


def asked(*more: tuple[bytes, bytes], url: bytes = b"/ws/teen", version: str = "1.1") -> Asked:
    return Asked("GET", url, version, [*ASKS, *more], ("127.0.0.1", 80), ("127.0.0.1", 5_000))


def test_the_scope_says_what_was_asked_and_nothing_else() -> None:
    protocols = ((b"sec-websocket-protocol", b"a, b"), (b"sec-websocket-protocol", b"c"))
    state = {"kept": 1}
    found = scope_of(asked(*protocols, url=b"/ws/t%C3%A9en?one=1?"), "/chat", state)
    assert found.pop("state") == state
    assert found == {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "scheme": "ws",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 5_000),
        "root_path": "/chat",
        "path": "/chat/ws/téen",
        "raw_path": b"/chat/ws/t%C3%A9en",
        "query_string": b"one=1?",
        "headers": [*ASKS, *protocols],
        "subprotocols": ["a", "b", "c"],
        "extensions": {},
    }


def test_what_an_application_keeps_is_not_shared_between_sockets() -> None:
    state = {"kept": 1}
    scope_of(asked(), "", state)["state"]["own"] = 2
    assert state == {"kept": 1}


def test_the_answer_is_that_of_the_standard() -> None:
    good, said = answer_to(asked())
    assert good
    assert said.endswith(b"\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")


@pytest.mark.parametrize(
    ("more", "good"),
    [
        ((b"content-length", b"0"), True),
        ((b"content-length", b"1"), False),
        ((b"transfer-encoding", b"chunked"), False),
    ],
)
def test_a_request_with_a_body_is_none(more: tuple[bytes, bytes], good: bool) -> None:
    found, said = answer_to(asked(more))
    assert found == good
    assert said.startswith(b"HTTP/1.1 101 " if good else b"HTTP/1.1 400 ")


def test_one_without_a_key_or_of_another_version_is_refused_as_such() -> None:
    without = Asked("GET", b"/", "1.1", ASKS[:3], None, None)
    assert answer_to(without)[1].startswith(b"HTTP/1.1 400 ")
    assert not answer_to(asked((b"sec-websocket-version", b"8")))[0]
    assert refusal(503).startswith(b"HTTP/1.1 503 ")


def test_what_else_a_browser_says_is_not_looked_at() -> None:
    assert answer_to(asked((b"cookie", b"\xff"), (b"x-\xe9", b"1")))[0]


def test_an_address_without_a_path_is_that_of_the_root() -> None:
    assert scope_of(asked(url=b"http://x"), "", {})["path"] == "/"
