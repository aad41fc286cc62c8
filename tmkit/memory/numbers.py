"""Numbers that a translator would simply exchange: the shape of a segment without them, and the exchange."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..model import Number
from ..text.numbers import find_numbers

__all__ = ["Repair", "repair", "repair_values", "skeleton"]

_NUMBER = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*")
_LITERAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Repair:
    """A translation with numbers exchanged, and how many different ones."""

    text: str
    count: int


def skeleton(text: str) -> str:
    """The folded text with every number as one mark; empty where it holds no number."""
    shape, count = _NUMBER.subn("\N{SYMBOL FOR SUBSTITUTE}", text)
    return shape if count else ""


def repair(query: str, source: str, target: str) -> Repair | None:
    """`target` with the numbers of `query` in place of those of `source`.

    All three are texts whose digits are ASCII. None where the two sources differ in more than numbers, in nothing,
    or where a number to exchange is not in the target just once for each time that it is in the source.

    >>> repair("2024年增长5.0%", "2023年增长5.2%", "up 5.2% in 2023").text
    'up 5.0% in 2024'
    """
    exchange = _exchange(_NUMBER.findall(query), _NUMBER.findall(source))
    if not exchange or skeleton(query) != skeleton(source):
        return None
    found, old = _NUMBER.findall(target), _NUMBER.findall(source)
    changed = {before for before, after in exchange.items() if before != after}
    if any(found.count(number) != old.count(number) for number in changed):
        return None
    return Repair(_NUMBER.sub(lambda m: exchange.get(m.group(), m.group()), target), len(changed))


def _exchange(wanted: list[str], old: list[str]) -> dict[str, str]:
    """Old number -> new number; empty where there is nothing to exchange or the same one would become two."""
    exchange: dict[str, str] = {}
    if wanted == old or len(wanted) != len(old):
        return {}
    for before, after in zip(old, wanted, strict=True):
        if exchange.setdefault(before, after) != after:
            return {}
    return exchange


def repair_values(query: str, source: str, target: str, languages: tuple[str, str]) -> Repair | None:
    """Like repair(), for numbers that the target writes in another unit: 7000亿 and 700 billion.

    A changed quantity must be the value of just one number in the target, and its new value must come out there with
    no more than two decimals.

    >>> repair_values("投资8000亿元", "投资7000亿元", "Invest 700 billion yuan", ("zh", "en")).text
    'Invest 800 billion yuan'
    """
    if skeleton(query) != skeleton(source):
        return None
    wanted, old = find_numbers(query, languages[0]), find_numbers(source, languages[0])
    if [(n.kind, n.unit) for n in wanted] != [(n.kind, n.unit) for n in old]:
        return None
    changed = [(a, b) for a, b in zip(old, wanted, strict=True) if a.value != b.value]
    there = find_numbers(target, languages[1])
    edits = [_edit(target, before, after, there) for before, after in changed]
    if not edits or None in edits or len({edit[0] for edit in edits if edit}) != len(edits):
        return None
    for start, end, text in sorted((edit for edit in edits if edit), reverse=True):
        target = target[:start] + text + target[end:]
    return Repair(target, len(edits))


def _edit(target: str, before: Number, after: Number, there: Iterable[Number]) -> tuple[int, int, str] | None:
    """Where in the target the digits of `before` stand, and what takes their place."""
    same = [n for n in there if n.kind == before.kind and abs(n.value - before.value) <= 1e-9 * abs(before.value)]
    if len(same) != 1 or before.kind in ("date", "year") or not before.value:
        return None
    literal = _LITERAL.search(target, same[0].start, same[0].end)
    if literal is None:
        return None
    written = float(literal.group().replace(",", ""))
    value = after.value * written / before.value
    if not written or abs(value - round(value, 2)) > 1e-9 * max(1.0, value):
        return None
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    has_separators = "," in literal.group() or written < 1000
    return literal.start(), literal.end(), text if has_separators else text.replace(",", "")
