"""The text of a WordprocessingML story (body, cell, note, text box) as blocks, in the order of the author's eye.

Insertions and moves stay where they lead, deletions go; fields give their result, never their code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..layout import Block
from .equations import equation
from .numbering import Numbering
from .styles import Style, Styles
from .symbols import symbol
from .xml import attribute, child, children, is_on, local, value

__all__ = ["Story"]

_THROUGH = frozenset({"hyperlink", "smartTag", "customXml", "ins", "moveTo", "fldSimple", "dir", "bdo", "sdtContent"})
_GONE = frozenset({"del", "moveFrom"})
_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_BOXES = frozenset({"drawing", "pict", "object"})
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


@dataclass(slots=True)
class Story:
    """Reads one document; `counts` says what was left out, `notes` which notes are referred to, in order."""

    styles: Styles
    numbering: Numbering
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[tuple[str, str]] = field(default_factory=list)
    tables: int = 0
    paragraphs: int = 0
    _fields: list[str] = field(default_factory=list)
    _codes: list[str] = field(default_factory=list)
    _boxes: list[Any] = field(default_factory=list)

    def blocks(self, element: Any, where: str = "", cell: tuple[int, int, int] | None = None) -> Iterator[Block]:
        """The blocks of a container; `where` is its place when it is no part of the running text."""
        carried = ""
        for item in self._flat(element):
            if local(item) == "tbl":
                yield from self._table(item)
                continue
            boxes, self._boxes = self._boxes, []
            text, style_name = self._inline(item), value(item, "pPr", "pStyle")
            found, self._boxes = self._boxes, boxes
            self._end_codes()
            mark = child(item, "pPr", "rPr")
            if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
                # The author deleted the end of this paragraph: its text runs on into the next one.
                carried += text
            else:
                yield from self._paragraph(item, carried + text, self.styles.of(style_name), style_name, where, cell)
                carried = ""
            for box in found:
                yield from self._aside(box, where or f"text box near paragraph {self.paragraphs}", cell)
        if carried.strip():
            yield Block(carried, "table-cell" if cell else "body", where, cell)

    def _aside(self, box: Any, where: str, cell: tuple[int, int, int] | None) -> Iterator[Block]:
        fields, codes, self._fields, self._codes = self._fields, self._codes, [], []
        yield from self.blocks(box, where, cell)
        self._fields, self._codes = fields, codes

    def _flat(self, element: Any) -> Iterator[Any]:
        """The paragraphs and tables of a container, through content controls, insertions and alternatives."""
        for item in element:
            name = local(item)
            if name in ("p", "tbl"):
                yield item
            elif name == "sdt":
                yield from self._flat(self._control(item))
            elif name in _THROUGH:
                yield from self._flat(item)
            elif name in _GONE:
                self.counts["tracked deletions"] += 1
            elif name == "AlternateContent":
                yield from self._flat(_choice(item))
            elif name in ("altChunk", "subDoc"):
                self.counts["embedded files"] += 1

    def _control(self, item: Any) -> Any:
        """The content of a content control, unless it only shows the hint of what to type."""
        if is_on(item, "sdtPr", "showingPlcHdr"):
            self.counts["hints of empty content controls"] += 1
            return ()
        content = child(item, "sdtContent")
        return () if content is None else content

    def _paragraph(
        self, item: Any, text: str, style: Style, name: str | None, where: str, cell: tuple[int, int, int] | None
    ) -> Iterator[Block]:
        if not where and not cell:
            self.paragraphs += 1
        label, numbered = self._label(item, style, name)
        if not text.strip():
            return
        role = _role(item, style)
        if role == "body" and numbered:
            role = "list-item"
        place = where or (
            f"table {cell[0]}, row {cell[1]}, column {cell[2]}" if cell else f"paragraph {self.paragraphs}"
        )
        yield Block(label + text.strip("\n"), "table-cell" if cell else role, place, cell)

    def _label(self, item: Any, style: Style, style_name: str | None) -> tuple[str, bool]:
        own = child(item, "pPr", "numPr")
        num = value(own, "numId") if own is not None else None
        level = value(own, "ilvl") if own is not None else None
        num = style.num if num is None else num
        if num is None or num == "0":
            return "", False
        if level is not None and level.isdigit():
            depth = int(level)
        else:
            depth = self.numbering.level_of_style(num, style_name) if style.level is None else style.level
        label = self.numbering.label(num, depth)
        if label is None:
            return "", False
        self.counts["bullets"] += label.bullet
        self.counts["automatic numbers"] += bool(label.text)
        if label.unknown:
            self.counts[f"numbers of the form {label.unknown} written as digits"] += 1
        return label.text, True

    def _inline(self, element: Any) -> str:
        pieces: list[str] = []
        for item in element:
            name = local(item)
            if name == "r":
                pieces.append(self._run(item))
            elif name in _THROUGH:
                pieces.append(self._inline(item))
            elif name == "sdt":
                pieces.append(self._inline(self._control(item)))
            elif name in _GONE:
                self.counts["tracked deletions"] += 1
            elif name == "AlternateContent":
                pieces.append(self._inline(_choice(item)))
            elif name in ("oMath", "oMathPara"):
                pieces.append("".join(t.text or "" for t in item.iter() if local(t) == "t"))
            elif name in ("altChunk", "subDoc"):
                self.counts["embedded files"] += 1
        return "".join(pieces)

    def _run(self, run: Any) -> str:
        if is_on(run, "rPr", "vanish") or self.styles.of(value(run, "rPr", "rStyle") or "").hidden:
            self.counts["runs of hidden text"] += any(e.text for e in children(run, "t"))
            self._steer(run)
            return ""
        return "".join(self._piece(item) for item in run)

    def _steer(self, run: Any) -> None:
        """Fields begin and end in hidden runs too."""
        for item in children(run, "fldChar"):
            self._field(item)

    def _piece(self, item: Any) -> str:
        name = local(item)
        if name == "fldChar":
            return self._field(item)
        if name == "instrText" and self._codes:
            self._codes[-1] += item.text or ""
        elif name in _BOXES:
            self._boxes += _outermost_boxes(item)
        elif name == "AlternateContent":
            return "".join(self._piece(e) for e in _choice(item))
        elif "code" not in self._fields:
            return self._character(item, name)
        return ""

    def _character(self, item: Any, name: str) -> str:
        if name == "t":
            return _written(item)
        if name == "sym":
            return self._symbol(item)
        if name == "ruby":
            self.counts["pronunciation guides"] += 1
            base = child(item, "rubyBase")
            return "" if base is None else self._inline(base)
        if name in _NOTES:
            self.notes.append((_NOTES[name], attribute(item, "id") or ""))
        return _CHARACTERS.get(name, "")

    def _field(self, item: Any) -> str:
        """Follow the bounds of a field; the text of one that has no result but draws it."""
        kind = attribute(item, "fldCharType")
        if kind == "begin":
            self._fields.append("code")
            self._codes.append("")
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result"
        elif kind == "end" and self._fields:
            state, code = self._fields.pop(), self._codes.pop()
            return equation(code) if state == "code" and "code" not in self._fields else ""
        return ""

    def _end_codes(self) -> None:
        """A field code does not run over the end of a paragraph; one that lacks its end must not swallow the rest."""
        self.counts["unfinished fields"] += self._fields.count("code")
        kept = [(state, code) for state, code in zip(self._fields, self._codes, strict=True) if state != "code"]
        self._fields, self._codes = [state for state, _ in kept], [code for _, code in kept]

    def _symbol(self, item: Any) -> str:
        text = symbol(attribute(item, "font") or "", attribute(item, "char") or "")
        self.counts["symbols of a private font"] += not text
        return text

    def _table(self, table: Any) -> Iterator[Block]:
        self.tables += 1
        number = self.tables
        for row, element in enumerate(self._rows(table, "tr"), start=1):
            if child(element, "trPr", "del") is not None:
                self.counts["deleted table rows"] += 1
                continue
            column = 1 + _whole(value(element, "trPr", "gridBefore"), 0)
            for item in self._rows(element, "tc"):
                merged = child(item, "tcPr", "vMerge")
                if child(item, "tcPr", "cellDel") is not None:
                    self.counts["deleted table cells"] += 1
                elif merged is None or attribute(merged, "val") == "restart":
                    yield from self.blocks(item, "", (number, row, column))
                column += _whole(value(item, "tcPr", "gridSpan"), 1)

    def _rows(self, element: Any, name: str) -> Iterator[Any]:
        for item in element:
            kind = local(item)
            if kind == name:
                yield item
            elif kind == "sdt":
                yield from self._rows(child(item, "sdtContent") if child(item, "sdtContent") is not None else (), name)
            elif kind in _THROUGH:
                yield from self._rows(item, name)


def _choice(item: Any) -> Any:
    """Of alternative contents the first, which newer programs show; the fallback repeats it for older ones."""
    found = children(item, "Choice") or children(item, "Fallback")
    return found[0] if found else ()


def _outermost_boxes(item: Any) -> list[Any]:
    if local(item) == "txbxContent":
        return [item]
    inner = _choice(item) if local(item) == "AlternateContent" else item
    return [box for e in inner for box in _outermost_boxes(e)]


def _role(item: Any, style: Style) -> str:
    outline = value(item, "pPr", "outlineLvl")
    if outline is not None and style.role == "body":
        return "heading" if outline.isdigit() and int(outline) < 9 else "body"
    return style.role


def _written(item: Any) -> str:
    """The text of w:t; line ends in it only indent the XML, or are blanks where the file says that blanks count."""
    text = item.text or ""
    if "\n" not in text and "\r" not in text:
        return text
    return " ".join(text.splitlines()) if attribute(item, "space") == "preserve" else " ".join(text.split())


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else default
