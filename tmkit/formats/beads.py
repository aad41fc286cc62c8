"""The beads form, one a line: `[0, 1]:[0]` or, with the confidence, `[0, 1]:[0]:0.97`; indices count from 0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError
from ..model import Bead

__all__ = ["format_bead", "parse_bead", "read_beads", "write_beads"]

_LINE = re.compile(r"\s*\[([\d\s,]*)\]\s*:\s*\[([\d\s,]*)\]\s*(?::\s*([-+.\deE]+)\s*)?")


def parse_bead(line: str, *, file: str = "", number: int | None = None) -> Bead:
    """One line as a bead.

    >>> parse_bead("[0, 1]:[0]:0.97")
    Bead(source=(0, 1), target=(0,), score=0.97, flags=())
    """
    match = _LINE.fullmatch(line)
    if match is None:
        raise InputError(
            f"not a bead: {line.strip()[:60]!r}",
            file=file,
            line=number,
            cure="write it like [0, 1]:[0] or [2]:[1]:0.97",
        )
    source, target = (tuple(int(i) for i in side.replace(",", " ").split()) for side in match.group(1, 2))
    try:
        score = float(match[3]) if match[3] else 1.0
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
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("not a beads file: the bytes are not UTF-8", file=str(path)) from error
    return [
        parse_bead(line, file=str(path), number=number)
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def write_beads(beads: Iterable[Bead], *, scored: bool = True) -> str:
    """The text of a beads file."""
    return "".join(f"{format_bead(bead, scored=scored)}\n" for bead in beads)
