"""Scores of machine translation: metrics, intervals, significance, terms, and the report that holds them.

report     the nouns
metrics    from statistics of segments to scores of segments, documents, corpora
edits      translation edit rate
resample   intervals and significance
terms      whether fixed terms are translated as the glossary wants
checks     numbers, terms, names, lengths and other things that string metrics cannot judge
pairs      the checks of one segment
rows       the checks across segments
"""

from __future__ import annotations

from .checks import CHECKS, CheckTools, run_checks
from .metrics import Metric, Rows, column_sums, measure
from .report import (
    CheckInfo,
    Comparison,
    Finding,
    Interval,
    MetricScore,
    OutsideScore,
    Overlap,
    Rank,
    Report,
    SystemReport,
    TermScore,
)
from .rows import Table
from .terms import FindTerms, TermTask, check_terms

__all__ = [
    "CHECKS",
    "CheckInfo",
    "CheckTools",
    "Comparison",
    "FindTerms",
    "Finding",
    "Interval",
    "Metric",
    "MetricScore",
    "OutsideScore",
    "Overlap",
    "Rank",
    "Report",
    "Rows",
    "SystemReport",
    "Table",
    "TermScore",
    "TermTask",
    "check_terms",
    "column_sums",
    "measure",
    "run_checks",
]
