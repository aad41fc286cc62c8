"""How much of a test set the memory has seen already, and what the scores are without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from .metrics import Metric, Rows, column_sums
from .report import Overlap

__all__ = ["FUZZY", "overlap_of"]

FUZZY = 75.0
_EXACT = 100.0


def overlap_of(
    name: str, matches: Sequence[float], metrics: Sequence[Metric], tables: Mapping[str, Sequence[Rows]]
) -> Overlap:
    """The segments that a memory knows, by the score of the best match of each source, and scores without them.

    `matches` holds a percentage a segment, 0 for none; 100 and more is the same text, 75 and more a fuzzy match.
    """
    known = np.array(matches)
    fresh = known < FUZZY
    scores = {
        system: {m.name: m.score(column_sums(rows[i][fresh])) for i, m in enumerate(metrics)} if fresh.any() else {}
        for system, rows in tables.items()
    }
    return Overlap(
        name,
        tuple(int(i) + 1 for i in np.flatnonzero(known >= _EXACT)),
        tuple(int(i) + 1 for i in np.flatnonzero((known >= FUZZY) & (known < _EXACT))),
        scores,
    )
