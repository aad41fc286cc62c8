"""The forms in which terms and texts are compared, each with a way back to the text that was given.

Languages without blanks between words are compared character by character, others word by word, where case,
hyphens, plurals, articles and British spelling make no difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from ..text import base_language, fold

__all__ = [
    "CharacterForm",
    "WordForm",
    "character_form",
    "is_spaced",
    "light_stem",
    "plain_pinyin",
    "singular",
    "split_words",
    "word_form",
    "words_of",
]

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "bo"})
# A line break or indent beside a Chinese character or mark is layout: the text goes on without it. After a blank line
# something else begins.
_BLANKS = re.compile(r"\s+")
_BREAK = r"(?:\r\n|\n|\r(?!\n)|\u2029)"
_BLANK_LINE = re.compile(rf"{_BREAK}[^\S\n\r\u2029]*{_BREAK}|\u2029")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’][^\W_]+)*|[&+]")
_ARTICLES = frozenset({"the", "a", "an"})
_SIGNS = {"&": "and", "+": "plus"}


def is_spaced(language: str) -> bool:
    """Whether the language writes blanks between words."""
    return base_language(language) not in _UNSPACED


@dataclass(frozen=True, slots=True)
class CharacterForm:
    """A folded text without layout, and the place in the original of each of its characters."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points behind start:end, layout inside included."""
        return self.offsets[start], self.offsets[end - 1] + 1


def character_form(text: str, simplify: Callable[[str], str] | None = None) -> CharacterForm:
    """Fold widths, quotes, dashes and case, and join over hard line breaks; `simplify` maps Hant to Hans.

    >>> form = character_form("新质\\n　　生产力")
    >>> form.text, form.span(2, 5)
    ('新质生产力', (5, 8))
    """
    joined, kept = _without_layout(text)
    folded = fold(joined)
    low = folded.text.lower()
    if len(low) != len(folded.text):
        folded = fold(joined, case=True)
        low = folded.text
    # Inside a quotation or a title Chinese writes single marks for double ones; apostrophes it has none.
    low = low.replace("'", '"').replace("〈", "《").replace("〉", "》")
    if simplify is not None:
        low = _same_length(simplify(low), low)
    if kept is None:
        return CharacterForm(low, folded.offsets)
    same = isinstance(folded.offsets, range)
    return CharacterForm(low, kept if same else [kept[i] for i in folded.offsets])


def _without_layout(text: str) -> tuple[str, list[int] | None]:
    """The text without line breaks and blanks beside Chinese, and where its characters stood; None: as they stand."""
    pieces: list[str] = []
    kept: list[int] = []
    place = 0
    for blanks in _BLANKS.finditer(text):
        start, end = blanks.span()
        beside_chinese = text[start - 1 : start] > "\x7f" or text[end : end + 1] > "\x7f"
        if beside_chinese and not (end - start > 1 and _BLANK_LINE.search(blanks.group())):
            pieces.append(text[place:start])
            kept.extend(range(place, start))
            place = end
    if not pieces:
        return text, None
    kept.extend(range(place, len(text)))
    return "".join([*pieces, text[place:]]), kept


def _same_length(simplified: str, original: str) -> str:
    """Offsets hold only where one character became one."""
    return simplified if len(simplified) == len(original) else original


@dataclass(frozen=True, slots=True)
class WordForm:
    """The stems of a text written together; `starts` and `ends` lead from places in it to the words' places.

    Since the stems stand together, co-operation, cooperation and policy makers, policymakers compare equal.
    """

    text: str
    starts: dict[int, int]
    ends: dict[int, int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The original code points behind start:end, or None where these are no word borders."""
        first, last = self.starts.get(start), self.ends.get(end)
        return None if first is None or last is None else (first, last)


def words_of(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in lower case with their offsets, articles and possessive endings left out."""
    found = []
    for match in _WORD.finditer(text):
        if word := _plain_word(match[0]):
            start, end = match.span()
            found.append((word, start, end))
    return found


@lru_cache(maxsize=200_000)
def _plain_word(written: str) -> str:
    """A word as it is compared, empty for an article."""
    word = written.lower().replace("’", "'").removesuffix("'s")
    if word in _ARTICLES:
        return ""
    return _SIGNS.get(word, word.replace(".", "").replace("'", ""))


Words = list[tuple[str, int, int]]
"""Words in lower case with their offsets; a line end stands for a blank line, over which no term goes on."""


def split_words(text: str) -> Words:
    """The words of a text for word_form, which may be asked for more than one form of it."""
    found: Words = []
    last = 0
    for word, start, end in words_of(text):
        if start - last > 1 and _BLANK_LINE.search(text, last, start):
            found.append(("\n", start, start))
        found.append((word, start, end))
        last = end
    return found


def word_form(text: str, stem: Callable[[str], str], words: Words | None = None) -> WordForm:
    """Write the stems of the words together, remembering where each word began and ended.

    >>> form = word_form("the high-quality developments", singular)
    >>> form.text, form.span(0, len(form.text))
    ('highqualitydevelopment', (4, 29))
    """
    words = split_words(text) if words is None else words
    pieces = [stem(word[0]) for word in words]
    borders = list(accumulate(map(len, pieces), initial=0))
    starts = dict(zip(borders, [word[1] for word in words], strict=False))
    return WordForm("".join(pieces), starts, dict(zip(borders[1:], [word[2] for word in words], strict=True)))


@lru_cache(maxsize=200_000)
def singular(word: str) -> str:
    """An English word in lower case without plural ending and in American spelling.

    >>> [singular(w) for w in ("policies", "forces", "taxes", "analysis", "modernisation", "women", "labour")]
    ['policy', 'force', 'tax', 'analysis', 'modernization', 'woman', 'labor']
    """
    word = _irregular("english_plurals.txt").get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        word = word[:-2]
    elif len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")):
        word = word[:-1]
    return _american(word)


def _american(word: str) -> str:
    if len(word) > 5:
        word = re.sub(r"is(ation|ing|ed|e|er)$", r"iz\1", word)
        word = re.sub(r"(?<=[aeo]l)ys(ing|ed|e|er)$", r"yz\1", word)
        word = re.sub(r"(?<=[^aeiou])our(?=(able|al|ably|ed|er|ing|ite|hood|ly)?$)", "or", word)
    return _irregular("english_spelling.txt").get(word, word)


@lru_cache(maxsize=200_000)
def light_stem(word: str) -> str:
    """The singular without -ing, -ed and -e, so that verbs compare equal in all their forms.

    >>> {light_stem(w) for w in ("advance", "advances", "advanced", "advancing")}, light_stem("upheld")
    ({'advanc'}, 'uphold')
    """
    word = singular(_irregular("english_verbs.txt").get(word, word))
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 2 and word.endswith(ending) and not word.endswith("eed"):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def plain_pinyin(text: str) -> str:
    """Pinyin as people type it: letters only, lower case, tones and blanks left out, ü as v.

    >>> plain_pinyin("Xīn zhì shēng-chǎn lì"), plain_pinyin("lü4 se4"), plain_pinyin("nǚ")
    ('xinzhishengchanli', 'lvse', 'nv')
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("u:", "v")).replace("u\u0308", "v")
    return "".join(ch for ch in letters if "a" <= ch <= "z")


@lru_cache
def _irregular(name: str) -> dict[str, str]:
    from ..text.wordlists import word_list

    return dict(line.split() for line in word_list(name))
