"""Numbers that a translator would simply exchange: the shape of a segment without them, and the exchange."""

from __future__ import annotations

import re

__all__ = ["repair", "skeleton"]

_NUMBER = re.compile(r"(?<![\d.,])\d+(?:[.,]\d+)*")


def skeleton(text: str) -> str:
    """The folded text with every number as one mark; empty where it holds no number."""
    shape, count = _NUMBER.subn("\N{SYMBOL FOR SUBSTITUTE}", text)
    return shape if count else ""


def repair(query: str, source: str, target: str) -> tuple[str, int] | None:
    """`target` with the numbers of `query` in place of those of `source`, and how many were exchanged.

    All three are texts whose digits are ASCII. None where the two sources differ in more than numbers, in nothing,
    or where a number to exchange is not in the target just once for each time that it is in the source.

    >>> repair("2024年增长5.0%", "2023年增长5.2%", "up 5.2% in 2023")
    ('up 5.0% in 2024', 2)
    """
    wanted, old = _NUMBER.findall(query), _NUMBER.findall(source)
    if wanted == old or len(wanted) != len(old) or skeleton(query) != skeleton(source):
        return None
    exchange: dict[str, str] = {}
    for before, after in zip(old, wanted, strict=True):
        if exchange.setdefault(before, after) != after:
            return None
    found = _NUMBER.findall(target)
    changed = {before for before, after in exchange.items() if before != after}
    if any(found.count(number) != old.count(number) for number in changed):
        return None
    return _NUMBER.sub(lambda m: exchange.get(m.group(), m.group()), target), len(changed)
