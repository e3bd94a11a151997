"""The small faults that one Python module can hold: an operator, a constant or a statement changed, one at a time.

Left alone is what only people or the type checker read: annotations (but for the bounds that msgspec checks),
docstrings, `__slots__`, `frozen=True` and its like, and the sentences of what is raised.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
}
NAMED = {
    "min": "max",
    "any": "all",
    "bisect_right": "bisect_left",
    "floor": "ceil",
    "startswith": "endswith",
    "lstrip": "rstrip",
    "upper": "lower",
}
NAMED |= {after: before for before, after in NAMED.items()}

# Arguments of decorators and classes that change nothing a caller could see.
UNSEEN = {"frozen", "slots", "kw_only", "eq", "gc", "weakref", "dict", "cache_hash", "maxsize"}


@dataclass(slots=True)
class Place:
    """Where a node hangs: a field of its parent, or one element of that field."""

    parent: ast.AST
    field: str
    index: int | None = None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


@dataclass(slots=True)
class Mutant:
    """One fault. `name` is `module.function | line of the source | was → now`: no line number, so it lasts.

    `plant` changes the tree it was found in, for good.
    """

    name: str
    line: int
    plant: Callable[[], None]


def mutants(module: str, source: str, tree: ast.Module) -> list[Mutant]:
    """Every fault of a module, in the order of its source."""
    lines = source.splitlines()
    found = []
    for where, place, node in visited(tree):
        for new in changes(node):
            line = getattr(node, "lineno", 0) or getattr(place.parent, "lineno", 0)
            name = f"{'.'.join((module, *where))} | {lines[line - 1].strip()} | {shown(node)} → {shown(new)}"
            found.append(Mutant(name, line, lambda place=place, new=new: place.put(located(new, place))))
    return found


def located(new: ast.AST, place: Place) -> ast.AST:
    """With line numbers, which a compiler asks for."""
    near = place.parent if hasattr(place.parent, "lineno") else None
    if near is not None:
        ast.copy_location(new, near)
    return ast.fix_missing_locations(new)


def shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:40]}…{text[-19:]}"


# --- where a fault may be -------------------------------------------------------------------------------------------


def visited(tree: ast.Module) -> Iterator[tuple[tuple[str, ...], Place, ast.AST]]:
    """Every node that a fault may change: the functions and classes around it, its place, itself."""
    yield from _inside(tree, ())


def _inside(node: ast.AST, where: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Place, ast.AST]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        where = (*where, node.name)
    for field, value in ast.iter_fields(node):
        for index, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST) and not _left_alone(node, field, child):
                yield where, Place(node, field, index), child
                yield from _inside(child, where)


def _left_alone(parent: ast.AST, field: str, child: ast.AST) -> bool:
    if field in {"annotation", "returns"}:
        return not _checked_bounds(child)
    return any(rule(parent, child) for rule in (_docstring, _unseen, _declaration, _sentence, _type_union))


def _checked_bounds(annotation: ast.AST) -> bool:
    """`Annotated[int, Meta(ge=0)]`: the only part of an annotation that runs."""
    return any(isinstance(node, ast.Call) for node in ast.walk(annotation))


def _docstring(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)


def _unseen(parent: ast.AST, child: ast.AST) -> bool:
    return isinstance(child, ast.keyword) and child.arg in UNSEEN


def _declaration(parent: ast.AST, child: ast.AST) -> bool:
    """`__slots__`, `__all__`, and what stands under `if TYPE_CHECKING`."""
    if isinstance(child, ast.If):
        return "TYPE_CHECKING" in ast.unparse(child.test)
    return isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) in {"__slots__", "__all__"}


def _sentence(parent: ast.AST, child: ast.AST) -> bool:
    """What a raised error tells a person."""
    return isinstance(parent, ast.Raise) and isinstance(child, ast.Call) and _is_prose(child)


def _is_prose(call: ast.Call) -> bool:
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(" " in text for text in texts)


def _type_union(parent: ast.AST, child: ast.AST) -> bool:
    """`int | None`: a union of types, not of bits."""
    if not isinstance(child, ast.BinOp) or not isinstance(child.op, ast.BitOr):
        return False
    ends = [child.left, child.right]
    return any(isinstance(end, ast.Constant) or (isinstance(end, ast.Name) and _names_type(end.id)) for end in ends)


def _names_type(name: str) -> bool:
    return name in {"int", "str", "float", "bool", "bytes", "dict", "list", "tuple", "set"} or (
        name[0].isupper() and not name.isupper()
    )


# --- what a fault makes of it ---------------------------------------------------------------------------------------


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of `node`."""
    for kind, change in CHANGES.items():
        if isinstance(node, kind):
            yield from change(node)


def _compare(node: ast.Compare) -> Iterator[ast.AST]:
    for place, was in enumerate(node.ops):
        for now in COMPARED[type(was)]:
            yield ast.Compare(node.left, [*node.ops[:place], now(), *node.ops[place + 1 :]], node.comparators)


def _compute(node: ast.BinOp) -> Iterator[ast.AST]:
    if type(node.op) in COMPUTED and not _is_format(node):
        yield ast.BinOp(node.left, COMPUTED[type(node.op)](), node.right)


def _is_format(node: ast.BinOp) -> bool:
    return isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(getattr(node.left, "value", ""), str)


def _combine(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _unary(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if not isinstance(node.op, ast.Not) or not isinstance(node.operand, ast.Compare):
        yield node.operand


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield ast.Constant(value + 1)
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)
    elif isinstance(value, str):
        yield ast.Constant("" if value else "x")
    elif isinstance(value, bytes):
        yield ast.Constant(b"" if value else b"x")


def _name(node: ast.Name) -> Iterator[ast.AST]:
    if node.id in NAMED:
        yield ast.Name(NAMED[node.id], node.ctx)


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in NAMED:
        yield ast.Attribute(node.value, NAMED[node.attr], node.ctx)


def _branch(node: ast.If) -> Iterator[ast.AST]:
    """Both ways, whatever the condition says."""
    yield ast.If(ast.Constant(True), node.body, node.orelse)
    yield ast.If(ast.Constant(False), node.body, node.orelse)


def _choice(node: ast.IfExp) -> Iterator[ast.AST]:
    yield node.body
    yield node.orelse


def _filter(node: ast.comprehension) -> Iterator[ast.AST]:
    for place in range(len(node.ifs)):
        yield ast.comprehension(node.target, node.iter, [*node.ifs[:place], *node.ifs[place + 1 :]], node.is_async)


def _loop(node: ast.While) -> Iterator[ast.AST]:
    yield ast.While(ast.Constant(False), node.body, node.orelse)


def _returned(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield ast.Return(ast.Constant(None))


def _left_out(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Pass()


def _call_left_out(node: ast.Expr) -> Iterator[ast.AST]:
    if isinstance(node.value, ast.Call | ast.Await):
        yield ast.Pass()


def _assigned(node: ast.Assign) -> Iterator[ast.AST]:
    """Not of names alone: a name that is nowhere set is no fault that anybody would overlook."""
    if not isinstance(node.targets[0], ast.Name | ast.Tuple):
        yield ast.Pass()


def _added(node: ast.AugAssign) -> Iterator[ast.AST]:
    yield ast.Pass()
    yield ast.AugAssign(node.target, COMPUTED[type(node.op)](), node.value)


def _jump(node: ast.stmt) -> Iterator[ast.AST]:
    yield ast.Continue() if isinstance(node, ast.Break) else ast.Break()


CHANGES: dict[type[ast.AST], Callable[..., Iterator[ast.AST]]] = {
    ast.Compare: _compare,
    ast.BinOp: _compute,
    ast.BoolOp: _combine,
    ast.UnaryOp: _unary,
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.If: _branch,
    ast.IfExp: _choice,
    ast.comprehension: _filter,
    ast.While: _loop,
    ast.Return: _returned,
    ast.Raise: _left_out,
    ast.Delete: _left_out,
    ast.Expr: _call_left_out,
    ast.Assign: _assigned,
    ast.AugAssign: _added,
    ast.Break: _jump,
    ast.Continue: _jump,
}
