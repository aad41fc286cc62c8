"""All rules in one regular expression: the fast way to ask which rule decides at a position."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .patterns import Pattern
from .rules import Rule

__all__ = ["needed_characters", "scan_pattern"]

Pair = tuple[Pattern, Pattern]

_ANY = "(?s:.)"
_BASIC_PLANE = "".join(chr(c) for c in range(0x10000) if not 0xD800 <= c < 0xE000)
_BEYOND = "\U0001f600\U00020000\U0001d400\U0001f1e8\U00010400\U000e0020"
_FEW = 400
_FAR = regex.compile(r"\{\d+,(?:[5-9]\d|\d{3,})\}")


def scan_pattern(rules: Sequence[Rule], parts: Sequence[Pair], tell: bool) -> str:
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


def _branch(rule: Rule, index: int, pair: Pair, tell: bool) -> str:
    before, after = pair
    mark = f"(?P<k{index}>)" if tell else "(?P<k>)" if rule.breaks else ""
    ahead = f"(?={after.forward})" if after.source else ""
    behind = f"(?<={before.backward})" if before.source else ""
    # What is shorter to say is as a rule faster to refuse.
    return (ahead + behind if len(after.source) <= len(before.source) else behind + ahead) + mark


def _first_of(branches: Sequence[str]) -> str:
    return f"(?:{'|'.join(branches)})"


def _kinds(last: str, parts: Sequence[Pair]) -> dict[tuple[int, ...], str] | None:
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


def _last_characters(rules: Sequence[Rule], parts: Sequence[Pair]) -> str:
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


def needed_characters(parts: Sequence[Pair]) -> dict[int, str]:
    """The rules that look far back for one of a few characters, each with these characters."""
    rare: dict[int, str] = {}
    for i, (before, _) in enumerate(parts):
        if not _FAR.search(before.source):
            continue
        needed = ["".join(regex.findall(one, _BASIC_PLANE, regex.V1)) for one in before.needs]
        few = [chars for chars in needed if 0 < len(chars) <= 8]
        if few:
            rare[i] = few[0]
    return rare
