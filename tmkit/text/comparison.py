"""Whether two texts in different languages say the same numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..model import Number
from .quantities import date_parts, date_value
from .units import all_units

__all__ = ["Mismatch", "NumberComparison", "comparable", "compare_numbers"]

# Translations round when they convert (100 km is 62 miles); "about" lets them round more.
_CONVERSION_TOLERANCE = {False: 0.02, True: 0.08}
_SAME = 1e-6
_SMALL = 12
_SOFT_ORDINAL = 3
# Dozens may be tens; tens of thousands are no thousands.
_VAGUE_ROOM = 8
_HALF_A_MINUTE = 1 / 120
# Digits of a fraction that is written out in full as a percentage (5/8 is 62.5 percent).
_SHORT_FRACTION = 4
_VAGUE_STARTS = ("数", "几", "成百", "上")
_VAGUE_ENGLISH = ("dozens", "tens", "hundreds", "thousands", "millions", "billions", "trillions")
_BARE_MAGNITUDES = ("百", "千", "万", "亿")
_OLD_LENGTHS, _WESTERN_LENGTHS = ("li", "chi", "zhang"), ("mile", "ft", "yd", "in")
_BARE_SCALES = ("hundred", "thousand", "million", "billion", "hundred times", "thousand times")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number that the other side does not confirm.

    `reason` is scale (a power of ten), unit, value (another number in its place), missing (only in the source)
    or added (only in the target). `source` or `target` is None for the last two.
    """

    source: Number | None
    target: Number | None
    reason: str


@dataclass(frozen=True, slots=True)
class NumberComparison:
    """Numbers that agree and numbers that do not; those whose absence means little (one, First) are in neither."""

    pairs: tuple[tuple[Number, Number], ...]
    mismatches: tuple[Mismatch, ...]

    @property
    def source_only(self) -> tuple[Number, ...]:
        """Source numbers without a counterpart that should have one."""
        return tuple(m.source for m in self.mismatches if m.source)

    @property
    def target_only(self) -> tuple[Number, ...]:
        """Target numbers without a counterpart that should have one."""
        return tuple(m.target for m in self.mismatches if m.target)


def comparable(number: Number) -> tuple[str, float]:
    """The dimension of a number and its value in the dimension's base unit.

    Dimensions are those of units.txt; ratio for fractions too; '' for plain cardinals; else the kind.
    """
    if number.kind == "fraction":
        return "ratio", number.value
    unit = all_units().get(number.unit)
    if unit is None:
        return number.unit or ("" if number.kind == "cardinal" else number.kind), number.value
    if unit.name == "F":
        return unit.dimension, (number.value - 32) / 1.8
    return unit.dimension, number.value * unit.factor


def compare_numbers(source_numbers: Sequence[Number], target_numbers: Sequence[Number]) -> NumberComparison:
    """Pairs the numbers of a sentence and of its translation by value and tells what has no counterpart.

    Units convert (2% for rounding), approximate numbers may be rounded, a number may be repeated. Left-overs are
    soft, and no mismatch, when good translations drop or add them freely: small numbers in words, list ordinals,
    years and dates (relative in the other language), names with digits. Years, dates and ordinals left over on both
    sides contradict each other and do count.
    """
    source_said, target_said = _with_months(source_numbers), _with_months(target_numbers)
    pairs = _pair(source_said, target_said)
    source = _left_over(source_said, {i for i, _ in pairs})
    target = _left_over(target_said, {j for _, j in pairs})
    mismatches = _mismatches(source, target, (source_said, target_said))
    agreed = tuple((source_numbers[i], target_numbers[j]) for i, j in pairs)
    return NumberComparison(agreed, tuple(mismatches))


def _left_over(numbers: Sequence[Number], paired: set[int]) -> list[Number]:
    return [number for i, number in enumerate(numbers) if i not in paired]


def _with_months(numbers: Sequence[Number]) -> list[Number]:
    """The numbers with the month filled in where a day alone follows a date that names it: 3月5日 ... 5日."""
    month = 0
    filled: list[Number] = []
    for number in numbers:
        year, said, day = date_parts(number.value) if number.kind == "date" else (0, 0, 0)
        month = said or month
        alone = day and month and not said and not year
        filled.append(replace(number, value=date_value(month=month, day=day)) if alone else number)
    return filled


def _pair(source: Sequence[Number], target: Sequence[Number]) -> list[tuple[int, int]]:
    """Indices of numbers that agree: first those of one dimension, then the rest."""
    pairs: list[tuple[int, int]] = []
    free = list(range(len(target)))
    for strict in (True, False):
        for i, number in enumerate(source):
            if any(i == a for a, _ in pairs):
                continue
            fits = (j for j in free if (not strict or _alike(number, target[j])) and _agree(number, target[j]))
            if (j := next(fits, None)) is not None:
                pairs.append((i, j))
                free.remove(j)
    return sorted(pairs)


def _alike(a: Number, b: Number) -> bool:
    return comparable(a)[0] == comparable(b)[0]


def _echoes(number: Number, others: Sequence[Number]) -> bool:
    """Whether a number only repeats one that the other side has."""
    return any(_agree(number, other) for other in others)


def _agree(a: Number, b: Number) -> bool:
    """Whether two numbers can be the same quantity."""
    if "date" in (a.kind, b.kind) or "year" in (a.kind, b.kind):
        return _dates_agree(a, b)
    (dim_a, value_a), (dim_b, value_b) = comparable(a), comparable(b)
    if "clock" in (dim_a, dim_b):
        return _hours_agree(a.value, b.value)
    if dim_a != dim_b:
        return _across_dimensions(a, b)
    if a.unit != b.unit and not {a.unit, b.unit} <= {"percent", "permille", ""}:
        return _converted(a, b) or _far(a, b)
    if dim_a == "ratio":
        return _ratios_agree(a, b)
    return _close(value_a, value_b) or _rounded(a, b) or _vaguely(a, b) or _grown(a, b)


def _ratios_agree(a: Number, b: Number) -> bool:
    """Percentages and fractions by value; where one is the price and the other the discount, by their sum."""
    if (a.value < 0) != (b.value < 0):
        return (b.falls if a.value < 0 else a.falls) and _close(-a.value, b.value)
    if _off(a) != _off(b) and (_price(a) or _price(b)):
        return _close(a.value + b.value, 100)
    same = _close(comparable(a)[1], comparable(b)[1])
    return same or _rounded(a, b) or _vaguely(a, b) or _discount(a, b) or _part_rounded(a, b)


def _hours_agree(a: float, b: float) -> bool:
    """15:20 is 3:20 p.m., and 3:20 in floating point."""
    away = abs(a - b) % 12
    return min(away, 12 - away) < _HALF_A_MINUTE


def _converted(a: Number, b: Number) -> bool:
    """Whether one of two measures is the other one, converted and rounded to the digits that it has."""
    (_, value_a), (_, value_b) = comparable(a), comparable(b)
    tolerance = _CONVERSION_TOLERANCE[a.approximate or b.approximate]
    if not value_a or not value_b or not math.isclose(value_a, value_b, rel_tol=tolerance):
        return value_a == value_b
    room = max(_step(n.value) * base / n.value for n, base in ((a, value_a), (b, value_b)) if n.value)
    return abs(value_a - value_b) <= (0.5 + _SAME) * room


def _far(a: Number, b: Number) -> bool:
    """百里 and a hundred miles: a figure of speech in words on both sides; 一百里 is a distance."""
    zh, en = (a, b) if a.unit in _OLD_LENGTHS else (b, a)
    figure = zh.unit in _OLD_LENGTHS and zh.text[:1] in _BARE_MAGNITUDES and en.unit in _WESTERN_LENGTHS
    return figure and _close(a.value, b.value) and not any(ch.isdigit() for ch in en.text)


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=_SAME)


def _across_dimensions(a: Number, b: Number) -> bool:
    """Numbers of different dimensions agree where one has no unit, or where growth is told in two ways."""
    dims = {comparable(a)[0], comparable(b)[0]}
    if "times" in dims and dims & {"", "ratio"}:
        times, other = (a, b) if a.unit == "times" else (b, a)
        # Growth counts what was added or the whole; how often something happens is counted in one way.
        steps = (0,) if "" in dims else (0, -1, 1)
        return any(_close(times.value + step, comparable(other)[1]) for step in steps)
    if {a.unit, b.unit} in ({"lb", "GBP"}, {"degree", "C"}, {"degree", "F"}):  # "pounds" alone does not say which
        return _close(a.value, b.value)
    if dims == {"point", "ratio"}:
        return {a.unit, b.unit} != {"pp", "percent"} and _close(comparable(a)[1], comparable(b)[1])
    if "cent" in dims and "money" in (a.kind, b.kind):
        return _close(*(n.value * (100 if n.kind == "money" else 1) for n in (a, b)))
    if dims & {"", "ordinal", "code", "list"}:
        return _close(a.value, b.value) or _vaguely(a, b) or ("" in dims and _rounded(a, b))
    return False


def _dates_agree(a: Number, b: Number) -> bool:
    """Whether two dates contradict each other in no part; a plain number can be a day or a year."""
    parts_a, parts_b = _parts(a), _parts(b)
    if parts_a is None or parts_b is None:
        return False
    if "date" not in (a.kind, b.kind) and (a.value < 100 or b.value < 100):
        return _close(a.value % 100, b.value % 100) or _close(a.value, b.value)
    shared = [(x, y) for x, y in zip(parts_a, parts_b, strict=True) if x and y]
    return bool(shared) and all(x == y for x, y in shared)


def _parts(number: Number) -> tuple[int, int, int] | None:
    if number.kind == "date":
        return date_parts(number.value)
    if number.kind == "year":
        return int(number.value), 0, 0
    if number.unit == "day":
        return 0, 0, int(number.value)
    if number.unit or number.value != int(number.value) or not any(ch in "0123456789" for ch in number.text):
        return None
    return (0, 0, int(number.value)) if number.value <= 31 else (int(number.value), 0, 0)


def _digits(value: float) -> int:
    """Significant digits of a value, trailing zeros not counted."""
    return len(f"{value:.12e}".split("e")[0].rstrip("0").replace(".", "").replace("-", ""))


def _step(value: float) -> float:
    """The size of the last significant digit of a value: 1e6 for 66,000,000."""
    return float(10 ** (math.floor(math.log10(abs(value))) - _digits(value) + 1))


def _rounded(a: Number, b: Number) -> bool:
    """Whether the coarser of two numbers is approximate and the finer one rounds to it, up or down."""
    coarse, fine = (a, b) if _digits(a.value) < _digits(b.value) else (b, a)
    if not coarse.value or not fine.value:
        return False
    away = abs(coarse.value - fine.value)
    if _OPEN_END.search(coarse.text):
        return coarse.value <= fine.value < coarse.value + _step(coarse.value)
    return coarse.approximate and not fine.approximate and away < _step(coarse.value) and away <= 0.06 * coarse.value


# 十几, 一千多 and "in his sixties" leave the whole of the last digit open; "about" does not.
_OPEN_END = re.compile("[几多余来](?:[万亿]|$)|[几多余来][^万亿]{1,3}$|ties$|0s$", re.I)


def _vaguely(a: Number, b: Number) -> bool:
    """数千 agrees with thousands and with 5,000, 上千万 with ten million and more."""
    if not (_vague(a) or _vague(b)) or not a.value or not b.value:
        return False
    floor, other = (a.value, b.value) if _vague(a) else (b.value, a.value)
    return floor * (1 - _SAME) <= other < 10 * floor


def _vague(number: Number) -> bool:
    if number.kind == "ordinal":
        return False
    return number.text.startswith(_VAGUE_STARTS) or number.text.lower().startswith(_VAGUE_ENGLISH)


def _part_rounded(a: Number, b: Number) -> bool:
    """A third is 33 percent, and more than 33 percent; a quarter is 25 percent and no other."""
    part, percent = (a, b) if a.kind == "fraction" else (b, a)
    if part.kind != "fraction" or percent.unit != "percent" or _digits(part.value) <= _SHORT_FRACTION:
        return False
    room = 1.0 if a.approximate and b.approximate else 0.5
    decimals = len(percent.text.partition(".")[2].split("%")[0].split(" ")[0])
    return abs(part.value * 100 - percent.value) * 10.0**decimals < room + _SAME


def _price(number: Number) -> bool:
    """七折: what is left of the price."""
    return number.text.endswith("折")


def _off(number: Number) -> bool:
    """30 percent off: what is taken from the price."""
    return number.text.lower().endswith(("off", "discount"))


def _discount(a: Number, b: Number) -> bool:
    """八折 is 80 percent of the price and 20 percent off."""
    return ("折" in a.text or "折" in b.text) and _close(a.value + b.value, 100)


def _grown(a: Number, b: Number) -> bool:
    """增长2倍 is tripled: 倍 can count what was added, the English verb always counts the whole."""
    zh, en = (a, b) if "倍" in a.text else (b, a)
    return zh.text.endswith("倍") and en.text.lower().endswith("ed") and _close(zh.value + 1, en.value)


def _mismatches(
    source: list[Number], target: list[Number], said: tuple[Sequence[Number], Sequence[Number]]
) -> list[Mismatch]:
    """Left-overs that good translations do not have: contradictions first, then what is missing or added.

    A left-over that only repeats a number of the other side is none by itself, but it can be what a wrong number
    stands for (3月5日 twice, March 5 and March 2).
    """
    echo_source = [n for n in source if _echoes(n, said[1])]
    echo_target = [n for n in target if _echoes(n, said[0])]
    new_source = [n for n in source if not any(n is e for e in echo_source)]
    new_target = [n for n in target if not any(n is e for e in echo_target)]
    told = _contradictions(new_source, new_target)
    told += _contradictions(new_source, echo_target) + _contradictions(echo_source, new_target)
    told += [Mismatch(n, None, "missing") for n in new_source if not _soft(n)]
    return told + [Mismatch(None, n, "added") for n in new_target if not _soft(n)]


def _contradictions(source: list[Number], target: list[Number]) -> list[Mismatch]:
    """Pairs of left-overs of which one stands in the other's place; both are taken out of their lists."""
    told: list[Mismatch] = []
    for number in list(source):
        rivals = [n for n in target if _rival(number, n)]
        if rivals:
            other = min(rivals, key=lambda n: _distance(number, n))
            target.remove(other)
            source.remove(number)
            told.append(Mismatch(number, other, _reason(number, other)))
    return told


def _class(number: Number) -> str:
    """Numbers of one class can stand in each other's place."""
    if number.kind in ("percent", "fraction"):
        return "ratio"
    if number.kind in ("year", "date") or number.unit in ("code", "clock"):
        return number.unit or number.kind
    return "ordinal" if number.kind == "ordinal" else "quantity"


def _rival(a: Number, b: Number) -> bool:
    if {_class(a), _class(b)} == {"clock", "quantity"}:
        return _hour(a) and _hour(b)
    if _class(a) != _class(b):
        return False
    if _trifle(a) or _trifle(b):
        return _soft(a) and _soft(b) and _contradict(a, b)
    return not (_soft(a) and _soft(b)) or _contradict(a, b)


def _hour(number: Number) -> bool:
    """A time of day, or a small number in words that can be one (三点)."""
    return number.unit == "clock" or (not number.unit and _soft(number) and 2 < number.value <= _SMALL)


def _trifle(number: Number) -> bool:
    """One and two in words: articles and pairs as often as numbers."""
    return number.value in (0, 0.5, 1, 2) and _soft(number) and _class(number) == "quantity"


def _contradict(a: Number, b: Number) -> bool:
    """Whether two soft left-overs of one class speak against each other rather than of different things."""
    kind = _class(a)
    if kind in ("year", "date", "code", "clock"):
        return True
    if kind == "ordinal":
        halves = (a.unit == "half") + (b.unit == "half")
        return halves == 2 if halves else a.value != b.value or a.unit == b.unit == "list"
    if kind == "quantity" and _vague(a) and _vague(b):
        return bool(max(a.value, b.value) > _VAGUE_ROOM * min(a.value, b.value))
    return kind == "quantity" and a.value > 1 and b.value > 1 and not (_vague(a) or _vague(b) or _nearly(a, b))


def _nearly(a: Number, b: Number) -> bool:
    """Whether one round measure stands for another: six weeks for a month and a half."""
    return a.unit != b.unit and math.isclose(comparable(a)[1], comparable(b)[1], rel_tol=0.1)


def _distance(a: Number, b: Number) -> float:
    if not a.value or not b.value:
        return 100.0
    return abs(math.log10(abs(comparable(a)[1] / comparable(b)[1]))) + (comparable(a)[0] != comparable(b)[0])


def _reason(a: Number, b: Number) -> str:
    (_, value_a), (_, value_b) = comparable(a), comparable(b)
    if a.unit != b.unit and _close(a.value, b.value):
        return "unit"
    if value_a and value_b:
        power = math.log10(abs(value_a / value_b))
        if abs(power - round(power)) < 0.01 and round(power):
            return "scale"
    return "value"


def _soft(number: Number) -> bool:
    """Whether a good translation may leave a number out or put it in."""
    if number.kind == "ordinal" and number.unit != "list":
        return number.value <= _SOFT_ORDINAL
    if number.kind in ("year", "date") or number.unit in ("code", "clock", "list") or _vague(number):
        return True
    if number.kind == "fraction" or number.unit == "times":
        return number.value in (0.5, 2.0)
    if number.text[:1] in _BARE_MAGNITUDES or number.text.lower() in _BARE_SCALES:
        return True
    digits = any(ch.isdigit() for ch in number.text)
    return not digits and number.value <= _SMALL and number.kind in ("cardinal", "measure")
