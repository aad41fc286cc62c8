"""Sentence boundaries by Unicode Standard Annex #29, for rule files that build on them."""

from __future__ import annotations

import regex

__all__ = ["unicode_breaks"]

_SKIP = r"[\p{SB=EX}\p{SB=FO}]*"
_CLOSE = rf"(?:\p{{SB=CL}}{_SKIP})*"
_SPACES = rf"(?:\p{{SB=SP}}{_SKIP})*"
_TERM = r"[\p{SB=AT}\p{SB=ST}]"
# The rules SB3 to SB11: an end with what closes it, unless something in front of or behind it holds it back.
_BOUNDARY = regex.compile(
    r"\r\n|[\p{SB=SE}\p{SB=CR}\p{SB=LF}]"
    rf"|(?:\p{{SB=ST}}|(?<!\p{{SB=UP}}{_SKIP}|\p{{SB=LO}}{_SKIP})\p{{SB=AT}}(?!{_SKIP}\p{{SB=NU}})"
    rf"|\p{{SB=AT}}(?!{_SKIP}[\p{{SB=NU}}\p{{SB=UP}}])){_SKIP}"
    rf"(?P<end>(?>{_CLOSE}))(?>{_SPACES})(?!{_TERM}|\p{{SB=SC}})"
    r"(?:\r\n|[\p{SB=SE}\p{SB=CR}\p{SB=LF}])?",
    regex.V1,
)
_GOES_ON = regex.compile(
    r"[^\p{SB=LE}\p{SB=UP}\p{SB=LO}\p{SB=SE}\p{SB=CR}\p{SB=LF}\p{SB=AT}\p{SB=ST}]*\p{SB=LO}", regex.V1
)
_POINT = regex.compile(rf"\p{{SB=AT}}{_SKIP}{_CLOSE}{_SPACES}\Z", regex.V1)
_LOOK_BACK = 60


def unicode_breaks(text: str) -> list[int]:
    """The boundaries inside a text, each in front of the blanks that precede the next sentence.

    >>> unicode_breaks("Hello. World. It is 3.5 now.")
    [6, 13]
    """
    found: list[int] = []
    for match in _BOUNDARY.finditer(text):
        end = match.end()
        after_point = _POINT.search(text, max(match.start(), end - _LOOK_BACK), end)
        if end < len(text) and not (after_point and _GOES_ON.match(text, end)):
            position = end
            while position and text[position - 1].isspace():
                position -= 1
            if position and (not found or position > found[-1]):
                found.append(position)
    return found
