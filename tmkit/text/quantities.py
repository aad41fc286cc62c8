"""What the readers of numbers of both languages share: dates as values, lists of names as patterns, ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ..model import Number

__all__ = ["SkipWords", "alternatives", "date_parts", "date_value", "share_date", "share_unit"]


class SkipWords:
    """Ordinary words that contain a numeral and count nothing (统一, no one).

    A word hides a numeral only where it covers the whole of it: 统一 does not hide 一百 in 系统一百个.
    """

    def __init__(self, words: Iterable[str], numerals: re.Pattern[str]) -> None:
        # The words by their first numeral, what stands before it and their length: few look-ups tell all that fit.
        self._shapes: dict[str, set[tuple[int, int]]] = {}
        self._ends: dict[tuple[str, int], int] = {}
        for word in words:
            for run in numerals.finditer(word):
                self._shapes.setdefault(word[run.start()], set()).add((run.start(), len(word)))
                self._ends[_plain(word), run.start()] = run.end()

    def hides(self, text: str, start: int, end: int) -> int:
        """Where the longest word ends that covers start:end of `text`; 0 without one."""
        best = 0
        for first, length in self._shapes.get(text[start].lower(), ()):
            place = start - first
            if place < 0 or place + length > len(text):
                continue
            last = self._ends.get((_plain(text[place : place + length]), first), 0)
            if last and place + last >= end and place + length > best and _whole(text, place, place + length):
                best = place + length
        return best


def _plain(word: str) -> str:
    """A word as words are compared: English ones in small letters and without hyphens."""
    return word.lower().replace("-", " ") if word.isascii() else word


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no ASCII letter goes on at either end; Chinese has no such ends."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    inside = text[start].isascii()
    return not (inside and ((before.isascii() and before.isalnum()) or (after.isascii() and after.isalnum())))


def alternatives(names: Iterable[str]) -> str:
    """A regular expression for any of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(set(names), key=lambda n: (-len(n), n)))


def date_value(year: float = 0, month: float = 0, day: float = 0) -> float:
    """A date as one value, 0 for what is not said.

    >>> date_value(2024, 3, 5), date_value(month=3)
    (20240305.0, 300.0)
    """
    return float(year * 10000 + month * 100 + day)


def date_parts(value: float) -> tuple[int, int, int]:
    """Year, month and day of a date value."""
    whole = int(value)
    return whole // 10000, whole // 100 % 100, whole % 100


def share_unit(low: Number, high: Number, scale: float) -> Number:
    """The lower end of a range with what only the upper end spells out: scale, unit, kind.

    `scale` is that of the upper end (1e8 for 亿); it is taken over where the lower number has none of its own.
    """
    if low.kind != "cardinal" or low.unit:
        return low
    if high.kind == "date":
        year, month, day = date_parts(high.value)
        return replace(low, value=date_value(year, *((month, low.value) if day else (low.value, 0))), kind="date")
    value = low.value * scale if low.value * scale <= high.value * 1.0000001 else low.value
    return replace(low, value=float(f"{value:.15g}"), kind=high.kind, unit=high.unit)


def share_date(low: Number, high: Number) -> tuple[Number, Number]:
    """The dates at both ends of a range with the year and month that only one of them spells out.

    2024年9月12日至14日 and September 12 to 14, 2024 both run from 12 to 14 September 2024.
    """
    (year, month, day), (late_year, late_month, late_day) = date_parts(low.value), date_parts(high.value)
    if late_day and not late_month:
        late_month = month
    if not late_year and month <= late_month:
        late_year = year
    if not year and month <= late_month:
        year = late_year
    return (
        replace(low, value=date_value(year, month, day)),
        replace(high, value=date_value(late_year, late_month, late_day)),
    )
