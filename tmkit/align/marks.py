"""Marks that both languages write: clauses, questions, exclamations, quotes; counted per sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from .inputs import totals

__all__ = ["Marks", "NoteMarks", "count_marks", "note_marks"]

_CLAUSE = regex.compile(r"[，；：。！？…—,;:.!?]+")
_WORD = regex.compile(r"\p{Han}|[^\W_]+")
_DOUBLE = '“”「」『』«»„"'
_SINGLE = regex.compile(r"(?<!\w)['‘]|['’](?!\w)")
_OPENING = ("“", "「", "『", "«", "„", '"', "‘", "'")
_UNENDED = regex.compile(r"[^.!?。！？…,，;；:：—\"”’」』']\s*")
_NOTE = regex.compile(
    r"\s*(?:[(（【〔\[].*[)）】〕\]]\W*|[*※†‡].*|\[\d+\].*|注\s*[\d:：].*|\W*\d+\W*)", regex.S
)  # in brackets as a whole, behind a reference mark, nothing but a page number; (1) and （一） begin list items
_CLOSING = ("”", "」", "』", "»", '"', "’", "'")


@dataclass(frozen=True)
class Marks:
    """Running sums per kind of mark (one more entry than sentences), and which sentences begin or end with a quote."""

    clauses: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]
    questions: npt.NDArray[np.float64]
    exclamations: npt.NDArray[np.float64]
    quotes: npt.NDArray[np.float64]
    opens: npt.NDArray[np.bool_]
    closes: npt.NDArray[np.bool_]


def count_marks(sentences: Sequence[str]) -> Marks:
    """Count the marks of every sentence."""
    return Marks(
        totals([len(_CLAUSE.findall(t)) for t in sentences]),
        totals([len(_WORD.findall(t)) for t in sentences]),
        totals([t.count("?") + t.count("？") for t in sentences]),
        totals([t.count("!") + t.count("！") for t in sentences]),
        totals([sum(map(t.count, _DOUBLE)) + len(_SINGLE.findall(t)) for t in sentences]),
        np.array([t.startswith(_OPENING) for t in sentences], dtype=bool),
        np.array([t.endswith(_CLOSING) for t in sentences], dtype=bool),
    )


@dataclass(frozen=True)
class NoteMarks:
    """Which sentences have no mark at their end, and which look like notes."""

    unended: npt.NDArray[np.bool_]
    note: npt.NDArray[np.bool_]


def note_marks(sentences: Sequence[str]) -> NoteMarks:
    """Look for the marks that captions, notes and page numbers have or lack."""
    return NoteMarks(
        np.array([_UNENDED.fullmatch(t.rstrip()[-1:]) is not None for t in sentences], dtype=bool),
        np.array([_NOTE.fullmatch(t) is not None for t in sentences], dtype=bool),
    )
