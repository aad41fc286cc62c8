"""Cleaning as data: named, pure repairs of a Document, each change kept with its place and its reason.

The file itself is never touched. Every repair returns a new Document whose paragraphs map back to the decoded file
through `offsets`, and whose `edits` say what was changed, where and why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Protocol

from ..errors import InputError
from ..model import Document, Edit, Paragraph
from ..text.wordlists import word_list
from .offsets import Offsets, runs
from .wraps import Vocabulary, glue_between, wrap_reasons

__all__ = [
    "REPAIRS",
    "STANDARD",
    "Finder",
    "Replacement",
    "clean",
    "drop_text",
    "explain_edits",
    "join_lines",
    "join_where",
    "joined",
    "skip_lines",
    "skip_where",
    "substitute",
]

# What replaces a match: a string, or a function of the match.
Replacement = str | Callable[[re.Match[str]], str]


class Finder(Protocol):
    """Anything that finds matches in a text from left to right, as a compiled expression does."""

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]: ...


@dataclass(frozen=True, slots=True)
class _Pattern:
    expression: Finder
    after: Replacement
    reason: str


def _radical(match: re.Match[str]) -> str:
    return _radicals()[match.group()]


@cache
def _radicals() -> dict[str, str]:
    return dict(line.split() for line in word_list("han_radicals.txt"))


_EDGE = "[ \t\N{NO-BREAK SPACE}\N{IDEOGRAPHIC SPACE}\u2000-\u200a]"
_HAN = "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_EAST = f"(?:{_HAN}|[，。、；：？！“”‘’（）《》〈〉「」『』【】])"
_HAN_BLANKS = re.compile(rf"(?<={_HAN}) +(?={_EAST})|(?<=[，。、；：？！”’）》」』]) +(?={_EAST})")
_NUMBER_GAP = re.compile(r"(?:第[一二三四五六七八九十百千〇零\d]+(?:章|节|條|条|编|篇|款|部分|節)|附件|附录) +")


class _HanBlanks:
    """Blanks that a layout put between Chinese characters, not those that an author did.

    A short line without a final mark keeps its few blanks, as in 教育部部长 怀进鹏, and any line the one after 第一章.
    """

    def finditer(self, text: str, /) -> Iterator[re.Match[str]]:
        found = list(_HAN_BLANKS.finditer(text))
        spaced = len(found) * 2 >= len(text.replace(" ", ""))
        if len(text) <= 30 and len(found) <= 2 and not spaced and not re.search(r"[。！？；，”]$", text.rstrip()):
            return iter(())
        gap = _NUMBER_GAP.match(text.lstrip())
        kept = len(text) - len(text.lstrip()) + gap.end() if gap and not spaced else 0
        return iter([m for m in found if m.start() >= kept])


_LEFTOVERS = (
    r"\[bookmark: ?[^\]\n]{0,80}\]"
    r"|\[(?:编辑|編輯|edit|原创研究？|来源请求|來源請求|citation needed)\]"
    r"|【(?:打印(?:本页)?|关闭(?:窗口)?|收藏(?:本页)?|返回(?:顶部)?|纠错|字(?:体|号)[：:]?[^】]{0,12})】(?:打印$)?"
    r"|[（(]?\[?(?:责任编辑|責任編輯)[:：] ?[^）)\]\n]{1,16}[）)\]]?$"
    r"|\{ ?(?:HYPERLINK|PAGEREF|TOC|REF|PAGE|MERGEFORMAT)\b[^}\n]{0,200}\}"
)
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl", "\ufb06": "st"}
_PATTERNS = {
    "indents": _Pattern(re.compile(rf"^{_EDGE}+"), "", "blanks that only indent the line"),
    "trailing-blanks": _Pattern(re.compile(rf"(?<!{_EDGE}){_EDGE}+$"), "", "blanks at the end of the line"),
    "bullets": _Pattern(
        re.compile(rf"^{_EDGE}*[■□●○◆◇▲△▪▫•·‣◦➢✓✔➤★☆]{_EDGE}*"), "", "bullet that only marks the list item"
    ),
    "list-dashes": _Pattern(re.compile(r"^——"), "", "dash that only marks the list item"),
    "quote-blanks": _Pattern(
        re.compile(rf"(?<=“){_EDGE}+|(?<!{_EDGE}){_EDGE}+(?=”)"),
        "",
        "blank between a quotation mark and what it quotes",
    ),
    "zero-width": _Pattern(re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u180e]+"), "", "zero-width characters"),
    "control-characters": _Pattern(re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+"), "", "control characters"),
    "no-break-spaces": _Pattern(
        re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}]"), " ", "no-break space"
    ),
    "ideographic-spaces": _Pattern(
        re.compile("(?<=\\S)\N{IDEOGRAPHIC SPACE}+(?=\\S)"), " ", "ideographic space inside the line"
    ),
    "repeated-blanks": _Pattern(re.compile(r"(?<=\S) {2,}(?=\S)"), " ", "more than one blank"),
    "han-blanks": _Pattern(_HanBlanks(), "", "blank between Chinese characters"),
    "radicals": _Pattern(
        re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5]"), _radical, "radical that stands for a Han character"
    ),
    "ligatures": _Pattern(re.compile("[\ufb00-\ufb04\ufb06]"), lambda m: _LIGATURES[m.group()], "ligature"),
    "web-leftovers": _Pattern(re.compile(_LEFTOVERS), "", "leftover of a web page or word processor"),
}
# What may go from any text without a second look; half and full width, quotes and dashes are never touched.
STANDARD = ("control-characters", "zero-width", "indents", "trailing-blanks", "no-break-spaces")


def _pattern_repair(pattern: _Pattern) -> Callable[[Document], Document]:
    def repair(document: Document) -> Document:
        return _each(document, pattern.expression, pattern.after, pattern.reason)

    return repair


REPAIRS: dict[str, Callable[[Document], Document]] = {
    name: _pattern_repair(pattern) for name, pattern in _PATTERNS.items()
}


def join_hard_wraps(document: Document) -> Document:
    """Join lines that a fixed line length cut inside a sentence, each on evidence that its edit names.

    >>> lines = ["会议部署明年的工作任务，", "并听取各方意见。"]
    >>> document = Document("d", "zh", tuple(Paragraph(t, i * 13, i + 1) for i, t in enumerate(lines)))
    >>> joined = join_hard_wraps(document)
    >>> [p.text for p in joined.paragraphs], joined.edits[0].reason
    (['会议部署明年的工作任务，并听取各方意见。'], "hard wrap: no line ends with '，'")
    """
    reasons = wrap_reasons(document.paragraphs)
    return join_where(document, lambda left, right: reasons.get(right.line, ""))


REPAIRS["hard-wraps"] = join_hard_wraps


def clean(document: Document, names: Sequence[str]) -> Document:
    """Apply repairs of REPAIRS by name, in the order given.

    >>> from tmkit.model import Document, Paragraph
    >>> document = Document("d", "zh", (Paragraph("　　■必须。", start=0, line=6),))
    >>> cleaned = clean(document, ["indents", "bullets"])
    >>> cleaned.paragraphs[0].text, [(e.before, e.reason) for e in cleaned.edits][1]
    ('必须。', ('■', 'bullet that only marks the list item'))
    """
    for name in names:
        if name not in REPAIRS:
            raise InputError(
                f"unknown repair '{name}'", file=document.file, cure=f"known repairs: {', '.join(sorted(REPAIRS))}"
            )
        document = REPAIRS[name](document)
    return document


_LINES = "`tmkit read --format json` numbers the lines"


def drop_text(document: Document, line: int, text: str, reason: str) -> Document:
    """Take a literal string out of the paragraph that starts at a line of the file."""
    if not any(p.line == line and text in p.text for p in document.paragraphs):
        raise InputError(f"there is no '{text}' to drop in this line", file=document.file, line=line, cure=_LINES)
    expression = re.compile(re.escape(text))
    paragraphs, edits = [], []
    for paragraph in document.paragraphs:
        kept, found = substitute(paragraph, expression, "", reason) if paragraph.line == line else (paragraph, [])
        edits += found
        paragraphs.append(kept)
    return _with(document, paragraphs, edits)


def join_lines(document: Document, first: int, last: int, reason: str) -> Document:
    """Join the paragraphs that start at lines first..last into one: a sentence broken by a hard line end."""
    chosen = [p for p in document.paragraphs if first <= p.line <= last]
    if len(chosen) < 2:
        raise InputError(f"lines {first}-{last} hold nothing to join", file=document.file, line=first, cure=_LINES)
    return join_where(document, lambda left, right: reason if first <= left.line and right.line <= last else "")


def join_where(document: Document, why: Callable[[Paragraph, Paragraph], str]) -> Document:
    """Join each paragraph to the one before where why(before, it) gives a reason; both are as read."""
    vocabulary = Vocabulary(document.paragraphs)
    groups: list[list[Paragraph]] = []
    edits: list[Edit] = []
    for paragraph in document.paragraphs:
        reason = why(groups[-1][-1], paragraph) if groups else ""
        if reason:
            edits.append(_break_between(groups[-1][-1], paragraph, reason, vocabulary))
            groups[-1].append(paragraph)
        else:
            groups.append([paragraph])
    return _with(document, [joined(group, vocabulary) for group in groups], edits)


def joined(group: Sequence[Paragraph], vocabulary: Vocabulary | None = None) -> Paragraph:
    """One paragraph of several, with what belongs between them; each character keeps its place in the file."""
    if len(group) == 1:
        return group[0]
    vocabulary = vocabulary or Vocabulary(group)
    pieces: list[str] = [group[0].text]
    kept: list[range] = []
    for left, right in pairwise(group):
        cut, glue = glue_between(left.text, right.text, vocabulary)
        pieces[-1] = pieces[-1][: len(left.text) - cut]
        kept += runs(_offsets(left), 0, len(left.text) - cut)
        pieces += [glue, right.text]
        kept += [range(right.start, right.start + 1)] * len(glue)
    kept += runs(_offsets(group[-1]), 0, len(group[-1].text))
    return replace(group[0], text="".join(pieces), offsets=Offsets(kept))


def skip_lines(document: Document, first: int, last: int, reason: str) -> Document:
    """Leave out the paragraphs that start at lines first..last."""
    if not any(first <= p.line <= last for p in document.paragraphs):
        raise InputError(f"lines {first}-{last} hold no text to skip", file=document.file, line=first, cure=_LINES)
    return skip_where(document, lambda p: f"skipped: {reason}" if first <= p.line <= last else "")


def skip_where(document: Document, why: Callable[[Paragraph], str]) -> Document:
    """Leave out the paragraphs for which `why` gives a reason; their text stays in the edits."""
    kept: list[Paragraph] = []
    edits: list[Edit] = []
    for p in document.paragraphs:
        reason = why(p)
        if reason:
            edits.append(Edit(p.start, _offsets(p)[-1] + 1 if p.text else p.start, p.text, "", reason, p.line))
        else:
            kept.append(p)
    return _with(document, kept, edits)


def explain_edits(document: Document) -> list[str]:
    r"""What reading and cleaning changed, one line a change: its place, before, after and the reason; then the notices.

    >>> document = clean(Document("d", "zh", (Paragraph("　　必须。", line=6),), file="a.txt"), ["indents"])
    >>> print(*explain_edits(document))
    a.txt:6: '\u3000\u3000' -> '' (blanks that only indent the line)
    """
    places = {p.line: f" ({p.place})" for p in document.paragraphs if p.place}
    lines = [
        f"{document.file}:{e.line}{places.get(e.line, '')}: {_shown(e.before)} -> {_shown(e.after)} ({e.reason})"
        for e in sorted(document.edits, key=lambda e: (e.start, e.end))
    ]
    return lines + [f"{document.file}: {notice}" for notice in document.notices]


def _shown(text: str) -> str:
    """Quoted, with blanks and controls written as escapes, shortened in the middle where long."""
    short = text if len(text) <= 60 else f"{text[:40]} ... {text[-15:]}"
    return (
        "'"
        + "".join(ch if ch.isprintable() and (ch.isascii() or not ch.isspace()) else _escape(ch) for ch in short)
        + "'"
    )


def _escape(ch: str) -> str:
    return ch.encode("unicode_escape").decode("ascii")


def _each(document: Document, expression: Finder, after: Replacement, reason: str) -> Document:
    paragraphs, edits = [], []
    for paragraph in document.paragraphs:
        changed, found = substitute(paragraph, expression, after, reason)
        edits += found
        if changed.text:
            paragraphs.append(changed)
    return _with(document, paragraphs, edits)


def substitute(
    paragraph: Paragraph, expression: Finder, after: Replacement, reason: str
) -> tuple[Paragraph, list[Edit]]:
    """Replace every match in a paragraph; the new characters take the file offset of the first one replaced."""
    found = [(m, after if isinstance(after, str) else after(m)) for m in expression.finditer(paragraph.text)]
    found = [(m, new) for m, new in found if m.group() != new]
    if not found:
        return paragraph, []
    offsets = _offsets(paragraph)
    pieces: list[str] = []
    kept: list[range] = []
    edits: list[Edit] = []
    position = 0
    for match, new in found:
        pieces += [paragraph.text[position : match.start()], new]
        start = offsets[match.start()]
        kept += [*runs(offsets, position, match.start()), *[range(start, start + 1)] * len(new)]
        edits.append(Edit(start, offsets[match.end() - 1] + 1, match.group(), new, reason, paragraph.line))
        position = match.end()
    pieces.append(paragraph.text[position:])
    kept += runs(offsets, position, len(paragraph.text))
    places = Offsets(kept)
    start = places[0] if places else paragraph.start
    return replace(paragraph, text="".join(pieces), start=start, offsets=places), edits


def _offsets(paragraph: Paragraph) -> Sequence[int]:
    if paragraph.offsets is not None:
        return paragraph.offsets
    return range(paragraph.start, paragraph.start + len(paragraph.text))


def _break_between(left: Paragraph, right: Paragraph, reason: str, vocabulary: Vocabulary) -> Edit:
    cut, glue = glue_between(left.text, right.text, vocabulary)
    ends = _offsets(left)
    start = ends[-1] + 1 - cut if left.text else left.start
    return Edit(start, right.start, left.text[len(left.text) - cut :] + "\n", glue, reason, right.line)


def _with(document: Document, paragraphs: Sequence[Paragraph], edits: Sequence[Edit]) -> Document:
    return replace(document, paragraphs=tuple(paragraphs), edits=(*document.edits, *edits))
