"""What is wrong in a TMX file or a memory, told unit by unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..formats.names import is_tmx
from ..memory import folded, inconsistent
from ..memory.upkeep import exact_duplicates
from ..model import Unit
from .memory import Memory

__all__ = ["Finding", "check"]

_SHOWN = 60  # characters of a text
_BEFORE = 10  # of them before a difference


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
    if is_tmx(path):
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
            yield Finding("untranslated", _cut(unit.source), unit=name)
        if unit.source_language == unit.target_language:
            yield Finding("one language", f"source and target are both {unit.source_language}", unit=name)
    for number in exact_duplicates(enumerate(units, 1)):
        unit = units[number - 1]
        yield Finding("duplicate", _cut(unit.source), unit=unit.id or str(number))
    yield from _several(units)


def _several(units: list[Unit]) -> Iterator[Finding]:
    """Sources with several translations, each shown where it parts from the others."""
    found = inconsistent(units)
    first: dict[str, Unit] = {}
    for unit in units if found else ():
        first.setdefault(folded(unit.source), unit)
    for form, targets in found.items():
        unit = first[form]
        shown = " / ".join(_apart(list(targets)))
        yield Finding("several translations", f"{_cut(unit.source)}: {shown}", unit=unit.id)


def _apart(texts: list[str]) -> list[str]:
    """Each text from a little before the place where they begin to differ."""
    pairs = enumerate(zip(*texts, strict=False))
    start = next((index for index, signs in pairs if len(set(signs)) > 1), min(map(len, texts)))
    if start < _SHOWN // 2:
        return [_cut(text) for text in texts]
    start = texts[0].rfind(" ", 0, start - _BEFORE) + 1 or start - _BEFORE
    return ["..." + _cut(text[start:]) for text in texts]


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
