"""Plain text: a line is a paragraph, as Chinese text files are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ..errors import InputError
from ..model import Document, Paragraph
from .cleaning import clean
from .decode import decode

__all__ = ["lines_with_offsets", "read_plain"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_FINAL = re.compile(r"[。！？!?.…;；,，、\N{RIGHT DOUBLE QUOTATION MARK}\"'’」』》）)】\]—-]$")
_DOUBTFUL = (
    (re.compile("\ufffd"), "replacement characters U+FFFD (text that was lost before)"),
    (re.compile("[\ue000-\uf8ff]"), "private characters that only one font or system can show"),
)
# A paragraph takes a few hundred bytes, whatever its text.
_MOST_LINES = 4_000_000
_SPEAKER_LENGTH = 40
_HEADING_LENGTH = 120


def read_plain(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document with one paragraph for every line that is not blank; edges are left as they stand.

    Line ends may be LF, CRLF or CR; other separators such as U+2028 stay inside a line. Control characters are taken
    out, each an edit; characters that say that text was lost before are mentioned.
    """
    decoded = decode(data, file=file, encoding=encoding)
    lines = (line for line in lines_with_offsets(decoded.text) if not line[2].isspace() and line[2])
    paragraphs = tuple(
        Paragraph(text=line, start=start, line=number, role=role_of(line))
        for number, start, line in islice(lines, _MOST_LINES + 1)
    )
    if len(paragraphs) > _MOST_LINES:
        raise InputError(f"has more than {_MOST_LINES:,} lines of text", file=file, cure="split it into parts")
    document = Document(
        id="",
        language=language,
        paragraphs=paragraphs,
        file=file,
        encoding=decoded.encoding,
        notices=(*decoded.notices, *_doubts(decoded.text)),
    )
    return clean(document, ("control-characters",))


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
    for end in _LINE_END.finditer(text):
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
