"""Hard line ends inside sentences: the evidence that a line was cut by its length, and what joins the two parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ..model import Paragraph
from ..text import display_width

__all__ = ["Columns", "Vocabulary", "glue_between", "soft_break_reason", "wrap_columns", "wrap_reasons"]

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
_CUT_NUMBER, _REST = re.compile(r"\d[.,]?$"), re.compile(r"[.,]?\d")
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
_AT_COLUMN = "hard wrap at column"
_ENOUGH = 4
_SMALL = "a word follows in small letters"
_VERSE = 12
_VERSE_END = re.compile(r"[，。；？！,;][”』」]?$")
_MARK = re.compile(r"[，。；：、？！“”（）,.;:?!]")


class Vocabulary:
    """The words of a text, read when first asked for: they decide whether a hyphen at a line end is spelling."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        if self._words is None:
            self._words = frozenset(w for p in self._paragraphs for w in re.findall(r"[A-Za-z-]{4,}", p.text.lower()))
        return word.lower() in self._words


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the lines of a text were cut, 0 for nowhere: Chinese lines by columns and by characters, others by columns.

    A text in two languages has a column for each; `slack` is by how much lines of Chinese may fall short, `marked` says
    that every paragraph begins with a blank line or an indent.
    """

    eastern: int = 0
    characters: int = 0
    western: int = 0
    slack: int = _SLACK
    marked: bool = False

    def widest(self) -> int:
        """The length of the longest full lines."""
        return max(self.eastern, self.western)

    def filled(self, before: str, after: str) -> int:
        """The column that a line reaches so nearly that what follows would not have fitted; 0 for none."""
        word = re.match(r"[!-~]+", after)
        if not _is_eastern(reversed(before[-4:])):
            # Letters of print have widths of their own, so that a full line of words may count a seventh less.
            needed = max(display_width(word.group()) + 1, self.western // 7) if word else _SLACK
            if self.western - needed < display_width(before) <= self.western + _SLACK:
                return self.western
        # A number is not parted from its first digits.
        needed = self.slack + (len(word.group()) if word and word.group()[0].isalnum() else 0)
        if self.eastern - needed < display_width(before) <= self.eastern + self.slack:
            return self.eastern
        # Some programs count characters, so that a line with figures takes fewer columns.
        short = self.characters - (needed + 1) // 2 < len(before) <= self.characters + 2
        return self.eastern if short and self.eastern else 0


def wrap_columns(paragraphs: Sequence[Paragraph], share: float = 0.4, slack: int = _SLACK) -> Columns:
    """The line lengths to which a text was wrapped.

    Lines that another line follows at once pile up just below the column; a text of one paragraph a line has no pile.
    `share` is the part of the lines of one script that makes a pile.
    """
    lines = [left.text.rstrip() for left, right in pairwise(paragraphs) if _adjacent(left, right)]
    eastern = [line for line in lines if _is_mostly_eastern(line)]
    east = _pile([display_width(line) for line in eastern], share)
    west = _pile([display_width(line) for line in lines if not _is_mostly_eastern(line)], share)
    if not east and not west:
        # A few lines of each script may make one pile.
        east = west = _pile([display_width(line) for line in lines], share)
    return Columns(east, _pile([len(line) * 2 for line in eastern], share) // 2, west, slack)


def _pile(widths: list[int], share: float) -> int:
    widths.sort()
    if len(widths) < 3:
        return 0
    column = widths[int(len(widths) * 0.95)]
    # Marks that may not begin a line hang out of the column that most full lines end at.
    full = Counter(width for width in widths if width > column - 2 * _SLACK)
    times, common = max((times, width) for width, times in full.items())
    column = common if times >= 3 and times * 3 >= full.total() else column
    near = sum(width > column - max(_SLACK, column // 8) for width in widths)
    return column if _MINIMUM <= column <= _MAXIMUM and near >= 3 and near >= len(widths) * share else 0


def _is_mostly_eastern(line: str) -> bool:
    return sum(ch >= "\u2e80" for ch in line) * 3 > len(line)


def wrap_reasons(paragraphs: Sequence[Paragraph], columns: Columns | None = None) -> dict[int, str]:
    """For the line of each paragraph that continues the one before it: the evidence."""
    if columns is None:
        columns = wrap_columns(paragraphs)
    verse = _verse(paragraphs)
    columns = replace(columns, marked=_marks_paragraphs(paragraphs, columns))
    reasons: dict[int, str] = {}
    listed = False
    for left, right in pairwise(paragraphs):
        reason = _reason(left, right, columns) if _adjacent(left, right) and right.line not in verse else ""
        # Items in small letters below a colon: nothing says that one goes on in the next.
        if reason and not (listed and reason.endswith(_SMALL)):
            reasons[right.line] = reason
        elif left.text.rstrip().endswith((":", "：")) or not right.text[:1].islower():
            listed = right.text[:1].islower()
    for line in _lists_of_titles(paragraphs, reasons, columns):
        del reasons[line]
    return reasons


def _marks_paragraphs(paragraphs: Sequence[Paragraph], columns: Columns) -> bool:
    """Whether no short line is followed at once by another: then a full stop at the end of a full line ends nothing."""
    full = 0
    for left, right in pairwise(paragraphs):
        if _adjacent(left, right) and not _OPENS.match(right.text):
            if not columns.filled(left.text.rstrip(), right.text):
                return False
            full += 1
    return full >= _ENOUGH


def _runs(
    paragraphs: Sequence[Paragraph], follows: Callable[[Paragraph, Paragraph], bool]
) -> Iterator[list[Paragraph]]:
    """The paragraphs in groups, each of which goes on as long as `follows` holds between neighbours."""
    run: list[Paragraph] = []
    for p in paragraphs:
        if run and not follows(run[-1], p):
            yield run
            run = []
        run.append(p)
    yield run


def _verse(paragraphs: Sequence[Paragraph]) -> set[int]:
    """The lines of Chinese verse but the first: four or more short ones of the same length, each with its mark."""

    def follows(left: Paragraph, right: Paragraph) -> bool:
        a, b = left.text.strip(), right.text.strip()
        short = len(a) == len(b) <= _VERSE
        return short and _adjacent(left, right) and bool(_VERSE_END.search(a) and _VERSE_END.search(b))

    return {p.line for run in _runs(paragraphs, follows) if len(run) >= 4 for p in run[1:]}


def _lists_of_titles(paragraphs: Sequence[Paragraph], reasons: dict[int, str], columns: Columns) -> list[int]:
    """Full lines in a row, the last one too, without a mark in any of them: titles of one length, not a sentence."""
    found: list[int] = []
    for run in _runs(paragraphs, lambda left, right: right.line in reasons and _adjacent(left, right)):
        if len(run) > 2 and not any(_MARK.search(p.text) for p in run) and columns.filled(run[-1].text.rstrip(), "一"):
            found += [p.line for p in run[1:] if reasons[p.line].startswith(_AT_COLUMN)]
    return found


def _adjacent(left: Paragraph, right: Paragraph) -> bool:
    return right.line == left.line + 1 and left.cell == right.cell


def _reason(left: Paragraph, right: Paragraph, columns: Columns) -> str:
    before, after = left.text.rstrip(), right.text
    if not before or _OPENS.match(after):
        return ""
    column = columns.filled(before, after)
    if _ENDS.search(before):
        # An abbreviation at the end of a full line, such as "Mr." or "e.g.", or a semicolon inside a sentence.
        inside = before.endswith((".", ";")) and after[:1].islower()
        full = column and (inside or (columns.marked and before[-1] not in ":："))
        return f"{_AT_COLUMN} {column}" if full else _abbreviated(before, after)
    return f"{_AT_COLUMN} {column}" if column else _broken_off(before, after)


def _abbreviated(before: str, after: str) -> str:
    """What shows that the full stop at the end of a line is that of an abbreviation; '' where nothing does."""
    title = _TITLE.search(before)
    if title:
        return f"hard wrap: no line ends with '{title.group().strip()}'"
    if _ABBREVIATION.search(before) and after[:1].islower():
        return f"hard wrap: {_SMALL}"
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
    return "" if _is_eastern(reversed(before[-4:])) else f"hard wrap: {_SMALL}"


def glue_between(left: str, right: str, vocabulary: Vocabulary) -> tuple[int, str]:
    """How many characters to cut from the end of `left`, and what to put between: '' beside Chinese, else a blank.

    >>> glue_between("第十一次集体", "学习", Vocabulary([])), glue_between("he said “yes”", "and left", Vocabulary([]))
    ((0, ''), (0, ' '))
    >>> glue_between("the develop-", "ment of", Vocabulary([]))
    (1, '')
    >>> glue_between("同比增长5.", "0%", Vocabulary([])), glue_between("产量139", "08亿斤", Vocabulary([]))
    ((0, ''), (0, ''))
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
    if _CUT_NUMBER.search(left) and _REST.match(right) and (left[-1] in ".," or _is_mostly_eastern(left)):
        return 0, ""
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
    reason = _reason(Paragraph(left), Paragraph(right, line=2), Columns())
    if reason:
        return reason.replace("hard wrap", "line break inside a sentence")
    long = display_width(left) >= 40 and _ENDS.search(right) and not _ENDS.search(left) and not _OPENS.match(right)
    return "line break inside a sentence: it ends on a later line" if long else ""
