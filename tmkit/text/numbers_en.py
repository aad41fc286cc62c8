"""Reads the numbers of English text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ..model import Number
from .numbers_roman import ROMAN, english_roman
from .quantities import SkipWords, alternatives, date_value, share_date, share_unit
from .units import all_units, unit_kind
from .wordlists import word_list

__all__ = ["english_value", "find_english_numbers"]

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SHORT_SCALES = {"bn": 10**9, "mn": 10**6, "tn": 10**12, "b": 10**9, "m": 10**6, "k": 1000}
_IRREGULAR = {"first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12}
_ORDINALS = (
    {f"{word}th": n for word, n in _WORDS.items() if n and n < 20 and n not in _IRREGULAR.values()}
    | {f"{word[:-1]}ieth": n for word, n in _WORDS.items() if n >= 20}
    | {f"{word}th": n for word, n in _SCALES.items()}
    | _IRREGULAR
)
_PARTS = {w: n for w, n in _ORDINALS.items() if n > 2} | {"quarter": 4, "half": 2}
_TIMES = {"twice": 2, "thrice": 3, "double": 2, "triple": 3, "quadruple": 4}
_TIMES |= {"doubled": 2, "doubling": 2, "doubles": 2, "tripled": 3, "tripling": 3, "quadrupled": 4}
_TIMES |= {f"{word}fold": n for word, n in _WORDS.items() if n > 1}
_YEARS = {"centenary": 100, "centennial": 100, "bicentenary": 200, "bicentennial": 200}
_VAGUE = {"dozens": 12, "tens": 10} | {f"{word}s": n for word, n in _SCALES.items()}
_MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTHS = {name: i + 1 for i, name in enumerate(_MONTH_NAMES)} | {
    name[:3]: i + 1 for i, name in enumerate(_MONTH_NAMES)
}
_MONTHS["Sept"] = 9

_D = r"(?:\d{1,3}(?:,\d{3})+(?![\d,]*\d)|\d+)(?:\.\d+)?"
_CARDINAL = f"(?:{alternatives(_WORDS)})"
_SCALE = f"(?:{alternatives(_SCALES)})"
# The bound keeps a text of nothing but number words from being read in square time.
_SEQUENCE = (
    rf"{_CARDINAL}(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)) and {_CARDINAL}\b"
    rf"|[ -]{_CARDINAL}\b|[ -]{_SCALE}\b){{0,16}}"
)
_NAMES = alternatives(_MONTHS)
_AGES = {f"{word[:-1]}ies": n for word, n in _WORDS.items() if n >= 20}
_OTHER_WORDS = ["half", "halves", "quarter", "dozen", "latter"]
_CANDIDATE_WORDS = [*_WORDS, *_SCALES, *_ORDINALS, *_TIMES, *_VAGUE, *_YEARS, *_AGES, *_OTHER_WORDS]
_CANDIDATE = re.compile(rf"\d+|\b(?:(?i:{alternatives(_CANDIDATE_WORDS)})|(?:{_NAMES})|{ROMAN})\b")

Reader = Callable[[str, int], Number | None]


def find_english_numbers(text: str) -> list[Number]:
    """The numbers of an English text in reading order; see find_numbers."""
    found: list[Number] = []
    place = 0
    while match := _CANDIDATE.search(text, place):
        if pair := _pair(text, match.start()):
            found += pair
            place = pair[1].end
            continue
        number = _read(text, match)
        if number and math.isfinite(number.value):
            found.append(number)
        place = number.end if number else match.end()
    return _join_ranges(text, found) if found else found


def _read(text: str, match: re.Match[str]) -> Number | None:
    for reader in _READERS:
        number = reader(text, match.start())
        if number:
            return number
        if reader is _fraction and _skip_words().hides(text, match.start(), match.end()):
            return None
    return None


@cache
def _skip_words() -> SkipWords:
    return SkipWords(word_list("number_words_en.txt"), re.compile(rf"\b(?:{alternatives(_CANDIDATE_WORDS)})\b", re.I))


def english_value(numeral: str) -> float | None:
    """The value of a cardinal in digits, words or both; None for what is none.

    >>> [english_value(t) for t in ("1,244", "one hundred and twenty-three", "1.39 trillion", "two and a half")]
    [1244.0, 123.0, 1390000000000.0, 2.5]
    """
    found = _PLAIN.match(numeral)
    return _value_of(found) if found and found.end() == len(numeral) else None


_PLAIN = re.compile(
    rf"(?:(?P<digits>{_D})|(?P<words>{_SEQUENCE})|(?P<alone>{_SCALE}\b))(?P<half> and a half)?"
    rf"(?P<scales>(?:[ -]?{_SCALE}\b)*)",
    re.I,
)


def _value_of(found: re.Match[str]) -> float | None:
    if found["digits"]:
        value: Decimal | None = Decimal(found["digits"].replace(",", ""))
    else:
        value = _words_value(re.split("[ -]", (found["words"] or found["alone"]).lower()))
    if value is None:
        return None
    if found["half"]:
        # one million and a half is 1,500,000, two and a half million 2,500,000
        last = re.split("[ -]", (found["words"] or found["alone"] or "").lower())[-1]
        value += Decimal("0.5") * _SCALES.get(last, 1)
    for scale in re.findall(_SCALE, (found["scales"] or "").lower()):
        value = value * _SCALES[scale]
    return float(value)


def _words_value(words: list[str]) -> Decimal | None:
    """The value of number words; None where their order makes no number (one two)."""
    total = section = Decimal(0)
    room = 10**15
    for word in (w for w in words if w != "and"):
        if word == "hundred":
            section, room = (section or Decimal(1)) * 100, 100
        elif word in _SCALES:
            total, section, room = total + (section or Decimal(1)) * _SCALES[word], Decimal(0), _SCALES[word]
        else:
            number = _WORDS[word]
            if number >= room:
                return None
            section += number
            room = 10 if number >= 20 else 1
            continue
    return total + section


_MONTH = rf"(?P<month>{_NAMES})\b\.?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d)"
_YEAR = r"(?P<year>1\d\d\d|20\d\d|21\d\d)(?![\d%]|[.,]\d)"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_MONTH},? {_YEAR}",
        rf"{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"(?<![\d-]){_YEAR}-(?P<month>1[0-2]|0[1-9])-(?P<day>3[01]|[12]\d|0[1-9])(?![\d-])",
    )
)
_BARE_MONTH = re.compile(rf"{_MONTH}")
_MONTH_BEFORE = re.compile(
    r"\b(?:in|of|since|by|from|until|to|last|this|next|early|late|mid|and|through|between)[ -]$", re.I
)


def _date(text: str, start: int) -> Number | None:
    """March 5, 2024; 5 March; March 2024; 2024-03-05; a month alone where it cannot be a verb."""
    for pattern in _DATES:
        if found := pattern.match(text, start):
            parts = {key: _month_or_int(value) for key, value in found.groupdict().items() if value}
            return _number(text, start, found.end(), date_value(**parts), ("date", ""))
    found = _BARE_MONTH.match(text, start)
    if found and (
        found["month"] not in ("March", "May", "Mar", "Dec", "Jan")
        or _MONTH_BEFORE.search(text, max(0, start - 12), start)
    ):
        return _number(text, start, found.end("month"), date_value(month=_MONTHS[found["month"]]), ("date", ""))
    return None


def _month_or_int(value: str) -> int:
    return _MONTHS[value] if value in _MONTHS else int(value)


_DATE_RANGE = re.compile(
    rf"(?P<low>{_MONTH} {_DAY})(?P<between> ?[-\N{{EN DASH}}] ?| to | through | and )"
    r"(?P<late>(?:3[01]|[12]\d|0?[1-9])(?![\d%]|[.,]\d)(?:, (?P<year>(?:19|20)\d\d)(?![\d%]|[.,]\d))?)"
)
_SEASON = re.compile(r"(?<![\d-])((?:19|20)\d\d)[/\N{EN DASH}-](\d\d)(?![\d/-])")


def _pair(text: str, start: int) -> tuple[Number, Number] | None:
    """Both ends of September 12 to 14, 2024 and of 2023-24."""
    if found := _DATE_RANGE.match(text, start):
        day, year = int(re.match(r"\d+", found["late"])[0]), int(found["year"] or 0)  # type: ignore[index]
        if day <= int(found["day"]) or (found["between"] == " and " and not found["year"]):
            return None
        low = _number(text, start, found.end("low"), date_value(0, _MONTHS[found["month"]], int(found["day"])), _A_DATE)
        return share_date(low, _number(text, found.start("late"), found.end(), date_value(year, 0, day), _A_DATE))
    found = _SEASON.match(text, start)
    if not found or not (int(found[1]) % 100 + 1 == int(found[2]) or 12 < int(found[2]) > int(found[1]) % 100):
        return None
    late = int(found[1]) // 100 * 100 + int(found[2])
    return (
        _number(text, start, found.end(1), int(found[1]), ("year", "")),
        _number(text, found.start(2), found.end(), late, ("year", "")),
    )


_A_DATE = ("date", "")
_HIS = re.compile(r"\b(?:his|her|their|my|our|your|its)(?: (?:early|mid|middle|late))?[ -]$", re.I)
_AGE_WORD = re.compile(rf"({alternatives(_AGES)}|[2-9]0'?s)\b", re.I)
_HALF_PART = re.compile(
    r"(?P<which>first|second|latter|1st|2nd)[ -]half(?: of (?:the |this |last |next )?(?:year|match|game|\d{4})|\b)",
    re.I,
)


def _age(text: str, start: int) -> Number | None:
    """in his early sixties: an approximate 60."""
    found = _AGE_WORD.match(text, start)
    if not found or not _HIS.search(text, max(0, start - 14), start):
        return None
    value = float(_AGES.get(found[1].lower()) or found[1][:2])
    return replace(_number(text, start, found.end(), value, ("cardinal", "")), approximate=True)


def _half_part(text: str, start: int) -> Number | None:
    """the first half of the year, with unit 'half'."""
    found = _HALF_PART.match(text, start)
    if not found:
        return None
    value = 1.0 if found["which"].lower() in ("first", "1st") else 2.0
    return _number(text, start, start + len(found["which"]) + 5, value, ("ordinal", "half"))


_DECADE = re.compile(r"(\d{1,3}0)'?s\b")
_SLASH = re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/.])")
_CODE_BEFORE = re.compile(r"(?:[A-Za-z][A-Za-z.-]*-|[A-Za-z]+)$")
_CODE_AFTER = re.compile(r"(?:-?[A-Z]+[a-z]?\b|-?[a-z]\b)(?!\$)")


def _decade(text: str, start: int) -> Number | None:
    """the 1980s: the year in which they begin."""
    found = _DECADE.match(text, start)
    return _number(text, start, found.end(), float(found[1]), ("year", "")) if found else None


_CLOCK = re.compile(
    rf"(?P<hour>\d{{1,2}}|{_CARDINAL})(?::(?P<minute>[0-5]\d))?"
    r"(?: ?(?:[ap]\.m\.|[ap]m\b)| o['\N{RIGHT SINGLE QUOTATION MARK}]clock|(?<=:\d\d)(?![\d:]))",
    re.I,
)


_SPOKEN_CLOCK = re.compile(
    rf"(?:half past|(?P<part>(?:a )?quarter|{_CARDINAL}|\d\d?)(?: minutes?)? (?P<way>past|to)) "
    rf"(?P<hour>{_CARDINAL}|\d\d?)\b"
    r"(?! (?:percent|million|billion|thousand|hundred)|[-%.,]\d|%)",
    re.I,
)


def _spoken_clock(text: str, start: int) -> Number | None:
    """half past eight, a quarter to nine, ten past six."""
    found = _SPOKEN_CLOCK.match(text, start)
    if not found or (found["way"] == "to" and "quarter" not in found["part"].lower()):
        return None
    hour, part = _small_value(found["hour"]), (found["part"] or "").lower()
    minutes = 30.0 if not part else 15.0 if part.endswith("quarter") else _small_value(part)
    if not 1 <= hour <= 12 or minutes >= 60:
        return None
    value = hour + (-minutes if found["way"] == "to" else minutes) / 60
    return _number(text, start, found.end(), value, ("measure", "clock"))


def _small_value(word: str) -> float:
    return float(word if word.isdigit() else _WORDS[word.lower()])


def _clock(text: str, start: int) -> Number | None:
    """5:30 p.m., 9 am, three o'clock, half past two: hours of the day as written, with unit 'clock'."""
    if spoken := _spoken_clock(text, start):
        return spoken
    found = _CLOCK.match(text, start)
    if not found:
        return None
    hour = found["hour"].lower()
    value = float(hour if hour.isdigit() else _WORDS[hour]) + int(found["minute"] or 0) / 60
    return _number(text, start, found.end(), value, ("measure", "clock"))


def _code(text: str, start: int) -> Number | None:
    """C919, 5G, COVID-19: digits that are part of a name, with unit 'code'."""
    digits = re.compile(r"\d+(?:\.\d+)?").match(text, start)
    if not digits or _PREFIX.search(text, max(0, start - 4), start):
        return None
    before = _CODE_BEFORE.search(text, max(0, start - 16), start)
    after = _CODE_AFTER.match(text, digits.end())
    if not before and (not after or _unit_pattern().match(text, digits.end()) or _short_scale(text, digits.end())):
        return None
    if (
        before
        and before[0].endswith("-")
        and (before[0][:-1].lower() in _PREFIX_WORDS or before[0][:-1].lower() in _WORDS)
    ):
        return None
    return _number(text, start, digits.end(), float(digits[0]), ("cardinal", "code"))


_PREFIX_WORDS = frozenset({"mid", "post", "pre", "early", "late", "to", "a", "per", "sub", "around"})
_FRACTIONS = re.compile(rf"(?P<top>{_CARDINAL})[ -](?P<part>{alternatives(_PARTS)})(?P<many>s|lves)?\b", re.I)
_THE_FIRST = re.compile(r"\b(?:first|last|next|past|previous) $", re.I)
_A_PART = re.compile(rf"(?P<part>{alternatives(_PARTS)})s? of\b", re.I)
_QUARTER_HOUR = re.compile(r"(?:(?P<three>three)[ -]quarters|quarter)[ -](?:of an )?hour\b", re.I)
_POINT_PART = re.compile(r"(half|quarter)(?: of)? an? percentage[ -]point", re.I)
# A quarter is a part where something rises, falls or amounts to it, else mostly three months.
_QUARTER = re.compile(r"quarter(?=[.,;]|$| (?:from|over|compared|since|between|last|year[ -]on)\b)", re.I)
_QUARTER_BEFORE = re.compile(
    r"\b(?:by|about|nearly|almost|roughly|approximately|only|just|accounts? for|fell|rose|grew|dropped|up|down)"
    r"(?: (?:more|less) than| over| nearly| almost| about)? (?:an?|one) $",
    re.I,
)
_HALF = re.compile(r"half(?:[ -](?:an? )?(?P<scale>million|billion|trillion|dozen|thousand|hundred))?\b", re.I)
_HALF_UNIT = re.compile(
    r"half(?:[ -]an?)?[ -]"
    r"(?P<unit>year|century|decade|hour|month|day|mile|kilometer|kilogram|kilo|liter|ton|yuan|dollar)\b",
    re.I,
)


def _fraction(text: str, start: int) -> Number | None:
    """two-thirds, a quarter of, half, half a million, half a century, 1/3."""
    found = _SLASH.match(text, start)
    if found and int(found[1]) < int(found[2]):
        return _number(text, start, found.end(), int(found[1]) / int(found[2]), ("fraction", ""))
    if (found := _FRACTIONS.match(text, start)) and not _THE_FIRST.search(text, max(0, start - 9), start):
        top, bottom = _WORDS[found["top"].lower()], _PARTS[found["part"].lower()]
        plural = bool(found["many"]) or text[found.end("top")] == "-" or _A_PART.match(text, found.start("part"))
        if top and top < bottom and (plural or bottom == 3):
            return _number(text, start, found.end(), top / bottom, ("fraction", ""))
    found = _A_PART.match(text, start)
    if found and text[max(0, start - 2) : start].lower() == "a " and found["part"].lower() != "half":
        return _number(text, start, found.end("part"), 1 / _PARTS[found["part"].lower()], ("fraction", ""))
    return None


def _quarter(text: str, start: int) -> Number | None:
    """A quarter of an hour or of a percentage point, and a quarter that something rises, falls or comes to."""
    if found := _QUARTER_HOUR.match(text, start):
        return _number(text, start, found.end(), 15.0 * (3 if found["three"] else 1), ("measure", "min"))
    if found := _POINT_PART.match(text, start):
        value = 0.5 if found[1].lower() == "half" else 0.25
        return _number(text, start, found.end(), value, ("percent", "pp"))
    if (found := _QUARTER.match(text, start)) and _QUARTER_BEFORE.search(text, max(0, start - 24), start):
        return _number(text, start, found.end(), 0.25, ("fraction", ""))
    return None


def _half(text: str, start: int) -> Number | None:
    if found := _HALF_UNIT.match(text, start):
        unit = _english_units()[found["unit"].lower()]
        return _number(text, start, found.end(), 0.5, (unit_kind(unit), unit))
    found = _HALF.match(text, start)
    if not found:
        return None
    scale = (found["scale"] or "").lower()
    if not scale:
        return _number(text, start, found.end(), 0.5, ("fraction", ""))
    return _with_unit(text, start, found.end(), 0.5 * (12 if scale == "dozen" else _SCALES[scale]))


def _multiple(text: str, start: int) -> Number | None:
    """twice, doubled, threefold: unit 'times'; dozens, hundreds of thousands: approximate cardinals."""
    if found := _TIMES_WORD.match(text, start):
        return _number(text, start, found.end(), _TIMES[found[0].lower()], ("measure", "times"))
    if found := _VAGUE_WORD.match(text, start):
        value = float(_VAGUE[found[1].lower()]) * (_VAGUE[found[2].lower()] if found[2] else 1)
        number = _with_unit(text, start, found.end(), value)
        return replace(number, approximate=True)
    if found := _YEARS_WORD.match(text, start):
        return _number(text, start, found.end(), _YEARS[found[0].lower()], ("measure", "year"))
    if found := _DOZEN.match(text, start):
        return _number(text, start, found.end(), 12.0 * (_WORDS[found[1].lower()] if found[1] else 1), ("cardinal", ""))
    return None


_TIMES_WORD = re.compile(rf"(?:{alternatives(_TIMES)})\b", re.I)
_YEARS_WORD = re.compile(rf"(?:{alternatives(_YEARS)})\b", re.I)
_VAGUE_WORD = re.compile(rf"({alternatives(_VAGUE)})(?: of ({alternatives(_VAGUE)}))?\b", re.I)
_DOZEN = re.compile(rf"(?:({_CARDINAL}) )?dozen\b", re.I)
_TENS = alternatives(word for word, n in _WORDS.items() if n >= 20)
_ORDINAL = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})*|\d+)(?:st|nd|rd|th)\b"
    rf"|(?:(?P<tens>{_TENS})[ -])?(?P<word>{alternatives(_ORDINALS)})\b",
    re.I,
)
_LIST = re.compile(r"\d{1,2}(?=[.)] )")


def _roman(text: str, start: int) -> Number | None:
    """Chapter IV and World War II, with unit 'list' the IV. that opens a heading."""
    found = english_roman(text, start)
    return _number(text, start, found[0], found[1], ("ordinal", found[2])) if found else None


def _ordinal(text: str, start: int) -> Number | None:
    """20th, twentieth, twenty-first; First, (1) and 1. where they open, with unit 'list'."""
    opens = start == 0 or text[start - 1] in "(\n" or text[:start].isspace()
    if opens and (listed := _LIST.match(text, start)):
        return _number(text, start, listed.end(), float(listed[0]), ("ordinal", "list"))
    found = _ORDINAL.match(text, start)
    if not found:
        return None
    unit = "list" if text[found.end() : found.end() + 1] == "," and (opens or found[0][0].isupper()) else ""
    if found["digits"]:
        return _number(text, start, found.end(), float(found["digits"].replace(",", "")), ("ordinal", unit))
    value = _ORDINALS[found["word"].lower()] + (_WORDS[found["tens"].lower()] if found["tens"] else 0)
    return _number(text, start, found.end(), value, ("ordinal", unit))


@cache
def _english_units() -> dict[str, str]:
    return {name: unit.name for unit in all_units().values() for name in unit.en}


@cache
def _unit_pattern() -> re.Pattern[str]:
    names = [name for name in _english_units() if name[-1].isalpha()]
    signs = [name for name in _english_units() if not name[-1].isalpha()]
    words = alternatives(names).replace("\\ ", "[ -]")
    return re.compile(rf"[ -]?(?:({words})(?:e?s)?\b|({alternatives(signs)}))", re.I)


_PREFIX = re.compile(r"(US\$|HK\$|NT\$|A\$|C\$|S\$|\$|¥|￥|€|£|\bRMB|\bCNY|\bUSD|\bEUR) ?$")
_SIGNS = {
    "US$": "USD",
    "$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "€": "EUR",
    "£": "GBP",
}
_SIGNS |= {"¥": "CNY", "￥": "CNY", "RMB": "CNY", "CNY": "CNY", "USD": "USD", "EUR": "EUR"}


def _quantity(text: str, start: int) -> Number | None:
    """A plain number with its scale, currency and unit."""
    found = _PLAIN.match(text, start)
    if not found:
        return None
    value, end = _value_of(found), found.end()
    if value is None:
        found = re.compile(rf"{_CARDINAL}\b", re.I).match(text, start)
        value, end = (float(_WORDS[found[0].lower()]), found.end()) if found else (0.0, start + 1)
    if short := _short_scale(text, end):
        value, end = value * _SHORT_SCALES[short[1]], short.end()
    number = _with_unit(text, start, end, value)
    bare = number.end == end and number.start == start and text[start:end].isdigit()
    if bare and len(number.text) == 4 and 1000 < value < 2200:
        return _number(text, start, end, value, ("year", ""))
    return number


def _short_scale(text: str, end: int) -> re.Match[str] | None:
    return _SHORT.match(text, end)


_SHORT = re.compile(r"(?:(?<=\d)| )(bn|mn|tn|b|m|k)\b(?! ?[.-]?[a-z]\b)")


def _with_unit(text: str, start: int, end: int, value: float) -> Number:
    unit = ""
    if found := _unit_pattern().match(text, end):
        name = (found[1] or found[2]).lower().replace("-", " ")
        unit = _english_units().get(name) or _english_units()[name.replace(" hour", "-hour").replace(" ", "-")]
        if unit == "KRW" and text[start].isalpha():  # three won: a verb
            unit = ""
        else:
            end = found.end()
    if prefix := _PREFIX.search(text, max(0, start - 4), start):
        start, unit = prefix.start(), _SIGNS[prefix[1]]
    if unit == "percent" and (off := _OFF.match(text, end)):
        end = off.end()
    if _MINUS.search(text, max(0, start - 8), start):
        value, start = -value, start - (1 if text[start - 1] in "-\N{MINUS SIGN}" else 6)
    elif below := _BELOW.match(text, end):
        value, end = -value, below.end()
    return _number(text, start, end, value, (unit_kind(unit), unit))


_BELOW = re.compile(r"(?: degrees?)?(?: Celsius)? below (?:zero|freezing)\b", re.I)
_OFF = re.compile(r" (?:off|discount)\b", re.I)
_MINUS = re.compile(r"(?:(?:^|[\s(])[-\N{MINUS SIGN}]|\bminus )$", re.I)
_READERS: tuple[Reader, ...] = (
    _date,
    _half_part,
    _age,
    _decade,
    _clock,
    _code,
    _quarter,
    _fraction,
    _half,
    _multiple,
    _roman,
    _ordinal,
    _quantity,
)
_ABOUT_BEFORE = re.compile(
    r"\b(?:about|around|nearly|almost|approximately|roughly|over|(?:more|less|fewer|greater|higher|lower) than"
    r"|at (?:least|most)|up to|some|several|few|many|exceed(?:s|ed|ing)?|above|below|under|close to|as (?:many|much) as"
    r"|no (?:less|fewer|more) than|estimated|surpass(?:es|ed|ing)?|topp(?:ed|ing))(?: an?| the)? ?$",
    re.I,
)
_ABOUT_AFTER = re.compile(
    r"\+|(?:[ -]\w+){0,2} or (?:so|more|less|above)\b|[ -]odd\b|(?: \w+){0,2} (?:and above|upwards)\b", re.I
)


def _number(text: str, start: int, end: int, value: float, what: tuple[str, str]) -> Number:
    kind, unit = what
    approximate = kind not in ("year", "date", "ordinal") and bool(
        _ABOUT_BEFORE.search(text, max(0, start - 18), start) or _ABOUT_AFTER.match(text, end)
    )
    falls = kind == "percent" and bool(_FALLS.search(text, max(0, start - 40), start) or _A_FALL.match(text, end))
    return Number(float(value), start, end, text[start:end], kind, unit, approximate, falls)


_FALLS = re.compile(
    r"\b(?:declin|decreas|drop|fell\b|fall|down\b|reduc|lower|shr[iau]nk|contract|negative|cut|los[st]|slump|plung)"
    r"[^.;]{0,24}$",
    re.I,
)
_A_FALL = re.compile(r" (?:declin|decreas|drop|fall|reduc|contract|loss|lower|less|fewer)", re.I)


_RANGE = re.compile(r"\s?[-\N{EN DASH}\N{EM DASH}]\s?| to | or ")


def _join_ranges(text: str, found: list[Number]) -> list[Number]:
    """Gives the lower end of '5 to 6 million yuan' the scale and unit of the upper one."""
    for i in range(len(found) - 2, -1, -1):
        low, high = found[i], found[i + 1]
        between = text[low.end : high.start]
        if low.kind == high.kind == "date" and _RANGE.fullmatch(between):
            found[i], found[i + 1] = share_date(low, high)
            continue
        both = between == " and " and text[: low.start].rstrip("$ ").lower().endswith("between")
        if low.kind in ("cardinal", "year", "money") and (both or _RANGE.fullmatch(between)) and high.kind != "ordinal":
            shared = low.text[-1].isdigit() or low.text.lower() in _WORDS
            found[i] = share_unit(low, high, _scale_of(high.text) if shared else 1.0)
    return found


def _scale_of(text: str) -> float:
    scale = 1.0
    for word in re.findall(_SCALE, text.lower()):
        scale *= _SCALES[word]
    return scale
