"""Plain text: a line is a paragraph, as Chinese text files are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..errors import InputError
from ..model import Document, Paragraph
from .cleaning import clean
from .decode import decode

__all__ = ["MOST_LINES", "lines_with_offsets", "read_plain"]

# A page or line break inside a line parts it; beside a line end it is only a mark.
_LINE_END = re.compile(r"\r\n|\n|\r|(?<=[^\r\n\v\f])[\v\f](?=[^\r\n\v\f])")
_NEXT_LINE = re.compile("\x85")
_FINAL = re.compile(r"[。！？!?.…;；,，、\N{RIGHT DOUBLE QUOTATION MARK}\"'’」』》）)】\]—-]$")
_DOUBTFUL = (
    (re.compile("\ufffd"), "replacement characters U+FFFD (text that was lost before)"),
    (re.compile("[\ue000-\uf8ff]"), "private characters that only one font or system can show"),
)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype html|html)\b", re.IGNORECASE)
_CUES = re.compile(r"\s*(?:WEBVTT|\d{1,6}\s*\r?\n\s*\d\d:\d\d:\d\d,\d{3} -->)")
# A paragraph takes a few hundred bytes, whatever its text.
MOST_LINES = 4_000_000
_SPEAKER_LENGTH = 40
_HEADING_LENGTH = 120


def read_plain(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document with one paragraph for every line that is not blank; edges are left as they stand.

    Line ends may be LF, CRLF or CR, and U+0085 in a file without them; a form feed or vertical tab inside a line
    parts it; other separators such as U+2028 stay. Control characters are taken
    out, each an edit; characters that say that text was lost before are mentioned.
    """
    decoded = decode(data, file=file, encoding=encoding)
    lines = (line for line in lines_with_offsets(decoded.text) if not line[2].isspace() and line[2])
    paragraphs = tuple(
        Paragraph(text=line, start=start, line=number, role=role_of(line))
        for number, start, line in islice(lines, MOST_LINES + 1)
    )
    if len(paragraphs) > MOST_LINES:
        raise InputError(f"has more than {MOST_LINES:,} lines of text", file=file, cure="split it into parts")
    document = Document(
        id="",
        language=language,
        paragraphs=paragraphs,
        file=file,
        encoding=decoded.encoding,
        notices=(*decoded.notices, *_other_format(decoded.text), *_doubts(decoded.text)),
    )
    return clean(document, ("control-characters",))


def _other_format(text: str) -> list[str]:
    """A page or subtitles under the name of a text file: they are read as they stand, and it is said."""
    if _PAGE.match(text):
        return ["looks like a web page: give it the suffix .html to have its text without tags"]
    return ["looks like subtitles: give it the suffix .srt to have them without times"] if _CUES.match(text) else []


def _doubts(text: str) -> list[str]:
    found = []
    for expression, what in _DOUBTFUL:
        first = expression.search(text)
        if first:
            count = len(expression.findall(text))
            found.append(f"{count} {what}, the first in line {text.count(chr(10), 0, first.start()) + 1}")
    return found


def lines_with_offsets(text: str) -> Iterator[tuple[int, int, str]]:
    r"""Yield (line number from 1, offset, line without its end).

    >>> list(lines_with_offsets("a\r\n\nb"))
    [(1, 0, 'a'), (2, 3, ''), (3, 4, 'b')]
    """
    start, number = 0, 1
    # The line end of mainframes counts only where there is no other: elsewhere it is a damaged character.
    mainframe = "\x85" in text and "\n" not in text and "\r" not in text
    for end in (_NEXT_LINE if mainframe else _LINE_END).finditer(text):
        yield number, start, text[start : end.start()]
        start, number = end.end(), number + 1
    if start < len(text):
        yield number, start, text[start:]


def role_of(line: str) -> str:
    """Guess what a line is from its end: headings and speaker lines carry no final mark.

    >>> role_of("一、2023年工作回顾"), role_of("教育部部长 怀进鹏："), role_of("各位代表！")
    ('heading', 'speaker', 'body')
    """
    text = line.strip()
    if text.endswith(("：", ":")) and len(text) <= _SPEAKER_LENGTH:
        return "speaker"
    if not _FINAL.search(text) and len(text) <= _HEADING_LENGTH:
        return "heading"
    return "body"
