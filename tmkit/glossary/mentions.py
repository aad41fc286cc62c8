"""Later mentions: after its full rendering a term may be called by an acronym given there, or by its main word."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..model import TermMatch
from .forms import words_of
from .strict import word_key

__all__ = ["acronyms_given", "is_named_again"]

_ACRONYM = re.compile(r"\s*[(（]\s*(?:the\s+)?[“\"]?([A-Z][A-Za-z&\-]*[A-Z][A-Za-z]*)[”\"]?\s*[)）]")
_POINTING = frozenset({"the", "this", "these", "those", "that", "such", "its", "their", "both", "said", "our"})
_PRONOUNS = frozenset({"it", "its", "they", "them", "their", "these", "those", "this", "that", "both", "one", "ones"})
_WORD = re.compile(r"[^\W_]+")


def acronyms_given(text: str, matches: Iterable[TermMatch]) -> set[str]:
    """Acronyms that stand in brackets right after a rendering.

    >>> from tmkit.model import Concept, Term
    >>> text = "the Global Development Initiative (GDI)"
    >>> acronyms_given(text, [TermMatch(Concept("a"), Term("x", "en"), 4, 33, text[4:33])])
    {'GDI'}
    """
    return {found[1] for m in matches if (found := _ACRONYM.match(text, m.end))}


def is_named_again(text: str, rendering: str, after: int = 0, pronouns: bool = False) -> bool:
    """Whether `text` from `after` on takes up what was called `rendering`: the bonds, after special-purpose bonds.

    The main word must follow a word that points back; with `pronouns` one of these alone will do.

    >>> is_named_again("Half of the bonds were sold", "special-purpose bonds"), is_named_again("Bonds", "public bonds")
    (True, False)
    """
    words = words_of(rendering)
    if not words:
        return False
    head = word_key(words[-1][0])
    before = ""
    for match in _WORD.finditer(text, after):
        word = match[0].lower()
        if pronouns and word in _PRONOUNS:
            return True
        if len(words) > 1 and before in _POINTING and word_key(word) == head:
            return True
        before = word
    return False
