"""How much of a text is in simplified and how much in traditional characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from ..text import guess_script_variant

__all__ = ["script_shares"]


def script_shares(texts: Iterable[str]) -> tuple[int, int]:
    """How many characters only simplified text has, and how many only traditional text.

    >>> script_shares(["国务院總理"])
    (2, 1)
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    hans = sum(times for ch, times in counts.items() if _variant(ch) == "Hans")
    return hans, sum(times for ch, times in counts.items() if _variant(ch) == "Hant")


@lru_cache(maxsize=65536)
def _variant(ch: str) -> str:
    return "" if ch < "\u3400" else guess_script_variant(ch)
