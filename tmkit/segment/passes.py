"""What regular expressions cannot say: short passes over the breaks that the rules made, each with its switch.

A pass takes the text of a paragraph and the break positions in order and gives back positions in order. It looks
for the marks that concern it before it does any work, so that most paragraphs cost it one search.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

import regex

__all__ = ["NEEDED", "PASSES", "Pass", "concerned"]

Pass = Callable[[str, list[int]], list[int]]

_BRACKETS_AT_MOST = 1000
_ENDS = "。！？｡"
_ANY_ENDS = "。！？｡.!?…"


def straight_quotes(text: str, breaks: list[int]) -> list[int]:
    """A straight quote after an end opens or closes by its place: the first of a paragraph opens.

    The rules take such a quote as a closing one after a Chinese end and as an opening one after an English end; where
    it is the other, the break moves to its other side. Between a closing and an opening one there is a break. An odd
    number of quotes tells nothing and changes nothing.

    >>> straight_quotes('他走了。"再见！"她喊。', [5, 9])
    [4, 9]
    >>> straight_quotes('"Stop!""No!"', [])
    [7]
    """
    for mark, (after_end, every) in _QUOTES.items():
        if mark in text and after_end.search(text) is not None:
            breaks = _beside_quotes(text, breaks, [m.start() for m in every.finditer(text)])
    return breaks


def _beside_quotes(text: str, breaks: list[int], quotes: list[int]) -> list[int]:
    if len(quotes) % 2:
        return breaks
    found = set(breaks)
    for closing, opening in zip([-1, *quotes[1::2]], [*quotes[::2], -1], strict=True):
        if _follows_end(text, closing) and closing + 1 == opening:
            found -= {closing, opening + 1}
            found.add(opening)
            continue
        if closing in found and _follows_end(text, closing):
            found.remove(closing)
            found.add(closing + 1)
        if opening > 0 and (text[opening - 1] in _ENDS or (opening + 1 in found and _follows_end(text, opening))):
            found.discard(opening + 1)
            found.add(opening)
    found.discard(len(text))
    return sorted(found)


def _follows_end(text: str, position: int) -> bool:
    return position > 0 and text[position - 1] in _ANY_ENDS


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
    """Emoji right after an end belong to the sentence before them; two or more after a word are an end themselves.

    So is one face or hand after a particle that ends a Chinese clause, or before a capital, as a wave and a smiley are.

    >>> symbols("好！😀走吧。", [2])
    [3]
    >>> symbols("Great! 😀 See you.", [])
    [8]
    >>> symbols("笑死了😂😂真的", [])
    [5]
    """
    if text.isascii() or _SYMBOL.search(text) is None:
        return breaks
    moved = set(breaks)
    moved.update(match.end() for ends in (_SYMBOLS_AS_END, _FACE_AS_END) for match in ends.finditer(text))
    for match in _SYMBOLS_AFTER_END.finditer(text):
        moved.difference_update(range(match.start(), match.end() + 1))
        if match.end() < len(text):
            moved.add(match.end())
    return sorted(moved)


def inline_lists(text: str, breaks: list[int]) -> list[int]:
    """The items of a list that runs on in one line: 1. … 2. …, a) … b) …, • … • …

    The paragraph must open with a label and no Chinese after it, or introduce with a colon what a 1 or an a labels;
    every further label must be the next in its series. A label stands after a sentence that the rules end, or after a
    word that wants no number; a capital and a point, which may be an initial, count only where there are three or more
    and no word joins them. After a colon no item may be joined to the one before: that is a single sentence.

    >>> inline_lists("1.) The first item 2.) The second item", [])
    [19]
    >>> inline_lists("J. K. Rowling wrote it.", [])
    []
    >>> inline_lists("You need: 1) a knife 2) two lemons", [])
    [10, 21]
    """
    opening = _MAY_BE_LABEL.match(text) and (_LABEL.match(text) or _BULLET.match(text))
    if not opening:
        return _introduced_list(text, breaks) if ": " in text else breaks
    labels = list(_next_labels(text, opening, breaks))
    return breaks if _are_initials(text, opening, labels) else _before_labels(breaks, labels)


PASSES: dict[str, Pass] = {
    "brackets": nested_brackets,
    "quotes": straight_quotes,
    "symbols": symbols,
    "lists": inline_lists,
}

# The characters one of which a text must have for a pass to break it, as the inside of a class.
NEEDED = {
    "brackets": "",
    "quotes": "。！？｡.!?…",
    "symbols": "\u2600-\u2775\u2794-\u27bf\U0001f000-\U0001faff",
    "lists": ".)*•◦▪‣⁃●■",
}
# The characters one of which a text must have for a pass to change anything, as the inside of a class; a list opens
# the text with a label or follows a colon.
_CONCERNS = {"brackets": "（", "quotes": "\"'", "symbols": NEEDED["symbols"], "lists": ":"}
# For each quote: where the pass has work to do, and all of them; an apostrophe inside a word is none.
_QUOTES = {
    '"': (re.compile('[。！？｡]"|[.!?…]"(?=["A-Za-z\u3400-\u9fff])'), re.compile('"')),
    "'": (re.compile("[。！？｡]'"), re.compile("(?<![A-Za-z])'|'(?![A-Za-z])")),
}
_BRACKET = regex.compile("[（）]")
_OPENS_SENTENCE = regex.compile(r"(?:^|[\s。！？｡!?…）)】\]])[”’」』]{0,2}\Z")
# A number or letter after these belongs to them.
_WANTS_MORE = regex.compile(
    r"(?:(?i:\b(?:no|fig|figs|figure|figures|table|tables|chapter|section|step|part|rule|article|question|page|pages"
    r"|level|type|class|grade|group|volume|day|week|number|version|plan|act|scene|line|lines|room|unit|lesson|phase"
    r"|is|are|was|were|be|has|have|had|by|to|of|in|at|on|for|from|with|than|and|or|see|only|about|the|a|over|under"
    r"|between|met|nearly|almost|number))|[,&])\s*\Z"
)
_ENDED = regex.compile(r"[.?!…][\"'”’)\]]{0,3}\s*\Z")
# Abbreviations that no number belongs to.
_MAY_END = regex.compile(r"\b(?:Ave|St|Rd|Blvd|Dr|Ln|Inc|Corp|Co|Ltd|Jr|Sr|etc|[ap]\.m)\.\s*\Z")
_FOLLOWS = r"(?=\S)"
_INITIALS = 2
# A list behind a colon is shorter: a long line may hold many colons.
_LIST_AT_MOST = 3000
_LOOK_BACK = 24
_SYMBOL = re.compile("[\u2600-\u2775\u2794-\u27bf\U0001f000-\U0001faff]")
_SYMBOLS_AFTER_END = regex.compile(
    r"(?<=[。！？｡!?.…～~][”’」』）\)\"]{0,2})"
    "(?:[ \u00a0]?[\u2600-\u2775\u2794-\u27bf\U0001f000-\U0001faff\ufe0f\u200d\U000e0020-\U000e007f])+"
)
_SYMBOLS_AS_END = regex.compile(
    "(?<=[\u3400-\u9fffA-Za-z][ \u00a0]?)(?:[\U0001f300-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]?){2,}"
    r"(?=[ \u00a0]{0,2}[\u3400-\u9fff“「\p{Lu}])"
)
# One face or hand, after a particle that ends a Chinese clause, or between a Latin word and a capital.
_FACE = (
    "[\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a\U0001f44b-\U0001f44f\U0001f4aa]"
    "[\ufe0f\U0001f3fb-\U0001f3ff]?"
)
_PARTICLES = "了啦呀啊呢吧吗嗎嘛哦喔哟喲哈噢耶"
_FACE_AS_END = regex.compile(
    rf"(?<=[\u3400-\u9fff][{_PARTICLES}][ \u00a0]?){_FACE}"
    rf"(?=[ \u00a0]{{0,2}}(?![的{_PARTICLES}])[\u3400-\u9fff“「])"
    rf"|(?<=[a-z][ \u00a0]?){_FACE}(?=[ \u00a0]{{1,2}}[“\"]?\p{{Lu}})"
)
_LABEL = regex.compile(
    r"\s{0,9}(?P<bullet>[•◦▪‣⁃●■])?\s?(?:(?P<number>\d{1,3})|(?P<letter>[a-zA-Z]))(?P<mark>\.\)|[.)])\s?(?=[^\s\u3400-\u9fff])"
)
_MAY_BE_LABEL = re.compile(r"\s{0,9}(?:[•◦▪‣⁃●■]|\*\s|\d{1,3}[.)]|[a-zA-Z][.)])")
# The first label after a colon, which a whole word stands before.
_INTRODUCED = regex.compile(
    r"(?<=[\p{L}\)][”\"]?: )(?P<bullet>\(?)(?:(?P<number>1)|(?P<letter>[aA]))"
    r"(?P<mark>\.\)|[.)])(?:\s|(?<!\.))(?=[^\s\u3400-\u9fff])"
)
_MAY_BE_INTRODUCED = re.compile(r": \(?[1aA][.)]")
# What makes one sentence of the items of a list.
_JOINED = regex.compile(r"(?:[,;]|(?i:\b(?:and|or|nor)))\s*\Z")
# An asterisk is one before capitals only: elsewhere it may multiply or point to a note.
_BULLET = regex.compile(r"\s{0,9}(?P<bullet>[•◦▪‣⁃●■]|\*(?=\s\p{Lu}))\s(?=\S)")


def concerned(names: Sequence[str]) -> Callable[[str], object]:
    """Tells a text that one of the passes may change from the many that none does."""
    chars = "".join(_CONCERNS[name] for name in names)
    has_chars = re.compile(f"[{chars}]").search if chars else None
    has_label = _MAY_BE_LABEL.match if "lists" in names else None
    if has_chars and has_label:
        return lambda text: has_chars(text) or has_label(text)
    return has_chars or has_label or (lambda text: None)


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


def _next_labels(
    text: str, opening: regex.Match[str], breaks: list[int], end: int | None = None
) -> Iterator[tuple[int, int]]:
    """The further labels of a series, up to `end`."""
    plain = opening.groupdict().get("mark") == "."
    at = opening.end()
    for pattern in _label_patterns(opening):
        found = pattern.finditer(text, at, end)
        match = next(
            (m for m in found if _is_label(text, max(at, m.start() - _LOOK_BACK), m.start(), plain, breaks)), None
        )
        if match is None:
            return
        yield match.span()
        at = match.end()


def _introduces(text: str) -> object:
    """Whether a label may follow a colon; looking for two characters in a row costs next to nothing."""
    return (": 1" in text or ": (" in text or ": a" in text or ": A" in text) and _MAY_BE_INTRODUCED.search(text)


def _introduced_list(text: str, breaks: list[int]) -> list[int]:
    """The breaks with those of lists behind a colon; a list whose items are joined is one sentence without any."""
    found: list[tuple[int, int]] = []
    whole: set[int] = set()
    at = 0
    openings = list(_INTRODUCED.finditer(text)) if _introduces(text) else []
    for opening, end in zip(openings, _next_of_kind(openings), strict=True):
        if opening.start() < at:
            continue
        if joined := _joined_labels(text, opening, end):
            whole.update(p for start, end in joined for p in range(start, end + 1))
            at = joined[-1][1]
        elif labels := list(_next_labels(text, opening, breaks, end)):
            found += [opening.span(), *labels]
            at = labels[-1][1]
    return _before_labels([p for p in breaks if p not in whole], found)


def _next_of_kind(openings: list[regex.Match[str]]) -> list[int]:
    """Where the list of each opening ends at the latest: where another of its kind begins, or 3,000 characters on."""
    ends: list[int] = []
    after: dict[str, int] = {}
    for opening in reversed(openings):
        limit = opening.end() + _LIST_AT_MOST
        ends.append(min(limit, after.get(opening[0], limit)))
        after[opening[0]] = opening.start()
    return ends[::-1]


def _before_labels(breaks: list[int], labels: list[tuple[int, int]]) -> list[int]:
    """A break in front of every label, and none inside it or behind it."""
    kept = set(breaks)
    for start, end in labels:
        kept.difference_update(range(start, end + 1))
        kept.add(start)
    return sorted(kept)


def _joined_labels(text: str, opening: regex.Match[str], end: int) -> list[tuple[int, int]]:
    """The further labels of a series if a word or a comma joins one of its items to the one before, else none."""
    found: list[tuple[int, int]] = []
    joined = False
    for pattern in _label_patterns(opening):
        at = found[-1][1] if found else opening.end()
        match = pattern.search(text, at, end)
        if match is None:
            return found if joined else []
        joined |= _JOINED.search(text, max(0, match.start() - _LOOK_BACK), match.start()) is not None
        found.append(match.span())
    return found if joined else []


def _are_initials(text: str, opening: regex.Match[str], labels: list[tuple[int, int]]) -> bool:
    """Whether capitals with a point may be names: fewer than three in all, or some after an end and some not."""
    groups = opening.groupdict()
    if groups.get("mark") != "." or not (groups["letter"] or "").isupper():
        return False
    ended = sum(_ENDED.search(text, max(0, start - _LOOK_BACK), start) is not None for start, _ in labels)
    return ended != len(labels) and (ended > 0 or len(labels) < _INITIALS)


def _label_patterns(opening: regex.Match[str]) -> Iterator[regex.Pattern[str]]:
    """What each further label looks like; an item that opens in lower case only follows one that does, or two items."""
    groups = opening.groupdict()
    bullet = regex.escape(groups["bullet"] or "")
    if "mark" not in groups:
        follows = r"(?=\p{Lu})" if groups["bullet"] == "*" else _FOLLOWS
        yield from itertools.repeat(regex.compile(rf"(?<=\s){bullet}\s{follows}"))
    follows = _FOLLOWS if groups["mark"] != "." or opening.string[opening.end()].islower() else r"(?=[^\s\p{Ll}])"
    label: str | None = groups["number"] or groups["letter"]
    mark = regex.escape(groups["mark"]) + r"(?!\d)"
    for count in itertools.count(1):
        label = _successor(label or "")
        if label is None:
            return
        yield regex.compile(rf"(?<=\s){bullet}\s?{label}{mark}\s?{follows if count == 1 else _FOLLOWS}")


def _is_label(text: str, item: int, start: int, plain: bool, breaks: list[int]) -> bool:
    """Whether an item ends at the label: by the rules if it has a mark, else, before a plain 2., by its last word."""
    before = text[item:start]
    ended = _ENDED.search(before)
    if ended is None or not plain:
        return bool(before) and not (plain and _WANTS_MORE.search(before))
    first = bisect_left(breaks, start - len(ended[0]))
    return (first < len(breaks) and breaks[first] <= start) or _MAY_END.search(before) is not None


def _successor(label: str) -> str | None:
    if label.isdigit():
        return str(int(label) + 1)
    return chr(ord(label) + 1) if label not in "zZ" else None
