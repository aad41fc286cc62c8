"""The review sheet: candidates for new terms, judged by a person in a spreadsheet, and read back.

Columns: accept (to be filled with yes), term, english (filled with the best proposal, to be corrected), field,
definition, count, score, evidence, contexts, proposals.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import InputError
from ...model import Concept, Problem, Term
from ..decode import decode
from ..files import file_bytes
from .base import TermFile
from .csv_long import read_csv_rows
from .xlsx import read_sheet, write_sheet

__all__ = ["REVIEW_COLUMNS", "ReviewRow", "is_review_header", "read_review", "write_review"]

REVIEW_COLUMNS = (
    "accept", "term", "english", "field", "definition", "count", "score", "evidence", "contexts", "proposals",
)  # fmt: skip
_YES = ("yes", "y", "x", "1", "true", "ja", "oui", "是", "✓")
_NO = ("", "no", "n", "0", "false", "否")
_WIDTHS = (8, 26, 40, 16, 40, 8, 8, 26, 70, 70)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A candidate as it is shown for review."""

    term: str
    count: int
    score: float
    evidence: str
    contexts: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()
    english: str = ""


def write_review(rows: Iterable[ReviewRow], suffix: str) -> bytes:
    """The sheet as a workbook (.xlsx) or as CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    table = [list(REVIEW_COLUMNS), *(_cells(row) for row in rows)]
    if suffix == ".xlsx":
        return write_sheet(table, "Review", _WIDTHS)
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(table)
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")


def _cells(row: ReviewRow) -> list[str]:
    numbers = [str(row.count), f"{row.score:.2f}"]
    return [
        "",
        row.term,
        row.english,
        "",
        "",
        *numbers,
        row.evidence,
        "\n".join(row.contexts),
        "\n".join(row.proposals),
    ]


def is_review_header(cells: Sequence[str]) -> bool:
    """Whether these are the columns of a review sheet."""
    return {"accept", "term", "english"} <= {c.strip().lower() for c in cells}


def read_review(path: str | Path) -> TermFile:
    """The accepted rows as new concepts, review state proposed; rows that cannot be used are problems.

    Several renderings in one cell are separated by a bar, the preferred one first.
    """
    path = Path(path)
    data = file_bytes(path)
    if data.startswith(b"PK"):
        rows = list(read_sheet(data, str(path)))
    else:
        rows = list(read_csv_rows(decode(data, file=str(path)).text, str(path)))
    if not rows or not is_review_header(rows[0][2]):
        raise InputError(
            "this is no review sheet", file=str(path), line=1, cure=f"name the columns {', '.join(REVIEW_COLUMNS)}"
        )
    return _accepted(rows, str(path))


def _accepted(rows: Sequence[tuple[int, int, list[str]]], file: str) -> TermFile:
    header = [c.strip().lower() for c in rows[0][2]]
    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    for line, number, cells in rows[1:]:
        found = dict.fromkeys(header, "") | dict(zip(header, (c.strip() for c in cells), strict=False))
        answer = found["accept"].casefold()
        if answer in _NO:
            continue
        renderings = [r.strip() for r in found["english"].split("|") if r.strip()]
        wrong = ""
        if answer not in _YES:
            wrong = f"column accept: '{found['accept']}' is neither yes nor no"
        elif not found["term"] or not renderings:
            wrong = f"column {'term' if not found['term'] else 'english'}: an accepted row needs one"
        if wrong:
            problems.append(Problem(f"row {number}, {wrong}", file, line))
            continue
        name = _free_name(renderings[0], concepts)
        concepts[name] = _concept(name, found, renderings)
    return TermFile(tuple(concepts.values()), tuple(problems))


def _free_name(rendering: str, taken: dict[str, Concept]) -> str:
    """An id made from the English, with a number where it is taken."""
    base = re.sub(r"[^a-z0-9]+", "-", rendering.lower().replace("'", "").replace("’", "")).strip("-") or "term"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _concept(name: str, found: dict[str, str], renderings: Sequence[str]) -> Concept:
    english = [Term(r, "en-US", "preferred" if i == 0 else "admitted") for i, r in enumerate(renderings)]
    terms = (Term(found["term"], "zh-CN"), *english)
    return Concept(name, found.get("field", ""), found.get("definition", ""), terms=terms)
