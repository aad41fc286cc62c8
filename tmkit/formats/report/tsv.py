"""The report as a table for spreadsheets and scripts: a row a segment and system."""

from __future__ import annotations

from ...score import Report

__all__ = ["report_tsv"]


def report_tsv(report: Report) -> str:
    """Line, document, system, segment scores, checks that spoke, source, reference, hypothesis; tabs become blanks."""
    metrics = list(report.systems[0].scores)
    outside = [o.name for o in report.systems[0].outside if o.segments]
    rows = [["line", "document", "system", *metrics, *outside, "checks", "source", "reference", "hypothesis"]]
    for system in report.systems:
        checks: dict[int, list[str]] = {}
        for finding in system.findings:
            checks.setdefault(finding.line, []).append(finding.check)
        for i, hypothesis in enumerate(system.hypotheses):
            scores = [repr(score.segments[i]) for score in system.scores.values()]
            scores += [repr(o.segments[i]) for o in system.outside if o.segments]
            texts = [
                report.source[i] if report.source else "",
                report.references[0][i] or "",
                hypothesis,
            ]
            document = report.documents[i] if report.documents else ""
            spoken = ",".join(dict.fromkeys(checks.get(i + 1, ())))
            rows.append([str(i + 1), document, system.name, *scores, spoken, *texts])
    return "".join("\t".join(cell.replace("\t", " ").replace("\r", " ") for cell in row) + "\n" for row in rows)
