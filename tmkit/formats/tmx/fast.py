"""The short way for units of the usual shape: one regular expression instead of a parser for each.

It takes only what it can prove to be well-formed and to hold nothing that Unit's own fields cannot say; whatever is
out of shape (codes, other attributes, a third language, entities, comments, control characters) goes the long way
through expat, and the two give the same Unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ...model import Form, Unit
from ..xml_text import ILLEGAL
from .units import FIELD_ATTRIBUTES, field_of_prop, is_in_order, letter_of, number_of, value_of

__all__ = ["FastUnits"]

# What XML 1.0 forbids, and the marks of bytes that are not in the file's encoding, are left to the long way.
_TEXT = f"[^<{ILLEGAL}]*"
_VALUE = f'[^"<>&\t\n\r{ILLEGAL}]*'
_INFO = f'\\s*<note>{_TEXT}</note>|\\s*<prop type="{_VALUE}">{_TEXT}</prop>'
_TUV = f'\\s*<tuv xml:lang="([\\w-]+)"\\s*>\\s*<seg>({_TEXT})</seg>\\s*</tuv>'
_UNIT = re.compile(f'\\s*<tu((?: [a-z]+="{_VALUE}")*)>((?:{_INFO})*){_TUV}{_TUV}\\s*</tu>')
_ATTRIBUTE = re.compile(' ([a-z]+)="([^"]*)"')
_ITEM = re.compile('<(note|prop)(?: type="([^"]*)")?>([^<]*)</')
_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_FIELD = {attribute: field for field, attribute in FIELD_ATTRIBUTES.items()}

Direction = tuple[bool, str, str]  # whether the second variant is the source, source language, target language


class FastUnits:
    """Units of the usual shape, straight from the text; `direction` decides which of two languages is the source."""

    def __init__(self, direction: Callable[[str, str], Direction | None]) -> None:
        self._decide = direction
        self._directions: dict[tuple[str, str], Direction | None] = {}
        self.counts: dict[tuple[str, str], int] = {}

    def at(self, text: str, position: int) -> tuple[Unit, int] | None:
        """The unit that begins at `position`, after blanks, and where it ends; None where the long way must look."""
        found = _UNIT.match(text, position)
        if found is None or _ENTITY.search(text, position, found.end()):
            return None
        head, info, first, one, second, two = found.groups()
        languages = first, second
        if languages not in self._directions:
            self._directions[languages] = self._decide(first, second)
        way = self._directions[languages]
        if way is None or not one.strip() or not two.strip():
            return None
        if "&" in one or "&" in two:
            one, two = _plain(one), _plain(two)
        values = _values(head) if head else {}
        if values is None:
            return None
        more = _info(info, values) if info else _NOTHING
        if more is None:
            return None
        self.counts[languages] = self.counts.get(languages, 0) + 1
        is_turned, source, target = way
        if is_turned:
            one, two = two, one
        return Unit(one, two, source, target, props=more[0], notes=more[1], form=more[2], **values), found.end()


_Info = tuple[tuple[tuple[str, str], ...], tuple[str, ...], Form | None]
_NOTHING: _Info = ((), (), None)


def _values(head: str) -> dict[str, Any] | None:
    """The fields in the attributes of <tu>; None where one says what no field can."""
    values: dict[str, Any] = {}
    for name, text in _ATTRIBUTE.findall(head):
        field = _FIELD.get(name)
        if field is None or not text or field in values:
            return None
        if field == "usage_count":
            if (number := number_of(text)) is None:
                return None
            values[field] = number
        else:
            values[field] = text
    return values


def _info(info: str, values: dict[str, Any]) -> _Info | None:
    """Props, notes and the order in which they stood; those props that are fields go into `values`."""
    props: list[tuple[str, str]] = []
    notes: list[str] = []
    letters: list[str] = []
    for kind, name, raw in _ITEM.findall(info):
        text = _plain(raw) if "&" in raw else raw
        if kind == "note":
            notes.append(text)
            letters.append("n")
            continue
        if name == "file":
            return None
        field = field_of_prop(name)
        if field is None or field in values:
            props.append((name, text))
            letters.append("p")
            continue
        value = value_of(field, text)
        if value is None:
            return None
        values[field] = value
        letters.append(letter_of(field))
    return tuple(props), tuple(notes), _form("".join(letters))


@lru_cache(1024)
def _form(letters: str) -> Form | None:
    return None if is_in_order(letters) else Form(order=letters)


def _plain(text: str) -> str:
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")
