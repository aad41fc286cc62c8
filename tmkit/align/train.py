"""Learning the weights: make the gold path as likely as possible among all paths (a conditional random field)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import Bead
from .band import Band
from .lattice import KINDS, SKIP_SOURCE, SKIP_TARGET, Lattice, Posteriors

__all__ = ["Example", "damaged", "fit", "gold_path", "minimise", "paragraphs_for"]

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Loss = Callable[[Doubles], tuple[float, Doubles]]


def gold_path(beads: Sequence[Bead], band: Band) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """(kind, node) of every gold step that the band can hold, and how many source and target gaps begin.

    Gaps are brought into the order of the lattice, source before target. A bead that is not contiguous, or of a kind
    that is not among KINDS, has no step; the model learns from the others.
    """
    steps: list[tuple[int, int]] = []
    gaps = [0, 0]
    row = column = 0
    waiting: list[Bead] = []
    for bead in [*beads, None]:
        if bead is not None and not (bead.source and bead.target):
            waiting.append(bead)
            continue
        taken = [sum(len(b.source) for b in waiting), sum(len(b.target) for b in waiting)]
        for side, kind in enumerate((SKIP_SOURCE, SKIP_TARGET)):
            gaps[side] += taken[side] > 0
            for _ in range(taken[side]):
                row, column = row + (side == 0), column + (side == 1)
                _note(steps, band, kind, row, column)
        waiting = []
        if bead is not None:
            row, column = max(bead.source) + 1, max(bead.target) + 1
            kind_of = (len(bead.source), len(bead.target))
            if kind_of in KINDS and all(s[-1] - s[0] + 1 == len(s) for s in (bead.source, bead.target)):
                _note(steps, band, KINDS.index(kind_of), row, column)
    return steps, (gaps[0], gaps[1])


def _note(steps: list[tuple[int, int]], band: Band, kind: int, row: int, column: int) -> None:
    node = int(band.number(np.array([row]), np.array([column]))[0])
    if node < band.size:
        steps.append((kind, node))


@dataclass(frozen=True)
class Example:
    """A text pair as the model sees it: evidence per step, how steps become a lattice, and the sum of gold evidence.

    `scores` makes a lattice from one weight per column of evidence and one per kind of gap; `expected` sums the
    evidence over all steps by their probabilities. `gold` has the two gap counts at its end.
    """

    lattice: Callable[[Doubles], Lattice]
    expected: Callable[[Posteriors], Doubles]
    gold: Doubles


def fit(examples: Sequence[Example], *, decay: float, rounds: int = 120) -> Doubles:
    """Weights that maximise the log-likelihood of the gold paths less decay / 2 * |w|^2."""

    def loss(w: Doubles) -> tuple[float, Doubles]:
        value, gradient = decay / 2 * float(w @ w), decay * w
        for example in examples:
            likely = example.lattice(w).posteriors()
            value += likely.total - float(w @ example.gold)
            gradient = gradient + example.expected(likely) - example.gold
        return value, gradient

    return minimise(loss, np.zeros(len(examples[0].gold)), rounds)


def paragraphs_for(beads: Sequence[Bead], sizes: tuple[int, int], seed: int) -> tuple[list[int], list[int]]:
    """Paragraph numbers as a translator would leave them: mostly broken where the source is, sometimes elsewhere."""
    random = np.random.default_rng(seed)
    breaks = [np.zeros(size, dtype=np.int64) for size in sizes]
    for bead in beads:
        sides = (bead.source, bead.target)
        if all(sides):
            shared = random.random() < 0.25
            for k, side in enumerate(sides):
                breaks[k][side[0]] = (shared and random.random() > 0.05) or random.random() < (0.02, 0.06)[k]
        for k, side in enumerate(sides):
            inner = side[1:] if all(sides) else side
            for i in inner:
                breaks[k][i] = random.random() < ((0.02, 0.05)[k] if all(sides) else 0.25)
    return np.cumsum(breaks[0]).tolist(), np.cumsum(breaks[1]).tolist()


def damaged(
    sizes: tuple[int, int], beads: Sequence[Bead], share: float, longest: int, seed: int
) -> tuple[list[int], list[int], list[Bead]]:
    """Remove random runs of 1..longest sentences from either side until `share` of all sentences is gone.

    Returns the indices that stay on either side, and the gold beads that are left: a bead loses the sentences that
    are gone; what loses its whole counterpart becomes one gap per sentence.
    """
    random = np.random.default_rng(seed)
    gone: tuple[set[int], set[int]] = (set(), set())
    while len(gone[0]) + len(gone[1]) < share * sum(sizes):
        side = int(random.integers(2))
        if len(gone[side]) > 0.6 * sizes[side]:
            break
        first = int(random.integers(sizes[side]))
        gone[side].update(range(first, min(first + int(random.integers(1, longest + 1)), sizes[side])))
    kept = tuple([i for i in range(size) if i not in lost] for size, lost in zip(sizes, gone, strict=True))
    number = tuple({old: new for new, old in enumerate(k)} for k in kept)
    result = []
    for bead in beads:
        source = tuple(number[0][i] for i in bead.source if i in number[0])
        target = tuple(number[1][j] for j in bead.target if j in number[1])
        if source and target:
            result.append(Bead(source, target))
        else:
            result += [Bead((i,), ()) for i in source] + [Bead((), (j,)) for j in target]
    return kept[0], kept[1], result


def minimise(loss: Loss, start: Doubles, rounds: int = 200, memory: int = 10) -> Doubles:
    """The argument that makes a smooth loss smallest, by L-BFGS with a halving line search."""
    w = start
    value, gradient = loss(w)
    steps: list[Doubles] = []
    changes: list[Doubles] = []
    for _ in range(rounds):
        direction = -_curved(gradient, steps, changes)
        size = 1.0 if steps else 1.0 / max(float(np.abs(gradient).sum()), 1e-9)
        while True:
            new = w + size * direction
            new_value, new_gradient = loss(new)
            if new_value <= value + 1e-4 * size * float(gradient @ direction) or size < 1e-8:
                break
            size /= 2
        step, change = new - w, new_gradient - gradient
        done = value - new_value < 1e-6 * abs(value)
        w, value, gradient = new, new_value, new_gradient
        if step @ change > 1e-10:
            steps, changes = [*steps, step][-memory:], [*changes, change][-memory:]
        if done:
            break
    return w


def _curved(gradient: Doubles, steps: list[Doubles], changes: list[Doubles]) -> Doubles:
    """The gradient multiplied by the inverse curvature that the last steps have shown (two-loop recursion)."""
    q = gradient.copy()
    shares = []
    for step, change in zip(reversed(steps), reversed(changes), strict=True):
        share = (step @ q) / (step @ change)
        shares.append(share)
        q -= share * change
    if steps:
        q *= (steps[-1] @ changes[-1]) / (changes[-1] @ changes[-1])
    for step, change, share in zip(steps, changes, reversed(shares), strict=True):
        q += (share - (change @ q) / (step @ change)) * step
    return q
