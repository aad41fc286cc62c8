"""The segments before and after a unit, as its own fields or the props of another tool name them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..model import Unit

__all__ = ["neighbours"]

# Which neighbour the props of memoQ, Phrase and XTM hold; those of Trados hold numbers that only Trados can make.
_PLACES = {
    "x-context-pre": 0, "x-context-post": 1,
    "context_prev": 0, "context_next": 1,
    "x-previous-source-text": 0, "x-next-source-text": 1,
}  # fmt: skip
_CODE = re.compile(r"<(bpt|ept|ph|it|ut)\b[^>]*?(?:/>|>.*?</\1>)", re.S)
_TAG = re.compile(r"<[^>]*>")


def neighbours(unit: Unit) -> tuple[str, str]:
    """The source texts before and after a unit, empty where they are not known.

    >>> neighbours(Unit("b", "B", props=(("x-context-pre", "<seg>a <ph id='1'>{}</ph>&amp;</seg>"),)))
    ('a &', '')
    """
    if unit.previous or unit.next:
        return unit.previous, unit.next
    found = ["", ""]
    for name, text in _props(unit):
        place = _PLACES.get(name)
        if place is not None and not found[place]:
            found[place] = _plain(text) if text.startswith("<seg>") else text
    return found[0], found[1]


def _props(unit: Unit) -> Iterator[tuple[str, str]]:
    """Props of the unit and, where they are kept, of its source."""
    yield from unit.props
    if unit.tu is not None:
        for element in unit.tu.variants[0].info:
            if element.name == "prop":
                yield dict(element.attributes).get("type", ""), "".join(map(str, element.content))


def _plain(text: str) -> str:
    """The text of a segment as memoQ writes it into a prop."""
    return html.unescape(_TAG.sub("", _CODE.sub("", text)))
