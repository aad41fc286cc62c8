"""Beads to units: what becomes an entry of the memory, with its place, its neighbours and what was changed."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Bead, Document, Segment, Unit
from ..text import base_language

__all__ = ["UNSPACED", "beads_to_units", "join_segments"]

UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})  # languages that write no blanks between words


def join_segments(segments: Sequence[str], language: str) -> str:
    """Segments as one string: nothing between Chinese sentences, a blank where the language writes blanks.

    >>> join_segments(["谢谢。", "再见。"], "zh-CN"), join_segments(["Thank you.", "Bye."], "en")
    ('谢谢。再见。', 'Thank you. Bye.')
    """
    glue = "" if base_language(language) in UNSPACED else " "
    joined = ""
    for segment in segments:
        between = " " if joined and joined[-1].isascii() and segment[:1].isascii() else glue
        joined += (between if joined else "") + segment
    return joined


def beads_to_units(
    document: Document,
    target: Document,
    segments: tuple[Sequence[Segment], Sequence[Segment]],
    beads: Sequence[Bead],
    creation: tuple[str, str],
) -> list[Unit]:
    """Units of all beads with two sides, in source order.

    `segments` are those of source and target; `creation` is the date (TMX form) and who made them. The id of a unit
    is the document's and the number of its first source segment, so it does not move when later text changes.
    """
    source, translation = segments
    units = []
    for bead in beads:
        if not bead.source or not bead.target:
            continue
        first, last = bead.source[0], bead.source[-1]
        units.append(
            Unit(
                source=join_segments([source[i].text for i in bead.source], document.language),
                target=join_segments([translation[i].text for i in bead.target], target.language),
                source_language=document.language,
                target_language=target.language,
                id=f"{document.id}-{first + 1:04d}",
                origin=document.id,
                position=first + 1,
                score=round(bead.score, 2),
                previous=source[first - 1].text if first else "",
                next=source[last + 1].text if last + 1 < len(source) else "",
                creation_date=creation[0],
                creation_id=creation[1],
                notes=_notes(document, [source[i] for i in bead.source]),
            )
        )
    return units


def _notes(document: Document, segments: Sequence[Segment]) -> tuple[str, ...]:
    """One note for every change that cleaning made between the first and the last character of the segments."""
    start, end = segments[0].start, segments[-1].end
    inside = [e for e in document.edits if start <= e.start < end or (e.end == start and e.before.strip())]
    return tuple(f"line {e.line}: {e.reason}: {e.before!r} became {e.after!r}" for e in inside)
