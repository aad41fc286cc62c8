"""A second opinion on short texts, where the model has nothing to compare a bead with and is certain of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..model import Bead
from .band import Cuts
from .inputs import TextPair

__all__ = ["doubted"]

_TINY = 5  # sentences of a side: from here on the text itself tells how alike translations are
# One-line pairs with USE: translations, down to a single word, lie above .35, unrelated ones about .1 and below .3.
_UNLIKE, _ALIKE = 0.10, 0.35
_ALIKE_WITHIN = 0.20  # between fixed beads of a longer text, which tells more about free translations
_LOW = 0.1


def doubted(pair: TextPair, beads: Sequence[Bead], cuts: Cuts) -> list[Bead]:
    """The same beads; where a side has less than five sentences between fixed beads, unlike pairs score low.

    The bound on the score rises from .1 at cosine .1 to 1 at .35, or at .20 inside a longer text.
    """
    edges = [(0, 0), *cuts.nodes, (len(pair.source), len(pair.target))]
    starts = [row for row, _ in edges[:-1]]
    alike = _ALIKE if min(edges[-1]) < _TINY else _ALIKE_WITHIN

    def tiny(bead: Bead) -> bool:
        cell = bisect_right(starts, bead.source[0]) - 1
        return min(edges[cell + 1][side] - edges[cell][side] for side in (0, 1)) < _TINY

    return [
        replace(b, score=min(b.score, _bound(_cosine(pair, b), alike))) if b.source and b.target and tiny(b) else b
        for b in beads
    ]


def _cosine(pair: TextPair, bead: Bead) -> float:
    source, target = (
        vectors.spans(len(side), np.array([side[-1] + 1]))[0]
        for vectors, side in zip(pair.vectors, (bead.source, bead.target), strict=True)
    )
    return float(source @ target)


def _bound(cosine: float, alike: float) -> float:
    share = (cosine - _UNLIKE) / (alike - _UNLIKE)
    return _LOW + (1 - _LOW) * min(max(share, 0.0), 1.0)
