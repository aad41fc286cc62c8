"""Beads that a person has decided: they stay as they are, and the rest is aligned around them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..model import Bead
from .band import Cuts

__all__ = ["Around", "around_blank", "around_fixed", "in_order", "inside"]


@dataclass(frozen=True)
class Around:
    """The sentences that are left to be aligned, by their place in the whole text, and where no bead may cross."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    cuts: Cuts
    fixed: tuple[Bead, ...]

    def whole(self, beads: Sequence[Bead]) -> list[Bead]:
        """Beads over the sentences that were left, together with the fixed ones, numbered as in the whole text."""
        rest = [
            Bead(
                tuple(self.source[i] for i in b.source),
                tuple(self.target[j] for j in b.target),
                b.score,
                tuple(self._renumbered(f) for f in b.flags),
            )
            for b in beads
        ]
        return in_order([*rest, *self.fixed])

    def _renumbered(self, flag: str) -> str:
        name, _, number = flag.partition(":")
        places = {"moved-target": self.target, "moved-source": self.source}.get(name)
        return f"{name}:{places[int(number)]}" if places else flag


def around_fixed(fixed: Sequence[Bead], sizes: tuple[int, int]) -> Around:
    """Take the sentences of fixed beads out of two texts of these sizes.

    The same bead may be given twice. Raises InputError for a bead without sentences, for an index beyond the text and
    for a sentence that is in two beads or twice in one.
    """
    fixed = list({(b.source, b.target): b for b in fixed}.values())
    for bead in fixed:
        _check_alone(bead)
    taken: tuple[set[int], set[int]] = (set(), set())
    for bead in fixed:
        for side, indices in enumerate((bead.source, bead.target)):
            _check(bead, indices, sizes[side], taken[side], ("source", "target")[side])
    left = tuple(tuple(i for i in range(size) if i not in gone) for size, gone in zip(sizes, taken, strict=True))
    rows = {bisect_left(left[0], i) for b in fixed for i in b.source}
    columns = {bisect_left(left[1], j) for b in fixed for j in b.target}
    nodes = [(bisect_left(left[0], b.source[0]), bisect_left(left[1], b.target[0])) for b in _rising(fixed)]
    certain = tuple(Bead(tuple(sorted(b.source)), tuple(sorted(b.target)), 1.0, ("fixed",)) for b in fixed)
    return Around(left[0], left[1], Cuts(tuple(dict.fromkeys(nodes)), frozenset(rows), frozenset(columns)), certain)


def around_blank(source: Sequence[str], target: Sequence[str], fixed: Sequence[Bead]) -> Around:
    """Take the blank sentences out of two texts, but for those that a person has put into a bead; each is a gap.

    Unlike fixed beads they hinder nothing: the rest is aligned as if they were not there.
    """
    held = {i for b in fixed for i in b.source}, {j for b in fixed for j in b.target}
    left = [
        tuple(i for i, t in enumerate(side) if i in kept or t.strip())
        for side, kept in zip((source, target), held, strict=True)
    ]
    gone = [sorted(set(range(len(side))) - set(kept)) for side, kept in zip((source, target), left, strict=True)]
    gaps = (*(Bead((i,), ()) for i in gone[0]), *(Bead((), (j,)) for j in gone[1]))
    return Around(left[0], left[1], Cuts(), gaps)


def inside(bead: Bead, around: Around) -> Bead:
    """A bead over the whole text, numbered as among the sentences that were left."""
    source, target = (
        tuple(bisect_left(left, i) for i in side)
        for left, side in ((around.source, bead.source), (around.target, bead.target))
    )
    return Bead(source, target, bead.score, bead.flags)


def _check_alone(bead: Bead) -> None:
    name = f"{list(bead.source)}:{list(bead.target)}"
    if not bead.source and not bead.target:
        raise InputError(f"not a bead: {name!r} names no sentence", cure="write it like [0, 1]:[0] or [2]:[]")
    for side, indices in (("source", bead.source), ("target", bead.target)):
        twice = next((i for i in indices if indices.count(i) > 1), None)
        if twice is not None:
            raise InputError(f"the fixed bead {name} names {side} sentence {twice} twice", cure="name it once")


def _check(bead: Bead, indices: Sequence[int], size: int, taken: set[int], side: str) -> None:
    for index in indices:
        if not 0 <= index < size:
            raise InputError(
                f"the fixed bead {list(bead.source)}:{list(bead.target)} names {side} sentence {index}, "
                f"but the text has {size}",
                cure="count sentences from 0",
            )
        if index in taken:
            raise InputError(f"{side} sentence {index} is in two fixed beads", cure="leave it in one of them")
        taken.add(index)


def _rising(fixed: Sequence[Bead]) -> list[Bead]:
    """The longest selection of two-sided fixed beads that rises in both texts: these the path can run through."""
    pairs = sorted((b for b in fixed if b.source and b.target), key=lambda b: (min(b.source), min(b.target)))
    best: list[list[Bead]] = []
    for bead in pairs:
        chains = [c for c in best if max(c[-1].source) < min(bead.source) and max(c[-1].target) < min(bead.target)]
        best.append([*max(chains, key=len, default=[]), bead] if len(best) < _MANY else [*_last(best, bead), bead])
    return max(best, key=len, default=[])


_MANY = 400  # beyond this many fixed beads only the latest chain is continued


def _last(best: list[list[Bead]], bead: Bead) -> list[Bead]:
    for chain in reversed(best[-8:]):
        if max(chain[-1].source) < min(bead.source) and max(chain[-1].target) < min(bead.target):
            return chain
    return []


def in_order(beads: Sequence[Bead]) -> list[Bead]:
    """By source place; a target gap stands before the first bead whose target comes after it."""
    sided = sorted((b for b in beads if b.source), key=lambda b: b.source[0])
    gaps = sorted((b for b in beads if not b.source), key=lambda b: b.target[0])
    result: list[Bead] = []
    for bead in sided:
        while gaps and bead.target and gaps[0].target[0] < bead.target[0]:
            result.append(gaps.pop(0))
        result.append(bead)
    return [*result, *gaps]
