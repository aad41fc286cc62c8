"""Workbooks as other programs and attackers write them: the first sheet is read, and only within bounds."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.formats.terms import read_terms
from tmkit.formats.units import read_units
from tmkit.formats.workbook import read_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def sheet(*cells: str) -> str:
    """A sheet with one row of such cells."""
    return f'<worksheet xmlns="{MAIN}"><sheetData><row r="1">{"".join(cells)}</row></sheetData></worksheet>'


def text(value: str) -> str:
    """A cell of text."""
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def book(parts: dict[str, str], order: dict[str, str] | None = None) -> io.BytesIO:
    """A workbook of these parts; `order` gives the targets of the sheets by their ids, first to last."""
    if order:
        sheets = "".join(f'<sheet name="{i}" sheetId="{n}" r:id="{i}"/>' for n, i in enumerate(order, 1))
        parts = parts | {
            "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">'
            + "".join(f'<Relationship Id="{i}" Target="{t}"/>' for i, t in sorted(order.items()))
            + "</Relationships>",
        }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream


TWO = {"xl/worksheets/sheet1.xml": sheet(text("one")), "xl/worksheets/sheet2.xml": sheet(text("two"))}


@pytest.mark.parametrize(
    ("order", "first"),
    [
        (None, "one"),
        ({"rId1": "worksheets/sheet1.xml", "rId2": "worksheets/sheet2.xml"}, "one"),
        ({"rId2": "worksheets/sheet2.xml", "rId1": "worksheets/sheet1.xml"}, "two"),
        ({"rId2": "/xl/worksheets/sheet2.xml", "rId1": "/xl/worksheets/sheet1.xml"}, "two"),
        ({"rId3": "chartsheets/sheet1.xml", "rId2": "worksheets/sheet2.xml"}, "two"),
        ({"rId9": "worksheets/gone.xml"}, "one"),
    ],
)
def test_the_first_sheet_is_the_one_that_the_program_shows_first(order: dict[str, str] | None, first: str) -> None:
    """The order of the workbook counts, not the numbers in the names of the files."""
    parts = TWO | {"xl/chartsheets/sheet1.xml": "<chartsheet/>"}
    assert list(read_sheet(book(parts, order))) == [(1, [first])]


def test_the_tenth_sheet_comes_after_the_second() -> None:
    """Without a table of contents, sheets are ordered by number."""
    assert list(read_sheet(book({"xl/worksheets/sheet10.xml": sheet(text("ten"))} | TWO))) == [(1, ["one"])]


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ('<c r="XFE1"><v>1</v></c>', "there is no column XFE1"),
        ('<c t="s"><v>7</v></c>', "list index"),
        ('<c t="s"><v>x</v></c>', "invalid literal"),
        ("<c>", "mismatch"),
    ],
)
def test_a_damaged_sheet_is_one_sentence(cells: str, why: str, tmp_path: Path) -> None:
    """What cannot be a cell is no traceback, and a column far to the right takes no memory."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(book({"xl/worksheets/sheet1.xml": sheet(cells)}).getvalue())
    for read in (lambda: list(read_units(path)), lambda: read_terms(path)):
        with pytest.raises(InputError, match=r"a\.xlsx: this is no workbook .*" + why):
            read()


def test_a_workbook_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    """A few kilobytes that unpack to gigabytes are refused before they are unpacked."""
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet(text("x")))
    data = path.read_bytes()
    size = zipfile.ZipFile(io.BytesIO(data)).infolist()[0].file_size
    at = data.index(b"PK\x01\x02") + 24
    assert data[at : at + 4] == size.to_bytes(4, "little")
    path.write_bytes(data[:at] + (3_000_000_000).to_bytes(4, "little") + data[at + 4 :])
    for read in (lambda: list(read_units(path)), lambda: read_terms(path)):
        with pytest.raises(InputError, match="would unpack to 3 GB"):
            read()


def test_entities_are_not_followed(tmp_path: Path) -> None:
    """A sheet that names a file of the computer does not get its text."""
    (tmp_path / "secret").write_text("secret", encoding="utf-8", newline="\n")
    head = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    found = list(read_sheet(book({"xl/worksheets/sheet1.xml": head + sheet(text("a&e;b"))})))
    assert "secret" not in str(found)
