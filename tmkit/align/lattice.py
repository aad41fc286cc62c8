"""Paths through a band of nodes: the best one, and how likely each step is when all paths are weighed.

A step pairs sentences or leaves one out. Leaving out costs extra where a gap begins, so the state of a node says how
it was reached: by a pair (or as the very beginning), inside a gap of source sentences, or inside a gap of target
sentences. Source gaps come before target gaps where both meet, so that the same beads are never two paths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .band import Band

__all__ = ["KINDS", "SKIP_SOURCE", "SKIP_TARGET", "Lattice", "Posteriors", "Step"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Step = tuple[int, int, int]  # row and column of the node it ends at, and its kind

# How many source and target sentences a step may take. Ties go to the earlier kind.
KINDS: tuple[tuple[int, int], ...] = (
    (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1), (2, 3), (3, 2), (1, 5), (5, 1), (3, 3), (2, 4),
    (4, 2), (1, 6), (6, 1), (1, 7), (7, 1), (1, 8), (8, 1), (3, 4), (4, 3), (3, 5), (1, 0), (0, 1),
)  # fmt: skip
SKIP_SOURCE, SKIP_TARGET = len(KINDS) - 2, len(KINDS) - 1
_PAIRS = len(KINDS) - 2
_TAKES_SOURCE = np.array([a for a, _ in KINDS[:_PAIRS]])[:, None]
_TAKES_TARGET = np.array([b for _, b in KINDS[:_PAIRS]])[:, None]
_UNREACHED = -1e30
_NEVER = -1e4
_MANY_NODES = 400_000  # from here on memory counts for more than the last digits
_BLOCK = 128  # rows whose neighbours are looked up together
_FROM_PAIR, _FROM_SOURCE_GAP, _FROM_TARGET_GAP = range(3)


@dataclass(frozen=True)
class Posteriors:
    """Probability of every step (kinds, nodes), of beginning a gap (source, target; summed), and log of the total."""

    steps: Floats
    gaps: tuple[float, float]
    total: float


@dataclass(frozen=True)
class Lattice:
    """Scores of all steps into the nodes of a band, (kinds, nodes), and of beginning a source or a target gap."""

    band: Band
    scores: Floats
    gaps: tuple[float, float] = (0.0, 0.0)

    def best_path(self) -> list[Step]:
        """The path from corner to corner with the highest sum of scores, first step first."""
        return self._trace(self._forward(np.maximum))

    def posteriors(self) -> Posteriors:
        """How likely each step is if paths are as likely as the exponential of their score."""
        ahead, behind = self._forward(np.logaddexp), self._backward()
        total = float(_join_all(ahead[:, self.band.size - 1]))
        anyhow = _join_all(ahead)
        behind -= total
        likely = np.empty_like(self.scores)
        gaps = np.zeros(2)
        for first in range(0, len(self.band.low), _BLOCK):
            rows, columns = self.band.nodes(first, min(first + _BLOCK, len(self.band.low)))
            here = slice(int(self.band.offset[first]), int(self.band.offset[first]) + len(rows))
            origins = self.band.number(rows - _TAKES_SOURCE, columns - _TAKES_TARGET)
            likely[:_PAIRS, here] = _exp(anyhow[origins] + self.scores[:_PAIRS, here] + behind[_FROM_PAIR, here])
            for side, kind in enumerate((SKIP_SOURCE, SKIP_TARGET)):
                origin = self.band.number(rows - (side == 0), columns - (side == 1))
                into = self.scores[kind, here] + behind[_FROM_SOURCE_GAP + side, here]
                before = ahead[_FROM_PAIR, origin]
                if kind == SKIP_TARGET:
                    before = np.logaddexp(before, ahead[_FROM_SOURCE_GAP, origin])
                begun = _exp(before + self.gaps[side] + into)
                likely[kind, here] = begun + _exp(ahead[_FROM_SOURCE_GAP + side, origin] + into)
                gaps[side] += begun.sum()
        return Posteriors(likely, (float(gaps[0]), float(gaps[1])), total)

    def _forward(self, join: np.ufunc) -> Doubles:
        """(states, nodes + 1): the best, or the log of the sum, over the paths that reach a node in a state."""
        reduce = _highest if join is np.maximum else _join_all
        value = np.full((3, self.band.size + 1), _UNREACHED)
        anyhow = np.full(self.band.size + 1, _UNREACHED)
        for row, here, origins, scores in self._rows(-1, range(len(self.band.low))):
            by_pair = reduce(anyhow[origins] + scores[:_PAIRS])
            if row == 0:
                by_pair[0] = 0.0
            above = self._beside(value[:2], row, row - 1)
            by_source = join(above[0] + self.gaps[0], above[1]) + scores[SKIP_SOURCE]
            reached = join(by_pair, by_source)
            by_target = _along(reached + self.gaps[1], scores[SKIP_TARGET], join)
            value[0, here], value[1, here], value[2, here] = by_pair, by_source, by_target
            anyhow[here] = join(reached, by_target)
        return value

    def _backward(self) -> Doubles:
        """(states, nodes + 1): the log of the sum over the paths from a node in a state to the end."""
        value = np.full((3, self.band.size + 1), _UNREACHED)
        # What a pairing step into a node is worth together with all that can follow it.
        precision = np.float64 if self.band.size < _MANY_NODES else np.float32
        worth = np.full((_PAIRS, self.band.size + 1), _UNREACHED, dtype=precision)
        kinds = np.arange(_PAIRS)[:, None]
        last = len(self.band.low) - 1
        skips = np.full((1, self.band.size + 1), _UNREACHED)
        for row, here, there, scores in self._rows(1, range(last, -1, -1)):
            by_pair = _join_all(worth[kinds, there])
            if row == last:
                by_pair[-1] = 0.0
            skip = self._beside(skips, row, row + 1)[0]
            run = np.append(scores[SKIP_TARGET][1:], _NEVER)
            # In a target gap: pair from here, or from any node further along the row.
            on = _along(by_pair[::-1], run[::-1], np.logaddexp)[::-1]
            without = np.logaddexp(by_pair, on + self.gaps[1])
            value[0, here] = from_pair = np.logaddexp(without, skip + self.gaps[0])
            value[1, here] = from_source = np.logaddexp(without, skip)
            value[2, here] = np.logaddexp(by_pair, on)
            worth[:, here] = scores[:_PAIRS] + from_pair
            skips[0, here] = scores[SKIP_SOURCE] + from_source
        return value

    def _rows(self, direction: int, order: range) -> Iterator[tuple[int, slice, Integers, Doubles]]:
        """Row, its nodes, their neighbours one pairing step away (pair kinds, width), and the scores of the row."""
        band = self.band
        for start in range(0, len(order), _BLOCK):
            block = order[start : start + _BLOCK]
            first, stop = min(block[0], block[-1]), max(block[0], block[-1]) + 1
            rows, columns = band.nodes(first, stop)
            base = int(band.offset[first])
            near = band.number(rows + direction * _TAKES_SOURCE, columns + direction * _TAKES_TARGET)
            scores = self.scores[:, base : base + len(rows)].astype(np.float64)
            for row in block:
                here = slice(int(band.offset[row]), int(band.offset[row + 1]))
                part = slice(here.start - base, here.stop - base)
                yield row, here, near[:, part], scores[:, part]

    def _beside(self, value: Doubles, row: int, other: int) -> Doubles:
        """The values of another row at the columns of this one."""
        low, high = int(self.band.low[row]), int(self.band.high[row])
        result = np.full((len(value), high - low + 1), _UNREACHED)
        if 0 <= other < len(self.band.low):
            first, last = max(low, int(self.band.low[other])), min(high, int(self.band.high[other]))
            if first <= last:
                at = int(self.band.offset[other]) - int(self.band.low[other])
                result[:, first - low : last - low + 1] = value[:, at + first : at + last + 1]
        return result

    def _trace(self, value: Doubles) -> list[Step]:
        row, column = len(self.band.low) - 1, int(self.band.high[-1])
        state = int(np.argmax(value[:, self.band.size - 1]))
        steps: list[Step] = []
        while row or column:
            if state == _FROM_PAIR:
                kind, state = self._best_pair(value, row, column)
            else:
                kind = SKIP_SOURCE if state == _FROM_SOURCE_GAP else SKIP_TARGET
            steps.append((row, column, kind))
            row, column = row - KINDS[kind][0], column - KINDS[kind][1]
            if kind >= _PAIRS:
                state = self._before_gap(value, row, column, state)
        return steps[::-1]

    def _node(self, row: int, column: int) -> int:
        return int(self.band.offset[row]) + column - int(self.band.low[row])

    def _best_pair(self, value: Doubles, row: int, column: int) -> tuple[int, int]:
        origins = self.band.number(row - _TAKES_SOURCE[:, 0], column - _TAKES_TARGET[:, 0])
        kind = int(np.argmax(value[:, origins].max(axis=0) + self.scores[:_PAIRS, self._node(row, column)]))
        return kind, int(np.argmax(value[:, origins[kind]]))

    def _before_gap(self, value: Doubles, row: int, column: int, state: int) -> int:
        node = self._node(row, column)
        if state == _FROM_SOURCE_GAP:
            return int(np.argmax(value[:2, node] + [self.gaps[0], 0.0]))
        return int(np.argmax(value[:, node] + [self.gaps[1], self.gaps[1], 0.0]))


def _along(entries: Doubles, steps: Doubles, join: np.ufunc) -> Doubles:
    """What arrives at each place by one or more steps along the row; steps[k] leads into place k.

    With the running sum of the steps subtracted, going on is a plain accumulation.
    """
    run = np.cumsum(np.maximum(steps, _NEVER))
    result = np.full(len(entries), _UNREACHED)
    if len(entries) > 1:
        result[1:] = join.accumulate(entries[:-1] - run[:-1]) + run[1:]
    return result


def _highest(logs: Doubles) -> Doubles:
    result: Doubles = logs.max(axis=0)
    return result


def _join_all(logs: Doubles) -> Doubles:
    """The log of the sum of exponentials over the first axis."""
    highest = logs.max(axis=0)
    result: Doubles = highest + np.log(np.exp(logs - highest).sum(axis=0))
    return result


def _exp(logs: Doubles) -> Doubles:
    result: Doubles = np.exp(np.minimum(logs, 0.0))
    return result
