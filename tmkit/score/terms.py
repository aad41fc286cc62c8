"""Term accuracy: were the fixed terms of the source translated by terms that the glossary allows?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..model import TermMatch
from .pairs import ALLOWED, FindTerms
from .report import TermScore, TermUse
from .resample import SEED, bootstrap, interval_of

__all__ = ["FindTerms", "TermTask", "score_terms"]

_FORBIDDEN = ("deprecated", "superseded")


@dataclass(frozen=True, slots=True)
class TermTask:
    """The glossary's lookup, the source, the languages of source and translation, documents, bootstrap samples."""

    find: FindTerms
    source: Sequence[str]
    languages: tuple[str, str]
    documents: Sequence[str] = ()
    resamples: int = 0


def score_terms(task: TermTask, targets: Sequence[str]) -> TermScore:
    """Count the terms of each source segment and, no more often than that, their allowed counterparts.

    Consistency is the share of concepts said twice or more in a document that always got the same term there.
    """
    rows: list[tuple[int, int, int, int]] = []
    uses: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    forms: dict[tuple[str, str], set[str]] = defaultdict(set)
    said: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for i, (source, target) in enumerate(zip(task.source, targets, strict=True)):
        wanted = [m for m in task.find(source, task.languages[0]) if not m.nested]
        counts = Counter(m.concept.id for m in wanted)
        names |= {m.concept.id: m.term.text for m in wanted}
        used = [m for m in task.find(target, task.languages[1]) if m.concept.id in counts] if wanted else []
        rows.append(_row(counts, used))
        document = task.documents[i] if task.documents else ""
        for concept, count in counts.items():
            allowed = [m for m in used if m.concept.id == concept and m.term.status in ALLOWED]
            uses[concept][0] += count
            uses[concept][1] += min(count, len(allowed))
            forms[document, concept] |= {m.term.text for m in allowed}
            said[document, concept] += min(count, len(allowed))
    repeated = [key for key, count in said.items() if count > 1]
    consistent = sum(len(forms[key]) == 1 for key in repeated)
    table = np.array(rows, dtype=np.float64).reshape(-1, 4)
    expected, found, preferred, forbidden = (int(n) for n in table.sum(0))
    return TermScore(
        expected,
        found,
        preferred,
        forbidden,
        100 * consistent / len(repeated) if repeated else None,
        interval_of(bootstrap([_Rate()], [[table]], task.resamples)[0][0]) if task.resamples and expected else None,
        tuple(
            TermUse(c, names[c], w, f) for c, (w, f) in sorted(uses.items(), key=lambda u: (u[1][1] - u[1][0], u[0]))
        ),
    )


def _row(counts: Counter[str], used: Sequence[TermMatch]) -> tuple[int, int, int, int]:
    allowed = Counter(m.concept.id for m in used if m.term.status in ALLOWED)
    best = Counter(m.concept.id for m in used if m.term.status == "preferred")
    return (
        counts.total(),
        sum(min(count, allowed[concept]) for concept, count in counts.items()),
        sum(min(count, best[concept]) for concept, count in counts.items()),
        sum(m.term.status in _FORBIDDEN for m in used),
    )


class _Rate:
    """The accuracy as a metric of sums, so that it is resampled like the others."""

    name = "terms"
    higher_is_better = True

    def score(self, sums: Sequence[float]) -> float:
        """Percentage of expected terms that were found."""
        return 100 * float(sums[1]) / float(sums[0]) if sums[0] else 0.0

    def raw_score(self, sums: Any) -> Any:
        """The same."""
        return self.score(sums)

    def segment_score(self, row: Sequence[float]) -> float:
        """The same of one segment."""
        return self.score(row)

    def signature(self, **extra: object) -> str:
        """The draws, where there are any."""
        return "|".join(f"{key}:{value}" for key, value in (extra or {"seed": SEED}).items())
