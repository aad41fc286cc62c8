"""Segmentation rules: SRX rule sets, the choice of rules for a language, and their compiled form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from .patterns import Pattern, PatternError, read_pattern

__all__ = ["LanguageMap", "Rule", "RuleBook", "RuleSet", "Rules"]

_ANY = "(?s:.)"


@dataclass(frozen=True, slots=True)
class Rule:
    """At a position after `before` and in front of `after` there is a break, or there is none."""

    breaks: bool
    before: str
    after: str
    set_name: str = ""
    number: int = 0
    line: int = 0
    comment: str = ""

    @property
    def name(self) -> str:
        """The rule set's name and the rule's number in it, from 1."""
        return f"{self.set_name} {self.number}"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A languagerule element: rules under a name, in order."""

    name: str
    rules: tuple[Rule, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class LanguageMap:
    """A languagemap element: languages that fit `pattern` use the rule set `name`."""

    pattern: str
    name: str

    def fits(self, language: str) -> bool:
        """Whether the whole language code fits, in either case and with - or _ between its subtags."""
        forms = {language, language.replace("_", "-"), language.replace("-", "_")}
        compiled = regex.compile(read_pattern(self.pattern).forward, regex.V1 | regex.IGNORECASE)
        return any(compiled.fullmatch(form) for form in forms)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """An SRX document."""

    sets: tuple[RuleSet, ...]
    maps: tuple[LanguageMap, ...]
    cascade: bool = True
    file: str = ""
    segment_subflows: bool = True
    format_handles: tuple[tuple[str, bool], ...] = (("start", False), ("end", True), ("isolated", False))
    comment: str = ""
    notices: tuple[str, ...] = field(default=())

    def rules_for(self, language: str) -> tuple[Rule, ...]:
        """The rules for a language in the order in which they are asked: of every map that fits, or of the first."""
        by_name = {s.name: s for s in self.sets}
        fitting = [m for m in self.maps if m.fits(language)]
        chosen = fitting if self.cascade else fitting[:1]
        return tuple(rule for m in chosen if m.name in by_name for rule in by_name[m.name].rules)


class Rules:
    """Rules compiled for fast use: at each position the first rule that fits decides.

    `rules` are asked in order. `language` is what they are for, in lower case.

    Raises PatternError, with the rule's name, where a pattern cannot be read.
    """

    def __init__(self, rules: Sequence[Rule], language: str = "") -> None:
        self.rules = tuple(rules)
        self.language = language.lower().replace("_", "-")
        parts = [_patterns(rule, f"r{i}") for i, rule in enumerate(self.rules)]
        self._breaks = tuple(rule.breaks for rule in self.rules)
        self._scan = regex.compile(_scan_pattern(self.rules, parts), regex.V1) if any(self._breaks) else None
        groups = self._scan.groupindex if self._scan else {}
        self._index = {number: int(name[1:]) for name, number in groups.items() if name[0] == "k"}

    def breaks(self, text: str) -> list[int]:
        """The positions inside the text at which the rules break it."""
        if self._scan is None:
            return []
        index, breaks, size = self._index, self._breaks, len(text)
        return [m.end() for m in self._scan.finditer(text) if breaks[index[m.lastindex or 0]] and m.end() < size]

    def decisions(self, text: str) -> Iterator[tuple[int, int]]:
        """Each position where a breaking rule could hold and some rule fits, with the index of that rule."""
        if self._scan is None:
            return
        size = len(text)
        for match in self._scan.finditer(text):
            if match.end() < size:
                yield match.end(), self._index[match.lastindex or 0]


def _scan_pattern(rules: Sequence[Rule], parts: Sequence[tuple[Pattern, Pattern]]) -> str:
    """One expression: a character that can end a break rule's match, then the first rule that fits after it."""
    branches = (
        (f"(?={after.forward})" if after.source else "")
        + (f"(?<={before.backward})" if before.source else "")
        + f"(?P<k{i}>)"
        for i, (before, after) in enumerate(parts)
    )
    return _last_characters(rules, parts) + f"(?:{'|'.join(branches)})"


def _last_characters(rules: Sequence[Rule], parts: Sequence[tuple[Pattern, Pattern]]) -> str:
    found: list[str] = []
    for rule, (before, _) in zip(rules, parts, strict=True):
        if rule.breaks and before.last is None:
            return _ANY
        if rule.breaks:
            found.extend(c for c in before.last or () if c not in found)
    if any(c == "." or c.startswith("(?") for c in found):
        return f"(?:{'|'.join(found)})"
    return f"[{''.join(found)}]"


def _patterns(rule: Rule, prefix: str) -> tuple[Pattern, Pattern]:
    try:
        return read_pattern(rule.before, prefix + "b"), read_pattern(rule.after, prefix + "a")
    except PatternError as error:
        raise PatternError(f"rule {rule.name}: {error}") from error
