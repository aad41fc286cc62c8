"""What a monotone path cannot say: sentences that changed places nearby, and passages that were moved away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model import Bead
from .inputs import Floats, TextPair

__all__ = ["with_moves"]

_NEAR = 4  # beads and sentences that a local swap may span
_MARGIN = 0.08  # how far a moved sentence must stand out among all that were left out


def with_moves(pair: TextPair, beads: Sequence[Bead]) -> list[Bead]:
    """The beads, with sentences left out on both sides looked up in each other.

    A swap of neighbours becomes one bead with the flag `crossing`. Of a passage that was moved both ends stay gaps
    and name each other: `moved-target:31` on the source side, `moved-source:4` on the target side.
    """
    if not pair.source or not pair.target:
        return list(beads)
    moves = _moves(pair, beads)
    merged = _swaps(list(beads), moves)
    to = dict(moves)
    back = {j: i for i, j in moves}
    return [_flagged(bead, to, back) for bead in merged]


def _flagged(bead: Bead, to: dict[int, int], back: dict[int, int]) -> Bead:
    if bead.kind == "1-0" and bead.source[0] in to:
        return Bead(bead.source, bead.target, bead.score, (*bead.flags, f"moved-target:{to[bead.source[0]]}"))
    if bead.kind == "0-1" and bead.target[0] in back:
        return Bead(bead.source, bead.target, bead.score, (*bead.flags, f"moved-source:{back[bead.target[0]]}"))
    return bead


def _moves(pair: TextPair, beads: Sequence[Bead]) -> list[tuple[int, int]]:
    """Pairs of left-out sentences that are each other's best and as close as half of the aligned pairs are."""
    own = np.array([b.source[0] for b in beads if b.kind == "1-0" and "fixed" not in b.flags], dtype=np.int64)
    other = np.array([b.target[0] for b in beads if b.kind == "0-1" and "fixed" not in b.flags], dtype=np.int64)
    if not len(own) or not len(other) or len(own) * len(other) > _TOO_MANY:
        return []
    x, y = pair.sentences
    table: Floats = x[own] @ y[other].T
    usual = [float(x[b.source[0]] @ y[b.target[0]]) for b in beads if b.kind == "1-1"]
    floor = float(np.median(usual)) if usual else 0.5
    best_row, best_column = table.argmax(axis=1), table.argmax(axis=0)
    moves = []
    for i, j in enumerate(best_row.tolist()):
        rivals = np.append(np.delete(table[i], j), np.delete(table[:, j], i))
        stands_out = table[i, j] - (rivals.max() if len(rivals) else 0.0) > _MARGIN
        if best_column[j] == i and table[i, j] > floor and stands_out:
            moves.append((int(own[i]), int(other[j])))
    return moves


_TOO_MANY = 40_000_000


def _swaps(beads: list[Bead], moves: Sequence[tuple[int, int]]) -> list[Bead]:
    """Merge the beads between the two ends of a move where it is a short one."""
    for i, j in sorted(moves, reverse=True):
        at = [
            k for k, b in enumerate(beads) if (b.source == (i,) and not b.target) or (b.target == (j,) and not b.source)
        ]
        if len(at) != 2 or at[1] - at[0] >= _NEAR:
            continue
        between = beads[at[0] : at[1] + 1]
        source = tuple(sorted(s for b in between for s in b.source))
        target = tuple(sorted(t for b in between for t in b.target))
        if any("fixed" in b.flags for b in between) or max(len(source), len(target)) > _NEAR or len(between) < 3:
            continue
        score = min(b.score for b in between)
        beads[at[0] : at[1] + 1] = [Bead(source, target, score, ("crossing",))]
    return beads
