"""Which tests a change can have touched: by imports, by the fixtures a test asks for, and by kind of file.

What a test reaches only through a service that it starts, three tests of a whole chat stand for.
"""

import ast
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

import grimp

ROOT = Path(__file__).parents[1]
PACKAGES = ("chat", "routing", "storage", "demo", "bench", "tests")
NAMED = re.compile(r"\b(?:chat|routing|storage|demo|bench|tests)(?:\.[a-z_0-9]+)+\b")

WHOLE_CHAT = ("tests/e2e/test_whole_chat.py", "tests/faults/test_demo.py", "tests/integration/gateway/test_chat.py")
ROUTING = (
    "tests/unit/routing",
    "tests/property/test_desk.py",
    "tests/property/test_log_refill.py",
    "tests/integration/routing",
    "tests/integration/test_log.py",
    "tests/integration/test_lost_replies.py",
)
FACES = {
    "facts": ("widget_states",),
    "preview": ("profile_page",),
    "widget": ("widget", "profile_page", "quick_exit", "reloads", "embedding", "devices", "whole_chat"),
    "embed": ("embedding",),
    "console": ("console", "reloads", "devices", "whole_chat"),
    "dashboard": ("dashboard", "profile_page", "whole_chat"),
}
WORDS = ("tests/contract", "tests/e2e/test_whole_chat.py")
PAGES = ("tests/contract",)
PLAYED = ("README.md", "docs/operations.md", "Procfile")
# Files that decide how everything is built or run.
EVERYTHING = re.compile(
    r"dev|\.ci/.*|pyproject\.toml|requirements.*\.lock|web/package.*\.json|tests/(conftest|lanes|run)\.py"
)


@dataclass(slots=True)
class Choice:
    """`tests` are paths for pytest, `web` files of web/ for vitest (or "*"), `redis` the other server's lane."""

    tests: set[str] = field(default_factory=set)
    web: tuple[str, ...] = ()
    redis: bool = False
    python: bool = False
    everything: str = ""

    def said(self) -> str:
        if self.everything:
            return f"everything, since {self.everything} differs"
        parts = [*sorted(self.tests)]
        if self.web:
            parts.append("all of web's unit tests" if self.web == ("*",) else f"what imports {', '.join(self.web)}")
        parts += ["what Redis has a part in on the other server"] if self.redis else []
        return "; ".join(parts) or "nothing"


def choose(files: Sequence[str]) -> Choice:
    """For paths below the root, forward slashes."""
    choice = Choice(python=any(name.endswith(".py") for name in files))
    choice.everything = next((name for name in files if EVERYTHING.fullmatch(name)), "")
    if choice.everything:
        return choice
    choice.tests |= by_imports([name for name in files if name.endswith(".py")])
    for name in files:
        choice.tests |= set(by_kind(name))
    choice.redis = any(name.startswith("routing/") for name in files)
    choice.web = for_vitest(files)
    choice.tests = {path for path in choice.tests if (ROOT / path).exists()}
    return choice


def by_kind(name: str) -> Iterable[str]:
    """What a file that Python does not import stands in front of."""
    top = PurePosixPath(name).parts[0]
    if top in ("chat", "routing", "storage", "demo") and not name.endswith(".md"):
        yield from WHOLE_CHAT
    if name.endswith((".lua", ".md")) and top == "routing":
        yield from ROUTING
    if top == "storage" and not name.endswith(".py"):
        yield from ("tests/unit/storage", "tests/integration/storage", "tests/contract")
    if top == "locales":
        yield from WORDS
    if top in ("docs", "locales") or name.endswith(".md"):
        yield from PAGES
    if name in PLAYED:
        yield "tests/literal"
    if top == "web":
        yield from of_face(PurePosixPath(name).parts[1])
    if top == "tests" and not name.endswith(".py"):
        yield str(PurePosixPath(name).parent)


def of_face(face: str) -> list[str]:
    """The browser tests of one face; those of all for what the faces share."""
    known = sorted((ROOT / "tests/e2e").glob("test_*.py"))
    words = FACES.get(face, ("",))
    return [str(path.relative_to(ROOT)) for path in known if any(word in path.name for word in words)]


def for_vitest(files: Sequence[str]) -> tuple[str, ...]:
    """Paths below web/; everything where a text or a vector changed."""
    if any(name.startswith(("locales/", "tests/vectors/")) for name in files):
        return ("*",)
    return tuple(name.removeprefix("web/") for name in files if name.startswith("web/") and (ROOT / name).exists())


def by_imports(files: Sequence[str]) -> set[str]:
    """Test files that import one of `files`, ask for a fixture that does, or are one of them."""
    graph = build()
    touched = {module_of(name) for name in files} & graph.modules
    touched |= {above for module in touched for above in graph.find_downstream_modules(module)}
    return {path_of(module) for module in touched if re.fullmatch(r"tests\.(.*\.)?test_\w+", module)}


@cache
def build() -> grimp.ImportGraph:
    """Imports, modules that are named in a text (started as a process, or registered), and fixtures that are asked
    for. What the stack starts is left out: it is all there is."""
    there = [name for name in PACKAGES if (ROOT / name / "__init__.py").exists()]
    graph = grimp.build_graph(*there, cache_dir=None)
    for module in [module for module in graph.modules if module.startswith("tests.")]:
        text = _source(module)
        for named in set(NAMED.findall(text)) & graph.modules - {module}:
            graph.add_import(importer=module, imported=named)
        for giver in conftests(module) & graph.modules:
            if asked(text) & fixtures(_source(giver)):
                graph.add_import(importer=module, imported=giver)
    return graph


def conftests(module: str) -> set[str]:
    """Those whose fixtures a module of tests can ask for."""
    parts = module.split(".")[:-1]
    return {".".join([*parts[: depth + 1], "conftest"]) for depth in range(len(parts))} - {module}


def asked(text: str) -> set[str]:
    """Names of the arguments of all functions."""
    return {one.arg for node in ast.walk(ast.parse(text)) if isinstance(node, _FUNCTIONS) for one in node.args.args}


@cache
def fixtures(text: str) -> frozenset[str]:
    return frozenset(
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, _FUNCTIONS) and any("fixture" in ast.unparse(one) for one in node.decorator_list)
    )


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _source(module: str) -> str:
    path = ROOT / path_of(module)
    return path.read_text() if path.exists() else ""


def module_of(name: str) -> str:
    """Also of the package, for its `__init__`."""
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def path_of(module: str) -> str:
    return module.replace(".", "/") + ".py"


def base() -> str:
    """Where this branch left main; on main itself, the commit before."""
    fork, head = _git("merge-base", "HEAD", "main"), _git("rev-parse", "HEAD")
    return fork if fork and fork != head else _git("rev-parse", "HEAD~1") or head


def files() -> list[str]:
    """All that differ from `base` in the work tree, new and removed ones, too."""
    changed = _git("diff", "--name-only", base()).splitlines()
    return sorted({*changed, *_git("ls-files", "--others", "--exclude-standard").splitlines()})


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()
