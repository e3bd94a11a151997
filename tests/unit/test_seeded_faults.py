"""The tool that plants small faults: what it changes and leaves alone, how it draws, and that a planted fault runs."""

import ast
import sys
from pathlib import Path

import pytest

from tests.mutants import mutations, nearest, python
from tests.mutants.mutations import Mutant
from tests.mutants.warm import FaultyFinder

SOURCE = '''"""A docstring with 7 in it."""
from typing import Annotated

LIMIT = 3


def low(value: int, step: "str" = "a") -> bool:
    """Another."""
    if value < LIMIT and step:
        raise ValueError("a sentence for people")
    total = -value
    total += 2
    return not total
'''


def found(source: str) -> list[str]:
    """What stands after the name of each fault: `was → now`."""
    return [mutant.name.rpartition(" | ")[2] for mutant in mutants(source)[1]]


def mutants(source: str) -> tuple[ast.Module, list[Mutant]]:
    tree = ast.parse(source)
    return tree, mutations.mutants("m", source, tree)


def test_what_is_changed() -> None:
    changes = found(SOURCE)
    assert set(changes) >= {
        "3 → 4", "'a' → ''", "value < LIMIT → value <= LIMIT", "value < LIMIT → value >= LIMIT", "-value → value",
        "value < LIMIT and step → value < LIMIT or step", "total += 2 → pass", "total += 2 → total -= 2", "2 → 3",
        "not total → total", "return not total → return None",
    }  # fmt: skip
    assert sum(change.startswith("if value < LIMIT") for change in changes) == 2
    assert sum(change.endswith("→ pass") for change in changes) == 2


def test_what_only_people_or_the_type_checker_read_is_left_alone() -> None:
    changes = " ".join(found(SOURCE))
    assert "docstring" not in changes
    assert "'a sentence for people' → ''" not in found(SOURCE)
    assert "'str'" not in changes
    assert found("x: int | None = None") == []
    assert found("__slots__ = ('a', 'b')") == []
    assert found("@dataclass(frozen=True, slots=True)\nclass A:\n    pass") == []
    assert found("Number = int | float") == []


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("x: Annotated[int, Meta(ge=0)]", "0 → 1"), ("x = a if b else c", "a if b else c → a"),
        ("x = [a for a in b if a]", "for a in b if a → for a in b"), ("x = max(a, b)", "max → min"),
        ("del a[0]", "del a[0] → pass"), ("a.b = 1", "a.b = 1 → pass"), ("f(a)", "f(a) → pass"),
        ("while a:\n    break", "break → continue"), ("x = 2.5", "2.5 → 5.0"), ("x = a << b", "a << b → a >> b"),
        ("x = a in b", "a in b → a not in b"), ("x = True", "True → False"), ("x = ''", "'' → 'x'"),
    ],
)  # fmt: skip
def test_each_kind_of_fault(source: str, change: str) -> None:
    assert change in found(source)


def test_a_planted_fault_compiles_and_is_the_only_change() -> None:
    count = len(mutants(SOURCE)[1])
    assert count > 12
    texts = set()
    for place in range(count):
        tree, all_of_them = mutants(SOURCE)
        all_of_them[place].plant()
        compile(tree, "m", "exec")
        texts.add(ast.unparse(tree))
    assert len(texts) == count
    assert ast.unparse(ast.parse(SOURCE)) not in texts


def test_a_name_has_the_function_and_the_line_and_no_number_of_it() -> None:
    names = [mutant.name for mutant in mutants(SOURCE)[1]]
    assert names[0] == "m | LIMIT = 3 | 3 → 4"
    assert "m.low | total += 2 | 2 → 3" in names
    moved = [mutant.name for mutant in mutants("\n\n" + SOURCE)[1]]
    assert moved == names


def test_the_same_seed_draws_the_same_and_what_changes_nothing_is_not_counted() -> None:
    module = nearest.Pure("m", Path("m.py"), (), frozenset())
    faults = [python.Fault(f"f{place}", module, place) for place in range(100)]
    first = python.drawn(faults, [], 10, 7)
    assert first == python.drawn(faults, [], 10, 7)
    assert first != python.drawn(faults, [], 10, 8)
    assert len(first) == 10
    unchanging = [fault.name for fault in first[:3]]
    longer = python.drawn(faults, unchanging, 10, 7)
    assert longer[:10] == first
    assert len([fault for fault in longer if fault.name not in unchanging]) == 10
    assert len(python.drawn(faults, [], 0, 7)) == len(python.drawn(faults, [], 500, 7)) == 100


def test_two_faults_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text("x = 1\nx = 1\n")
    names = [fault.name for fault in python.faults_of(nearest.Pure("m", path, (), frozenset()))]
    assert names == ["m | x = 1 | 1 → 2", "m | x = 1 | 1 → 2 #2"]


def test_a_module_is_imported_with_its_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "seeded_sample.py"
    path.write_text("LIMIT = 3\n")
    monkeypatch.setattr(sys, "meta_path", [FaultyFinder("seeded_sample", str(path), 0), *sys.meta_path])
    import seeded_sample  # type: ignore[import-not-found]

    monkeypatch.delitem(sys.modules, "seeded_sample")
    assert seeded_sample.LIMIT == 4


def test_every_pure_module_is_of_the_contract_and_bands_have_their_tests() -> None:
    modules = {module.name: module for module in nearest.pure_modules()}
    assert len(modules) > 40
    assert modules["storage.records.bands"].tests[0].startswith("tests/unit/")
    assert "storage.records.row" in modules["storage.records.bands"].users
    assert all(module.path.is_file() for module in modules.values())


def test_what_changes_nothing_is_listed_with_its_reason_and_is_still_there() -> None:
    names = {fault.name for module in nearest.pure_modules() for fault in python.faults_of(module)}
    for name, why in python.listed().items():
        assert name in names
        assert len(why.split()) >= 4, name
