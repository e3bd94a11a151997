"""`python -m tests.mutants [NAME…]`: the scripts (`lua.py`, `log.py`); `--python`, `--typescript`: the pure modules."""

import subprocess
import sys

from tests.mutants.nearest import ROOT


def main(arguments: list[str]) -> int:
    """Only what is asked for is imported: with `--python` our own modules are read by forks, with their faults."""
    if arguments[:1] == ["--python"]:
        from tests.mutants import python

        return python.main(arguments[1:])
    if arguments[:1] == ["--typescript"]:
        return subprocess.run(["node", "tools/mutants/run.mjs", *arguments[1:]], cwd=ROOT / "web").returncode
    from tests.mutants import lua

    return lua.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
