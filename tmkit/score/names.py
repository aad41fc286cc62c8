"""Names of persons: whether the one that the source says is the one that the translation says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..text import base_language
from .pairs import Pair, Remark, Speaker

__all__ = ["Name", "NameTools", "SpelledName", "name_speaker"]


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in a Chinese text and how it can be spelled, in lower-case letters without blanks."""

    start: int
    end: int
    full: tuple[str, ...]
    surname: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpelledName:
    """A full name in pinyin in a text of Latin letters, and its letters in lower case."""

    start: int
    end: int
    letters: str


@dataclass(frozen=True, slots=True)
class NameTools:
    """Names in Chinese, full names in pinyin, and whether a Chinese text holds characters that are read as letters."""

    find: Callable[[str], Sequence[Name]]
    find_spelled: Callable[[str], Sequence[SpelledName]]
    is_read_as: Callable[[str, str], bool]


def name_speaker(tools: NameTools) -> Speaker:
    """A check that names of persons are the same on both sides, one of which is Chinese, the other in pinyin.

    It remembers what it has seen, and so wants the segments of one text in order: a family name or a pronoun may stand
    for a name that was said before, and one that is missed three times is given another name by the translator
    throughout, and not told of again.
    """
    memory = _Memory(set(), Counter())

    def names(pair: Pair) -> Iterator[Remark]:
        turned = base_language(pair.target_language) == "zh"
        if turned == (base_language(pair.source_language) == "zh"):
            return
        chinese, spelled = (pair.target, pair.source) if turned else (pair.source, pair.target)
        others = list(tools.find_spelled(spelled))
        wrong = [n for n in others if not tools.is_read_as(chinese, n.letters)]
        remarks = _not_read(wrong, spelled, memory) if chinese.strip() else []
        if not turned:
            found = []
            for written in tools.find(chinese):
                if _is_cut_wrong(written, chinese, others, tools):
                    memory.said.add(chinese[written.start : written.end])
                else:
                    found.append(written)
            yield from _not_spelled(found, pair, others, memory, bool(wrong))
        for name, remark in remarks:
            places = ((name.start, name.end),)
            yield Remark(remark, places, ()) if turned else Remark(remark, (), places)
        memory.said.update(n.letters for n in others if n not in wrong)

    return names


_MOST_MISSED = 3


@dataclass(frozen=True, slots=True)
class _Memory:
    """The names that were said so far, and how often in a row each was missed."""

    said: set[str]
    missed: Counter[str]

    def knows(self, name: str) -> bool:
        """Whether the name was said, perhaps cut at another place: 汪淼 and 汪淼能."""
        return any(name.startswith(known) or known.startswith(name) for known in self.said)

    def miss(self, name: str) -> bool:
        """Count the name as missed; whether that is still to be told."""
        self.missed[name] += 1
        return self.missed[name] <= _MOST_MISSED

    def last(self, name: str) -> str:
        """What to add to the last remark on a name."""
        return "; it is not told of again" if self.missed[name] == _MOST_MISSED else ""


def _not_read(wrong: Sequence[SpelledName], spelled: str, memory: _Memory) -> list[tuple[SpelledName, str]]:
    """Names in pinyin that are new and that no characters are read as."""
    found = []
    for name in wrong:
        if name.letters not in memory.said and memory.miss(name.letters):
            told = f"the name {spelled[name.start : name.end]} is not in the Chinese{memory.last(name.letters)}"
            found.append((name, told))
    return found


def _is_cut_wrong(name: Name, chinese: str, others: Sequence[SpelledName], tools: NameTools) -> bool:
    """Whether the translation has a part of what was taken for a name, or more: 李伟来 in 李伟来了, 赵国 in 赵国强."""
    text = chinese[name.start : name.end + 1]
    return any(o.letters not in name.full and tools.is_read_as(text, o.letters) for o in others)


def _not_spelled(
    names: Sequence[Name], pair: Pair, others: Sequence[SpelledName], memory: _Memory, rivals: bool
) -> Iterator[Remark]:
    words = re.findall(r"[a-z]+", pair.target.lower())
    for name in names:
        text = pair.source[name.start : name.end]
        if _stands_whole(name, words) or (
            _stands_alone(name, pair.target, others) and (memory.knows(text) or _has_title(name, words))
        ):
            memory.said.add(text)
            del memory.missed[text]
        elif not rivals and not _PRONOUNS.isdisjoint(words) and memory.knows(text):
            continue
        elif memory.miss(text) or rivals:
            told = f"the name {text} ({name.full[0]}) was not found{memory.last(text)}"
            yield Remark(told, ((name.start, name.end),))


_PRONOUNS = frozenset(
    {"i", "me", "my", "you", "your", "he", "him", "his", "she", "her", "hers", "they", "them", "their"}
)


def _stands_whole(name: Name, words: Sequence[str]) -> bool:
    """Whether one to four words in a row spell the name."""
    runs = {"".join(words[i : i + size]) for size in range(1, 5) for i in range(len(words) - size + 1)}
    return not runs.isdisjoint(name.full)


def _stands_alone(name: Name, target: str, others: Sequence[SpelledName]) -> bool:
    """Whether the family name stands where it is no part of somebody else's full name."""
    taken = {i for other in others for i in range(other.start, other.end)}
    return any(m.group().lower() in name.surname and m.start() not in taken for m in _WORDS.finditer(target))


_WORDS = re.compile(r"[A-Z][a-z]+")
_TITLES = re.compile(
    r"ambassador|aunt|boss|brother|captain|chairman|chairperson|chairwoman|chief|colonel|commissioner|"
    r"comrade|deputy|director|doctor|dr|general|governor|grandfather|grandma|grandpa|granny|judge|lady|"
    r"little|madam|madame|marshal|master|mayor|minister|miss|mr|mrs|ms|officer|old|president|premier|prof|"
    r"professor|secretary|sir|sister|spokesman|spokesperson|spokeswoman|teacher|uncle|young"
)


def _has_title(name: Name, words: Sequence[str]) -> bool:
    return any(word in name.surname and _TITLES.fullmatch(words[i]) for i, word in enumerate(words[1:]))
