"""The nouns of scoring: what a report says, frozen, each figure with the signature that tells how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MetricScore", "Report", "SystemReport", "TermScore"]


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A corpus score in full precision; `segments` holds the segment scores in order, for triage only."""

    name: str
    score: float
    signature: str
    segments: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class TermScore:
    """How many of the fixed terms of the source were translated by a term that the glossary allows.

    `expected` counts occurrences in the source, `found` those with a preferred or admitted counterpart, capped by
    count within each segment; `preferred` counts the preferred ones among them.
    """

    expected: int
    found: int
    preferred: int

    @property
    def accuracy(self) -> float:
        """Percentage of expected occurrences that were found; 0 where none is expected."""
        return 100 * self.found / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All that is known of one system, scores in the order in which they were asked for."""

    name: str
    scores: Mapping[str, MetricScore]
    terms: TermScore | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The systems in the order given, and what a reader should know about the input."""

    systems: tuple[SystemReport, ...]
    segments: int
    references: int
    source_language: str
    target_language: str
    reference_terms: TermScore | None = None
    notices: tuple[str, ...] = field(default=())
