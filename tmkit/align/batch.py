"""The probabilities of all steps of many texts at once, for learning: node by node in step with each other.

This is what lattice.Lattice.posteriors computes for one text, arranged the other way round: the nodes of all texts that
are equally many steps from their beginnings are one array.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .coarse import Steps
from .inputs import Integers
from .lattice import SKIP_SOURCE, SKIP_TARGET

__all__ = ["StepBatch"]

Doubles = npt.NDArray[np.float64]
_UNREACHED = -1e30


@dataclass(frozen=True)
class _Layer:
    """Steps that are taken together: pairs, sorted by the node that they share, and gaps, one of a kind per node."""

    nodes: Integers
    pairs: Integers
    groups: Integers
    skips: tuple[Integers, Integers]

    @classmethod
    def of(cls, steps: Integers, kinds: Integers, nodes: Integers) -> _Layer:
        """The steps with their kinds, and for each the node by which they are put together."""
        kind = kinds[steps]
        pairs = steps[kind < SKIP_SOURCE]
        shared, groups = np.unique(nodes[pairs], return_index=True)
        return cls(shared, pairs, groups, (steps[kind == SKIP_SOURCE], steps[kind == SKIP_TARGET]))


@dataclass(frozen=True)
class StepBatch:
    """The steps of several texts in one list: the nodes at which they begin and end, their kinds, the text of each."""

    begin: Integers
    end: Integers
    kinds: Integers
    texts: Integers
    corners: tuple[Integers, Integers]
    forward: tuple[_Layer, ...]
    backward: tuple[_Layer, ...]

    @classmethod
    def of(cls, texts: Sequence[Steps]) -> StepBatch:
        """Number the nodes of all texts one after the other."""
        begin, end, corners, size = [], [], [], 0
        for steps in texts:
            width = int(steps.columns.max()) + 1
            first = (steps.rows - steps.takes[0]) * width + steps.columns - steps.takes[1]
            last = steps.rows * width + steps.columns
            nodes, which = np.unique(np.concatenate([first, last]), return_inverse=True)
            begin.append(which[: len(first)] + size)
            end.append(which[len(first) :] + size)
            corners.append((size, size + len(nodes) - 1))
            size += len(nodes)
        kinds = np.concatenate([steps.kinds for steps in texts])
        start, stop = np.concatenate(begin), np.concatenate(end)
        layers = _layers(start, stop, kinds, size)
        which_text = np.repeat(np.arange(len(texts)), [len(s.kinds) for s in texts])
        return cls(
            start,
            stop,
            kinds,
            which_text,
            (np.array([c[0] for c in corners]), np.array([c[1] for c in corners])),
            *layers,
        )

    def posteriors(self, scores: Doubles, gaps: tuple[float, float]) -> tuple[Doubles, Doubles, Doubles]:
        """Probability of every step, of beginning a gap (sides, texts; summed), and the log of the total per text."""
        ahead, anyhow = self._forward(scores, gaps)
        behind = self._backward(scores, gaps)
        total = anyhow[self.corners[1]]
        into = scores - total[self.texts]
        likely = np.exp(np.minimum(anyhow[self.begin] + into + behind[0, self.end], 0))
        begun = np.zeros((2, len(total)))
        for side, kind in enumerate((SKIP_SOURCE, SKIP_TARGET)):
            at = np.flatnonzero(self.kinds == kind)
            start, follow = self.begin[at], into[at] + behind[1 + side, self.end[at]]
            before = ahead[0, start] if side == 0 else np.logaddexp(ahead[0, start], ahead[1, start])
            first = np.exp(np.minimum(before + gaps[side] + follow, 0))
            likely[at] = first + np.exp(np.minimum(ahead[1 + side, start] + follow, 0))
            begun[side] = np.bincount(self.texts[at], first, minlength=len(total))
        return likely, begun, total

    def _forward(self, scores: Doubles, gaps: tuple[float, float]) -> tuple[Doubles, Doubles]:
        """(states, nodes): the log of the sum over the paths that reach a node in a state; and in any state."""
        ahead = np.full((3, int(self.end.max()) + 1), _UNREACHED)
        ahead[0, self.corners[0]] = 0
        anyhow = ahead.max(axis=0)
        for layer in self.forward:
            ahead[0, layer.nodes] = _summed(anyhow[self.begin[layer.pairs]] + scores[layer.pairs], layer.groups)
            source, target = layer.skips
            if len(source):
                start = self.begin[source]
                ahead[1, self.end[source]] = np.logaddexp(ahead[0, start] + gaps[0], ahead[1, start]) + scores[source]
            if len(target):
                start = self.begin[target]
                without = np.logaddexp(ahead[0, start], ahead[1, start])
                ahead[2, self.end[target]] = np.logaddexp(without + gaps[1], ahead[2, start]) + scores[target]
            here = np.concatenate([layer.nodes, self.end[source], self.end[target]])
            anyhow[here] = np.logaddexp(np.logaddexp(ahead[0, here], ahead[1, here]), ahead[2, here])
        return ahead, anyhow

    def _backward(self, scores: Doubles, gaps: tuple[float, float]) -> Doubles:
        """(states, nodes): the log of the sum over the paths from a node in a state to the end of its text."""
        behind = np.full((3, int(self.end.max()) + 1), _UNREACHED)
        behind[:, self.corners[1]] = 0
        for layer in self.backward:
            behind[:, layer.nodes] = _summed(behind[0, self.end[layer.pairs]] + scores[layer.pairs], layer.groups)
            source, target = layer.skips
            for side, steps in ((1, target), (0, source)):
                if len(steps):
                    start, on = self.begin[steps], behind[1 + side, self.end[steps]] + scores[steps]
                    # A source gap never follows a target gap.
                    for state in range(3 - (side == 0)):
                        price = 0.0 if state == 1 + side else gaps[side]
                        behind[state, start] = np.logaddexp(behind[state, start], on + price)
        return behind


def _summed(logs: Doubles, groups: Integers) -> Doubles:
    """The log of the sum of exponentials of each group of neighbours."""
    if not len(logs):
        return logs
    highest = np.maximum.reduceat(logs, groups)
    sizes = np.diff(groups, append=len(logs))
    result: Doubles = highest + np.log(np.add.reduceat(np.exp(logs - np.repeat(highest, sizes)), groups))
    return result


def _layers(
    begin: Integers, end: Integers, kinds: Integers, size: int
) -> tuple[tuple[_Layer, ...], tuple[_Layer, ...]]:
    """Steps by how many steps lie at most before the node they end at, and, last first, before that they begin at."""
    depth = [0] * size
    order = np.argsort(end, kind="stable")  # nodes are numbered in reading order, so all that leads to one comes before
    for first, last in zip(begin[order].tolist(), end[order].tolist(), strict=True):
        if depth[first] >= depth[last]:
            depth[last] = depth[first] + 1
    depths = np.array(depth)
    return _by_depth(depths[end], kinds, end), _by_depth(depths[begin], kinds, begin)[::-1]


def _by_depth(depth: Integers, kinds: Integers, nodes: Integers) -> tuple[_Layer, ...]:
    order = np.lexsort((nodes, depth))
    edges = np.flatnonzero(np.diff(depth[order])) + 1
    return tuple(_Layer.of(part, kinds, nodes) for part in np.split(order, edges))
