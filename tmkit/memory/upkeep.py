"""Which units of a memory should go, or change, as pure rules over (id, unit) pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..model import Element, TranslationUnit, Unit
from ..text.languages import same_language
from .scoring import folded

__all__ = [
    "KEEP",
    "Selection",
    "exact_duplicates",
    "older_variants",
    "reversed_unit",
    "source_duplicates",
    "strip_codes",
]

Items = Iterable[tuple[int, Unit]]
KEEP = ("newest", "used", "first")


@dataclass(frozen=True, slots=True)
class Selection:
    """Units of which everything that is set here is true.

    `languages` are source and target tag; dates are YYYYMMDD or longer, compared with the last change or else the
    creation; `pattern` is searched in both texts; `below_score` takes units whose alignment score is lower;
    `untranslated` those whose target is empty or equal to the source.
    """

    languages: tuple[str, str] | None = None
    before: str = ""
    since: str = ""
    user: str = ""
    project: str = ""
    origin: str = ""
    pattern: str = ""
    below_score: float | None = None
    untranslated: bool = False

    def is_empty(self) -> bool:
        """Whether nothing is set, so that every unit would be taken."""
        return self == Selection()

    def takes(self, unit: Unit) -> bool:
        """Whether all that is set is true of `unit`."""
        pair = (unit.source_language, unit.target_language)
        checks = (
            not self.languages or all(same_language(h, w) for h, w in zip(pair, self.languages, strict=True)),
            not self.before or "" < _date(unit)[: len(self.before)] < self.before,
            not self.since or _date(unit)[: len(self.since)] >= self.since,
            not self.user or self.user in (unit.change_id, unit.creation_id),
            not self.project or self.project in (value for name, value in unit.props if "project" in name.lower()),
            not self.origin or self.origin == unit.origin,
            not self.pattern or bool(re.search(self.pattern, unit.source) or re.search(self.pattern, unit.target)),
            self.below_score is None or (unit.score is not None and unit.score < self.below_score),
            not self.untranslated or not unit.target.strip() or unit.target.strip() == unit.source.strip(),
        )
        return all(checks)


def _date(unit: Unit) -> str:
    return unit.change_date or unit.creation_date


def exact_duplicates(items: Items, keep: str = "newest") -> list[int]:
    """Ids of units to drop so that each pair of folded texts is there once in its languages."""
    return _all_but_best(items, keep, lambda u: (*_pair(u), folded(u.source), folded(u.target)))


def source_duplicates(items: Items, keep: str = "newest") -> list[int]:
    """Ids of units to drop so that each folded source is there once in its languages."""
    return _all_but_best(items, keep, lambda u: (*_pair(u), folded(u.source)))


def older_variants(items: Items) -> list[int]:
    """Ids of units whose source has a translation that was made later; of undated ones none is older."""
    newest: dict[tuple[str, ...], tuple[str, str]] = {}
    rows = [(number, (*_pair(u), folded(u.source)), _date(u), u.target) for number, u in items]
    for _, source, date, target in rows:
        newest[source] = max(newest.get(source, ("", "")), (date, target))
    return [number for number, source, date, target in rows if target != newest[source][1] and date < newest[source][0]]


def _pair(unit: Unit) -> tuple[str, str]:
    return unit.source_language, unit.target_language


def _all_but_best(items: Items, keep: str, key: object) -> list[int]:
    best: dict[object, tuple[tuple[object, ...], int]] = {}
    dropped = []
    for number, unit in items:
        group, rank = key(unit), (_rank(unit, keep), number)  # type: ignore[operator]
        held = best.get(group)
        if held is not None:
            dropped.append(held[1] if rank[0] > held[0] else number)
        if held is None or rank[0] > held[0]:
            best[group] = rank
    return sorted(dropped)


def _rank(unit: Unit, keep: str) -> tuple[object, ...]:
    """What is kept is what ranks highest; equals keep the first."""
    date, used = _date(unit), unit.usage_count or 0
    return {"newest": (date, used), "used": (used, date), "first": ()}[keep]


def strip_codes(unit: Unit) -> Unit:
    """The unit without inline codes; what <hi> marks stays as text."""
    if unit.tu is None or all(isinstance(p, str) for v in unit.tu.variants for p in v.content):
        return unit
    variants = tuple(replace(v, content=(_text(v.content),)) for v in unit.tu.variants)
    return replace(unit, tu=TranslationUnit(variants, unit.tu.attributes, unit.tu.info))


def _text(content: Iterable[str | Element]) -> str:
    return "".join(p if isinstance(p, str) else _text(p.content) if p.name == "hi" else "" for p in content)


def reversed_unit(unit: Unit) -> Unit:
    """The unit in the other direction; the neighbours, which are texts of the old source, go."""
    tu = unit.tu
    if tu is not None:
        tu = replace(tu, variants=(tu.variants[1], tu.variants[0], *tu.variants[2:]))
    return replace(
        unit,
        source=unit.target,
        target=unit.source,
        source_language=unit.target_language,
        target_language=unit.source_language,
        previous="",
        next="",
        tu=tu,
    )
