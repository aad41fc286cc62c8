"""Traditional to simplified characters, one for one: by OpenCC where it is installed, else by CC-CEDICT.

Both sides of a comparison are treated alike, so it is enough that the same character always becomes the same.
"""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Callable

__all__ = ["simplify"]


def simplify(text: str) -> str:
    """The text in simplified characters, as long as it was; text without traditional ones comes back as it is.

    >>> simplify("新質生產力"), simplify("新质生产力")
    ('新质生产力', '新质生产力')
    """
    table = _table()
    return text.translate(table) if any(ord(ch) in table for ch in set(text)) else text


@functools.cache
def _table() -> dict[int, str]:
    convert = _opencc()
    if convert is None:
        return _cedict_table()
    han = "".join(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]))
    return {ord(ch): convert(ch) for ch in han if convert(ch) != ch and len(convert(ch)) == 1}


def _opencc() -> Callable[[str], str] | None:
    try:
        from opencc import OpenCC
    except ImportError:
        return None
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _cedict_table() -> dict[int, str]:
    """For each traditional character the simplified one that stands for it most often in the dictionary."""
    from .cedict import cedict_entries

    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in (entry for entries in cedict_entries().values() for entry in entries):
        for old, new in zip(entry.traditional, entry.word, strict=False):
            counts[old][new] += 1
    best = {old: max(sorted(news), key=lambda n: news[n]) for old, news in counts.items()}
    return {ord(old): new for old, new in best.items() if old != new and best.get(new, new) == new}
