"""Sentence alignment: the most likely path through all ways to pair up two texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ..model import Bead
from .band import Band, band_around, chain, similar_pairs
from .evidence import NAMES, Sides, evidence, length_ratio
from .lattice import KINDS, Lattice, Step

__all__ = ["align", "prepare"]

_REACH = 8
_ROWS = 64


def align(source: Sequence[str], target: Sequence[str], weights: Mapping[str, float], encoder=None) -> list[Bead]:
    """Beads in order, covering every sentence of both sides once."""
    if not source or not target:
        return [Bead((i,), ()) for i in range(len(source))] + [Bead((), (j,)) for j in range(len(target))]
    sides, band = prepare(source, target, encoder)
    lattice = Lattice(band, scores(sides, band, weights))
    likely, _ = lattice.posteriors()
    return [
        _bead(step, float(likely[step[2], band.offset[step[0]] + step[1] - band.low[step[0]]]))
        for step in lattice.best_path()
    ]


def prepare(source, target, encoder):
    n, m = len(source), len(target)
    x, y = encoder.sentences(source), encoder.sentences(target)
    xv, yv = x.spans(1, np.arange(1, n + 1)), y.spans(1, np.arange(1, m + 1))
    anchors = chain(*similar_pairs(xv, yv))
    band = band_around(anchors, n, m, _REACH)
    lx, ly = (np.array([len(t) for t in s], dtype=np.float32) for s in (source, target))
    ratio = length_ratio(lx, ly, anchors)
    cx, cy = (np.concatenate([[0], np.cumsum(v)]).astype(np.float32) for v in (lx, ly))
    return Sides(x.spans, y.spans, cx, cy, ratio, xv.mean(axis=0), yv.mean(axis=0)), band


def scores(sides: Sides, band: Band, weights: Mapping[str, float]):
    vector = np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)
    result = np.empty((len(KINDS), band.size), np.float32)
    for first in range(0, len(band.low), _ROWS):
        last = min(first + _ROWS, len(band.low))
        part = np.tensordot(vector, evidence(sides, band, first, last), axes=1)
        result[:, band.offset[first] : band.offset[last]] = part
    return result


def _bead(step: Step, score: float) -> Bead:
    row, column, kind = step
    a, b = KINDS[kind]
    return Bead(tuple(range(row - a, row)), tuple(range(column - b, column)), score)
