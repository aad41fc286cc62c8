"""Proposals for the rendering of a term from aligned units: English word sequences that occur where the term does.

Ranked by the log-likelihood ratio (Dunning 1993), with the Dice coefficient beside it; renderings that belong to
other known terms of a unit are out of the question, and among equals the one at the like place in its sentence wins.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..model import Unit
from .collection import Glossary
from .forms import character_form, singular, words_of
from .rendering import function_words

__all__ = ["Proposal", "Proposer"]

_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word sequence as it stands in the units, with its log-likelihood ratio, Dice coefficient and common units."""

    text: str
    llr: float
    dice: float
    common: int


@dataclass(frozen=True, slots=True)
class _Sequence:
    key: str
    text: str
    place: float
    words: int


class Proposer:
    """Indexes the units once; proposals for a term are then quick."""

    def __init__(self, units: Iterable[Unit], known: Glossary | None = None) -> None:
        self.units = list(units)
        self._sources = [character_form(u.source).text for u in self.units]
        self._sequences = [list(_sequences_of(u, known)) for u in self.units]
        self._counts: Counter[str] = Counter()
        for sequences in self._sequences:
            self._counts.update({s.key for s in sequences})

    def propose(self, term: str, limit: int = 5) -> list[Proposal]:
        """The likeliest renderings of a term that occurs in the units; none where it does not."""
        form = character_form(term).text
        holders = [i for i, source in enumerate(self._sources) if form in source]
        if not holders:
            return []
        common: Counter[str] = Counter()
        best: dict[str, _Sequence] = {}
        gaps: defaultdict[str, float] = defaultdict(float)
        for i in holders:
            place = (self._sources[i].find(form) + len(form) / 2) / max(1, len(self._sources[i]))
            for key, (sequence, gap) in _nearest(self._sequences[i], place).items():
                common[key] += 1
                gaps[key] += gap
                best.setdefault(key, sequence)
        scored = [
            (self._proposal(best[key], n, len(holders)), gaps[key] / n, best[key].words) for key, n in common.items()
        ]
        wanted = max(1.0, len(form) * 0.6)
        scored.sort(
            key=lambda row: (-round(row[0].llr, 6), -row[0].dice, abs(row[2] - wanted) * 0.06 + row[1], row[0].text)
        )
        return [proposal for proposal, _, _ in _without_parts(scored, limit)]

    def _proposal(self, sequence: _Sequence, common: int, holders: int) -> Proposal:
        total, elsewhere = len(self.units), self._counts[sequence.key]
        llr = _log_likelihood_ratio(common, holders, elsewhere, total)
        return Proposal(sequence.text, round(llr, 4), round(2 * common / (holders + elsewhere), 4), common)


def _nearest(sequences: Sequence[_Sequence], place: float) -> dict[str, tuple[_Sequence, float]]:
    """Each different sequence of a unit once, where it stands nearest to the place."""
    found: dict[str, tuple[_Sequence, float]] = {}
    for sequence in sequences:
        gap = abs(sequence.place - place)
        if sequence.key not in found or gap < found[sequence.key][1]:
            found[sequence.key] = (sequence, gap)
    return found


def _without_parts(scored: list[tuple[Proposal, float, int]], limit: int) -> list[tuple[Proposal, float, int]]:
    """At most two of the same value that are parts of each other; five near copies help nobody."""
    kept: list[tuple[Proposal, float, int]] = []
    for row in scored:
        text = f" {row[0].text.casefold()} "
        alike = [k for k in kept if f" {k[0].text.casefold()} " in text or text in f" {k[0].text.casefold()} "]
        if len(alike) < 3:
            kept.append(row)
        if len(kept) == limit:
            break
    return kept


def _sequences_of(unit: Unit, known: Glossary | None) -> Iterator[_Sequence]:
    """Word sequences of a target that neither begin nor end with a function word nor belong to a known term."""
    words = words_of(unit.target)
    free = _free_words(unit, words, known)
    empty = function_words()
    for i, (first, start, _) in enumerate(words):
        if first in empty or not free[i]:
            continue
        for j in range(i, min(i + _LONGEST, len(words))):
            last, _, end = words[j]
            if not free[j] or _has_break(unit.target, words[j - 1][2] if j > i else start, words[j][1]):
                break
            if last in empty:
                continue
            key = " ".join(singular(w) for w, _, _ in words[i : j + 1])
            yield _Sequence(key, unit.target[start:end], (start + end) / 2 / max(1, len(unit.target)), j - i + 1)


def _has_break(text: str, start: int, end: int) -> bool:
    return any(mark in text[start:end] for mark in ".;:!?()")


def _free_words(unit: Unit, words: Sequence[tuple[str, int, int]], known: Glossary | None) -> list[bool]:
    """Which words are not taken by the rendering of a known term that the source has."""
    free = [True] * len(words)
    if known is None:
        return free
    there = {m.concept.id for m in known.find(unit.source, unit.source_language)}
    for match in known.find(unit.target, unit.target_language):
        if match.concept.id in there:
            for i, (_, start, end) in enumerate(words):
                free[i] = free[i] and (end <= match.start or start >= match.end)
    return free


def _log_likelihood_ratio(common: int, a: int, b: int, total: int) -> float:
    """Dunning's G2 of the two-by-two table; negative where they meet less often than by chance."""
    cells = (
        (common, a, b),
        (a - common, a, total - b),
        (b - common, total - a, b),
        (total - a - b + common, total - a, total - b),
    )
    value = 2 * sum(o * math.log(o * total / (r * c)) for o, r, c in cells if o > 0 and r > 0 and c > 0)
    return value if common * total >= a * b else -value
