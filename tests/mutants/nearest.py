"""Which Python modules are pure, and which tests stand nearest to each: those of the import graph."""

import tomllib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
CONTRACT = "what decides does no input or output"
REGISTRY = "chat.metrics"
SUITES = ("unit", "contract", "property", "security")
CHEAP = SUITES[:2]
# A test is near that imports the module, or imports something that does.
STEPS = 2


@dataclass(frozen=True, slots=True)
class Pure:
    """A module that decides, its file, the files of the tests near it, and what imports it, however far up."""

    name: str
    path: Path
    tests: tuple[str, ...]
    users: frozenset[str]


def pure_modules() -> list[Pure]:
    """Those of the import contract that names what is pure, each module of a package by itself."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(each for each in settings["contracts"] if each["name"] == CONTRACT)
    graph = grimp.build_graph(*settings["root_packages"], "tests", exclude_type_checking_imports=True, cache_dir=None)
    given = contract["source_modules"]
    names = {module for name in given for module in (name, *graph.find_descendants(name))}
    return [Pure(name, path_of(name), nearest(graph, name), users_of(graph, name)) for name in sorted(names)]


def users_of(graph: grimp.ImportGraph, module: str) -> frozenset[str]:
    """What must be read again with it. Whoever counts does so with the registry: a name is registered there once."""
    users, counting = graph.find_downstream_modules(module), graph.find_downstream_modules(REGISTRY)
    return frozenset(users | counting | {REGISTRY} if users & counting else users)


def path_of(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise LookupError(module)
    return Path(spec.origin)


def nearest(graph: grimp.ImportGraph, module: str) -> tuple[str, ...]:
    """Files of tests, relative to the project: those that import the module, or import something that does.

    Of those further off only the cheap ones, unit and contract tests; all where nothing is nearer. What only tests
    use is no step of its own.
    """
    found: list[str] = []
    seen = layer = {module}
    for _ in range(STEPS):
        layer = above(graph, layer) - seen
        seen = seen | layer
        tests = sorted((name for name in layer if is_test(name)), key=cheapest_first)
        found += [name for name in tests if not found or name.split(".")[1] in CHEAP]
    return tuple(f"{name.replace('.', '/')}.py" for name in found)


def cheapest_first(test: str) -> tuple[int, str]:
    return SUITES.index(test.split(".")[1]), test


def above(graph: grimp.ImportGraph, layer: set[str]) -> set[str]:
    next_up = {name for each in layer for name in graph.find_modules_that_directly_import(each)}
    helpers = {name for name in next_up - layer if name.startswith("tests.") and not is_test(name)}
    return next_up | above(graph, helpers) if helpers else next_up


def is_test(module: str) -> bool:
    parts = module.split(".")
    return parts[0] == "tests" and parts[1:2] in [[suite] for suite in SUITES] and parts[-1].startswith("test_")
