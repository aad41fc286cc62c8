"""Corpus, document and segment scores from one extraction of statistics.

A metric is anything that turns segments into rows of numbers whose sums decide the score: BLEU, chrF and TER all do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .report import MetricScore

__all__ = ["Metric", "Rows", "column_sums", "measure"]

Rows = NDArray[np.float64]


class Metric(Protocol):
    """A metric bound to its references and options."""

    @property
    def name(self) -> str:
        """The name that reports use."""

    @property
    def higher_is_better(self) -> bool:
        """False for an error rate."""

    def rows(self, hypotheses: Sequence[str]) -> Rows:
        """The statistics of each segment, one row a segment."""

    def score(self, sums: Sequence[float]) -> float:
        """The score that the summed statistics of a corpus or document give."""

    def segment_score(self, row: Sequence[float]) -> float:
        """The score of one segment, which may be smoothed otherwise than the corpus score."""

    def signature(self, **extra: object) -> str:
        """How the score was made, as sacreBLEU writes it."""


def column_sums(rows: Rows) -> list[float]:
    """Sums from top to bottom, one addition at a time, as sacreBLEU adds; integers where all are integers."""
    return [_as_integer(sum(column)) for column in rows.T.tolist()]


def _as_integer(value: float) -> float:
    return int(value) if value == int(value) else value


def measure(metric: Metric, rows: Rows) -> MetricScore:
    """The corpus score and the segment scores that these statistics give."""
    segments = tuple(metric.segment_score([_as_integer(v) for v in row]) for row in rows.tolist())
    return MetricScore(metric.name, metric.score(column_sums(rows)), metric.signature(), segments)
