"""`python -m demo`: run the whole service until it is told to stop. Started by `./dev demo`."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from demo.ports import free_port, taken
from demo.stack import ROOT, Stack, StackError
from demo.tether import Tether

BEGAN = time.time()
PASSWORD = "demo-demo-demo"
ADDRESSES = """
Hearline is running. Press Ctrl-C to stop it; nothing stays behind.

  Host page with the widget   {url}/
  Console for counsellors     {url}/console
  Dashboard for supervisors   {url}/dashboard
  API documents               {url}/docs

  Counsellors  an (nl, en)   bram (nl, fr)   chloe (fr, de)
  Supervisor   sofie         Admin  admin    Password for all: {password}
"""


class Stopped(Exception):
    """Somebody asked us to stop."""


def main() -> int:
    arguments = parse()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    tether = Tether()
    try:
        return smoke(tether) if arguments.smoke else demo(tether, arguments)
    except StackError as problem:
        print(problem, file=sys.stderr)
        return 1
    except Stopped:
        return 0
    finally:
        _ignore_signals()
        tether.close()


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev demo", description="The whole service on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="where the gateway listens (default 8000)")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--busy", action="store_true", help="with simulated teens and counsellors")
    kinds.add_argument("--smoke", action="store_true", help="drive one chat, print one JSON line, exit 0 or 1")
    return parser.parse_args()


def demo(tether: Tether, arguments: argparse.Namespace) -> int:
    if taken(arguments.port):
        free = free_port()
        raise StackError(f"Port {arguments.port} is taken; choose another, such as ./dev demo --port {free}")
    stack = Stack(tether, ROOT / ".hearline" / "demo", arguments.port)
    stack.folder.mkdir(parents=True, exist_ok=True)
    _tell("Starting Valkey, tables and demo accounts, gateway and worker", stack.start_all)
    stack.remember()
    print(ADDRESSES.format(url=f"http://localhost:{stack.port}", password=PASSWORD), flush=True)
    return _busy(stack) if arguments.busy else _watch(stack)


def _busy(stack: Stack) -> int:
    from demo.busy import live

    print("  Simulated teens and counsellors are chatting; sign in as sofie to watch, or as an to help.\n", flush=True)
    asyncio.run(_while_up(stack, live(stack)))
    return 0


async def _while_up(stack: Stack, living: Coroutine[Any, Any, None]) -> None:
    people = asyncio.create_task(living)
    while not people.done():
        stack.check()
        await asyncio.sleep(0.5)
    people.result()


def smoke(tether: Tether) -> int:
    from demo.smoke import drive

    folder = tether.folder(Path(tempfile.mkdtemp(prefix="hl-smoke-")))
    stack = Stack(tether, folder, free_port())
    stack.start_all()
    began = float(os.environ.get("HEARLINE_DEV_STARTED", BEGAN))
    return drive(stack, start_s=round(time.time() - began, 2))


def _watch(stack: Stack) -> int:
    while True:
        stack.check()
        time.sleep(0.5)


def _tell(text: str, act: Callable[[], None]) -> None:
    begin = time.monotonic()
    print(f"  {text} … ", end="", flush=True)
    act()
    print(f"{time.monotonic() - begin:.1f} s", flush=True)


def _stop(number: int, frame: object) -> None:
    raise Stopped


def _ignore_signals() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
