"""Learning the weights: make the gold path as likely as possible among all paths (a conditional random field)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from ..model import Bead
from .band import Band
from .batch import StepBatch
from .coarse import Steps
from .fixed import in_order
from .inputs import Floats
from .lattice import KINDS, SKIP_SOURCE, SKIP_TARGET

__all__ = ["Example", "Examples", "damaged", "fit", "gold_path", "minimise", "paragraphs_for", "with_strangers"]

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Loss = Callable[[Doubles], tuple[float, Doubles]]

_FORMS = (0.28, 0.12, 0.04, 0.03, 0.03, 0.5)
_CLAUSE_END = regex.compile(r"[，,；;。.！!？?：:]")


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
    """A text pair as the second look sees it: its steps, the evidence of each, the gold path and how it counts.

    `path` are the numbers of the gold steps, `gaps` how many source and target gaps begin on it. What counts 0 teaches
    nothing; that is so for texts without a gold path.
    """

    steps: Steps
    values: Floats
    path: Sequence[int]
    gaps: tuple[int, int]
    counts: float = 1.0


class Examples:
    """Many text pairs and the loss that they make together; one weight per column of evidence, then one per gap."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._batch = StepBatch.of([e.steps for e in examples])
        self._values = np.concatenate([e.values for e in examples])
        self._counts = np.array([e.counts for e in examples])
        self._gold = np.array(
            [np.append(e.values[list(e.path)].sum(axis=0, dtype=np.float64), e.gaps) for e in examples]
        )
        self.size = self._gold.shape[1]

    def loss(self, w: Doubles, out: Sequence[int] = ()) -> tuple[float, Doubles]:
        """The log-likelihood of the gold paths with its sign turned, and its gradient; `out` are texts left out."""
        counts = self._counts.copy()
        counts[list(out)] = 0
        scores = (self._values @ w[:-2].astype(np.float32)).astype(np.float64)
        likely, begun, total = self._batch.posteriors(scores, (float(w[-2]), float(w[-1])))
        gold = counts @ self._gold
        expected = (likely * counts[self._batch.texts]).astype(np.float32) @ self._values
        return float(counts @ total - w @ gold), np.append(expected, begun @ counts) - gold


def fit(losses: Sequence[Loss], size: int, *, decay: float, rounds: int = 120) -> Doubles:
    """Weights that make the sum of some losses and decay / 2 * |w|^2 smallest."""

    def loss(w: Doubles) -> tuple[float, Doubles]:
        value, gradient = decay / 2 * float(w @ w), decay * w
        for part in losses:
            more, slope = part(w)
            value, gradient = value + more, gradient + slope
        return value, gradient

    return minimise(loss, np.zeros(size), rounds)


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
    sizes: tuple[int, int], beads: Sequence[Bead], share: float, longest: int, seed: int, side: int | None = None
) -> tuple[list[int], list[int], list[Bead]]:
    """Remove random runs of 1..longest sentences until `share` of all sentences is gone, from one side or from both.

    Returns the indices that stay on either side, and the gold beads that are left: a bead loses the sentences that
    are gone; what loses its whole counterpart becomes one gap per sentence.
    """
    random = np.random.default_rng(seed)
    gone: tuple[set[int], set[int]] = (set(), set())
    wanted = share * (sum(sizes) if side is None else sizes[side])
    while len(gone[0]) + len(gone[1]) < wanted:
        at = int(random.integers(2)) if side is None else side
        if len(gone[at]) > 0.6 * sizes[at]:
            break
        first = int(random.integers(sizes[at]))
        gone[at].update(range(first, min(first + int(random.integers(1, longest + 1)), sizes[at])))
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


def with_strangers(
    texts: tuple[Sequence[str], Sequence[str]],
    beads: Sequence[Bead],
    strangers: Sequence[str],
    side: int,
    share: float,
    seed: int,
) -> tuple[list[str], list[str], list[Bead]]:
    """Put single lines that belong to nothing between the beads of one side, as many as `share` of its sentences.

    Half of them are made to look like what stands between the paragraphs of printed texts: a clause without an end as
    in a caption, one in brackets, a footnote, a page number. Returns both texts and their gold beads.
    """
    random = np.random.default_rng(seed)
    own = [bead.target if side else bead.source for bead in beads]
    inside = {i for o in own if o for i in range(o[0] + 1, o[-1] + 1)}
    free = sorted({o[0] for o in own if o} - inside)
    chosen = random.choice(free, min(len(free), max(1, round(share * len(texts[side])))), replace=False)
    places = set(chosen.tolist())
    text: list[str] = []
    number, gaps = {}, []
    for i, sentence in enumerate(texts[side]):
        if i in places:
            gaps.append(len(text))
            text.append(_stranger(strangers, side, random))
        number[i] = len(text)
        text.append(sentence)
    moved = [tuple(number[i] for i in o) for o in own]
    left = [Bead(b.source, m) if side else Bead(m, b.target) for b, m in zip(beads, moved, strict=True)]
    left += [Bead((), (k,)) if side else Bead((k,), ()) for k in gaps]
    both = [list(t) for t in texts]
    both[side] = text
    return both[0], both[1], in_order(left)


def _stranger(lines: Sequence[str], side: int, random: np.random.Generator) -> str:
    line = lines[int(random.integers(len(lines)))]
    clauses = [c.strip() for c in _CLAUSE_END.split(line) if len(c.strip()) > 3] or [line]
    clause = clauses[int(random.integers(len(clauses)))]
    number = int(random.integers(1, 100))
    forms = (
        clause,
        f"({clause})" if side else f"（{clause}）",
        f"[{number}] {line}",
        f"* {line}",
        f"— {number} —",
        line,
    )
    return str(forms[int(random.choice(len(forms), p=_FORMS))])


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
