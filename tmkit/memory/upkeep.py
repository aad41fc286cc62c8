"""Which units of a memory should go, or change, as pure rules over (id, unit) pairs."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import InputError
from ..model import Element, TranslationUnit, Unit
from ..text.languages import base_language, kept_apart, same_language
from .scoring import folded

__all__ = [
    "KEEP",
    "Selection",
    "exact_duplicates",
    "older_variants",
    "parse_date",
    "renamed_unit",
    "reversed_unit",
    "source_duplicates",
    "strip_codes",
]

Items = Iterable[tuple[int, Unit]]
KEEP = ("newest", "used", "first")
_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)Z?)?)?)?", re.ASCII)
_NAMES_ONE = re.compile(r"[a-z]{2,3}")  # ISO 639; the registry of subtags has no longer ones
_TMX_DATE = re.compile(r"\d{8}(?:T\d{6}Z)?", re.ASCII)


def parse_date(text: str) -> str:
    """A year, a month, a day or a time in TMX's form or ISO's as the digits of TMX's form, which sort as they pass.

    Raises InputError for what is no date.

    >>> parse_date("2024"), parse_date("2024-02-29"), parse_date("20240101T080000Z")
    ('2024', '20240229', '20240101T080000Z')
    """
    found = _DATE.fullmatch(text.strip())
    if not found or not _is_date(*(None if part is None else int(part) for part in found.groups())):
        raise InputError(f"'{text}' is no date", cure="write YYYY-MM-DD or YYYYMMDDThhmmssZ")
    year, month, day, *time = found.groups()
    return f"{year}{month or ''}{day or ''}" + (f"T{''.join(time)}Z" if time[0] else "")


def _is_date(year: int | None, month: int | None, day: int | None, *time: int | None) -> bool:
    """Whether there is such a day and time; what is None is left open."""
    if not year or (month is not None and not 1 <= month <= 12):
        return False
    if day is not None and not 1 <= day <= calendar.monthrange(year, month or 1)[1]:
        return False
    return all(part is None or part < limit for part, limit in zip(time, (24, 60, 61), strict=True))


@dataclass(frozen=True, slots=True)
class Selection:
    """Units of which everything that is set here is true.

    `languages` are source and target tag, empty for any; dates are what parse_date() reads, compared with the last
    change or else the creation, and a unit without a date is neither before nor since; `pattern` is searched in both
    texts; `below_score` takes units whose alignment score is lower; `untranslated` those whose target is empty or
    equal to the source.
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

    def __post_init__(self) -> None:
        for name in ("before", "since"):
            if getattr(self, name):
                object.__setattr__(self, name, parse_date(getattr(self, name)))

    def is_empty(self) -> bool:
        """Whether nothing is set, so that every unit would be taken."""
        return self == Selection()

    def takes(self, unit: Unit) -> bool:
        """Whether all that is set is true of `unit`."""
        pair = (unit.source_language, unit.target_language)
        checks = (
            not self.languages or all(_within(h, w) for h, w in zip(pair, self.languages, strict=True) if w),
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


def _within(tag: str, wanted: str) -> bool:
    """Whether a tag is of the language that is wanted: of its region too, where both name one."""
    regions = [
        {part.upper() for part in re.split("[-_]", t)[1:] if re.fullmatch(r"[A-Za-z]{2}|\d{3}", part)}
        for t in (tag, wanted)
    ]
    return same_language(tag, wanted) and (not all(regions) or regions[0] == regions[1])


def _date(unit: Unit) -> str:
    """The last change, or else the creation, in TMX's form; empty where neither is a date."""
    text = unit.change_date or unit.creation_date
    if not text or _TMX_DATE.fullmatch(text):
        return text
    try:  # hours from Greenwich and parts of a second make no difference to days
        found = parse_date(re.sub(r"\.\d+|[+-]\d\d:?\d\d$", "", text) if "T" in text else text)
    except InputError:
        return ""
    return found if len(found) >= 8 else ""


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
    return kept_apart(unit.source_language), kept_apart(unit.target_language)


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


def renamed_unit(unit: Unit, languages: tuple[str, str]) -> Unit | None:
    """The unit with its languages called `languages`; None where it is in other ones.

    Spellings and regions are names of one language, scripts are not. What has no form of a language (2052, chinese)
    may be meant for any.

    >>> unit = renamed_unit(Unit("谢谢。", "Thanks.", "zh", "en"), ("zh-CN", "en-US"))
    >>> unit and (unit.source_language, unit.target_language)
    ('zh-CN', 'en-US')
    >>> renamed_unit(Unit("Thanks.", "谢谢。", "en", "zh"), ("zh-CN", "en-US"))
    """
    pairs = zip((unit.source_language, unit.target_language), languages, strict=True)
    if not all(same_language(had, name) or not _NAMES_ONE.fullmatch(base_language(had)) for had, name in pairs):
        return None
    tu = unit.tu
    if tu is not None:
        sides = zip(tu.variants[:2], languages, strict=True)
        named = tuple(replace(variant, language=name) for variant, name in sides)
        tu = replace(tu, variants=(*named, *tu.variants[2:]))
    return replace(unit, source_language=languages[0], target_language=languages[1], tu=tu)
