"""How alike two segments are: the percentage, and what is taken off it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from ..text.folding import blanks_beside, fold, match_key

__all__ = ["Penalties", "folded", "folded_many", "key", "lowered", "nearest", "search_form", "similarity"]

_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_END = "\x03"  # stands between texts that are folded together
_LONG = 20_000  # characters from which on making the table, once, is worth it
_GONE = 0xFFFFFFFF
_ROUNDING = 1e-6  # with less, rapidfuzz 3.14 leaves out texts that are exactly 60 or 80 percent alike
_BLANK_BY_HAN = blanks_beside(_HAN)


@dataclass(frozen=True, slots=True)
class Penalties:
    """Points taken off a score; the kinds and sizes follow the habits of Trados, Pensieve and Weblate.

    width      the texts differ in full or half width, quotes, dashes or blanks only after folding
    case       they differ in case only
    numbers    for each number that was replaced in the proposal
    codes      for each inline code that only one of the two has, 5 at most
    unreviewed the file that the unit is from calls it fuzzy or to be reviewed
    several    the memory has other translations of the same source
    origin     points per origin or project name, such as a memory that was aligned by machine
    """

    width: float = 1.0
    case: float = 2.0
    numbers: float = 1.0
    codes: float = 0.5
    unreviewed: float = 1.0
    several: float = 0.0
    origin: tuple[tuple[str, float], ...] = ()


def folded(text: str) -> str:
    """The form that scores are computed on: folded for width and for blanks, which are joined and trimmed.

    >>> folded("增长　５.2％ ， 其中 A B")
    '增长5.2% ,其中A B'
    """
    plain = fold(text).text
    if " " not in plain:
        return plain
    return _BLANK_BY_HAN.sub("", " ".join(plain.split()))


def folded_many(texts: Sequence[str]) -> list[str]:
    """folded() of every text, several times faster than one by one."""
    joined = _END.join(texts)
    if not texts or joined.count(_END) != len(texts) - 1:
        return [folded(text) for text in texts]
    plain = _fold(joined)
    if "  " in plain or f" {_END}" in plain or f"{_END} " in plain or plain[:1] == " " or plain[-1:] == " ":
        parts = (" ".join(part.split()) if " " in part else part for part in plain.split(_END))
        plain = _END.join(parts)
    if " " in plain and not plain.isascii():
        plain = _BLANK_BY_HAN.sub("", plain)
    return plain.split(_END)


def _fold(text: str) -> str:
    """fold() by a table of all characters, many times faster for a long text."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    table = _characters()
    if len(codes) < _LONG or int(codes.max()) >= len(table):
        return fold(text).text
    codes = table[codes]
    plain: bytes = codes[codes != _GONE].tobytes()
    return plain.decode("utf-32-le", "surrogatepass")


@cache
def _characters() -> npt.NDArray[np.uint32]:
    """What fold() makes of each character below U+10000: one character, or none."""
    ends = ord(_END)
    forms = fold(_END.join(chr(code) if code != ends else "" for code in range(0x10000))).text.split(_END)
    return np.array(
        [ord(form) if form else _GONE if code != ends else ends for code, form in enumerate(forms)], np.uint32
    )


def lowered(plain: str) -> str:
    """A folded text in lower case without a change of length: the form that is indexed."""
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c if len(c.lower()) > 1 else c.lower() for c in plain)


def search_form(text: str) -> str:
    """The form that is indexed: folded() in lower case, of the same length."""
    return lowered(folded(text))


def key(text: str) -> str:
    """Texts with the same key are exact matches but for width, case and blanks."""
    return match_key(text)


def nearest(form: str, forms: Sequence[str], cutoff: float) -> list[tuple[float, int]]:
    """(similarity, index) of those folded texts that are at least `cutoff` percent like `form`, most alike first."""
    scorer = Levenshtein.normalized_similarity
    least = max(0.0, cutoff / 100 - _ROUNDING)
    found = process.extract(form, forms, scorer=scorer, processor=None, score_cutoff=least, limit=None)
    return [(100.0 * score, index) for _, score, index in found if 100.0 * score >= cutoff - 1e-9]


def similarity(a: str, b: str, cutoff: float = 0.0) -> float:
    """100 x (1 - Levenshtein distance / length of the longer) of two folded texts, 0 below `cutoff`.

    >>> similarity("新质生产力", "新型生产力")
    80.0
    """
    score = 100.0 * Levenshtein.normalized_similarity(a, b, score_cutoff=max(0.0, cutoff / 100.0 - _ROUNDING))
    return score if score >= cutoff - 1e-9 else 0.0
