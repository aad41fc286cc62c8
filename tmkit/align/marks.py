"""Marks that both languages write: clauses, questions, exclamations, quotes; counted per sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import regex

from .inputs import totals

__all__ = ["Marks", "count_marks"]

_CLAUSE = regex.compile(r"[，；：。！？…—,;:.!?]+")
_WORD = regex.compile(r"\p{Han}|[^\W_]+")
_DOUBLE = '“”「」『』«»„"'
_SINGLE = regex.compile(r"(?<!\w)['‘]|['’](?!\w)")
_OPENING = ("“", "「", "『", "«", "„", '"', "‘", "'")
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
