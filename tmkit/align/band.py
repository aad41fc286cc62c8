"""Where the path may run: anchors that agree with each other, and a band of nodes around them.

A node (i, j) stands between sentences: i source and j target sentences lie behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Band", "Cuts", "anchors", "band_around", "chain", "similar_pairs"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_BLOCK = 512
_CELLS = 4_000_000  # similarities that are held at once
_STEADY = 1e-4  # of cosine, over the whole text: of sentences that come again and again the nearest counts
_NOISE = 1e-6  # weight of an anchor that is nothing but rounding
_STRONG = 0.6  # of the median weight in the chain
_LARGE = 20_000  # nodes
_NODES = 50_000, 30  # between all anchors, and for each sentence more; usual are 11 to 14
_OFF = 5.0  # sentences
_WHOLE = 40_000_000  # pairs of sentences that are all compared
_SPARSE = 4  # of a longer text every so many sentences are compared with all first
_DENSE = 0.05  # anchors per sentence of the shorter side


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
    columns = np.linspace(0, _STEADY, m, dtype=np.float32)
    for part in _parts(n, m):
        block = source[part] @ target.T
        block -= np.abs(np.linspace(0, _STEADY, n, dtype=np.float32)[part, None] - columns)
        order = np.argpartition(block, m - keep, axis=1)[:, m - keep :]
        order = np.sort(order, axis=1)
        best[part] = order
        cosines[part] = np.take_along_axis(block, order, axis=1)
        for _ in range(min(keep, len(block))):
            highest = block.max(axis=0)
            lowest = column_best.argmin(axis=0)
            column_best[lowest, np.arange(m)] = np.maximum(column_best[lowest, np.arange(m)], highest)
            block[block == highest] = -1
    csls = cosines - (cosines.mean(axis=1)[:, None] + column_best.mean(axis=0)[best]) / 2
    return np.repeat(np.arange(n), keep), best.ravel(), csls.ravel()


def _parts(n: int, m: int) -> Iterator[slice]:
    """Runs of the rows 0..n-1 that are compared with m columns at once."""
    step = max(min(_BLOCK, _CELLS // max(m, 1)), 1)
    for first in range(0, n, step):
        yield slice(first, min(first + step, n))


def chain(rows: Integers, columns: Integers, weights: Floats) -> list[tuple[int, int]]:
    """The heaviest set of pairs that rises in both coordinates; `rows` must be in order.

    best[j] is the weight of the heaviest chain that ends before column j; it never falls as j grows, so a new chain
    is entered by a search and one assignment to a slice.
    """
    useful = weights > _NOISE
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


@dataclass(frozen=True)
class Cuts:
    """Nodes that the path must run through, and rows and columns that no step may reach across."""

    nodes: tuple[tuple[int, int], ...] = ()
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()

    def allow(self, pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """The pairs of sentences that lie on the same side of every node on both sides."""
        return [(i, j) for i, j in pairs if all((i < p) == (j < q) for p, q in self.nodes)]


def anchors(source: Floats, target: Floats) -> list[tuple[int, int]]:
    """Pairs of sentences that surely belong together, rising in both texts.

    Of the heaviest chain the weaker links go: they are where chance puts anchors into passages without counterpart.
    """
    if len(source) * len(target) > _WHOLE:
        rough = anchors(source[::_SPARSE], target)
        if not rough:
            return []  # nothing stands out; looking closer would take for ever
        rows, columns, weights = _pairs_between([(i * _SPARSE, j) for i, j in rough], source, target)
    else:
        rows, columns, weights = similar_pairs(source, target)
    usual = _weights_on(chain(rows, columns, weights), rows, columns, weights)
    if not len(usual):
        return []
    strong = weights > _STRONG * float(np.median(usual))
    return _filled(_supported(chain(rows[strong], columns[strong], weights[strong])), source, target)


def _filled(path: list[tuple[int, int]], source: Floats, target: Floats) -> list[tuple[int, int]]:
    """With more anchors where a large hole is left: what stands out less in the whole text may stand out inside it."""
    corners = [(-1, -1), *path, (len(source), len(target))]
    result: list[tuple[int, int]] = []
    for (i, j), (p, q) in pairwise(corners):
        size = (p - i - 1) * (q - j - 1)
        if _LARGE < size <= _WHOLE and len(path) > 2:
            found = chain(*similar_pairs(source[i + 1 : p], target[j + 1 : q]))
            result += _supported([(i + 1 + a, j + 1 + b) for a, b in found], least=4)
        result.append((p, q))
    return result[:-1]


def _supported(path: list[tuple[int, int]], least: int = 3) -> list[tuple[int, int]]:
    """Without the anchors that lie off the line to both their neighbours, as chance puts them into a gap.

    An anchor at the edge of a gap is off the line to one side only. Between the ends of the texts and the first and
    last anchor there may be a gap as well, so the ends support nothing.
    """
    if len(path) < least:
        return path if least == 3 else []
    points = np.array(path, dtype=np.float64)
    steps = np.diff(points, axis=0)
    slope = float(np.median(steps[:, 1] / steps[:, 0]))
    off = np.abs(steps[:, 1] - slope * steps[:, 0]) / np.sqrt(slope)
    off = np.concatenate([[np.inf], off, [np.inf]])
    stray = np.minimum(off[:-1], off[1:]) > _OFF
    return [pair for pair, lost in zip(path, stray.tolist(), strict=True) if not lost]


def _pairs_between(
    rough: Sequence[tuple[int, int]], source: Floats, target: Floats
) -> tuple[Integers, Integers, Floats]:
    """Similar pairs of a long text, looked for between the rough anchors before and after each block of it."""
    n, m = len(source), len(target)
    rows = np.array([-1, *(i for i, _ in rough), n])
    columns = np.array([0, *(j for _, j in rough), m])
    found = []
    for first in range(0, n, _BLOCK):
        last = min(first + _BLOCK, n)
        left = columns[np.searchsorted(rows, first, side="right") - 1]
        right = columns[np.searchsorted(rows, last - 1, side="left")] + 1
        near, far, weights = similar_pairs(source[first:last], target[left:right])
        found.append((near + first, far + left, weights))
    i, j, w = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, w


def _weights_on(path: Sequence[tuple[int, int]], rows: Integers, columns: Integers, weights: Floats) -> Floats:
    width = int(columns.max(initial=0)) + 1
    wanted = np.array([i * width + j for i, j in path], dtype=np.int64)
    return weights[np.isin(rows * width + columns, wanted)]


def band_around(anchors: Sequence[tuple[int, int]], sizes: tuple[int, int], cuts: Cuts, reach: int = 5) -> Band:
    """The nodes between anchors, widened by `reach` rows and columns.

    Between two anchors lies a rectangle. A small one is taken whole. Through a large one, where a text without
    counterpart must be, the path may only run along its edges: first down its source side, then along its target
    side. Where anchors are rare altogether, nothing can be concluded, and the band follows the diagonal. The number of
    nodes is bounded by a multiple of the sentences.
    """
    n, m = sizes
    # Every anchor fills the corner between two nodes; a node of a cut is such a corner without any extent.
    filled = sorted([(i, j, 1) for i, j in anchors] + [(p, q, 0) for p, q in cuts.nodes])
    corners = np.array([(-1, -1, 1), *filled, (n, m, 0)], dtype=np.int64)
    top, left = corners[:-1, 0] + 1, corners[:-1, 1] + corners[:-1, 2]
    bottom, right = corners[1:, 0], corners[1:, 1]
    hole = np.repeat(np.arange(len(top)), np.maximum(bottom - top + 1, 0))
    rows = np.arange(n + 1)
    low, high = left[hole], right[hole]
    areas = (bottom - top) * (right - left)
    large = (areas > _largest(areas, _NODES[0] + _NODES[1] * (n + m)))[hole]
    if len(anchors) >= _DENSE * min(n, m):
        high = np.where(large & (rows < bottom[hole]), low, high)
    elif large.any():
        slope = (right - left)[hole] / np.maximum((bottom - top)[hole], 1)
        line = left[hole] + (rows - top[hole]) * slope
        low = np.where(large, np.floor(line).astype(np.int64), low)
        high = np.where(large, np.ceil(line + slope).astype(np.int64), high)
    low = np.clip(low[np.maximum(rows - reach, 0)] - reach, 0, m)
    high = np.clip(high[np.minimum(rows + reach, n)] + reach, 0, m)
    for p, q in cuts.nodes:
        low[p + 1 :] = np.maximum(low[p + 1 :], q)
        high[:p] = np.minimum(high[:p], q)
        low[p], high[p] = min(low[p], q), max(high[p], q)
    return Band(low, high, np.concatenate([[0], np.cumsum(high - low + 1)]))


def _largest(areas: Integers, budget: int) -> int:
    """The most nodes of a rectangle that is taken whole, so that all those taken keep within the budget."""
    order = np.sort(areas[areas <= _LARGE])
    over = np.flatnonzero(np.cumsum(order) > budget)
    return int(order[over[0]]) - 1 if len(over) else _LARGE
