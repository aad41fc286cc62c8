"""How much of a term's allowed renderings a translation holds, where none of them stands there as it is written.

Translators turn "plastic pollution" into "pollution from plastics" and "digitization" into "digitalization"; a check
that calls that an error is switched off by its users. So words are compared by their stems, in any order, inside a
window, and the words that few terms have count more than those that many have (as inverse document frequency).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from ..model import Concept, Term
from ..text.wordlists import word_list
from .forms import character_form, is_spaced, words_of
from .strict import Reading, Setting, Surroundings, list_items, read_term, root_of, same_root, words_and_keys

__all__ = ["Rendering", "RenderingFinder", "function_words", "root_of", "same_root"]

# A rendering may be torn apart by this many other words: "pollution from solid waste, new pollutants, and plastics".
_SLACK = 10
# Of a term's weight of words, what must be near: to be the same in languages without blanks; where the concept may be
# paraphrased; of the clause that spells a label out. Measured on the references of this package and on them with every
# term cut out.
_SAME = 0.95
_PARAPHRASE = 0.3
_CLAUSE = 0.6
_LONG = 4
_NEARLY = 0.4
_MEMBERS = 4
# What most of a term is at least, though a word that goes without saying is left out.
_DROPPED = 0.9
_DROPPABLE = frozenset({"socialist"})
_CONTRARY = ("order", "number", "opposite")
_LABELS = ("shortForm", "acronym", "abbreviation")
_ALLOWED = ("preferred", "admitted")


@dataclass(frozen=True, slots=True)
class Rendering:
    """The allowed term that comes nearest to the text, how much of it is there (0 to 1), and where.

    `fits` says that it counts as rendered; `fault` names what makes something else of it, as in tmkit.glossary.strict.
    """

    term: Term
    share: float
    start: int = 0
    end: int = 0
    fits: bool = False
    fault: str = ""


class RenderingFinder:
    """Finds the nearest rendering of a concept in texts of one language; weights come from the glossary's own terms."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        self.language = language
        self.spaced = is_spaced(language)
        self._counts: Counter[str] = Counter()
        self._key_counts: Counter[str] = Counter()
        self._terms = 0
        for concept in concepts if self.spaced else ():
            for term in concept.in_language(language):
                self._terms += 1
                self._counts.update({root for root, _, _ in _roots(term.text)})
                self._key_counts.update(set(words_and_keys(term.text)[1]))

    def nearest(
        self, concept: Concept, text: str, around: Surroundings | None = None, label: bool = False
    ) -> Rendering | None:
        """The allowed rendering that counts, or of which most is there; None where the concept has none.

        `around` is what else the text has to render; a `label` may be spelled out in a clause of its own.
        """
        terms = [t for t in concept.in_language(self.language) if t.status in _ALLOWED]
        if not terms:
            return None
        if not self.spaced:
            floor = _PARAPHRASE if concept.paraphrase else _SAME
            near = max((_by_characters(term, text) for term in terms), key=lambda r: r.share)
            return replace(near, fits=near.share >= floor)
        setting = Setting(text, *words_and_keys(text), around or Surroundings(), self._key_weight)
        look = self._freely if concept.paraphrase else self._strictly
        found = [look(term, setting, label) for term in terms]
        best = max(found, key=_rank)
        # What says the contrary of one rendering is no paraphrase of another.
        wrong = [r for r in found if r.fault in ("opposite", "number") and r.share >= _CLAUSE]
        return max(wrong, key=_rank) if wrong and best.fits and best.share < _SAME else best

    def _strictly(self, term: Term, setting: Setting, label: bool) -> Rendering:
        """The same words in an order that means the same; of a label's long form most of its words will do."""
        there = read_term(term.text, setting)
        if not there.fits and label and term.type not in _LABELS and len(_roots(term.text)) >= _LONG:
            clause = self._by_words(term, setting.text)
            if clause.share >= _CLAUSE and there.fault not in _CONTRARY:
                return replace(clause, fits=True)
        if not there.fits and (shorter := _without_droppable(term.text)):
            rest = read_term(shorter, setting)
            if rest.fits:
                return Rendering(term, _DROPPED, rest.start, rest.end, fault="dropped")
        return Rendering(term, there.share, there.start, there.end, there.fits, there.fault)

    def _freely(self, term: Term, setting: Setting, label: bool) -> Rendering:
        """A part of the words, in any form, unless one is turned into its contrary or a member of a list is gone."""
        found = self._by_words(term, setting.text)
        there = read_term(term.text, setting)
        fault = there.fault if not there.fits and there.fault in _CONTRARY else ""
        if not fault and not there.fits and self._lacks_members(term, setting.text, found):
            fault = "members"
        fits = found.share >= _PARAPHRASE and not fault
        return replace(found, fits=fits, fault=fault) if fits or not fault else _shown(term, there, found, fault)

    def _lacks_members(self, term: Term, text: str, found: Rendering) -> bool:
        """Whether a term that lists four things or more is rendered by a list of fewer."""
        wanted = list_items(term.text)
        if term.text.count(",") < _MEMBERS - 1 or found.share >= _SAME or found.share < _PARAPHRASE:
            return False
        return 1 < list_items(text[found.start : found.end]) < wanted

    def _key_weight(self, key: str) -> float:
        return math.log((self._terms + 1) / (self._key_counts[key] + 0.5)) + 0.1

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


def _rank(rendering: Rendering) -> tuple[bool, float]:
    """What counts comes first, then what has most; a word of the same meaning is nearly the word."""
    return rendering.fits, rendering.share + (_NEARLY if rendering.fault == "synonym" else 0)


@lru_cache(maxsize=4096)
def _without_droppable(text: str) -> str:
    """The term without a word that newspapers leave out, empty where it has none or nothing else is left."""
    words = text.split()
    kept = [w for w in words if w.lower() not in _DROPPABLE]
    return " ".join(kept) if kept and len(kept) < len(words) else ""


def _shown(term: Term, there: Reading, found: Rendering, fault: str) -> Rendering:
    """A rendering with a fault, at the stretch where the fault is seen."""
    if fault in _CONTRARY:
        return Rendering(term, max(there.share, found.share), there.start, there.end, fault=fault)
    return replace(found, fault=fault)


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
