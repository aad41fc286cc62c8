"""Learning the weights: make the gold path as likely as possible among all paths (a conditional random field)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import Bead
from .band import Band
from .lattice import KINDS, Lattice

__all__ = ["Example", "gold_steps", "train"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """One document: the evidence for all its steps (names, kinds, nodes), its band, and the summed gold evidence."""

    evidence: Floats
    band: Band
    gold: Doubles


def gold_steps(beads: Sequence[Bead], band: Band) -> list[tuple[int, int]]:
    """Kind and node number of each gold step that the band can hold, in order of the text.

    A bead that is not contiguous, or of a kind that is not among KINDS, has no step; the model is trained without it.
    """
    n, m = len(band.low) - 1, int(band.high[-1])
    steps = []
    for bead in beads:
        kind = (len(bead.source), len(bead.target))
        # A gap says only what it leaves out on one side; the other coordinate comes from its neighbours.
        steps.append((kind, bead))
    return _placed(steps, band, n, m)


def _placed(steps, band, n, m):
    result = []
    row = column = 0
    for kind, bead in steps:
        row = max(bead.source) + 1 if bead.source else row
        column = max(bead.target) + 1 if bead.target else column
        contiguous = all(not s or s[-1] - s[0] + 1 == len(s) for s in (bead.source, bead.target))
        if kind in KINDS and contiguous:
            node = int(band.number(np.array([row]), np.array([column]))[0])
            if node < band.size:
                result.append((KINDS.index(kind), node))
    return result


def train(examples: Sequence[Example], *, decay: float = 1.0, rounds: int = 150) -> Doubles:
    """Weights that maximise the log-likelihood less decay/2 * |w|^2, by L-BFGS."""
    size = len(examples[0].evidence)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        value, gradient = decay / 2 * float(w @ w), decay * w
        for example in examples:
            lattice = Lattice(example.band, np.tensordot(w.astype(np.float32), example.evidence, axes=1))
            likely, total = lattice.posteriors()
            expected = np.tensordot(example.evidence, likely, axes=([1, 2], [0, 1])).astype(np.float64)
            value += total - float(w @ example.gold)
            gradient = gradient + expected - example.gold
        return value, gradient

    return _lbfgs(loss, np.zeros(size), rounds)


def _lbfgs(loss, w, rounds, memory=10):
    value, gradient = loss(w)
    steps, changes = [], []
    for _ in range(rounds):
        direction = -_apply(gradient, steps, changes)
        step = 1.0 if steps else 1.0 / max(np.abs(gradient).sum(), 1e-9)
        while True:
            new = w + step * direction
            new_value, new_gradient = loss(new)
            if new_value <= value + 1e-4 * step * float(gradient @ direction) or step < 1e-8:
                break
            step /= 2
        s, y = new - w, new_gradient - gradient
        done = value - new_value < 1e-5 * abs(value)
        w, value, gradient = new, new_value, new_gradient
        if s @ y > 1e-10:
            steps, changes = [*steps, s][-memory:], [*changes, y][-memory:]
        if done:
            break
    return w


def _apply(gradient, steps, changes):
    q = gradient.copy()
    alphas = []
    for s, y in zip(reversed(steps), reversed(changes)):
        alpha = (s @ q) / (s @ y)
        alphas.append(alpha)
        q -= alpha * y
    if steps:
        q *= (steps[-1] @ changes[-1]) / (changes[-1] @ changes[-1])
    for (s, y), alpha in zip(zip(steps, changes), reversed(alphas)):
        q += (alpha - (y @ q) / (s @ y)) * s
    return q
