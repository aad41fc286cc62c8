"""How good an alignment is: strict and lax precision, recall and F1 of its beads against gold beads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model import Bead

__all__ = ["CONVENTIONS", "Counts", "Evaluation", "Rates", "evaluate", "f1_interval"]

CONVENTIONS = ("vecalign", "aligner-eval")
Pair = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Rates:
    """Precision, recall and F1, each 0 where it has no denominator."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True)
class Counts:
    """Predicted beads, how many of them are right, gold beads, and how many of them were found."""

    predicted: int = 0
    right: int = 0
    gold: int = 0
    found: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.predicted + other.predicted,
            self.right + other.right,
            self.gold + other.gold,
            self.found + other.found,
        )

    @property
    def rates(self) -> Rates:
        """Precision, recall, F1."""
        precision = self.right / self.predicted if self.predicted else 0.0
        recall = self.found / self.gold if self.gold else 0.0
        both = precision + recall
        return Rates(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True)
class Evaluation:
    """Counts of one document: by name (strict or lax, and convention), and strict ones by bead type."""

    counts: dict[str, Counts]
    types: dict[str, Counts]


def evaluate(gold: Sequence[Bead], predicted: Sequence[Bead]) -> Evaluation:
    """Compare beads; the order inside a side does not matter.

    Strict: a bead is right if it is a gold bead. Lax: if a gold bead shares a sentence with it on both sides; a null
    bead, which has one side only, if it is a gold bead. Convention `vecalign` (score.py, Thompson and Koehn 2019): null
    beads count for precision and not for recall. `aligner-eval`: they count on both sides.
    """
    wanted, given = {_pair(b) for b in gold}, {_pair(b) for b in predicted}
    two_sided = {p for p in wanted if all(p)}
    counts = {}
    near_given, near_wanted = _near(given, wanted), _near(wanted, given)
    for name, right, found in (("strict", given & wanted, given & wanted), ("lax", near_given, near_wanted)):
        counts[f"{name} vecalign"] = Counts(len(given), len(right), len(two_sided), len(found & two_sided))
        counts[f"{name} aligner-eval"] = Counts(len(given), len(right), len(wanted), len(found & wanted))
    types: dict[str, Counts] = {}
    for pairs, field in ((given, 0), (wanted, 1)):
        for pair in pairs:
            hit = int(pair in given and pair in wanted)
            count = Counts(1, hit, 0, 0) if field == 0 else Counts(0, 0, 1, hit)
            types[_type(pair)] = types.get(_type(pair), Counts()) + count
    return Evaluation(counts, types)


def _pair(bead: Bead) -> Pair:
    return tuple(sorted(bead.source)), tuple(sorted(bead.target))


def _type(pair: Pair) -> str:
    a, b = len(pair[0]), len(pair[1])
    if not a or not b:
        return f"{a and 1}-{b and 1}" if a <= 1 and b <= 1 else "null, several"
    return "1-1" if a == b == 1 else "1-n" if a == 1 else "n-1" if b == 1 else "n-m"


def _near(pairs: set[Pair], others: set[Pair]) -> set[Pair]:
    """The pairs that share a sentence on both sides with one of the others; null beads only if they are among them."""
    by_source: dict[int, list[Pair]] = {}
    for other in others:
        for i in other[0]:
            by_source.setdefault(i, []).append(other)
    return {p for p in pairs if p in others or any(set(p[1]) & set(o[1]) for i in p[0] for o in by_source.get(i, ()))}


def f1_interval(documents: Sequence[Counts], samples: int = 1000, seed: int = 12345) -> tuple[float, float] | None:
    """The middle 95 % of the F1 of documents drawn with replacement; None for fewer than two documents."""
    if len(documents) < 2:
        return None
    table = np.array([[d.predicted, d.right, d.gold, d.found] for d in documents], dtype=np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(table), (samples, len(table)))
    predicted, right, gold, found = table[drawn].sum(axis=1).T
    precision, recall = right / np.maximum(predicted, 1), found / np.maximum(gold, 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    low, high = np.percentile(f1, [2.5, 97.5])
    return float(low), float(high)
