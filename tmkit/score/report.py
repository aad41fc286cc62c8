"""The nouns of scoring: what a report says, frozen, each figure with the signature that tells how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "CheckInfo",
    "Comparison",
    "Finding",
    "Interval",
    "MetricScore",
    "OutsideScore",
    "Overlap",
    "Rank",
    "Report",
    "SystemReport",
    "TermScore",
    "TermUse",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds of the middle 95 % of resampled scores, and their mean."""

    lower: float
    upper: float
    mean: float


@dataclass(frozen=True, slots=True)
class MetricScore:
    """A corpus score in full precision, and what the same statistics say of its parts.

    `segments` holds segment scores in order, for triage only; `documents` the pooled score of each document in the
    report's order. `interval_signature` is the signature with the bootstrap's number and seed. `statistics` are the
    numbers of each segment whose sums give the score.
    """

    name: str
    score: float
    signature: str
    segments: tuple[float, ...] = ()
    documents: tuple[float, ...] = ()
    interval: Interval | None = None
    interval_signature: str = ""
    statistics: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TermUse:
    """A term of the source, its concept, and in how many segments no allowed rendering answers it."""

    concept: str
    term: str
    missed: int


@dataclass(frozen=True, slots=True)
class TermScore:
    """How many of the fixed terms of the source were translated by a term that the glossary allows.

    `expected` counts occurrences in the source, `found` those with a preferred or admitted counterpart as it is
    written, capped by count within each segment, `loose` others that the glossary's check accepts; `preferred` counts
    the preferred ones among those found, `forbidden` deprecated terms used. `consistency` is the share of the commonest
    rendering per term and document, in percent. `interval` bounds the accuracy.
    """

    expected: int
    found: int
    loose: int
    preferred: int
    forbidden: int
    consistency: float
    interval: Interval | None
    missed: tuple[TermUse, ...] = ()

    @property
    def accuracy(self) -> float:
        """Percentage of expected occurrences that were found; 0 where none is expected."""
        return 100 * self.found / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on one metric: score of the first minus that of the second, and how likely chance made it.

    `p_value` is that of the paired test, `corrected` Holm's over all pairs of systems.
    """

    metric: str
    first: str
    second: str
    difference: float
    p_value: float
    corrected: float


@dataclass(frozen=True, slots=True)
class Rank:
    """Where a system stands on a metric: the rank of its cluster, and the bounds of its own rank."""

    metric: str
    system: str
    cluster: int
    best: int
    worst: int


@dataclass(frozen=True, slots=True)
class CheckInfo:
    """A check: what it says, how grave that is, and how often it speaks on good translations.

    `severity` is error, warning or note. `false_alarms` is the percentage of segments of professional translations
    on which it speaks, the larger of the two directions between Chinese and English: in political prose, and in
    fiction, where translators are freer. tests/bench/checks.py measures it.
    """

    name: str
    severity: str
    says: str
    false_alarms: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check has to say of one segment; `line` counts from 1, spans are code points of source and hypothesis."""

    check: str
    line: int
    severity: str
    message: str
    source_spans: tuple[tuple[int, int], ...] = ()
    target_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of the test sources is in a memory: lines (from 1) with the same text, with a fuzzy match of 75 % or more.

    `scores` are [system][metric] over the segments that are in neither list; empty where none is left.
    """

    memory: str
    exact: tuple[int, ...]
    fuzzy: tuple[int, ...]
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class OutsideScore:
    """A score that another program made, with what it says of itself: model, version, precision."""

    name: str
    score: float
    model: str
    version: str = ""
    precision: str = ""
    higher_is_better: bool = True
    segments: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class SystemReport:
    """All that is known of one system, scores in the order in which they were asked for."""

    name: str
    hypotheses: tuple[str, ...]
    scores: Mapping[str, MetricScore]
    terms: TermScore | None = None
    findings: tuple[Finding, ...] = ()
    outside: tuple[OutsideScore, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The systems in the order given, the texts they were scored on, and what a reader should know about the input.

    `references` holds streams; a None is a reference that is missing. `documents` names the document of each segment
    or is empty. `test` is the kind of paired test, bs or ar, and `level` where a difference counts as significant.
    """

    systems: tuple[SystemReport, ...]
    references: tuple[tuple[str | None, ...], ...]
    source: tuple[str, ...]
    source_language: str
    target_language: str
    documents: tuple[str, ...] = ()
    reference_terms: TermScore | None = None
    comparisons: tuple[Comparison, ...] = ()
    ranks: tuple[Rank, ...] = ()
    test: str = ""
    level: float = 0.05
    checks: tuple[CheckInfo, ...] = ()
    reference_findings: tuple[Finding, ...] = ()
    overlap: Overlap | None = None
    notices: tuple[str, ...] = ()

    @property
    def document_names(self) -> tuple[str, ...]:
        """The documents in the order of their first segment."""
        return tuple(dict.fromkeys(self.documents))
