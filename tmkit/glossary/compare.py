"""What changed between two states of a glossary, concept by concept and term by term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields

from ..model import Concept, Term

__all__ = ["Change", "Statistics", "compare_concepts", "count_terms"]


@dataclass(frozen=True, slots=True)
class Change:
    """A difference: `what` is concept, term or the name of a field; before or after is empty for new or gone."""

    concept: str
    what: str
    before: str
    after: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How many concepts and terms there are, by language, status, type, review state and subject field."""

    concepts: int
    terms: int
    by_language: dict[str, int]
    by_status: dict[str, int]
    by_type: dict[str, int]
    by_review: dict[str, int]
    by_field: dict[str, int]
    with_source: int
    paraphrase_allowed: int


def compare_concepts(old: Iterable[Concept], new: Iterable[Concept]) -> list[Change]:
    """Every difference, by id of the concept; a term is recognised by its text and language.

    >>> before = [Concept("a", terms=(Term("甲", "zh"),))]
    >>> after = [Concept("a", "law", terms=(Term("乙", "zh"),))]
    >>> [(c.what, c.before, c.after) for c in compare_concepts(before, after)]
    [('field', '', 'law'), ('term', '甲', ''), ('term', '', '乙')]
    """
    left, right = ({c.id: c for c in side} for side in (old, new))
    changes: list[Change] = []
    for name in sorted(left.keys() | right.keys()):
        if name not in right:
            changes.append(Change(name, "concept", _label(left[name]), ""))
        elif name not in left:
            changes.append(Change(name, "concept", "", _label(right[name])))
        else:
            changes += _changes_of(left[name], right[name])
    return changes


def _label(concept: Concept) -> str:
    return " = ".join(t.text for t in concept.terms if t.status == "preferred") or concept.id


def _changes_of(a: Concept, b: Concept) -> Iterator[Change]:
    for name in ("field", "definition", "paraphrase", "first_seen", "props"):
        if getattr(a, name) != getattr(b, name):
            yield Change(a.id, name, str(getattr(a, name)), str(getattr(b, name)))
    left, right = ({(t.language, t.text): t for t in c.terms} for c in (a, b))
    for key, term in left.items():
        if key not in right:
            yield Change(a.id, "term", term.text, "")
        else:
            yield from _changes_of_term(a.id, term, right[key])
    for key, term in right.items():
        if key not in left:
            yield Change(a.id, "term", "", term.text)


def _changes_of_term(concept: str, a: Term, b: Term) -> Iterator[Change]:
    for f in fields(Term):
        if getattr(a, f.name) != getattr(b, f.name):
            yield Change(concept, f.name, str(getattr(a, f.name)), str(getattr(b, f.name)), a.text)


def count_terms(concepts: Iterable[Concept]) -> Statistics:
    """Count what a glossary holds."""
    concepts = list(concepts)
    terms = [t for c in concepts for t in c.terms]
    return Statistics(
        concepts=len(concepts),
        terms=len(terms),
        by_language=_counted(t.language for t in terms),
        by_status=_counted(t.status for t in terms),
        by_type=_counted(t.type for t in terms),
        by_review=_counted(t.review for t in terms),
        by_field=_counted(c.field or "(none)" for c in concepts),
        with_source=sum(bool(t.source) for t in terms),
        paraphrase_allowed=sum(c.paraphrase for c in concepts),
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    """Counts, greatest first, then by name."""
    return dict(sorted(Counter(words).items(), key=lambda item: (-item[1], item[0])))
