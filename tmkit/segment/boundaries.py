"""Text to segments: where the rules break, without the blanks around, with offsets into the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def split(text: str, rules: Rules, paragraph: int = 0, start: int = 0) -> list[Segment]:
    """The segments of one paragraph in order, without blanks at their edges; offsets are code points of `text`.

    `paragraph` is the number that they get, `start` what is added to their offsets.

    What lies between two segments, before the first and after the last is blank, so that segments and gaps make up
    the text again. A blank text has no segments.
    """
    return _segments(text, rules.breaks(text), paragraph, start)


def split_document(document: Document, rules: Rules) -> list[Segment]:
    """The segments of all paragraphs; offsets are code points of the decoded file, `paragraph` counts from 0."""
    found: list[Segment] = []
    for index, paragraph in enumerate(document.paragraphs):
        segments = _segments(paragraph.text, rules.breaks(paragraph.text), index, paragraph.start)
        found += segments if paragraph.offsets is None else _in_file(segments, paragraph, paragraph.offsets)
    return found


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


def _segments(text: str, breaks: list[int], paragraph: int, by: int) -> list[Segment]:
    found = []
    start = 0
    for end in [*breaks, len(text)]:
        piece = text[start:end] if breaks else text
        core = piece.strip()
        if len(core) == end - start:
            if core:
                found.append(Segment(core, start + by, end + by, paragraph))
        elif core:
            first = start + by + len(piece) - len(piece.lstrip())
            found.append(Segment(core, first, first + len(core), paragraph))
        start = end
    return found


def _in_file(segments: list[Segment], paragraph: Paragraph, offsets: Sequence[int]) -> Iterator[Segment]:
    """The segments with the offsets of a paragraph from which cleaning took something, or put something in."""
    for s in segments:
        first, last = s.start - paragraph.start, s.end - paragraph.start - 1
        yield Segment(s.text, offsets[first], offsets[last] + 1, s.paragraph)
