"""Finds the quantities of a text as values: the entry that knows the languages."""

from __future__ import annotations

from ..model import Number
from .languages import base_language
from .numbers_en import find_english_numbers
from .numbers_zh import find_chinese_numbers

__all__ = ["find_numbers"]

_FINDERS = {"zh": find_chinese_numbers, "en": find_english_numbers}


def find_numbers(text: str, language: str) -> list[Number]:
    """The numbers of `text` in reading order, without overlap; spans are code points of `text`.

    `value` is the number as written in `unit` (1.39万亿斤 is 1.39e12 jin; convert() and comparable() bring it
    elsewhere). A span takes in the unit, but no measure word and no 约 or "about" outside. Dates are
    10000 * year + 100 * month + day with 0 for what is not said; percentages are per hundred, fractions plain.
    Languages other than zh are read as en, whose digits are everybody's.

    >>> [(n.value, n.kind, n.unit) for n in find_numbers("粮食产量1.39万亿斤，增长8.4%", "zh-CN")]
    [(1390000000000.0, 'measure', 'jin'), (8.4, 'percent', 'percent')]
    """
    return _FINDERS.get(base_language(language), find_english_numbers)(text)
