"""Corpus, document and segment scores from one extraction of statistics.

A metric is anything that turns segments into rows of numbers whose sums decide the score: BLEU, chrF and TER all do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .report import MetricScore

__all__ = ["Metric", "Rows", "column_sums", "document_rows", "measure"]

Rows = NDArray[np.float64]


class Metric(Protocol):
    """A metric: how summed statistics become scores, and the signature that says so."""

    @property
    def name(self) -> str:
        """The name that reports use."""

    @property
    def higher_is_better(self) -> bool:
        """False for an error rate."""

    @property
    def adds_in_place(self) -> bool:
        """Whether the formula adds to its argument, so that an array of integers cuts what it adds to whole numbers."""

    def score(self, sums: Sequence[float]) -> float:
        """The score that the summed statistics of a corpus or document give."""

    def raw_score(self, sums: Any) -> Any:
        """The same by the same formula in the arithmetic of the sums, for float32 as sacreBLEU resamples."""

    def segment_score(self, row: Sequence[float]) -> float:
        """The score of one segment, which may be smoothed otherwise than the corpus score."""

    def signature(self, **extra: object) -> str:
        """How the score was made, as sacreBLEU writes it."""


def column_sums(rows: Rows) -> list[float]:
    """Sums from top to bottom, one addition at a time, as sacreBLEU adds; integers where they are whole."""
    return [_whole(sum(column)) for column in rows.T.tolist()]


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


def document_rows(rows: Rows, documents: Sequence[str]) -> list[Rows]:
    """The rows of each document, documents in the order of their first segment."""
    numbers: dict[str, list[int]] = {}
    for i, name in enumerate(documents):
        numbers.setdefault(name, []).append(i)
    return [rows[found] for found in numbers.values()]


def measure(metric: Metric, rows: Rows, documents: Sequence[str] = ()) -> MetricScore:
    """The corpus score, and the document and segment scores that the same statistics give."""
    statistics = tuple(tuple(_whole(v) for v in row) for row in rows.tolist())
    return MetricScore(
        metric.name,
        metric.score(column_sums(rows)),
        metric.signature(),
        tuple(metric.segment_score(row) for row in statistics),
        tuple(metric.score(column_sums(part)) for part in document_rows(rows, documents)),
        statistics=statistics,
    )
