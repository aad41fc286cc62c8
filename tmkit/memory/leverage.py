"""What a memory saves on a text: segments sorted into the bands that agencies bill by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["BANDS", "RATES", "Counts", "Leverage", "band_of", "count_text"]

BANDS = ("repetitions", "101", "100", "95-99", "85-94", "75-84", "50-74", "new")
INTERNAL = ("internal 95-99", "internal 85-94", "internal 75-84", "internal 50-74")
# Shares of the full rate; the usual agency table, to be replaced by the user's own.
RATES: Mapping[str, float] = {
    "repetitions": 0.1, "101": 0.0, "100": 0.1, "95-99": 0.3, "85-94": 0.5, "75-84": 0.7, "50-74": 1.0, "new": 1.0,
    "internal 95-99": 0.3, "internal 85-94": 0.5, "internal 75-84": 0.7, "internal 50-74": 1.0,
}  # fmt: skip

_ASIAN = "\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U000323af"
_ONE_ASIAN = re.compile(f"[{_ASIAN}]")
# Word counts these as Asian characters where they stand in Chinese text, though their code points are shared.
_SHARED = re.compile(f"(?<=[{_ASIAN}])[“”‘’…—·]+|[“”‘’…—·]+(?=[{_ASIAN}])")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,:/]\d+)*%?")


@dataclass(slots=True)
class Counts:
    """Segments, Chinese characters as Word counts them, words of other scripts, numbers among those, codes."""

    segments: int = 0
    characters: int = 0
    words: int = 0
    numbers: int = 0
    codes: int = 0

    def add(self, other: Counts) -> None:
        """Add the figures of `other`."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def volume(self) -> int:
        """What is billed: characters and words together, Word's own word count."""
        return self.characters + self.words


@dataclass(slots=True)
class Leverage:
    """The counts of each band of one file, or of all, and the languages translated from and into."""

    name: str
    bands: dict[str, Counts] = field(default_factory=lambda: {band: Counts() for band in (*BANDS, *INTERNAL)})
    languages: tuple[str, str] = ("", "")

    def total(self) -> Counts:
        """All bands together."""
        total = Counts()
        for counts in self.bands.values():
            total.add(counts)
        return total

    def weighted(self, rates: Mapping[str, float]) -> float:
        """The volume that is paid in full: each band's volume times its rate."""
        return sum(counts.volume * rates.get(band, 1.0) for band, counts in self.bands.items())


def band_of(score: float) -> str:
    """The band of a match score.

    >>> [band_of(s) for s in (101, 100, 99.9, 74.9, 49.9)]
    ['101', '100', '95-99', '50-74', 'new']
    """
    if score >= 100:
        return "101" if score >= 101 else "100"
    for limit, band in ((95, "95-99"), (85, "85-94"), (75, "75-84"), (50, "50-74")):
        if score >= limit:
            return band
    return "new"


def count_text(text: str, codes: int = 0) -> Counts:
    """The figures of one segment.

    >>> counts = count_text("2024年GDP增长“5.0%”。")
    >>> counts.characters, counts.words, counts.numbers
    (6, 3, 2)
    """
    shared = sum(len(run) for run in _SHARED.findall(text))
    others = _ONE_ASIAN.sub(" ", _SHARED.sub(" ", text)).split()
    words = [word for word in others if any(ch.isalnum() for ch in word)]
    numbers = Counter(bool(_NUMBER.fullmatch(word.strip("()[].,;:"))) for word in words)[True]
    return Counts(1, len(_ONE_ASIAN.findall(text)) + shared, len(words), numbers, codes)
