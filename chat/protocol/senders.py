"""Who may write which kind of entry: the log refuses the rest, and both ends pass it over. Pure."""

from chat.protocol.common import EntryKind, Who

_SENDERS: dict[EntryKind, frozenset[Who]] = {
    "text": frozenset({"teen", "counsellor", "supervisor"}),
    "note": frozenset({"counsellor"}),
    "grant": frozenset({"teen"}),
    "consent": frozenset({"teen"}),
}


def may_write(who: Who, kind: EntryKind) -> bool:
    """Whether an entry of this kind counts when it comes from `who`."""
    return who in _SENDERS[kind]
