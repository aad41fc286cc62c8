"""Our rules laid out so that every candidate position is looked at once, and most of them by one cheap expression.

A candidate is a character that can stand last in the match of some break rule. For every kind of such character only
the rules are asked whose matches can end in it. Of these rules the ones at the head of the list that are plain, one
fixed character after the other, go into the scanning expression itself; it uses the standard `re`, whose search for
one character out of many is the fastest. All others are asked in their order at the candidates that remain.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import regex

from .patterns import Pattern
from .rules import Rule

__all__ = ["Layout", "Pair", "around", "needed_characters", "telling_character"]

Pair = tuple[Pattern, Pattern]
Kept = tuple[int, ...]

_ANY = "(?s:.)"
_BASIC_PLANE = "".join(map(chr, itertools.chain(range(0xD800), range(0xE000, 0x10000))))
_BEYOND = "\U0001f600\U00020000\U0001d400\U0001f1e8\U00010400\U000e0020"
_SAMPLE = "".join(map(chr, range(32, 127))) + "。！？…，、；：“”‘’（）《》的一是不了\N{HORIZONTAL ELLIPSIS}"
_FEW = 400
_FEW_FIRST = 40
_RARE = 8
_FAR = regex.compile(r"\{\d+,(?:[5-9]\d|\d{3,})\}")
# Single characters and classes in the syntax that `re` and `regex` share.
_PLAIN = re.compile(r"(?:\[\^?(?:[^\[\]\\&|~-]|\\u[0-9A-F]{4}|\\[\[\]()\-]|(?<=\w)-(?=[\\\w]))+\]|[^\W_])*")


class Layout:
    """Some rules, in order, made ready for a search."""

    def __init__(self, rules: Sequence[Rule], parts: Sequence[Pair]) -> None:
        self._rules = rules
        self._parts = parts
        self._last = _last_characters(rules, parts)
        kinds = _kinds(self._last, parts)
        self._kept = {char: kept for kept, chars in kinds.items() for char in chars}
        self._leads = {kept: _plain_lead(kept, parts) for kept in kinds}
        self._scan = _scanning(self._last, kinds, self._leads, parts)
        leading = itertools.chain.from_iterable(self._leads[kept] for kept in kinds)
        self._breaking = frozenset(group for group, i in enumerate(leading, 1) if rules[i].breaks)
        self._deciding: dict[str, regex.Pattern[str] | None] = {}
        self._compiled: dict[Kept, regex.Pattern[str] | None] = {}

    def breaks(self, text: str) -> list[int]:
        """The positions inside the text at which the first rule that fits breaks."""
        if self._scan is None:
            return []
        breaking, deciding, found = self._breaking, self._deciding, []
        for match in self._scan.finditer(text):
            if match.lastindex is None:
                position = match.end()
                char = text[position - 1]
                decide = deciding[char] if char in deciding else self._decide(char)
                if decide is not None and _is_break(decide.match(text, position)):
                    found.append(position)
            elif match.lastindex in breaking:
                found.append(match.end())
        if found and found[-1] == len(text):
            found.pop()
        return found

    def candidates(self, text: str) -> Iterator[tuple[int, Sequence[int]]]:
        """Every position that a break rule could make a break, with the rules that can fit there."""
        every = range(len(self._rules))
        for match in self._scan.finditer(text) if self._scan else ():
            if match.end() < len(text):
                yield match.end(), self._kept.get(text[match.end() - 1], every)

    def _decide(self, char: str) -> regex.Pattern[str] | None:
        """The rules for candidates after a character in one expression, compiled when the first one is met."""
        kept = self._kept.get(char, tuple(range(len(self._rules))))
        if kept not in self._compiled:
            remaining = kept[len(self._leads.get(kept, ())) :]
            branches = [around(*self._parts[i]) + ("(?P<k>)" if self._rules[i].breaks else "") for i in remaining]
            self._compiled[kept] = regex.compile("|".join(branches), regex.V1) if branches else None
        self._deciding[char] = self._compiled[kept]
        return self._compiled[kept]


def around(before: Pattern, after: Pattern) -> str:
    """A look behind and a look ahead; what is shorter to say is as a rule faster to refuse and comes first.

    A look at the next character alone stands before a look behind, unless there is no more than that to look at.
    """
    ahead = f"(?={after.forward})" if after.source else ""
    behind = f"(?<={before.backward})" if before.source else ""
    if len(after.source) <= len(before.source):
        return ahead + behind
    few = after.first and len(after.first) <= _FEW_FIRST and not _PLAIN.fullmatch(after.source)
    return (f"(?={_one_of(after.first or ())})" if few else "") + behind + ahead


def needed_characters(parts: Sequence[Pair]) -> dict[int, str]:
    """The rules that look far back for one of a few characters, each with these characters."""
    rare: dict[int, str] = {}
    for i, (before, _) in enumerate(parts):
        if not _FAR.search(before.source):
            continue
        needed = regex.findall(min(before.needs, key=_breadth), _BASIC_PLANE, regex.V1) if before.needs else []
        if 0 < len(needed) <= _RARE:
            rare[i] = "".join(needed)
    return rare


def telling_character(rules: Sequence[Rule], parts: Sequence[Pair], more: str) -> re.Pattern[str] | None:
    """Finds a character such that a text without any is broken by no rule and no pass; None if there are too many.

    `more` is what the passes look for, as the inside of a class.
    """
    chosen: list[str] = []
    for needs in sorted([before.needs for rule, (before, _) in zip(rules, parts, strict=True) if rule.breaks], key=len):
        if not needs:
            return None
        if not set(needs) & set(chosen):
            chosen.append(min(needs, key=_breadth))
    chars = "".join(regex.findall("|".join(chosen), _BASIC_PLANE, regex.V1)) if chosen else ""
    if len(chars) > _FEW or (chosen and regex.search("|".join(chosen), _BEYOND, regex.V1)):
        return None
    return re.compile(f"[{_literals(chars)}{more}]") if chars or more else None


def _breadth(needed: str) -> int:
    """How many characters an expression allows, by a sample."""
    return len(regex.findall(needed, _SAMPLE + needed, regex.V1))


def _is_break(match: regex.Match[str] | None) -> bool:
    return match is not None and match.lastgroup == "k"


def _last_characters(rules: Sequence[Rule], parts: Sequence[Pair]) -> str:
    """An expression for the characters that can stand last in the match of a break rule; empty without such rules."""
    found: list[str] = []
    for rule, (before, _) in zip(rules, parts, strict=True):
        if rule.breaks and before.last is None:
            return _ANY
        if rule.breaks:
            found.extend(c for c in before.last or () if c not in found)
    return _one_of(found) if found else ""


def _one_of(chars: Sequence[str]) -> str:
    """One character out of several one-character expressions, as a class where they allow it."""
    if any(c == "." or c.startswith("(?") for c in chars):
        return f"(?:{'|'.join(chars)})"
    members = "".join("\\-" if c == "-" else c for c in chars)
    return f"[{members}]"


def _kinds(last: str, parts: Sequence[Pair]) -> dict[Kept, str]:
    """The characters that fit `last`, by the rules that they leave possible; none if they are too many to list."""
    chars = "".join(regex.findall(last, _BASIC_PLANE, regex.V1)) if last and last != _ANY else ""
    if len(chars) > _FEW or (chars and regex.search(last, _BEYOND, regex.V1)):
        return {}
    fitting = {one: set(regex.findall(one, chars, regex.V1)) for one in {_one_of(b.last) for b, _ in parts if b.last}}
    kinds: dict[Kept, str] = {}
    for char in chars:
        kept = tuple(i for i, (b, _) in enumerate(parts) if not b.last or char in fitting[_one_of(b.last)])
        kinds[kept] = kinds.get(kept, "") + char
    return kinds


def _plain_lead(kept: Kept, parts: Sequence[Pair]) -> Kept:
    return tuple(itertools.takewhile(lambda i: all(_PLAIN.fullmatch(p.source) for p in parts[i]), kept))


def _scanning(
    last: str, kinds: dict[Kept, str], leads: dict[Kept, Kept], parts: Sequence[Pair]
) -> re.Pattern[str] | regex.Pattern[str] | None:
    """Finds every candidate; a group tells which of the plain rules decided it, no group that others must."""
    if not kinds:
        return regex.compile(last, regex.V1) if last else None
    plain = [
        f"(?<=[{_literals(chars)}])(?:{'|'.join(around(*parts[i]) + '()' for i in leads[kept])})"
        for kept, chars in kinds.items()
        if leads[kept]
    ]
    head = f"[{_literals(''.join(kinds.values()))}]"
    return re.compile(f"{head}(?:{'|'.join(plain)})?" if plain else head)


def _literals(chars: str) -> str:
    return "".join(f"\\{c}" if ord(c) < 128 and not c.isalnum() else c for c in chars)
