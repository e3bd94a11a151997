"""`./dev attack [NAME…]`: every attacker against a fresh house. A line for each, one of JSON at the end; 1 when one of
them got something."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path

from demo.ports import free_port
from demo.stack import Stack, StackError
from demo.tether import Tether
from tests.security.attacks import by_console, by_flood, by_reader, by_return, by_teen, by_writer
from tests.security.attacks.scene import ATTACKS, House, visit

PARTS = (by_teen, by_console, by_writer, by_reader, by_return, by_flood)
CALM = {"HEARLINE_CALM_JOINS": "1000000"}


async def try_all(house: House, names: list[str]) -> list[str]:
    """The names of those that got something."""
    got = []
    for name in names:
        try:
            found = await ATTACKS[name](house)
        except Exception as problem:  # an attack that cannot be tried shows nothing
            found = f"could not be tried: {type(problem).__name__} {problem}"
        said = " ".join((ATTACKS[name].__doc__ or "").split())
        print(f"{name}: {said} Got {found or 'nothing'}.", flush=True)
        got += [name] if found else []
    return got


async def tried(stack: Stack, names: list[str]) -> list[str]:
    async with visit(stack) as house:
        return await try_all(house, names)


def main(names: list[str]) -> int:
    if unknown := set(names) - set(ATTACKS):
        print(f"No such attack: {', '.join(sorted(unknown))}")
        return 2
    tether = Tether()
    try:
        with tempfile.TemporaryDirectory() as folder:
            stack = Stack(tether, Path(folder), free_port(), CALM)
            stack.start_all()
            got = asyncio.run(tried(stack, names or list(ATTACKS)))
            stack.stop()
    except StackError as problem:
        print(problem)
        return 1
    finally:
        tether.close()
    print(json.dumps({"attacks": len(names or ATTACKS), "got": got}))
    return 1 if got else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
