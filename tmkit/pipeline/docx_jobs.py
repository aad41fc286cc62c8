"""DOCX files as jobs: cut into sentences with codes, one way for pre-translation, analysis and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..formats.units.docx_job import Job

__all__ = ["docx_job", "segments_with_codes"]

_MARKS = {"g": 2, "x": 1}  # codes that XLIFF and a memory count: a look has a beginning and an end


def docx_job(path: str | Path, language: str) -> Job:
    """A DOCX file whose paragraphs are cut by the rules of a language."""
    from ..formats.units.docx_job import Job

    return Job(path, lambda text: _sentences(text, language))


def segments_with_codes(path: str | Path, language: str) -> Iterator[tuple[str, int]]:
    """(text, number of inline codes) of each sentence, as the XLIFF file has them that is made of the document."""
    for segment in docx_job(path, language).segments():
        yield segment.text, sum(_MARKS[kind] for kind in segment.codes)


def _sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Where sentences start and end, as if notes and pictures were not there: "Yes.[1] No." has two."""
    from .segment import segment_text

    kept = [i for i, ch in enumerate(text) if ch != "\N{OBJECT REPLACEMENT CHARACTER}"]
    found = segment_text("".join(text[i] for i in kept), language)
    return [(kept[s.start], kept[s.end - 1] + 1) for s in found if s.start < s.end]
