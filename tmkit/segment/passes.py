"""What regular expressions cannot say: short passes over the breaks that the rules made, each with its switch.

A pass takes the text of a paragraph and the break positions in order and gives back positions in order. It looks
for the marks that concern it before it does any work, so that most paragraphs cost it one search.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

import regex

__all__ = ["PASSES", "Pass"]

Pass = Callable[[str, list[int]], list[int]]

_BRACKETS_AT_MOST = 1000
_ENDS = "。！？｡"


def straight_quotes(text: str, breaks: list[int]) -> list[int]:
    """A straight quote after a Chinese end opens or closes by its place: the first of a paragraph opens.

    The rules take every such quote as a closing one; where it opens, the break belongs in front of it. An odd
    number of quotes tells nothing and changes nothing.

    >>> straight_quotes('他走了。"再见！"她喊。', [5, 9])
    [4, 9]
    """
    for mark, (after_end, every) in _QUOTES.items():
        if mark in text and after_end.search(text) is not None:
            breaks = _before_opening(text, breaks, [m.start() for m in every.finditer(text)])
    return breaks


def _before_opening(text: str, breaks: list[int], quotes: list[int]) -> list[int]:
    if len(quotes) % 2:
        return breaks
    opening = {i for i in quotes[::2] if i and text[i - 1] in _ENDS}
    return sorted({p for p in breaks if p - 1 not in opening} | opening)


def nested_brackets(text: str, breaks: list[int]) -> list[int]:
    """No break in （…） that opened inside a sentence, however deep the brackets in it nest.

    A bracket that is never closed, or only after more than 1,000 characters, is not one.

    >>> nested_brackets("他（甲（乙）。丙。）来了。", [6, 9])
    []
    """
    if not breaks or "（" not in text:
        return breaks
    for start, end in _outer_brackets(text):
        first, last = bisect_left(breaks, start), bisect_left(breaks, end + 1)
        if last > first and end - start <= _BRACKETS_AT_MOST and _is_inside_sentence(text, start):
            breaks = breaks[:first] + breaks[last:]
    return breaks


def symbols(text: str, breaks: list[int]) -> list[int]:
    """Emoji right after an end belong to the sentence before them.

    >>> symbols("好！😀走吧。", [2])
    [3]
    >>> symbols("Great! 😀 See you.", [])
    [8]
    """
    if text.isascii() or _SYMBOL.search(text) is None:
        return breaks
    moved = set(breaks)
    for match in _SYMBOLS_AFTER_END.finditer(text):
        moved.difference_update(range(match.start(), match.end() + 1))
        if match.end() < len(text):
            moved.add(match.end())
    return sorted(moved)


def inline_lists(text: str, breaks: list[int]) -> list[int]:
    """The items of a list that runs on in one line: 1. … 2. …, a) … b) …, • … • …

    The paragraph must open with a label and no Chinese after it, and every further label must be the next in its
    series.

    >>> inline_lists("1.) The first item 2.) The second item", [])
    [19]
    """
    opening = _LABEL.match(text)
    if opening is None:
        return breaks
    kept = set(breaks)
    for start, end in _next_labels(text, opening):
        kept.difference_update(range(start, end + 1))
        kept.add(start)
    return sorted(kept)


PASSES: dict[str, Pass] = {
    "brackets": nested_brackets,
    "quotes": straight_quotes,
    "symbols": symbols,
    "lists": inline_lists,
}

# For each quote: where the pass has work to do, and all of them; an apostrophe inside a word is none.
_QUOTES = {
    '"': (re.compile('[。！？｡]"'), re.compile('"')),
    "'": (re.compile("[。！？｡]'"), re.compile("(?<![A-Za-z])'|'(?![A-Za-z])")),
}
_BRACKET = regex.compile("[（）]")
_OPENS_SENTENCE = regex.compile(r"(?:^|[\s。！？｡!?…）)】\]])[”’」』]{0,2}\Z")
_SYMBOL = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
_SYMBOLS_AFTER_END = regex.compile(
    r"(?<=[。！？｡!?.…～~][”’」』）\)\"]{0,2})"
    "(?:[ \u00a0]?[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d\U000e0020-\U000e007f])+"
)
_LABEL = regex.compile(
    r"\s{0,9}(?P<bullet>[•◦▪‣⁃●■])?\s?(?:(?P<number>\d{1,3})|(?P<letter>[a-zA-Z]))(?P<mark>\.\)|[.)])\s?(?=[^\s\u3400-\u9fff])"
)


def _outer_brackets(text: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for match in _BRACKET.finditer(text):
        if match[0] == "（":
            if not depth:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.end()


def _is_inside_sentence(text: str, start: int) -> bool:
    return _OPENS_SENTENCE.search(text[max(0, start - 4) : start]) is None and start > 0


def _next_labels(text: str, opening: regex.Match[str]) -> Iterator[tuple[int, int]]:
    bullet = opening["bullet"] or ""
    mark = regex.escape(opening["mark"])
    label: str | None = opening["number"] or opening["letter"]
    at = opening.end()
    while (label := _successor(label or "")) is not None:
        match = regex.compile(rf"(?<=\s){bullet}\s?{label}{mark}\s?(?=\S)").search(text, at)
        if match is None:
            return
        yield match.span()
        at = match.end()


def _successor(label: str) -> str | None:
    if label.isdigit():
        return str(int(label) + 1)
    return chr(ord(label) + 1) if label not in "zZ" else None
