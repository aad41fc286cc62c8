"""Numbers that a translator would simply exchange: the shape of a segment without them, and the exchange."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..model import Number
from ..text.numbers import find_numbers

__all__ = ["Repair", "renumbered", "repair", "repair_values", "skeleton"]

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_PUNCTUATION = re.compile("[\\s.,;:?!…—–()\"'“”‘’《》〈〉「」『』【】·]+")
_SUFFIX = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
# Behind these, English writes another number or a name: 5万 is 50,000, and 3月 is March.
_CONVERTED = re.compile("[多余]?[万亿千百]|月")
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct|Nov|Dec)")
_WORD = re.compile("[a-z]+")
# Words behind a number that do not tell one from many.
_SAME_FOR_ALL = frozenset(
    re.findall("[a-z]+", "yuan percent per of to and or in on at by from for with is are was were")
)
_LITERAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Repair:
    """A translation with numbers exchanged, and how many different ones."""

    text: str
    count: int


def skeleton(text: str) -> str:
    """The folded text with every number as one mark; empty where it holds no number."""
    shape, count = _NUMBER.subn("\N{SYMBOL FOR SUBSTITUTE}", text)
    return shape if count else ""


def renumbered(query: str, source: str) -> str:
    """`source` with the numbers of `query`, where the two differ in these, punctuation, blanks and case only; else "".

    >>> renumbered("2024年增长5.0%", "2023年, 增长5.2%.")
    '2024年, 增长5.0%.'
    """
    numbers = _NUMBER.findall(query)
    if not numbers or _bare(query) != _bare(source):
        return ""
    return "".join(piece + number for piece, number in zip(_NUMBER.split(source), [*numbers, ""], strict=True))


def _bare(text: str) -> str:
    return _PUNCTUATION.sub("", _NUMBER.sub("\N{SYMBOL FOR SUBSTITUTE}", text)).casefold()


def repair(query: str, source: str, target: str) -> Repair | None:
    """`target` with the numbers of `query` in place of those of `source`.

    All three are texts whose digits are ASCII. None where the two sources differ in more than numbers, in nothing,
    where a number to exchange is not in the target just once for each time that it is in the source, or where the
    target may write it in another way (5万, 3月) or would need another word (1 item, 2 items).

    >>> repair("2024年增长5.0%", "2023年增长5.2%", "up 5.2% in 2023").text
    'up 5.0% in 2024'
    """
    exchange = _exchange(_NUMBER.findall(query), _NUMBER.findall(source))
    if not exchange or skeleton(query) != skeleton(source):
        return None
    found, old = _NUMBER.findall(target), _NUMBER.findall(source)
    changed = {before for before, after in exchange.items() if before != after}
    if any(found.count(number) != old.count(number) for number in changed):
        return None
    if _is_converted(source, target, changed) or _changes_words(target, exchange):
        return None
    text = _NUMBER.sub(lambda m: exchange.get(m.group(), m.group()), target)
    return Repair(_SUFFIX.sub(_with_suffix, text) if _SUFFIX.search(target) else text, len(changed))


def _is_converted(source: str, target: str, changed: Container[str]) -> bool:
    """Whether the target may write a changed number in another way, so that what looks like it is not it."""
    for match in _NUMBER.finditer(source):
        unit = _CONVERTED.match(source, match.end())
        if unit and match.group() in changed:
            if unit.group() == "月" and not _MONTH.search(target):
                continue
            if unit.group() not in target:
                return True
    return False


def _changes_words(target: str, exchange: Mapping[str, str]) -> bool:
    """Whether one thing would become many, or many one, with a word behind that says which."""
    for match in _NUMBER.finditer(target):
        new = exchange.get(match.group(), match.group())
        if (match.group() == "1") != (new == "1") and target[match.end() : match.end() + 1] == " ":
            word = _WORD.match(target, match.end() + 1)
            if word and word.group() not in _SAME_FOR_ALL:
                return True
    return False


def _with_suffix(match: re.Match[str]) -> str:
    number = match[1]
    is_teen = number[-2:-1] == "1"
    return number + ("th" if is_teen else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th"))


def _exchange(wanted: list[str], old: list[str]) -> dict[str, str]:
    """Old number -> new number; empty where there is nothing to exchange or the same one would become two."""
    exchange: dict[str, str] = {}
    if wanted == old or len(wanted) != len(old):
        return {}
    for before, after in zip(old, wanted, strict=True):
        if exchange.setdefault(before, after) != after:
            return {}
    return exchange


def repair_values(query: str, source: str, target: str, languages: tuple[str, str]) -> Repair | None:
    """Like repair(), for numbers that the target writes in another way: 7000亿 and 700 billion, 第六条 and Article 6.

    A changed quantity must be the value of just one number in the target, and its new value must come out there with
    no more than two decimals. Years in digits, ordinals and counts, in digits or in English words, must be the only
    number of their value on both sides. Dates are left alone.

    >>> repair_values("投资8000亿元", "投资7000亿元", "Invest 700 billion yuan", ("zh", "en")).text
    'Invest 800 billion yuan'
    >>> repair_values("第四季度", "第三季度", "the third quarter", ("zh", "en")).text
    'the fourth quarter'
    """
    # Cheap, and false for nearly all pairs: the numbers of a text take long to read.
    if _NUMERALS.sub("", query) != _NUMERALS.sub("", source):
        return None
    wanted, old = _numbers_of(query, languages[0]), find_numbers(source, languages[0])
    if _shapes(query, wanted) != _shapes(source, old):
        return None
    changed = [(a, b) for a, b in zip(old, wanted, strict=True) if a.value != b.value]
    there = find_numbers(target, languages[1])
    edits = [_edit(target, (before, after), old, there) for before, after in changed]
    if not edits or None in edits or len({edit[0] for edit in edits if edit}) != len(edits):
        return None
    for start, end, text in sorted((edit for edit in edits if edit), reverse=True):
        target = target[:start] + text + target[end:]
    return Repair(target, len(edits))


@lru_cache(32)
def _numbers_of(query: str, language: str) -> Sequence[Number]:
    """find_numbers(), remembered, as many units are compared with one query."""
    return find_numbers(query, language)


_NUMERALS = re.compile(r"[\d.,〇零一二三四五六七八九十百千万亿两]+")


def _shapes(text: str, numbers: Sequence[Number]) -> list[tuple[str, ...]]:
    """What stands before each number, and the number without its digits; last what stands behind them."""
    shapes: list[tuple[str, ...]] = []
    place = 0
    for n in numbers:
        written = _NUMBER.sub("", n.text) if _NUMBER.search(n.text) else "words"
        shapes.append((text[place : n.start], n.kind, n.unit, written))
        place = n.end
    return [*shapes, (text[place:],)]


def _edit(
    target: str, change: tuple[Number, Number], old: Iterable[Number], there: Sequence[Number]
) -> tuple[int, int, str] | None:
    """Where in the target the digits or the word of a number stand, and what takes their place."""
    before, after = change
    if before.kind in ("year", "ordinal") or (before.kind == "cardinal" and not _NUMBER.search(before.text)):
        return _edit_of_name(target, change, old, there)
    same = [n for n in there if n.kind == before.kind and abs(n.value - before.value) <= 1e-9 * abs(before.value)]
    if len(same) != 1 or before.kind == "date" or not before.value:
        return None
    literal = _LITERAL.search(target, same[0].start, same[0].end)
    if literal is None:
        return None
    written = float(literal.group().replace(",", ""))
    value = after.value * written / before.value
    if not written or abs(value - round(value, 2)) > 1e-9 * max(1.0, value):
        return None
    if _changes_words(target[literal.start() :], {literal.group(): f"{value:g}"}):
        return None
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    has_separators = "," in literal.group() or written < 1000
    return literal.start(), literal.end(), text if has_separators else text.replace(",", "")


def _edit_of_name(
    target: str, change: tuple[Number, Number], old: Iterable[Number], there: Sequence[Number]
) -> tuple[int, int, str] | None:
    """The same for a year, an ordinal or a count in words, which must be the only number of its value."""
    before, after = change
    same = [n for n in there if n.value == before.value]
    if len(same) != 1 or sum(n.value == before.value for n in old) != 1 or after.value != int(after.value):
        return None
    found, new = same[0], int(after.value)
    if found.kind != before.kind and not (before.kind == "ordinal" and _NAMED.search(target, 0, found.start)):
        return None
    if found.kind != "ordinal" and before.kind == "cardinal" and 1 in (before.value, after.value):
        return None  # one item, two items
    if found.text.removesuffix("年").isdecimal():
        return found.start, found.start + len(found.text.removesuffix("年")), str(new)
    if suffixed := _SUFFIX.fullmatch(found.text):
        return found.start, found.end, _SUFFIX.sub(_with_suffix, f"{new}{found.text[suffixed.end(1) :]}")
    word = _word_for(found, new)
    return (found.start, found.end, word) if word else None


# What has a number behind it as part of its name: Article 6, Chapter 6.
_NAMED = re.compile("(?:Article|Chapter|Section|Part|Paragraph|Item|Clause|Annex|No\\.) $", re.I)
_ONES = re.findall("[a-z]+", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen")
_ONES += ["sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_IRREGULAR = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth"}
_IRREGULAR |= {"nine": "ninth", "twelve": "twelfth"}


def _word_for(found: Number, new: int) -> str:
    """The English word for a number from 1 to 99 in the manner of the one found; empty where that is no plain word."""
    ordinal = found.kind == "ordinal"
    if not 0 < new < 100 or _english(int(found.value), ordinal) != found.text.lower():
        return ""
    word = _english(new, ordinal)
    return word.capitalize() if found.text[0].isupper() else word


def _english(number: int, ordinal: bool) -> str:
    tens, ones = divmod(number, 10)
    words = [_ONES[number - 1]] if 0 < number < 20 else [_TENS[tens - 2]] if 1 < tens < 10 else []
    words += [_ONES[ones - 1]] if words and number > 20 and ones else []
    if words and ordinal:
        last = words[-1]
        words[-1] = _IRREGULAR.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return "-".join(words)
