"""DOCX to be translated: its paragraphs as segments with inline codes, and translations put back in their places.

What stands in a run of other looks than most of its paragraph is a code pair, what is no text (a picture, a note, a
tab, a field) a code; everything else of the file stays as it is. The document itself is the skeleton: it is read again
when the translations come back, and every segment is known by its part, paragraph and number.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..archive import Archive
from ..docx.xml import child, children, local
from ..files import file_bytes
from ..output import replacing

__all__ = ["Inline", "Job", "JobSegment", "Spans"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_THROUGH = frozenset({"smartTag", "customXml", "ins", "moveTo", "dir", "bdo"})
_SHELLS = frozenset({"hyperlink", "sdt"})
_GONE = frozenset({"del", "moveFrom", "proofErr", "lastRenderedPageBreak", "delText"})
_STARTS = frozenset({"bookmarkStart", "commentRangeStart", "permStart"})
_ENDS = frozenset({"bookmarkEnd", "commentRangeEnd", "permEnd"})
_STORIES = ("document", "footnotes", "endnotes", "header", "footer", "comments")
_OUTSIDE = frozenset({"fldSimple", "oMath", "oMathPara", "subDoc"})  # objects that stand in no run
_ALONE = _OUTSIDE | {"br", "cr"}
_BLANK = frozenset({"tab", "ptab", "br", "cr"})  # objects that part text as a blank does
_OBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_UNSEEN = frozenset({"lang", "noProof"})  # of a run's properties: nothing that one sees

Split = Callable[[str], Sequence[tuple[int, int]]]  # a paragraph's text -> where its sentences start and end
Inline = tuple[str, int]  # text and the number of the code that it stands in, 0 for none; of an object the text is ""
Spans = Sequence[Inline]


@dataclass(slots=True)
class _Piece:
    """Text of one look, or an object: elements that are no text and stand together."""

    text: str
    look: int
    nodes: list[Any] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The text, with one character for an object; a line break ends a sentence."""
        return self.text or ("\n" if any(local(n) in ("br", "cr") for n in self.nodes) else _OBJECT)


@dataclass(frozen=True, slots=True)
class JobSegment:
    """A sentence: its id, its text in spans, and what kind each of its codes is, "g" for looks and "x" for objects."""

    id: str
    spans: tuple[Inline, ...]
    codes: tuple[str, ...]

    @property
    def text(self) -> str:
        """The text without codes."""
        return "".join(text for text, _ in self.spans)


class _Paragraph:
    """A paragraph in pieces, cut into sentences."""

    def __init__(self, element: Any, split: Split) -> None:
        self.element = element
        self.looks: list[tuple[Any, tuple[Any, ...]]] = []
        self._known: dict[tuple[bytes, tuple[int, ...]], int] = {}
        self.starts: list[Any] = []
        self.ends: list[Any] = []
        self.pieces: list[_Piece] = []
        self._collect(element, ())
        plain = "".join(p.plain for p in self.pieces)
        counts = Counter(dict.fromkeys(range(len(self.looks)), 0))
        for piece in self.pieces:
            counts[piece.look] += len(piece.text)
        self.base = max(counts, key=lambda look: (counts[look], -look), default=0)
        self.sentences = [s for a, b in split(plain) if (s := _trimmed(plain, a, b))]

    def _collect(self, holder: Any, shells: tuple[Any, ...]) -> None:
        for item in holder:
            name = local(item)
            if name == "r":
                self._run(item, shells)
            elif name in _THROUGH:
                self._collect(item, shells)
            elif name in _SHELLS:
                content = item if name == "hyperlink" else child(item, "sdtContent")
                self._collect(() if content is None else content, (*shells, item))
            elif name in _STARTS:
                self.starts.append(item)
            elif name in _ENDS:
                self.ends.append(item)
            elif name and name not in _GONE and name != "pPr":
                self._object(item, self._look(None, shells))

    def _run(self, run: Any, shells: tuple[Any, ...]) -> None:
        look = self._look(child(run, "rPr"), shells)
        for item in run:
            name = local(item)
            if name == "t":
                self._text(item.text or "", look)
            elif name and name not in _GONE and name != "rPr":
                self._object(item, look)

    def _text(self, text: str, look: int) -> None:
        if self.pieces and self.pieces[-1].text and self.pieces[-1].look == look:
            self.pieces[-1].text += text
        elif text:
            self.pieces.append(_Piece(text, look))

    def _object(self, item: Any, look: int) -> None:
        last = self.pieces[-1] if self.pieces else None
        alone = local(item) in _ALONE
        if last is None or last.text or last.look != look or alone or local(last.nodes[0]) in _ALONE:
            self.pieces.append(_Piece("", look, [item]))
        else:
            last.nodes.append(item)

    def _look(self, properties: Any, shells: tuple[Any, ...]) -> int:
        key = (_seen(properties), tuple(map(id, shells)))
        if key not in self._known:
            self._known[key] = len(self.looks)
            self.looks.append((properties, shells))
        return self._known[key]

    def within(self, start: int, end: int) -> list[_Piece]:
        """The pieces between two places of the plain text, cut where needed."""
        found, at = [], 0
        for piece in self.pieces:
            size = len(piece.plain)
            a, b = max(start - at, 0), min(end - at, size)
            if a < b:
                found.append(_Piece(piece.text[a:b], piece.look, piece.nodes))
            at += size
        return found

    def spans(self, pieces: Iterable[_Piece]) -> tuple[tuple[Inline, ...], tuple[str, ...], list[_Piece]]:
        """Text and codes of pieces, the kinds of the codes, and the piece that each code stands for."""
        spans: list[Inline] = []
        coded: list[_Piece] = []
        for piece in pieces:
            if piece.text and piece.look == self.base:
                spans.append((piece.text, 0))
            else:
                coded.append(piece)
                spans.append((piece.text, len(coded)))
        return tuple(spans), tuple("g" if p.text else "x" for p in coded), coded

    def rebuild(self, translated: Mapping[int, Spans], glue: str) -> None:
        """Put translations, by number of the sentence, in the place of the sentences; the rest stays in its order."""
        pieces: list[_Piece] = []
        at = 0
        for number, (start, end) in enumerate(self.sentences):
            between = self.within(at, start)
            own = self.within(start, end)
            is_new = number in translated
            near = (is_new, number - 1 in translated)
            if number and any(near):
                between = self._joint(between, glue, all(near))
            pieces += between
            pieces += self._replaced(own, translated[number]) if is_new else own
            at = end
        pieces += self.within(at, sum(len(p.plain) for p in self.pieces))
        self._fill(pieces)

    def _joint(self, between: list[_Piece], glue: str, both: bool) -> list[_Piece]:
        """What stands between two sentences, with `glue` where no blank, tab or break parts them.

        Without glue mere blanks between two translations go: Chinese writes none.
        """
        plain = "".join(piece.plain for piece in between)
        if not glue:
            return [p for p in between if p.nodes] if both and not plain.strip(f" {_OBJECT}") else between
        parted = any(local(node) in _BLANK for piece in between for node in piece.nodes)
        if parted or any(ch.isspace() for ch in plain):
            return between
        return [*between, _Piece(glue, self.base)]

    def _replaced(self, own: list[_Piece], spans: Spans) -> list[_Piece]:
        coded = self.spans(own)[2]
        pieces = []
        for text, code in spans:
            piece = coded[code - 1] if 0 < code <= len(coded) else None
            if piece is None or (piece.text and text):
                pieces += [_Piece(text, self.base if piece is None else piece.look)] if text else []
            elif piece.nodes:
                pieces.append(piece)
        # An object that the translation lacks, such as a note, is not lost: it stands at the end of its sentence.
        used = [id(p.nodes) for p in pieces if p.nodes]
        return pieces + [p for p in coded if p.nodes and id(p.nodes) not in used]

    def _fill(self, pieces: list[_Piece]) -> None:
        paragraph = self.element
        space = paragraph.tag.removesuffix("p")
        for item in list(paragraph):
            if local(item) != "pPr":
                paragraph.remove(item)
        paragraph.extend(self.starts)
        open_: tuple[Any, ...] = ()
        holders: list[Any] = [paragraph]
        for piece in pieces:
            properties, shells = self.looks[piece.look]
            same = 0
            while same < min(len(open_), len(shells)) and open_[same] is shells[same]:
                same += 1
            del holders[same + 1 :]
            for shell in shells[same:]:
                holders.append(_shell(shell, holders[-1]))
            open_ = shells
            _append(holders[-1], piece, properties, space)
        paragraph.extend(self.ends)


def _trimmed(plain: str, start: int, end: int) -> tuple[int, int] | None:
    """A sentence without objects and blanks at its edges; None where no letter is in it."""
    edge = _OBJECT + " \t\n\N{IDEOGRAPHIC SPACE}\N{NO-BREAK SPACE}"
    inside = plain[start:end]
    start += len(inside) - len(inside.lstrip(edge))
    # A note or a picture at the end of a sentence belongs to it only if text follows.
    end -= len(inside) - len(inside.rstrip(edge))
    return (start, end) if any(ch.isalpha() for ch in plain[start:end]) else None


def _seen(properties: Any) -> bytes:
    """What of a run's properties one sees, as bytes to compare."""
    from lxml import etree

    if properties is None:
        return b""
    shown = deepcopy(properties)
    for item in list(shown):
        if local(item) in _UNSEEN:
            shown.remove(item)
        for name in [n for n in item.attrib if n.rpartition("}")[2] == "hint"]:
            del item.attrib[name]
        if local(item) == "rFonts" and not item.attrib:
            shown.remove(item)
    return etree.tostring(shown, method="c14n") if len(shown) else b""


def _shell(shell: Any, holder: Any) -> Any:
    """A copy of a hyperlink or content control, empty, in `holder`; gives the place that runs go to."""
    made = holder.makeelement(shell.tag, dict(shell.attrib), nsmap=shell.nsmap)
    holder.append(made)
    if local(shell) == "hyperlink":
        return made
    made.extend(deepcopy(item) for item in shell if local(item) != "sdtContent")
    content = made.makeelement(shell.tag.removesuffix("sdt") + "sdtContent")
    made.append(content)
    return content


def _append(holder: Any, piece: _Piece, properties: Any, space: str) -> None:
    """A run with the text or the objects of a piece; what stands outside runs stands there again."""
    if piece.nodes and local(piece.nodes[0]) in _OUTSIDE:
        holder.extend(piece.nodes)
        return
    run = holder.makeelement(space + "r")
    if properties is not None:
        run.append(deepcopy(properties))
    if piece.text:
        text = run.makeelement(space + "t", {_SPACE: "preserve"})
        text.text = piece.text
        run.append(text)
    run.extend(piece.nodes)  # not copies: a text box has paragraphs of its own, which are to be translated too
    holder.append(run)


class Job:
    """A DOCX file held as it is, with its sentences by id."""

    def __init__(self, path: str | Path, split: Split) -> None:
        self.path = Path(path)
        self.name = self.path.name
        archive = Archive(file_bytes(path), file=str(path), kind="DOCX")
        if not archive.has("word/document.xml"):
            raise archive.other()
        with zipfile.ZipFile(self.path) as names:
            parts = [n for n in names.namelist() if _is_story(n)]
        self._roots = {name: archive.xml(name) for name in sorted(parts, key=_order)}
        self._paragraphs: dict[str, _Paragraph] = {}
        for name, root in self._roots.items():
            for number, element in enumerate(_paragraphs(root), 1):
                self._paragraphs[f"{Path(name).stem}-{number}"] = _Paragraph(element, split)

    def segments(self) -> Iterator[JobSegment]:
        """The sentences in the order of the document, then of its notes, headers and footers."""
        for name, paragraph in self._paragraphs.items():
            for number, (start, end) in enumerate(paragraph.sentences, 1):
                spans, codes, _ = paragraph.spans(paragraph.within(start, end))
                yield JobSegment(f"{name}-{number}", spans, codes)

    def put(self, translations: Mapping[str, Spans], glue: str) -> None:
        """Put translations, by id of their sentence, in the document; `glue` goes between two that nothing parts."""
        for name, paragraph in self._paragraphs.items():
            numbers = range(1, len(paragraph.sentences) + 1)
            own = {n - 1: translations[f"{name}-{n}"] for n in numbers if f"{name}-{n}" in translations}
            if own:
                paragraph.rebuild(own, glue)

    def write(self, out: Path) -> None:
        """Write the document; all parts without text go over byte by byte."""
        from lxml import etree

        with replacing(out) as file, zipfile.ZipFile(self.path) as old, zipfile.ZipFile(file, "w") as new:
            for info in old.infolist():
                data = old.read(info)
                if info.filename in self._roots:
                    root = self._roots[info.filename]
                    data = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
                new.writestr(info, data, info.compress_type)


def _is_story(name: str) -> bool:
    folder, _, part = name.rpartition("/")
    return folder == "word" and part.endswith(".xml") and part.removesuffix(".xml").rstrip("0123456789") in _STORIES


def _order(name: str) -> tuple[int, str]:
    return _STORIES.index(Path(name).stem.rstrip("0123456789")), name


def _paragraphs(root: Any) -> Iterator[Any]:
    """Paragraphs with text of their own; of alternatives the first is taken, the fallback stays as it is."""
    for element in root.iter():
        if local(element) != "p" or not element.tag.startswith("{") or "wordprocessingml" not in element.tag:
            continue
        if any(local(a) in ("Fallback", "del", "moveFrom") for a in element.iterancestors()):
            continue
        if not children(element, "pPr") and not len(element):
            continue
        yield element
