"""Scores of machine translation: metrics, intervals, significance, terms, and the report that holds them.

report     the nouns
metrics    from statistics of segments to scores of segments, documents, corpora
edits      translation edit rate
resample   intervals and significance
terms      whether fixed terms are translated as the glossary wants
"""

from __future__ import annotations

from .metrics import Metric, Rows, column_sums, measure
from .report import Comparison, Interval, MetricScore, Rank, Report, SystemReport, TermScore
from .terms import FindTerms, term_accuracy

__all__ = [
    "Comparison",
    "FindTerms",
    "Interval",
    "Metric",
    "MetricScore",
    "Rank",
    "Report",
    "Rows",
    "SystemReport",
    "TermScore",
    "column_sums",
    "measure",
    "term_accuracy",
]
