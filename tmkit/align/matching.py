"""Which texts of two heaps belong together: one-to-one, with a score, and those that have no partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .inputs import Floats

__all__ = ["Profile", "match_profiles"]

_LEAST, _LEAST_CLOSE = 0.15, 0.1  # how far a pair must stand out, by the means alone and with the sentences
_CANDIDATES = 10  # partners of a text by the means that are compared by sentences
_NUMBERS, _LENGTH = 0.3, 0.05  # what shared numbers and a usual length ratio add to a cosine


@dataclass(frozen=True)
class Profile:
    """A text as a whole: the mean of its sentence vectors, the values of its numbers, its length in characters.

    `sentences` are unit vectors of its sentences, or of its first ones, (n, d).
    """

    mean: Floats
    numbers: frozenset[str]
    length: int
    sentences: Floats | None = None


def match_profiles(source: Sequence[Profile], target: Sequence[Profile]) -> list[tuple[int, int, float]]:
    """Pairs by falling score, each text at most once.

    The likeness of two texts is the cosine of the mean vectors, plus shares for common numbers and for a length ratio
    near the median of all. Where the sentences are given, half of it and the mean cosine of the sentences of one text
    with the closest ones of the other, whichever text is better covered. The score is the likeness less half the mean
    likeness of the best rivals of either text.
    """
    if not source or not target:
        return []
    x, y = _directions(source, target)
    table = x @ y.T + _NUMBERS * _shared_numbers(source, target) - _LENGTH * _odd_lengths(source, target)
    least = _LEAST
    if all(p.sentences is not None for p in (*source, *target)):
        table, least = _closeness(source, target, table) + table / 2, _LEAST_CLOSE
    rivals = min(4, table.shape[1] - 1), min(4, table.shape[0] - 1)
    row = np.sort(table, axis=1)[:, -1 - rivals[0] : -1].mean(axis=1) if rivals[0] else np.zeros(len(source))
    column = np.sort(table, axis=0)[-1 - rivals[1] : -1].mean(axis=0) if rivals[1] else np.zeros(len(target))
    table = table - np.maximum(row[:, None] + column[None, :], 0) / 2
    pairs: list[tuple[int, int, float]] = []
    free_rows, free_columns = set(range(len(source))), set(range(len(target)))
    for at in np.argsort(-table, axis=None, kind="stable").tolist():
        i, j = divmod(at, table.shape[1])
        if table[i, j] < least or not free_rows or not free_columns:
            break
        if i in free_rows and j in free_columns:
            free_rows.remove(i)
            free_columns.remove(j)
            pairs.append((i, j, float(min(table[i, j], 1.0))))
    return pairs


def _directions(source: Sequence[Profile], target: Sequence[Profile]) -> tuple[Floats, Floats]:
    """Unit vectors of the texts; what all texts of a heap have in common is taken out where there are several."""
    sides = []
    for heap in (source, target):
        means = np.stack([p.mean for p in heap])
        if len(heap) > 2:
            means = means - 0.5 * means.mean(axis=0)
        sides.append(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-6))
    return sides[0].astype(np.float32), sides[1].astype(np.float32)


def _closeness(source: Sequence[Profile], target: Sequence[Profile], table: Floats) -> Floats:
    """For likely pairs by the table how well the sentences of one text are found in the other; -1 for the others."""
    sides = _sentences(source), _sentences(target)
    best = min(_CANDIDATES, table.shape[1]), min(_CANDIDATES, table.shape[0])
    likely = np.zeros(table.shape, np.bool_)
    np.put_along_axis(likely, np.argsort(-table, axis=1, kind="stable")[:, : best[0]], True, axis=1)
    np.put_along_axis(likely, np.argsort(-table, axis=0, kind="stable")[: best[1]], True, axis=0)
    result = np.full(table.shape, -1, np.float32)
    for i, j in np.argwhere(likely).tolist():
        cosines = sides[0][i] @ sides[1][j].T
        if cosines.size:
            result[i, j] = max(cosines.max(axis=1).mean(), cosines.max(axis=0).mean())
    return result


def _sentences(heap: Sequence[Profile]) -> list[Floats]:
    """Unit vectors of the sentences of every text, without half of what all sentences have in common."""
    vectors = [np.asarray(p.sentences, np.float32) for p in heap]
    count = max(sum(map(len, vectors)), 1)
    common = np.stack([v.sum(axis=0) for v in vectors]).sum(axis=0) / count
    off = [v - 0.5 * common for v in vectors]
    return [(v / np.maximum(np.linalg.norm(v, axis=1, keepdims=True), 1e-6)).astype(np.float32) for v in off]


def _shared_numbers(source: Sequence[Profile], target: Sequence[Profile]) -> Floats:
    table = np.zeros((len(source), len(target)), np.float32)
    for i, p in enumerate(source):
        for j, q in enumerate(target):
            if p.numbers and q.numbers:
                table[i, j] = len(p.numbers & q.numbers) / min(len(p.numbers), len(q.numbers))
    return table


def _odd_lengths(source: Sequence[Profile], target: Sequence[Profile]) -> Floats:
    logs = np.log([[max(q.length, 1) / max(p.length, 1) for q in target] for p in source])
    distance: Floats = np.minimum(np.abs(logs - np.median(logs)), 4).astype(np.float32)
    return distance
