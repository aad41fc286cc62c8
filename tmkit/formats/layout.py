"""Formats without lines: their paragraphs are laid out one a line, and offsets count in the text that this makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import InputError
from ..model import Document, Paragraph
from .cleaning import clean, join_where
from .wraps import soft_break_reason

__all__ = ["MOST_PARAGRAPHS", "Block", "Head", "lay_out", "too_many_paragraphs"]

# With its place and its offsets a paragraph takes a thousand bytes, whatever its text.
MOST_PARAGRAPHS = 1_000_000


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph as a format holds it; a line feed inside `text` is a line break that the author made."""

    text: str
    role: str = "body"
    place: str = ""
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a Document says of itself besides its paragraphs."""

    file: str = ""
    language: str = ""
    encoding: str = "utf-8"
    title: str = ""
    notices: tuple[str, ...] = ()


def lay_out(blocks: Iterable[Block], head: Head, repairs: Sequence[str] = ("control-characters",)) -> Document:
    """A Document whose decoded text is its blocks, one a line, blank ones left out; then the repairs.

    A line break inside a block ends the paragraph, unless there is evidence that the sentence goes on: then both
    parts are one paragraph and the break is an edit.
    """
    paragraphs: list[Paragraph] = []
    block_of: dict[int, int] = {}
    start = line = 0
    for number, block in enumerate(blocks):
        for text in block.text.split("\n"):
            if text.strip():
                line += 1
                if line > MOST_PARAGRAPHS:
                    raise too_many_paragraphs(head.file)
                paragraphs.append(Paragraph(text, start, line, block.role, place=block.place, cell=block.cell))
                block_of[line] = number
                start += len(text) + 1
    document = Document(
        id="",
        language=head.language,
        paragraphs=tuple(paragraphs),
        title=head.title,
        file=head.file,
        encoding=head.encoding,
        notices=head.notices,
    )

    def why(left: Paragraph, right: Paragraph) -> str:
        same = block_of[left.line] == block_of[right.line]
        return soft_break_reason(left.text, right.text, left.role) if same else ""

    return clean(join_where(document, why), repairs)


def too_many_paragraphs(file: str) -> InputError:
    """The complaint about a file of more paragraphs than fit into memory."""
    return InputError(
        f"has more than {MOST_PARAGRAPHS:,} paragraphs or cells of text", file=file, cure="split it into parts"
    )
