"""Which script a character belongs to, and what that says about a text."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from functools import cache, lru_cache

__all__ = ["display_width", "guess_language", "guess_script_variant", "han_share", "is_cjk", "script_of"]

# First code point of each block that matters and the script that holds from there on (Unicode Blocks.txt).
_BLOCKS: tuple[tuple[int, str], ...] = (
    (0x0000, ""),
    (0x00C0, "latin"),
    (0x02B0, ""),
    (0x0370, "greek"),
    (0x0400, "cyrillic"),
    (0x0530, "armenian"),
    (0x0590, "hebrew"),
    (0x0600, "arabic"),
    (0x0700, ""),
    (0x0750, "arabic"),
    (0x0780, ""),
    (0x08A0, "arabic"),
    (0x0900, "devanagari"),
    (0x0980, ""),
    (0x0E00, "thai"),
    (0x0E80, ""),
    (0x0F00, "tibetan"),
    (0x1000, ""),
    (0x1100, "hangul"),
    (0x1200, ""),
    (0x1800, "mongolian"),
    (0x18B0, ""),
    (0x1E00, "latin"),
    (0x1F00, "greek"),
    (0x2000, ""),
    (0x2E80, "han"),
    (0x2FE0, ""),
    (0x3005, "han"),
    (0x3006, ""),
    (0x3007, "han"),
    (0x3008, ""),
    (0x3040, "kana"),
    (0x3100, "bopomofo"),
    (0x3130, "hangul"),
    (0x3190, ""),
    (0x31A0, "bopomofo"),
    (0x31C0, ""),
    (0x31F0, "kana"),
    (0x3200, ""),
    (0x3400, "han"),
    (0x4DC0, ""),
    (0x4E00, "han"),
    (0xA000, ""),
    (0xAC00, "hangul"),
    (0xD7B0, ""),
    (0xF900, "han"),
    (0xFB00, "latin"),
    (0xFB07, ""),
    (0xFB50, "arabic"),
    (0xFE00, ""),
    (0xFE70, "arabic"),
    (0xFF00, ""),
    (0xFF21, "latin"),
    (0xFF3B, ""),
    (0xFF41, "latin"),
    (0xFF5B, ""),
    (0xFF66, "kana"),
    (0xFFA0, "hangul"),
    (0xFFDD, ""),
    (0x20000, "han"),
    (0x323B0, ""),
)
_STARTS = tuple(start for start, _ in _BLOCKS)
_CJK = frozenset({"han", "kana", "bopomofo", "hangul"})
_LANGUAGE_OF_SCRIPT = {
    "han": "zh",
    "latin": "en",
    "kana": "ja",
    "hangul": "ko",
    "cyrillic": "ru",
    "arabic": "ar",
    "hebrew": "he",
    "greek": "el",
    "thai": "th",
    "devanagari": "hi",
    "tibetan": "bo",
    "mongolian": "mn",
    "armenian": "hy",
    "bopomofo": "zh",
}
# A Chinese character carries about as much text as this many Latin letters.
_LETTERS_PER_HAN = 3


@lru_cache(maxsize=65536)
def script_of(ch: str) -> str:
    """The script of one character: han, latin, digit, kana, hangul, cyrillic, greek, ... or other.

    Digits of any script are 'digit'; punctuation, blanks and symbols are 'other'.

    >>> [script_of(ch) for ch in "新q７の。"]
    ['han', 'latin', 'digit', 'kana', 'other']
    """
    if ch.isascii():
        return "latin" if ch.isalpha() else "digit" if ch.isdigit() else "other"
    category = unicodedata.category(ch)
    if category == "Nd":
        return "digit"
    name = _BLOCKS[bisect_right(_STARTS, ord(ch)) - 1][1]
    # Prolonged sound marks and the ideographic zero are no letters for Unicode, yet belong to their script.
    return name if name and (category[0] in "LM" or ch in "々〇〻ー") else "other"


def is_cjk(ch: str) -> bool:
    """Whether a character is written without blanks between words: han, kana, bopomofo or hangul."""
    return script_of(ch) in _CJK


def han_share(text: str) -> float:
    """The part of the letters of `text` that are Han characters, 0 to 1; 0 without letters.

    >>> han_share("中国 GDP")
    0.4
    """
    counts = _script_counts(text)
    letters = sum(counts.values())
    return counts["han"] / letters if letters else 0.0


def _script_counts(text: str) -> Counter[str]:
    """Letters of `text` by script, digits and signs left out."""
    counts: Counter[str] = Counter()
    for ch, times in Counter(text).items():
        script = script_of(ch)
        if script not in ("digit", "other"):
            counts[script] += times
    return counts


def guess_language(text: str) -> str:
    """The language that the script of `text` suggests: zh, en, ja, ko, ru, ...; '' when there are no letters.

    A guess by script alone: every Latin text counts as en. Kana make Japanese of a text when they are more than
    a tenth of its Han characters.

    >>> guess_language("加快发展新质生产力"), guess_language("new quality productive forces"), guess_language("5.2%")
    ('zh', 'en', '')
    """
    counts = _script_counts(text)
    if not counts:
        return ""
    if counts["kana"] and counts["kana"] * 10 > counts["han"]:
        counts["kana"] += counts.pop("han", 0)
    weights = {name: n * (1 if name == "latin" else _LETTERS_PER_HAN) for name, n in counts.items()}
    best = max(sorted(weights), key=lambda name: weights[name])
    return _LANGUAGE_OF_SCRIPT[best]


@cache
def _variant_characters() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that only simplified and only traditional text has.

    GB 2312 is what mainland printing needed, the first plane of Big5 what Taiwan's did; a character that is in one
    and not in the other is evidence, one in both (后, 里, 台) is none.
    """
    gb = _plane("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))
    trail = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5_common = _plane("big5", range(0xA4, 0xC7), trail)
    big5 = big5_common | _plane("big5", range(0xC9, 0xFA), trail)
    return gb - big5, big5_common - gb


def _plane(codec: str, leads: range, trails: list[int] | range) -> frozenset[str]:
    """Every Han character that a two-byte codec has for these bytes."""
    raw = b"".join(bytes((lead, trail)) for lead in leads for trail in trails)
    return frozenset(ch for ch in raw.decode(codec, "ignore") if script_of(ch) == "han")


def guess_script_variant(text: str) -> str:
    """'Hans' or 'Hant' by the characters that exist in only one of them; '' without evidence or with a tie.

    >>> guess_script_variant("国务院总理"), guess_script_variant("國務院總理"), guess_script_variant("人大")
    ('Hans', 'Hant', '')
    """
    simplified, traditional = _variant_characters()
    hans = sum(ch in simplified for ch in text)
    hant = sum(ch in traditional for ch in text)
    return "Hans" if hans > hant else "Hant" if hant > hans else ""


def display_width(text: str) -> int:
    """Columns that `text` takes in a terminal: 2 for wide and full-width characters, 0 for marks and controls.

    >>> display_width("中国 GDP")
    8
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_columns(ch) for ch in text)


@lru_cache(maxsize=65536)
def _columns(ch: str) -> int:
    if unicodedata.category(ch) in ("Mn", "Me", "Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(ch) in "WF" else 1
