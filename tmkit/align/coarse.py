"""The first look: cheap evidence for every step in a wide band, to find the few steps that deserve a second look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .band import Band, Cuts
from .inputs import Floats, Integers, TextPair, totals
from .lattice import KINDS, SKIP_SOURCE, SKIP_TARGET, Lattice

__all__ = [
    "COARSE_NAMES",
    "GAPS",
    "Look",
    "Steps",
    "coarse_evidence",
    "coarse_lattice",
    "kind_values",
    "look",
    "survivors",
]

Doubles = npt.NDArray[np.float64]

KIND_NAMES = (
    "one-to-one", "skip-source", "skip-target", "one-to-many", "one-to-many-more", "many-to-one", "many-to-one-more",
    "many-to-many", "many-to-many-more",
)  # fmt: skip
COARSE_NAMES = (
    *KIND_NAMES, "cosine", "cosine-extra", "background", "margin", "margin-extra", "length-absolute", "length-squared",
    "skip-source-best", "skip-target-best",
)  # fmt: skip
GAPS = ("gap-source", "gap-target")
_AT = {name: k for k, name in enumerate(COARSE_NAMES)}
_LONGEST = 8
_ROWS = 64
_ENDS = 4096  # ends of spans that are looked at at once
_LIKELY = 1e-4
_STEPS = 5_000, 30  # that are left over at most, and for each sentence more; usual are 2 to 20
_FORBIDDEN = -1e4
_NO_CUTS = Cuts()


@dataclass(frozen=True)
class Look:
    """What the first look needs: running sums of lengths and vectors of both sides, and target length per source."""

    pair: TextPair
    ratio: float
    lengths: tuple[Doubles, Doubles]
    norms: tuple[dict[int, Floats], dict[int, Floats]]
    background: tuple[Doubles, Doubles]


@dataclass(frozen=True)
class Steps:
    """Single steps, in order of the node they end at: its row, column and number, their kind and likelihood."""

    rows: Integers
    columns: Integers
    kinds: Integers
    nodes: Integers
    likely: Floats
    band: Band

    @property
    def takes(self) -> tuple[Integers, Integers]:
        """How many source and target sentences each step takes."""
        return _KINDS[self.kinds, 0], _KINDS[self.kinds, 1]


_KINDS = np.array(KINDS)


def look(pair: TextPair, anchors: Sequence[tuple[int, int]]) -> Look:
    """Collect what is computed once per pair of texts."""
    x, y = pair.sentences
    mean_x, mean_y = x.mean(axis=0), y.mean(axis=0)
    return Look(
        pair,
        length_ratio(*pair.lengths, anchors),
        (totals(pair.lengths[0]), totals(pair.lengths[1])),
        (_norms(x), _norms(y)),
        (totals(x @ mean_y), totals(y @ mean_x)),
    )


def _norms(vectors: Floats) -> dict[int, Floats]:
    """Length of the sum of the k vectors before each end, at least a small number, for k = 1.._LONGEST."""
    norms = {k: np.zeros(len(vectors) + 1, np.float32) for k in range(1, _LONGEST + 1)}
    for first in range(0, len(vectors) + 1, _ENDS):
        ends = np.arange(first, min(first + _ENDS, len(vectors) + 1))
        sums = np.zeros((len(ends), vectors.shape[1]), np.float32)
        for k, norm in norms.items():
            inside = ends >= k
            sums[inside] += vectors[ends[inside] - k]
            norm[ends] = np.maximum(np.sqrt(np.einsum("ij,ij->i", sums, sums)), 1e-3)
    return norms


def length_ratio(source: Floats, target: Floats, anchors: Sequence[tuple[int, int]]) -> float:
    """Target characters per source character: the median over anchored pairs, or the totals where they are few."""
    pairs = np.array(anchors, dtype=np.int64).reshape(-1, 2)
    x, y = source[pairs[:, 0]], target[pairs[:, 1]]
    long_enough = (x >= 8) & (y >= 8)
    if long_enough.sum() >= 8:
        return float(np.exp(np.median(np.log(y[long_enough] / x[long_enough]))))
    return float(np.clip(target.sum() / source.sum(), 0.2, 5.0))


def kind_values(a: int, b: int) -> dict[str, float]:
    """The evidence that lies in the kind of a step alone."""
    if a == 0 or b == 0:
        return {"skip-target" if a == 0 else "skip-source": 1.0}
    if a == b == 1:
        return {"one-to-one": 1.0}
    name = "one-to-many" if a == 1 else "many-to-one" if b == 1 else "many-to-many"
    return {name: 1.0, f"{name}-more": float(a + b - (4 if name == "many-to-many" else 3))}


def coarse_evidence(seen: Look, band: Band, first: int, last: int) -> Floats:
    """The evidence for all steps into the nodes of rows first..last-1: (names, kinds, nodes)."""
    rows, columns = band.nodes(first, last)
    result = np.zeros((len(COARSE_NAMES), len(KINDS), len(rows)), dtype=np.float32)
    for k, (a, b) in enumerate(KINDS):
        for name, value in kind_values(a, b).items():
            result[_AT[name], k] = value
    table = _Table.around(seen.pair, rows, columns)
    for k, (a, b) in enumerate(KINDS):
        if a and b:
            _pair_evidence(result[:, k], seen, table, (a, b), rows, columns)
    _skip_evidence(result, table, band, first, last)
    return result


def _pair_evidence(
    result: Floats, seen: Look, table: _Table, kind: tuple[int, int], rows: Integers, columns: Integers
) -> None:
    a, b = kind
    extra = a + b - 2
    own, other = seen.norms[0][a][rows], seen.norms[1][b][columns]
    cosine = table.sums(rows - a, rows, columns - b, columns) / (own * other)
    beside = table.sums(rows - a, rows, columns, columns + 1) + table.sums(rows - a, rows, columns - b - 1, columns - b)
    around = table.sums(rows, rows + 1, columns - b, columns) + table.sums(rows - a - 1, rows - a, columns - b, columns)
    margin = cosine - (beside / own + around / other) / 4
    x, y = seen.background
    background = (x[rows] - x[np.maximum(rows - a, 0)]) / own + (y[columns] - y[np.maximum(columns - b, 0)]) / other
    values = {"cosine": cosine, "margin": margin, "background": background * (a + b) / 2}
    if extra:
        values |= {"cosine-extra": cosine * extra, "margin-extra": margin * extra}
    x, y = seen.lengths
    length_x = (x[rows] - x[np.maximum(rows - a, 0)]) * seen.ratio
    length_y = y[columns] - y[np.maximum(columns - b, 0)]
    off = np.clip(np.log((length_y + 4) / (length_x + 4)), -3, 3)
    scale = np.sqrt((length_x + length_y) / 120)
    values |= {"length-absolute": np.abs(off) * scale, "length-squared": off * off * scale}
    for name, value in values.items():
        result[_AT[name]] = value


def _skip_evidence(result: Floats, table: _Table, band: Band, first: int, last: int) -> None:
    """How similar the sentence that is left out is to the best one it could be paired with."""
    rows, columns = band.nodes(first, last)
    starts = band.offset[first:last] - band.offset[first]
    with_next = table.sums(rows - 1, rows, columns, columns + 1)
    best = np.maximum.reduceat(with_next, starts)
    result[_AT["skip-source-best"], SKIP_SOURCE] = best[rows - first]
    order = np.argsort(columns, kind="stable")
    edges = np.flatnonzero(np.diff(columns[order], prepend=-1))
    best = np.maximum.reduceat(table.sums(rows, rows + 1, columns - 1, columns)[order], edges)
    result[_AT["skip-target-best"], SKIP_TARGET, order] = np.repeat(best, np.diff([*edges, len(order)]))


@dataclass(frozen=True)
class _Table:
    """Sums of the products of all source and target vectors of a region; beyond the texts everything is zero."""

    sums_to: Doubles
    row: int
    column: int

    @classmethod
    def around(cls, pair: TextPair, rows: Integers, columns: Integers) -> _Table:
        """A table that covers every span that ends near these nodes."""
        row, column = int(rows.min()) - _LONGEST - 1, int(columns.min()) - _LONGEST - 1
        x = _slice(pair.sentences[0], row, int(rows.max()) + 1)
        y = _slice(pair.sentences[1], column, int(columns.max()) + 1)
        sums = np.zeros((len(x) + 1, len(y) + 1))
        np.cumsum(x @ y.T, axis=0, out=sums[1:, 1:])
        np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
        return cls(sums, row, column)

    def sums(self, top: Integers, bottom: Integers, left: Integers, right: Integers) -> Doubles:
        """The sum over source sentences top..bottom-1 and target sentences left..right-1."""
        width = self.sums_to.shape[1]
        flat = self.sums_to.ravel()
        upper, lower = (top - self.row) * width - self.column, (bottom - self.row) * width - self.column
        result: Doubles = flat[lower + right] - flat[upper + right] - flat[lower + left] + flat[upper + left]
        return result


def _slice(vectors: Floats, first: int, last: int) -> Floats:
    """Rows first..last-1, zeros where there are none."""
    result = np.zeros((last - first, vectors.shape[1]), np.float32)
    inside = slice(max(first, 0), min(last, len(vectors)))
    if inside.stop > inside.start:
        result[inside.start - first : inside.stop - first] = vectors[inside]
    return result


def coarse_lattice(seen: Look, band: Band, weights: Mapping[str, float], cuts: Cuts = _NO_CUTS) -> Lattice:
    """All steps in the band with their scores; those that reach across a cut are as good as impossible."""
    vector = np.array([weights.get(name, 0.0) for name in COARSE_NAMES], dtype=np.float32)
    scores = np.empty((len(KINDS), band.size), np.float32)
    for first in range(0, len(band.low), _ROWS):
        last = min(first + _ROWS, len(band.low))
        part = np.tensordot(vector, coarse_evidence(seen, band, first, last), axes=1)
        scores[:, band.offset[first] : band.offset[last]] = part
    if cuts.rows or cuts.columns:  # every node has its row and column among them
        _forbid(scores, band, cuts)
    return Lattice(band, scores, (weights.get(GAPS[0], 0.0), weights.get(GAPS[1], 0.0)))


def _forbid(scores: Floats, band: Band, cuts: Cuts) -> None:
    rows, columns = band.nodes(0, len(band.low))
    passed = [
        np.cumsum(np.isin(np.arange(int(end.max()) + 2), list(cut)))
        for end, cut in ((rows, cuts.rows), (columns, cuts.columns))
    ]
    for k, (a, b) in enumerate(KINDS):
        for ends, taken, cut in ((rows, a, passed[0]), (columns, b, passed[1])):
            if taken > 1:
                # Cuts strictly between the two ends of a step.
                inside: Integers = cut[np.maximum(ends - 1, 0)] - cut[np.maximum(ends - taken, 0)]
                scores[k, inside > 0] = _FORBIDDEN
    _run_through(scores, rows, columns, cuts.nodes)


def _run_through(scores: Floats, rows: Integers, columns: Integers, nodes: Sequence[tuple[int, int]]) -> None:
    """No step may leave the row of a node before its column, or come into the row beyond it."""
    # Several nodes in one row: the path comes in before the first and leaves after the last.
    arrive, leave = (np.full(int(rows.max()) + 2, -1) for _ in range(2))
    for p, q in sorted(nodes):
        leave[p] = q
        arrive[p] = q if arrive[p] < 0 else arrive[p]
    for k, (a, b) in enumerate(KINDS):
        if a:
            begin, end = leave[np.maximum(rows - a, 0)], arrive[rows]
            early = (rows >= a) & (begin >= 0) & (columns - b < begin)
            late = (end >= 0) & (columns > end)
            scores[k, early | late] = _FORBIDDEN


def survivors(lattice: Lattice, likely: Floats, also: Sequence[tuple[int, int]] = ()) -> Steps:
    """The steps that are not hopeless, and those of the best path so that there always is one.

    `also` names steps, as kind and node, that are kept in any case.
    """
    most = _STEPS[0] + _STEPS[1] * (len(lattice.band.low) + int(lattice.band.high[-1]))
    keep = likely > _least(likely, most)
    for kind, node in also:
        keep[kind, node] = True
    band = lattice.band
    for row, column, kind in lattice.best_path():
        keep[kind, band.offset[row] + column - band.low[row]] = True
    nodes, kinds = np.nonzero(keep.T)
    rows = np.searchsorted(band.offset, nodes, side="right") - 1
    columns = nodes - band.offset[rows] + band.low[rows]
    return Steps(rows, columns, kinds, nodes, likely[kinds, nodes], band)


def _least(likely: Floats, most: int) -> float:
    """The likelihood that at most so many steps exceed; of texts without any hold all steps are a little likely."""
    hopeful = likely[likely > _LIKELY]
    return float(np.partition(hopeful, -most - 1)[-most - 1]) if len(hopeful) > most else _LIKELY
