"""How much of a text is in simplified and how much in traditional characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from ..text import guess_script_variant

__all__ = ["script_shares"]

_ENOUGH = 2_000_000
_ENOUGH_OF_ONE = 200_000


def script_shares(texts: Iterable[str]) -> tuple[int, int]:
    """How many characters only simplified text has and how many only traditional; of long texts, in the first part.

    >>> script_shares(["国务院總理"])
    (2, 1)
    """
    counts: Counter[str] = Counter()
    left = _ENOUGH
    for text in texts:
        counts.update(text[: min(left, _ENOUGH_OF_ONE)])
        left -= min(len(text), _ENOUGH_OF_ONE)
        if left <= 0:
            break
    hans = sum(times for ch, times in counts.items() if _variant(ch) == "Hans")
    return hans, sum(times for ch, times in counts.items() if _variant(ch) == "Hant")


@lru_cache(maxsize=65536)
def _variant(ch: str) -> str:
    return "" if ch < "\u3400" else guess_script_variant(ch)
