"""PDF by pypdf: lines joined to paragraphs on evidence, page headers and numbers out, radicals back to characters."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..errors import InputError, MissingExtraError, TmkitError
from ..model import Document, Paragraph
from ..text import display_width
from .cleaning import clean, join_where, skip_where
from .plain import role_of
from .wraps import wrap_column, wrap_reasons

__all__ = ["read_pdf"]

_REPAIRS = (
    "control-characters",
    "zero-width",
    "radicals",
    "ligatures",
    "no-break-spaces",
    "indents",
    "trailing-blanks",
    "han-blanks",
    "repeated-blanks",
)
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—·•|/]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,7}|[一二三四五六七八九十〇]{1,4})(?:\s*页)?"
    r"(?:\s*[/／]\s*(?:共\s*)?\d{1,4}(?:\s*页)?|\s*[,，]?\s*共\s*\d{1,4}\s*页|\s+of\s+\d{1,4})?[\s\-–—·•|/]*$"
    r"|^\s*page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?\s*$",
    re.IGNORECASE,
)
_EDGE_LINES = 2
_PAGE_LIMIT = 20_000
# A page has headings, lists and ends of paragraphs, yet every line of print was cut somewhere.
_PILE = 0.2


def read_pdf(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of the paragraphs of a PDF; `place` is the page. Needs the extra: pip install "tmkit[pdf]".

    Lines that repeat at the top or bottom of pages, and page numbers, are left out; lines are joined where their
    length or their end says that the sentence goes on, across pages too. Every change is an edit. Raises InputError
    for a file that is damaged, protected by a password, or holds pictures of text only.
    """
    pages = _pages(data, file)
    if not any(page.strip() for page in pages):
        raise InputError(
            "holds no text, only pictures of it" if pages else "holds no page",
            file=file,
            cure="run text recognition (OCR) on it first",
        )
    notices = ("the encoding of a PDF file is its own: the one given is not used",) if encoding else ()
    document, page_of = _lines(pages, Document("", language, (), file=file, notices=notices))
    edges = _edge_lines(document.paragraphs, page_of)
    repeated = _repeated(document.paragraphs, edges, len(pages))
    reasons = _furniture(document.paragraphs, edges, repeated)
    document = skip_where(document, lambda p: reasons.get(p.line, ""))
    document = clean(document, _REPAIRS)
    wraps = _wraps(document.paragraphs, page_of)
    document = join_where(document, lambda left, right: wraps.get(right.line, ""))
    return replace(document, paragraphs=tuple(replace(p, role=role_of(p.text)) for p in document.paragraphs))


def _pages(data: bytes, file: str) -> list[str]:
    try:
        import pypdf
    except ImportError:
        raise MissingExtraError(
            "reading PDF needs the package pypdf", file=file, cure='run: pip install "tmkit[pdf]"'
        ) from None
    if b"%PDF-" not in data[:1024]:
        raise InputError("is no PDF file", file=file, cure="check the file")
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _texts(pypdf.PdfReader(io.BytesIO(data), strict=False), file)
    except TmkitError:
        raise
    except Exception as error:
        # pypdf meets damage in ways without number; all of them mean the same to who holds the file.
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    raise InputError(f"PDF file is truncated or damaged ({reason})", file=file, cure="get a whole copy of the file")


def _texts(reader: Any, file: str) -> list[str]:
    from pypdf.errors import DependencyError

    if reader.is_encrypted:
        try:
            opened = reader.decrypt("")
        except DependencyError:
            opened = 0
        if not opened:
            raise InputError("is protected by a password", file=file, cure="save a copy without a password")
    if len(reader.pages) > _PAGE_LIMIT:
        raise InputError(f"has more than {_PAGE_LIMIT} pages", file=file, cure="split it into parts")
    return [page.extract_text() or "" for page in reader.pages]


def _lines(pages: Sequence[str], head: Document) -> tuple[Document, dict[int, int]]:
    """Every line as a paragraph; lines of the extracted text are counted, blank ones too, so that gaps stay visible."""
    paragraphs: list[Paragraph] = []
    page_of: dict[int, int] = {}
    start = number = 0
    for page, text in enumerate(pages, start=1):
        for line in (
            text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ):
            number += 1
            if line.strip():
                paragraphs.append(Paragraph(line, start, number, place=f"page {page}"))
                page_of[number] = page
            start += len(line) + 1
    return replace(head, paragraphs=tuple(paragraphs)), page_of


def _edge_lines(paragraphs: Sequence[Paragraph], page_of: dict[int, int]) -> dict[int, tuple[str, int]]:
    """For lines near the top or bottom of their page: which edge, and how far from it."""
    by_page: dict[int, list[int]] = {}
    for p in paragraphs:
        by_page.setdefault(page_of[p.line], []).append(p.line)
    edges: dict[int, tuple[str, int]] = {}
    for lines in by_page.values():
        for distance, line in enumerate(lines[:_EDGE_LINES]):
            edges[line] = ("top", distance)
        for distance, line in enumerate(reversed(lines[-_EDGE_LINES:])):
            if edges.get(line, ("", 9))[1] > distance:
                edges[line] = ("bottom", distance)
    return edges


def _shape(text: str) -> str:
    """A line with its digits made alike: running heads differ in the number of the page."""
    return re.sub(r"\d+", "0", " ".join(text.split()))


def _repeated(paragraphs: Sequence[Paragraph], edges: dict[int, tuple[str, int]], pages: int) -> set[str]:
    """Shapes of edge lines that stand on a third of the pages, and on three at least, or on both of two.

    A line as long as those of the running text is none, nor one that ends a sentence.
    """
    column = wrap_column(paragraphs, _PILE) or 1000
    counts: Counter[str] = Counter()
    short = [p for p in paragraphs if p.line in edges and display_width(p.text) < column * 0.9]
    for shape, _ in sorted(
        {(_shape(p.text), p.place) for p in short if not p.text.rstrip().endswith(("。", "！", "？"))}
    ):
        counts[shape] += 1
    least = max(3 if pages > 2 else 2, pages // 3)
    return {shape for shape, count in counts.items() if count >= least}


def _furniture(
    paragraphs: Sequence[Paragraph], edges: dict[int, tuple[str, int]], repeated: set[str]
) -> dict[int, str]:
    """Why edge lines are no text; a line counts only when all that are nearer to the edge of its page do."""
    reasons: dict[int, str] = {}
    removed: set[tuple[str, str, int]] = set()
    near = [(edges[p.line][1], p) for p in paragraphs if p.line in edges]
    for distance, p in sorted(near, key=lambda pair: (pair[0], pair[1].line)):
        edge = edges[p.line][0]
        number = _PAGE_NUMBER.match(p.text)
        if (number or _shape(p.text) in repeated) and (not distance or (p.place, edge, distance - 1) in removed):
            removed.add((p.place, edge, distance))
            reasons[p.line] = "page number" if number else f"repeats at the {edge} of pages"
    return reasons


def _wraps(paragraphs: Sequence[Paragraph], page_of: dict[int, int]) -> dict[int, str]:
    """The evidence for joins, as if the last line of a page and the first of the next stood in one column."""
    column = wrap_column(paragraphs, _PILE)
    reasons = wrap_reasons(paragraphs, column)
    for left, right in pairwise(paragraphs):
        if page_of[right.line] == page_of[left.line] + 1:
            near = replace(right, line=left.line + 1)
            found = wrap_reasons([left, near], column)
            if found:
                reasons[right.line] = f"{found[near.line]}, across pages"
    return reasons
