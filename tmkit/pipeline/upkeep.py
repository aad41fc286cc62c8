"""Maintenance of a memory: what would go is found first, and goes only when that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import InputError
from ..formats.output import keep_inputs
from ..formats.tmx import TmxHeader, merged_header, write_tmx
from ..formats.units import UnitOptions, read_units
from ..memory import folded, similarity
from ..memory.upkeep import Selection, exact_duplicates, older_variants, source_duplicates, strip_codes
from ..model import Unit, UnitFile
from ..text.languages import kept_apart
from .memory import Memory
from .staging import check_out, staging

__all__ = ["Difference", "clean", "dedupe", "diff", "files_named", "header_for", "read_any", "split", "units_of_files"]

_TOLD = 500  # units that are read at a time


def read_any(path: str | Path, options: UnitOptions | None = None) -> Iterator[Unit]:
    """The units of a file of any known format, or of another memory."""
    if Path(path).suffix.lower() == ".db":
        with Memory.open(path, read_only=True) as memory:
            yield from memory
    else:
        yield from read_units(path, options)


Tell = Callable[[Unit], None]


def clean(
    memory: Memory,
    selection: Selection,
    *,
    older: bool = False,
    codes: bool = False,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> int:
    """Delete the units that `selection` takes, or older variants, or strip codes instead; gives how many it is.

    `tell` is told each unit, as it is before.
    """
    if codes:
        changed = [
            (i, new) for i, u in memory.store.items() if _takes(selection, u) and (new := strip_codes(u)) is not u
        ]
        _tell(memory, [i for i, _ in changed], tell)
        return len(changed) if dry_run else memory.store.exchange(changed)
    if older:
        ids = older_variants((i, u) for i, u in memory.store.items() if _takes(selection, u))
    elif selection.is_empty():
        raise InputError("nothing says which units should go", cure="give at least one condition")
    else:
        ids = [i for i, u in memory.store.items() if selection.takes(u)]
    _tell(memory, ids, tell)
    return len(ids) if dry_run else memory.store.remove(ids)


def _takes(selection: Selection, unit: Unit) -> bool:
    return selection.is_empty() or selection.takes(unit)


def _tell(memory: Memory, ids: Sequence[int], tell: Tell | None) -> None:
    if tell is not None:
        for start in range(0, len(ids), _TOLD):
            for unit in memory.store.units(ids[start : start + _TOLD]).values():
                tell(unit)


def dedupe(
    memory: Memory,
    by: str = "exact",
    *,
    keep: str = "newest",
    threshold: float = 95,
    dry_run: bool = False,
    tell: Tell | None = None,
) -> int:
    """Delete duplicates and give how many there are; `tell` is told each unit that goes.

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
    _tell(memory, ids, tell)
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
            pairs = ((unit.source_language, found.source_language), (unit.target_language, found.target_language))
            languages = all(kept_apart(a) == kept_apart(b) for a, b in pairs)
            if languages and all(similarity(folded(a), folded(b)) >= threshold for a, b in texts):
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
        key = (kept_apart(unit.source_language), kept_apart(unit.target_language), unit.source)
        if all(unit.target != other.target for other in groups.get(key, ())):
            groups.setdefault(key, []).append(unit)
    return groups


def files_named(memory: Memory, names: Sequence[str] = ()) -> dict[int, UnitFile]:
    """The files of these names that the memory has units of, or all; raises InputError for a name that is not there."""
    files = {number: file for number, (file, _) in memory.files().items()}
    for name in names:
        if name not in (file.name for file in files.values()):
            known = ", ".join(dict.fromkeys(file.name for file in files.values())) or "none"
            raise InputError(f"no units came from a file '{name}'", file=memory.store.path, cure=f"there are: {known}")
    return {number: file for number, file in files.items() if not names or file.name in names}


def units_of_files(memory: Memory, numbers: Collection[int]) -> Iterator[Unit]:
    """The units of a file in its order, or those of several, each once, in the order in which they came in."""
    items = memory.store.items(*numbers) if len(numbers) == 1 else memory.store.items_of(numbers)
    return (unit for _, unit in items)


def header_for(files: Iterable[UnitFile], *, merge: bool = False) -> TmxHeader | None:
    """The header that all these files have, or, with `merge`, what they have together; None where they differ."""
    heads = {(file.attributes, file.info): file for file in files if file.attributes or file.info}
    return merged_header(heads.values()) if len(heads) == 1 or (heads and merge) else None


_PARTS: dict[str, Callable[[Unit, int, int], str]] = {
    "origin": lambda unit, index, size: unit.origin or "none",
    "language": lambda unit, index, size: f"{unit.source_language}-{unit.target_language}",
    "project": lambda unit, index, size: next((v for n, v in unit.props if "project" in n.lower()), "none"),
    "count": lambda unit, index, size: f"{index // size + 1:04d}",
}


def split(
    memory: Memory, folder: Path, by: str, size: int = 10_000, *, spared: Sequence[str | Path] = ()
) -> dict[Path, int]:
    """Write the memory as several TMX files in `folder`, by file, origin, language, project or number of units.

    By file, each is written with the header that it came with. All files are put in their places, or none. Raises
    InputError for a `size` below 1, and where the folder cannot be written to or one of `spared` would be written over.
    """
    if size < 1:
        raise InputError(f"files cannot hold {size} units each", cure="give a number from 1")
    check_out(folder)
    written: dict[Path, int] = {}
    with staging(folder) as stage:
        for name, units, header in _by_file(memory) if by == "file" else _by_unit(memory, by, size):
            safe = "".join(ch if ch.isalnum() or ch in "-_." else "_" for ch in name).strip(".") or "none"
            path = folder / f"{safe}.tmx"
            number = 2
            while path in written:
                path, number = folder / f"{safe}-{number}.tmx", number + 1
            keep_inputs(path, spared)
            try:
                written[path] = write_tmx(stage.path(path.name), units, header).written
            except InputError as error:
                raise InputError(error.message, file=str(path), cure=error.cure) from None
        stage.move()
    return written


def _by_unit(memory: Memory, by: str, size: int) -> Iterator[tuple[str, Iterable[Unit], TmxHeader | None]]:
    parts: dict[str, list[Unit]] = {}
    for index, unit in enumerate(memory):
        parts.setdefault(_PARTS[by](unit, index, size), []).append(unit)
    yield from ((name, units, None) for name, units in parts.items())


def _by_file(memory: Memory) -> Iterator[tuple[str, Iterable[Unit], TmxHeader | None]]:
    """Units, name and header of each file; what came from none at the end."""
    for number, file in files_named(memory).items():
        name = file.name.removesuffix(".gz").rpartition(".")[0] or file.name
        yield name, (unit for _, unit in memory.store.items(number)), header_for([file])
    rest = [unit for _, unit in memory.store.items(0)]
    if rest:
        yield "none", rest, None
