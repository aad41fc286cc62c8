"""Small makers of the files that the reading tests read: DOCX, EPUB and PDF as their formats' standards have them."""

from __future__ import annotations

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of named parts, the same bytes every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, compression)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A DOCX file; `parts` are the inner XML of styles, numbering, footnotes, comments, header or footer."""
    inner = {"document": f"<w:body>{body}</w:body>", **parts}
    roots = {"header": "hdr", "footer": "ftr"}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" Type="{_RELATION}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">'
        + "".join(f'<Relationship Id="{n}" Type="{_RELATION}/{n}" Target="{n}.xml"/>' for n in parts)
        + "</Relationships>",
    }
    for name, content in inner.items():
        root = roots.get(name, name)
        files[f"word/{name}.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {W}>{content}</w:{root}>'
    return zipped(files)


def p(text: str = "", style: str = "", num: str = "", level: int | None = None) -> str:
    """A paragraph of WordprocessingML; text that begins with < is its content as it stands."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num:
        depth = "" if level is None else f'<w:ilvl w:val="{level}"/>'
        properties += f'<w:numPr>{depth}<w:numId w:val="{num}"/></w:numPr>'
    content = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def pdf(pages: list[list[str]]) -> bytes:
    """A PDF of lines of text in a font without glyphs, whose codes are UTF-16."""
    to_unicode = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def\n"
        b"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + _ranges() + b"endcmap end end"
    )
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Plain /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Plain /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Identity) /Supplement 0 >> /DW 1000 >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(to_unicode), to_unicode),
    ]
    for i, lines in enumerate(pages):
        shown = "".join(
            f"1 0 0 1 72 {760 - 16 * n} Tm <{t.encode('utf-16-be').hex()}> Tj\n" for n, t in enumerate(lines)
        )
        stream = f"BT /F1 10 Tf\n{shown}ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {7 + 2 * i} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return _assembled(objects)


def _ranges() -> bytes:
    rows = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(0x100) if not 0xD8 <= high <= 0xDF]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    return "".join(f"{len(b)} beginbfrange\n" + "\n".join(b) + "\nendbfrange\n" for b in blocks).encode()


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def epub(chapters: dict[str, str], spine: list[str] | None = None, **more: str) -> bytes:
    """An EPUB of XHTML bodies by file name; `spine` is their order."""
    spine = list(chapters) if spine is None else spine
    items = "".join(f'<item id="{n}" href="text/{n}" media-type="application/xhtml+xml"/>' for n in chapters)
    references = "".join(f'<itemref idref="{n}"/>' for n in spine)
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>书名</dc:title></metadata><manifest>{items}{more.get('items', '')}</manifest>"
        f"<spine>{references}{more.get('references', '')}</spine></package>",
    }
    for name, body in chapters.items():
        files[f"OPS/text/{name}"] = (
            '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/>'
            f"</head><body>{body}</body></html>"
        )
    return zipped(files)
