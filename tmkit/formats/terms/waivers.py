"""Waivers: findings of the term check that are right as they are, in a table with a reason each.

CSV with the columns reason, concept, kind, document, segment; an empty cell fits anything, `segment` is a part of the
source text, and a row without a reason is an error. A list of exceptions (document, concept, chinese, english_found,
reason) is read as well: `chinese` is the segment, `english_found` is for the reader.
"""

from __future__ import annotations

from pathlib import Path

from ...errors import InputError
from ...glossary.check import KINDS, Waiver
from ..decode import decode
from ..files import file_bytes
from .csv_long import read_csv_rows

__all__ = ["read_waivers"]

_COLUMNS = ("concept", "kind", "document", "segment", "reason")
_ALIASES = {"chinese": "segment"}
_FOR_READERS = ("english_found",)


def read_waivers(path: str | Path) -> list[Waiver]:
    """The waivers of a file; raises InputError with row and column for the first that cannot be used."""
    path = Path(path)
    data = file_bytes(path)
    rows = read_csv_rows(decode(data, file=str(path)).text, str(path))
    header = [_ALIASES.get(c.strip().lower(), c.strip().lower()) for c in next(rows, (1, 1, []))[2]]
    if "reason" not in header or set(header) - {*_COLUMNS, *_FOR_READERS}:
        raise InputError("these are no waivers", file=str(path), line=1, cure=f"name the columns {', '.join(_COLUMNS)}")
    return [_waiver(dict(zip(header, cells, strict=False)), number, line, str(path)) for line, number, cells in rows]


def _waiver(cells: dict[str, str], number: int, line: int, file: str) -> Waiver:
    found = {name: cell.strip() for name, cell in cells.items() if name in _COLUMNS}
    if not found.get("reason"):
        message = f"row {number}, column reason: a waiver needs a reason"
        raise InputError(message, file=file, line=line, cure="say why the finding is right as it is")
    if found.get("kind", "") not in ("", *KINDS):
        raise InputError(
            f"row {number}, column kind: unknown kind '{found['kind']}'",
            file=file,
            line=line,
            cure=f"one of {', '.join(KINDS)}",
        )
    if not any(found.get(c) for c in _COLUMNS[:-1]):
        raise InputError(f"row {number}: a waiver of everything", file=file, line=line, cure="say what is waived")
    return Waiver(**found, line=line)
