"""Spreadsheets (Office Open XML) of one sheet with text cells, written with fixed times and read leniently."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from .. import workbook
from ..xml_text import escape

__all__ = ["read_sheet", "write_sheet"]

_TIME = (1980, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
)
_TOP_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="49" xfId="0"/><xf numFmtId="49" fontId="1" xfId="0" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def write_sheet(rows: Iterable[Sequence[str]], name: str = "Terms", widths: Sequence[int] = ()) -> bytes:
    """A workbook of one sheet; the first row is the heading and stays in sight. Same rows, same bytes."""
    book = (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    strings: dict[str, int] = {}
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _TOP_RELATIONS,
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _BOOK_RELATIONS,
        "xl/styles.xml": _STYLES,
        "xl/worksheets/sheet1.xml": _sheet(rows, widths, strings),
    }
    parts["xl/sharedStrings.xml"] = _string_table(strings)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, text in parts.items():
            info = zipfile.ZipInfo(path, _TIME)
            # zlib's output differs between its builds; stored parts are the same everywhere.
            info.compress_type = zipfile.ZIP_STORED
            info.create_system = 3
            archive.writestr(info, text.encode("utf-8"))
    return stream.getvalue()


def _string_table(strings: Iterable[str]) -> str:
    """Every text once; a blank at an edge must be said to count."""
    keep = ' xml:space="preserve"'
    items = "".join(f"<si><t{keep if text != text.strip() else ''}>{escape(text)}</t></si>" for text in strings)
    return f'{_HEAD}<sst xmlns="{_MAIN}">{items}</sst>'


def _sheet(rows: Iterable[Sequence[str]], widths: Sequence[int], strings: dict[str, int]) -> str:
    columns = "".join(f'<col min="{i}" max="{i}" width="{w}" customWidth="1"/>' for i, w in enumerate(widths, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    body = "".join(_row(number, cells, strings) for number, cells in enumerate(rows, 1))
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{body}</sheetData></worksheet>"
    )


def _row(number: int, cells: Sequence[str], strings: dict[str, int]) -> str:
    style = ' s="1"' if number == 1 else ""
    inner = "".join(
        f'<c r="{_column(i)}{number}" t="s"{style}><v>{strings.setdefault(cell, len(strings))}</v></c>'
        for i, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{inner}</row>'


def _column(index: int) -> str:
    """0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_sheet(data: bytes, file: str = "") -> Iterator[tuple[int, int, list[str]]]:
    """The rows of the first sheet that hold anything: their number twice (there are no lines), and the cells' text.

    Raises InputError where this is no workbook.
    """
    for number, cells in workbook.read_sheet(io.BytesIO(data), file):
        if any(cells):
            yield number, number, cells
