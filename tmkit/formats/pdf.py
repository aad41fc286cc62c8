"""PDF by pypdf: lines joined to paragraphs on evidence, page headers and numbers out, radicals back to characters."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from ..errors import InputError, MissingExtraError, TmkitError
from ..model import Document, Paragraph
from .cleaning import clean, join_where, skip_where
from .kinds import kind_of
from .pages import page_furniture
from .plain import role_of
from .wraps import wrap_columns, wrap_reasons

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
_PAGE_LIMIT = 20_000
# A page has headings, lists and ends of paragraphs, yet every line of print was cut somewhere.
_PILE = 0.2
# The first line of a paragraph is printed two characters further in, and the text of the file does not show it.
_SLACK = 9


def read_pdf(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of the paragraphs of a PDF; `place` is the page. Needs the extra: pip install "tmkit[pdf]".

    Page numbers and lines that repeat at the top or bottom of pages are left out, but for one copy of what may be text,
    such as the head of a table. Lines are joined where their length or their end says that the sentence goes on, across
    pages too. Every change is an edit. Raises InputError for a file that is damaged, protected by a password, or holds
    pictures of text only.
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
    reasons = page_furniture(document.paragraphs, page_of, wrap_columns(document.paragraphs, _PILE).widest())
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
        what, cure = kind_of(data)
        raise InputError(f"is no PDF file{f' but {what}' if what else ''}", file=file, cure=cure or "check the file")
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


def _wraps(paragraphs: Sequence[Paragraph], page_of: dict[int, int]) -> dict[int, str]:
    """The evidence for joins, as if the last line of a page and the first of the next stood in one column."""
    columns = wrap_columns(paragraphs, _PILE, _SLACK)
    reasons = wrap_reasons(paragraphs, columns)
    for left, right in pairwise(paragraphs):
        if page_of[right.line] == page_of[left.line] + 1:
            near = replace(right, line=left.line + 1)
            found = wrap_reasons([left, near], columns)
            if found:
                reasons[right.line] = f"{found[near.line]}, across pages"
    return reasons
