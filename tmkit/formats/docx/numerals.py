"""Numbers as a word processor writes them in list labels: 一, （十二）, ①, 甲, IV, aa.

Names are those of ST_NumberFormat in ECMA-376 Part 1, 17.18.59.
"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["NUMERALS", "numeral"]

_DIGITS = "〇一二三四五六七八九"
_UNITS = ("", "十", "百", "千")
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_LEGAL = str.maketrans("零一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_TRADITIONAL = str.maketrans("零一二三四五六七八九十百千万", "零壹貳參肆伍陸柒捌玖拾佰仟萬")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
_ROMAN_BELOW = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
)
_WORDS = (_ONES + "eighteen nineteen").split()
_TENS = ["x", "x", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth"}
_ORDINALS |= {"twelve": "twelfth"}


def numeral(number: int, form: str) -> str | None:
    """A number in a named form, or None when the form is not known; values beyond a form's range are plain digits.

    >>> [numeral(12, f) for f in ("chineseCounting", "upperRoman", "lowerLetter", "decimalEnclosedCircle")]
    ['十二', 'XII', 'l', '⑫']
    """
    write = NUMERALS.get(form)
    if write is None:
        return None
    return write(number) or str(number)


def _counting(number: int, zero: str = "零") -> str:
    """Chinese numerals with units, to 99,999,999: 十二, 一百零五."""
    if number == 0:
        return zero
    if number >= 10000:
        high, low = divmod(number, 10000)
        link = zero if 0 < low < 1000 else ""
        return _counting(high) + "万" + link + (_plain_counting(low, zero) if low else "")
    text = _plain_counting(number, zero)
    return text[1:] if text.startswith("一十") else text


def _plain_counting(number: int, zero: str) -> str:
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += (zero if gap and text else "") + _DIGITS[digit] + _UNITS[power]
        gap = not digit
    return text


def _digital(number: int) -> str:
    return "".join(_DIGITS[int(d)] for d in str(number))


def _below_hundred(number: int) -> str:
    """chineseCounting: with 十 to 99, digit by digit from 100 on."""
    return _counting(number) if number < 100 else _digital(number)


def _letters(number: int, first: str) -> str:
    """a ... z, aa, bb: the letter repeated, as ECMA-376 has it."""
    if not 1 <= number <= 780:
        return ""
    return chr(ord(first) + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_BELOW):
        count, number = divmod(number, value) if number < 4000 else (0, number)
        text += letters * count
    return text


def _ordinal(number: int) -> str:
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def _words(number: int) -> str:
    if number < 20:
        return _WORDS[number]
    if number < 100:
        return _TENS[number // 10] + (f"-{_WORDS[number % 10]}" if number % 10 else "")
    if number < 1000:
        return _WORDS[number // 100] + " hundred" + (f" {_words(number % 100)}" if number % 100 else "")
    return ""


def _ordinal_words(number: int) -> str:
    words = _words(number)
    head, _, last = words.rpartition("-" if "-" in words else " ")
    joint = words[len(head) : len(words) - len(last)]
    ordinal = _ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return head + joint + ordinal if words else ""


def _series(characters: str) -> Callable[[int], str]:
    return lambda n: characters[n - 1] if 1 <= n <= len(characters) else ""


def _run(first: int, last: int) -> str:
    return "".join(map(chr, range(first, last + 1)))


_CIRCLED = _run(0x2460, 0x2473) + _run(0x3251, 0x325F) + _run(0x32B1, 0x32BF)
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
NUMERALS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda n: str(n).translate(_FULL_WIDTH),
    "numberInDash": lambda n: f"- {n} -",
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": lambda n: _letters(n, "A"),
    "lowerLetter": lambda n: _letters(n, "a"),
    "ordinal": _ordinal,
    "cardinalText": lambda n: _words(n).capitalize(),
    "ordinalText": lambda n: _ordinal_words(n).capitalize(),
    "chineseCounting": _below_hundred,
    "chineseCountingThousand": _counting,
    "taiwaneseCounting": _below_hundred,
    "taiwaneseCountingThousand": lambda n: _counting(n).replace("万", "萬"),
    "japaneseCounting": _counting,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "taiwaneseDigital": lambda n: _digital(n).replace("〇", "○"),
    "chineseLegalSimplified": lambda n: ("壹拾" * (10 <= n < 20) + _counting(n).translate(_LEGAL)).replace(
        "壹拾拾", "壹拾"
    ),
    "ideographLegalTraditional": lambda n: (
        "壹拾" * (10 <= n < 20) + _counting(n).translate(_LEGAL_TRADITIONAL)
    ).replace("壹拾拾", "壹拾"),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": lambda n: _STEMS[(n - 1) % 10] + _BRANCHES[(n - 1) % 12] if 1 <= n <= 60 else "",
    "decimalEnclosedCircle": _series(_CIRCLED),
    "decimalEnclosedCircleChinese": _series(_CIRCLED),
    "decimalEnclosedParen": _series(_run(0x2474, 0x2487)),
    "decimalEnclosedFullstop": _series(_run(0x2488, 0x249B)),
    "ideographEnclosedCircle": _series(_run(0x3280, 0x3289)),
    "hex": lambda n: f"{n:X}",
    "none": lambda n: " ",
}
