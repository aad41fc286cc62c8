"""Concepts as pairs of terms, for formats that know only a source and a target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...model import Concept, Term
from .base import WriteOptions, Written, by_id

__all__ = ["Pair", "pairs_of", "remarks_of"]

_ORDER = ("preferred", "admitted", "superseded", "deprecated")


@dataclass(frozen=True, slots=True)
class Pair:
    """A source term with one target term of the same concept."""

    concept: Concept
    source: Term
    target: Term


def pairs_of(
    concepts: Iterable[Concept], options: WriteOptions, written: Written, statuses: tuple[str, ...] = _ORDER
) -> Iterator[Pair]:
    """Every source term with every target term whose status is one of `statuses`, preferred ones first.

    What falls away is counted in the losses of `written`.
    """
    for concept in by_id(concepts):
        sources = concept.in_language(options.source_language)
        targets = sorted(concept.in_language(options.target_language), key=lambda t: _ORDER.index(t.status))
        written.losses["terms in other languages"] += len(concept.terms) - len(sources) - len(targets)
        if not sources or not targets:
            written.losses["concept without a term in both languages"] += 1
        for target in targets:
            if target.status not in statuses:
                written.losses[f"{target.status} term"] += bool(sources)
        for source in sources:
            for target in targets:
                if target.status in statuses:
                    yield Pair(concept, source, target)


def remarks_of(pair: Pair, separator: str = "; ") -> str:
    """What a translator should read beside the pair: status, field, note, definition, what not to write."""
    concept, target = pair.concept, pair.target
    forbidden = [t.text for t in concept.in_language(target.language) if t.status == "deprecated"]
    parts = [
        target.status,
        concept.field,
        target.note,
        concept.definition,
        f"not: {', '.join(forbidden)}" if forbidden and target.status != "deprecated" else "",
    ]
    return separator.join(" ".join(p.split()) for p in parts if p)
