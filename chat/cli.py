"""`hearline`: one command for the server, the worker and everything an operator does."""

import argparse
import asyncio
import importlib
import io
import os
import secrets
import sys
from collections.abc import Container, Iterable
from dataclasses import replace

from chat.settings import BadSettings, Settings, load, unknown
from chat.startup import tell, version, why
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


def main(words: list[str] | None = None) -> int:
    """The exit code: 0 fine, 1 failed, 2 wrong usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # as stderr: a terminal that lacks a sign stops no command
    args = parser(next(iter(sys.argv[1:] if words is None else words), "")).parse_args(words)
    try:
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
    """Those of the environment; the demo makes a secret of its own when it was given none."""
    found = load()
    tell(*unknown())
    return replace(found, secret=secrets.token_hex(32)) if found.demo and not found.secret else found


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
