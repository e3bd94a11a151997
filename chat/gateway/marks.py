"""How far ends have read, gathered and passed on together: at most one mark a chat and end per interval."""

import asyncio

from routing.log import ChatLog

_EVERY_S = 0.1


class Marks:
    """The highest mark of each end since the last flush."""

    def __init__(self, log: ChatLog) -> None:
        self._log = log
        self._marks: dict[tuple[str, str, int], int] = {}

    def put(self, chat: str, role: str, generation: int, seq: int) -> None:
        if not self._marks:
            asyncio.get_running_loop().call_later(_EVERY_S, self.flush)
        key = (chat, role, generation)
        self._marks[key] = max(seq, self._marks.get(key, 0))

    def flush(self) -> None:
        marks, self._marks = self._marks, {}
        for (chat, role, generation), seq in marks.items():
            self._log.seen_soon(chat, role, generation, seq)
