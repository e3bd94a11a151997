"""Functions stay short and modules can be read in one sitting."""

import ast
import subprocess
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
SOURCES = ("chat", "routing", "storage", "bench", "dev")


def sources() -> list[Path]:
    """Every Python file of ours that is committed, but for the migrations' history."""
    listed = subprocess.run(["git", "ls-files", *SOURCES], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / line for line in listed.stdout.splitlines() if line.endswith(".py") or line == "dev"]
    return [path for path in paths if path.exists() and "versions" not in path.parts]


def lengths(path: Path) -> list[int]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds))
    return [(node.end_lineno or node.lineno) - node.lineno + 1 for node in found]


def test_the_median_function_has_at_most_ten_lines() -> None:
    assert median(length for path in sources() for length in lengths(path)) <= 10


def test_no_module_has_more_than_405_lines() -> None:
    counts = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert {path: count for path, count in counts.items() if count > 405} == {}
