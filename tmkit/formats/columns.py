"""Segments for scoring out of any file that holds them: lines, TSV, JSONL, TMX, XLIFF, PO.

A path may end in ::FIELD to say which column, key or side is meant: scores.tsv::3, wmt.jsonl::tgt, memory.tmx::source.
Without it the side is told by the role: a source file gives source segments, all others translations.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from .lines import Lines, read_lines

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


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    field: str
    role: str
    languages: tuple[str, str]

    @property
    def wants_source(self) -> bool:
        return (self.field or self.role) in ROLES["source"]

    def missing(self, fields: Sequence[str], line: int | None = None) -> InputError:
        wanted = f"field '{self.field}'" if self.field else f"{self.role} field"
        return InputError(
            f"there is no {wanted}; there are {', '.join(fields) or 'none'}",
            file=self.path,
            line=line,
            cure=f"name one: {self.path}::FIELD",
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
    raise request.missing(head, 1)


def _read_jsonl(request: _Request) -> Lines:
    read = read_lines(request.path)
    found = []
    for number, line in enumerate(read.lines, 1):
        if not line:
            continue
        try:
            entry = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"this is not JSON ({error.msg})", file=request.path, line=number) from None
        if not isinstance(entry, dict):
            raise InputError("this is not a JSON object", file=request.path, line=number, cure="one object a line")
        found.append(_json_value(request, entry, number))
    return Lines(tuple(found), read.notices)


def _json_value(request: _Request, entry: dict[str, Any], line: int) -> str:
    keys = (request.field,) if request.field else ROLES[request.role]
    value = next((entry[k] for k in keys if k in entry), None)
    value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, str):
        raise request.missing(list(entry), line)
    return " ".join(value.split("\n")).rstrip()


def _read_tmx(request: _Request) -> Lines:
    from .tmx import read_tmx

    with read_tmx(request.path, *request.languages) as units:
        return Lines(tuple(_flat(u.source if request.wants_source else u.target) for u in units))


def _read_xliff(request: _Request) -> Lines:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        tree = etree.parse(request.path, parser)
    except OSError:
        raise InputError("there is no such file", file=request.path, cure="check the path") from None
    except etree.XMLSyntaxError as error:
        raise InputError(f"is not valid XML ({error.msg})", file=request.path, line=error.lineno) from None
    return Lines(tuple(_xliff_segments(tree.getroot(), "source" if request.wants_source else "target")))


def _xliff_segments(root: Any, side: str) -> Iterator[str]:
    """Segments of XLIFF 1.2 (trans-unit) and 2.x (segment); one without a translation is empty."""
    for unit in root.iter("{*}trans-unit", "{*}segment"):
        element = unit.find(f"{{*}}{side}")
        yield _flat("".join(element.itertext())) if element is not None else ""


def _read_po(request: _Request) -> Lines:
    import polib

    try:
        entries = polib.pofile(request.path)
    except OSError as error:
        raise InputError(f"is not a PO file ({error})", file=request.path, cure="check the path") from None
    kept = [e for e in entries if not e.obsolete]
    return Lines(tuple(_flat(e.msgid if request.wants_source else e.msgstr) for e in kept))


def _flat(text: str) -> str:
    return " ".join(text.split("\n")).rstrip()


_READERS: dict[str, Callable[[_Request], Lines]] = {
    ".tsv": _read_tsv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
    ".tmx": _read_tmx,
    ".xlf": _read_xliff,
    ".xliff": _read_xliff,
    ".po": _read_po,
}
