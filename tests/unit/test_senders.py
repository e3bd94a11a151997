"""Who may write what: the vectors that the scripts, this client and the pages share; and what comes all the same."""

import json
from pathlib import Path

import pytest

from chat.client.core import Arrived
from chat.client.sealing import grant, new_chat_key
from chat.client.staff import StaffClient
from chat.protocol.common import Entry, EntryKind, Who
from chat.protocol.senders import may_write

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "senders.json").read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda row: f"{row['who']}-{row['kind']}")
def test_each_kind_has_its_writers(vector: dict[str, str]) -> None:
    assert may_write(vector["who"], vector["kind"]) is vector["may"]  # type: ignore[arg-type]


async def test_a_key_counts_from_the_teen_alone() -> None:
    console = StaffClient("http://127.0.0.1:1")
    right = new_chat_key()
    for seq, (who, key) in enumerate([("teen", right), ("supervisor", new_chat_key()), ("counsellor", new_chat_key())]):
        body = grant("c", 1, console.console.kid, console.console.public, key)
        console._effect(Arrived("c", entry(seq + 1, who, "grant", body)))  # type: ignore[arg-type]
    assert console.keys == {"c": {1: right}}
    await console.close()


def entry(seq: int, who: Who, kind: EntryKind, body: str) -> Entry:
    return Entry(seq, who, f"e{seq}", seq, 1, kind, body)
