"""Bertalign's algorithm over any encoder, written from its description, as a peer to measure against.

Lei Liu and Min Zhu, "Bertalign: Improved word embedding-based sentence alignment for Chinese-English parallel corpora
of literary texts", Digital Scholarship in the Humanities 38 (2), 2023. Two passes of dynamic programming. The first
looks for the chain of 1-1 pairs with the greatest sum of cosines, where a pair may only be one of a source sentence
and its k nearest target sentences. The second looks around that chain for beads of up to `most` sentences: the value
of a bead is the cosine of its two sides as strings, less the mean cosine with what stands beside the other side
(margin), times log2(1 + shorter / longer) for lengths in bytes scaled to the whole texts; a sentence without
counterpart has the fixed value -0.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Settings", "bertalign"]

Floats = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Floats]
Sides = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Settings:
    """The published defaults; `most` is the greatest number of sentences of both sides together."""

    nearest: int = 3
    most: int = 8
    window: int = 5
    skip: float = -0.1


def bertalign(source: Sequence[str], target: Sequence[str], encode: Encode, settings: Settings) -> list[Sides]:
    """Beads as pairs of tuples of sentence numbers, in order."""
    spans = _Spans(source, encode, settings.most - 1), _Spans(target, encode, settings.most - 1)
    anchors = first_pass(spans[0].vectors[0], spans[1].vectors[0], settings.nearest)
    return _second_pass(spans, _limits(anchors, (len(source), len(target)), settings.window), settings)


class _Spans:
    """Vectors and lengths in bytes of all spans of a text; row e of `vectors[n - 1]` ends with sentence e."""

    def __init__(self, sentences: Sequence[str], encode: Encode, longest: int) -> None:
        self.vectors = []
        for n in range(1, longest + 1):
            texts = [" ".join(sentences[max(e - n + 1, 0) : e + 1]) for e in range(len(sentences))]
            self.vectors.append(encode(texts))
        self.sums = np.cumsum([0, *(len(s.encode()) for s in sentences)])

    def lengths(self, n: int, ends: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """Bytes of the spans of n sentences that end before each of `ends`."""
        return (self.sums[ends] - self.sums[ends - n]).astype(np.float64)


def first_pass(source: Floats, target: Floats, nearest: int) -> list[tuple[int, int]]:
    """The chain of pairs with the greatest sum of cosines."""
    cosines = source @ target.T
    k = min(nearest, cosines.shape[1])
    allowed = np.full_like(cosines, -np.inf)
    best = np.argpartition(-cosines, k - 1, axis=1)[:, :k]
    np.put_along_axis(allowed, best, np.take_along_axis(cosines, best, axis=1), axis=1)
    totals = np.zeros((len(source) + 1, len(target) + 1), dtype=np.float32)
    for i, row in enumerate(allowed):
        totals[i + 1, 1:] = np.maximum(totals[i, 1:], totals[i, :-1] + row)
        np.maximum.accumulate(totals[i + 1], out=totals[i + 1])
    chain, i, j = [], len(source), len(target)
    while i and j:
        if totals[i, j] == totals[i - 1, j]:
            i -= 1
        elif totals[i, j] == totals[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            chain.append((i, j))
    return chain[::-1]


def _limits(anchors: list[tuple[int, int]], sizes: tuple[int, int], window: int) -> list[tuple[int, int]]:
    """First and last target position that is looked at after 0, 1, 2 ... source sentences."""
    points = [(0, 0), *((i + 1, j + 1) for i, j in anchors), sizes]
    limits = [(0, 0)] * (sizes[0] + 1)
    for (i, j), (i2, j2) in pairwise(points):
        for row in range(i, i2 + 1):
            limits[row] = max(j - window, 0), min(j2 + window, sizes[1])
    limits[0] = 0, limits[0][1]
    return limits


def _second_pass(spans: tuple[_Spans, _Spans], limits: list[tuple[int, int]], settings: Settings) -> list[Sides]:
    width = max(high - low for low, high in limits) + 1
    kinds = [(a, b) for a in range(1, settings.most) for b in range(1, settings.most - a + 1)]
    lows = np.array([low for low, _ in limits])
    values = {kind: _values(spans, kind, lows, width) for kind in kinds}
    totals: list[dict[int, float]] = []
    moves: list[dict[int, tuple[int, int]]] = []
    for i, (low, high) in enumerate(limits):
        totals.append({} if i else {0: 0.0})
        moves.append({})
        for j in range(low if i else 1, high + 1):
            options = [
                (totals[i - a][j - b] + (values[a, b][i][j - low] if a and b else settings.skip), (a, b))
                for a, b in [*kinds, (1, 0), (0, 1)]
                if a <= i and j - b in totals[i - a]
            ]
            if options:
                totals[i][j], moves[i][j] = max(options)
    return _back(moves, len(limits) - 1, max(totals[-1]))


def _back(moves: list[dict[int, tuple[int, int]]], i: int, j: int) -> list[Sides]:
    beads = []
    while i or j:
        a, b = moves[i][j]
        beads.append((tuple(range(i - a, i)), tuple(range(j - b, j))))
        i, j = i - a, j - b
    return beads[::-1]


def _values(
    spans: tuple[_Spans, _Spans], kind: tuple[int, int], lows: npt.NDArray[np.int64], width: int
) -> list[list[float]]:
    """The value of a bead of this kind that ends before (row, low + column), for all places of the window."""
    (a, b), (source, target) = kind, spans
    sizes = len(source.sums) - 1, len(target.sums) - 1
    i = np.arange(len(lows))[:, None]
    j = lows[:, None] + np.arange(width)[None, :]
    right = (i >= a) & (j >= b) & (j <= sizes[1])
    ends = np.where(right, i, a), np.where(right, j, b)
    if a > sizes[0] or b > sizes[1]:
        return np.full(j.shape, -1e9).tolist()
    own, other = source.vectors[a - 1][ends[0] - 1], target.vectors[b - 1][ends[1] - 1]
    cosine = np.einsum("ijk,ijk->ij", own, other)
    beside = _beside(own, target.vectors[0], ends[1], b) + _beside(other, source.vectors[0], ends[0], a)
    lengths = source.lengths(a, ends[0]), target.lengths(b, ends[1]) * source.sums[-1] / max(target.sums[-1], 1)
    shorter, longer = np.minimum(*lengths), np.maximum(np.maximum(*lengths), 1)
    value = (cosine - beside / 2) * np.log2(1 + shorter / longer)
    return np.where(right, value, -1e9).tolist()


def _beside(vectors: Floats, sentences: Floats, ends: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.float64]:
    """Mean cosine of a span with the sentences right before and right after the other side."""
    total = np.zeros(ends.shape)
    count = np.zeros(ends.shape)
    for place in (ends - n - 1, ends):
        there = (place >= 0) & (place < len(sentences))
        neighbour = sentences[np.where(there, place, 0)]
        total += np.einsum("ijk,ijk->ij", vectors, neighbour) * there
        count += there
    return total / np.maximum(count, 1)
