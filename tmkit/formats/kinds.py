"""What a file is that is no text of ours, by its suffix or its first bytes, and what its owner can do."""

from __future__ import annotations

from .names import XLIFF

__all__ = ["cure_for_suffix", "kind_of"]

_AS_DOCX = "open it in Word, WPS or LibreOffice and save it as DOCX"
_AS_CSV = "open it in a spreadsheet and save the sheet as CSV in UTF-8"
_AS_TEXT = "run text recognition (OCR) on it first"
_UNPACK = "unpack it first"
_CURES = {
    ".doc .dot .rtf .wps .wpt .odt .ott .pages .sxw .wpd": _AS_DOCX,
    ".xls .xlsx .xlsm .ods .et .numbers": _AS_CSV,
    ".ppt .pptx .odp .dps .key": "save it as PDF, or copy its text into a text file",
    ".mobi .azw .azw3 .fb2 .djvu .lit": "convert it to EPUB first, for example with Calibre",
    ".caj .kdh .nh .ofd .xps .ps": "print or save it as PDF first",
    ".mht .mhtml .webarchive": "open it in a browser and save the page as HTML",
    ".ass .ssa .sub .lrc .ttml .sbv": "convert it to SRT first",
    ".jpg .jpeg .png .gif .tif .tiff .bmp .webp": _AS_TEXT,
    ".zip .gz .bz2 .xz .7z .rar .tar .tgz": _UNPACK,
    ".tmx": "it is a memory: see tmkit tm import --help",
    " ".join((*XLIFF, ".po")): "it holds segments, not a text: see tmkit tm import --help",
    ".tbx": "it holds terms, not a text: see tmkit glossary --help",
}
_SUFFIXES = {suffix: cure for suffixes, cure in _CURES.items() for suffix in suffixes.split()}

_SUFFIX = "give it the suffix of its format, or convert it to text first"
_SIGNATURES = (
    (b"%PDF-", "a PDF file", "give it the suffix .pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or password-protected Office file", f"{_AS_DOCX} without a password"),
    (b"{\\rtf", "an RTF file", _AS_DOCX),
    (b"\x89PNG", "a PNG picture", _AS_TEXT),
    (b"GIF8", "a GIF picture", _AS_TEXT),
    (b"\xff\xd8\xff", "a JPEG picture", _AS_TEXT),
    (b"II*\0", "a TIFF picture", _AS_TEXT),
    (b"MM\0*", "a TIFF picture", _AS_TEXT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"SQLite format 3\0", "an SQLite database", "see tmkit tm export --help if it is a memory"),
    (b"\x7fELF", "a program", "check the file"),
)
# What a zip archive is, by the name of a part that stands near its start or in its directory at the end.
_ZIPPED = (
    (b"word/", "a DOCX file", "give it the suffix .docx"),
    (b"application/epub+zip", "an EPUB file", "give it the suffix .epub"),
    (b"META-INF/container.xml", "an EPUB file", "give it the suffix .epub"),
    (b"opendocument.text", "an OpenDocument text", _AS_DOCX),
    (b"opendocument.spreadsheet", "an OpenDocument spreadsheet", _AS_CSV),
    (b"xl/", "an Excel workbook", _AS_CSV),
    (b"ppt/", "a PowerPoint file", _CURES[".ppt .pptx .odp .dps .key"]),
)
_EDGE = 4096


def cure_for_suffix(suffix: str) -> str:
    """What to do with a file of a suffix that has no reader; '' where nothing is known.

    >>> cure_for_suffix(".RTF"), cure_for_suffix(".xyz")
    ('open it in Word, WPS or LibreOffice and save it as DOCX', '')
    """
    return _SUFFIXES.get(suffix.lower(), "")


def kind_of(data: bytes) -> tuple[str, str]:
    r"""What bytes are that are no plain text, and the cure; ('', '') for what may be text.

    >>> kind_of(b"{\\rtf1 x}")[0], kind_of(b"plain")
    ('an RTF file', ('', ''))
    """
    if data.startswith(b"PK\x03\x04"):
        edges = data[:_EDGE] + data[-_EDGE:]
        found = next(((what, cure) for name, what, cure in _ZIPPED if name in edges), None)
        return found or ("a zip archive", _SUFFIX)
    return next(((what, cure) for start, what, cure in _SIGNATURES if data.startswith(start)), ("", ""))
