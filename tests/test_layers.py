"""The arrows of the architecture: a module imports only layers to its left."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "tmkit"
LAYERS = [
    {"errors"},
    {"model"},
    {"text"},
    {"segment", "align", "memory", "glossary"},
    {"score"},
    {"formats", "stores", "engines"},
    {"pipeline"},
    {"cli", "web"},
]
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
PURE = ["errors", "model", "text", "segment", "align", "memory", "glossary", "score"]
# The one deliberate exception: word lists that belong to the package are read through importlib.resources, once, here.
# Stages call text.wordlists.word_list; what it gives is fixed by the release, like a constant.
READER = PACKAGE / "text" / "wordlists.py"
IMPURE = {
    "asyncio", "bz2", "concurrent", "configparser", "ctypes", "datetime", "fileinput", "ftplib", "getpass", "glob",
    "gzip", "http", "importlib", "io", "linecache", "locale", "logging", "lzma", "mmap", "multiprocessing", "os",
    "pathlib", "pickle", "pkgutil", "platform", "secrets", "select", "shelve", "shutil", "signal", "socket", "sqlite3",
    "ssl", "subprocess", "sys", "tarfile", "tempfile", "threading", "time", "urllib", "uuid", "warnings", "zipfile",
}  # fmt: skip
DOORS = {"__import__", "breakpoint", "eval", "exec", "input", "open", "print"}
READS = {
    "fromfile", "genfromtxt", "import_module", "load", "loadtxt", "memmap", "open", "open_text", "read_bytes",
    "read_text", "save", "savetxt", "tofile", "urlopen", "write_bytes", "write_text",
}  # fmt: skip


def modules() -> list[Path]:
    """Every module of the package but its two doors."""
    return [
        p
        for p in sorted(PACKAGE.rglob("*.py"))
        if p.relative_to(PACKAGE).parts[0] not in ("__init__.py", "__main__.py")
    ]


def room(path: Path) -> str:
    """The room that a module stands in: its folder, or its own name at the top."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path, root: Path = PACKAGE) -> set[str]:
    """The rooms of the package in `root` that a module imports, wherever in the file."""
    package = path.relative_to(root).parts[:-1]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            names = (*base, *(node.module or "").split(".")) if node.module else base
            found |= {names[0]} if names and names[0] else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "tmkit":
            found.add("absolute: " + str(node.module))
        elif isinstance(node, ast.Import):
            found |= {"absolute: " + a.name for a in node.names if a.name.split(".")[0] == "tmkit"}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_left(path: Path) -> None:
    """A module imports its own room or rooms of layers to its left, and always relatively."""
    here = room(path)
    assert here in RANK, f"{here} is in no layer"
    for other in imported_rooms(path) - {here, "py.typed"}:
        assert not other.startswith("absolute: "), f"{path}: import relatively inside tmkit ({other})"
        if other in ("__version__", ""):
            continue
        assert other in RANK, f"{path} imports {other}, which is in no layer"
        assert RANK[other] < RANK[here], f"{path}: {here} may not import {other}"


def unseeded(tree: ast.Module) -> list[str]:
    """Uses of the random modules other than random.Random(seed) and numpy.random.default_rng(seed)."""
    imported = any(isinstance(n, ast.Import) and any(a.name == "random" for a in n.names) for n in ast.walk(tree))
    modules = {"np.random", "numpy.random"} | ({"random"} if imported else set())
    makers = {"random.Random", "np.random.default_rng", "numpy.random.default_rng"}
    seeded = {n.func for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args and ast.unparse(n.func) in makers}
    types = {f"{module}.{name}" for module in modules for name in ("Generator", "Random")}
    called = {n.func for n in ast.walk(tree) if isinstance(n, ast.Call)}
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in modules and node not in seeded
        if ast.unparse(node) not in types or node in called
    ]


def impurities(code: str) -> list[str]:
    """What in a module reads, writes, asks the clock or draws by chance, each with its line."""
    tree, found = ast.parse(code), []
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
            if names[0] in ("random", "numpy.random"):
                found.append(f"{node.lineno}: import the module {names[0]}, so that its use can be seen")
        found += [f"{node.lineno}: import {n}" for n in names if n.split(".")[0] in IMPURE]
        if isinstance(node, ast.Name) and node.id in DOORS:
            found.append(f"{node.lineno}: {node.id}")
        if isinstance(node, ast.Attribute) and node.attr in READS:
            found.append(f"{node.lineno}: .{node.attr}")
    return found + unseeded(tree)


@pytest.mark.parametrize("name", PURE)
def test_stages_do_no_input_or_output(name: str) -> None:
    """The stages and what they stand on open no file, read no clock, print nothing and draw nothing without a seed."""
    files = [p for p in modules() if room(p) == name]
    assert files, f"there is no module for {name}"
    found = {p.name: impurities(p.read_text(encoding="utf-8")) for p in files if p != READER}
    assert not {name: lines for name, lines in found.items() if lines}


def test_the_word_lists_are_read_from_the_package_alone() -> None:
    """The exception is as small as it says: importlib.resources and one read_text of a file of tmkit/data."""
    code = READER.read_text(encoding="utf-8")
    assert [line.split(": ")[1] for line in impurities(code)] == ["import importlib.resources", ".read_text"]
    assert '(files("tmkit") / "data" / name).read_text(' in code


@pytest.mark.parametrize(
    "code",
    [
        "import os.path",
        "def late():\n    from pathlib import Path",
        "from importlib.resources import files",
        "import zipfile, re",
        "import gzip",
        "import shutil",
        "from urllib.request import urlopen",
        "print(1)",
        "show = print",
        "with open(name) as file: pass",
        "text = place.read_text(encoding='utf-8')",
        "table = np.load(name)",
        "table = np.fromfile(name)",
        "from random import choice",
        "import random\nrandom.choice(x)",
        "import random\nrandom.seed(1)",
        "import random\ndraw = random.Random()",
        "import random\ndraw = random.SystemRandom(1)",
        "x = np.random.rand(3)",
        "x = np.random.default_rng().random()",
    ],
)
def test_input_and_output_would_be_noticed(code: str) -> None:
    """Each way to read, write, see the clock or draw by chance that is forbidden is seen."""
    assert len(impurities(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        "import random\ndraw = random.Random(seed)\ndraw.choice(x)",
        "import random\ndef f(draw: random.Random): ...",
        "random = np.random.default_rng(seed)\nrandom.integers(2)",
        "def f(draw: np.random.Generator): ...",
        "import re, math\nfrom ..text.wordlists import word_list",
    ],
)
def test_what_is_pure_is_left_alone(code: str) -> None:
    """Chance with a seed, and the word lists of the package, are allowed."""
    assert impurities(code) == []


ARROWS = {
    "deep/inner/own.py": ("from . import a\nfrom .b import c", {"deep"}),
    "deep/inner/up.py": ("from .. import a\nfrom ..b import c", {"deep"}),
    "deep/inner/out.py": ("from ... import one, two\nfrom ...three.four import five", {"one", "two", "three"}),
    "deep/own.py": ("from . import a\nfrom .b import c", {"deep"}),
    "deep/out.py": ("from .. import one\nfrom ..two.three import four", {"one", "two"}),
    "top.py": ("from . import one\nfrom .two import three", {"one", "two"}),
    "late.py": ("def f():\n    if True:\n        from .one import two", {"one"}),
    "absolute.py": ("import tmkit.one\nfrom tmkit.two import x", {"absolute: tmkit.one", "absolute: tmkit.two"}),
    "foreign.py": ("import re\nfrom collections.abc import Iterator", set()),
}


@pytest.mark.parametrize("name", ARROWS)
def test_the_arrows_would_be_noticed(tmp_path: Path, name: str) -> None:
    """The reader of imports sees relative imports of one, two and three dots, late ones and absolute ones."""
    code, rooms = ARROWS[name]
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, encoding="utf-8", newline="\n")
    assert imported_rooms(path, tmp_path) == rooms


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_error_has_a_cure(path: Path) -> None:
    """An error that is the user's to mend says what to do; only what SQLite itself says of a memory has no advice."""
    names = {"TmkitError", "InputError", "StoreError", "MissingExtraError"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            is_sqlite = path.name == "schema.py" and "cannot be used: " in ast.unparse(node)
            given = {keyword.arg for keyword in node.keywords}
            assert is_sqlite or "cure" in given, f"{path}:{node.lineno}: {ast.unparse(node)[:120]} has no cure"
