"""`hearline`: one command for the server, the worker and everything an operator does."""

import argparse
import asyncio
import contextlib
import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Container, Iterable, Iterator
from types import FrameType

from chat.settings import BadSettings, Settings, load, unknown
from chat.startup import tell, version, why, with_secret
from routing.errors import RoutingError
from routing.fitness import Unfit
from storage.errors import StoreError

# Which module of chat.commands has which commands: a server or a worker starts without loading them.
MODULES = {
    "admin": ("admin",),
    "profile": ("profile",),
    "secret": ("secret",),
    "doctor": ("doctor",),
    "backup": ("backup", "restore"),
    "records": ("report", "publish", "purge", "export", "import"),
    "show": ("show",),
    "simulate": ("simulate",),
    "documents": ("docs",),
}
_STOPS = (signal.SIGTERM, signal.SIGHUP)
# Names of files are bytes to the system; all else that is typed goes into a database, Redis or an address.
_FILES = frozenset({"file", "staff"})


def main(words: list[str] | None = None) -> int:
    """The exit code: 0 fine, 1 failed, 2 wrong usage."""
    if sys.stdout is None:  # the process was started without one
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: a terminal that lacks a sign stops no command
    args = _parsed(words)
    try:
        with contextlib.nullcontext() if args.func in (_web, _worker) else _ending_in_order():
            code = int(args.func(args) or 0)
        print(end="", flush=True)
        return code
    except BadSettings as error:
        tell(str(error))
        return 1
    except OSError as problem:
        if not isinstance(problem, BrokenPipeError):
            tell(f"hearline: {problem}")
        _say_no_more()
        return 1
    except (RoutingError, Unfit, StoreError) as problem:
        tell(why(problem))
        return 1
    except KeyboardInterrupt:
        return 130


def _parsed(words: list[str] | None) -> argparse.Namespace:
    made = parser(next(iter(sys.argv[1:] if words is None else words), ""))
    args = made.parse_args(words)
    for name, value in vars(args).items():
        if isinstance(value, str) and name not in _FILES and not value.isprintable():
            made.error(f"what is said of {name} is no text in UTF-8, or holds signs that nobody sees")
    return args


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """A SIGTERM, and a terminal that goes, end a command as Ctrl-C does: its work is cancelled, half a file goes, so
    does what it started. Whoever ignores one of them (nohup, a script's `&`) goes on doing so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before, told = {one: signal.getsignal(one) for one in (*_STOPS, signal.SIGINT)}, list[int]()

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)
        interrupt = signal.getsignal(signal.SIGINT)  # asyncio's own while it runs
        if callable(interrupt):
            interrupt(signal.SIGINT, frame)

    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    if before[signal.SIGINT] == signal.SIG_IGN:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for one in (one for one in _STOPS if before[one] == signal.SIG_DFL):
        signal.signal(one, stop)
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(128 + (told[0] if told else signal.SIGINT)) from None
    finally:
        for one, handler in before.items():
            signal.signal(one, handler or signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _say_no_more() -> None:
    """What was not taken (a full disk, a reader that has gone) is not tried again at the end of the process."""
    try:
        print(end="", flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def parser(word: str = "") -> argparse.ArgumentParser:
    """For the command `word`; with no command's name, for all of them."""
    made = argparse.ArgumentParser(prog="hearline", description="Anonymous live chat for child helplines")
    made.add_argument("--version", action="version", version=f"Hearline {version()}")
    commands = made.add_subparsers(required=True, metavar="COMMAND")
    for name, about, run in (
        ("worker", "run the clock and the recorder", _worker),
        ("release", "bring the database up to date", _release),
        ("settings", "list every setting", _settings),
    ):
        commands.add_parser(name, help=about).set_defaults(func=run)
    web = commands.add_parser("web", help="run the gateway")
    web.add_argument(
        "--workers", type=int, choices=range(1, 65), metavar="N", default=1, help="N equal ones on one port"
    )
    web.add_argument("--beside", type=int, nargs=2, help=argparse.SUPPRESS)
    web.set_defaults(func=_web)
    for module in _modules(word, commands.choices):
        importlib.import_module(f"chat.commands.{module}").register(commands)
    return made


def _modules(word: str, own: Container[str]) -> Iterable[str]:
    if word in own:
        return ()
    return [module for module, words in MODULES.items() if word in words] or MODULES


def settings() -> Settings:
    """Those of the environment, and what is odd about it."""
    found = load()
    tell(*unknown())
    return with_secret(found)


def _web(args: argparse.Namespace) -> int:
    from chat.server import serve
    from chat.supervisor import beside, supervise

    if args.workers > 1:
        return supervise(settings(), args.workers)
    return beside(settings(), *args.beside) if args.beside else serve(settings())


def _worker(_args: argparse.Namespace) -> int:
    from chat.worker import run

    return run(settings())


def _release(_args: argparse.Namespace) -> int:
    from chat.commands.release import release

    asyncio.run(release(settings()))
    return 0


def _settings(_args: argparse.Namespace) -> int:
    from chat.settings import table

    for row in table():
        print(f"{row.name:26} {row.type:28} {row.default:26} {row.meaning}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
