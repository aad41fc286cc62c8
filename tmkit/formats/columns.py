"""Segments for scoring out of any file that holds them: lines, TSV, JSONL, TMX, XLIFF, PO.

A path may end in ::FIELD to say which column, key or side is meant: scores.tsv::3, wmt.jsonl::tgt, memory.tmx::zh-CN,
work.xlf::target, app.po::msgid. Without it the side is told by the role: a source file gives source segments, all
others translations.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from .lines import Lines, read_lines
from .names import XLIFF
from .sides import Side, flat, read_po_side, read_tmx_side, read_xliff_side

__all__ = ["ROLES", "read_column", "split_field"]

# What a column or key is called, by role, in the files of WMT and of this package.
ROLES = {
    "source": ("source", "src", "source_text", "zh"),
    "reference": ("reference", "ref", "refa", "target", "translation", "en"),
    "hypothesis": ("hypothesis", "hyp", "mt", "output", "tgt", "translation", "target", "en"),
    "document": ("document", "doc", "docid", "doc_id", "document_id"),
}


def split_field(name: str) -> tuple[str, str]:
    """A path and the field after '::', if there is one.

    >>> split_field("wmt.tsv::ref"), split_field("plain.txt")
    (('wmt.tsv', 'ref'), ('plain.txt', ''))
    """
    path, mark, field = name.rpartition("::")
    return (path, field) if mark else (name, "")


def read_column(name: str, role: str, languages: tuple[str, str] = ("zh", "en")) -> Lines:
    """The segments that `name` says, in order; `role` is a key of ROLES, `languages` those of source and target.

    Raises InputError for a file that cannot be read or does not have the field.
    """
    path, field = split_field(name)
    suffixes = [s.lower() for s in Path(path).suffixes if s.lower() != ".gz"]
    reader = _READERS.get(suffixes[-1] if suffixes else "")
    if reader is None:
        if field:
            raise InputError("plain lines have no fields", file=path, cure="leave ::FIELD out, or rename the file")
        return read_lines(path)
    return reader(_Request(path, field, role, languages))


_SHOWN = 20


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    field: str
    role: str
    languages: tuple[str, str]

    def missing(self, fields: Sequence[str], line: int | None = None, numbered: bool = False) -> InputError:
        wanted = f"field '{self.field}'" if self.field else f"{self.role} field"
        return InputError(
            f"there is no {wanted}; there are {', '.join(fields) or 'none'}",
            file=self.path,
            line=line,
            cure=f"name one, or its number: {self.path}::FIELD" if numbered else f"name one: {self.path}::FIELD",
        )


def _read_tsv(request: _Request) -> Lines:
    read = read_lines(request.path, keep_tabs=True)
    rows = [line.split("\t") for line in read.lines]
    if not rows:
        return read
    if request.field.isdigit():
        column, body = int(request.field) - 1, rows
    elif len(rows[0]) == 1 and not request.field:
        column, body = 0, rows
    else:
        column, body = _named_column(request, rows[0]), rows[1:]
    for number, row in enumerate(body, len(rows) - len(body) + 1):
        if not 0 <= column < len(row):
            message = f"this line has {len(row)} columns, column {column + 1} is wanted"
            raise InputError(message, file=request.path, line=number, cure="give every line all columns")
    return Lines(tuple(row[column].rstrip() for row in body), read.notices)


def _named_column(request: _Request, head: Sequence[str]) -> int:
    names = [cell.strip().lower() for cell in head]
    for wanted in (request.field.lower(),) if request.field else ROLES[request.role]:
        if wanted in names:
            return names.index(wanted)
    shown = [f"{i} {cell.strip()[:_SHOWN]}".strip() for i, cell in enumerate(head, 1)]
    raise request.missing(shown, 1, numbered=True)


def _read_jsonl(request: _Request) -> Lines:
    read = read_lines(request.path)
    found = []
    for number, line in enumerate(read.lines, 1):
        if not line:
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise _not_json(f"this is not JSON ({error.msg})", request.path, number) from None
        if not isinstance(entry, dict):
            raise _not_json("this is not a JSON object", request.path, number)
        found.append(_json_value(request, entry, number))
    return Lines(tuple(found), read.notices)


def _not_json(message: str, file: str, line: int) -> InputError:
    return InputError(message, file=file, line=line, cure="write one object a line")


def _json_value(request: _Request, entry: dict[str, Any], line: int) -> str:
    keys = (request.field,) if request.field else ROLES[request.role]
    key = next((k for k in keys if k in entry), None)
    if key is None:
        raise request.missing(list(entry), line)
    value = entry[key]
    value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, str):
        raise InputError(
            f"the value of '{key}' is {_kind(value)}, not a text",
            file=request.path,
            line=line,
            cure="give a string, an empty one for no translation",
        )
    return flat(value)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "true or false", int: "a number", float: "a number", dict: "an object"}.get(type(value), "a list")


def _side(read: Callable[[Side], Lines]) -> Callable[[_Request], Lines]:
    return lambda request: read(Side(request.path, request.field, request.role == "source", request.languages))


_READERS: dict[str, Callable[[_Request], Lines]] = {
    ".tsv": _read_tsv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".tmx": _side(read_tmx_side),
    **dict.fromkeys(XLIFF, _side(read_xliff_side)),
    ".po": _side(read_po_side),
}
