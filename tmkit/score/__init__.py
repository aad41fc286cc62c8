"""Scores of machine translation: metrics, terms, and the report that holds them."""

from __future__ import annotations

from .metrics import Metric, Rows, column_sums, measure
from .report import MetricScore, Report, SystemReport, TermScore
from .terms import FindTerms, term_accuracy

__all__ = [
    "FindTerms",
    "Metric",
    "MetricScore",
    "Report",
    "Rows",
    "SystemReport",
    "TermScore",
    "column_sums",
    "measure",
    "term_accuracy",
]
