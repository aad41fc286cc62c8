"""Segmentation rules: SRX rule sets, the choice of rules for a language, and their compiled form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import regex

from .passes import PASSES
from .patterns import Pattern, PatternError, read_pattern

__all__ = ["LanguageMap", "Options", "Rule", "RuleBook", "RuleSet", "Rules"]

_ANY = "(?s:.)"
_BASIC_PLANE = "".join(chr(c) for c in range(0x10000) if not 0xD800 <= c < 0xE000)
_BEYOND = "\U0001f600\U00020000\U0001d400\U0001f1e8\U00010400\U000e0020"
_FEW = 400
_FAR = regex.compile(r"\{\d+,(?:[5-9]\d|\d{3,})\}")


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
    """An SRX document."""

    sets: tuple[RuleSet, ...]
    maps: tuple[LanguageMap, ...]
    cascade: bool = True
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


class Rules:
    """Rules compiled for fast use: at each position the first rule that fits decides.

    `rules` are asked in order. `language` is what they are for, in lower case. The passes that `options` switch on
    follow them; without options, as for a user's own rules, there are none.

    Raises PatternError, with the rule's name, where a pattern cannot be read.
    """

    def __init__(self, rules: Sequence[Rule], language: str = "", options: Options | None = None) -> None:
        self.rules = tuple(rules)
        self.options = options
        self.language = language.lower().replace("_", "-")
        self._steps = tuple(PASSES[name] for name in (options.passes if options else ()))
        self._parts = [_patterns(rule, f"r{i}") for i, rule in enumerate(self.rules)]
        self._keys, self._rare = _rare_rules(self._parts)
        self._scans: dict[tuple[bool, ...], regex.Pattern[str] | None] = {}

    def _scan(self, text: str) -> regex.Pattern[str] | None:
        """The expression for a text: without the far-looking rules for which it lacks the characters."""
        present = tuple([any(c in text for c in key) for key in self._keys])
        if present not in self._scans:
            absent = {key for key, there in zip(self._keys, present, strict=True) if not there}
            self._scans[present] = self._compiled([i for i in range(len(self.rules)) if self._rare.get(i) not in absent])
        return self._scans[present]

    def _compiled(self, kept: Sequence[int], tell: bool = False) -> regex.Pattern[str] | None:
        if not any(self.rules[i].breaks for i in kept):
            return None
        branches = [(self.rules[i], self._parts[i]) for i in kept]
        return regex.compile(_scan_pattern([r for r, _ in branches], [p for _, p in branches], tell), regex.V1)

    def breaks(self, text: str) -> list[int]:
        """The positions inside the text at which rules and passes break it, in order."""
        found = self.rule_breaks(text)
        for apply in self._steps:
            found = apply(text, found)
        return found

    def rule_breaks(self, text: str) -> list[int]:
        """The positions inside the text at which the rules alone break it, in order."""
        scan = self._scan(text)
        if scan is None:
            return []
        mark = scan.groupindex["k"]
        found = [m.end() for m in scan.finditer(text) if m.lastindex == mark]
        if found and found[-1] == len(text):
            found.pop()
        return found

    def decisions(self, text: str) -> Iterator[tuple[int, Rule]]:
        """Each position where a breaking rule could hold and some rule fits, with the rule that decides."""
        scan = self._compiled(range(len(self.rules)), tell=True)
        for match in scan.finditer(text) if scan else ():
            marks = [name for name, mark in match.groupdict().items() if name[0] == "k" and mark is not None]
            if match.end() < len(text):
                yield match.end(), self.rules[int(marks[0][1:])]


def _scan_pattern(rules: Sequence[Rule], parts: Sequence[tuple[Pattern, Pattern]], tell: bool) -> str:
    """One expression: a character that can end a break rule's match, then the first rule that fits after it.

    A rule leaves its mark as an empty group: each its own to `tell` them apart, or one for all that break. The rules
    are laid out once for every kind of character that can stand in front, so that only those are tried that can fit.
    """
    last = _last_characters(rules, parts)
    branches = [_branch(rule, i, parts[i], tell) for i, rule in enumerate(rules)]
    if last == _ANY:
        return _ANY + _first_of(branches)
    kinds = _kinds(last, parts)
    if kinds is None:
        return last + _first_of(branches)
    choices = [f"(?<=[{_literals(chars)}]){_first_of([branches[i] for i in kept])}" for kept, chars in kinds.items()]
    return f"[{_literals(''.join(kinds.values()))}](?:{'|'.join(choices)})"


def _branch(rule: Rule, index: int, pair: tuple[Pattern, Pattern], tell: bool) -> str:
    before, after = pair
    mark = f"(?P<k{index}>)" if tell else "(?P<k>)" if rule.breaks else ""
    ahead = f"(?={after.forward})" if after.source else ""
    behind = f"(?<={before.backward})" if before.source else ""
    # What is shorter to say is as a rule faster to refuse.
    return (ahead + behind if len(after.source) <= len(before.source) else behind + ahead) + mark


def _first_of(branches: Sequence[str]) -> str:
    return f"(?:{'|'.join(branches)})"


def _kinds(last: str, parts: Sequence[tuple[Pattern, Pattern]]) -> dict[tuple[int, ...], str] | None:
    """The characters that fit `last`, by the rules that they leave possible; None if they are too many to list."""
    chars = "".join(regex.findall(last, _BASIC_PLANE, regex.V1))
    if len(chars) > _FEW or regex.search(last, _BEYOND, regex.V1):
        return None
    fitting: dict[str, set[str]] = {}
    kinds: dict[tuple[int, ...], str] = {}
    for before, _ in parts:
        if before.last:
            one = _one_of(before.last)
            fitting.setdefault(one, set(regex.findall(one, chars, regex.V1)))
    for char in chars:
        kept = tuple(i for i, (b, _) in enumerate(parts) if not b.last or char in fitting[_one_of(b.last)])
        kinds[kept] = kinds.get(kept, "") + char
    return kinds


def _literals(chars: str) -> str:
    return "".join(f"\\{c}" if ord(c) < 128 and not c.isalnum() else c for c in chars)


def _last_characters(rules: Sequence[Rule], parts: Sequence[tuple[Pattern, Pattern]]) -> str:
    found: list[str] = []
    for rule, (before, _) in zip(rules, parts, strict=True):
        if rule.breaks and before.last is None:
            return _ANY
        if rule.breaks:
            found.extend(c for c in before.last or () if c not in found)
    return _one_of(found)


def _one_of(chars: Sequence[str]) -> str:
    """One character out of several one-character expressions, as a class where they allow it."""
    if any(c == "." or c.startswith("(?") for c in chars):
        return f"(?:{'|'.join(chars)})"
    return f"[{''.join(chars)}]"


def _rare_rules(parts: Sequence[tuple[Pattern, Pattern]]) -> tuple[tuple[str, ...], dict[int, str]]:
    """The rules that look far back for one of a few characters: the sets of characters, and the rules' sets."""
    rare: dict[int, str] = {}
    for i, (before, _) in enumerate(parts):
        if not _FAR.search(before.source):
            continue
        needed = ["".join(regex.findall(one, _BASIC_PLANE, regex.V1)) for one in before.needs]
        few = [chars for chars in needed if 0 < len(chars) <= 8]
        if few:
            rare[i] = few[0]
    return tuple(dict.fromkeys(rare.values())), rare


def _patterns(rule: Rule, prefix: str) -> tuple[Pattern, Pattern]:
    try:
        return read_pattern(rule.before, prefix + "b"), read_pattern(rule.after, prefix + "a")
    except PatternError as error:
        raise PatternError(f"rule {rule.name}: {error}") from error
