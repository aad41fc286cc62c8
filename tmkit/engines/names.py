"""Names of persons in Chinese text, by jieba's list of names and CC-CEDICT's surnames, with their spellings."""

from __future__ import annotations

import re
from itertools import product

from ..glossary.forms import plain_pinyin
from ..score.pairs import Name
from .cedict import cedict_entries
from .pinyin import readings_of
from .words import cut_words, is_guess, is_listed_name

__all__ = ["find_names", "is_name", "surname_readings"]

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
# A word that the dictionary does not have and that ends like this is no name: 高端化, 安全感, 谢谢您.
_ENDINGS = frozenset("性化感观者率度力型式法村县镇乡市区省州山河江湖海路桥站店厂院校病症后前中上下里外您我他她它了")
_MOST_SPELLINGS = 8


def find_names(text: str) -> list[Name]:
    """The names of persons of a Chinese text, with what they are in pinyin.

    >>> [(text[n.start:n.end], n.full[0]) for text in ["部长怀进鹏回答"] for n in find_names(text)]
    [('怀进鹏', 'huaijinpeng')]
    """
    found = []
    for run in _HAN_RUN.finditer(text):
        place = run.start()
        for word in cut_words(run.group()):
            if is_name(word):
                found.append(_name(word, place))
            place += len(word)
    return found


def is_name(word: str) -> bool:
    """A surname and a given name by jieba's list, or three characters by its guess; not where the rest is a word."""
    entries = cedict_entries()
    if not 2 <= len(word) <= 3 or not surname_readings(word[0]) or (len(word) > 2 and word[1:] in entries):
        return False
    if word in entries:
        return is_listed_name(word) and all(e.pinyin[:1].isupper() for e in entries[word])
    return word[-1] not in _ENDINGS and (is_listed_name(word) or (len(word) == 3 and is_guess(word)))


def surname_readings(character: str) -> tuple[str, ...]:
    """How a character is read as a surname; empty where it is none."""
    entries = cedict_entries().get(character, ())
    found = [plain_pinyin(e.pinyin) for e in entries if any(g.startswith("surname ") for g in e.glosses)]
    return tuple(dict.fromkeys(found))


def _name(word: str, place: int) -> Name:
    surname = surname_readings(word[0])
    given = [tuple(readings) for readings in readings_of(word)[1:]]
    spelled = ["".join(parts) for parts in product(*given)][:_MOST_SPELLINGS]
    full = [s + g for s in surname for g in spelled] + [g + s for s in surname for g in spelled]
    return Name(place, place + len(word), tuple(full), surname)
