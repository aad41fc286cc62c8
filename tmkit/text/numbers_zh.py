"""Reads the numbers of Chinese text."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ..model import Number
from .numbers_roman import CHINESE_ROMAN, roman_value
from .quantities import SkipWords, alternatives, date_value, share_date, share_unit
from .units import all_units, unit_kind
from .wordlists import word_list

__all__ = ["chinese_value", "find_chinese_numbers"]

# One code point each, so that spans stay those of the original.
_SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９．％／＋－–—―−~～○萬億兩點幾數餘來個噸畝歲條圓歐鎊週時間鐘貳參",
    "0123456789.%/+-------〇万亿两点几数余来个吨亩岁条元欧镑周时间钟贰叁",
)
_FULL_WIDTH_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_DIGITS = {ch: i for i, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_SMALL = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}

_ANY = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿两廿卅半壹贰叁肆伍陆柒捌玖拾佰仟萬億兩翻]")
_D = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_N = "[〇零一二三四五六七八九两]"
# 两 after a magnitude is the weight (五十两), unless a magnitude follows (一万两千).
_MAG = "(?:[十百万亿]|千(?![瓦米克伏卡焦帕赫]|[平立]方)|(?<=[\\d十百千万亿])兆(?!瓦))"
_LAST = "(?:[〇零一二三四五六七八九]+|两(?=[百千万亿]))"
_RUN = (
    rf"(?:{_D}|{_N}+点{_N}+(?!十|刻|分)|{_N}+|{_MAG}|[廿卅])"
    rf"(?:(?:(?<=[十百千])几)?[多余来]?{_MAG}|(?<=[十百千万亿]){_D}|(?<=[十百千万亿廿卅]){_LAST}|(?<=[十百千一二三四五六七八九])点{_N}+(?![十刻分钟]))*"
)
_CANDIDATE = re.compile(
    rf"(?P<formal>[壹贰叁肆伍陆柒捌玖][拾佰仟万亿元][壹贰叁肆伍陆柒捌玖零拾佰仟万亿]*)|半|翻番|(?P<run>{_RUN})"
)


def find_chinese_numbers(text: str) -> list[Number]:
    """The numbers of a Chinese text in reading order; see find_numbers."""
    if not _ANY.search(text):
        return _romans(text)
    plain = _FULL_WIDTH_COMMA.sub(",", text).translate(_SAME_LENGTH)
    found: list[Number] = []
    place = 0
    while match := _CANDIDATE.search(plain, place):
        numbers, place = _read(plain, match)
        end = found[-1].end if found else 0
        found.extend(n for n in numbers if n.start >= end)
    found = _join_ranges(plain, found)
    if romans := _romans(plain):
        found = sorted([*found, *romans], key=lambda n: n.start)
    return [n if n.text == (own := text[n.start : n.end]) else replace(n, text=own) for n in found]


def chinese_value(numeral: str) -> float | None:
    """The value of a numeral in digits, characters or both; None for what is no numeral.

    多, 余, 来 and 几 inside are passed over.

    >>> [chinese_value(t) for t in ("一千二百三十", "两万五", "1.39万亿", "6600多万", "廿三", "三点五", "几个")]
    [1230.0, 25000.0, 1390000000000.0, 66000000.0, 23.0, 3.5, None]
    """
    plain = numeral.translate(_SAME_LENGTH).translate(_FORMAL).replace(",", "")
    plain = plain.replace("廿", "二十").replace("卅", "三十")
    tokens = _TOKEN.findall(plain)
    total = section = Decimal(0)
    number: Decimal | None = None
    for token in tokens:
        if token in _BIG:
            section += number or Decimal(0)
            # 一万二千亿 multiplies all that came before, 三亿五千万 only what came since.
            if total < _BIG[token]:
                total = (total + section or Decimal(1)) * _BIG[token]
            else:
                total += (section or Decimal(1)) * _BIG[token]
            section, number = Decimal(0), None
        elif token in _SMALL:
            section, number = section + (Decimal(1) if number is None else number) * _SMALL[token], None
        else:
            number = _plain_number(token)
    if not tokens or not _TOKEN.match(plain):
        return None
    value = float(total + section + (number or 0) * _unsaid_scale(tokens))
    return value if math.isfinite(value) else None


def _unsaid_scale(tokens: list[str]) -> Decimal:
    """What a last digit right after a magnitude stands for: 两万五 is 25,000, 一千零五 is 1,005."""
    if len(tokens) < 2 or len(tokens[-1]) > 1:
        return Decimal(1)
    return Decimal((_BIG | _SMALL).get(tokens[-2], 10)) / 10


_TOKEN = re.compile(rf"\d+(?:\.\d+)?|[零〇](?={_N})(?=.[十百千万亿])|{_N}+(?:点{_N}+)?|点{_N}+|[十百千万亿兆]")


def _plain_number(token: str) -> Decimal:
    if token[0] in "0123456789":
        return Decimal(token)
    return Decimal("".join("." if ch == "点" else str(_DIGITS[ch]) for ch in token))


@cache
def _units() -> dict[str, str]:
    """Canonical names by the names in Chinese text, which writes units in Latin letters too."""
    return {name: unit.name for unit in all_units().values() for name in unit.zh}


@cache
def _unit_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"[多余]?({alternatives(_units())})(?:(?<=[a-zA-Z])(?![a-zA-Z])|(?<![a-zA-Z]))(?:半(?!导|径|岛))?"
    )


@cache
def _classifier_pattern() -> re.Pattern[str]:
    words = (word for line in word_list("number_classifiers_zh.txt") for word in line.split())
    return re.compile(rf"[多余来几]?(?:{alternatives(words)})")


@cache
def _skip_words() -> SkipWords:
    words = (word for line in word_list("number_words_zh.txt") for word in line.split())
    return SkipWords(words, re.compile("[〇零一二三四五六七八九两十百千万亿廿卅半]+"))


def _hidden_by_word(text: str, start: int, end: int) -> int:
    return _skip_words().hides(text, start, end)


def _romans(text: str) -> list[Number]:
    """III期, 第Ⅳ章: ordinals."""
    return [
        _number(text, m.start(), m.end(), roman_value(m[0].strip("第 ")), ("ordinal", ""))
        for m in CHINESE_ROMAN.finditer(text)
    ]


Reader = Callable[[str, "re.Match[str]"], "list[Number] | None"]


def _read(text: str, match: re.Match[str]) -> tuple[list[Number], int]:
    """The numbers at a candidate and where to go on looking."""
    for reader in _READERS:
        numbers = reader(text, match)
        if numbers is not None:
            return numbers, max([match.end(), *(n.end for n in numbers)])
    hidden = _hidden_by_word(text, match.start(), match.end())
    if hidden and _UNHIDDEN.match(text, max(0, match.start() - 1)):
        hidden = 0
    numbers = [] if hidden else _quantity(text, match)
    return numbers, max([hidden, match.end(), *(n.end for n in numbers)])


# 上百家 and 千余名 count, whatever words 百家 and 千余 begin.
_UNHIDDEN = re.compile("[上近数几][百千万亿]+(?=[个位名件家人万亿元])|.?[百千万]余[个位名件家人]")


_FRACTION = re.compile(rf"({_RUN})分之({_RUN}|半)")


def _fraction(text: str, match: re.Match[str]) -> list[Number] | None:
    """三分之一, 百分之五, 千分之三, 1/3."""
    found = _FRACTION.match(text, match.start()) or _SLASH.match(text, match.start())
    if not found:
        return None
    below, above = (chinese_value(part) for part in found.groups())
    if found.re is _SLASH:
        below, above = above, below
    if not below or above is None or (found.re is _SLASH and above >= below):
        return None
    if found.re is _FRACTION and below in (100, 1000):
        unit = "percent" if below == 100 else "permille"
        return [_number(text, found.start(), found.end(), above, ("percent", unit))]
    return [_number(text, found.start(), found.end(), above / below, ("fraction", ""))]


_SLASH = re.compile(r"(?<![\d/.])(\d{1,3})/(\d{1,3})(?![\d/.])")
# 十七八, 五六, 两三百: two neighbouring digits are two approximate numbers.
_PAIR = re.compile(
    "(?P<head>[一二三四五六七八九两]?[十百千万])?(?P<low>[一二三四五六七八九两])(?P<high>[二两三四五六七八九])"
    "(?P<scale>[十百千万亿]*)"
)


def _neighbours(text: str, match: re.Match[str]) -> list[Number] | None:
    found = _PAIR.fullmatch(text, *match.span())
    if not found or _hidden_by_word(text, *match.span()):
        return None
    low, high = _DIGITS[found["low"]], _DIGITS[found["high"]]
    follows = _classifier_pattern().match(text, match.end()) or _unit_pattern().match(text, match.end())
    if high - low not in (1, -1, 2) or not (found["head"] or found["scale"] or follows):
        return None
    base = chinese_value(found["head"]) or 0 if found["head"] else 0
    step = chinese_value(found["scale"]) or 1 if found["scale"] else 1
    end, unit, _ = _unit_after(text, match.end(), 0)
    what = (unit_kind(unit), unit)
    numbers = (
        _number(text, match.start(), found.end("low"), base + low * step, what),
        _number(text, found.start("high"), end, base + high * step, what),
    )
    return [replace(number, approximate=True) for number in numbers]


_YEAR = r"(?P<year>(?:1[0-9]|20|21)\d\d|[一二][〇零一二三四五六七八九]{3})年(?!多|半|余)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月(?!饼)"
_DAY_NUMBER = "3[01]|[12]\\d|0?[1-9]|三十一?|[一二]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_DAY = rf"(?P<day>{_DAY_NUMBER})(?:日(?!元|本|圆|均|产|夜)|号(?!文|线|楼|馆|院|机|令|台))"
_DATES = (
    re.compile(rf"{_YEAR}(?:{_MONTH}(?:{_DAY})?)?"),
    re.compile(rf"{_MONTH}(?:{_DAY})?"),
    re.compile(_DAY),
    re.compile(
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>1[0-2]|0?[1-9])(?P=sep)(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
    ),
)


def _date(text: str, match: re.Match[str]) -> list[Number] | None:
    """2024年3月5日, 3月5日, 5日, 2024年, 二〇二四年, 2024-03-05."""
    for pattern in _DATES:
        if found := pattern.match(text, match.start()):
            if pattern is _DATES[2] and _DURATION.match(text, found.end()):
                return [_number(text, found.start(), found.end(), chinese_value(found["day"]) or 0, ("measure", "day"))]
            parts = [int(chinese_value(v) or 0) if v else 0 for v in (found.groupdict().get(k) for k in _DATE_KEYS)]
            if not any(parts[1:]):
                return [_number(text, found.start(), found.end(), parts[0], ("year", ""))]
            return [_number(text, found.start(), found.end(), date_value(*parts), ("date", ""))]
    return None


_DURATION = re.compile("以[上下内]|之?内|期限")
_DATE_KEYS = ("year", "month", "day")
_DECADE = re.compile(rf"(?:(\d\d|{_N}?十{_N}?)世纪)?(\d0|[一二三四五六七八九]十)年代")

_TWO_DECADES = re.compile("([一二三四五六七八])([二三四五六七八九])十年代")


def _decade(text: str, match: re.Match[str]) -> list[Number] | None:
    """80年代, 八九十年代, 二十世纪八十年代, 1980年代: a year, with 100 years unsaid where the century is."""
    if two := _TWO_DECADES.match(text, match.start()):
        first = _number(text, match.start(), two.end(1), 10 * (chinese_value(two[1]) or 0), ("year", ""))
        return [first, _number(text, two.start(2), two.end(), 10 * (chinese_value(two[2]) or 0), ("year", ""))]
    found = _DECADE.match(text, match.start())
    if not found:
        return None
    century, decade = (chinese_value(part) if part else None for part in found.groups())
    year = (decade or 0) + ((century - 1) * 100 if century else 0)
    return [_number(text, found.start(), found.end(), year, ("year", ""))]


_ORDINAL_TAIL = re.compile(
    "届|(?<=[一二三四五六七八九十])次(?:全体)?(?:会议|全会)|中全会|世纪|季度|号(?:文件|令|线|楼|馆|台)|[审读](?!批|查|计|核|书|者)|等奖"
)
_CONGRESS = re.compile(
    "(?:十[一二三四五六七八九]|二十[一二三四]?)大(?!批|量|约|多|型|家|行|举|工|战|专|领|重|任|类|特|亮|关)"
)
_PLAN = re.compile(
    '(十[一二三四五六七]|(?<=[“「『"])[一二五六七八九])五(?=规划|计划|时期|期间|以来|[”」』"]|末|开局|收官)'
)
_LIST_TAIL = re.compile(r"是(?!否)|、|[)）]|(?<=\d)\.(?!\d)")


def _ordinal(text: str, match: re.Match[str]) -> list[Number] | None:
    """第N, 二十大, 十四届, 二次会议, 三中全会, 十四五; 一是 and （一） with unit 'list'."""
    start, end = match.span()
    if plan := _PLAN.match(text, start):
        years = _number(text, plan.end(1), plan.end(), 5, ("measure", "year"))
        return [_number(text, start, plan.end(1), chinese_value(plan[1]) or 0, ("ordinal", "")), years]
    if congress := _CONGRESS.match(text, start):
        return [_number(text, start, congress.end(), chinese_value(congress[0][:-1]) or 0, ("ordinal", ""))]
    value = chinese_value(match[0])
    if value is None or value != int(value):
        return None
    if text[start - 1 : start] == "第":
        hidden = text[end : end + 2] != "季度" and _hidden_by_word(text, start, end)
        return [] if hidden else [_number(text, start - 1, end, value, ("ordinal", ""))]
    school = text.startswith("班", end) and text.endswith("年级", 0, start)
    if school or (_ORDINAL_TAIL.match(text, end) and (value < 100 or text[end] == "号")):
        return [_number(text, start, end, value, ("ordinal", ""))]
    return _list_mark(text, match, value)


_SCORE = re.compile(
    "(?<![第每年月日号])([〇零一二三四五六七八九十]{1,3})比([〇零一二三四五六七八九十]{1,3})(?![成个倍分百千万亿])"
)


def _score(text: str, match: re.Match[str]) -> list[Number] | None:
    """三比二: both numbers of a score."""
    found = _SCORE.match(text, match.start())
    sides = [chinese_value(found[1]), chinese_value(found[2])] if found else []
    if not found or None in sides or text[match.start() - 1 : match.start()] in _NO_SCORE:
        return None
    what = ("cardinal", "")
    return [_number(text, found.start(i), found.end(i), sides[i - 1] or 0, what) for i in (1, 2)]


_NO_SCORE = ("百", "千", "万", "亿", "点")
_APPENDIX = re.compile("(?:附件|附录|附表)(?:之)?$")


def _appendix(text: str, match: re.Match[str]) -> list[Number] | None:
    """附件四: an ordinal."""
    value = chinese_value(match[0])
    if value is None or not _APPENDIX.search(text, max(0, match.start() - 3), match.start()):
        return None
    return [_number(text, match.start(), match.end(), value, ("ordinal", ""))]


_QUOTED = re.compile('(?<=[“「『"‘])[两二三四五六七八九十](?=[\u4e00-\u9fff]{1,4}[”」』"’])')


def _quoted(text: str, match: re.Match[str]) -> list[Number] | None:
    """“四风”: a numeral that opens a short quoted name counts something, whatever follows."""
    found = _QUOTED.match(text, match.start())
    if not found or found.end() != match.end():
        return None
    return [_number(text, match.start(), match.end(), chinese_value(match[0]) or 0, ("cardinal", ""))]


def _list_mark(text: str, match: re.Match[str], value: float) -> list[Number] | None:
    start, end = match.span()
    before = text[start - 1 : start]
    opens = not before or before in "。；;：:\n 　！？，,（(" or text[:start].isspace()
    if not opens or value > 30 or not _LIST_TAIL.match(text, end):
        return None
    bracketed = before != "" and before in "（("
    if bracketed != (text[end] in ")）") or (text[end] in "、." and before and before not in "。\n 　"):
        return None
    return [_number(text, start, end, value, ("ordinal", "list"))]


_CODE_BEFORE = re.compile(r"[A-Za-z][A-Za-z]*-?$")
_CODE_AFTER = re.compile(r"[A-Za-z]+")


def _code(text: str, match: re.Match[str]) -> list[Number] | None:
    """C919, 5G, COVID-19: digits that are part of a name, with unit 'code'."""
    start, end = match.span()
    if not match[0][0].isdigit() or not match[0][-1].isdigit():
        return None
    before = _CODE_BEFORE.search(text, max(0, start - 12), start)
    if before and before[0] in _CURRENCY_SIGNS:
        return None
    after = _CODE_AFTER.match(text, end)
    if not before and (not after or after[0] in _units()):
        return None
    return [_number(text, start, end, chinese_value(match[0]) or 0, ("cardinal", "code"))]


_CURRENCY_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "¥": "CNY",
    "￥": "CNY",
    "€": "EUR",
    "£": "GBP",
    "HK$": "HKD",
    "RMB": "CNY",
    "USD": "USD",
}
_CURRENCY_BEFORE = re.compile(r"(US\$|HK\$|\$|¥|￥|€|£|RMB|USD|人民币|港币|美金) ?$")
_TIMES = re.compile("翻(?:了)?([一两二三四])?番")


def _doubling(text: str, match: re.Match[str]) -> list[Number] | None:
    """翻一番 is 2 times, 翻两番 4 times."""
    start = match.start() if match[0] == "翻番" else max(text.rfind("翻", 0, match.start()), 0)
    found = _TIMES.match(text, start) if match.start() - start <= 2 else None
    if not found or found.end() <= match.start():
        return None
    value = 2.0 ** (chinese_value(found[1]) or 1 if found[1] else 1)
    return [_number(text, found.start(), found.end(), value, ("measure", "times"))]


_HALF_UNITS = re.compile(
    "半(?:(个(?:多)?(?:世纪|月|小时|钟头))|(年|天|小时|公斤|斤|公里|里|亩|吨))|(?<=[一过大近多])半(?!导)|半数"
)


_HALF_PART = re.compile("(上|下|前|后)半(?:年|场|叶)")


def _half(text: str, match: re.Match[str]) -> list[Number] | None:
    """一半, 过半 and 半数 are fractions, 半年 and 半个世纪 measures; other words with 半 are none."""
    if text[match.end() - 1 : match.end() + 1] == "一半":
        return [_number(text, match.start(), match.end() + 1, 0.5, ("fraction", ""))]
    if match[0] != "半":
        return None
    if part := _HALF_PART.match(text, max(0, match.start() - 1)):
        value = 1 if part[1] in "上前" else 2
        return [_number(text, part.start(), part.end(), value, ("ordinal", "half"))]
    found = _HALF_UNITS.match(text, match.start())
    if (
        not found
        or _hidden_by_word(text, match.start(), match.end())
        or text[match.start() - 1 : match.start()] in ("上", "下", "前", "后")
    ):
        return []
    name = found[1] or found[2]
    if not name:
        return [_number(text, found.start(), found.end(), 0.5, ("fraction", ""))]
    unit = _units().get(name) or _units()[name.replace("多", "")]
    return [_number(text, found.start(), found.end(), 0.5, ("measure", unit))]


_CLOCK = re.compile(
    r"(?:点|时)(?:(\d\d?|[一二三四五]?十[一二三四五六七八九]?|半|[一三]刻)(?:分(?![之钟])|$|(?<=[半刻]))|钟|整)?"
)
# Without a part of the day only what has minutes or 钟 is a time: 三点 can be three points.
_CLOCK_BEFORE = re.compile("(?:上午|下午|凌晨|早上|早晨|清晨|傍晚|中午|晚上|晚|夜里|深夜|日|号)$")
_QUARTERS = {"半": 30.0, "一刻": 15.0, "三刻": 45.0}
_DIGITAL_CLOCK = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)(?!\d)")


def _clock(text: str, match: re.Match[str]) -> list[Number] | None:
    """8时30分, 上午九点, 10:30: hours of the day, with unit 'clock'."""
    start = match.start()
    found = _DIGITAL_CLOCK.match(text, start)
    if found:
        return [_number(text, start, found.end(), int(found[1]) + int(found[2]) / 60, ("measure", "clock"))]
    value = chinese_value(match[0])
    found = _CLOCK.match(text, match.end())
    if value is None or value > 24 or value != int(value) or not found:
        return None
    plain = found.end() - found.start() > 1 and text[start - 1 : start] != "第"
    if not plain and not _CLOCK_BEFORE.search(text, max(0, start - 2), start):
        return None
    minutes = _QUARTERS.get(found[1] or "") or chinese_value(found[1] or "零") or 0.0
    return [_number(text, start, found.end(), value + minutes / 60, ("measure", "clock"))]


_SAYING = re.compile("三十而立|四十(?:而)?不惑|五十(?:而)?知天命|六十(?:而)?耳顺|(?<=路易)十[一二三四五六七八]")
_TAIL = r"[一二三四五六七八九]"
_LENGTH = re.compile(rf"([一二两三四五六七八九]|\d)米({_TAIL}{{1,2}}|\d{{1,2}})(?![\d十百千万个名位多点分月日年])")
_COINS = re.compile(
    rf"(?:({_RUN})块(?:钱)?(?:({_TAIL}|\d)(?![\d十百千万个名位块张片件点彩颜]|角?星)(?:[毛角]钱?)?)|([一二两三四五六七八九几]|\d)毛(?:钱|(?=[，。、；]|$)))"
)
_QUARTER_HOUR = re.compile("([一三])刻钟")
_AGE = re.compile(rf"({_RUN})(?:周)?岁半")


def _compound(text: str, match: re.Match[str]) -> list[Number] | None:
    """一米八, 三块五, 两毛钱, 一岁半, 一刻钟: the point is a unit; 三十而立 and 路易十四, with unit code."""
    start = match.start()
    if text[start - 1 : start] == "第":
        return None
    if found := _SAYING.match(text, start):
        return [_number(text, start, found.end(), chinese_value(found[0][:2]) or 0, ("cardinal", "code"))]
    if found := _LENGTH.match(text, start):
        value = _tail_value(found[1], found[2])
        return [_number(text, start, found.end(), value, ("measure", "m"))]
    if found := _COINS.match(text, start):
        value = _tail_value(found[1], found[2]) if found[1] else (chinese_value(found[3]) or 0) / 10
        return [_number(text, start, found.end(), value, ("money", "CNY"))] if value else None
    return _stretch(text, start)


def _stretch(text: str, start: int) -> list[Number] | None:
    """一刻钟 and 一岁半."""
    if found := _QUARTER_HOUR.match(text, start):
        return [_number(text, start, found.end(), 15.0 * _DIGITS[found[1]], ("measure", "min"))]
    if found := _AGE.match(text, start):
        return [_number(text, start, found.end(), (chinese_value(found[1]) or 0) + 0.5, ("measure", "year"))]
    return None


def _tail_value(whole: str, tail: str) -> float:
    """The value of a whole number and the digits after its point."""
    digits = "".join(str(_DIGITS.get(ch, ch)) for ch in tail)
    return (chinese_value(whole) or 0) + float(f"0.{digits}")


_SEASON = re.compile(r"(?<![\d/-])((?:19|20)\d\d)[/-]((?:19|20)?\d\d)(?=赛季|学年|年度|财年)")


def _season(text: str, match: re.Match[str]) -> list[Number] | None:
    """2023-24赛季: two years."""
    found = _SEASON.match(text, match.start())
    if not found:
        return None
    late = int(found[1][: 4 - len(found[2])] + found[2])
    return [
        _number(text, found.start(), found.end(1), int(found[1]), ("year", "")),
        _number(text, found.start(2), found.end(), late, ("year", "")),
    ]


_READERS: tuple[Reader, ...] = (
    _compound,
    _score,
    _appendix,
    _season,
    _code,
    _doubling,
    _fraction,
    _date,
    _decade,
    _half,
    _ordinal,
    _clock,
    _neighbours,
    _quoted,
)
_BARE_MAGNITUDE = re.compile("[百千万亿]$")
_VAGUE_BEFORE = re.compile("(?:(?<![人次指总多少函系参基倍分户件无整正负])数|几|(?<!以)上|成|近|逾|超|好几)$")
_CHENG = re.compile("成(?![立为功员果本长都绩交就熟分因效型品语千渝败对群百天])")


_MAGNITUDES = re.compile("[十百千万亿]+")


def _quantity(text: str, match: re.Match[str]) -> list[Number]:
    """A plain number with its unit, if it counts something."""
    start, end = match.span()
    vague = _VAGUE_BEFORE.search(text, max(0, start - 2), start) if _MAGNITUDES.fullmatch(match[0]) else None
    value = chinese_value(match[0])
    if value is None or not _counts(text, match, vague is not None):
        return []
    if vague and vague[0] in ("数", "几", "上", "好几"):
        start = vague.start()
    if cheng := _CHENG.match(text, end):
        return [_number(text, start, cheng.end(), value * 10, ("percent", "percent"))] if value <= 10 else []
    end, unit, value = _unit_after(text, end, value)
    if before := _CURRENCY_BEFORE.search(text, max(0, start - 4), start):
        unit = unit or _CURRENCY_SIGNS.get(before[1]) or _units()[before[1]]
        start = before.start()
    if _MINUS.search(text, max(0, start - 3), start) and not _CURRENCY_BEFORE.search(text, max(0, start - 4), start):
        value, start = -value, start - (2 if text[start - 1] == "下" else 1)
    if unit == "zhe":
        value = value * 10 if value < 10 else value
        unit = "percent"
    return [_number(text, start, end, value, (unit_kind(unit), unit))]


_MINUS = re.compile(r"(?:^|[^\d%℃A-Za-z.)）-])-$|零下$")
_FALLS = re.compile("(?:下[降跌滑调]|减[少产]|降[低幅]?|跌幅?|亏损|缩减|萎缩|负增长)[^，。；、]{0,6}$")


def _counts(text: str, match: re.Match[str], vague: bool) -> bool:
    """Whether a run of numerals is a quantity: it has digits or a scale, or a unit or measure word follows."""
    run, end = match[0], match.end()
    if _HAS_DIGIT.search(run) or vague:
        return True
    measured = bool(_unit_pattern().match(text, end) or _RANGE_AHEAD.match(text, end) or _CHENG.match(text, end))
    if _BARE_MAGNITUDE.fullmatch(run):
        return measured or text[end : end + 1] in ("人", "余", "多")
    if _NO_PLACE_VALUE.fullmatch(run):
        return text[end : end + 1] == "折"
    return len(run) > 1 or measured or bool(_classifier_pattern().match(text, end))


_HAS_DIGIT = re.compile(r"\d")
# 三一重工, 五四: digits side by side are a name, not a value, unless a zero or a point is among them.
_NO_PLACE_VALUE = re.compile("[一二三四五六七八九两]{2,}")
_RANGE_AHEAD = re.compile(rf"(?:至|到|-)(?={_RUN}[个年月天日周岁人名项次家元倍成度级])")


def _unit_after(text: str, end: int, value: float) -> tuple[int, str, float]:
    """The unit that follows a number: its end, canonical name, and the value with a 半 after it."""
    found = _unit_pattern().match(text, end)
    if not found:
        suffix = _MANY_AFTER.match(text, end)
        half = re.compile("个半(?:小时|月|钟头)").match(text, end)
        if half:
            return half.end(), _units()[{"小时": "小时", "月": "个月", "钟头": "钟头"}[half[0][2:]]], value + 0.5
        return (suffix.end() if suffix else end), "", value
    if _not_a_unit(text, found):
        return end, "", value
    return found.end(), _units()[found[1]], value + (0.5 if found[0].endswith("半") else 0)


def _not_a_unit(text: str, found: re.Match[str]) -> bool:
    return bool(_UNIT_EXCEPTIONS.match(text, found.start()))


_UNIT_EXCEPTIONS = re.compile(
    "两(?:[个位种次项条年天月岸国方者家])|里(?:面|外|头|程|屯)|度(?:假|过)|方(?:面|案|式|针|向|阵|略|舱|圆|法|位|言|便)|桶装|块(?:地|石|田|屏|牌|板|砖)|年(?:级|代|轮|画)"
)
_MANY_AFTER = re.compile("[多余](?![种样元])|(?<=[十百千])[来几]")
_ABOUT_BEFORE = re.compile(
    "(?:大约|约|近|将近|接近|超过|超|逾|突破|不到|不足|不低于|不少于|不超过|至少|最多|多达|高达|(?<![早晚])上|(?<![来去做见看到说用有])过|达到|几近|大概|估计|数|几|超过[\u4e00-\u9fff]{1,4})$"
)
_ABOUT_AFTER = re.compile("[^，。；、,;]{0,5}?(?:左右|上下|以上|以下|以内|多|余)")
_MANY = re.compile("[多余来几数]|^上")


def _number(text: str, start: int, end: int, value: float, what: tuple[str, str]) -> Number:
    kind, unit = what
    approximate = kind not in ("year", "date", "ordinal") and bool(
        _MANY.search(text[start:end])
        or _ABOUT_BEFORE.search(text, max(0, start - 6), start)
        or _ABOUT_AFTER.match(text, end)
    )
    falls = kind == "percent" and _FALLS.search(text, max(0, start - 12), start) is not None
    return Number(float(value), start, end, text[start:end], kind, unit, approximate, falls)


_RANGE = re.compile(r"-{1,2}|至|到|、(?=\d)")
_SCALE = re.compile("[十百千万亿]+$")


def _join_ranges(text: str, found: list[Number]) -> list[Number]:
    """Gives the lower end of 2至3万元 the scale and unit of the upper one."""
    for i in range(len(found) - 2, -1, -1):
        low, high = found[i], found[i + 1]
        if low.kind == high.kind == "date" and _RANGE.fullmatch(text, low.end, high.start):
            found[i], found[i + 1] = share_date(low, high)
        elif low.kind == "cardinal" and _RANGE.fullmatch(text, low.end, high.start):
            digits = re.match(_RUN, high.text)
            scale = _SCALE.search(digits[0]) if digits and low.text.isdigit() else None
            found[i] = share_unit(low, high, (chinese_value(scale[0]) or 1.0) if scale else 1.0)
    return found
