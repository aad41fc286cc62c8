"""Where a text holds what was asked for in a concordance: the same folding as of the index, with its places kept."""

from __future__ import annotations

from ..text.folding import fold
from .scoring import folded, lowered, search_form

__all__ = ["occurrences"]

_FIRST_EAST = "\u2e80"  # from here on words are not told by blanks


def occurrences(text: str, sought: str, *, words: bool = False) -> list[tuple[int, int]]:
    """The code points start:end of `text` that are `sought` but for width, case and blanks; they do not overlap.

    With `words`, letters and digits beside a letter or digit of `sought` rule a place out: "deliver" is not in
    "delivery". Han characters are beside each other without being one word.

    >>> occurrences("Ｇ２０  Summit, G20 summits", "g20 summit"), occurrences("the delivery", "deliver", words=True)
    ([(0, 11), (13, 23)], [])
    """
    form, offsets = _placed(text)
    wanted = search_form(sought)
    found: list[tuple[int, int]] = []
    at = form.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if not words or not (_joined(form[at - 1 : at], wanted[0]) or _joined(wanted[-1], form[end : end + 1])):
            found.append((offsets[at], offsets[end - 1] + 1))
            at = form.find(wanted, end)
        else:
            at = form.find(wanted, at + 1)
    return found


def _joined(left: str, right: str) -> bool:
    """Whether two characters beside each other belong to one word."""
    return all(c.isalnum() and c < _FIRST_EAST for c in (left, right))


def _placed(text: str) -> tuple[str, list[int]]:
    """The form of a text that is indexed, with the place of each character in the text."""
    plain = fold(text)
    form = lowered(folded(text))
    offsets: list[int] = []
    for sign, place in zip(lowered(plain.text), plain.offsets, strict=True):  # the form lacks some of its blanks
        if len(offsets) < len(form) and sign == form[len(offsets)]:
            offsets.append(place)
    return form, offsets
