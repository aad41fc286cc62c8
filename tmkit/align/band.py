"""Where the path may run: anchors that agree with each other, and a band of nodes around them.

A node (i, j) stands between sentences: i source and j target sentences lie behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Band", "band_around", "chain", "similar_pairs"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_BLOCK = 512


@dataclass(frozen=True)
class Band:
    """Rows i = 0..n of nodes, row i covering j = low[i]..high[i]; nodes are numbered row by row from `offset`."""

    low: Integers
    high: Integers
    offset: Integers

    @property
    def size(self) -> int:
        """How many nodes there are."""
        return int(self.offset[-1])

    def nodes(self, first: int, last: int) -> tuple[Integers, Integers]:
        """Row and column of every node of rows first..last-1."""
        widths = self.high[first:last] - self.low[first:last] + 1
        rows = np.repeat(np.arange(first, last), widths)
        columns = np.arange(len(rows)) - np.repeat(np.cumsum(widths) - widths, widths) + self.low[rows]
        return rows, columns

    def number(self, rows: Integers, columns: Integers) -> Integers:
        """The numbers of nodes, `size` for those outside the band."""
        inside = (rows >= 0) & (rows < len(self.low))
        row = np.where(inside, rows, 0)
        inside &= (columns >= self.low[row]) & (columns <= self.high[row])
        return np.where(inside, self.offset[row] + columns - self.low[row], self.size)


def similar_pairs(source: Floats, target: Floats, keep: int = 4) -> tuple[Integers, Integers, Floats]:
    """For every source sentence its `keep` most similar target sentences, with how far they stand out.

    The weight is the cosine less half the mean of the best ones of either side (CSLS), so that a sentence that
    resembles everything anchors nothing.
    """
    n, m = len(source), len(target)
    keep = min(keep, m)
    best, cosines = np.zeros((n, keep), np.int64), np.zeros((n, keep), np.float32)
    column_best = np.full((keep, m), -1, np.float32)
    for first in range(0, n, _BLOCK):
        block = source[first : first + _BLOCK] @ target.T
        order = (
            np.argpartition(-block, keep - 1, axis=1)[:, :keep] if keep < m else np.tile(np.arange(m), (len(block), 1))
        )
        order = np.sort(order, axis=1)
        best[first : first + _BLOCK] = order
        cosines[first : first + _BLOCK] = np.take_along_axis(block, order, axis=1)
        height = min(keep, len(block))
        column_best = -np.sort(-np.concatenate([column_best, -np.sort(-block, axis=0)[:height]]), axis=0)[:keep]
    csls = cosines - (cosines.mean(axis=1)[:, None] + column_best.mean(axis=0)[best]) / 2
    return np.repeat(np.arange(n), keep), best.ravel(), csls.ravel()


def chain(rows: Integers, columns: Integers, weights: Floats) -> list[tuple[int, int]]:
    """The heaviest set of pairs that rises in both coordinates; `rows` must be in order.

    best[j] is the weight of the heaviest chain that ends before column j; it never falls as j grows, so a new chain
    is entered by a search and one assignment to a slice.
    """
    useful = weights > 0
    rows, columns, weights = rows[useful], columns[useful], weights[useful]
    if not len(rows):
        return []
    width = int(columns.max()) + 2
    best, last = np.zeros(width), np.full(width, -1, dtype=np.int64)
    previous = np.full(len(rows), -1, dtype=np.int64)
    edges = np.flatnonzero(np.diff(rows)) + 1
    for first, stop in zip([0, *edges.tolist()], [*edges.tolist(), len(rows)], strict=True):
        totals = best[columns[first:stop]] + weights[first:stop]
        previous[first:stop] = last[columns[first:stop]]
        for k, total in zip(range(first, stop), totals.tolist(), strict=True):
            at = int(columns[k]) + 1
            end = int(np.searchsorted(best[at:], total)) + at
            best[at:end] = total
            last[at:end] = k
    path = []
    k = int(last[-1])
    while k >= 0:
        path.append((int(rows[k]), int(columns[k])))
        k = int(previous[k])
    return path[::-1]


def band_around(anchors: Sequence[tuple[int, int]], n: int, m: int, reach: int) -> Band:
    """The nodes at most `reach` rows and columns from the line through the anchors, ends included."""
    points = [(0, 0), *((i + 1, j + 1) for i, j in anchors), (n, m)]
    line_i = np.array([p[0] for p in points])
    line_j = np.array([p[1] for p in points])
    center = np.interp(np.arange(n + 1), line_i, line_j)
    low = np.floor(center[np.clip(np.arange(n + 1) - reach, 0, n)]).astype(np.int64) - reach
    high = np.ceil(center[np.clip(np.arange(n + 1) + reach, 0, n)]).astype(np.int64) + reach
    low, high = np.clip(low, 0, m), np.clip(high, 0, m)
    return Band(low, high, np.concatenate([[0], np.cumsum(high - low + 1)]))
