"""`python -m tests.mutants`: the desk's scripts (`lua.py`); `--python`: the pure modules (`python.py`)."""

import sys


def main(arguments: list[str]) -> int:
    """Only what is asked for is imported: the seeded run must read our own code itself."""
    if arguments[:1] == ["--python"]:
        from tests.mutants import python

        return python.main(arguments[1:])
    from tests.mutants import lua

    return lua.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
