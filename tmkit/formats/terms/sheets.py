"""One row a concept, as spreadsheets, MultiTerm Convert and memoQ's import want it: CSV or a workbook.

Columns: ID, Subject, Definition, Paraphrase, First seen; then for every language a group of columns per term, named
by the language: "zh-CN", "zh-CN Status", "zh-CN Type", "zh-CN POS", "zh-CN Note", "zh-CN Source", "zh-CN Date",
"zh-CN Review"; for the second term "zh-CN 2", "zh-CN 2 Status" and so on.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...errors import InputError
from ...model import Concept, Problem, Term
from .base import (
    TermFile,
    WriteOptions,
    Written,
    by_id,
    language_of,
    language_problem,
    normal_part_of_speech,
    normal_status,
    normal_type,
)
from .csv_long import plain_name
from .xlsx import write_sheet

__all__ = ["read_wide", "write_wide_csv", "write_wide_xlsx"]

_CONCEPT_COLUMNS = ("ID", "Subject", "Definition", "Paraphrase", "First seen")
_TERM_COLUMNS = ("", "Status", "Type", "POS", "Note", "Source", "Date", "Review")
_FIELDS = ("text", "status", "type", "part_of_speech", "note", "source", "source_date", "review")
_COLUMN = re.compile(r"(.+?)(?: (\d+))?(?: (Status|Type|POS|Note|Source|Date|Review))?", re.I)
# memoQ's name for what it says of the term in the column before: how it may be inflected, and whether it is forbidden.
_INFO = "Term_Info"
_CONCEPT_NAMES = {"concept": "id", "field": "subject", "entry_subject": "subject", "description": "definition"}
_WIDTHS = {"Definition": 60, "ID": 28}
_WORDS = {"status": normal_status, "type": normal_type, "part_of_speech": normal_part_of_speech}


def write_wide_csv(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """The table as CSV with a byte order mark, without which spreadsheets take UTF-8 for a legacy encoding."""
    written = Written()
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(_rows(list(by_id(concepts)), written))
    written.data = b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8")
    return written


def write_wide_xlsx(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """The table as a workbook; all cells are text, all times fixed."""
    written = Written()
    rows = list(_rows(list(by_id(concepts)), written))
    widths = [_width(name) for name in rows[0]]
    written.data = write_sheet(rows, "Terms", widths)
    return written


def _width(column: str) -> int:
    """Columns of terms and of running text are wide, those of single words narrow."""
    last = column.rpartition(" ")[2]
    return _WIDTHS.get(column, 14 if last in _TERM_COLUMNS[1:] or column in _CONCEPT_COLUMNS else 32)


def _rows(concepts: Sequence[Concept], written: Written) -> Iterator[list[str]]:
    counts = _columns_needed(concepts)
    yield [
        *_CONCEPT_COLUMNS,
        *(_column_name(lang, n, part) for lang, most in counts.items() for n in range(most) for part in _TERM_COLUMNS),
    ]
    for concept in concepts:
        written.losses["property"] += len(concept.props) + sum(len(t.props) for t in concept.terms)
        paraphrase = "yes" if concept.paraphrase else "no"
        row = [concept.id, concept.field, concept.definition, paraphrase, concept.first_seen]
        for language, most in counts.items():
            terms = [t for t in concept.terms if t.language == language]
            row += [str(getattr(t, name)) for t in terms for name in _FIELDS]
            row += [""] * (len(_FIELDS) * (most - len(terms)))
        yield row


def _columns_needed(concepts: Iterable[Concept]) -> dict[str, int]:
    """For every language the greatest number of terms that a concept has in it."""
    counts: dict[str, int] = {}
    for concept in concepts:
        here: dict[str, int] = {}
        for term in concept.terms:
            here[term.language] = here.get(term.language, 0) + 1
        for language, number in here.items():
            counts[language] = max(counts.get(language, 0), number)
    return counts


def _column_name(language: str, number: int, part: str) -> str:
    return f"{language}{f' {number + 1}' if number else ''}{f' {part}' if part else ''}"


def read_wide(rows: Iterable[tuple[int, int, list[str]]], file: str) -> TermFile:
    """Rows of (line, number, cells), the header first. A concept with a faulty cell is left out and noted.

    Raises InputError where no column is named by a language.
    """
    stream = iter(rows)
    header = [c.strip() for c in next(stream, (1, 1, []))[2]]
    places, unknown = _places(header)
    if not any(field == "text" for _, _, field in places.values()):
        raise InputError(
            "no column is named by a language",
            file=file,
            line=1,
            cure="name columns such as zh-CN, 'zh-CN Status', en-US",
        )
    concepts: dict[str, Concept] = {}
    problems: list[Problem] = []
    for line, number, cells in stream:
        try:
            concept = _concept(cells, header, places, number)
            if concept.id in concepts:
                raise ValueError(f"column {header[0]}: the id '{concept.id}' is used twice")
            concepts[concept.id] = concept
        except ValueError as error:
            problems.append(Problem(f"row {number}, {error}", file, line))
    return TermFile(tuple(concepts.values()), tuple(problems), tuple((f"column '{u}'", 1) for u in unknown))


def _places(header: Sequence[str]) -> tuple[dict[int, tuple[str, int, str]], list[str]]:
    """What each column of terms holds: language, number and field; and the names that say nothing to us."""
    own = {c.lower() for c in _CONCEPT_COLUMNS}
    places: dict[int, tuple[str, int, str]] = {}
    unknown = []
    repeats: dict[str, int] = {}
    last: tuple[str, int] | tuple[()] = ()
    for i, name in enumerate(header):
        if not name or _CONCEPT_NAMES.get(plain_name(name), plain_name(name)) in own:
            continue
        match = _COLUMN.fullmatch(name)
        language = language_of(match[1]) if match else ""
        if name == _INFO and last:
            places[i] = (*last, "info")
        if match is None or not language:
            unknown += [name] * (name != _INFO)
            continue
        field = _FIELDS[[c.lower() for c in _TERM_COLUMNS].index((match[3] or "").lower())]
        number = int(match[2] or 1)
        key = name.lower()
        # MultiTerm writes synonyms as columns of the same name.
        number += repeats.get(key, 0)
        repeats[key] = repeats.get(key, 0) + 1
        places[i] = (language, number, field)
        last = (language, number)
    return places, unknown


def _concept(
    cells: Sequence[str], header: Sequence[str], places: dict[int, tuple[str, int, str]], number: int
) -> Concept:
    plain = [_CONCEPT_NAMES.get(plain_name(h), plain_name(h)) for h in header]
    named = {h: c.strip() for h, c in zip(plain, cells, strict=False)}
    found: dict[tuple[str, int], dict[str, str]] = {}
    for i, cell in enumerate(cells):
        if i in places and cell.strip():
            language, order, field = places[i]
            found.setdefault((language, order), {})[field] = _cell(header[i], field, cell.strip())
    terms = [t for (language, order), fields in found.items() if (t := _term(language, order, fields))]
    if not terms:
        raise ValueError("column of terms: there is no term")
    paraphrase = named.get("paraphrase", "").lower() in ("yes", "true", "1")
    concept = Concept(
        named.get("id") or f"row-{number}", named.get("subject", ""), named.get("definition", ""), paraphrase
    )
    return replace(concept, first_seen=named.get("first seen", ""), terms=tuple(terms))


def _cell(column: str, field: str, cell: str) -> str:
    normal = _WORDS.get(field)
    word = normal(cell) if normal else cell
    if word is None:
        raise ValueError(f"column {column}: unknown {field.replace('_', ' ')} '{cell}'")
    return word


def _term(language: str, order: int, fields: dict[str, str]) -> Term | None:
    if wrong := language_problem(language):
        raise ValueError(f"column {language}: {wrong}")
    if "forbidden" in fields.pop("info", "").lower():
        fields["status"] = "deprecated"
    if "text" not in fields:
        if not fields:
            return None
        raise ValueError(f"column {language}: the term is empty, but there is something beside it")
    fields = {"status": "preferred" if order == 1 else "admitted", **fields}
    return Term(fields.pop("text"), language, **fields)  # type: ignore[arg-type]
