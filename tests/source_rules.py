"""Reads the project's own source: what an app imports, and whether code reaches pages or files past
core.visibility.
"""

import ast
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from wagtail.documents import get_document_model
from wagtail.models import Page

ROOT = Path(__file__).resolve().parents[1]

# From the ground up; an app imports from its own floor and from those below.
FLOORS = (
    ("core",),
    ("photos", "contacts", "members"),
    ("downloads", "news", "clubs", "enquiries", "joining", "proofs"),
    ("directory", "training"),
    ("home", "search"),
    ("activity", "links", "operations", "trash"),
)
APPS = [app for floor in FLOORS for app in floor]

# What walks from one page to others, or keeps those that are merely published.
REACHES = {
    "get_ancestors", "get_children", "get_descendants", "get_first_child", "get_last_child",
    "get_next_sibling", "get_next_siblings", "get_parent", "get_prev_sibling", "get_prev_siblings",
    "get_siblings", "get_translation", "get_translation_or_none", "get_translations", "aliases",
    "live", "public", "in_menu", "_default_manager", "_base_manager", "layout_pages",
}  # fmt: skip
# `named_here` begins with named_for, `listed_here` and `read_here` with it (downloads.models.publications);
# `on_pages_of` is for pages that it let through.
GUARDS = {
    "live_for", "live_pages", "listed_here", "named_for", "named_here", "named_on_pages", "named_pages",
    "on_pages_of", "read_here", "reserved_for", "reserved_pages",
}  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """A place in the code that reaches pages or files without asking what may be seen."""

    path: str
    function: str
    line: int
    code: str


def sources(*apps_: str) -> list[Path]:
    """The Python files of these apps, but migrations."""
    found = [path for app in apps_ for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def imported_apps(path: Path) -> set[str]:
    """The apps of the project that a file imports from, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found & {*APPS, "demo", "tests", "tools", "config"}


@dataclass
class Imports:
    """What a module imports from the project at its top, and its path if it imports anything inside a function."""

    at_top: set[str]
    in_functions: set[str]


def module_imports() -> dict[str, Imports]:
    """By the dotted name of each module of the project; those under TYPE_CHECKING don't count."""
    paths = {_dotted(path): path for path in sources(*APPS)}
    return {
        module: Imports(
            {name for name in _imported(ast.parse(path.read_text()), paths) if name != module},
            {
                str(path.relative_to(ROOT))
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                for inner in ast.walk(node)
                if isinstance(inner, ast.Import | ast.ImportFrom)
            },
        )
        for module, path in paths.items()
    }


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imported(node: ast.AST, known: Container[str]) -> Iterator[str]:
    """The modules that a module imports when it is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names if alias.name in known)
        elif isinstance(child, ast.ImportFrom) and child.module and not child.level:
            for alias in child.names:
                whole = f"{child.module}.{alias.name}"
                found = whole if whole in known else child.module
                if found in known:
                    yield found
        else:
            yield from _imported(child, known)


def guarded_models() -> set[str]:
    """The names of the models that have something to hide: every page type, and files."""
    models = [model for model in apps.get_models() if issubclass(model, Page)]
    return {model.__name__ for model in [*models, get_document_model()]}


def harmless_models() -> set[str]:
    return {model.__name__ for model in apps.get_models()} - guarded_models()


def hidden_relations() -> set[str]:
    """The names under which other models lead to pages or files: `organisation.hosted_sessions`."""
    guarded = guarded_models()
    return {
        relation.get_accessor_name()
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS
        for relation in model._meta.related_objects
        if relation.related_model.__name__ in guarded and relation.get_accessor_name()
    }


def reaches(source: str, path: str = "planted.py") -> list[Reach]:
    """Every expression of a source that reaches pages or files and has no guard in it."""
    return list(_Reader(source, path).found())


class _Reader:
    def __init__(self, source: str, path: str):
        self.tree, self.path = ast.parse(source), path
        self.hidden = hidden_relations()
        self.harmless = harmless_models()

    def found(self) -> Iterator[Reach]:
        yield from self._in(self.tree, [])

    def _in(self, node: ast.AST, names: list[str]) -> Iterator[Reach]:
        for child in ast.iter_child_nodes(node):
            inner = names
            if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [*names, child.name]
            if isinstance(child, ast.Attribute | ast.Call):
                links, rest = _chain(child)
                if self._is_reach(links) and not any(name in GUARDS for name, _ in links):
                    yield Reach(self.path, ".".join(names), child.lineno, ast.unparse(child))
                for part in rest:
                    yield from self._in(part, inner)
            else:
                yield from self._in(child, inner)

    def _is_reach(self, links: list[tuple[str, ast.AST | None]]) -> bool:
        for name, base in links:
            if name in REACHES or name in self.hidden:
                return True
            if name == "objects" and not self._harmless(base):
                return True
        return False

    def _harmless(self, base: ast.AST | None) -> bool:
        """Whether `<base>.objects` is known to hold neither pages nor files."""
        if isinstance(base, ast.Name):
            return base.id in self.harmless
        text = ast.unparse(base) if base else ""
        return text.startswith(("get_image_model()", "get_user_model()"))


def _chain(node: ast.AST) -> tuple[list[tuple[str, ast.AST | None]], list[ast.AST]]:
    """The names of `a.b(x).c`, each with what stands before it; and what is left to read: `x`."""
    links, rest = [], []
    while True:
        if isinstance(node, ast.Call):
            rest += [ast.Expr(arg) for arg in node.args]
            rest += [ast.Expr(keyword.value) for keyword in node.keywords]
            node = node.func
        elif isinstance(node, ast.Attribute):
            links.append((node.attr, node.value))
            node = node.value
        elif isinstance(node, ast.Name):
            links.append((node.id, None))
            return links, rest
        else:
            return links, [*rest, ast.Expr(node)]
