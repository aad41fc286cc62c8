"""What is wrong in a TMX file or a memory, told unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..memory import inconsistent
from ..memory.upkeep import exact_duplicates
from ..model import Unit
from .memory import Memory

__all__ = ["Finding", "check"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: its kind, the line of the file or the id of the unit, and the words."""

    kind: str
    message: str
    line: int | None = None
    unit: str = ""


def check(path: str | Path) -> list[Finding]:
    """Problems of the file, units left out, duplicates, and translations that differ, are missing or untouched."""
    findings: list[Finding] = []
    if str(path).lower().endswith((".tmx", ".tmx.gz")):
        from ..formats.tmx import read_tmx

        reader = read_tmx(path)
        units = list(reader)
        findings += (Finding("file problem", p.message, p.line, p.unit) for p in reader.problems)
        findings += (Finding("left out", f"{n:,} units: {reason}") for reason, n in sorted(reader.skipped.items()))
    else:
        with Memory.open(path, read_only=True) as memory:
            units = list(memory)
    return [*findings, *_units(units)]


def _units(units: list[Unit]) -> Iterator[Finding]:
    for number, unit in enumerate(units, 1):
        name = unit.id or str(number)
        if unit.target.strip() == unit.source.strip():
            yield Finding("untranslated", unit.source[:60], unit=name)
        if unit.source_language == unit.target_language:
            yield Finding("one language", f"source and target are both {unit.source_language}", unit=name)
    for number in exact_duplicates(enumerate(units, 1)):
        unit = units[number - 1]
        yield Finding("duplicate", unit.source[:60], unit=unit.id or str(number))
    for source, targets in inconsistent(units).items():
        yield Finding("several translations", f"{source[:40]}: {' / '.join(t[:40] for t in targets)}")
