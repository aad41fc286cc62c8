"""Term accuracy: were the fixed terms of the source translated by terms that the glossary allows?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ..model import TermMatch
from .report import TermScore

__all__ = ["FindTerms", "term_accuracy"]

FindTerms = Callable[[str, str], Sequence[TermMatch]]
"""find(text, language) gives the occurrences of terms in a text, nested ones marked."""

_ALLOWED = ("preferred", "admitted")


def term_accuracy(
    find: FindTerms, sources: Sequence[str], targets: Sequence[str], source_language: str, target_language: str
) -> TermScore:
    """Count the terms of each source segment and, no more often than that, their allowed counterparts."""
    expected = found = preferred = 0
    for source, target in zip(sources, targets, strict=True):
        wanted = Counter(m.concept.id for m in find(source, source_language) if not m.nested)
        if not wanted:
            continue
        used = [(m.concept.id, m.term.status) for m in find(target, target_language)]
        allowed = Counter(concept for concept, status in used if status in _ALLOWED)
        best = Counter(concept for concept, status in used if status == "preferred")
        expected += wanted.total()
        found += sum(min(count, allowed[concept]) for concept, count in wanted.items())
        preferred += sum(min(count, best[concept]) for concept, count in wanted.items())
    return TermScore(expected, found, preferred)
