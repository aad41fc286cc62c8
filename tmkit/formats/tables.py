"""CSV and TSV: each cell a paragraph with its row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from ..model import Document
from .decode import decode
from .layout import Block, Head, lay_out

__all__ = ["read_csv", "read_tsv"]

_DELIMITERS = ",;\t|"


def read_tsv(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of table cells, row by row; a tab ends a cell and a line a row.

    A cell in double quotes, as spreadsheets write cells that hold tabs or quotes, is unquoted.
    """
    return _read(data, "\t", Head(file, language), encoding)


def read_csv(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of table cells, row by row.

    The delimiter is the one of comma, semicolon, tab and bar that the first line has most of.
    """
    return _read(data, "", Head(file, language), encoding)


def _read(data: bytes, delimiter: str, head: Head, encoding: str | None) -> Document:
    decoded = decode(data, file=head.file, encoding=encoding)
    first = decoded.text.split("\n", 1)[0]
    delimiter = delimiter or max(_DELIMITERS, key=first.count)
    blocks = _cells(decoded.text, delimiter, head.file)
    return lay_out(blocks, Head(head.file, head.language, decoded.encoding, "", decoded.notices))


def _cells(text: str, delimiter: str, file: str) -> Iterator[Block]:
    # A tab-separated file may hold a stray quotation mark at the start of a cell; it quotes only where quotes pair up.
    quoting: Any = csv.QUOTE_MINIMAL if delimiter != "\t" or text.count('"') % 2 == 0 else csv.QUOTE_NONE
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, strict=False)
    csv.field_size_limit(2**31 - 1)
    row = 0
    try:
        for row, cells in enumerate(reader, start=1):
            for column, cell in enumerate(cells, start=1):
                yield Block(
                    cell.replace("\r\n", "\n").replace("\r", "\n"),
                    "table-cell",
                    f"row {row}, column {column}",
                    (1, row, column),
                )
    except csv.Error as error:
        raise InputError(f"is no table ({error})", file=file, line=row + 1, cure="check the quotation marks") from None
