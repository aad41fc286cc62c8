"""What a memory offers for a query: kinds of match, their scores, penalties and order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from ..model import UNREVIEWED, Match, Unit
from .neighbours import neighbours
from .numbers import Repair, renumbered, repair, repair_values
from .scoring import Penalties, folded, similarity

__all__ = ["Query", "judge", "rank"]

_MOST_FOR_CODES = 5.0
_KINDS = ("ice", "exact", "repaired", "fuzzy")


@dataclass(frozen=True)
class Query:
    """A segment to be translated with the segments before and after it, where they are known."""

    text: str
    previous: str | None = None
    next: str | None = None
    codes: int = 0

    @cached_property
    def form(self) -> str:
        """The folded text."""
        return folded(self.text)


def judge(query: Query, unit: Unit, penalties: Penalties) -> Match:
    """The match that `unit` is for `query`, with every deduction named."""
    form = query.form
    found = folded(unit.source)
    taken: list[tuple[str, float]] = []
    distance = Levenshtein.distance(form, found)
    kind, proposal, score = "fuzzy", "", 100.0 * (1 - distance / max(len(form), len(found), 1))
    if not distance or form.casefold() == found.casefold():
        kind, score = "exact", 100.0
        if distance:
            taken.append(("case", penalties.case))
    elif (repaired := _repaired(query.form, found, unit)) is not None:
        kind, score, proposal = "repaired", 100.0, repaired.text
        taken.append(("numbers", penalties.numbers * repaired.count))
    elif (renewed := renumbered(query.form, found)) and (repaired := _repaired(renewed, found, unit)) is not None:
        kind, score, proposal = "repaired", similarity(query.form, renewed), repaired.text
        taken.append(("numbers", penalties.numbers * repaired.count))
    if query.text != unit.source and Levenshtein.distance(query.text, unit.source) > distance:
        taken.append(("width", penalties.width))
    taken += _codes(query, unit, penalties)
    taken += _origin(unit, penalties)
    if UNREVIEWED in unit.props:
        taken.append(("unreviewed", penalties.unreviewed))
    if kind == "exact" and not taken and _is_in_context(query, unit):
        return Match(unit, 101.0, "ice")
    return Match(unit, max(0.0, score - sum(points for _, points in taken)), kind, tuple(taken), proposal)


def _repaired(form: str, found: str, unit: Unit) -> Repair | None:
    """The target of a unit with the numbers of a folded text that differs from its folded source in these only."""
    if repaired := repair(form, found, unit.target):
        return repaired
    return repair_values(form, found, unit.target, (unit.source_language, unit.target_language))


def _codes(query: Query, unit: Unit, penalties: Penalties) -> list[tuple[str, float]]:
    """Points for each inline code that only one of the two has."""
    has = 0 if unit.tu is None else sum(not isinstance(piece, str) for piece in unit.tu.variants[0].content)
    points = min(_MOST_FOR_CODES, penalties.codes * abs(has - query.codes))
    return [("codes", points)] if points else []


def _origin(unit: Unit, penalties: Penalties) -> list[tuple[str, float]]:
    return [(f"origin {name}", points) for name, points in penalties.origin if name == unit.origin]


def _is_in_context(query: Query, unit: Unit) -> bool:
    """Same neighbours in one place at least."""
    return any(_is_beside(query, place) for place in neighbours(unit))


def _is_beside(query: Query, place: tuple[str | None, str | None]) -> bool:
    """A side that either does not know does not count, but one side at least must be known and the same."""
    pairs = zip((query.previous, query.next), place, strict=True)
    asked = [(wanted, had) for wanted, had in pairs if wanted is not None and had is not None]
    return any(had for _, had in asked) and all(folded(wanted) == folded(had) for wanted, had in asked)


def rank(
    query: Query, units: Iterable[Unit], min_score: float, limit: int, penalties: Penalties | None = None
) -> list[Match]:
    """The best matches of at least `min_score`, one for each pair of texts, best first.

    Equal scores: the better kind, then the more used, then, of those with other numbers, the more alike, then the
    newer, then the order given.
    """
    penalties = penalties or Penalties()
    matches = [judge(query, unit, penalties) for unit in units]
    matches.sort(key=_date, reverse=True)
    matches.sort(key=lambda match: _distance(query, match))
    matches.sort(key=_order)
    best: dict[tuple[str, str], Match] = {}
    for match in matches:
        if match.score >= min_score:
            best.setdefault((match.unit.source, match.unit.target), match)
    return _with_several(list(best.values()), penalties, min_score)[:limit]


def _order(match: Match) -> tuple[float, int, int]:
    return -match.score, _KINDS.index(match.kind), -(match.unit.usage_count or 0)


def _distance(query: Query, match: Match) -> int:
    return Levenshtein.distance(query.form, folded(match.unit.source)) if match.kind == "repaired" else 0


def _date(match: Match) -> str:
    return match.unit.change_date or match.unit.creation_date


def _with_several(matches: list[Match], penalties: Penalties, min_score: float) -> list[Match]:
    """Take points off exact matches whose source has several translations, unless the context decides."""
    exact = [m for m in matches if m.kind == "exact"]
    if len({m.unit.target for m in exact}) < 2 or not penalties.several:
        return matches
    out = [_less(m, "several translations", penalties.several) if m.kind == "exact" else m for m in matches]
    return sorted((m for m in out if m.score >= min_score), key=_order)


def _less(match: Match, name: str, points: float) -> Match:
    return replace(match, score=match.score - points, penalties=(*match.penalties, (name, points)))
