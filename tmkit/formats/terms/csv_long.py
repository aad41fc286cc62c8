"""terms.csv: one row a term, the curated form of a glossary that is readable in a spreadsheet and in a diff.

Columns concept, field, definition, paraphrase, first_seen (once a concept, in its first row), lang, term, status,
type, pos, note, source, source_date, review, and props where a term has any. Rows of a concept stand together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...errors import InputError
from ...model import Concept, Problem, Term
from ...text import normal_tag
from .base import (
    TermFile,
    WriteOptions,
    Written,
    language_of,
    language_problem,
    normal_part_of_speech,
    normal_status,
    normal_type,
)

__all__ = [
    "COLUMNS",
    "delimiter_of",
    "is_long_header",
    "plain_name",
    "read_csv_rows",
    "read_long",
    "read_long_rows",
    "write_csv",
]

_CONCEPT_COLUMNS = ("concept", "field", "definition", "paraphrase", "first_seen")
_TERM_COLUMNS = ("lang", "term", "status", "type", "pos", "note", "source", "source_date", "review")
COLUMNS = (*_CONCEPT_COLUMNS, *_TERM_COLUMNS)
_NEEDED = ("concept", "lang", "term")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_OTHER_NAMES = {
    "concept id": "concept",
    "conceptid": "concept",
    "language": "lang",
    "language code": "lang",
    "locale": "lang",
    "part of speech": "pos",
    "term status": "status",
    "term type": "type",
    "subject field": "field",
    "domain": "field",
    "entry id": "id",
    "entryid": "id",
    "source term": "source",
    "target term": "target",
}
_CELL_LIMIT = 1_000_000


class _BadCellError(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read_csv_rows(text: str, file: str, delimiter: str = ",") -> Iterator[tuple[int, int, list[str]]]:
    """Rows that hold anything, with the line each ends at and its number as a spreadsheet counts."""
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"broken CSV in row {number + 1}: {error}",
                file=file,
                line=reader.line_num,
                cure="quote cells that hold quotes, commas or line breaks, and close every quote",
            ) from None
        number += 1
        if any(row):
            yield reader.line_num, number, row


def read_long(text: str, file: str = "") -> TermFile:
    """Read the long form; rows that cannot be used become problems that name row and column.

    Raises InputError where the header lacks a needed column or the CSV is broken.
    """
    return read_long_rows(read_csv_rows(text, file, delimiter_of(text)), file, is_whole=True)


def delimiter_of(text: str) -> str:
    """The comma, semicolon or tab that the first line has most of."""
    head = text[: text.find("\n")] if "\n" in text else text
    return max(",;\t", key=head.count)


def plain_name(cell: str) -> str:
    """The name of a column as ours are called: Concept ID is concept, Language is lang.

    >>> [plain_name(c) for c in ("Concept ID", "Language", "Term", "Entry_ID", "Source term")]
    ['concept', 'lang', 'term', 'id', 'source']
    """
    return _OTHER_NAMES.get(" ".join(cell.replace("_", " ").lower().split()), cell.strip().lower())


def is_long_header(cells: Sequence[str]) -> bool:
    """Whether these are the names of the columns of the long form."""
    return {plain_name(c) for c in cells} >= set(_NEEDED)


def read_long_rows(rows: Iterator[tuple[int, int, list[str]]], file: str, is_whole: bool = False) -> TermFile:
    """The same from rows of (line, number, cells), the header first.

    Where rows are whole, as in CSV, one with fewer cells than the header has been cut off; a workbook leaves empty
    cells out.
    """
    header = _header(next(rows, (1, 1, []))[2], file)
    reader = _LongReader(file, header, is_whole)
    for line, number, row in rows:
        reader.take(line, number, row)
    return reader.result()


def _header(row: Sequence[str], file: str) -> list[str]:
    names = [plain_name(cell) for cell in row]
    missing = [c for c in _NEEDED if c not in names]
    doubled = next((n for n in names if n and names.count(n) > 1), "")
    if not missing and not doubled:
        return names
    what = f"the header has no column '{missing[0]}'" if missing else f"the header has column '{doubled}' twice"
    raise InputError(what, file=file, line=1, cure=f"name the columns {', '.join(COLUMNS)}")


class _LongReader:
    """Collects rows into concepts; a row with a fault is left out and noted, the rest of its concept stays."""

    def __init__(self, file: str, header: list[str], is_whole: bool) -> None:
        self.file = file
        self.is_whole = is_whole
        self.header = header
        self.problems: list[Problem] = []
        self.losses: dict[str, int] = {}
        self.concepts: dict[str, Concept] = {}
        self.terms: list[Term] = []
        self.seen: set[tuple[str, str]] = set()
        self.current = ""
        self.is_double = False
        self.notices: list[str] = []

    def take(self, line: int, number: int, row: list[str]) -> None:
        try:
            self._note_blanks(number, row)
            cells = self._cells(row)
            if cells["concept"] != self.current:
                self._begin(cells)
            if self.is_double:
                raise _BadCellError(
                    "concept", f"the id '{self.current}' is used before; rows of a concept stand together"
                )
            self._check_repeat(cells)
            self.terms.append(self._term(cells))
        except _BadCellError as error:
            place = f", column {error.column}" if error.column else ""
            self.problems.append(Problem(f"row {number}{place}: {error}", self.file, line, self.current))

    def result(self) -> TermFile:
        self._end()
        for name in self.header:
            if name and name not in COLUMNS and name != "props":
                self.losses[f"column '{name}'"] = 1
        kept = tuple(c for c in self.concepts.values() if c.terms)
        return TermFile(kept, tuple(self.problems), tuple(self.losses.items()), notices=tuple(self.notices))

    def _note_blanks(self, number: int, row: list[str]) -> None:
        """Blanks at the edge of a cell are taken away, and said so: in a term they are a slip that hides it."""
        for name, cell in zip(self.header, row, strict=False):
            if cell != cell.strip():
                self.notices.append(f"row {number}, column {name}: blanks at the edge of '{cell.strip()}' taken away")

    def _cells(self, row: list[str]) -> dict[str, str]:
        if self.is_whole and len(row) < len(self.header):
            missing = self.header[len(row)]
            raise _BadCellError(missing, f"the row ends after {len(row)} cells where the header has {len(self.header)}")
        if len(row) > len(self.header) and any(row[len(self.header) :]):
            raise _BadCellError("", f"{len(row)} cells where the header has {len(self.header)}")
        row = [*row, *[""] * (len(self.header) - len(row))]
        cells = dict.fromkeys(COLUMNS, "") | {n: c.strip() for n, c in zip(self.header, row, strict=False)}
        if not cells["concept"]:
            raise _BadCellError("concept", "the id of the concept is missing")
        return cells

    def _begin(self, cells: dict[str, str]) -> None:
        self._end()
        self.current = cells["concept"]
        self.seen.clear()
        self.is_double = self.current in self.concepts
        if self.is_double:
            return
        if (paraphrase := _YES.get(cells["paraphrase"].lower())) is None:
            self.concepts[self.current] = Concept(self.current)
            raise _BadCellError("paraphrase", f"'{cells['paraphrase']}' is neither yes nor no")
        self.concepts[self.current] = Concept(
            self.current, cells["field"], cells["definition"], paraphrase, cells["first_seen"]
        )

    def _end(self) -> None:
        if self.terms:
            concept = self.concepts[self.current]
            self.concepts[self.current] = replace(concept, terms=(*concept.terms, *self.terms))
            self.terms = []

    def _check_repeat(self, cells: dict[str, str]) -> None:
        known = self.concepts[self.current]
        for column in ("field", "definition", "first_seen"):
            if cells[column] and cells[column] != getattr(known, column):
                raise _BadCellError(column, f"it differs from the first row of '{self.current}'")

    def _term(self, cells: dict[str, str]) -> Term:
        if not cells["term"]:
            raise _BadCellError("term", "the term is empty")
        named = language_of(cells["lang"])
        if not named and (wrong := language_problem(cells["lang"])):
            raise _BadCellError("lang", wrong)
        language = named or normal_tag(cells["lang"])
        if (cells["term"], language) in self.seen:
            raise _BadCellError("term", f"'{cells['term']}' stands twice in '{self.current}'")
        self.seen.add((cells["term"], language))
        return Term(
            cells["term"],
            language,
            status=_known("status", cells["status"] or "preferred", normal_status),
            type=_known("type", cells["type"] or "fullForm", normal_type),
            part_of_speech=_known("pos", cells["pos"] or "noun", normal_part_of_speech),
            note=cells["note"],
            source=cells["source"],
            source_date=cells["source_date"],
            review=_review(cells["review"] or "proposed"),
            props=_props(cells.get("props", "")),
        )


def _known(column: str, word: str, normal: object) -> str:
    found = normal(word)  # type: ignore[operator]
    if found is None:
        raise _BadCellError(column, f"unknown {column} '{word}'")
    return str(found)


def _review(word: str) -> str:
    if word not in ("verified", "proposed"):
        raise _BadCellError("review", f"unknown review state '{word}'")
    return word


def _props(cell: str) -> tuple[tuple[str, str], ...]:
    pairs = [p.partition("=") for p in cell.split("\n") if "=" in p]
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def write_csv(concepts: Iterable[Concept], options: WriteOptions | None = None) -> Written:
    """The long form; concept columns in the first row of a concept only. Nothing but props of concepts is lost."""
    concepts = list(concepts)
    with_props = any(t.props for c in concepts for t in c.terms)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*COLUMNS, *["props"] * with_props])
    written = Written()
    for concept in concepts:
        written.losses["concept property"] += len(concept.props)
        if not concept.terms:
            written.losses["concept without terms"] += 1
        for number, term in enumerate(concept.terms):
            head = _concept_cells(concept) if number == 0 else [concept.id, "", "", "", ""]
            writer.writerow([*head, *_term_cells(term), *["\n".join(f"{k}={v}" for k, v in term.props)] * with_props])
    written.data = stream.getvalue().encode("utf-8")
    return written


def _concept_cells(concept: Concept) -> list[str]:
    paraphrase = "yes" if concept.paraphrase else "no"
    return [concept.id, concept.field, concept.definition, paraphrase, concept.first_seen]


def _term_cells(t: Term) -> list[str]:
    return [t.language, t.text, t.status, t.type, t.part_of_speech, t.note, t.source, t.source_date, t.review]
