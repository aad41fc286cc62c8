"""How much of a term's allowed renderings a translation holds, where none of them stands there as it is written.

Translators turn "plastic pollution" into "pollution from plastics" and "digitization" into "digitalization"; a check
that calls that an error is switched off by its users. So words are compared by their stems, in any order, inside a
window, and the words that few terms have count more than those that many have (as inverse document frequency).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from ..model import Concept, Term
from ..text.wordlists import word_list
from .forms import character_form, is_spaced, light_stem, words_of

__all__ = ["Rendering", "RenderingFinder", "function_words", "root_of", "same_root"]

_ENDINGS = re.compile(
    r"(izational|ational|ization|isation|ation|ative|ition|ement|ment|ness|ality|ially|ity|ally|ial|al|ly|ive|ion|ary"
    r"|ance|ence|anc|enc|ent|ant|ize|iz|ics|ic|er|or|ist|ism|y|at|t)$"
)
_SHORTEST_ROOT = 4
_COMMON_PART = 0.65
# A rendering may be torn apart by this many other words: "pollution from solid waste, new pollutants, and plastics".
_SLACK = 10
_ALLOWED = ("preferred", "admitted")


@dataclass(frozen=True, slots=True)
class Rendering:
    """The allowed term that comes nearest to the text, how much of it is there (0 to 1), and where."""

    term: Term
    share: float
    start: int = 0
    end: int = 0


@lru_cache(maxsize=200_000)
def root_of(word: str) -> str:
    """The stem of an English word without its derivational ending, where enough is left.

    >>> [root_of(w) for w in ("digitization", "digital", "governance", "governing")]
    ['digit', 'digit', 'govern', 'govern']
    """
    stem = light_stem(word)
    root = _ENDINGS.sub("", stem)
    return root if len(root) >= _SHORTEST_ROOT else stem


def same_root(a: str, b: str) -> bool:
    """Whether two roots are the same or share a beginning that is most of the longer one."""
    if a == b:
        return True
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= _SHORTEST_ROOT and common >= _COMMON_PART * max(len(a), len(b))


class RenderingFinder:
    """Finds the nearest rendering of a concept in texts of one language; weights come from the glossary's own terms."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        self.language = language
        self.spaced = is_spaced(language)
        self._counts: Counter[str] = Counter()
        self._terms = 0
        for concept in concepts if self.spaced else ():
            for term in concept.in_language(language):
                self._terms += 1
                self._counts.update({root for root, _, _ in _roots(term.text)})

    def nearest(self, concept: Concept, text: str) -> Rendering | None:
        """The allowed rendering of which most is in the text; None where the concept has none in the language."""
        terms = [t for t in concept.in_language(self.language) if t.status in _ALLOWED]
        if not terms:
            return None
        look = self._by_words if self.spaced else _by_characters
        return max((look(term, text) for term in terms), key=lambda r: r.share)

    def _weight(self, root: str) -> float:
        return math.log((self._terms + 1) / (self._counts[root] + 0.5)) + 0.1

    def _by_words(self, term: Term, text: str) -> Rendering:
        wanted = [root for root, _, _ in _roots(term.text)]
        if not wanted:
            return Rendering(term, 1.0)
        words = _roots(text)
        marks = [(i, next((w for w in wanted if same_root(w, root)), "")) for i, (root, _, _) in enumerate(words)]
        marks = [(i, w) for i, w in marks if w]
        total = sum(self._weight(w) for w in set(wanted))
        best = Rendering(term, 0.0)
        for begin, (first, _) in enumerate(marks):
            inside = [(i, w) for i, w in marks[begin:] if i - first < len(wanted) + _SLACK]
            share = sum(self._weight(w) for w in {w for _, w in inside}) / total
            if share > best.share:
                best = Rendering(term, share, words[first][1], words[_last(inside)][2])
        return best


def _last(inside: Sequence[tuple[int, str]]) -> int:
    """The place of the last word that adds something."""
    seen: set[str] = set()
    place = inside[0][0]
    for i, word in inside:
        if word not in seen:
            seen.add(word)
            place = i
    return place


@lru_cache(maxsize=4096)
def _roots(text: str) -> list[tuple[str, int, int]]:
    """The meaningful words of a text as roots with their offsets; all words where there is no meaningful one."""
    empty = function_words()
    found = [(root_of(word), start, end) for word, start, end in words_of(text)]
    kept = [f for f, (word, _, _) in zip(found, words_of(text), strict=True) if word not in empty]
    return kept or found


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """English words that carry no meaning of their own in a term."""
    return frozenset(word_list("english_function_words.txt"))


def _by_characters(term: Term, text: str) -> Rendering:
    """For languages without blanks: the likeness of the best stretch of the text."""
    form = character_form(text)
    found = fuzz.partial_ratio_alignment(character_form(term.text).text, form.text)
    if found is None or found.dest_end <= found.dest_start:
        return Rendering(term, 0.0)
    return Rendering(term, found.score / 100, *form.span(found.dest_start, found.dest_end))
