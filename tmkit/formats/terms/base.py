"""What the formats of term collections share: results of reading and writing, status words, losses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ...errors import InputError
from ...model import Concept, Problem

__all__ = [
    "PARTS_OF_SPEECH",
    "STATUSES",
    "TERM_TYPES",
    "TermFile",
    "WriteOptions",
    "Written",
    "by_id",
    "language_problem",
    "normal_part_of_speech",
    "normal_status",
    "normal_type",
]

STATUSES = ("preferred", "admitted", "superseded", "deprecated")
TERM_TYPES = ("fullForm", "shortForm", "acronym", "abbreviation", "variant", "phrase")
PARTS_OF_SPEECH = ("noun", "verb", "adjective", "adverb", "other")

# Words of other tools, in lower case and without blanks, hyphens and underscores.
_STATUS_WORDS = {
    "preferredterm": "preferred", "preferredtermadmnsts": "preferred", "approved": "preferred", "mandatory": "preferred",
    "recommended": "preferred", "standard": "preferred", "standardized": "preferred", "standardizedterm": "preferred",
    "valid": "preferred", "final": "preferred", "new": "admitted",
    "admittedterm": "admitted", "admittedtermadmnsts": "admitted", "allowed": "admitted", "permitted": "admitted",
    "acceptable": "admitted", "accepted": "admitted", "alternative": "admitted", "provisional": "admitted",
    "proposed": "admitted", "draft": "admitted", "legalterm": "admitted", "regulatedterm": "admitted",
    "supersededterm": "superseded", "supersededtermadmnsts": "superseded", "obsolete": "superseded",
    "outdated": "superseded", "archaic": "superseded", "historical": "superseded", "replaced": "superseded",
    "deprecatedterm": "deprecated", "deprecatedtermadmnsts": "deprecated", "forbidden": "deprecated",
    "notrecommended": "deprecated", "donotuse": "deprecated", "prohibited": "deprecated", "nonstandard": "deprecated",
    "rejected": "deprecated", "blacklisted": "deprecated", "avoid": "deprecated", "banned": "deprecated",
    "首选": "preferred", "推荐": "preferred", "许用": "admitted", "允许": "admitted", "曾用": "superseded",
    "旧称": "superseded", "禁用": "deprecated", "不推荐": "deprecated",
}  # fmt: skip
_TYPE_WORDS = {
    "full": "fullForm", "longform": "fullForm", "mainentryterm": "fullForm", "entryterm": "fullForm",
    "short": "shortForm", "label": "shortForm", "initialism": "acronym", "abbr": "abbreviation",
    "abbreviatedform": "abbreviation", "clippedterm": "abbreviation", "synonym": "variant",
    "spellingvariant": "variant", "internationalscientificterm": "variant", "phraseologicalunit": "phrase",
    "setphrase": "phrase", "slogan": "phrase", "collocation": "phrase", "sentence": "phrase",
}  # fmt: skip
_POS_WORDS = {
    "n": "noun", "propernoun": "noun", "propn": "noun", "nounphrase": "noun", "v": "verb", "adj": "adjective",
    "adv": "adverb", "phrase": "other", "名词": "noun", "动词": "verb", "形容词": "adjective", "副词": "adverb",
}  # fmt: skip
_NO_LETTERS = re.compile(r"[\s\-_]+")
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*")


def _named(word: str, allowed: Sequence[str], table: dict[str, str]) -> str | None:
    if word in allowed:
        return word
    key = _NO_LETTERS.sub("", word).casefold()
    return next((a for a in allowed if a.casefold() == key), None) or table.get(key)


def normal_status(word: str) -> str | None:
    """The status that a word of another tool stands for, or None.

    >>> [normal_status(w) for w in ("preferredTerm-admn-sts", "Forbidden", "obsolete", "nice")]
    ['preferred', 'deprecated', 'superseded', None]
    """
    return _named(word, STATUSES, _STATUS_WORDS)


def normal_type(word: str) -> str | None:
    """The term type that a word of another tool stands for, or None."""
    return _named(word, TERM_TYPES, _TYPE_WORDS)


def normal_part_of_speech(word: str) -> str | None:
    """The part of speech that a word of another tool stands for, or None."""
    return _named(word, PARTS_OF_SPEECH, _POS_WORDS)


def language_problem(tag: str) -> str:
    """What is wrong with a language tag, or nothing."""
    if not tag:
        return "no language is given"
    return "" if _TAG.fullmatch(tag) else f"'{tag}' is no language code"


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

    `date` is YYYY-MM-DD or empty; the clock is never asked.
    """

    title: str = "Terms"
    description: str = ""
    licence: str = ""
    date: str = ""
    source_language: str = "zh-CN"
    target_language: str = "en-US"


@dataclass(slots=True)
class Written:
    """The bytes of a file, and what of the concepts it cannot say, counted by kind."""

    data: bytes = b""
    losses: Counter[str] = field(default_factory=Counter)


def by_id(concepts: Iterable[Concept]) -> Iterable[Concept]:
    """The concepts by id, so that output does not depend on the order of editing."""
    return sorted(concepts, key=lambda c: c.id)
