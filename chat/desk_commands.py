"""The desks' view of Redis: redis-py's one method, over the pipelined connection that the logs use."""

from typing import Any

from redis.exceptions import NoScriptError, ResponseError

from routing.log_errors import CommandFailed
from routing.pipe import Pipe


class PipeCommands:
    """All transitions of one loop turn travel in one write, and in order with the log's."""

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    async def execute_command(self, *args: Any, **_options: Any) -> Any:
        """Raises PipeError, or redis-py's errors for what Redis refuses.

        The words of a command's name are split, as redis-py does.
        """
        name, *rest = args
        try:
            return await self._pipe.call(*name.split(), *rest)
        except CommandFailed as error:
            kind = NoScriptError if error.word == "NOSCRIPT" else ResponseError
            raise kind(error.detail) from None
