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


def gold_path(beads: Sequence[Bead], band: Band) -> tuple[list[tuple[int, int]], tuple[int, int]] | None:
    """(kind, node) of every step of the gold path, and how many source and target gaps begin; None outside the band.

    The path is always whole, since one with holes would teach the model that fewer beads are better: a bead that is
    not contiguous is joined with what lies inside it, and one of a kind that is not among KINDS becomes gaps. Gaps
    are brought into the order of the lattice, source before target.
    """
    steps: list[tuple[int, int]] = []
    gaps = [0, 0]
    row = column = 0
    waiting = [0, 0]
    for taken in [*_contiguous(beads), (0, 0)]:
        if taken not in KINDS[:SKIP_SOURCE] and taken != (0, 0):
            waiting = [waiting[0] + taken[0], waiting[1] + taken[1]]
            continue
        for side, kind in enumerate((SKIP_SOURCE, SKIP_TARGET)):
            gaps[side] += waiting[side] > 0
            for _ in range(waiting[side]):
                row, column = row + (side == 0), column + (side == 1)
                steps.append((kind, int(band.number(np.array([row]), np.array([column]))[0])))
        waiting = [0, 0]
        if taken != (0, 0):
            row, column = row + taken[0], column + taken[1]
            steps.append((KINDS.index(taken), int(band.number(np.array([row]), np.array([column]))[0])))
    if any(node >= band.size for _, node in steps):
        return None
    return steps, (gaps[0], gaps[1])


def _contiguous(beads: Sequence[Bead]) -> list[tuple[int, int]]:
    """How many sentences the beads take on either side, in order, beads that interlock joined to one."""
    spans: list[list[int]] = []  # first and last source sentence, first and last target sentence; -1 for none
    for bead in beads:
        span = [min(bead.source, default=-1), max(bead.source, default=-1)]
        span += [min(bead.target, default=-1), max(bead.target, default=-1)]
        while spans and any(span[k] >= 0 and spans[-1][k + 1] > span[k] for k in (0, 2)):
            last = spans.pop()
            for k in (0, 2):
                known = [s for s in (last, span) if s[k] >= 0]
                span[k] = min((s[k] for s in known), default=-1)
                span[k + 1] = max((s[k + 1] for s in known), default=-1)
        spans.append(span)
    return [(b - a + (a >= 0), d - c + (c >= 0)) for a, b, c, d in spans]


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
