"""How Chinese is read, by CC-CEDICT: syllables without tones for every character, the likeliest in context first."""

from __future__ import annotations

import functools
import re

from ..glossary.forms import plain_pinyin
from .cedict import cedict_entries

__all__ = ["readings_of"]

_TONE = re.compile(r"[0-9]+$")
_LONGEST_WORD = 8


def readings_of(text: str) -> list[tuple[str, ...]]:
    """The syllables of each character, as its word in the dictionary has it first, then other readings.

    A character without a reading stands for itself, in lower case.

    >>> readings_of("重要")
    [('zhong', 'chong'), ('yao',)]
    """
    found: list[tuple[str, ...]] = []
    place = 0
    while place < len(text):
        word = _longest_word(text, place)
        syllables = _word_syllables(word)
        for i, ch in enumerate(word):
            first = syllables[i : i + 1]
            rest = tuple(s for s in _character_syllables(ch) if s not in first)
            found.append((*first, *rest) or (ch.lower(),))
        place += len(word)
    return found


def _longest_word(text: str, place: int) -> str:
    entries = cedict_entries()
    for length in range(min(_LONGEST_WORD, len(text) - place), 1, -1):
        word = text[place : place + length]
        if word in entries and _word_syllables(word):
            return word
    return text[place]


def _word_syllables(word: str) -> tuple[str, ...]:
    """The syllables of a headword, or nothing where they are not one a character."""
    for entry in cedict_entries().get(word, ()):
        syllables = tuple(plain_pinyin(_TONE.sub("", s)) for s in entry.pinyin.split())
        # A capital marks a surname or a place: the common word is what is meant in running text.
        if len(syllables) == len(word) and all(syllables) and not (len(word) == 1 and entry.pinyin[:1].isupper()):
            return syllables
    return ()


@functools.cache
def _character_syllables(ch: str) -> tuple[str, ...]:
    found = [plain_pinyin(_TONE.sub("", e.pinyin)) for e in cedict_entries().get(ch, ()) if " " not in e.pinyin]
    return tuple(dict.fromkeys(s for s in found if s))
