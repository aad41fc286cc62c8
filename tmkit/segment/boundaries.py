"""Text to segments: where the rules break, without the blanks around, with offsets into the text."""

from __future__ import annotations

from collections.abc import Iterable

from ..model import Document, Paragraph, Segment
from .rules import Rules

__all__ = ["split", "split_document"]


def split(text: str, rules: Rules) -> list[Segment]:
    """The segments of one paragraph in order, without blanks at their edges; offsets are code points of `text`.

    What lies between two segments, before the first and after the last is blank, so that segments and gaps make up
    the text again. A blank text has no segments.
    """
    return list(_segments(text, rules.breaks(text), 0))


def split_document(document: Document, rules: Rules) -> list[Segment]:
    """The segments of all paragraphs; offsets are code points of the decoded file, `paragraph` counts from 0."""
    return [
        _in_file(segment, paragraph)
        for index, paragraph in enumerate(document.paragraphs)
        for segment in _segments(paragraph.text, rules.breaks(paragraph.text), index)
    ]


def _segments(text: str, breaks: Iterable[int], paragraph: int) -> Iterable[Segment]:
    start = 0
    for end in (*breaks, len(text)):
        piece = text[start:end]
        core = piece.strip()
        if len(core) == len(piece):
            if core:
                yield Segment(core, start, end, paragraph)
        elif core:
            first = start + len(piece) - len(piece.lstrip())
            yield Segment(core, first, first + len(core), paragraph)
        start = end


def _in_file(segment: Segment, paragraph: Paragraph) -> Segment:
    if paragraph.offsets is None:
        start, end = segment.start + paragraph.start, segment.end + paragraph.start
    else:
        start, end = paragraph.offsets[segment.start], paragraph.offsets[segment.end - 1] + 1
    return Segment(segment.text, start, end, segment.paragraph)
