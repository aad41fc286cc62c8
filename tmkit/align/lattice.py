"""Paths through a band of nodes: the best one, and how likely each step is when all paths are weighed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .band import Band

__all__ = ["KINDS", "Lattice", "Step"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Step = tuple[int, int, int]  # row and column of the node it ends at, and its kind

# How many source and target sentences a step may take. Ties go to the earlier kind.
KINDS: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2),
    (1, 5), (5, 1), (3, 3), (2, 4), (4, 2), (1, 6), (6, 1), (1, 7), (7, 1), (1, 8), (8, 1), (3, 4), (4, 3),
)  # fmt: skip
_TAKES_SOURCE = np.array([a for a, _ in KINDS])
_TAKES_TARGET = np.array([b for _, b in KINDS])
_WITHIN_ROW = KINDS.index((0, 1))
_NEVER = -1e5


@dataclass(frozen=True)
class Lattice:
    """Steps of every kind into every node of a band, each with a score; `scores` is (kinds, nodes)."""

    band: Band
    scores: Floats

    def best_path(self) -> list[Step]:
        """The path from corner to corner with the highest sum of scores, first step first."""
        return self._trace(self._forward(np.maximum))

    def posteriors(self) -> tuple[Floats, float]:
        """The probability of every step, (kinds, nodes), and the logarithm of the sum over all paths."""
        ahead, behind = self._forward(np.logaddexp), self._backward()
        total = float(ahead[self.band.size - 1])
        result = np.zeros_like(self.scores)
        for row in range(len(self.band.low)):
            here = self._here(row)
            logs = ahead[self._neighbours(row, -1)] + self.scores[:, here] + behind[here][None, :] - total
            result[:, here] = np.exp(np.minimum(logs, 0.0))
        return result, total

    def _forward(self, join: np.ufunc) -> Doubles:
        """For every node the best, or the log of the sum, over the paths that lead to it."""
        value = np.full(self.band.size + 1, -np.inf)
        for row in range(len(self.band.low)):
            here = self._here(row)
            scores = self.scores[:, here]
            totals = value[self._neighbours(row, -1)] + scores
            totals[_WITHIN_ROW] = -np.inf
            reached = join.reduce(totals, axis=0)
            if row == 0:
                reached[0] = join(reached[0], 0.0)
            value[here] = _along(reached, scores[_WITHIN_ROW, 1:], join)
        return value

    def _backward(self) -> Doubles:
        """For every node the log of the sum over the paths from it to the end."""
        value = np.full(self.band.size + 1, -np.inf)
        padded = np.concatenate([self.scores, np.zeros((len(KINDS), 1), np.float32)], axis=1)
        kinds = np.arange(len(KINDS))[:, None]
        for row in range(len(self.band.low) - 1, -1, -1):
            here = self._here(row)
            there = self._neighbours(row, 1)
            totals = value[there] + padded[kinds, there]
            totals[_WITHIN_ROW] = -np.inf
            reached = np.logaddexp.reduce(totals, axis=0)
            if row == len(self.band.low) - 1:
                reached[-1] = np.logaddexp(reached[-1], 0.0)
            within = self.scores[_WITHIN_ROW, here][1:]
            value[here] = _along(reached[::-1], within[::-1], np.logaddexp)[::-1]
        return value

    def _here(self, row: int) -> slice:
        return slice(int(self.band.offset[row]), int(self.band.offset[row + 1]))

    def _neighbours(self, row: int, direction: int) -> Integers:
        """The node numbers one step of every kind before (-1) or after (1) each node of a row: (kinds, width)."""
        low, high = int(self.band.low[row]), int(self.band.high[row])
        columns = np.arange(low, high + 1)[None, :] + direction * _TAKES_TARGET[:, None]
        rows = np.broadcast_to((row + direction * _TAKES_SOURCE)[:, None], columns.shape)
        return self.band.number(rows, columns)

    def _trace(self, value: Doubles) -> list[Step]:
        band = self.band
        row, column = len(band.low) - 1, int(band.high[-1])
        steps: list[Step] = []
        while row or column:
            node = int(band.offset[row]) + column - int(band.low[row])
            origins = band.number(row - _TAKES_SOURCE, column - _TAKES_TARGET)
            kind = int(np.argmax(value[origins] + self.scores[:, node]))
            steps.append((row, column, kind))
            row, column = row - KINDS[kind][0], column - KINDS[kind][1]
        return steps[::-1]


def _along(reached: Doubles, steps: Floats, join: np.ufunc) -> Doubles:
    """Join what reaches each node of a row from other rows with what comes along the row by steps into it."""
    # With the running sum of the steps subtracted, coming along the row is a plain accumulation.
    run = np.concatenate([[0.0], np.cumsum(np.maximum(steps, _NEVER), dtype=np.float64)])
    result: Doubles = join.accumulate(reached - run) + run
    return result
