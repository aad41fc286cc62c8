"""Text to segments: where the rules break, without the blanks around, with offsets into the text."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Document, Paragraph, Segment
from .compiled import Rules
from .rules import Rule

__all__ = ["Decision", "explain", "split", "split_document"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Why there is a break at a position, or none although a rule could have made one.

    `by` names the rule, as in "Chinese 12", or the pass, as in "pass quotes", that had the last word; `rule` is
    None for a pass.
    """

    position: int
    breaks: bool
    by: str
    rule: Rule | None = None


def split(text: str, rules: Rules) -> list[Segment]:
    """The segments of one paragraph in order, without blanks at their edges; offsets are code points of `text`.

    What lies between two segments, before the first and after the last is blank, so that segments and gaps make up
    the text again. A blank text has no segments.
    """
    return _segments(text, rules.breaks(text), 0)


def split_document(document: Document, rules: Rules) -> list[Segment]:
    """The segments of all paragraphs; offsets are code points of the decoded file, `paragraph` counts from 0."""
    return [
        _in_file(segment, paragraph)
        for index, paragraph in enumerate(document.paragraphs)
        for segment in _segments(paragraph.text, rules.breaks(paragraph.text), index)
    ]


def explain(text: str, rules: Rules) -> list[Decision]:
    """Every position of a paragraph about which a rule or a pass decided, in order, with what decided it."""
    decided = {p: Decision(p, rule.breaks, rule.name, rule) for p, rule in rules.decisions(text)}
    found = [p for p in sorted(decided) if decided[p].breaks]
    for name, apply in rules.steps:
        after = apply(text, found)
        changed = set(after).symmetric_difference(found)
        decided |= {p: Decision(p, p in after, f"pass {name}") for p in changed}
        found = after
    return [decided[p] for p in sorted(decided)]


def _segments(text: str, breaks: list[int], paragraph: int) -> list[Segment]:
    found = []
    start = 0
    for end in [*breaks, len(text)]:
        piece = text[start:end]
        core = piece.strip()
        if len(core) == end - start:
            if core:
                found.append(Segment(core, start, end, paragraph))
        elif core:
            first = start + len(piece) - len(piece.lstrip())
            found.append(Segment(core, first, first + len(core), paragraph))
        start = end
    return found


def _in_file(segment: Segment, paragraph: Paragraph) -> Segment:
    if paragraph.offsets is None:
        start, end = segment.start + paragraph.start, segment.end + paragraph.start
    else:
        start, end = paragraph.offsets[segment.start], paragraph.offsets[segment.end - 1] + 1
    return Segment(segment.text, start, end, segment.paragraph)
