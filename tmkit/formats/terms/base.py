"""What the formats of term collections share: results of reading and writing, status words, losses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from ...errors import InputError
from ...model import Concept, Problem
from ...text import normal_tag
from ...text.languages import is_plain_tag
from ...text.wordlists import word_list

__all__ = [
    "PARTS_OF_SPEECH",
    "STATUSES",
    "TERM_TYPES",
    "TermFile",
    "WriteOptions",
    "Written",
    "by_id",
    "language_of",
    "language_problem",
    "normal_part_of_speech",
    "normal_status",
    "normal_type",
]

Readings = Callable[[str], Sequence[Sequence[str]]]
STATUSES = ("preferred", "admitted", "superseded", "deprecated")
TERM_TYPES = ("fullForm", "shortForm", "acronym", "abbreviation", "variant", "phrase")
PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")

_NO_WORD = re.compile(r"[\s_\-(),.（），]+")
_RARE = frozenset({"yue", "nan", "wuu", "hak", "lzh", "fil", "bod", "mul"})
_NO_LETTERS = re.compile(r"[\s\-_]+")
_LETTERS = (2, 3)


def _named(word: str, allowed: Sequence[str], kind: str) -> str | None:
    if word in allowed:
        return word
    key = _NO_LETTERS.sub("", word).casefold()
    return next((a for a in allowed if a.casefold() == key), None) or _other_words()[kind].get(key)


@cache
def _other_words() -> dict[str, dict[str, str]]:
    """What other tools say, by kind: status, type, pos."""
    tables: dict[str, dict[str, str]] = {}
    for line in word_list("term_words.txt"):
        kind, ours, *theirs = line.split()
        tables.setdefault(kind, {}).update(dict.fromkeys(theirs, ours))
    return tables


def normal_status(word: str) -> str | None:
    """The status that a word of another tool stands for, or None.

    >>> [normal_status(w) for w in ("preferredTerm-admn-sts", "Forbidden", "obsolete", "nice")]
    ['preferred', 'deprecated', 'superseded', None]
    """
    return _named(word, STATUSES, "status")


def normal_type(word: str) -> str | None:
    """The term type that a word of another tool stands for, or None."""
    return _named(word, TERM_TYPES, "type")


def normal_part_of_speech(word: str) -> str | None:
    """The part of speech that a word of another tool stands for, or None."""
    return _named(word, PARTS_OF_SPEECH, "pos")


def language_of(name: str) -> str:
    """The tag of a language by its name or code as tables write it, empty where it is neither.

    >>> [language_of(n) for n in ("Chinese_PRC", "English (United States)", "zh_cn", "中文", "pos", "Note")]
    ['zh-CN', 'en-US', 'zh-CN', 'zh', '', '']
    """
    if found := _language_names().get(_NO_WORD.sub("", name).casefold(), ""):
        return found
    tag = normal_tag(name) if is_plain_tag(name.strip(), _LETTERS) else ""
    # Of short words those of three letters are hardly ever a language, and those of two nearly always.
    return tag if len(tag.split("-")[0]) == 2 or tag in _RARE else ""


@cache
def _language_names() -> dict[str, str]:
    rows = [line.split() for line in word_list("language_names.txt")]
    return {name: tag for tag, *names in rows for name in names}


def language_problem(tag: str) -> str:
    """What is wrong with a language tag, or nothing."""
    if not tag:
        return "no language is given"
    return "" if is_plain_tag(tag, _LETTERS) else f"'{tag}' is no language code"


@dataclass(frozen=True, slots=True)
class TermFile:
    """What a file of terms holds.

    `problems` are places that could not be used as they stand and were left out; `losses` counts what the file says
    and the model cannot; `title` is what the file calls itself.
    """

    concepts: tuple[Concept, ...]
    problems: tuple[Problem, ...] = ()
    losses: tuple[tuple[str, int], ...] = ()
    title: str = ""
    notices: tuple[str, ...] = ()

    def or_raise(self) -> TermFile:
        """The same where all was usable; else InputError with the first problem and the number of others."""
        if not self.problems:
            return self
        first, more = self.problems[0], len(self.problems) - 1
        others = f" (and {more} more problem{'s' * (more > 1)})" if more else ""
        raise InputError(
            first.message + others,
            file=first.file,
            line=first.line,
            cure="mend the file, or ask for a partial import to leave such entries out",
        )


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a file says of itself, and the pair of languages for formats that hold two.

    `date` is YYYY-MM-DD or empty; the clock is never asked. `readings` gives the syllables of every character of a
    term, likeliest first, for formats that sort by pronunciation.
    """

    title: str = "Terms"
    description: str = ""
    licence: str = ""
    date: str = ""
    source_language: str = "zh-CN"
    target_language: str = "en-US"
    readings: Readings | None = None


@dataclass(slots=True)
class Written:
    """The bytes of a file, and what of the concepts it cannot say, counted by kind."""

    data: bytes = b""
    losses: Counter[str] = field(default_factory=Counter)


def by_id(concepts: Iterable[Concept]) -> Iterable[Concept]:
    """The concepts by id, so that output does not depend on the order of editing."""
    return sorted(concepts, key=lambda c: c.id)
