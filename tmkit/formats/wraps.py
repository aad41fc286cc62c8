"""Hard line ends inside sentences: the evidence that a line was cut by its length, and what joins the two parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..model import Paragraph
from ..text import display_width

__all__ = ["Vocabulary", "glue_between", "soft_break_reason", "wrap_column", "wrap_reasons"]

_ENDS = re.compile(r"[。！？!?…；;.：:][”’」』》）)\]】\"']*$")
# A label, heading number, bullet, dialogue dash or quotation that opens a paragraph.
_OPENS = re.compile(
    r"[ \t]{2}|[\u3000\u00a0]|[■●◆▲▪•·➢*]|-\s|——|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|"
    r"\d{1,2}(?:[.)]\s|[、．]|\.(?=[^\d\s]))|第[一二三四五六七八九十百\d]+[条章节篇]|[①-⑳]"
)
# What no sentence ends with. "Yours," before a name and a dash that leads over to a new paragraph may be ends.
_HANGS = re.compile(
    r"[，、“‘（《「『(\[/]$|[A-Za-z]-$|(?:^|\s)(?:the|an?|of|and|or|to|in|on|for|with|by|from|as|at|that|which)$"
)
# A full stop that ends no sentence when small letters follow, and one that hardly ever does.
_ABBREVIATION = re.compile(r"(?:^|[\s(“\"'‘])(?:(?:[A-Za-z]\.){2,}|(?:etc|Inc|Ltd|Corp|Co|vs|cf|approx|Jr|Sr|al)\.)$")
_TITLE = re.compile(r"(?:^|[\s(“\"'‘])(?:Mr|Mrs|Ms|Dr|Prof|e\.g|i\.e|vs|cf)\.$")
_FOLLOWS = re.compile(r"[，、。；：？！,;”’」』》）)\]】%]|[a-z]")
_MINIMUM = 24
_MAXIMUM = 240
# First parts of English compounds, and the parts that make one word of them after all.
_COMPOUND = re.compile(
    r"(?:well|high|low|long|short|half|large|small|full|cross|two|three|four|five|six|seven|eight|nine)-(?!(?:er|est|ly|ness|"
    r"ish|less|ed|ing|en|ened|ening|es|s|y|age|ages|lands?|lander|light|lights|lighted|lighting|ways?|roads?|words?|over|"
    r"falls?|comings?|hand|cuts?|listed|ington|teen|een|ty|fold|th|some|r|st)$)\w+"
    r"|self-(?!(?:ish|ishly|less|lessly|same)$)\w+|non-(?!(?:sense|sensical|chalant|e|plussed|descript)$)\w+"
    r"|co-(?:found|author|chair|host|pilot|own|sponsor|sign|lead|work|star|creat|buil|construct|edit|produc|financ|manag|"
    r"direct|govern|prosper|design|develop|locat|invest)\w*",
    re.IGNORECASE,
)
_COMPOUND_MIDDLE = re.compile(r"[A-Za-z]-(?:a|and|by|for|in|of|on|the|to|up)-$", re.IGNORECASE)
# Columns by which Chinese lines fall short: a two-column character, and a mark that may not begin the next line.
_SLACK = 5


class Vocabulary:
    """The words of a text, read when first asked for: they decide whether a hyphen at a line end is spelling."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(w for p in self._paragraphs for w in re.findall(r"[A-Za-z-]{4,}", p.text.lower()))
        return word.lower() in self._words


def wrap_column(paragraphs: Sequence[Paragraph], share: float = 0.4) -> int:
    """The line length in columns to which a text was wrapped, or 0 where its lines do not show one.

    Lines that another line follows at once pile up just below the column; a text of one paragraph a line has no pile.
    `share` is the part of the lines that makes a pile.
    """
    widths = sorted(display_width(left.text.rstrip()) for left, right in pairwise(paragraphs) if _adjacent(left, right))
    if len(widths) < 3:
        return 0
    column = widths[int(len(widths) * 0.95)]
    near = sum(width > column - max(_SLACK, column // 8) for width in widths)
    return column if _MINIMUM <= column <= _MAXIMUM and near >= 3 and near >= len(widths) * share else 0


def wrap_reasons(paragraphs: Sequence[Paragraph], column: int | None = None) -> dict[int, str]:
    """For the line of each paragraph that continues the one before it: the evidence."""
    if column is None:
        column = wrap_column(paragraphs)
    reasons = {}
    for left, right in pairwise(paragraphs):
        reason = _reason(left, right, column) if _adjacent(left, right) else ""
        if reason:
            reasons[right.line] = reason
    return reasons


def _adjacent(left: Paragraph, right: Paragraph) -> bool:
    return right.line == left.line + 1 and left.cell == right.cell


def _reason(left: Paragraph, right: Paragraph, column: int) -> str:
    before, after = left.text.rstrip(), right.text
    if not before or _OPENS.match(after):
        return ""
    if _ENDS.search(before):
        # An abbreviation at the end of a full line, such as "Mr." or "e.g.".
        full = column and before.endswith(".") and after[:1].islower() and _is_full(before, after, column)
        return f"hard wrap at column {column}" if full else _abbreviated(before, after)
    if column and _is_full(before, after, column):
        return f"hard wrap at column {column}"
    return _broken_off(before, after)


def _abbreviated(before: str, after: str) -> str:
    """What shows that the full stop at the end of a line is that of an abbreviation; '' where nothing does."""
    title = _TITLE.search(before)
    if title:
        return f"hard wrap: no line ends with '{title.group().strip()}'"
    if _ABBREVIATION.search(before) and after[:1].islower():
        return "hard wrap: a word follows in small letters"
    return ""


def _broken_off(before: str, after: str) -> str:
    """What shows, whatever the length of the line, that it is no end; '' where nothing does."""
    hangs = _HANGS.search(before)
    if hangs:
        return f"hard wrap: no line ends with '{hangs.group().strip()}'"
    if not _FOLLOWS.match(after):
        return ""
    if not after[0].isalpha():
        return f"hard wrap: no line begins with '{after[0]}'"
    return "" if _is_eastern(reversed(before[-4:])) else "hard wrap: a word follows in small letters"


def _is_full(before: str, after: str, column: int) -> bool:
    """The next word would not have fitted into the line."""
    width = display_width(before)
    word = re.match(r"[!-~]+", after)
    # Letters of print have widths of their own, so that a full line of words may count a seventh less.
    needed = max(display_width(word.group()) + 1, column // 7) if word and before[-1].isascii() else _SLACK
    return column - needed < width <= column + _SLACK


def glue_between(left: str, right: str, vocabulary: Vocabulary) -> tuple[int, str]:
    """How many characters to cut from the end of `left`, and what to put between: '' beside Chinese, else a blank.

    >>> glue_between("第十一次集体", "学习", Vocabulary([])), glue_between("he said “yes”", "and left", Vocabulary([]))
    ((0, ''), (0, ' '))
    >>> glue_between("the develop-", "ment of", Vocabulary([]))
    (1, '')
    >>> glue_between("a well-", "known fact", Vocabulary([])), glue_between("short-", "and long-term", Vocabulary([]))
    ((0, ''), (0, ' '))
    """
    if not left.strip() or not right.strip() or left[-1].isspace() or right[0].isspace():
        return 0, ""
    part, following = re.search(r"[A-Za-z]+-$", left), re.match(r"[A-Za-z]+", right)
    if part and following:
        if following.group() in ("and", "or", "to"):
            # As in short- and long-term.
            return 0, " "
        spelled = _COMPOUND_MIDDLE.search(left) or _is_spelled(part.group(), following.group(), vocabulary)
        return 0 if spelled else 1, ""
    return 0, "" if _is_eastern(reversed(left[-4:])) or _is_eastern(right[:4]) else " "


def _is_spelled(part: str, following: str, vocabulary: Vocabulary) -> bool:
    """Whether a hyphen at a line end belongs to the word: by the text itself, by the case, by its first part."""
    word = part + following
    if word in vocabulary:
        return True
    if part[:-1] + following in vocabulary:
        return False
    capitals = part.isupper() and following.isupper() and len(following) > 3
    if following[0].isupper() and not capitals:
        return True
    return _COMPOUND.fullmatch(word) is not None


def _is_eastern(characters: object) -> bool:
    """Whether the first character with a width of its own is a full-width one; curly quotes and dashes have none."""
    for ch in characters:  # type: ignore[attr-defined]
        if ch not in "“”‘’—…·–":
            return ord(ch) >= 0x2E80
    return False


def soft_break_reason(left: str, right: str, role: str) -> str:
    """Why a line break that the author made inside a paragraph is no end of a sentence; '' where it may be one.

    >>> soft_break_reason("关于印发实施方案的", "通知", "title")
    'line break inside a heading'
    >>> soft_break_reason("地址：北京", "电话：010", "body"), soft_break_reason("我们要，", "必须", "body") != ""
    ('', True)
    """
    if role in ("title", "heading"):
        return "line break inside a heading"
    reason = _reason(Paragraph(left), Paragraph(right, line=2), 0)
    if reason:
        return reason.replace("hard wrap", "line break inside a sentence")
    long = display_width(left) >= 40 and _ENDS.search(right) and not _ENDS.search(left) and not _OPENS.match(right)
    return "line break inside a sentence: it ends on a later line" if long else ""
