"""Which reader a file of terms needs, by its content first and its name second."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category

from ...errors import InputError
from ..decode import decode
from ..files import file_bytes
from .base import TermFile, language_of
from .tables_read import ReadOptions

__all__ = ["FORMATS_READ", "read_terms"]

FORMATS_READ = ("csv", "tbx", "omegat", "utx", "weblate", "wide", "xlsx")


def read_terms(
    path: str | Path,
    format: str = "",
    encoding: str | None = None,
    options: ReadOptions | None = None,
    data: bytes | None = None,
) -> TermFile:
    """Read a file of terms in any format that can be read, found out where none is named; `data` is what it holds.

    Entries that cannot be used are in `.problems` of what is returned; `.or_raise()` makes the first an error.
    Raises InputError where the file as a whole cannot be used.
    """
    path = Path(path)
    if format and format not in FORMATS_READ:
        raise InputError(f"'{format}' cannot be read", cure=f"choose from {', '.join(FORMATS_READ)}")
    data = file_bytes(path) if data is None else data
    name = str(path)
    suffix = path.suffix.lower()
    if not data.strip():
        raise InputError("the file is empty", file=name, cure="export it again")
    if format == "xlsx" or (not format and (data.startswith(b"PK") or suffix == ".xlsx")):
        return _read_workbook(data, name)
    if format == "tbx" or (not format and (_is_xml(data) or suffix == ".tbx")):
        from .multiterm import is_multiterm, read_multiterm
        from .tbx_read import read_tbx

        if not format and is_multiterm(data):
            return read_multiterm(data, name)
        return read_tbx(data, name)
    _refuse_mixture(data, name, encoding)
    decoded = decode(data, file=name, encoding=encoding)
    found = _read_table(decoded.text, name, format or _format_of(decoded.text, path), options or ReadOptions())
    from dataclasses import replace

    return replace(found, notices=(*decoded.notices, *found.notices))


def _is_xml(data: bytes) -> bool:
    head = data[:200].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<")


def _read_workbook(data: bytes, name: str) -> TermFile:
    from .csv_long import is_long_header, read_long_rows
    from .sheets import read_wide
    from .xlsx import read_sheet

    rows = list(read_sheet(data, name))
    if rows and is_long_header(rows[0][2]):
        return read_long_rows(iter(rows), name)
    return read_wide(rows, name)


def _format_of(text: str, path: Path) -> str:
    """What the first lines look like."""
    from . import csv_long

    head = text[:2000].lstrip("\ufeff")
    if head.upper().startswith(("#UTX", "# UTX")) or path.suffix.lower() == ".utx":
        return "utx"
    first = head.split("\n")[0].replace(";", ",").replace("\t", ",").split(",")
    cells = [c.strip().strip('"') for c in first]
    names = {csv_long.plain_name(c) for c in cells}
    if {"concept", "lang", "term"} <= names:
        return "csv"
    if {"source", "target"} <= names:
        return "weblate"
    if _is_deepl(head):
        return "deepl"
    if path.suffix.lower() in (".txt", ".utf8", ".tab", ".tsv"):
        return "omegat"
    return "wide" if "id" in names or any(language_of(c) for c in cells) else "csv"


def _is_deepl(head: str) -> bool:
    """Whether the first rows have a source, a target and their languages, without a header."""
    rows = [line.replace(";", ",").replace("\t", ",").split(",") for line in head.split("\n")[:2] if line.strip()]
    tags = [[language_of(c.strip().strip('"')) for c in row[2:4]] for row in rows if len(row) > 3]
    return len(tags) == len(rows) > 0 and tags[0] == tags[-1] and all(tags[0]) and not language_of(rows[0][0])


def _read_table(text: str, name: str, format: str, options: ReadOptions) -> TermFile:
    from . import csv_long, sheets, tables_read

    if format == "csv":
        return csv_long.read_long(text, name)
    if format == "wide":
        return sheets.read_wide(csv_long.read_csv_rows(text, name, csv_long.delimiter_of(text)), name)
    readers = {
        "omegat": tables_read.read_omegat,
        "utx": tables_read.read_utx,
        "weblate": tables_read.read_weblate,
        "deepl": tables_read.read_deepl,
    }
    if format not in readers:
        raise InputError(f"this is no {format} file", file=name, cure="leave the format out to have it found")
    return readers[format](text, name, options)


def _refuse_mixture(data: bytes, name: str, encoding: str | None) -> None:
    """A file some of whose lines are UTF-8 and some are not has no encoding; guessing one would spoil the others."""
    if encoding or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    good = 0
    bad: list[int] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            bad.append(number)
            continue
        if _is_chinese_by_chance(text, line):
            bad.append(number)
        else:
            good += 1
    if bad and good * 10 > len(bad):
        raise InputError(
            f"mixed encodings: {good} lines are UTF-8, {len(bad)} are not",
            file=name,
            line=bad[0],
            cure="convert those lines, or name the encoding of the whole file",
        )


def _is_chinese_by_chance(text: str, line: bytes) -> bool:
    """Whether a line is UTF-8 only by chance: marks and modifiers that make no word, but Chinese in GB 18030."""
    strange = [ch for ch in text if ch > "\x7f"]
    if any(ch > "\u07ff" for ch in strange) or not any(category(ch) in ("Mn", "Sk", "Lm", "Cn") for ch in strange):
        return False
    try:
        chinese = [ch for ch in line.decode("gb18030") if ch > "\x7f"]
    except UnicodeDecodeError:
        return False
    return all("\u4e00" <= ch <= "\u9fff" for ch in chinese)
