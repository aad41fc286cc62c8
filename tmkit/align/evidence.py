"""What speaks for and against a step: similarity, length and the kind of step, as one number each.

Every piece of evidence is an array over (kinds, nodes); a weight per piece turns them into the score of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from .band import Band
from .lattice import KINDS

__all__ = ["NAMES", "Sides", "evidence", "length_ratio"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Spans = Callable[[int, Integers], Floats]

NAMES = (
    "one-to-one", "skip-source", "skip-target", "one-to-many", "one-to-many-more", "many-to-one", "many-to-one-more",
    "many-to-many", "many-to-many-more", "cosine", "cosine-extra", "background", "margin", "margin-extra",
    "length-absolute", "length-squared", "skip-source-likeness", "skip-target-likeness",
)  # fmt: skip
_AT = {name: k for k, name in enumerate(NAMES)}


@dataclass(frozen=True)
class Sides:
    """What is known of the two texts: span vectors (or None), cumulated lengths, target length per source length."""

    source_spans: Spans | None
    target_spans: Spans | None
    source_lengths: Floats
    target_lengths: Floats
    ratio: float
    source_mean: Floats | None = None
    target_mean: Floats | None = None
    memory: dict[tuple[str, int], Floats] = field(default_factory=dict)


def evidence(sides: Sides, band: Band, first: int, last: int) -> Floats:
    """The evidence for all steps into the nodes of rows first..last-1: (names, kinds, nodes)."""
    rows, columns = band.nodes(first, last)
    result = np.zeros((len(NAMES), len(KINDS), len(rows)), dtype=np.float32)
    _kinds(result)
    _lengths(result, sides, rows, columns)
    if sides.source_spans is not None:
        _similarities(result, sides, rows, columns)
    return result


def _kinds(result: Floats) -> None:
    for k, (a, b) in enumerate(KINDS):
        for name, value in _kind_values(a, b).items():
            result[_AT[name], k] = value


def _kind_values(a: int, b: int) -> dict[str, float]:
    if a == 0 or b == 0:
        return {"skip-target" if a == 0 else "skip-source": 1.0}
    if a == b == 1:
        return {"one-to-one": 1.0}
    name = "one-to-many" if a == 1 else "many-to-one" if b == 1 else "many-to-many"
    return {name: 1.0, f"{name}-more": float(a + b - (4 if name == "many-to-many" else 3))}


def _lengths(result: Floats, sides: Sides, rows: Integers, columns: Integers) -> None:
    x, y = sides.source_lengths * sides.ratio, sides.target_lengths
    for k, (a, b) in enumerate(KINDS):
        if a and b:
            lx = x[rows] - x[np.maximum(rows - a, 0)]
            ly = y[columns] - y[np.maximum(columns - b, 0)]
            off = np.clip(np.log((ly + 4) / (lx + 4)), -3, 3)
            scale = np.sqrt((lx + ly) / 120)
            result[_AT["length-absolute"], k] = np.abs(off) * scale
            result[_AT["length-squared"], k] = off * off * scale


def _similarities(result: Floats, sides: Sides, rows: Integers, columns: Integers) -> None:
    assert sides.source_spans is not None and sides.target_spans is not None
    r0, c0 = int(rows.min()), int(columns.min())
    ends_i = np.arange(r0, int(rows.max()) + 2)
    ends_j = np.arange(c0, int(columns.max()) + 2)
    x = {a: _vectors(sides, "source", a)[ends_i] for a in sorted({a for a, _ in KINDS if a})}
    y = {b: _vectors(sides, "target", b)[ends_j] for b in sorted({b for _, b in KINDS if b})}
    before_j = {b: _vectors(sides, "target", 1)[np.maximum(ends_j - b, 0)] for b in y}
    i, j = rows - r0, columns - c0
    single = x[1] @ y[1].T
    for k, (a, b) in enumerate(KINDS):
        if not (a and b):
            continue
        product = single if a == b == 1 else x[a] @ y[b].T
        cosine = product[i, j]
        right = (x[a] @ y[1].T)[i, j + 1]
        left = np.einsum("nd,nd->n", x[a][i], before_j[b][j]) if False else (x[a] @ before_j[b].T)[i, j]
        below = (x[1] @ y[b].T)[i + 1, j]
        above_x = _vectors(sides, "source", 1)[np.maximum(ends_i - a, 0)]
        above = (above_x @ y[b].T)[i, j]
        margin = cosine - (right + left + below + above) / 4
        background = (x[a] @ sides.target_mean)[i] + (y[b] @ sides.source_mean)[j]
        result[_AT["cosine"], k] = cosine
        result[_AT["cosine-extra"], k] = cosine * (a + b - 2)
        result[_AT["background"], k] = background * (a + b) / 2
        result[_AT["margin"], k] = margin
        result[_AT["margin-extra"], k] = margin * (a + b - 2)


def _vectors(sides: Sides, side: str, length: int) -> Floats:
    key = (side, length)
    if key not in sides.memory:
        spans = sides.source_spans if side == "source" else sides.target_spans
        count = len(sides.source_lengths if side == "source" else sides.target_lengths)
        assert spans is not None
        # One row more than there are ends, for the neighbour to the right of the last one.
        vectors = spans(length, np.arange(count))
        sides.memory[key] = np.concatenate([vectors, np.zeros_like(vectors[:1])])
    return sides.memory[key]


def length_ratio(source: Floats, target: Floats, anchors: Sequence[tuple[int, int]]) -> float:
    """Target characters per source character: the median over anchored pairs, or the totals where they are few."""
    pairs = np.array(anchors, dtype=np.int64).reshape(-1, 2)
    x, y = source[pairs[:, 0]], target[pairs[:, 1]]
    long_enough = (x >= 8) & (y >= 8)
    if long_enough.sum() >= 8:
        return float(np.exp(np.median(np.log(y[long_enough] / x[long_enough]))))
    return float(max(target.sum(), 1.0) / max(source.sum(), 1.0))
