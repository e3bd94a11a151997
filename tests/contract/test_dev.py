"""`./dev` needs nothing but Python 3.11."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "dev").read_text()


def test_it_parses_as_python_3_11_and_imports_only_the_standard_library() -> None:
    tree = ast.parse(SOURCE, feature_version=(3, 11))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_tells_what_it_can_do() -> None:
    done = subprocess.run([sys.executable, ROOT / "dev", "help"], capture_output=True, text=True, check=True)
    assert all(f"./dev {word}" in done.stdout for word in ("demo", "test", "check", "bench", "shots"))


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: command 'gcc' failed: No such file or directory", "no compiler"),
        ("error: could not find a C compiler", "no compiler"),
        ("npm error code ENOTFOUND", "registry could not be reached"),
        ("error: Failed to fetch: `https://example.org/simple/`", "registry could not be reached"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "refused"),
        ("Error: No module named pip", "python3-venv"),
    ],
)
def test_a_failed_set_up_gets_one_clear_sentence(output: str, sentence: str, tmp_path: Path) -> None:
    fake = tmp_path / "tool"
    fake.write_text(f"#!/bin/sh\ncat <<'E'\n{output}\nE\nexit 1\n")
    fake.chmod(0o755)
    script = f"""
import importlib.machinery, importlib.util, pathlib
loader = importlib.machinery.SourceFileLoader("dev", {str(ROOT / "dev")!r})
dev = importlib.util.module_from_spec(importlib.util.spec_from_loader("dev", loader))
loader.exec_module(dev)
dev.ROOT = dev.PRIVATE = pathlib.Path({str(tmp_path)!r})
try:
    dev.must({str(fake)!r})
except dev.Stop as problem:
    print(problem)
"""
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert sentence in done.stdout
    assert len(done.stdout.strip().splitlines()) == 1
