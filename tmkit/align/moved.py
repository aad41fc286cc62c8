"""What a monotone path cannot say: sentences that changed places nearby, and passages that were moved away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model import Bead
from .inputs import Floats, TextPair

__all__ = ["with_moves"]

_CROSSWISE = 0.3  # how much more two crossing pairs must resemble each other than the straight ones
_NEAR = 4  # beads and sentences that a local swap may span
_MARGIN = 0.08  # how far a moved sentence must stand out among all that were left out


def with_moves(pair: TextPair, beads: Sequence[Bead]) -> list[Bead]:
    """The beads, with sentences left out on both sides looked up in each other.

    A swap of neighbours becomes one bead with the flag `crossing`. Of a passage that was moved both ends stay gaps
    and name each other: `moved-target:31` on the source side, `moved-source:4` on the target side.
    """
    if not pair.source or not pair.target:
        return list(beads)
    floor = _usual(pair, beads)
    moves = _near_moves(pair, beads, _FOLLOWS * floor)
    moves += [m for m in _moves(pair, beads, floor) if m not in moves]
    merged = _swaps(list(beads), moves)
    to = dict(moves)
    back = {j: i for i, j in moves}
    return [_crossing(pair, _flagged(bead, to, back)) for bead in merged]


def _crossing(pair: TextPair, bead: Bead) -> Bead:
    """With a flag where sentences of a bead belong together crosswise rather than in order."""
    if min(len(bead.source), len(bead.target)) < 2 or bead.flags:
        return bead
    table = pair.sentences[0][list(bead.source)] @ pair.sentences[1][list(bead.target)].T
    for i in range(len(bead.source) - 1):
        for j in range(len(bead.target) - 1):
            straight = table[i, j] + table[i + 1, j + 1]
            if table[i, j + 1] + table[i + 1, j] > straight + _CROSSWISE:
                return Bead(bead.source, bead.target, bead.score, ("crossing",))
    return bead


def _flagged(bead: Bead, to: dict[int, int], back: dict[int, int]) -> Bead:
    if bead.kind == "1-0" and bead.source[0] in to:
        return Bead(bead.source, bead.target, bead.score, (*bead.flags, f"moved-target:{to[bead.source[0]]}"))
    if bead.kind == "0-1" and bead.target[0] in back:
        return Bead(bead.source, bead.target, bead.score, (*bead.flags, f"moved-source:{back[bead.target[0]]}"))
    return bead


def _usual(pair: TextPair, beads: Sequence[Bead]) -> float:
    """The cosine that three quarters of the aligned pairs exceed."""
    x, y = pair.sentences
    usual = [float(x[b.source[0]] @ y[b.target[0]]) for b in beads if b.kind == "1-1"]
    return float(np.percentile(usual, 25)) if usual else 0.5


def _near_moves(pair: TextPair, beads: Sequence[Bead], floor: float) -> list[tuple[int, int]]:
    """Left-out sentences on either side of a single pair: its neighbours have changed places with it."""
    x, y = pair.sentences
    moves = []
    for before, middle, after in zip(beads, beads[1:], beads[2:], strict=False):
        if middle.kind == "1-1" and {before.kind, after.kind} == {"1-0", "0-1"}:
            i, j = (before.source or after.source)[0], (before.target or after.target)[0]
            if float(x[i] @ y[j]) > floor:
                moves.append((i, j))
    return moves


def _moves(pair: TextPair, beads: Sequence[Bead], floor: float) -> list[tuple[int, int]]:
    """Pairs of left-out sentences that are each other's best and as close as half of the aligned pairs are."""
    own = np.array([b.source[0] for b in beads if b.kind == "1-0" and "fixed" not in b.flags], dtype=np.int64)
    other = np.array([b.target[0] for b in beads if b.kind == "0-1" and "fixed" not in b.flags], dtype=np.int64)
    if not len(own) or not len(other) or len(own) * len(other) > _TOO_MANY:
        return []
    x, y = pair.sentences
    table: Floats = x[own] @ y[other].T
    best_row, best_column = table.argmax(axis=1), table.argmax(axis=0)
    moves = []
    for i, j in enumerate(best_row.tolist()):
        # Neighbours say similar things and may be part of the same translation: they are no rivals.
        far_row, far_column = np.abs(other - other[j]) > _NEAR, np.abs(own - own[i]) > _NEAR
        rivals = max(table[i, far_row].max(initial=0.0), table[far_column, j].max(initial=0.0))
        if best_column[j] == i and table[i, j] > floor and table[i, j] - rivals > _MARGIN:
            moves.append((int(own[i]), int(other[j])))
    return _lengthened(moves, dict(zip(own.tolist(), table, strict=True)), other.tolist(), _FOLLOWS * floor)


def _lengthened(
    moves: Sequence[tuple[int, int]], rows: dict[int, Floats], columns: list[int], floor: float
) -> list[tuple[int, int]]:
    """Let each move grow in both directions over left-out neighbours that still resemble each other."""
    at = {j: k for k, j in enumerate(columns)}
    to = dict(moves)
    taken = set(to.values())
    for i, j in moves:
        for by in (1, -1):
            p, q = i + by, j + by
            while p in rows and q in at and p not in to and q not in taken and rows[p][at[q]] > floor:
                to[p] = q
                taken.add(q)
                p, q = p + by, q + by
    return sorted(to.items())


_FOLLOWS = 0.5  # of the usual cosine is enough for the neighbour of a sentence that surely moved
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
