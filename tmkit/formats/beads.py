"""The beads form, one a line: `[0, 1]:[0]` or, with the confidence, `[0, 1]:[0]:0.97`; indices count from 0."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError
from ..model import Bead
from .files import file_bytes

__all__ = ["format_bead", "parse_bead", "read_beads", "read_fixes", "write_beads"]

_MOST_DIGITS = 18  # of a sentence number
_LINE = re.compile(r"\s*\[([\d\s,]*)\]\s*:\s*\[([\d\s,]*)\]\s*(?::\s*([-+.\deE]+)\s*)?")


def parse_bead(line: str, *, file: str = "", number: int | None = None) -> Bead:
    """One line as a bead.

    >>> parse_bead("[0, 1]:[0]:0.97")
    Bead(source=(0, 1), target=(0,), score=0.97, flags=())
    """
    match = _LINE.fullmatch(line)
    numbers = [side.replace(",", " ").split() for side in match.group(1, 2)] if match else []
    if match is None or any(len(digits) > _MOST_DIGITS for side in numbers for digits in side):
        raise InputError(
            f"not a bead: {line.strip()[:60]!r}",
            file=file,
            line=number,
            cure="write it like [0, 1]:[0] or [2]:[1]:0.97",
        )
    source, target = (tuple(int(digits) for digits in side) for side in numbers)
    try:
        score = float(match[3]) if match[3] else 1.0
        if not math.isfinite(score):
            raise ValueError(score)
    except ValueError:
        raise InputError(f"not a score: {match[3]!r}", file=file, line=number, cure="write it like 0.97") from None
    return Bead(source, target, score)


def format_bead(bead: Bead, *, scored: bool = True) -> str:
    """One bead as a line without its end.

    >>> format_bead(Bead((0, 1), (0,), 0.974))
    '[0, 1]:[0]:0.97'
    """
    score = f":{bead.score:.2f}" if scored else ""
    return f"{list(bead.source)}:{list(bead.target)}{score}"


def read_beads(path: str | Path) -> list[Bead]:
    """All beads of a file; blank lines and lines that begin with # are passed over."""
    return [bead for _, bead in _numbered(path)]


def read_fixes(path: str | Path, sizes: tuple[int, int]) -> list[Bead]:
    """The beads that a person has decided for two texts of these sizes.

    Raises InputError with the line of a bead that has no sentence, names one that the text does not have, or one that
    a bead of another line has already; the same bead may stand there twice.
    """
    found: dict[tuple[tuple[int, ...], ...], Bead] = {}
    taken: dict[tuple[str, int], int] = {}
    for number, bead in _numbered(path):
        sides = tuple(sorted(bead.source)), tuple(sorted(bead.target))
        if sides in found:
            continue
        found[sides] = bead
        if not any(sides):
            cure = "write it like [0, 1]:[0] or [2]:[]"
            raise InputError("the bead names no sentence", file=str(path), line=number, cure=cure)
        for side, indices, size in zip(("source", "target"), sides, sizes, strict=True):
            for index in indices:
                if problem := _problem(side, index, size, taken, number):
                    raise InputError(problem[0], file=str(path), line=number, cure=problem[1])
                taken[side, index] = number
    return list(found.values())


def _problem(
    side: str, index: int, size: int, taken: dict[tuple[str, int], int], number: int
) -> tuple[str, str] | None:
    """What is wrong with a sentence of a fixed bead, and its cure."""
    if index >= size:
        known = f"the {side} text has {size} sentences" if size else f"the {side} text has no sentences"
        return f"{side} sentence {index} is fixed, but {known}", "count sentences from 0, in the same texts"
    before = taken.get((side, index))
    if before == number:
        return f"{side} sentence {index} stands twice in the bead", "name it once"
    if before:
        return f"{side} sentence {index} is already in the bead of line {before}", "leave it in one of them"
    return None


def _numbered(path: str | Path) -> list[tuple[int, Bead]]:
    """The beads of a file, each with the number of its line."""
    try:
        text = file_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        cure = "give a beads file, such as `tmkit align` writes"
        raise InputError("not a beads file: the bytes are not UTF-8", file=str(path), line=line, cure=cure) from error
    return [
        (number, parse_bead(line, file=str(path), number=number))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def write_beads(beads: Iterable[Bead], *, scored: bool = True) -> str:
    """The text of a beads file."""
    return "".join(f"{format_bead(bead, scored=scored)}\n" for bead in beads)
