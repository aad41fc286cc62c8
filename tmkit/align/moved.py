"""What a monotone path cannot say: sentences that changed places nearby, and passages that were moved away.

Two sentences belong together rather than not by the odds of their cosine and of their lengths. Both distributions come
from the text itself: from its pairs of one sentence each, and from the same sentences paired at random.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ..model import Bead
from .inputs import Floats, Integers, TextPair

__all__ = ["with_moves"]

Doubles = npt.NDArray[np.float64]

_SURE = 3.0  # log odds that a moved passage needs beyond those of its being anywhere
_CROSSED = 3.0  # log odds by which two crossing pairs must beat the straight ones
_NEAR = 4  # beads and sentences that a local swap may span
_MANY, _TOO_MANY = 4_000_000, 40_000_000  # pairs of sentences left out: of many, only single ones are compared
_ROWS = 512
# Sentences that a moved bead may take, and the log of how usual that is.
_KINDS = ((1, 1, 0.0), (1, 2, -1.5), (2, 1, -2.5), (1, 3, -3.0), (3, 1, -4.0))
# What stands for the text where it has few pairs: mean and deviation of the cosine of pairs, of others; deviation of
# the log ratio of lengths of pairs, of others.
_USUAL = np.array([0.6, 0.15, 0.15, 0.1, 0.35, 0.8])
_USUAL_COUNT = 10

Move = tuple[tuple[int, ...], tuple[int, ...]]


def with_moves(pair: TextPair, beads: Sequence[Bead]) -> list[Bead]:
    """The beads, with sentences left out on both sides looked up in each other.

    A swap of neighbours becomes one bead with the flag `crossing`. Of a passage that was moved both ends stay gaps
    and name each other: `moved-target:31` on the source side, `moved-source:4` on the target side.
    """
    if not pair.source or not pair.target:
        return list(beads)
    odds = _Odds.of(pair, beads)
    moves = [*_near_moves(odds, beads), *_moves(odds, beads)]
    merged = _straightened(odds, _swaps(list(beads), moves))
    to = {i: target[0] for source, target in reversed(moves) for i in source}
    back = {j: source[0] for source, target in reversed(moves) for j in target}
    return [_crossing(odds, _flagged(bead, to, back)) for bead in merged]


@dataclass(frozen=True)
class _Odds:
    """How likely sentences of a text belong together; `numbers` as in _USUAL, `ratio` the log of target per source."""

    pair: TextPair
    numbers: Doubles
    ratio: float

    @classmethod
    def of(cls, pair: TextPair, beads: Sequence[Bead]) -> _Odds:
        """Learn from the pairs of one sentence each, and from these paired with what is half the text away."""
        single = np.array([(b.source[0], b.target[0]) for b in beads if b.kind == "1-1"], np.int64).reshape(-1, 2)
        if len(single) < 2:
            ratio = math.log((pair.lengths[1].mean() + 4) / (pair.lengths[0].mean() + 1))
            return cls(pair, _USUAL, ratio)
        x, y = pair.sentences
        own, other = single.T
        strange = np.roll(other, len(other) // 2)
        cosines = [np.einsum("ij,ij->i", x[own], y[to]) for to in (other, strange)]
        off, odd = (np.log(pair.lengths[1][to] + 4) - np.log(pair.lengths[0][own] + 1) for to in (other, strange))
        found = np.array([*(f(c) for c in cosines for f in (np.mean, np.std)), *(np.std(o) for o in (off, odd))])
        share = len(own) / (len(own) + _USUAL_COUNT)
        least = [-1, 0.03, -1, 0.03, 0.1, 0.1]
        return cls(pair, np.maximum(share * found + (1 - share) * _USUAL, least), float(np.median(off)))

    def cosine(self, values: npt.ArrayLike) -> Doubles:
        """Log odds of cosines; what is more alike than usual counts as usual, what is less than strange as strange."""
        mean, spread, low, noise, _, _ = self.numbers
        c = np.clip(np.asarray(values, np.float64), low, max(mean, low))
        odds: Doubles = ((c - low) / noise) ** 2 / 2 - ((c - mean) / spread) ** 2 / 2 + math.log(noise / spread)
        return odds

    def length(self, source: npt.ArrayLike, target: npt.ArrayLike) -> Doubles:
        """Log odds of lengths in characters."""
        off = np.log(np.asarray(target, np.float64) + 4) - np.log(np.asarray(source, np.float64) + 1) - self.ratio
        own, any_ = self.numbers[4:]
        result: Doubles = np.clip((off / any_) ** 2 / 2 - (off / own) ** 2 / 2 + math.log(any_ / own), -8, None)
        return result

    def single(self, i: int, j: int) -> float:
        """Log odds of two single sentences."""
        x, y = self.pair.sentences
        lengths = self.pair.lengths[0][i], self.pair.lengths[1][j]
        return float(self.cosine(x[i] @ y[j]) + self.length(*lengths))


def _crossing(odds: _Odds, bead: Bead) -> Bead:
    """With a flag where sentences of a bead belong together crosswise rather than in order."""
    if min(len(bead.source), len(bead.target)) < 2 or bead.flags:
        return bead
    table = odds.cosine(odds.pair.sentences[0][list(bead.source)] @ odds.pair.sentences[1][list(bead.target)].T)
    straight = table[:-1, :-1] + table[1:, 1:]
    crossed = table[:-1, 1:] + table[1:, :-1]
    if ((crossed > straight + _CROSSED) & (crossed > 0)).any():
        return replace(bead, flags=("crossing",))
    return bead


def _straightened(odds: _Odds, beads: list[Bead]) -> list[Bead]:
    """Two neighbouring pairs that belong together crosswise become one bead."""
    result: list[Bead] = []
    for bead in beads:
        last = result[-1] if result else None
        if last and last.kind == bead.kind == "1-1" and not last.flags and not bead.flags:
            (i, p), (j, q) = (last.source[0], bead.source[0]), (last.target[0], bead.target[0])
            crossed = odds.single(i, q), odds.single(p, j)
            if min(crossed) > 0 and sum(crossed) > odds.single(i, j) + odds.single(p, q) + _CROSSED:
                result[-1] = Bead((i, p), (j, q), min(last.score, bead.score), ("crossing",))
                continue
        result.append(bead)
    return result


def _flagged(bead: Bead, to: dict[int, int], back: dict[int, int]) -> Bead:
    if bead.kind == "1-0" and bead.source[0] in to:
        return replace(bead, flags=(*bead.flags, f"moved-target:{to[bead.source[0]]}"))
    if bead.kind == "0-1" and bead.target[0] in back:
        return replace(bead, flags=(*bead.flags, f"moved-source:{back[bead.target[0]]}"))
    return bead


def _near_moves(odds: _Odds, beads: Sequence[Bead]) -> list[Move]:
    """Left-out sentences on either side of a single pair: its neighbours have changed places with it."""
    moves: list[Move] = []
    for before, middle, after in zip(beads, beads[1:], beads[2:], strict=False):
        if middle.kind == "1-1" and {before.kind, after.kind} == {"1-0", "0-1"}:
            i, j = (before.source or after.source)[0], (before.target or after.target)[0]
            if odds.single(i, j) > 0:
                moves.append(((i,), (j,)))
    return moves


def _moves(odds: _Odds, beads: Sequence[Bead]) -> list[Move]:
    """Pairs of left-out passages that belong together, the surest first; no sentence is in two of them.

    A passage counts with the sum of the log odds of its beads, less the log of how many places it could have.
    """
    own, other = (
        np.array([s[0] for b, s, o in sided if s and not o and "fixed" not in b.flags], dtype=np.int64)
        for sided in ([(b, b.source, b.target) for b in beads], [(b, b.target, b.source) for b in beads])
    )
    if not len(own) or not len(other) or len(own) * len(other) > _TOO_MANY:
        return []
    price = math.log(len(own) * len(other)) + _SURE
    best: dict[tuple[int, int], float] = {}
    before: dict[tuple[int, int], tuple[int, int, float]] = {}
    for p, q, a, b, value in sorted(_candidates(odds, own, other)):
        total = value + max(best.get((p - a, q - b), 0.0), 0.0)
        if total > best.get((p, q), 0.0):
            best[p, q], before[p, q] = total, (a, b, value)
    found: list[Move] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for p, q in sorted(best, key=lambda node: (-best[node], node)):
        path = list(_back(before, (p, q), taken))
        if sum(value for *_, value in path) > price:
            for source, target, _ in path:
                found.append((source, target))
                taken[0].update(source)
                taken[1].update(target)
    return found


def _back(
    before: dict[tuple[int, int], tuple[int, int, float]], node: tuple[int, int], taken: tuple[set[int], set[int]]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], float]]:
    """The beads of a passage, last one first, as far as they are free."""
    while node in before:
        (p, q), (a, b, value) = node, before[node]
        source, target = tuple(range(p - a, p)), tuple(range(q - b, q))
        if not taken[0].isdisjoint(source) or not taken[1].isdisjoint(target):
            return
        yield source, target, value
        node = p - a, q - b


def _candidates(odds: _Odds, own: Integers, other: Integers) -> Iterator[tuple[int, int, int, int, float]]:
    """Pairs of passages with odds above even: where they end on both sides, how many sentences they have, log odds."""
    for a, b, usual in _KINDS if len(own) * len(other) <= _MANY else _KINDS[:1]:
        ends = [side[_runs(side, k)] + k for side, k in ((own, a), (other, b))]
        vectors = [v.spans(k, e) for v, k, e in zip(odds.pair.vectors, (a, b), ends, strict=True)]
        sizes = [np.concatenate([[0.0], np.cumsum(s, dtype=np.float64)]) for s in odds.pair.lengths]
        x, y = (size[e] - size[e - k] for size, e, k in zip(sizes, ends, (a, b), strict=True))
        for first in range(0, len(ends[0]), _ROWS):
            part = slice(first, first + _ROWS)
            table: Floats = vectors[0][part] @ vectors[1].T
            value = odds.cosine(table) + odds.length(x[part, None], y[None]) + usual
            for i, j in zip(*np.nonzero(value > 0), strict=True):
                yield int(ends[0][first + i]), int(ends[1][j]), a, b, float(value[i, j])


def _runs(places: Integers, length: int) -> npt.NDArray[np.bool_]:
    """Where in a rising list of places `length` of them follow each other without a hole."""
    result = np.zeros(len(places), dtype=bool)
    if len(places) >= length:
        result[: len(places) - length + 1] = places[length - 1 :] - places[: len(places) - length + 1] == length - 1
    return result


def _swaps(beads: list[Bead], moves: Sequence[Move]) -> list[Bead]:
    """Merge the beads between the two ends of a move where it is a short one."""
    for source, target in sorted(moves, reverse=True):
        at = [k for k, b in enumerate(beads) if (b.source and not b.target and b.source[0] in source)]
        at += [k for k, b in enumerate(beads) if (b.target and not b.source and b.target[0] in target)]
        if not at or max(at) - min(at) >= _NEAR:
            continue
        between = beads[min(at) : max(at) + 1]
        own = tuple(sorted(s for b in between for s in b.source))
        other = tuple(sorted(t for b in between for t in b.target))
        if any("fixed" in b.flags for b in between) or max(len(own), len(other)) > _NEAR or len(between) < 3:
            continue
        score = min(b.score for b in between)
        beads[min(at) : max(at) + 1] = [Bead(own, other, score, ("crossing",))]
    return beads
