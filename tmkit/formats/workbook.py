"""The first sheet of a spreadsheet (Office Open XML) as rows of text, read as a stream and within bounds."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any

from ..errors import InputError

__all__ = ["read_sheet"]

_LARGEST = 2_000_000_000  # bytes that a workbook may unpack to
_COLUMNS = 16_384  # that a sheet can have
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def read_sheet(stream: IO[bytes], file: str = "") -> Iterator[tuple[int, list[str]]]:
    """(number, cells as text) of each row of the sheet that stands first in the workbook, gaps as empty cells.

    Raises InputError where this is no workbook, or one that would unpack to more than 2 GB.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(stream) as archive:
            _refuse_bomb(archive, file)
            shared = _shared_strings(archive)
            with archive.open(_first_sheet(archive)) as sheet:
                for number, row in enumerate(_elements(sheet, "row"), 1):
                    yield int(row.get("r") or number), _cells(row, shared)
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, LookupError, ValueError, RuntimeError) as error:
        raise InputError(f"this is no workbook ({error})", file=file, cure="save it as .xlsx or .csv") from None


def _refuse_bomb(archive: zipfile.ZipFile, file: str) -> None:
    """A part cannot unpack to more than the archive says, so that its own figures can be trusted."""
    size = sum(info.file_size for info in archive.infolist())
    if size > _LARGEST:
        raise InputError(f"it would unpack to {size / 1e9:.0f} GB", file=file, cure="save the table as CSV")


def _elements(stream: IO[bytes], name: str) -> Iterator[Any]:
    """The elements of a name, each dropped after use."""
    from lxml import etree

    options: dict[str, Any] = {"resolve_entities": False, "no_network": True, "huge_tree": True}
    for _, element in etree.iterparse(stream, tag="{*}" + name, **options):
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _first_sheet(archive: zipfile.ZipFile) -> str:
    """The part that holds the sheet named first, which need not be sheet1.xml after sheets were moved."""
    names = set(archive.namelist())
    if {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        with archive.open("xl/workbook.xml") as stream:
            ids = [sheet.get(_ID) or sheet.get(_STRICT_ID) for sheet in _elements(stream, "sheet")]
        with archive.open("xl/_rels/workbook.xml.rels") as stream:
            places = {
                link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target") or "")).lstrip("/")
                for link in _elements(stream, "Relationship")
            }
        # A chart sheet may stand before the first table.
        for place in (places.get(entry) for entry in ids):
            if place in names and "worksheets/" in str(place):
                return str(place)
    found = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
    if not found:
        raise LookupError("it has no sheet")
    return min(found, key=lambda name: (len(name), name))


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as stream:
        return [_text(entry) for entry in _elements(stream, "si")]


def _text(entry: Any) -> str:
    """All runs of a string, without the phonetic guides that Chinese and Japanese sheets may hold."""
    return "".join(t.text or "" for t in entry.iter("{*}t") if not t.getparent().tag.endswith("}rPh"))


def _cells(row: Any, shared: Sequence[str]) -> list[str]:
    cells: list[str] = []
    for cell in row.iterchildren("{*}c"):
        letters = re.match("[A-Z]{1,3}", cell.get("r") or "")
        place = _index(letters[0]) if letters else len(cells)
        if place >= _COLUMNS:
            raise ValueError(f"there is no column {cell.get('r')}")
        cells += [""] * (place + 1 - len(cells))
        cells[place] = _value(cell, shared)
    return cells


def _value(cell: Any, shared: Sequence[str]) -> str:
    value = "".join(v.text or "" for v in cell.iterchildren("{*}v"))
    if cell.get("t") == "s" and value:
        return shared[int(value)]
    return _text(cell) or value


def _index(letters: str) -> int:
    """A is 0, AA is 26.

    >>> _index("A"), _index("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
