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
STAGES = ["segment", "align", "memory", "glossary", "score"]
IMPURE = {"os", "io", "pathlib", "sys", "time", "datetime", "logging", "subprocess", "socket", "sqlite3", "tempfile"}


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


def imported_rooms(path: Path) -> set[str]:
    """The rooms of tmkit that a module imports, wherever in the file."""
    package = path.relative_to(PACKAGE).parts[:-1]
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


@pytest.mark.parametrize("stage", STAGES)
def test_stages_do_no_input_or_output(stage: str) -> None:
    """The five stage modules open no file, read no clock and print nothing."""
    files = [p for p in modules() if room(p) == stage]
    assert files, f"there is no module for {stage}"
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert not {n.split(".")[0] for n in names} & IMPURE, f"{path} imports {names}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("print", "open", "input"), f"{path}:{node.lineno} calls {node.func.id}"


def test_the_arrows_would_be_noticed(tmp_path: Path) -> None:
    """The reader of imports sees relative imports of one, two and three dots."""
    deep = PACKAGE / "formats" / "plain.py"
    assert imported_rooms(deep) == {"errors", "model", "formats"}
