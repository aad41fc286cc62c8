"""The report as a plain table for people at a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ...score import Finding, MetricScore, Overlap, Report, SystemReport, TermScore
from ...text import display_width
from .prose import METRICS_ARE_WEAK, TESTS

__all__ = ["report_table"]


def report_table(report: Report) -> str:
    """Systems down, scores across, what differs significantly, then the signatures that say how scores were made."""
    lines = [*_columns(_score_rows(report)), "", _counts(report)]
    lines += [f"{score.name}: {score.signature}" for score in report.systems[0].scores.values()]
    lines += _outside_lines(report)
    if report.comparisons:
        lines += ["", *_comparison_lines(report)]
    lines += _check_lines(report)
    if report.overlap:
        lines += ["", *_overlap_lines(report, report.overlap)]
    lines += ["", METRICS_ARE_WEAK]
    lines += [f"note: {notice}" for notice in report.notices]
    return "\n".join(lines) + "\n"


def _score_rows(report: Report) -> list[list[str]]:
    first = report.systems[0]
    clusters = {(r.metric, r.system): r.cluster for r in report.ranks}
    outside = _outside_columns(report)
    head = ["system", *(f"{name} {'↓' if name == 'TER' else '↑'}" for name in first.scores), *outside.values()]
    rows = [
        [
            s.name,
            *(_cell(score, clusters.get((score.name, s.name))) for score in s.scores.values()),
            *(_outside_cell(s, column) for column in outside),
        ]
        for s in report.systems
    ]
    if first.terms is None:
        return [head, *rows]
    rows = [[*row, _share(s.terms)] for row, s in zip(rows, report.systems, strict=True)]
    blank = ["" for _ in head[1:]]
    return [[*head, "terms ↑"], *rows, ["(reference)", *blank, _share(report.reference_terms)]]


def _outside_columns(report: Report) -> dict[tuple[str, str], str]:
    """The heads of scores from elsewhere, by name and model, of all systems."""
    scores = [score for system in report.systems for score in system.outside]
    return {(o.name, o.model): f"{o.name} {'↑' if o.higher_is_better else '↓'}" for o in scores}


def _outside_cell(system: SystemReport, column: tuple[str, str]) -> str:
    return next((f"{o.score:.4f}" for o in system.outside if (o.name, o.model) == column), "")


def _outside_lines(report: Report) -> list[str]:
    """Who made the scores that come from elsewhere."""
    scores = {(o.name, o.model): o for system in report.systems for o in system.outside}
    facts = [(o.name, ", ".join(x for x in (o.model, o.version, o.precision) if x)) for o in scores.values()]
    return [f"{name}: {fact}" for name, fact in facts]


def _cell(score: MetricScore, cluster: int | None) -> str:
    """The score, half the width of its interval, and the rank of its cluster: 31.4 ±1.2 #1."""
    half = f" ±{(score.interval.upper - score.interval.lower) / 2:.1f}" if score.interval else ""
    return f"{score.score:.1f}{half}" + (f" #{cluster}" if cluster else "")


def _share(terms: TermScore | None) -> str:
    return f"{terms.accuracy:.1f} % of {terms.expected}" if terms else ""


def _counts(report: Report) -> str:
    segments, references = len(report.references[0]), len(report.references)
    parts = [f"{segments} segment{'s' * (segments != 1)}", f"{references} reference{'s' * (references != 1)}"]
    documents = len(report.document_names)
    return ", ".join(parts + ([f"{documents} documents"] if documents > 1 else []))


def _comparison_lines(report: Report) -> list[str]:
    """The pairs that cannot be told apart; all others differ."""
    texts = {s.name: s.hypotheses for s in report.systems}
    lines = [f"#: rank of the group of systems that {TESTS[report.test]} finds different (p < {report.level:g}, Holm)"]
    identical = {(c.first, c.second): None for c in report.comparisons if texts[c.first] == texts[c.second]}
    lines += [f"{first} and {second} are identical" for first, second in identical]
    for c in report.comparisons:
        if c.corrected >= report.level and (c.first, c.second) not in identical:
            why = f"p = {c.corrected:.3f}" if c.difference else "equal scores"
            lines.append(f"{c.metric}: {c.first} and {c.second} are not told apart ({why})")
    return lines


def _check_lines(report: Report) -> list[str]:
    """Segments in which each check spoke, checks that never did left out."""
    if not report.checks:
        return []
    spoken = [_lines_by_check(f) for f in (*(s.findings for s in report.systems), report.reference_findings)]
    rows = [
        [f"{c.name} ({c.severity})", *(str(len(lines.get(c.name, ()))) for lines in spoken)]
        for c in report.checks
        if any(c.name in lines for lines in spoken)
    ]
    silent = [c.name for c in report.checks if not any(c.name in lines for lines in spoken)]
    head = ["segments with", *(s.name for s in report.systems), "(reference)"]
    lines = ["", *_columns([head, *rows])] if rows else [""]
    return lines + ([f"nothing found by: {', '.join(silent)}"] if silent else [])


def _lines_by_check(findings: Sequence[Finding]) -> dict[str, set[int]]:
    lines: dict[str, set[int]] = {}
    for finding in findings:
        lines.setdefault(finding.check, set()).add(finding.line)
    return lines


def _overlap_lines(report: Report, overlap: Overlap) -> list[str]:
    total = len(report.references[0])
    known = len(overlap.exact) + len(overlap.fuzzy)
    told = f"{overlap.memory} has {len(overlap.exact)} of {total} source segments, and {len(overlap.fuzzy)} nearly"
    if not known or not any(overlap.scores.values()):
        return [told]
    rows = [[name, *(f"{v:.1f}" for v in scores.values())] for name, scores in overlap.scores.items()]
    return [f"{told}; without them:", *_columns([["system", *report.systems[0].scores], *rows])]


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(display_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        blanks = [" " * (width - display_width(cell)) for cell, width in zip(row, widths, strict=True)]
        lines.append(
            "  ".join([row[0] + blanks[0], *(b + c for b, c in zip(blanks[1:], row[1:], strict=True))]).rstrip()
        )
    return lines
