"""Term accuracy: the glossary's own check of a translation, as figures and findings of a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..glossary import Glossary
from ..glossary.check import CheckReport, check_units
from ..model import TermMatch, Unit
from .pairs import Remark
from .report import Interval, TermScore, TermUse

__all__ = ["FindTerms", "TermTask", "check_terms"]

FindTerms = Callable[[str, str], Sequence[TermMatch]]
"""find(text, language) gives the occurrences of terms in a text."""


@dataclass(frozen=True, slots=True)
class TermTask:
    """The glossary, the source, the languages of source and translation, and the document of each segment."""

    glossary: Glossary
    source: Sequence[str]
    languages: tuple[str, str]
    documents: Sequence[str] = ()


def check_terms(task: TermTask, targets: Sequence[str]) -> tuple[TermScore, list[tuple[int, Remark]]]:
    """The figures of one translation, and what to say of which segment (from 0)."""
    documents = task.documents or [""] * len(task.source)
    units = [
        Unit(source, target, *task.languages, origin=document)
        for source, target, document in zip(task.source, targets, documents, strict=True)
    ]
    report = check_units(task.glossary, units)
    return _score(report), [(f.unit, _remark(report, i)) for i, f in enumerate(report.findings)]


def _score(report: CheckReport) -> TermScore:
    figures = report.figures
    missed: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        if finding.kind in ("missing", "variant", "too few"):
            key = (finding.concept, finding.source_term)
            missed[key] = missed.get(key, 0) + 1
    low, high = figures.interval
    return TermScore(
        expected=figures.occurrences,
        found=figures.exact,
        loose=figures.loose,
        preferred=figures.preferred,
        forbidden=figures.forbidden,
        consistency=100 * figures.consistency,
        interval=Interval(100 * low, 100 * high, (low + high) * 50) if figures.occurrences else None,
        missed=tuple(TermUse(concept, term, n) for (concept, term), n in sorted(missed.items())),
    )


def _remark(report: CheckReport, number: int) -> Remark:
    finding = report.findings[number]
    wanted = f"; wanted is '{finding.suggestions[0]}'" if finding.suggestions else ""
    spans = (finding.target_span,) if finding.target_span[1] > finding.target_span[0] else ()
    return Remark(f"{finding.source_term}: {finding.message}{wanted}", (finding.source_span,), spans)
