"""The report as JSON, every figure in full precision."""

from __future__ import annotations

import json
from typing import Any

from ...score import Report, SystemReport, TermScore

__all__ = ["FORMAT", "report_json"]

FORMAT = "tmkit-score/1"


def report_json(report: Report) -> str:
    """The report as one JSON object."""
    return json.dumps(_report(report), ensure_ascii=False, indent=1) + "\n"


def _report(report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "source_language": report.source_language,
        "target_language": report.target_language,
        "segments": report.segments,
        "references": report.references,
        "reference_terms": _terms(report.reference_terms),
        "notices": list(report.notices),
        "systems": [_system(s) for s in report.systems],
    }


def _system(system: SystemReport) -> dict[str, Any]:
    return {
        "name": system.name,
        "scores": {
            s.name: {"score": s.score, "signature": s.signature, "segments": list(s.segments)}
            for s in system.scores.values()
        },
        "terms": _terms(system.terms),
    }


def _terms(terms: TermScore | None) -> dict[str, Any] | None:
    if terms is None:
        return None
    return {
        "expected": terms.expected,
        "found": terms.found,
        "preferred": terms.preferred,
        "accuracy": terms.accuracy,
    }
