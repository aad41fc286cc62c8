"""Which legacy encoding a text is in, told by how common its characters would be; works on a dozen characters."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ..text.wordlists import word_list

__all__ = ["rank_encodings", "readability"]

_CANDIDATES = (
    "gb18030",
    "big5",
    "utf-8",
    "cp932",
    "cp949",
    "euc_jp",
    "utf-16-le",
    "utf-16-be",
    "utf-32-le",
    "utf-32-be",
    "cp1252",
    "mac-roman",
)
# big5 first: cp950 and big5hkscs read the same characters in other ways where they are not the plain standard's.
_VARIANTS = {"big5": ("big5", "cp950", "big5hkscs"), "euc_jp": ("euc_jp", "euc_jisx0213")}
_WESTERN = ("cp1252", "mac-roman")
_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}‘’–—…•€£©®°·×½§«»™"


def rank_encodings(data: bytes) -> list[tuple[float, str]]:
    """Encodings with the score of the text that each would give, best first; bytes that do not fit count against.

    >>> [rank_encodings("高质量发展".encode(name))[0][1] for name in ("gb18030", "utf-16-le")]
    ['gb18030', 'utf-16-le']
    >>> rank_encodings("創新力度".encode("big5"))[0][1], rank_encodings("naïve café".encode("cp1252"))[0][1]
    ('big5', 'cp1252')
    """
    scores = [(_score(data, name), -order, name) for order, name in enumerate(_CANDIDATES)]
    found = []
    for score, _, name in sorted(scores, reverse=True):
        found += [(score, variant) for variant in _VARIANTS.get(name, (name,))]
    return found


def _score(data: bytes, name: str) -> float:
    if name.startswith("utf-32") and len(data) % 4:
        return -3.0
    # The Hong Kong set contains the plain one, whose variants differ in a few signs.
    text = data.decode("big5hkscs" if name == "big5" else name, errors="replace")
    score = readability(text, western=name in _WESTERN)
    if name == "utf-8":
        score = max(score, readability(text, western=True))
    return score + _prior(text, name)


def _prior(text: str, name: str) -> float:
    """Kana are in every East Asian code page, at the same bytes in some; running text has them in Japanese only."""
    kana = sum("\u3041" <= ch <= "\u30fe" for ch in text) / max(1, sum(not ch.isascii() for ch in text))
    if name in ("cp932", "euc_jp"):
        few = sum(ch >= "\u3041" for ch in text) < 3
        return 0.1 if kana > 0.2 else -0.5 if few else -0.2
    if name == "mac-roman":
        # Hardly anything is in it any more.
        return -0.1
    if name in ("gb18030", "big5", "cp949"):
        return 0.05 - kana - (0.2 if name == "cp949" else 0)
    return 0.0


def readability(text: str, *, western: bool = False) -> float:
    """How much a text looks like running text: 1 when all characters beyond ASCII are frequent ones, below 0 for noise.

    >>> readability("高质量发展") > 0.9 > 0 > readability("鏂囦欢鐨勭紪鐮")
    True
    """
    total = count = 0.0
    # A damaged character at the very end is where the sample was cut.
    for index, ch in enumerate(text[:-1] if text.endswith("\ufffd") else text):
        if ch < "\x80" and ch not in _CONTROLS:
            continue
        count += 1
        total += _beside_ascii(text, index) if western else _weight(ch) * (0.3 if _is_lone(text, index) else 1.0)
    return total / count if count else 0.0


_CONTROLS = frozenset(chr(i) for i in range(32) if chr(i) not in "\t\n\r\f\v") | {"\x7f"}


def _is_lone(text: str, index: int) -> bool:
    """A Chinese character glued to a word in small letters, as in Krak體, is rather a letter of that word."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    return text[index] >= "\u3400" and before.isascii() and before.islower() and (not after or after.isascii())


def _beside_ascii(text: str, index: int) -> float:
    """In Western text, letters beyond ASCII stand within words of ASCII letters, in the case of their neighbours."""
    ch, before, after = text[index], text[index - 1 : index], text[index + 1 : index + 2]
    if unicodedata.category(ch) in ("Cc", "Cn", "Co") or ch == "\ufffd":
        return -3.0
    if not ch.isalpha():
        return 0.6 if ch in _QUOTES and (before.isascii() or after.isascii()) else -0.5
    if (ch.isupper() and before.islower()) or (ch.islower() and after.isupper()):
        return -0.6
    near = (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())
    return 0.6 if near else -0.8


# Kana, Hangul, full-width forms.
_RANGES = (("\u3041", "\u30fe", 0.6), ("\uac00", "\ud7a3", 0.2), ("\uff01", "\uff5e", 0.3))


@lru_cache(maxsize=65536)
def _weight(ch: str) -> float:
    if ch in _common():
        return 1.0
    category = unicodedata.category(ch)
    if ch == "\ufffd" or category in ("Cc", "Cn", "Co", "Cs"):
        return -3.0
    if "\u4e00" <= ch <= "\u9fff":
        return 0.25 if ch in _first_plane() else -0.4
    for first, last, weight in _RANGES:
        if first <= ch <= last:
            return weight
    return 0.0 if category[0] in "PNS" and ch >= "\u2000" else -0.5


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset("".join(word_list("common_characters.txt"))) | {"\N{IDEOGRAPHIC SPACE}"}


@lru_cache(maxsize=1)
def _first_plane() -> frozenset[str]:
    """The frequent half of GB 2312 and of Big5, which both order by frequency first."""
    gb = bytes(b for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF) for b in (lead, trail))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = bytes(b for lead in range(0xA4, 0xC7) for trail in trails for b in (lead, trail))
    return frozenset(gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore"))
