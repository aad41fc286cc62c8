"""The segments before and after a unit, as its own fields or the props of another tool name them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..model import Unit
from ..text import guess_language

__all__ = ["neighbours"]

# Which neighbour the props of memoQ, Phrase and XTM hold.
_PLACES = {
    "x-context-pre": 0, "x-context-post": 1,
    "context_prev": 0, "context_next": 1,
    "x-previous-source-text": 0, "x-next-source-text": 1,
}  # fmt: skip
# Trados: the source before, its tags, the translation of that or the source behind, its tags; each | of a text is two.
_TRADOS, _PARTS, _BAR = "x-ContextContent", 4, " | "
_CODE = re.compile(r"<(bpt|ept|ph|it|ut)\b[^>]*?(?:/>|>.*?</\1>)", re.S)
_TAG = re.compile(r"<[^>]*>")


def neighbours(unit: Unit) -> list[tuple[str | None, str | None]]:
    """The source texts before and after a unit, of each place where it stood; None for a side of which nothing is said.

    >>> neighbours(Unit("b", "B", props=(("x-context-pre", "<seg>a <ph id='1'>{}</ph>&amp;</seg>"),)))
    [('a &', '')]
    >>> neighbours(Unit("b", "B", props=(("x-ContextContent", "a |  | A | "), ("x-ContextContent", "c |  | C | "))))
    [('a', None), ('c', None)]
    """
    if unit.previous or unit.next:
        return [(unit.previous, unit.next)]
    found = ["", ""]
    places: list[tuple[str | None, str | None]] = []
    for name, text in _props(unit):
        place = _PLACES.get(name)
        parts = f"{text} ".split(_BAR) if name == _TRADOS else []
        if len(parts) == _PARTS:
            before, other = (part.replace("||", "|") for part in (parts[0], parts[2]))
            places.append((before, other if _is_source(other, unit) else None))
        if place is not None and not found[place]:
            found[place] = _plain(text) if text.startswith("<seg>") else text
    return places or [(found[0], found[1])]


def _is_source(text: str, unit: Unit) -> bool:
    """Whether a text is in the script of the unit's source and not of its target."""
    spoken, other = guess_language(unit.source), guess_language(unit.target)
    return spoken != other and guess_language(text) == spoken


def _props(unit: Unit) -> Iterator[tuple[str, str]]:
    """Props of the unit and, where they are kept, of its source."""
    yield from unit.props
    if unit.tu is not None:
        for element in unit.tu.variants[0].info:
            if element.name == "prop":
                yield element.type, element.text


def _plain(text: str) -> str:
    """The text of a segment as memoQ writes it into a prop."""
    return html.unescape(_TAG.sub("", _CODE.sub("", text)))
