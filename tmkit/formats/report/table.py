"""The report as a plain table for people at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from ...score import Report, TermScore

__all__ = ["report_table"]


def report_table(report: Report) -> str:
    """Systems down, scores across, then the signatures that say how the scores were made."""
    first = report.systems[0]
    arrows = {name: "↓" if name == "TER" else "↑" for name in first.scores}
    head = ["system", *(f"{name} {arrows[name]}" for name in first.scores)]
    with_terms = first.terms is not None
    rows = [[s.name, *(f"{v.score:.1f}" for v in s.scores.values())] for s in report.systems]
    if with_terms:
        head.append("terms ↑")
        rows = [[*row, _share(s.terms)] for row, s in zip(rows, report.systems, strict=True)]
        rows.append(["(reference)", *("" for _ in first.scores), _share(report.reference_terms)])
    lines = _columns([head, *rows])
    lines += ["", f"{report.segments} segments, {_references(report.references)}"]
    lines += [f"{score.name}: {score.signature}" for score in first.scores.values()]
    return "\n".join(lines) + "\n"


def _share(terms: TermScore | None) -> str:
    return f"{terms.accuracy:.1f} % of {terms.expected}" if terms else ""


def _references(count: int) -> str:
    return "1 reference" if count == 1 else f"{count} references"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if i == 0 else " " * (width - _width(cell)) + cell
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
