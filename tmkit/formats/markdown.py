"""Markdown: headings, paragraphs, lists, tables and quotations, without code and marks."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from ..errors import InputError
from ..model import Document, Edit, Paragraph
from .cleaning import clean, substitute
from .decode import decode
from .offsets import Offsets
from .plain import MOST_LINES, lines_with_offsets
from .wraps import Vocabulary, glue_between

__all__ = ["read_markdown"]

_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?<![ \t])[ \t]+#+[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_BULLET = re.compile(r"^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?")
_NUMBERED = re.compile(r"^[ \t]*\d{1,9}[.)][ \t]+")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?")
_ROW = re.compile(r"^ {0,3}\|.*\|?[ \t]*$|^[^|\n]+(?<!\\)\|.*$")
_RULER = re.compile(r"^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_CODE = re.compile(r"^(?: {4}|\t)")
_REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:[ \t]*\S+")
_NOTE = re.compile(r"^ {0,3}\[\^[^\]]+\]:[ \t]*")
_HTML_BLOCK = re.compile(
    r"^ {0,3}<(?:!--|/?(?:div|p|table|tr|td|th|thead|tbody|details|summary|br|hr|img|center|script|style|section)\b)",
    re.I,
)
_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.{1,5000}?)(?<!`)\1(?!`)", re.S)
_EMPHASIS = re.compile(
    r"(?<!\\)(?P<star>\*{1,3})(?=[^\s*])(?P<a>.{1,2000}?)(?<=[^\s*\\])(?P=star)"
    r"|(?<![\w\\])(?P<under>_{1,3})(?=[^\s_])(?P<b>.{1,2000}?)(?<=[^\s_\\])(?P=under)(?!\w)"
    r"|(?<!\\)(?P<tilde>~~)(?=\S)(?P<c>.{1,2000}?)(?<=\S)~~",
    re.S,
)
# Spans are bounded, so that a text full of stars costs no more than its length times that.
_MARK = re.compile(r"`+|\*{1,3}|_{1,3}|~~")


class _Pairs:
    """Finds the marks of code and emphasis that open and close; a lone star or underscore is text."""

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        spans: list[tuple[int, int]] = []
        for match in _SPAN.finditer(text):
            spans += [match.span(1), (match.end() - len(match.group(1)), match.end())]
        masked = _SPAN.sub(lambda match: "x" * len(match.group()), text)
        spans += _emphasis(masked, 0)
        for start, end in sorted(spans):
            found = _MARK.match(text, start, end)
            if found:
                yield found


class _Autolinks:
    """Finds the angle brackets around an address."""

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        for match in re.finditer(r"<(?:https?|mailto|ftp):[^\s<>]+>", text):
            for place in (match.start(), match.end() - 1):
                yield from re.compile("[<>]").finditer(text, place, place + 1)


def _emphasis(text: str, base: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in _EMPHASIS.finditer(text):
        inner = next(n for n in "abc" if match.group(n) is not None)
        spans += [(base + match.start(), base + match.start(inner)), (base + match.end(inner), base + match.end())]
        spans += _emphasis(match.group(inner), base + match.start(inner))
    return spans


# What goes from running text, in this order, with what stays of it.
_INLINE = (
    (re.compile(r"<!--.*?-->", re.S), "", "comment"),
    (re.compile(r"!\[([^\]]{0,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,500}\])"), "", "picture"),
    (re.compile(r"\[\^[^\[\]\n]{1,200}\]"), "", "note mark"),
    (re.compile(r"(?<!\\)\[(?=[^\[\]\n]+\](?:\(|\[))"), "", "link"),
    (re.compile(r"(?<!\\)\](?:\((?:[^()\n]|\([^()\n]*\))*\)|\[[^\]\n]*\])"), "", "link"),
    (_Autolinks(), "", "link mark"),
    (re.compile(r"</t[dh]>\s*<t[dh]\b[^<>]{0,300}>", re.I), "\t", "cells of a row"),
    (
        re.compile(
            r"</?(?:br|b|i|em|strong|sub|sup|u|s|del|ins|span|font|a|kbd|code|mark|small|img|p|div|summary|details|center"
            r"|h[1-6]|li|ul|ol|table|thead|tbody|tr|td|th|dl|dt|dd|section|blockquote|cite|q|abbr|ruby|rb|rp)\b[^<>]{0,300}>"
            r"|<rt>[^<>]{0,80}</rt>",
            re.I,
        ),
        "",
        "HTML tag",
    ),
    (_Pairs(), "", "emphasis or code mark"),
    (re.compile(r"\\(?=[\\`*_{}\[\]()#+.!|<>~-])"), "", "escape"),
)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")


@dataclass(slots=True)
class _State:
    """What the lines before this one opened."""

    open: list[Paragraph] = field(default_factory=list)
    role: str = "body"
    fence: str = ""
    table: int = 0
    row: int = 0
    code: int = 0
    html: int = 0
    listed: bool = False


def read_markdown(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document with a paragraph for every heading, paragraph, list item and table cell.

    Lines of a paragraph are joined, as Markdown has it. Code blocks, front matter, comments and link addresses are
    left out and counted; numbers of list items are text and stay. Each mark that goes is an edit.
    """
    decoded = decode(data, file=file, encoding=encoding)
    state = _State()
    paragraphs: list[Paragraph] = []
    edits: list[Edit] = []
    lines = [Paragraph(t, s, n) for n, s, t in islice(lines_with_offsets(decoded.text), MOST_LINES + 1)]
    if len(lines) > MOST_LINES:
        raise InputError(f"has more than {MOST_LINES:,} lines", file=file, cure="split it into parts")
    vocabulary = Vocabulary(lines)
    for group, role, cell in _groups(_without_front_matter(lines, state), state):
        joined, found = _joined(group, vocabulary)
        plain, more = _without_marks(replace(joined, role=role, cell=cell))
        edits += [*found, *more]
        if plain.text.strip():
            paragraphs.append(plain)
    paragraphs = _titled(paragraphs)
    left = [(state.code, "lines of code"), (state.html, "lines of HTML or settings")]
    notices = [f"left out: {', '.join(f'{n} {what}' for n, what in left if n)}"] if any(n for n, _ in left) else []
    title = next((p.text for p in paragraphs if p.role == "title"), "")
    document = Document(
        "", language, tuple(paragraphs), title, file, decoded.encoding, tuple(edits), (*decoded.notices, *notices)
    )
    return clean(document, ("control-characters", "indents", "trailing-blanks"))


def _titled(paragraphs: list[Paragraph]) -> list[Paragraph]:
    first = next((i for i, p in enumerate(paragraphs) if p.role == "title"), None)
    return [replace(p, role="heading") if p.role == "title" and i != first else p for i, p in enumerate(paragraphs)]


def _without_front_matter(lines: list[Paragraph], state: _State) -> list[Paragraph]:
    """Settings between two lines of three dashes, or of three plus signs, at the very top."""
    mark = lines[0].text.rstrip() if lines else ""
    if mark not in ("---", "+++"):
        return lines
    ends = (mark, "...") if mark == "---" else (mark,)
    end = next((i for i, p in enumerate(lines[1:200], start=1) if p.text.rstrip() in ends), None)
    if end is None:
        return lines
    state.html += end + 1
    return lines[end + 1 :]


Group = tuple[list[Paragraph], str, tuple[int, int, int] | None]


def _groups(lines: list[Paragraph], state: _State) -> Iterator[Group]:
    for index, line in enumerate(lines):
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        yield from _line(line, following, state)
    yield from _closed(state)


def _closed(state: _State) -> Iterator[Group]:
    if state.open:
        yield state.open, state.role, None
    state.open, state.role = [], "body"


def _line(line: Paragraph, following: str, state: _State) -> Iterator[Group]:
    if _is_code(line, state):
        yield from _closed(state)
        return
    line = _cut(line, _QUOTE)
    text = line.text
    if not text.strip():
        yield from _closed(state)
        state.row = 0
    elif state.open and state.role in ("body", "list-item") and _UNDERLINE.match(text) and not _BULLET.match(text):
        state.role = "title" if "=" in text else "heading"
        yield from _closed(state)
    elif _RULE.match(text) or _REFERENCE.match(text):
        yield from _closed(state)
    elif _HEADING.match(text):
        yield from _closed(state)
        role = "title" if re.match(r" {0,3}#(?!#)", text) else "heading"
        yield [_cut(_cut(line, _HEADING), _CLOSING)], role, None
    elif state.row or (_ROW.match(text) and _RULER.match(following) and "|" in following + text):
        yield from _closed(state)
        yield from _row(line, state)
    else:
        yield from _running(line, state)


def _is_code(line: Paragraph, state: _State) -> bool:
    # What stands further in below an item belongs to it: a paragraph of its own, or code with a fence.
    below = state.listed and line.text[:2].isspace()
    fence = _FENCE.match(line.text.lstrip() if below else line.text)
    if state.fence:
        if fence and fence.group(1).startswith(state.fence) and not line.text.strip(" `~"):
            state.fence = ""
        state.code += 1
        return True
    if fence:
        state.fence = fence.group(1)
        state.code += 1
        return True
    listed = _BULLET.match(line.text) or _NUMBERED.match(line.text)
    if line.text.strip():
        state.listed = bool(listed) or bool(below) or (state.listed and bool(state.open))
    code = _CODE.match(line.text) and line.text.strip() and not state.open and not listed and not below
    if code and state.role == "body":
        state.code += 1
        return True
    return False


def _running(line: Paragraph, state: _State) -> Iterator[Group]:
    if _HTML_BLOCK.match(line.text) and not re.sub(r"<[^<>]*>|<!--.*", "", line.text).strip():
        yield from _closed(state)
        state.html += 1
        return
    for pattern, role in ((_NOTE, "note"), (_BULLET, "list-item"), (_NUMBERED, "list-item")):
        if pattern.match(line.text):
            yield from _closed(state)
            state.role = role
            # The number of an item is what the author wrote; a bullet only marks it.
            line = line if pattern is _NUMBERED else _cut(line, pattern)
            break
    broken = line.text.endswith(("  ", "\\"))
    state.open.append(_part(line, 0, len(line.text.rstrip("\\"))) if line.text.endswith("\\") else line)
    if broken:
        # A line break that the author asked for.
        yield from _closed(state)


def _row(line: Paragraph, state: _State) -> Iterator[Group]:
    if not state.row:
        state.table += 1
    if _RULER.match(line.text) and state.row == 1:
        return
    state.row += 1
    start = 0
    cells = [m.start() for m in re.finditer(r"(?<!\\)\|", line.text)] + [len(line.text)]
    column = 0
    for end in cells:
        text = line.text[start:end]
        if not (start == 0 and not text.strip()):
            column += 1
            if text.strip():
                yield [_part(line, start, end)], "table-cell", (state.table, state.row, column)
        start = end + 1


def _part(line: Paragraph, start: int, end: int) -> Paragraph:
    while start < end and line.text[start] in " \t":
        start += 1
    while end > start and line.text[end - 1] in " \t":
        end -= 1
    return replace(line, text=line.text[start:end], start=line.start + start)


def _cut(line: Paragraph, pattern: re.Pattern[str]) -> Paragraph:
    """The line without the mark at its start or end that makes it what it is."""
    match = pattern.search(line.text)
    if not match:
        return line
    return _part(line, match.end(), len(line.text)) if match.start() == 0 else _part(line, 0, match.start())


def _joined(group: list[Paragraph], vocabulary: Vocabulary) -> tuple[Paragraph, list[Edit]]:
    """Lines of a paragraph with what joins them, each character at its place in the file."""
    first = _part(group[0], 0, len(group[0].text))
    text, edits = [first.text], []
    kept = [range(first.start, first.start + len(first.text))]
    for line in group[1:]:
        part = _part(line, 0, len(line.text))
        # Markdown has no hyphenation at line ends: nothing is cut.
        _, glue = glue_between(text[-1], part.text, vocabulary)
        edits.append(
            Edit(
                kept[-1].stop,
                part.start,
                "\n",
                glue,
                "line break inside a paragraph",
                line.line,
            )
        )
        text += [glue, part.text]
        kept += [range(part.start, part.start + 1)] * len(glue)
        kept.append(range(part.start, part.start + len(part.text)))
    return replace(first, text="".join(text), offsets=Offsets(kept)), edits


def _without_marks(paragraph: Paragraph) -> tuple[Paragraph, list[Edit]]:
    edits: list[Edit] = []
    for expression, after, what in _INLINE:
        paragraph, found = substitute(paragraph, expression, after, f"Markdown: {what}")
        edits += found
    paragraph, found = substitute(paragraph, _ENTITY, lambda m: html.unescape(m.group()), "character reference")
    return paragraph, [*edits, *found]
