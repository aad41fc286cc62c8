"""Segmentation rules as data: rules, sets of them, the choice of sets for a language, and the choices of a user."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import regex

from .passes import PASSES
from .patterns import read_pattern

__all__ = ["LanguageMap", "Options", "Rule", "RuleBook", "RuleSet"]


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
class Options:
    """The choices that no rule decides, with their defaults.

    `ellipsis`: …… ends a sentence where a new one visibly begins (most texts leave no other mark there).
    `semicolon`: ；ends a segment. `attribution`: a short tail such as 他说。 stays with the quotation before it.
    `brackets`, `quotes`, `symbols`, `lists`: the passes of the same names in passes.PASSES.
    `wraps`: a line of English that breaks off and goes on in lower case is one paragraph with the next.
    """

    ellipsis: bool = True
    semicolon: bool = False
    attribution: bool = True
    brackets: bool = True
    quotes: bool = True
    symbols: bool = True
    lists: bool = True
    wraps: bool = True

    @property
    def passes(self) -> tuple[str, ...]:
        """The names of the passes that are on, in their order."""
        return tuple(name for name in PASSES if getattr(self, name))


# The rule sets that stand for a choice: option, the value that needs the set, its name, the languages it is for.
_CHOICES = (
    ("attribution", True, "Chinese attribution", "[Zz][Hh].*"),
    ("ellipsis", False, "Chinese ellipsis never breaks", "[Zz][Hh].*"),
    ("semicolon", True, "Chinese semicolon", "[Zz][Hh].*"),
    ("ellipsis", False, "English ellipsis never breaks", "([Ee][Nn]|[Zz][Hh]).*"),
)
_OFF = "off"


@dataclass(frozen=True, slots=True)
class RuleBook:
    """An SRX document.

    `dialect` tells how its rules are meant: "java" as OmegaT and LanguageTool run them, "okapi" as Okapi does, "own"
    for ours. `unicode_breaks`: below the rules, where none of them decides, the breaks of UAX #29 hold.
    """

    sets: tuple[RuleSet, ...]
    maps: tuple[LanguageMap, ...]
    cascade: bool = True
    dialect: str = "java"
    unicode_breaks: bool = False
    file: str = ""
    segment_subflows: bool = True
    format_handles: tuple[tuple[str, bool], ...] = (("start", False), ("end", True), ("isolated", False))
    comment: str = ""
    notices: tuple[str, ...] = field(default=())

    def switched(self, options: Options) -> RuleBook:
        """The same rules with the sets that stand for a choice mapped as the options say."""
        languages = {
            name: pattern if getattr(options, option) is value else _OFF for option, value, name, pattern in _CHOICES
        }
        return replace(self, maps=tuple(LanguageMap(languages.get(m.name, m.pattern), m.name) for m in self.maps))

    def rules_for(self, language: str) -> tuple[Rule, ...]:
        """The rules for a language in the order in which they are asked: of every map that fits, or of the first."""
        by_name = {s.name: s for s in self.sets}
        fitting = [m for m in self.maps if m.fits(language)]
        chosen = fitting if self.cascade else fitting[:1]
        return tuple(rule for m in chosen if m.name in by_name for rule in by_name[m.name].rules)
