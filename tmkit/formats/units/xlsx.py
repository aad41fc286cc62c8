"""The first sheet of an XLSX workbook as rows of text, and rows as a workbook with fixed times."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..output import replacing
from ..workbook import read_sheet
from ..xml_text import escape

__all__ = ["read_rows", "write_rows"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FIXED = (1980, 1, 1, 0, 0, 0)


def read_rows(name: str) -> Iterator[list[str]]:
    """The rows of the first sheet as text, gaps as empty cells."""
    with Path(name).open("rb") as stream:
        yield from (cells for _, cells in read_sheet(stream, name))


def write_rows(path: Path, rows: Iterable[list[str]]) -> None:
    """Write rows as the one sheet of a workbook, every cell a text; the same rows give the same bytes."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{_MAIN}"><sheetData>'
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(zipfile.ZipInfo(name, _FIXED), text, zipfile.ZIP_DEFLATED)
        with archive.open(zipfile.ZipInfo("xl/worksheets/sheet1.xml", _FIXED), "w") as sheet:
            sheet.write(head.encode())
            for row in rows:
                sheet.write(_written(row).encode())
            sheet.write(b"</sheetData></worksheet>")


def _written(row: list[str]) -> str:
    cells = (f'<c t="inlineStr"><is><t xml:space="preserve">{escape(c)}</t></is></c>' for c in row)
    return f"<row>{''.join(cells)}</row>"


_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="units" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
