"""Units in CSV, TSV and XLSX: one row a unit, columns by name or by number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import InputError
from ...model import Unit
from ...text.languages import normal_tag
from ..decode import decode
from ..files import file_bytes
from ..output import text_stream
from . import UnitOptions, UnitReader
from .xlsx import read_rows, write_rows

if TYPE_CHECKING:
    from typing import Any

__all__ = ["COLUMNS", "read_table", "write_table"]

COLUMNS = (
    "source", "target", "source_language", "target_language", "id", "origin", "position", "score", "previous",
    "next", "creation_date", "creation_id", "change_date", "change_id", "usage_count", "notes",
)  # fmt: skip
_NUMBERS = {"position": int, "usage_count": int, "score": float}


def read_table(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the rows of a table as units.

    The first row names the columns where it holds the names asked for; otherwise columns must be given by number.
    """
    rows = read_rows(name) if name.lower().endswith(".xlsx") else _text_rows(name)
    reader.stream = _units(rows, options, reader)


_CELL_LIMIT = 131_072  # characters: a longer cell is the rest of a file behind a quotation mark that is not closed


def _text_rows(name: str) -> Iterator[list[str]]:
    text = decode(file_bytes(name), file=name).text
    is_tabbed = name.lower().endswith(".tsv")
    first = text.split("\n", 1)[0]
    separator = "\t" if is_tabbed else ";" if ";" in first and "," not in first else ","
    # The limit is the csv module's own and holds for the whole process: another reader may have raised it.
    csv.field_size_limit(_CELL_LIMIT)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    try:
        yield from rows
    except csv.Error as error:
        cure = "look for a quotation mark that is not closed"
        raise InputError(f"is not a table ({error})", file=name, line=rows.line_num, cure=cure) from None


def _units(rows: Iterator[list[str]], options: UnitOptions, reader: UnitReader) -> Iterator[Unit]:
    first = next(rows, None)
    if first is None:
        raise InputError("the table is empty", file=reader.file, cure="check that it was saved")
    names = [cell.strip().lower() for cell in first]
    columns = {n: names.index(n) for n in COLUMNS if n in names}
    for side, wanted in (("source", options.source_column), ("target", options.target_column)):
        columns[side] = _column(wanted, names, reader.file)
    start = 2
    if not {options.source_column.lower(), options.target_column.lower()} & set(names):
        rows = (row for some in ([first], rows) for row in some)
        columns = {side: columns[side] for side in ("source", "target")}
        start = 1
    for number, row in enumerate(rows, start):
        if len(row) <= max(columns["source"], columns["target"]):
            if any(cell.strip() for cell in row):
                reader.problem(f"this row has only {len(row)} cells", number)
            continue
        yield _unit({n: row[i] for n, i in columns.items() if i < len(row)}, options)


def _column(wanted: str, names: list[str], file: str) -> int:
    if wanted.lower() in names:
        return names.index(wanted.lower())
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    known = ", ".join(names) or "none"
    cure = "say which they are, by name or number: --source-column 1 --target-column 2"
    raise InputError(f"no column '{wanted}' among {known}", file=file, line=1, cure=cure)


def _unit(cells: dict[str, str], options: UnitOptions) -> Unit:
    unit = Unit(
        cells["source"],
        cells["target"],
        normal_tag(cells.get("source_language") or options.source_language or "zh-CN"),
        normal_tag(cells.get("target_language") or options.target_language or "en-US"),
    )
    values: dict[str, Any] = {}
    for name, text in cells.items():
        if name in ("source", "target", "source_language", "target_language") or not text:
            continue
        if name == "notes":
            values[name] = tuple(text.split("\n"))
        elif name in _NUMBERS:
            try:
                values[name] = _NUMBERS[name](text)
            except ValueError:
                continue
        else:
            values[name] = text
    return replace(unit, **values)


def write_table(path: Path, units: Iterable[Unit]) -> int:
    """Write a row of column names and one row a unit; gives the number of units."""
    count = 0

    def rows() -> Iterator[list[str]]:
        nonlocal count
        yield list(COLUMNS)
        for unit in units:
            count += 1
            yield [_cell(unit, name) for name in COLUMNS]

    if path.suffix.lower() == ".xlsx":
        write_rows(path, rows())
        return count
    with text_stream(path) as stream:
        writer = csv.writer(stream, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", lineterminator="\n")
        writer.writerows(rows())
    return count


def _cell(unit: Unit, name: str) -> str:
    value = getattr(unit, name)
    return "" if value is None else "\n".join(value) if name == "notes" else str(value)
