"""`hearline docs write|check`: the generated documents."""

import argparse
import sys
from typing import Any


def register(commands: Any) -> None:
    docs = commands.add_parser("docs", help="write or check the generated documents")
    docs.add_argument("what", choices=("write", "check"))
    docs.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """1 when something has drifted."""
    from chat.commands import document_files as files

    if args.what == "write":
        for path in files.write():
            print(f"wrote {path.relative_to(files.ROOT)}")
        return 0
    found = files.drifted()
    for path in found:
        print(f"{path.relative_to(files.ROOT)} is not what the code says; run: hearline docs write", file=sys.stderr)
    return 1 if found else 0
