"""Which texts of two heaps belong together: one-to-one, with a score, and those that have no partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .inputs import Floats

__all__ = ["Profile", "match_profiles"]

_LEAST = 0.15  # how far a pair must stand out
_NUMBERS, _LENGTH = 0.3, 0.05  # what shared numbers and a usual length ratio add to a cosine


@dataclass(frozen=True)
class Profile:
    """A text as a whole: the mean of its sentence vectors, the values of its numbers, its length in characters."""

    mean: Floats
    numbers: frozenset[str]
    length: int


def match_profiles(source: Sequence[Profile], target: Sequence[Profile]) -> list[tuple[int, int, float]]:
    """Pairs by falling score, each text at most once.

    The score is the cosine of the mean vectors, less half the mean cosine of the best rivals of either text, plus
    shares for common numbers and for a length ratio near the median of all.
    """
    if not source or not target:
        return []
    x, y = _directions(source, target)
    table = x @ y.T + _NUMBERS * _shared_numbers(source, target) - _LENGTH * _odd_lengths(source, target)
    rivals = min(4, table.shape[1] - 1), min(4, table.shape[0] - 1)
    row = np.sort(table, axis=1)[:, -1 - rivals[0] : -1].mean(axis=1) if rivals[0] else np.zeros(len(source))
    column = np.sort(table, axis=0)[-1 - rivals[1] : -1].mean(axis=0) if rivals[1] else np.zeros(len(target))
    table = table - np.maximum(row[:, None] + column[None, :], 0) / 2
    pairs: list[tuple[int, int, float]] = []
    free_rows, free_columns = set(range(len(source))), set(range(len(target)))
    for at in np.argsort(-table, axis=None, kind="stable").tolist():
        i, j = divmod(at, table.shape[1])
        if table[i, j] < _LEAST or not free_rows or not free_columns:
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
