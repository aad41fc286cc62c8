"""Runs of paragraphs in two languages side by side: which translate which, and which are left over."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ..model import Paragraph
from ..text import find_numbers, guess_language

__all__ = ["matched_runs"]

_GAP_COST = 0.9
# Above the cost of a gap: two paragraphs that share a translation must fit it better than one of them alone, clearly.
_MERGE_COST = 1.2
# A paragraph and another that stand alone side by side are a pair unless their lengths exclude it.
_ALONE_LIMIT = 2.3
_BAND = 60
_SENTENCE_END = re.compile(r"[。！？!?….；;][”’」』》）)\"']*$")
_GOES_ON = re.compile(r"[，、,：:；;—-]$")


def matched_runs(
    first: Sequence[Paragraph], second: Sequence[Paragraph], ratio: float
) -> Iterator[tuple[Sequence[Paragraph], Sequence[Paragraph]]]:
    """Steps through a run and the run of its translation: one and one, one and two, two and one, or one and nothing.

    `ratio` is the length of `second` for one character of `first`. The steps are the cheapest by lengths and numbers;
    two paragraphs are one side of a pair only when both are sentences or the first breaks off.
    """
    if len(first) == len(second) == 1:
        if _cost(first, second, ratio) <= _ALONE_LIMIT:
            return iter([(first, second)])
        return iter([(first, []), ([], second)])
    return _cheapest(first, second, ratio)


def _cheapest(
    first: Sequence[Paragraph], second: Sequence[Paragraph], ratio: float
) -> Iterator[tuple[Sequence[Paragraph], Sequence[Paragraph]]]:
    """By dynamic programming in a band."""
    n, m = len(first), len(second)
    width = _BAND + abs(n - m)
    cost: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(n + 1):
        middle = i * m // max(1, n)
        for j in range(max(0, middle - width), min(m, middle + width) + 1):
            options = [
                (cost[i - a, j - b][0] + _cost(first[i - a : i], second[j - b : j], ratio), (a, b))
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


def _cost(first: Sequence[Paragraph], second: Sequence[Paragraph], ratio: float) -> float:
    """How unlike the lengths are, as a ratio, and whether the numbers of the two sides differ."""
    if not first or not second:
        return _GAP_COST
    if not all(_belong(left.text, right.text) for side in (first, second) for left, right in pairwise(side)):
        return math.inf
    a, b = "".join(p.text for p in first), "".join(p.text for p in second)
    cost = abs(math.log((len(b) + 3) / ((len(a) * ratio) + 3))) + _MERGE_COST * (len(first) + len(second) - 2)
    numbers = [frozenset().union(*(_numbers(p.text) for p in side)) for side in (first, second)]
    if numbers[0] or numbers[1]:
        cost += 0.5 - 0.8 * len(numbers[0] & numbers[1]) / len(numbers[0] | numbers[1])
    return cost


def _belong(left: str, right: str) -> bool:
    """Whether two paragraphs may be one in the other language: both are sentences, or the first breaks off."""
    left, right = left.rstrip(), right.strip()
    if _GOES_ON.search(left) or right[:1].islower():
        return True
    return bool(_SENTENCE_END.search(left) and _SENTENCE_END.search(right))


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[float]:
    """The values of the numbers of a text, in characters, words or digits."""
    return frozenset(n.value for n in find_numbers(text, guess_language(text) or "en"))
