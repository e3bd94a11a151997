"""`python -m tests.circles FOLDER PACKAGE…`: circles among modules, and among packages that stand beside each other.

What is imported for types alone counts as well. Prints one line for each circle.
"""

import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

import grimp

Graph = Mapping[str, set[str]]


def main(folder: str, *packages: str) -> None:
    sys.path.insert(0, folder)
    graph = grimp.build_graph(*packages, cache_dir=None)
    imports = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}
    for found in (imports, *_rooms(imports)):
        if circle := _circle(found):
            print(" → ".join(circle))


def _rooms(imports: Graph) -> Iterator[Graph]:
    """For each package, what the modules and packages in it import of each other."""
    for parent in sorted({module.rpartition(".")[0] for module in imports}):
        inside: dict[str, set[str]] = {}
        for module, imported in imports.items():
            if (room := _room(parent, module)) is not None:
                others = {_room(parent, other) for other in imported} - {room, None}
                inside.setdefault(room, set()).update(other for other in others if other)
        yield inside


def _room(parent: str, module: str) -> str | None:
    """The child of `parent` that `module` is, or is in."""
    before = f"{parent}." if parent else ""
    if not module.startswith(before) or module == parent:
        return None
    return before + module.removeprefix(before).partition(".")[0]


def _circle(graph: Graph) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return [str(name) for name in found.args[1]]
    return []


if __name__ == "__main__":
    main(*sys.argv[1:])
