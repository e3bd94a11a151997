"""Logs that cannot tell: JSON lines of listed fields; of foreign loggers only where they stand, never what they say.

Messages and exception texts of libraries quote what they choke on (an address, a line of a chat), so neither is
written. What remains names the place in the code: logger, level, file, line, the exception's type and its frames.
"""

import asyncio
import contextlib
import json
import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final, TextIO, cast

import structlog
from redis.exceptions import ResponseError

FIELDS: Final = frozenset(
    {
        "event", "level", "time", "logger", "where", "error", "frames", "desk", "gateway", "code", "close", "kind",
        "ms", "seconds", "count", "chats", "staff_online", "connections", "waiting", "lag_ms", "attempt", "port",
        "version", "part", "ok", "status", "route", "rows", "state", "reason", "pending", "signal", "remaining",
    }
)  # fmt: skip
NAME: Final = re.compile(r"^[a-z0-9_.-]{1,64}\Z")
LONGEST: Final = 200
_CODE: Final = re.compile(r"^[A-Z]{2,20}\Z")
_ROUTE: Final = re.compile(r"^[A-Za-z0-9_./{}:-]{1,120}\Z")
# A process's id is drawn at its start, of letters of either case.
_WORDS: Final = {"route": _ROUTE, "gateway": re.compile(r"^[A-Za-z0-9_-]{22}\Z")}
_SERVING = threading.Event()


class Unfailing:
    """A stream whose disk may be full, whose reader may have gone, or without which the process was started: what is
    said there is lost, and nothing else."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            if self._stream is not None:
                self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            if self._stream is not None:
                self._stream.flush()


def unfailing(stream: TextIO | None) -> TextIO:
    """`stream`: None where the process has none."""
    return cast(TextIO, Unfailing(stream))


def silent_logging(level: str = "INFO", *, demo: bool = False) -> None:
    """Set up all logging of this process. Raises ValueError for DEBUG outside the demo."""
    if level == "DEBUG" and not demo:
        raise ValueError("DEBUG is for the demo only")
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            name_exception,
            allow_listed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=unfailing(sys.stdout)),
        cache_logger_on_first_use=False,
    )
    _lock_foreign(level)
    sys.excepthook = _crash
    threading.excepthook = lambda args: _crash(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _crash(args.exc_type, args.exc_value, args.exc_traceback)


def log() -> Any:
    """The application's logger. Events are constant words; everything else goes into listed fields."""
    return structlog.get_logger()


def name_exception(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: an exception becomes its type and its frames; its text and its locals are left out."""
    given = event.pop("exc_info", None)
    found = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(found, BaseException):
        event.update(_named(found))
    return event


def allow_listed(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """structlog processor: keeps listed fields whose values are numbers, or words that cannot be a sentence."""
    kept = {key: _safe(key, value) for key, value in event.items() if key in FIELDS}
    return {key: value for key, value in kept.items() if value is not None}


def _safe(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if value == "":
        return None
    if key == "frames":
        return [str(frame)[:LONGEST] for frame in value]
    text = said(value) if isinstance(value, BaseException) else str(value)
    if key in ("time", "where", "error"):
        return text[:LONGEST]
    return text if _WORDS.get(key, NAME).match(text) else "?"


def _named(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__, limit=-12)
    places = [f"{'/'.join(one.filename.split('/')[-3:])}:{one.lineno} {one.name}" for one in frames]
    return {"error": said(error), "frames": places}


def said(error: BaseException) -> str:
    """Its type, and of what Redis refused the first word, which is a code: what follows it may name anything."""
    word = getattr(error, "word", "") or (str(error).partition(" ")[0] if isinstance(error, ResponseError) else "")
    return f"{type(error).__name__} {word}" if _CODE.match(word) else type(error).__name__


class PlaceOnly(logging.Formatter):
    """Formats a foreign record as one JSON line that says where, not what."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "event": "foreign",
            "level": record.levelname.lower(),
            "logger": record.name if NAME.match(record.name) else "?",
            "where": f"{record.module}:{record.lineno}",
        }
        if not _SERVING.is_set():
            line["message"] = record.getMessage()[:LONGEST]
        if record.exc_info and record.exc_info[1] is not None:
            line |= _named(record.exc_info[1])
        return json.dumps(line, sort_keys=True)


class Seldom(logging.Filter):
    """Once a second from each place in the code: who sends what a library warns of fills no disk."""

    def __init__(self) -> None:
        super().__init__()
        self._until: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        place, now = (record.pathname, record.lineno), time.monotonic()
        seldom = now >= self._until.get(place, 0.0)
        if seldom:
            self._until[place] = now + 1
        return seldom


def serving() -> None:
    """From the first connection on, foreign messages are dropped (before, they can only be about starting)."""
    _SERVING.set()


def _lock_foreign(level: str) -> None:
    handler = logging.StreamHandler(unfailing(sys.stdout))
    handler.setFormatter(PlaceOnly())
    handler.addFilter(Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        foreign = logging.getLogger(name)
        foreign.handlers.clear()
        foreign.propagate = True
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi", "websockets", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    logging.captureWarnings(True)


def _crash(_kind: type[BaseException] | None, error: BaseException | None, _tb: TracebackType | None, /) -> None:
    if isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
        return
    line = {"event": "crash", "level": "critical"} | (_named(error) if error is not None else {})
    if error is not None and not _SERVING.is_set():
        line["message"] = str(error)[:LONGEST]
    print(json.dumps(line, sort_keys=True), file=unfailing(sys.stderr), flush=True)
