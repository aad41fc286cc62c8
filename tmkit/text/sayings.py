"""Chinese sayings whose numbers no translation has to keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ..model import Number
from .comparison import Mismatch
from .wordlists import word_list

__all__ = ["beside_sayings"]


def beside_sayings(mismatches: Sequence[Mismatch], chinese: str, *, chinese_is_source: bool) -> Iterator[Mismatch]:
    """The mismatches that no saying in the Chinese text explains.

    A saying explains the loss of its own numbers, and numbers in words on the other side, alone or in place of its own;
    never digits, and never a number of the Chinese text beside it.
    """
    spans = [m.span() for m in _pattern().finditer(chinese)]
    for mismatch in mismatches:
        own, other = mismatch.source, mismatch.target
        if not chinese_is_source:
            own, other = other, own
        within = own is None or any(a < own.end and own.start < b for a, b in spans)
        if not (spans and within and _in_words(other)):
            yield mismatch


def _in_words(number: Number | None) -> bool:
    return number is None or not any(ch.isdigit() for ch in number.text)


@cache
def _pattern() -> re.Pattern[str]:
    words = {word for line in word_list("number_sayings_zh.txt") for word in line.split()}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))
