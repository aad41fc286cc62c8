"""Our rules laid out so that every candidate position is looked at once, and most of them by one cheap expression.

A candidate is a character that can stand last in the match of some break rule. For every kind of such character only
the rules are asked whose matches can end in it. Of these rules the ones at the head of the list that are plain, one
fixed character after the other, go into the scanning expression itself; it uses the standard `re`, whose search for
one character out of many is the fastest, and passes over candidates in front of which no rule breaks. At those that
remain the characters next to them tell which rules are left to ask (verdicts).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

import regex

from .looks import EMPTY, PLAIN, Pair, around, compile_looks, one_of
from .near import Side
from .patterns import Node
from .rules import Rule
from .verdicts import Asked, Verdicts, answer

__all__ = ["Layout", "needed_characters", "reach", "telling_character"]

Kept = tuple[int, ...]

_ANY = "(?s:.)"
_BASIC_PLANE = "".join(map(chr, itertools.chain(range(0xD800), range(0xE000, 0x10000))))
_BEYOND = "\U0001f600\U00020000\U0001d400\U0001f1e8\U00010400\U000e0020"
_SAMPLE = "".join(map(chr, range(32, 127))) + "。！？…，、；：“”‘’（）《》的一是不了\N{HORIZONTAL ELLIPSIS}"
_NOT_ASCII = "\x80"
_HAN, _PAST_HAN = "\u3400", "\ua000"
_FEW = 400
_RARE = 8
# Texts of dialogue have these anyway; to look for them costs more than it saves.
_FREQUENT = frozenset("\"'“”‘’")
# Past the end of any text.
_END = 1 << 62
_TIMES = re.compile(r"(?:(?:\?|\{(?:\d+,)?(?P<most>\d+)\})[?+]?)?")
_FAR = regex.compile(r"\{\d+,(?:[5-9]\d|\d{3,})\}")


class Layout:
    """Some rules, in order, made ready for a search."""

    def __init__(self, rules: Sequence[Rule], parts: Sequence[Pair], sides: Sequence[tuple[Side, Side]]) -> None:
        self._rules = rules
        self._parts = parts
        last = _last_characters(rules, parts)
        kinds = _kinds(last, parts)
        self._kept = {char: kept for kept, chars in kinds.items() for char in chars}
        leads = {kept: _plain_lead(kept, parts) for kept in kinds}
        self._candidate = _candidate(last, kinds)
        self._scan = _scanning(last, kinds, leads, rules, parts)
        leading = itertools.chain.from_iterable(leads[kept] for kept in kinds)
        self._breaking = frozenset(group for group, i in enumerate(leading, 1) if rules[i].breaks)
        self._verdicts = Verdicts(rules, sides, self._kept, self._asked)
        self._asking: dict[tuple[int, bool, bool], Asked] = {}

    def breaks(self, text: str, start: int = 0, end: int = _END) -> list[int]:
        """The positions inside the text at which the first rule that fits breaks, those from `start` + 1 to `end`."""
        if self._scan is None:
            return []
        breaking, verdicts, found = self._breaking, self._verdicts, []
        for match in self._scan.finditer(text, start):
            position = match.end()
            if position > end:
                break
            if match.lastindex is None:
                # Windows of two or three characters and of one or two: longer ones would tell little more and recur
                # less, and with an ideograph, of which there are many, a window ends.
                before, after = text[position - 2 : position], text[position]
                if not _HAN <= before < _PAST_HAN:
                    before = text[position - 3 : position] or text[:position]
                if after < _NOT_ASCII:
                    after = text[position : position + 2]
                verdict = verdicts[before][after]
                if verdict is True or (verdict is not False and answer(verdict, text, position)):
                    found.append(position)
            elif match.lastindex in breaking:
                found.append(position)
        return found

    def _asked(self, rule: int, left: bool, right: bool) -> Asked:
        """The test at a position of one rule, without the side of which it is known that it fits."""
        question = rule, left, right
        if question not in self._asking:
            before, after = self._parts[rule]
            self._asking[question] = compile_looks(EMPTY if left else before, EMPTY if right else after).match
        return self._asking[question]

    def candidates(self, text: str) -> Iterator[tuple[int, Sequence[int]]]:
        """Every position that a break rule could make a break, with the rules that can fit there."""
        every = range(len(self._rules))
        for match in self._candidate.finditer(text) if self._candidate else ():
            if match.end() < len(text):
                yield match.end(), self._kept.get(text[match.end() - 1], every)


def needed_characters(parts: Sequence[Pair]) -> dict[int, str]:
    """The rules that look far back for one of a few characters, each with these characters."""
    rare: dict[int, str] = {}
    for i, (before, _) in enumerate(parts):
        if not _FAR.search(before.source):
            continue
        needed = regex.findall(min(before.needs, key=_breadth), _BASIC_PLANE, regex.V1) if before.needs else []
        if 0 < len(needed) <= _RARE and _FREQUENT.isdisjoint(needed):
            rare[i] = "".join(needed)
    return rare


def reach(node: Node) -> int | None:
    """How far back from its end a pattern looks at most; None without a limit.

    >>> from .patterns import read_pattern
    >>> reach(read_pattern("(?<=[《〈][^》〉]{0,60})[！？]").tree), reach(read_pattern("a+").tree)
    (62, None)
    """
    if node.kind == "zero":
        return 0
    repeats = _TIMES.fullmatch(node.quantifier)
    if repeats is None or node.kind == "back":
        return None
    widths = [1] if node.kind == "atom" or not node.parts else [reach(part) for part in node.parts]
    known = [width for width in widths if width is not None]
    if len(known) < len(widths):
        return None
    return (max(known) if node.kind == "alt" else sum(known)) * max(1, int(repeats["most"] or 1))


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


def _last_characters(rules: Sequence[Rule], parts: Sequence[Pair]) -> str:
    """An expression for the characters that can stand last in the match of a break rule; empty without such rules."""
    found: list[str] = []
    for rule, (before, _) in zip(rules, parts, strict=True):
        if rule.breaks and before.last is None:
            return _ANY
        if rule.breaks:
            found.extend(c for c in before.last or () if c not in found)
    return one_of(found) if found else ""


def _kinds(last: str, parts: Sequence[Pair]) -> dict[Kept, str]:
    """The characters that fit `last`, by the rules that they leave possible; none if they are too many to list."""
    chars = "".join(regex.findall(last, _BASIC_PLANE, regex.V1)) if last and last != _ANY else ""
    if len(chars) > _FEW or (chars and regex.search(last, _BEYOND, regex.V1)):
        return {}
    fitting = {one: set(regex.findall(one, chars, regex.V1)) for one in {one_of(b.last) for b, _ in parts if b.last}}
    kinds: dict[Kept, str] = {}
    for char in chars:
        kept = tuple(i for i, (b, _) in enumerate(parts) if not b.last or char in fitting[one_of(b.last)])
        kinds[kept] = kinds.get(kept, "") + char
    return kinds


def _plain_lead(kept: Kept, parts: Sequence[Pair]) -> Kept:
    return tuple(itertools.takewhile(lambda i: all(PLAIN.fullmatch(p.source) for p in parts[i]), kept))


def _candidate(last: str, kinds: dict[Kept, str]) -> re.Pattern[str] | regex.Pattern[str] | None:
    """Finds every character that can stand last in the match of a break rule."""
    if kinds:
        return re.compile(f"[{_literals(''.join(kinds.values()))}]")
    return regex.compile(last, regex.V1) if last else None


def _scanning(
    last: str, kinds: dict[Kept, str], leads: dict[Kept, Kept], rules: Sequence[Rule], parts: Sequence[Pair]
) -> re.Pattern[str] | regex.Pattern[str] | None:
    """Finds the candidates that what follows does not rule out.

    A group tells which of the plain rules decided it, no group that others must.
    """
    if not kinds:
        return regex.compile(rf"(?:{last})(?!\Z)", regex.V1) if last else None
    plain = [
        f"(?<=[{_literals(chars)}])(?:{'|'.join(around(*parts[i]) + '()' for i in leads[kept])})"
        for kept, chars in kinds.items()
        if leads[kept]
    ]
    head = f"[{_literals(''.join(kinds.values()))}]{_not_ruled_out(kinds, rules, parts)}"
    return re.compile(f"{head}(?:{'|'.join(plain)})?" if plain else head)


def _not_ruled_out(kinds: dict[Kept, str], rules: Sequence[Rule], parts: Sequence[Pair]) -> str:
    """A look ahead for text, and for none of the candidates, closing quotes mostly, in front of which no rule breaks.

    Characters whose rules may break in front of anything are looked at in any case.
    """
    chars = "".join(kinds.values())
    following = set(chars)
    anything = ""
    for kept, of_kind in kinds.items():
        firsts = [parts[i][1].first for i in kept if rules[i].breaks]
        if any(not first for first in firsts):
            anything += of_kind
        for first in filter(None, firsts):
            following.difference_update(regex.findall(one_of(first), chars, regex.V1))
    ruled_out = rf"(?![{_literals(''.join(sorted(following)))}]|\Z)" if following else r"(?!\Z)"
    return rf"(?:(?<=[{_literals(anything)}])(?!\Z)|{ruled_out})" if anything else ruled_out


def _literals(chars: str) -> str:
    return "".join(f"\\{c}" if ord(c) < 128 and not c.isalnum() else c for c in chars)
