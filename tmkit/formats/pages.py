"""What stands at the edges of printed pages and is no text: running heads and feet, page numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ..model import Paragraph
from ..text import display_width

__all__ = ["page_furniture"]

_PAGE_NUMBER = re.compile(
    r"^[\s\-–—·•|/]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[一二三四五六七八九十〇]{1,4})(?:\s*页)?"
    r"(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?|\s*[,，]?\s*共\s*\d{1,4}\s*页|\s+of\s+\d{1,4})?[\s\-–—·•|/]*$"
    r"|^\s*page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
# The number of the page at either end of a running head.
_NUMBER_BESIDE = re.compile(
    r"^[-–—·|]?\s?(\d{1,4})(?=\s)|(?<=[\s\-–—·|/第])(\d{1,4})(?=\s?(?:[-–—·|]|页|[/／]\s?\d{1,4}|of \d{1,4})?$)"
)
# What numbers parts of the text, not its pages.
_LABEL = re.compile(
    r"^(?:chapter|article|section|part|annex|appendix|table|figure|box|lesson|unit|step|day|question|附件|附录|附表|表|图|专栏)"
    r"\s*\d+$",
    re.IGNORECASE,
)
_ENDS_TEXT = re.compile(r"[。！？：；，、?!:;,]$|[a-z]{5}\.$")
_AMOUNT = re.compile(r"(?:^|\s)[-+¥$€]?\d[\d,.]*%?$")
_CELLS = re.compile(r"\S(?: {2,}|\t)\S")
_HAN_CELLS = re.compile(r"(?:[\u4e00-\u9fff][^\sA-Za-z0-9]*(?:\s+|$)){3}")
_EDGE_LINES = 2


def page_furniture(paragraphs: Sequence[Paragraph], page_of: dict[int, int], column: int) -> dict[int, str]:
    """For the lines that are no text, by their number, the reason; `column` is the length of full lines, or 0.

    A line is a running head when it stands at an edge of a third of the pages and of three at least, the same but for
    the number of the page; a copy is kept of what may be text: of lines that two pages share, of the heads of tables,
    and of lines that are not outermost.
    """
    edges = _edge_lines(paragraphs, page_of)
    shapes = _repeated(paragraphs, page_of, edges, column)
    reasons: dict[int, str] = {}
    inner: set[str] = set()
    numbers: set[int] = set()
    for place in sorted(edges, key=lambda line: (edges[line][1], line)):
        edge, distance, text, nearer = edges[place]
        if distance and nearer not in reasons:
            continue
        if _PAGE_NUMBER.match(text):
            reasons[place] = "page number"
            numbers.add(place)
        elif place in shapes:
            reasons[place] = f"repeats at the {edge} of pages"
            inner |= {shapes[place]} if distance and nearer not in numbers else set()
    doubtful = inner | _heads_of_tables(paragraphs, page_of, shapes)
    if len(set(page_of.values())) < 3:
        doubtful |= set(shapes.values())
    return _without_copies(reasons, shapes, doubtful, edges)


def _edge_lines(paragraphs: Sequence[Paragraph], page_of: dict[int, int]) -> dict[int, tuple[str, int, str, int]]:
    """For lines near the top or bottom of their page: which edge, how far from it, the text, the line nearer to it."""
    by_page: dict[int, list[Paragraph]] = {}
    for p in paragraphs:
        by_page.setdefault(page_of[p.line], []).append(p)
    edges: dict[int, tuple[str, int, str, int]] = {}
    for lines in by_page.values():
        for edge, ordered in (("top", lines), ("bottom", lines[::-1])):
            for distance, p in enumerate(ordered[:_EDGE_LINES]):
                if p.line not in edges or edges[p.line][1] > distance:
                    edges[p.line] = (edge, distance, p.text, ordered[distance - 1].line if distance else 0)
    return edges


def _shapes(paragraph: Paragraph, page: int) -> list[str]:
    """The text, and the text with the number of the page in it taken as the distance to its count in the file."""
    text = " ".join(paragraph.text.split())
    if _LABEL.match(text):
        return [text]

    def counted(match: re.Match[str]) -> str:
        return f"<{int(match.group(1) or match.group(2)) - page}>"

    return [text, *({_NUMBER_BESIDE.sub(counted, text)} - {text})]


def _repeated(
    paragraphs: Sequence[Paragraph], page_of: dict[int, int], edges: dict[int, tuple[str, int, str, int]], column: int
) -> dict[int, str]:
    """The shape of each line that stands at the edge of enough pages; a full line is none, nor one that ends text."""
    shapes = {p.line: _shapes(p, page_of[p.line]) for p in paragraphs if not _PAGE_NUMBER.match(p.text)}
    found: dict[str, set[int]] = {}
    for p in paragraphs:
        full = column and display_width(p.text) >= column * 0.9
        if p.line in edges and not full and not _ENDS_TEXT.search(p.text.strip()):
            for shape in shapes.get(p.line, ()):
                found.setdefault(shape, set()).add(page_of[p.line])
    pages = len(set(page_of.values()))
    least = max(3 if pages > 2 else 2, pages // 3)
    common = {shape for shape, on in found.items() if len(on) >= least}
    return {line: shape for line, own in shapes.items() for shape in own if shape in common}


def _heads_of_tables(paragraphs: Sequence[Paragraph], page_of: dict[int, int], shapes: dict[int, str]) -> set[str]:
    """Repeated lines set in cells, and those that mostly stand above a line that ends with an amount."""
    above: dict[str, list[bool]] = {}
    heads: set[str] = set()
    for p, below in pairwise(paragraphs):
        if p.line in shapes:
            same = page_of[p.line] == page_of[below.line]
            above.setdefault(shapes[p.line], []).append(same and bool(_AMOUNT.search(below.text.strip())))
            if len(_CELLS.findall(p.text)) > 1 or _HAN_CELLS.match(p.text.strip()):
                heads.add(shapes[p.line])
    return heads | {shape for shape, rows in above.items() if sum(rows) * 2 > len(rows)}


def _without_copies(
    reasons: dict[int, str], shapes: dict[int, str], doubtful: set[str], edges: dict[int, tuple[str, int, str, int]]
) -> dict[int, str]:
    """The reasons without those for the one copy that stays: the first at the top, the last at the bottom of pages.

    Between two pages a copy would part a sentence.
    """
    kept = dict(reasons)
    for shape in sorted(doubtful):
        copies = sorted(line for line, found in shapes.items() if found == shape)
        if copies and all(line in reasons for line in copies):
            kept.pop(copies[0] if edges[copies[0]][0] == "top" else copies[-1])
    return kept
