"""How far ends have read, gathered and passed on together: at most one mark a chat and end per interval."""

import asyncio

from routing.log import ChatLog

_EVERY_S = 0.1


class ReadReceipts:
    """The highest mark of each end since the last flush."""

    def __init__(self, log: ChatLog) -> None:
        self._log = log
        self._receipts: dict[tuple[str, str, int], int] = {}

    def put(self, chat: str, role: str, generation: int, seq: int) -> None:
        if not self._receipts:
            asyncio.get_running_loop().call_later(_EVERY_S, self.flush)
        key = (chat, role, generation)
        self._receipts[key] = max(seq, self._receipts.get(key, 0))

    def flush(self) -> None:
        read_receipts, self._receipts = self._receipts, {}
        for (chat, role, generation), seq in read_receipts.items():
            self._log.seen_soon(chat, role, generation, seq)
