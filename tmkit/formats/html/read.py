"""A page's element tree as blocks of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import InputError
from ...model import Document, Paragraph
from ..cleaning import STANDARD, skip_where
from ..decode import refuse_binary
from ..layout import Block, Head, lay_out
from .charset import decode_page
from .furniture import SILENT, find_furniture

__all__ = ["read_html", "read_page"]

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div"}
    | {"dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"}
    | {"hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table"}
    | {"tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_ROLES = {"li": "list-item", "dt": "list-item", "dd": "list-item", "caption": "caption", "figcaption": "caption"}
_ROLES |= {"h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading"}
_WIDE = "[\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U000323af]"
# CSS Text 3, 4.1.2: a line end in the source between two wide characters is no blank.
_WIDE_BREAK = re.compile(rf"(?<={_WIDE})[ \t\r\f]*\n[ \t\r\n\f]*(?={_WIDE})")
_BLANKS = re.compile("[ \t\r\n\f]+")
_UNMARKED = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_BREAK = "\0"
_MAXIMUM_BYTES = 100 * 1024 * 1024
# An element takes some hundred bytes of memory, however short it is in the file.
_MOST_TAGS = 3_000_000
_WEB_ARCHIVE = re.compile(rb"(?i)(?:(?:from|subject|date|mime-version|snapshot-content-location):[^\n]*\r?\n){2}")
_SELF_CLOSED = re.compile(
    r"<(title|script|style|a|div|span|p|td|th|i|b|em|strong|iframe|textarea|sup|sub)(\s[^<>]*)?/>", re.I
)
_SUBSET = re.compile(r"\s*(?:<\?xml[^>]{0,300}>\s*)?<!DOCTYPE[^>\[]{0,500}\[[^\]]{0,20000}\]\s*>", re.IGNORECASE)
_XHTML = re.compile(r"^\s*<\?xml|<html[^>]{0,300}www\.w3\.org/1999/xhtml", re.IGNORECASE)
# HTML has numeric references to C1 controls mean what Windows-1252 has there.
_C1 = {i: bytes([i]).decode("cp1252", "ignore") for i in range(0x80, 0xA0)}
_BUTTONS = "打印本页|打印|关闭窗口|关闭|字号|字体|分享到|分享|收藏|返回顶部|上一篇|下一篇|扫一扫|Print|Share|Close"
_LEFTOVER = re.compile(
    r"^(?:当前位置|您的位置|您现在的位置|您当前的位置|目前位置|您所在的位置|當前位置).{0,80}$"
    r"|^(?:版权所有|版權所有|Copyright\b|©|\(c\) ?\d{4}).{0,120}$|^.{0,60}(?:ICP备|ICP证|公网安备).{0,60}$"
    rf"|^(?=.*(?:{_BUTTONS}))[\s【】\[\]|｜·:：]*(?:(?:{_BUTTONS}|大|中|小)[\s【】\[\]|｜·:：]*)+$",
    re.IGNORECASE,
)


def read_html(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of the main text of a page; `place` is the line of the source.

    Navigation, asides, footers, hidden parts and lists of links are left out and counted in the notices. <br> ends a
    paragraph unless the sentence goes on. Numbers that a browser puts before list items are not part of the text.
    """
    refuse_binary(data, file)
    if _WEB_ARCHIVE.match(data):
        raise InputError("is a web archive (MHT) or a mail, no page", file=file, cure="save the page as HTML alone")
    if len(data) > _MAXIMUM_BYTES:
        raise InputError(f"a page of more than {_MAXIMUM_BYTES >> 20} MB is no text", file=file, cure="check the file")
    decoded = decode_page(data, file=file, encoding=encoding)
    blocks, title, notices = read_page(decoded.text, file=file)
    head = Head(file, language, decoded.encoding, title, (*decoded.notices, *notices))
    return skip_where(lay_out(blocks, head, ("web-leftovers", *STANDARD)), _why_leftover)


def read_page(
    text: str, *, file: str = "", place: str = "line", heuristics: bool = True
) -> tuple[list[Block], str, list[str]]:
    """The blocks of a page, its title, and what was left out; without `heuristics` that is only what is never text."""
    root = _parsed(text, file)
    if root is None:
        return [], "", []
    title = " ".join("".join(root.find(".//title").itertext()).split()) if root.find(".//title") is not None else ""
    body = root.find(".//body")
    body = root if body is None else body
    walker = _Walker(place=place)
    if not heuristics:
        walker.skip = {e for e in body.iter() if e.tag in SILENT}
        return list(walker.blocks(body)), title, []
    main = _main_part(body)
    furniture = find_furniture(main)
    walker.skip = furniture.elements
    outside = _outer_title(body, main)
    blocks = [*([outside] if outside else []), *walker.blocks(main)]
    left = [f"{kind} ({n})" for kind, n in sorted(furniture.counts.items()) if n and kind != "scripts and controls"]
    left += [f"numbers of list items ({walker.numbers})"] * bool(walker.numbers)
    left += ["all that is outside the main part"] if main is not body else []
    return blocks, title, [f"left out: {', '.join(left)}"] if left else []


def _parsed(text: str, file: str) -> Any:
    from lxml import etree

    if text.count("<") > _MOST_TAGS:
        raise InputError(f"has more than {_MOST_TAGS:,} tags", file=file, cure="split it into parts")
    subset = _SUBSET.match(text)
    if subset:
        if "<!ENTITY" in subset.group().upper():
            raise InputError(
                "is refused: it declares entities, which could read other files",
                file=file,
                cure="remove the declarations",
            )
        text = text[subset.end() :]
    if _XHTML.search(text[:2000]):
        text = _SELF_CLOSED.sub(r"<\1\2></\1>", text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.replace(_BREAK, "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise InputError("its elements are nested too deeply to be a text", file=file, cure="check the file")
    return root


def _main_part(body: Any) -> Any:
    """The element that the page itself calls its main part, if it holds a fair share of the text."""
    from lxml import etree

    named = [
        e for e in body.iter("main", "div", "section") if e.tag == "main" or (e.get("role") or "").lower() == "main"
    ]
    articles = [e for e in body.iter("article") if not any(a.tag == "article" for a in e.iterancestors())]
    for candidates, share in ((named, 0.2), (articles, 0.4)):
        if (
            len(candidates) == 1
            and isinstance(candidates[0], etree._Element)
            and _length(candidates[0]) >= share * _length(body)
        ):
            return candidates[0]
    return body


def _length(element: Any) -> int:
    return sum(
        len("".join((e.text or "").split())) + sum(len("".join((c.tail or "").split())) for c in e)
        for e in element.iter()
        if e.tag not in SILENT
    )


def _outer_title(body: Any, main: Any) -> Block | None:
    """A page whose only h1 stands before its main part."""
    heads = list(body.iter("h1"))
    if main is body or len(heads) != 1 or main.find(".//h1") is not None:
        return None
    text = " ".join("".join(heads[0].itertext()).split())
    return Block(text, "title", f"line {heads[0].sourceline}") if text else None


@dataclass(slots=True)
class _Table:
    number: int
    data: bool
    row: int = 0
    column: int = 0
    # The last row into which a cell from above reaches, by column.
    taken: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Walker:
    """Walks a tree without recursion and gathers the text of each block."""

    place: str = "line"
    skip: set[Any] = field(default_factory=set)
    numbers: int = 0
    _pieces: list[str] = field(default_factory=list)
    _roles: list[str] = field(default_factory=lambda: ["body"])
    _tables: list[_Table] = field(default_factory=list)
    _cells: list[tuple[int, int, int] | None] = field(default_factory=lambda: [None])
    _pre: int = 0
    _line: int = 0
    _count: int = 0
    _titled: bool = False
    _begun: bool = False

    def blocks(self, root: Any) -> Iterator[Block]:
        """The blocks under an element, its own text first."""
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if element in self.skip:
                    walk.skip_subtree()
                    continue
                yield from self._start(element)
            else:
                if element not in self.skip:
                    yield from self._end(element)
                if element is not root and element.tail:
                    self._add(element.tail, element)
        yield from self._flush()

    def _start(self, element: Any) -> Iterator[Block]:
        tag = element.tag
        if tag in _BLOCKS:
            yield from self._flush()
            self._open(tag, element)
        elif tag == "br":
            self._pieces.append(_BREAK)
        if element.text:
            self._add(element.text, element)

    def _end(self, element: Any) -> Iterator[Block]:
        if element.tag in _BLOCKS:
            yield from self._flush()
            self._close(element.tag)

    def _open(self, tag: str, element: Any) -> None:
        role, cell = self._roles[-1], self._cells[-1]
        if tag == "table":
            self._count += 1
            self._tables.append(_Table(self._count, _is_data(element)))
        elif tag == "tr" and self._tables:
            self._tables[-1].row += 1
            self._tables[-1].column = 0
        elif tag in ("td", "th") and self._tables:
            cell = self._cell(self._tables[-1], element)
            role = "table-cell" if cell else "body"
        elif tag == "li" and (element.getparent() is not None and element.getparent().tag == "ol"):
            self.numbers += not _UNMARKED.search(element.getparent().get("style") or "")
        self._pre += tag == "pre"
        self._roles.append("table-cell" if cell else _ROLES.get(tag, role))
        self._cells.append(cell)

    def _cell(self, table: _Table, element: Any) -> tuple[int, int, int] | None:
        table.column += 1
        while table.taken.get(table.column, 0) >= table.row:
            table.column += 1
        place = (table.number, table.row, table.column)
        rows = _span(element, "rowspan")
        if rows > 1:
            table.taken |= {table.column + i: table.row + rows - 1 for i in range(_span(element, "colspan"))}
        table.column += _span(element, "colspan") - 1
        return place if table.data else None

    def _close(self, tag: str) -> None:
        self._roles.pop()
        self._cells.pop()
        self._pre -= tag == "pre"
        if tag == "table" and self._tables:
            self._tables.pop()

    def _add(self, text: str, element: Any) -> None:
        if not self._begun:
            self._line = element.sourceline or 0
            self._begun = not text.isspace()
        text = text.translate(_C1) if any("\x80" <= ch <= "\x9f" for ch in text) else text
        self._pieces.append(text.replace("\n", _BREAK) if self._pre else text)

    def _flush(self) -> Iterator[Block]:
        if not self._pieces:
            return
        text, self._pieces, self._begun = "".join(self._pieces), [], False
        lines = text.split(_BREAK)
        if not self._pre:
            lines = [_BLANKS.sub(" ", _WIDE_BREAK.sub("", line)).strip(" ") for line in lines]
        role, cell = self._roles[-1], self._cells[-1]
        place = f"{self.place} {self._line}"
        for group in [[line] for line in lines] if self._pre else _paragraphs(lines):
            if "".join(group).strip():
                if role == "heading" and not self._titled:
                    self._titled = True
                    role = "title"
                yield Block("\n".join(group), role, place, cell)


def _paragraphs(lines: list[str]) -> list[list[str]]:
    """Two line breaks in a row end a paragraph for certain; one may not."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return groups


def _span(element: Any, name: str) -> int:
    text = element.get(name) or "1"
    return min(int(text), 1000) if text.isdigit() and text.isascii() and len(text) < 5 and int(text) else 1


def _is_data(table: Any) -> bool:
    """A table that holds data; pages of old also used tables to lay out their parts."""
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return False
    widest = max((sum(c.tag in ("td", "th") for c in row) for row in table.iter("tr")), default=0)
    holds = any(table.find(f".//{tag}") is not None for tag in ("table", "h1", "h2", "form", "nav"))
    return widest > 1 and not holds


def _why_leftover(paragraph: Paragraph) -> str:
    found = paragraph.role == "body" and _LEFTOVER.match(paragraph.text)
    return "leftover of a web page: no part of the text" if found else ""
