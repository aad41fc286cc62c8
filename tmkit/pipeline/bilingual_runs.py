"""Runs of paragraphs in two languages side by side: which translate which, and which are left over."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..model import Paragraph
from ..text import find_numbers, guess_language

__all__ = ["Compare", "matched_runs"]

_GAP_COST = 0.9
# Two sentences that share a translation must fit it clearly better than one of them does, which leaves a gap.
_MERGE_COST = 1.2
# Where one stands beside two and nothing else, a missing translation is the likelier the more.
_LONE_MERGE_COST = 1.5
_BROKEN_OFF_COST = 0.45
# A translation follows its source at once, so that of two the one further off lacks it rather.
_FAR_COST = 0.4
# A paragraph and another that stand alone side by side are a pair unless their lengths exclude it.
_ALONE_LIMIT = 2.3
_BAND = 60
# Texts that translate each other have a cosine of 0.6 and more, others hardly ever 0.4.
_ALIKE, _MEANING, _TOGETHER = 0.4, 2.0, 0.6
# For two runs a function of (i, a, j, b): how alike the a paragraphs before i are to the b before j, 0 to 1.
Compare = Callable[[Sequence[Paragraph], Sequence[Paragraph]], Callable[[int, int, int, int], float]]
_SENTENCE_END = re.compile(r"[。！？!?….；;][”’」』》）)\"']*$")
# The number of a part, whose name stands in the next line.
_LABEL = re.compile(
    r"(?:chapter|article|section|part|annex|appendix)\s+[\dIVXLC]+\.?|第[一二三四五六七八九十百\d]+[章条节编篇]", re.I
)
_GOES_ON = re.compile(r"[，、,：:；;—-]$")


def matched_runs(
    first: Sequence[Paragraph], second: Sequence[Paragraph], ratio: float, forward: bool, compare: Compare
) -> Iterator[tuple[Sequence[Paragraph], Sequence[Paragraph]]]:
    """Steps through a run and the run of its translation: one and one, one and two, two and one, or one and nothing.

    `ratio` is the length of `second` for one character of `first`; `forward` says that `first` stands first. The steps
    are the cheapest by lengths, numbers and, where the runs differ in length, by what `compare` finds alike in meaning;
    two paragraphs are one side of a pair only when both are sentences or the first breaks off.
    """
    if len(first) == len(second) == 1:
        if _cost(first, second, ratio, 0.0) <= _ALONE_LIMIT:
            return iter([(first, second)])
        return iter([(first, []), ([], second)])
    unlike = _unlike(compare(first, second)) if len(first) != len(second) else None
    return _cheapest(first, second, ratio, forward, unlike)


def _unlike(alike: Callable[[int, int, int, int], float]) -> Callable[[int, int, int, int], float]:
    """What meaning adds to the cost of a step that takes a and b paragraphs before i and j."""

    def added(i: int, a: int, j: int, b: int) -> float:
        if not a or not b:
            return 0.0
        found = alike(i, a, j, b)
        if a == b:
            return _MEANING * (_ALIKE - found)
        # Two that share a translation are more like it together than the better one of them is.
        single = max(alike(i - k, 1, j, 1) if a > 1 else alike(i, 1, j - k, 1) for k in (0, 1))
        return _MEANING * (_ALIKE - found) + (-_TOGETHER if found > single else _TOGETHER)

    return added


def _cheapest(
    first: Sequence[Paragraph],
    second: Sequence[Paragraph],
    ratio: float,
    forward: bool,
    unlike: Callable[[int, int, int, int], float] | None,
) -> Iterator[tuple[Sequence[Paragraph], Sequence[Paragraph]]]:
    """By dynamic programming in a band."""
    n, m = len(first), len(second)
    merge, far = (_MERGE_COST, 0.0) if n + m > 3 else (_LONE_MERGE_COST, _FAR_COST)
    beside = (n, 1) if forward else (1, m)
    width = _BAND + abs(n - m)
    cost: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(n + 1):
        middle = i * m // max(1, n)
        for j in range(max(0, middle - width), min(m, middle + width) + 1):
            options = [
                (
                    cost[i - a, j - b][0]
                    + _cost(first[i - a : i], second[j - b : j], ratio, merge)
                    + far * (a == b and (i, j) != beside)
                    + (unlike(i, a, j, b) if unlike else 0.0),
                    (a, b),
                )
                for a, b in ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1))
                if (i - a, j - b) in cost
            ]
            if options:
                cost[i, j] = min(options)
    steps, place = [], (n, m)
    while place != (0, 0):
        a, b = cost[place][1]
        steps.append((first[place[0] - a : place[0]], second[place[1] - b : place[1]]))
        place = (place[0] - a, place[1] - b)
    return reversed(steps)


def _cost(first: Sequence[Paragraph], second: Sequence[Paragraph], ratio: float, merge: float) -> float:
    """How unlike the lengths are, as a ratio, and whether the numbers of the two sides differ."""
    if not first or not second:
        return _GAP_COST
    a, b = "".join(p.text for p in first), "".join(p.text for p in second)
    cost = abs(math.log((len(b) + 3) / ((len(a) * ratio) + 3)))
    cost += sum(_merged(left.text, right.text, merge) for side in (first, second) for left, right in pairwise(side))
    numbers = [frozenset().union(*(_numbers(p.text) for p in side)) for side in (first, second)]
    if numbers[0] or numbers[1]:
        cost += 0.5 - 0.8 * len(numbers[0] & numbers[1]) / len(numbers[0] | numbers[1])
    return cost


def _merged(left: str, right: str, merge: float) -> float:
    """The cost of taking two paragraphs as one: both must be sentences, or the first break off."""
    left, right = left.rstrip(), right.strip()
    if _GOES_ON.search(left) or right[:1].islower() or _LABEL.fullmatch(left):
        return _BROKEN_OFF_COST
    return merge if _SENTENCE_END.search(left) and _SENTENCE_END.search(right) else math.inf


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[float]:
    """The values of the numbers of a text, in characters, words or digits."""
    return frozenset(n.value for n in find_numbers(text, guess_language(text) or "en"))
