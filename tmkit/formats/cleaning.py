"""Cleaning as data: named, pure repairs of a Document, each change kept with its place and its reason.

The file itself is never touched. Every repair returns a new Document whose paragraphs map back to the decoded file
through `offsets`, and whose `edits` say what was changed, where and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..errors import InputError
from ..model import Document, Edit, Paragraph

__all__ = ["REPAIRS", "clean", "drop_text", "join_lines", "skip_lines"]


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: re.Pattern[str]
    after: str
    reason: str


_EDGE = "[ \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\u2000-\u200a]"
_PATTERNS = {
    "indents": _Pattern(re.compile(rf"^{_EDGE}+"), "", "blanks that only indent the line"),
    "trailing-blanks": _Pattern(re.compile(rf"{_EDGE}+$"), "", "blanks at the end of the line"),
    "bullets": _Pattern(re.compile(rf"^[■●◆▲▪•·]{_EDGE}*"), "", "bullet that only marks the list item"),
    "list-dashes": _Pattern(re.compile(r"^——"), "", "dash that only marks the list item"),
    "quote-blanks": _Pattern(
        re.compile(rf"(?<=“){_EDGE}+|{_EDGE}+(?=”)"), "", "blank between a quotation mark and what it quotes"
    ),
    "zero-width": _Pattern(re.compile("[\u200b\u2060\ufeff\u00ad]+"), "", "zero-width characters"),
    "control-characters": _Pattern(re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+"), "", "control characters"),
}


def _pattern_repair(pattern: _Pattern) -> Callable[[Document], Document]:
    def repair(document: Document) -> Document:
        return _each(document, pattern.expression, pattern.after, pattern.reason)

    return repair


REPAIRS: dict[str, Callable[[Document], Document]] = {
    name: _pattern_repair(pattern) for name, pattern in _PATTERNS.items()
}


def clean(document: Document, names: Sequence[str]) -> Document:
    """Apply repairs of REPAIRS by name, in the order given.

    >>> from tmkit.model import Document, Paragraph
    >>> document = Document("d", "zh", (Paragraph("　　■必须。", start=0, line=6),))
    >>> cleaned = clean(document, ["indents", "bullets"])
    >>> cleaned.paragraphs[0].text, [(e.before, e.reason) for e in cleaned.edits][1]
    ('必须。', ('■', 'bullet that only marks the list item'))
    """
    for name in names:
        if name not in REPAIRS:
            raise InputError(
                f"unknown repair '{name}'", file=document.file, cure=f"known repairs: {', '.join(sorted(REPAIRS))}"
            )
        document = REPAIRS[name](document)
    return document


def drop_text(document: Document, line: int, text: str, reason: str) -> Document:
    """Take a literal string out of the paragraph that starts at a line of the file."""
    if not any(p.line == line and text in p.text for p in document.paragraphs):
        raise InputError(f"there is no '{text}' to drop in this line", file=document.file, line=line)
    expression = re.compile(re.escape(text))
    paragraphs, edits = [], []
    for paragraph in document.paragraphs:
        if paragraph.line == line:
            paragraph, found = _substitute(paragraph, expression, "", reason)
            edits += found
        paragraphs.append(paragraph)
    return _with(document, paragraphs, edits)


def join_lines(document: Document, first: int, last: int, reason: str) -> Document:
    """Join the paragraphs that start at lines first..last into one: a sentence broken by a hard line end."""
    chosen = [p for p in document.paragraphs if first <= p.line <= last]
    if len(chosen) < 2:
        raise InputError(f"lines {first}-{last} hold nothing to join", file=document.file, line=first)
    joined, edits = chosen[0], []
    for following in chosen[1:]:
        edits.append(_break_between(joined, following, reason))
        glue = _glue(joined.text, following.text)
        offsets = [*_offsets(joined), *([following.start] * len(glue)), *_offsets(following)]
        joined = replace(joined, text=joined.text + glue + following.text, offsets=tuple(offsets))
    paragraphs = [joined if p is chosen[0] else p for p in document.paragraphs if p not in chosen[1:]]
    return _with(document, paragraphs, edits)


def skip_lines(document: Document, first: int, last: int, reason: str) -> Document:
    """Leave out the paragraphs that start at lines first..last."""
    skipped = [p for p in document.paragraphs if first <= p.line <= last]
    if not skipped:
        raise InputError(f"lines {first}-{last} hold no text to skip", file=document.file, line=first)
    edits = [
        Edit(p.start, _offsets(p)[-1] + 1 if p.text else p.start, p.text, "", f"skipped: {reason}", p.line)
        for p in skipped
    ]
    return _with(document, [p for p in document.paragraphs if p not in skipped], edits)


def _each(document: Document, expression: re.Pattern[str], after: str, reason: str) -> Document:
    paragraphs, edits = [], []
    for paragraph in document.paragraphs:
        changed, found = _substitute(paragraph, expression, after, reason)
        edits += found
        if changed.text:
            paragraphs.append(changed)
    return _with(document, paragraphs, edits)


def _substitute(
    paragraph: Paragraph, expression: re.Pattern[str], after: str, reason: str
) -> tuple[Paragraph, list[Edit]]:
    found = [m for m in expression.finditer(paragraph.text) if m.group() != after]
    if not found:
        return paragraph, []
    offsets = _offsets(paragraph)
    pieces: list[str] = []
    kept: list[int] = []
    edits: list[Edit] = []
    position = 0
    for match in found:
        pieces += [paragraph.text[position : match.start()], after]
        kept += [*offsets[position : match.start()], *([offsets[match.start()]] * len(after))]
        start = offsets[match.start()]
        edits.append(Edit(start, offsets[match.end() - 1] + 1, match.group(), after, reason, paragraph.line))
        position = match.end()
    pieces.append(paragraph.text[position:])
    kept += offsets[position:]
    start = kept[0] if kept else paragraph.start
    return replace(paragraph, text="".join(pieces), start=start, offsets=tuple(kept)), edits


def _offsets(paragraph: Paragraph) -> Sequence[int]:
    if paragraph.offsets is not None:
        return paragraph.offsets
    return range(paragraph.start, paragraph.start + len(paragraph.text))


def _break_between(left: Paragraph, right: Paragraph, reason: str) -> Edit:
    start = (_offsets(left)[-1] + 1) if left.text else left.start
    return Edit(start, right.start, "\n", _glue(left.text, right.text), reason, right.line)


def _glue(left: str, right: str) -> str:
    """Nothing between Chinese characters, a blank between words written with blanks."""
    return " " if left[-1:].isascii() and right[:1].isascii() and left.strip() and right.strip() else ""


def _with(document: Document, paragraphs: Sequence[Paragraph], edits: Sequence[Edit]) -> Document:
    return replace(document, paragraphs=tuple(paragraphs), edits=(*document.edits, *edits))
