"""Automatic numbers of paragraphs, written out as the author sees them.

Counters belong to the abstract list, so that lists which share one go on counting; an instance with a start override
begins anew when it is first used (ECMA-376 Part 1, 17.9).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .numerals import numeral
from .xml import attribute, child, children, is_on, value

__all__ = ["Label", "Numbering"]

_PLACE = re.compile(r"%([1-9])")
_FULL_STOPS = "、，．。）】」』：；"
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before the text of a numbered paragraph, '' for a bullet; `unknown` is a form we cannot write."""

    text: str = ""
    bullet: bool = False
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    pattern: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    overrides: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The numbering part of a document and where its counters stand; call label() in the order of the text."""

    def __init__(self, root: Any = None) -> None:
        self._abstracts = {attribute(e, "abstractNumId") or "": e for e in children(root, "abstractNum")}
        self._by_style = {
            value(e, "styleLink") or "": key for key, e in self._abstracts.items() if value(e, "styleLink")
        }
        self._lists = {attribute(e, "numId") or "": self._list(e) for e in children(root, "num")}
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def _list(self, element: Any) -> _List:
        abstract = self._linked(value(element, "abstractNumId") or "")
        levels = {n: level for e in children(self._abstracts.get(abstract), "lvl") for n, level in [_level(e)]}
        overrides: dict[int, int] = {}
        for override in children(element, "lvlOverride"):
            number = _whole(attribute(override, "ilvl"), 0)
            own = child(override, "lvl")
            if own is not None:
                levels[number] = _level(own)[1]
            start = value(override, "startOverride")
            if start is not None:
                overrides[number] = _whole(start, 1)
        return _List(abstract, levels, overrides)

    def _linked(self, abstract: str) -> str:
        """An abstract list that only points at a list style stands for the list of that style."""
        for _ in range(_DEPTH):
            style = value(self._abstracts.get(abstract), "numStyleLink") if abstract in self._abstracts else None
            if not style or style not in self._by_style:
                break
            abstract = self._by_style[style]
        return abstract

    def level_of_style(self, num: str, style: str | None) -> int:
        """The level of a list that a paragraph style is tied to; 0 when none says so."""
        found = self._lists.get(num)
        return next((n for n, level in found.levels.items() if style and level.style == style), 0) if found else 0

    def label(self, num: str, level: int) -> Label | None:
        """Count one paragraph of a list and give what stands before its text; None where there is no such list."""
        found = self._lists.get(num)
        if found is None or level not in found.levels:
            return None
        counters = self._count(found, num, level)
        shape = found.levels[level]
        if shape.form == "bullet":
            return Label(bullet=True)
        unknown = ""

        def written(match: re.Match[str]) -> str:
            nonlocal unknown
            place = int(match.group(1)) - 1
            other = found.levels.get(place, _Level())
            form = "decimal" if shape.legal and other.form != "none" else other.form
            text = numeral(counters.get(place, other.start), form)
            if text is None:
                unknown = form
            return (text if text is not None else str(counters.get(place, other.start))).strip()

        text = _PLACE.sub(written, shape.pattern)
        return Label(_with_suffix(text, shape.suffix), unknown=unknown)

    def _count(self, found: _List, num: str, level: int) -> dict[int, int]:
        counters = self._counters.setdefault(found.abstract, {})
        for place, start in found.overrides.items():
            if place <= level and (num, place) not in self._begun:
                self._begun.add((num, place))
                counters[place] = start - 1
        for place in range(level):
            counters.setdefault(place, found.levels[place].start if place in found.levels else 1)
        counters[level] = counters.get(level, found.levels[level].start - 1) + 1
        for deeper in [n for n in counters if n > level]:
            restart = found.levels[deeper].restart if deeper in found.levels else None
            # Without lvlRestart any higher level restarts this one; 0 never does; n only levels up to the n-th.
            if restart is None or (restart and level < restart):
                del counters[deeper]
        return counters


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def _level(element: Any) -> tuple[int, _Level]:
    form = child(element, "numFmt")
    # A format of a newer Word, such as the circled numbers above 10, stands in mc:AlternateContent.
    if form is None:
        form = child(element, "AlternateContent", "Choice", "numFmt")
    restart = value(element, "lvlRestart")
    level = _Level(
        start=_whole(value(element, "start"), 0),
        form=(attribute(form, "val") or "decimal") if form is not None else "decimal",
        pattern=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        restart=None if restart is None else _whole(restart, 0),
        legal=is_on(element, "isLgl"),
        style=value(element, "pStyle") or "",
    )
    custom = attribute(form, "format") if form is not None and level.form == "custom" else None
    return _whole(attribute(element, "ilvl"), 0), replace(level, form=_custom(custom)) if custom else level


def _custom(pattern: str) -> str:
    return "decimalZero" if pattern.startswith("0") else "decimal"


def _with_suffix(text: str, suffix: str) -> str:
    """The gap after a label: one blank, none where the label ends in a full-width mark that carries its own."""
    text = text.strip()
    if not text or suffix == "nothing":
        return text
    # A label of Chinese marks carries its gap; （一）加强, not （一） 加强, is what authors type.
    return text + ("" if suffix == "tab" and text[-1] in _FULL_STOPS else " ")
