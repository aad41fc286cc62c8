"""Names of persons in Chinese text, by jieba's list of names and CC-CEDICT's surnames, with their spellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from ..glossary.forms import plain_pinyin
from ..score.names import Name, NameTools, SpelledName
from ..text.wordlists import word_list
from .cedict import cedict_entries
from .pinyin import readings_of
from .words import cut_words, is_guess, is_listed_name

__all__ = ["find_names", "is_name", "is_read_as", "name_tools", "spelled_names", "surname_readings"]

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
# A word that the dictionary does not have and that ends like this is no name: 高端化, 安全感, 谢谢您.
_ENDINGS = frozenset("性化感观者率度力型式法村县镇乡市区省州山河江湖海路桥站店厂院校病症后前中上下里外您我他她它了")
# Characters of grammar, kin and places that given names do not hold: 那人用, 方蹭到, 凤姐儿, 宁荣街.
_NOT_GIVEN = frozenset("这那此于的地得了着过到在是把被让给能会拿用之时人事书儿姐哥弟妹嫂爷奶娘府街宫寺庙")
# Characters that spell Western names: 莫尔斯.
_FOREIGN = frozenset("尔斯茨兹姆蒂逊顿")
# What the place of a word in a dictionary says: 金陵, 金山.
_PLACE = re.compile(
    r"\b(?:district|county|city|town|township|river|mountain|province|prefecture|island|states?|dynasty|Nanjing)\b"
)
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
            clear = word[0] in _clear_surnames() or _has_title(text, place, place + len(word))
            if clear and is_name(word) and _is_person(word):
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


def _is_person(word: str) -> bool:
    """Whether what looks like a name is no place, no cut that went wrong and no Western name."""
    glosses = [gloss for entry in cedict_entries().get(word, ()) for gloss in entry.glosses]
    if glosses:
        return not any(map(_PLACE.search, glosses))
    return _NOT_GIVEN.isdisjoint(word[1:]) and _FOREIGN.isdisjoint(word[1:])


def _has_title(text: str, start: int, end: int) -> bool:
    """Whether a title stands before or after a place, or a verb of saying after it."""
    before, after = _titles()
    return text.endswith(before, 0, start) or text.startswith(after, end)


@cache
def _titles() -> tuple[tuple[str, ...], tuple[str, ...]]:
    items = word_list("name_titles_zh.txt")
    before = tuple(i.lstrip("+") for i in items if not i.startswith("-"))
    return before, tuple(i.lstrip("-") for i in items if not i.startswith("+"))


@cache
def _clear_surnames() -> frozenset[str]:
    return frozenset(word_list("surnames_zh.txt"))


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


# Looked at from every word on: after "Premier" in "Premier Li Peng" there is a name as well.
_CAPITALISED = re.compile(r"\b(?=(([A-Z][a-z]+) ([A-Z][a-z]+(?:-[a-z]+)?))(?![\w-]))")
# Spelled like names, but by other rules than pinyin, or plain English words in a title.
_NO_NAMES = frozenset({"hong kong", "he can", "you can", "can you", "can he", "long men"})


def spelled_names(text: str) -> list[SpelledName]:
    """The full names in pinyin of a text in Latin letters, surname first.

    >>> [n.letters for n in spelled_names("Premier Li Peng met Wang Xiao-ming in Hong Kong")]
    ['lipeng', 'wangxiaoming']
    """
    found = []
    for match in _CAPITALISED.finditer(text):
        name, surname, given = (group.lower().replace("-", "") for group in match.groups())
        if name not in _NO_NAMES and surname in _surnames() and _is_given_name(given):
            found.append(SpelledName(*match.span(1), surname + given))
    return found


def name_tools() -> NameTools:
    """What the check of names needs; each source is read once for all systems."""
    return NameTools(lru_cache(maxsize=None)(find_names), spelled_names, is_read_as)


def is_read_as(chinese: str, letters: str) -> bool:
    """Whether some characters in a row are read as these letters.

    >>> is_read_as("部长李伟说", "liwei"), is_read_as("部长李伟说", "zhangwei")
    (True, False)
    """
    return _is_read(letters, _readings(chinese))


def _is_read(letters: str, readings: tuple[tuple[str, ...], ...]) -> bool:
    """Whether some characters in a row spell all the letters."""
    return any(_spells(letters, readings, start) for start in range(len(readings)))


def _spells(letters: str, readings: tuple[tuple[str, ...], ...], place: int) -> bool:
    if not letters:
        return True
    if place == len(readings):
        return False
    return any(letters.startswith(r) and _spells(letters[len(r) :], readings, place + 1) for r in readings[place] if r)


@lru_cache(maxsize=4096)
def _readings(chinese: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (*readings, *surname_readings(character))
        for character, readings in zip(chinese, readings_of(chinese), strict=True)
    )


@cache
def _surnames() -> frozenset[str]:
    return frozenset(r for word in cedict_entries() if len(word) <= 2 for r in surname_readings(word))


def _is_given_name(letters: str) -> bool:
    """One or two syllables of pinyin."""
    known = _syllables()
    return letters in known or any(letters[:i] in known and letters[i:] in known for i in range(1, len(letters)))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(r for word in cedict_entries() if len(word) == 1 for r in readings_of(word)[0] if r.isascii())
