"""The report as JSON, every figure in full precision."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from ...score import Finding, MetricScore, Report, SystemReport, TermScore

__all__ = ["FORMAT", "report_data", "report_json"]

FORMAT = "tmkit-score/1"


def report_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(report_data(report), ensure_ascii=False) + "\n"


def report_data(report: Report) -> dict[str, Any]:
    """The report as plain dictionaries and lists, in the order of the schema."""
    return {
        "format": FORMAT,
        "source_language": report.source_language,
        "target_language": report.target_language,
        "segments": len(report.references[0]),
        "references": len(report.references),
        "reference_digest": _digest(report),
        "documents": [{"name": n, "segments": report.documents.count(n)} for n in report.document_names],
        "test": {"kind": report.test, "level": report.level} if report.test else None,
        "reference_terms": _terms(report.reference_terms),
        "notices": list(report.notices),
        "systems": [_system(s) for s in report.systems],
        "comparisons": [asdict(c) for c in report.comparisons],
        "ranks": [asdict(r) for r in report.ranks],
        "checks": [asdict(c) for c in report.checks],
        "overlap": asdict(report.overlap) if report.overlap else None,
        "reference_checks": [_finding(f) for f in report.reference_findings],
    }


def _digest(report: Report) -> str:
    """What tells two sets of references apart, a missing reference from an empty one too."""
    text = json.dumps(report.references, ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _system(system: SystemReport) -> dict[str, Any]:
    return {
        "name": system.name,
        "scores": {name: _score(score) for name, score in system.scores.items()},
        "terms": _terms(system.terms),
        "checks": [_finding(f) for f in system.findings],
        "outside": [asdict(o) for o in system.outside],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "line": finding.line,
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "spans": {
            "source": [list(span) for span in finding.source_spans],
            "hypothesis": [list(span) for span in finding.target_spans],
        },
    }


def _score(score: MetricScore) -> dict[str, Any]:
    return {
        "score": score.score,
        "signature": score.signature,
        "interval": asdict(score.interval) | {"signature": score.interval_signature} if score.interval else None,
        "documents": list(score.documents),
        "segments": list(score.segments),
        "statistics": [list(row) for row in score.statistics],
    }


def _terms(terms: TermScore | None) -> dict[str, Any] | None:
    return asdict(terms) | {"accuracy": terms.accuracy} if terms else None
