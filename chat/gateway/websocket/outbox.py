"""What waits for one reader, bounded in frames and bytes. Pure."""

from collections import deque


class Outbox:
    """First in, first out; refuses what would pass its bounds."""

    __slots__ = ("_frames", "_most_bytes", "_most_frames", "bytes")

    def __init__(self, most_frames: int, most_bytes: int) -> None:
        self._frames: deque[str] | None = None
        self._most_frames = most_frames
        self._most_bytes = most_bytes
        self.bytes = 0

    def put(self, text: str) -> bool:
        """False when the reader is too far behind: nothing was added."""
        size = self.bytes + len(text)
        if size > self._most_bytes or len(self) >= self._most_frames:
            return False
        if self._frames is None:  # of most readers nothing ever waits
            self._frames = deque()
        self.bytes = size
        self._frames.append(text)
        return True

    def first(self) -> str | None:
        """The oldest frame, left where it is."""
        return self._frames[0] if self._frames else None

    def take(self) -> str | None:
        """The oldest frame, or None."""
        if not self._frames:
            return None
        text = self._frames.popleft()
        self.bytes -= len(text)
        return text

    @property
    def roomy(self) -> bool:
        """At least half is free."""
        return self.bytes * 2 <= self._most_bytes and len(self) * 2 <= self._most_frames

    def clear(self) -> None:
        self._frames = None
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._frames or ())
