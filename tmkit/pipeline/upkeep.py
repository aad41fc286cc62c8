"""Maintenance of a memory: what would go is found first, and goes only when that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from ..formats.tmx import write_tmx
from ..formats.units import UnitOptions, read_units
from ..memory import folded, similarity
from ..memory.upkeep import Selection, exact_duplicates, older_variants, source_duplicates, strip_codes
from ..model import Unit
from .memory import Memory

__all__ = ["Difference", "clean", "dedupe", "diff", "read_any", "split"]


def read_any(path: str | Path, options: UnitOptions | None = None) -> Iterator[Unit]:
    """The units of a file of any known format, or of another memory."""
    if Path(path).suffix.lower() == ".db":
        with Memory.open(path, read_only=True) as memory:
            yield from memory
    else:
        yield from read_units(path, options)


def clean(
    memory: Memory, selection: Selection, *, older: bool = False, codes: bool = False, dry_run: bool = False
) -> int:
    """Delete the units that `selection` takes, or older variants, or strip codes instead; gives how many it is."""
    if codes:
        changed = [
            (i, new) for i, u in memory.store.items() if _takes(selection, u) and (new := strip_codes(u)) is not u
        ]
        return len(changed) if dry_run else memory.store.exchange(changed)
    if older:
        ids = older_variants((i, u) for i, u in memory.store.items() if _takes(selection, u))
    elif selection.is_empty():
        raise InputError("nothing says which units should go", cure="give at least one condition")
    else:
        ids = [i for i, u in memory.store.items() if selection.takes(u)]
    return len(ids) if dry_run else memory.store.remove(ids)


def _takes(selection: Selection, unit: Unit) -> bool:
    return selection.is_empty() or selection.takes(unit)


def dedupe(
    memory: Memory, by: str = "exact", *, keep: str = "newest", threshold: float = 95, dry_run: bool = False
) -> int:
    """Delete duplicates and give how many there are.

    `by` is exact (same texts, folded), source (same source), or near (both texts at least `threshold` percent alike).
    Raises InputError for a threshold that is not above 0 and at most 100.
    """
    if not 0 < threshold <= 100:
        raise InputError(f"a threshold of {threshold:g} percent would not tell duplicates", cure="give one up to 100")
    if by == "near":
        ids = _near_duplicates(memory, threshold)
    else:
        rule = {"exact": exact_duplicates, "source": source_duplicates}[by]
        ids = rule(memory.store.items(), keep)
    return len(ids) if dry_run else memory.store.remove(ids)


def _near_duplicates(memory: Memory, threshold: float) -> list[int]:
    """Ids of units that are nearly the same as one that came in before them and stays."""
    dropped: set[int] = set()
    for number, unit in memory.store.items():
        if number in dropped:
            continue
        near = [row[0] for row in memory.store.candidates(unit.source, threshold) if row[0] > number]
        for other, found in memory.store.units([i for i in near if i not in dropped]).items():
            texts = ((unit.source, found.source), (unit.target, found.target))
            if all(similarity(folded(a), folded(b)) >= threshold for a, b in texts):
                dropped.add(other)
    return sorted(dropped)


@dataclass(slots=True)
class Difference:
    """Units that only the first or only the second memory has, and sources whose translations differ."""

    only_first: list[Unit] = field(default_factory=list)
    only_second: list[Unit] = field(default_factory=list)
    changed: list[tuple[Unit, Unit]] = field(default_factory=list)
    same: int = 0


def diff(first: Iterator[Unit], second: Iterator[Unit]) -> Difference:
    """Compare two memories by languages and texts; units of one source whose targets differ are paired in order."""
    left, right = _grouped(first), _grouped(second)
    result = Difference()
    for source, units in left.items():
        others = right.pop(source, [])
        targets, there = {u.target for u in units}, {u.target for u in others}
        result.same += len(targets & there)
        mine = [u for u in units if u.target not in there]
        theirs = [u for u in others if u.target not in targets]
        pairs = min(len(mine), len(theirs))
        result.changed += zip(mine[:pairs], theirs[:pairs], strict=True)
        result.only_first += mine[pairs:]
        result.only_second += theirs[pairs:]
    for units in right.values():
        result.only_second += units
    return result


def _grouped(units: Iterator[Unit]) -> dict[tuple[str, str, str], list[Unit]]:
    groups: dict[tuple[str, str, str], list[Unit]] = {}
    for unit in units:
        key = (unit.source_language, unit.target_language, unit.source)
        if all(unit.target != other.target for other in groups.get(key, ())):
            groups.setdefault(key, []).append(unit)
    return groups


_PARTS: dict[str, Callable[[Unit, int, int], str]] = {
    "origin": lambda unit, index, size: unit.origin or "none",
    "language": lambda unit, index, size: f"{unit.source_language}-{unit.target_language}",
    "project": lambda unit, index, size: next((v for n, v in unit.props if "project" in n.lower()), "none"),
    "count": lambda unit, index, size: f"{index // size + 1:04d}",
}


def split(memory: Memory, folder: Path, by: str, size: int = 10_000) -> dict[Path, int]:
    """Write the memory as several TMX files in `folder`, by origin, language, project or number of units.

    Raises InputError for a `size` below 1.
    """
    if size < 1:
        raise InputError(f"files cannot hold {size} units each", cure="give a number from 1")
    parts: dict[str, list[Unit]] = {}
    for index, unit in enumerate(memory):
        parts.setdefault(_PARTS[by](unit, index, size), []).append(unit)
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[Path, int] = {}
    for name, units in parts.items():
        safe = "".join(ch if ch.isalnum() or ch in "-_." else "_" for ch in name).strip(".") or "none"
        path = folder / f"{safe}.tmx"
        number = 2
        while path in written:
            path, number = folder / f"{safe}-{number}.tmx", number + 1
        written[path] = write_tmx(path, units).written
    return written
