"""What tests and benchmarks of the glossary share: tables of cases, and the gold alignment as units."""

from __future__ import annotations

import ast
from pathlib import Path

from tmkit.model import Unit

CASES = Path(__file__).parent / "data" / "glossary"
SEEDS = Path(__file__).parent.parent / "seeds"


def table(name: str, cells: int) -> list[list[str]]:
    """The rows of a table of cases without comments; a row of another width, or no row, is a broken file."""
    text = (CASES / name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and line[0] != "#"]
    assert rows
    assert all(len(row) == cells for row in rows)
    return rows


def gold_units() -> list[Unit]:
    """The hand-made alignment of the project's references."""
    units = []
    for beads in sorted((SEEDS / "gold").glob("*.beads")):
        source, target = (beads.with_suffix(s).read_text(encoding="utf-8").split("\n") for s in (".zh", ".en"))
        for line in beads.read_text(encoding="utf-8").split("\n"):
            if ":" in line:
                left, right = (ast.literal_eval(part) for part in line.split(":")[:2])
                if left and right:
                    text = "".join(source[i] for i in left), " ".join(target[i] for i in right)
                    units.append(Unit(*text, origin=beads.stem))
    return units
