"""Rules made ready to run: where they break a paragraph, and which rule decided.

Two ways lead there. Our own rules are laid out in one expression that visits each position once (OneScan). Rules of
other tools are searched for as these tools do it (ByRule): one match of a break rule after the other, each where the
last one ended, so that [.?!]+ takes a run of marks as one. In both, of the rules that fit at a position the first
decides.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence

import regex

from .looks import Pair, around
from .near import Side
from .passes import NEEDED, PASSES, concerned
from .patterns import Pattern, PatternError, read_pattern
from .rules import Options, Rule
from .scan import Layout, needed_characters, reach, telling_character
from .unicode_breaks import unicode_breaks

__all__ = ["Rules"]


class Rules:
    """Rules compiled for fast use.

    `rules` are asked in order. `language` is what they are for, in lower case. The passes that `options` switch on
    follow them; without options, as for a user's own rules, there are none. `dialect` and `with_unicode_breaks` are
    those of RuleBook.

    Raises PatternError, with the rule's name, where a pattern cannot be read.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        language: str = "",
        options: Options | None = None,
        dialect: str = "own",
        with_unicode_breaks: bool = False,
    ) -> None:
        self.rules = tuple(rules)
        self.language = language.lower().replace("_", "-")
        self.options = options
        self.steps = tuple((name, PASSES[name]) for name in (options.passes if options else ()))
        self._concerns = concerned([name for name, _ in self.steps])
        parts = [_patterns(rule, f"r{i}", dialect) for i, rule in enumerate(self.rules)]
        self._search: OneScan | ByRule = (
            OneScan(self.rules, parts)
            if dialect == "own"
            else ByRule(self.rules, parts, together=dialect == "okapi", floor=with_unicode_breaks)
        )

    def breaks(self, text: str) -> list[int]:
        """The positions inside the text at which rules and passes break it, in order."""
        if self._telling is not None:
            first = self._telling(text)
            if first is None or (
                self.options and len(text) - first.start() <= _TAIL and text[first.start() :] in _TAILS
            ):
                return []
        found = self._search.breaks(text)
        if self._concerns(text):
            for _, apply in self.steps:
                found = apply(text, found)
        return found

    @functools.cached_property
    def _telling(self) -> Callable[[str], re.Match[str] | None] | None:
        """Finds what tells that a text may have breaks; many short lines have nothing of the kind, and end at once."""
        found = self._search.telling_character("".join(NEEDED[name] for name, _ in self.steps))
        return found.search if found else None

    def decisions(self, text: str) -> Iterator[tuple[int, Rule]]:
        """Each position where a breaking rule could hold and some rule fits, with the rule that decides."""
        return self._search.decisions(text)


# What a text may end in without a break inside by our rules, which options go with; longer ends, and what stands before
# the end, are looked at.
_TAIL = 4
_TAILS = frozenset(
    marks + closer
    for marks in [*"。！？｡….!?", "……", "...", "？！", "！？", "！！", "？？", "！！！", "?!", "!!", "??"]
    for closer in ["", *'”’」』）"']
)


# From this length on only the stretches near a needed character are asked about the rules that need it.
_LONG = 1000


class OneScan:
    """All rules asked at each position, laid out for texts with and without the characters that costly rules need."""

    def __init__(self, rules: Sequence[Rule], parts: Sequence[Pair]) -> None:
        self._rules = rules
        self._parts = parts
        self._sides = [(Side(before, behind=True), Side(after, behind=False)) for before, after in parts]
        self._rare = needed_characters(parts)
        self._keys = tuple(dict.fromkeys(self._rare.values()))
        self._needed = re.compile(f"[{re.escape(''.join(self._keys))}]") if self._keys else None
        self._reaches = _reaches(self._rare, parts)
        self._layouts: dict[tuple[bool, ...], Layout] = {}

    def breaks(self, text: str) -> list[int]:
        """The break positions in order."""
        if self._needed is None or self._needed.search(text) is None:
            return self._bare.breaks(text)
        layout = self._layout(tuple([any(c in text for c in key) for key in self._keys]))
        if len(text) < _LONG or self._reaches is None:
            return layout.breaks(text)
        found, done = [], 0
        for start, end in self._stretches(text, self._needed, self._reaches):
            found += self._bare.breaks(text, done, start)
            found += layout.breaks(text, start, end)
            done = end
        return found + self._bare.breaks(text, done)

    @staticmethod
    def _stretches(text: str, needed: re.Pattern[str], reaches: dict[str, int]) -> Iterator[tuple[int, int]]:
        """Where in a long text the rules that look far back can fit: within their reach behind what they need."""
        start = end = -1
        for match in needed.finditer(text):
            if match.start() > end:
                if end >= 0:
                    yield start, end
                start = match.start()
            end = max(end, match.start() + reaches[match[0]])
        if end >= 0:
            yield start, end

    def telling_character(self, more: str) -> re.Pattern[str] | None:
        """As scan.telling_character, of these rules."""
        return telling_character(self._rules, self._parts, more)

    def decisions(self, text: str) -> Iterator[tuple[int, Rule]]:
        """Each position at which some rule fits and a break rule could, with the rule."""
        for position, kept in self._layout((True,) * len(self._keys)).candidates(text):
            first = next((i for i in kept if _fits(self._parts[i], text, position)), None)
            if first is not None:
                yield position, self._rules[first]

    @functools.cached_property
    def _bare(self) -> Layout:
        return self._layout((False,) * len(self._keys))

    def _layout(self, present: tuple[bool, ...]) -> Layout:
        """The rules for a text that has or has not the characters that far-looking rules need."""
        if present not in self._layouts:
            absent = {key for key, there in zip(self._keys, present, strict=True) if not there}
            kept = [i for i in range(len(self._rules)) if self._rare.get(i) not in absent]
            self._layouts[present] = Layout(
                [self._rules[i] for i in kept], [self._parts[i] for i in kept], [self._sides[i] for i in kept]
            )
        return self._layouts[present]


def _reaches(rare: dict[int, str], parts: Sequence[Pair]) -> dict[str, int] | None:
    """How far behind each needed character a rule that needs it can still fit; None where some rule has no limit."""
    found: dict[str, int] = {}
    for i, key in rare.items():
        width = reach(parts[i][0].tree)
        if width is None:
            return None
        found |= {c: max(width, found.get(c, 0)) for c in key}
    return found


class ByRule:
    """Break rules searched one by one, then at each place the rules before them that forbid.

    `together`: what stands before and after the break is searched as one expression, so that the part before may
    give way for the part after (Okapi); otherwise the part before is matched on its own first (OmegaT, LanguageTool).
    `floor`: the breaks of UAX #29 hold where no rule decides.
    """

    def __init__(self, rules: Sequence[Rule], parts: Sequence[Pair], together: bool, floor: bool) -> None:
        self._rules = rules
        self._parts = parts
        self._floor = floor
        self._breaking = [
            (i, _searched(before, after, together)) for i, (before, after) in enumerate(parts) if rules[i].breaks
        ]
        self._forbidding: dict[int, regex.Pattern[str] | None] = {}

    def breaks(self, text: str) -> list[int]:
        """The break positions in order."""
        return sorted(p for p, rule in self._candidates(text).items() if not self._is_forbidden(text, p, rule))

    def decisions(self, text: str) -> Iterator[tuple[int, Rule]]:
        """Each position at which a break rule holds, with the first rule that fits there."""
        for position, rule in sorted(self._candidates(text).items()):
            first = next((i for i in range(rule) if _fits(self._parts[i], text, position)), rule)
            yield position, self._rules[first] if first < len(self._rules) else _UNICODE_RULE

    def telling_character(self, more: str) -> re.Pattern[str] | None:
        """None: what the rules of others need is not worked out."""
        return None

    def _candidates(self, text: str) -> dict[int, int]:
        """The positions at which break rules hold, with the first of these rules."""
        found: dict[int, int] = {}
        for i, (search, match_after) in self._breaking:
            for match in search.finditer(text):
                position = match.end()
                if position < len(text) and (match_after is None or match_after.match(text, position)):
                    found.setdefault(position, i)
        if self._floor:
            for position in unicode_breaks(text):
                found.setdefault(position, len(self._rules))
        found.pop(0, None)
        return found

    def _is_forbidden(self, text: str, position: int, rule: int) -> bool:
        if rule not in self._forbidding:
            looks = [around(*self._parts[i]) for i in range(rule) if not self._rules[i].breaks]
            self._forbidding[rule] = regex.compile("|".join(looks), regex.V1) if looks else None
        forbidding = self._forbidding[rule]
        return forbidding is not None and forbidding.match(text, position) is not None


_UNICODE_RULE = Rule(True, "", "", "UAX", 29, comment="sentence boundary of Unicode, below the rules")


def _searched(before: Pattern, after: Pattern, together: bool) -> tuple[regex.Pattern[str], regex.Pattern[str] | None]:
    start = f"(?:{before.forward})" if before.source else "(?s:.)"
    if together:
        return regex.compile(f"{start}(?={after.forward})" if after.source else start, regex.V1), None
    return regex.compile(start, regex.V1), regex.compile(after.forward, regex.V1) if after.source else None


def _fits(pair: Pair, text: str, position: int) -> bool:
    return regex.compile(around(*pair), regex.V1).match(text, position) is not None


def _patterns(rule: Rule, prefix: str, dialect: str) -> Pair:
    """Both sides of a rule; that our own can be compiled is a matter of the tests."""
    try:
        ascii_classes, check = dialect == "java", dialect != "own"
        return (
            read_pattern(rule.before, prefix + "b", "(?<=", ascii_classes, check),
            read_pattern(rule.after, prefix + "a", "(?=", ascii_classes, check),
        )
    except PatternError as error:
        raise PatternError(f"rule {rule.name}: {error}") from error
