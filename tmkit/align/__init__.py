"""Sentence alignment: the most likely path through all ways to pair up two texts.

Two looks are taken. The first weighs cheap evidence for every step in a band around anchors; the few steps that it
leaves over are weighed again with everything that is known. Both are log-linear models over whole paths (conditional
random fields), so every bead comes with the probability that it is right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..model import Bead
from .band import Band, Cuts, anchors, band_around
from .coarse import GAPS, Look, Steps, coarse_lattice, look, survivors
from .evidence import _all_columns as pieces
from .inputs import Channel, Floats, SentenceVectors, TextPair
from .lattice import KINDS, SKIP_SOURCE, SKIP_TARGET, Lattice

__all__ = [
    "Channel",
    "Cuts",
    "SentenceVectors",
    "TextPair",
    "Weights",
    "align",
    "beads_of",
    "first_look",
    "lattice_of",
    "prepare",
]

_IMPOSSIBLE = -1e4
_NO_CUTS = Cuts()


@dataclass(frozen=True)
class Weights:
    """How much each piece of evidence counts in the first and in the second look, and how to read probabilities.

    A probability p becomes the confidence 1 / (1 + exp(-(slope * log(p / (1 - p)) + offset))).
    """

    first: Mapping[str, float]
    second: Mapping[str, float]
    slope: float = 1.0
    offset: float = 0.0


def align(pair: TextPair, weights: Weights, cuts: Cuts = _NO_CUTS) -> list[Bead]:
    """Beads in text order that cover every sentence of both sides once; a gap is a bead with an empty side."""
    if not pair.source or not pair.target:
        return [Bead((i,), ()) for i in range(len(pair.source))] + [Bead((), (j,)) for j in range(len(pair.target))]
    seen, steps = first_look(pair, weights.first, cuts)
    return beads_of(lattice_of(steps, _scores(seen, steps, weights.second), weights.second), weights)


def _scores(seen: Look, steps: Steps, weights: Mapping[str, float]) -> Floats:
    """The sum of the evidence for every step, piece by piece: all pieces at once would fill the memory."""
    scores = np.zeros(len(steps.rows), np.float32)
    for name, column in pieces(seen, steps):
        if weight := weights.get(name, 0.0):
            scores += np.float32(weight) * column.astype(np.float32)
    return scores


def beads_of(lattice: Lattice, weights: Weights) -> list[Bead]:
    """The best path as beads with their confidence."""
    band, likely = lattice.band, lattice.posteriors().steps
    rows, columns = band.nodes(0, len(band.low))
    # It is the same gap wherever on the other side the path leaves the sentence out.
    left_out = (
        np.bincount(rows, likely[SKIP_SOURCE], minlength=len(band.low)),
        np.bincount(columns, likely[SKIP_TARGET], minlength=int(band.high[-1]) + 1),
    )
    beads = []
    for row, column, kind in lattice.best_path():
        a, b = KINDS[kind]
        if a and b:
            p = float(likely[kind, int(band.offset[row]) + column - int(band.low[row])])
        else:
            p = float(left_out[0][row] if a else left_out[1][column])
        beads.append(Bead(tuple(range(row - a, row)), tuple(range(column - b, column)), confidence(p, weights)))
    return beads


def first_look(pair: TextPair, weights: Mapping[str, float], cuts: Cuts = _NO_CUTS) -> tuple[Look, Steps]:
    """The steps that the first look leaves over."""
    seen, band = prepare(pair, cuts)
    lattice = coarse_lattice(seen, band, weights, cuts)
    return seen, survivors(lattice, lattice.posteriors().steps)


def prepare(pair: TextPair, cuts: Cuts = _NO_CUTS) -> tuple[Look, Band]:
    """Anchors, and the band around them."""
    certain = cuts.allow(anchors(*pair.sentences))
    return look(pair, certain), band_around(certain, (len(pair.source), len(pair.target)), cuts)


def lattice_of(steps: Steps, scores: Floats, weights: Mapping[str, float]) -> Lattice:
    """A lattice that holds these steps only, in the narrowest band."""
    band = _narrowed(steps)
    table = np.full((len(KINDS), band.size), _IMPOSSIBLE, np.float32)
    table[steps.kinds, band.number(steps.rows, steps.columns)] = scores
    return Lattice(band, table, (weights.get(GAPS[0], 0.0), weights.get(GAPS[1], 0.0)))


def _narrowed(steps: Steps) -> Band:
    """The band that just holds all nodes at which these steps begin or end."""
    n, m = len(steps.band.low) - 1, int(steps.band.high[-1])
    low, high = np.full(n + 1, m), np.zeros(n + 1, dtype=np.int64)
    for rows, columns in ((steps.rows, steps.columns), (steps.rows - steps.takes[0], steps.columns - steps.takes[1])):
        np.minimum.at(low, rows, columns)
        np.maximum.at(high, rows, columns)
    low[0], high[n] = 0, m
    empty = low > high
    low[empty] = high[empty] = steps.band.low[empty]
    return Band(low, high, np.concatenate([[0], np.cumsum(high - low + 1)]))


def confidence(p: float, weights: Weights) -> float:
    """A probability of the model as the share of beads with such a probability that are right."""
    p = min(max(p, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(weights.slope * math.log(p / (1 - p)) + weights.offset)))
