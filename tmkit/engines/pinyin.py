"""How Chinese is read, by CC-CEDICT: syllables without tones for every character, the likeliest in context first."""

from __future__ import annotations

import functools
import re

from ..glossary.forms import plain_pinyin
from .cedict import cedict_lines

__all__ = ["readings_of"]

_TONE = re.compile(r"[0-9]+$")
_LONGEST_WORD = 8
# The simplified word and its pinyin; whole entries, with their glosses, take five times as long to make.
_HEAD = re.compile(r"^[^#\s]\S* (\S+) \[([^\]]*)\] /", re.MULTILINE)


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


@functools.cache
def _pinyin_of() -> dict[str, list[str]]:
    """The pinyin of every simplified word, in the dictionary's order."""
    found: dict[str, list[str]] = {}
    for word, pinyin in _HEAD.findall("\n".join(cedict_lines())):
        found.setdefault(word, []).append(pinyin)
    return found


def _longest_word(text: str, place: int) -> str:
    entries = _pinyin_of()
    for length in range(min(_LONGEST_WORD, len(text) - place), 1, -1):
        word = text[place : place + length]
        if word in entries and _word_syllables(word):
            return word
    return text[place]


def _word_syllables(word: str) -> tuple[str, ...]:
    """The syllables of a headword, or nothing where they are not one a character."""
    for pinyin in _pinyin_of().get(word, ()):
        syllables = tuple(plain_pinyin(_TONE.sub("", s)) for s in pinyin.split())
        # A capital marks a surname or a place: the common word is what is meant in running text.
        if len(syllables) == len(word) and all(syllables) and not (len(word) == 1 and pinyin[:1].isupper()):
            return syllables
    return ()


@functools.cache
def _character_syllables(ch: str) -> tuple[str, ...]:
    found = [plain_pinyin(_TONE.sub("", p)) for p in _pinyin_of().get(ch, ()) if " " not in p]
    return tuple(dict.fromkeys(s for s in found if s))
