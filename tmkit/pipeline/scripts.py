"""Simplified and traditional Chinese: conversion of a document, each changed run of characters an edit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from ..engines.opencc import convert_script
from ..model import Document, Edit, Paragraph

__all__ = ["convert_document"]


def convert_document(document: Document, script: str) -> Document:
    """A document in 'Hans' or 'Hant' characters; its file and its offsets stay those of the original."""
    paragraphs: list[Paragraph] = []
    edits: list[Edit] = []
    for paragraph in document.paragraphs:
        text = convert_script(paragraph.text, script)
        offsets: list[int] = []
        for start, end, first, last in _runs(paragraph.text, text):
            places = [_place(paragraph, i) for i in range(start, end)]
            # A character that became several, which is rare, lends its place to all of them.
            offsets += (places or [_place(paragraph, start)])[: last - first] + places[-1:] * (
                last - first - len(places)
            )
            if paragraph.text[start:end] != text[first:last]:
                reason = f"converted to {script}"
                edits.append(
                    Edit(places[0], places[-1] + 1, paragraph.text[start:end], text[first:last], reason, paragraph.line)
                )
        paragraphs.append(
            replace(paragraph, text=text, offsets=tuple(offsets)) if text != paragraph.text else paragraph
        )
    return replace(document, paragraphs=tuple(paragraphs), edits=(*document.edits, *edits))


def _place(paragraph: Paragraph, index: int) -> int:
    return paragraph.start + index if paragraph.offsets is None else paragraph.offsets[index]


def _runs(before: str, after: str) -> Iterator[tuple[int, int, int, int]]:
    """Spans of both texts that correspond: by position where the lengths agree, else by their common parts."""
    if len(before) == len(after):
        yield from ((i, i + 1, i, i + 1) for i in range(len(before)))
        return
    for _, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield start, end, first, last
