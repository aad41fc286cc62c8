"""Terms made of terms: what a part of a term may be called, the whole may call it, too.

外资企业国民待遇 holds 外资企业, which is a foreign-funded or foreign-invested enterprise; the glossary lists the whole
with one of them only. And a list such as 获得感、幸福感、安全感 is rendered where each of its members is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from ..model import Concept, Term, TermMatch

__all__ = ["exchanged", "is_list_of"]

_ALLOWED = ("preferred", "admitted")
_JOINTS = re.compile('[、，,和与及以“”"‘’的 ]*')
_MOST = 24


def exchanged(concept: Concept, inner: Iterable[Concept], language: str) -> Concept:
    """The concept with more renderings: its own, with the parts that are `inner` concepts called otherwise.

    >>> part = Concept("p", terms=(Term("foreign-funded firms", "en"), Term("foreign-invested firms", "en")))
    >>> whole = Concept("w", terms=(Term("national treatment for foreign-funded firms", "en"),))
    >>> [t.text for t in exchanged(whole, [part], "en").terms][1:]
    ['national treatment for foreign-invested firms']
    """
    terms = [t for t in concept.in_language(language) if t.status in _ALLOWED]
    texts = {t.text for t in terms}
    new: list[Term] = []
    for part in inner:
        names = tuple(t.text for t in part.in_language(language) if t.status in _ALLOWED)
        for term in (*terms, *new):
            for text in _with_other_names(term.text, names):
                if text not in texts and len(new) < _MOST:
                    texts.add(text)
                    new.append(replace(term, text=text, status="admitted"))
    return replace(concept, terms=(*concept.terms, *new)) if new else concept


@lru_cache(maxsize=20_000)
def _with_other_names(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The text with its longest name of a part replaced by each of the others."""
    here = [n for n in names if _pattern(n).search(text)]
    if not here:
        return ()
    name = max(here, key=len)
    others = [n for n in names if n != name]
    return tuple(_pattern(name).sub(_literal(other), text, count=1) for other in others)


def _literal(text: str) -> str:
    """A text as the replacement of a pattern."""
    return text.replace("\\", r"\\")


@lru_cache(maxsize=20_000)
def _pattern(name: str) -> re.Pattern[str]:
    border = r"(?<!\w){}(?!\w)" if name.isascii() else "{}"  # a word; Chinese has no borders of words
    words = r"[\s-]".join(re.escape(w) for w in re.split(r"[\s-]", name))  # primary-level governance, primary level
    return re.compile(border.format(words), re.IGNORECASE)


def is_list_of(text: str, start: int, parts: Sequence[TermMatch]) -> bool:
    """Whether a stretch of a source is nothing but terms and what joins them; `start` is where it stands."""
    place = 0
    for part in sorted(parts, key=lambda m: (m.start, -m.end)):
        a, b = part.start - start, part.end - start
        if a < place:
            continue
        if not _JOINTS.fullmatch(text[place:a]):
            return False
        place = b
    return bool(place) and _JOINTS.fullmatch(text[place:]) is not None
