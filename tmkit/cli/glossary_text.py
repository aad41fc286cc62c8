"""How the verbs of tmkit glossary print what the library answers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..formats.terms.review import ReviewRow
    from ..glossary.audit import AuditFinding
    from ..glossary.check import CheckReport, Finding
    from ..glossary.compare import Change, Statistics
    from ..model import Concept, Problem, Term, TermMatch, Unit
    from ..pipeline.glossary import Answer
    from ..pipeline.glossary_check import ComparedCheck

__all__ = [
    "answers_as_json",
    "answers_as_text",
    "audit_as_json",
    "audit_as_text",
    "changes_as_json",
    "changes_as_text",
    "check_as_json",
    "check_as_text",
    "matches_as_json",
    "matches_as_text",
    "review_as_json",
    "review_as_text",
    "statistics_as_json",
    "statistics_as_text",
]


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def answers_as_text(answers: Sequence[Answer]) -> str:
    """One paragraph a concept: its terms by language with status and source, then the examples."""
    return "\n".join("".join(f"{line}\n" for line in _answer_lines(a)) for a in answers)


def _answer_lines(answer: Answer) -> list[str]:
    concept = answer.hit.concept
    how = "" if answer.hit.kind in ("exact", "listed") else f" ({answer.hit.kind}: {answer.hit.term.text})"
    lines = [f"{concept.id} [{concept.field}]{how}" if concept.field else f"{concept.id}{how}"]
    if concept.definition:
        lines.append(f"  {concept.definition}")
    lines += [f"  {_term_line(term)}" for term in concept.terms]
    if concept.paraphrase:
        lines.append("  may be paraphrased in running text")
    for unit in answer.examples:
        lines += [f"  {_place(unit)}", f"    {unit.source}", f"    {unit.target}"]
    return lines


def _term_line(term: Term) -> str:
    facts = [term.status, term.type if term.type != "fullForm" else "", term.review]
    source = f"{term.source}{f', {term.source_date}' if term.source_date else ''}" if term.source else ""
    rest = "; ".join(part for part in (", ".join(f for f in facts if f), source, term.note) if part)
    return f"{term.language}  {term.text}  [{rest}]"


def _place(unit: Unit) -> str:
    return f"{unit.origin or unit.id}, {unit.position}:" if unit.position else f"{unit.origin or unit.id}:"


def answers_as_json(query: str, answers: Sequence[Answer]) -> str:
    """The same as JSON, with everything that the glossary says of each concept."""
    rows = [
        {
            "kind": a.hit.kind,
            "score": round(a.hit.score, 4),
            "matched": a.hit.term.text,
            **_concept_data(a.hit.concept),
            "examples": [
                {"id": u.id, "origin": u.origin, "position": u.position, "source": u.source, "target": u.target}
                for u in a.examples
            ],
        }
        for a in answers
    ]
    return _json({"query": query, "answers": rows})


def _concept_data(concept: Concept) -> dict[str, Any]:
    data = asdict(concept)
    data["terms"] = [{k: v for k, v in t.items() if v not in ("", ())} for t in data["terms"]]
    return {k: v for k, v in data.items() if v not in ("", ())}


def _renderings(match: TermMatch, language: str) -> list[str]:
    from ..text import base_language

    others = [t for t in match.concept.terms if base_language(t.language) != base_language(language)]
    return [t.text for t in others if t.status == "preferred"] or [t.text for t in others[:1]]


def matches_as_text(text: str, matches: Sequence[TermMatch], language: str) -> str:
    """A table: start, end, line, the text found, its status where that is not preferred, the preferred rendering."""
    lines = []
    for m in matches:
        found = " ".join(m.text.split())
        marks = [m.term.status] if m.term.status != "preferred" else []
        marks += ["nested"] if m.nested else []
        mark = f" ({', '.join(marks)})" if marks else ""
        line = text.count("\n", 0, m.start) + 1
        lines.append(f"{m.start}\t{m.end}\t{line}\t{found}{mark}\t{'; '.join(_renderings(m, language))}\n")
    return "".join(["start\tend\tline\tterm\trendering\n", *lines])


def matches_as_json(matches: Sequence[TermMatch], language: str) -> str:
    """The same as a list of objects; offsets are code points."""
    rows = [
        {
            "start": m.start,
            "end": m.end,
            "text": m.text,
            "term": m.term.text,
            "concept": m.concept.id,
            "status": m.term.status,
            "nested": m.nested,
            "renderings": _renderings(m, language),
        }
        for m in matches
    ]
    return _json(rows)


def check_as_text(compared: ComparedCheck, units: Sequence[Unit]) -> str:
    """Findings one a line with both sides below, then the figures of the translation beside the reference's."""
    parts = [_finding_text(f, units[f.unit]) for f in compared.report.findings]
    parts += [f"waived: {_head(f, units[f.unit])}: {w.reason}\n" for f, w in compared.report.waived]
    if parts:
        parts.append("\n")
    return "".join([*parts, _figures_text(compared)])


def _head(finding: Finding, unit: Unit) -> str:
    where = f"{unit.origin}:" if unit.origin else ""
    return f"{where}{unit.position or finding.unit + 1}: {finding.severity}: {finding.kind}: {finding.source_term}"


def _finding_text(finding: Finding, unit: Unit) -> str:
    suggestion = f"; suggested: {' | '.join(finding.suggestions)}" if finding.suggestions else ""
    lines = [f"{_head(finding, unit)}: {finding.message}{suggestion}"]
    lines.append(f"    {_marked(unit.source, *finding.source_span)}")
    lines.append(f"    {_marked(unit.target, *finding.target_span)}")
    return "".join(f"{line}\n" for line in lines)


def _marked(text: str, start: int, end: int) -> str:
    marked = f"{text[:start]}[{text[start:end]}]{text[end:]}" if end > start else text
    return " ".join(marked.split())


def _figures_text(compared: ComparedCheck) -> str:
    columns = [compared.report, *([compared.reference] if compared.reference else [])]
    heads = ["translation", *(["reference"] if compared.reference else [])]
    rows = [_figure_cells(report) for report in columns]
    lines = [f"{'':36}{''.join(f'{h:>18}' for h in heads)}"]
    for i, (name, _) in enumerate(rows[0]):
        lines.append(f"{name:36}{''.join(f'{row[i][1]:>18}' for row in rows)}")
    if not compared.report.figures.occurrences:
        lines.append("The source has no term of the glossary: nothing was checked.")
    lines.append(f"The reference is {compared.yardstick}.")
    return "".join(f"{line}\n" for line in lines)


def _figure_cells(report: CheckReport) -> list[tuple[str, str]]:
    f = report.figures
    low, high = f.interval
    per = 100 / f.occurrences if f.occurrences else 0.0

    def share(value: float, of: int = f.occurrences) -> str:
        return f"{value:.1%}" if of else "-"

    return [
        ("terms in the source", f"{f.occurrences}"),
        ("rendered as written", share(f.success)),
        ("  95 % interval", f"{low:.1%}-{high:.1%}" if f.occurrences else "-"),
        ("accepted in another form", share(f.loose * per / 100)),
        ("preferred among those as written", share(f.preferred / f.exact if f.exact else 0, f.exact)),
        ("consistency", share(f.consistency)),
        ("forbidden", f"{f.forbidden}"),
        ("errors / warnings / notes", f"{f.errors} / {f.warnings} / {f.notes}"),
        ("waived", f"{f.waived}"),
        ("findings per 100 terms", f"{f.findings * per:.2f}"),
    ]


def check_as_json(compared: ComparedCheck, units: Sequence[Unit]) -> str:
    """The same as one object: findings, waived, figures, reference."""

    def row(finding: Finding) -> dict[str, Any]:
        unit = units[finding.unit]
        data = asdict(finding)
        return data | {"unit": unit.position or finding.unit + 1, "source": unit.source, "target": unit.target}

    def figures(report: CheckReport) -> dict[str, Any]:
        f = report.figures
        if not f.occurrences:
            return asdict(f) | {"success": None, "interval": None, "consistency": None, "alarm_rate": None}
        data = asdict(f) | {"success": round(f.success, 4), "alarm_rate": round(f.alarm_rate, 4)}
        data["interval"] = [round(v, 4) for v in f.interval]
        return data | {"consistency": round(f.consistency, 4)}

    reference = compared.reference
    return _json(
        {
            "findings": [row(f) for f in compared.report.findings],
            "waived": [row(f) | {"reason": w.reason} for f, w in compared.report.waived],
            "figures": figures(compared.report),
            "reference": figures(reference) if reference else None,
            "reference_is": compared.yardstick,
        }
    )


def review_as_text(rows: Iterable[ReviewRow]) -> str:
    """Candidates as a table: term, count, evidence, best proposals, first context."""
    lines = ["term\tcount\tevidence\tproposals\tcontext\n"]
    for row in rows:
        context = row.contexts[0] if row.contexts else ""
        lines.append(f"{row.term}\t{row.count}\t{row.evidence}\t{'; '.join(row.proposals[:3])}\t{context}\n")
    return "".join(lines)


def review_as_json(rows: Iterable[ReviewRow]) -> str:
    """The same with everything."""
    return _json([asdict(row) for row in rows])


def audit_as_text(path: str, problems: Sequence[Problem], findings: Sequence[AuditFinding], concepts: int) -> str:
    """Breaches of the format with their lines, then contradictions by severity, then a line of counts."""
    lines = [f"{p.file}:{p.line}: error: {p.message}" if p.line else f"{p.file}: error: {p.message}" for p in problems]
    lines += [f"{path}: {f.severity}: {f.kind}: {', '.join(f.concepts)}: {f.message}" for f in findings]
    counts = [
        f"{sum(f.severity == s for f in findings) + (len(problems) if s == 'error' else 0)} {s}s" for s in _SEVERITIES
    ]
    lines.append(f"{path}: {concepts} concepts, {', '.join(counts)}")
    return "".join(f"{line}\n" for line in lines)


_SEVERITIES = ("error", "warning", "note")


def audit_as_json(path: str, problems: Sequence[Problem], findings: Sequence[AuditFinding], concepts: int) -> str:
    """The same as one object."""
    data = {"file": path, "concepts": concepts, "problems": [asdict(p) for p in problems]}
    return _json(data | {"findings": [asdict(f) for f in findings]})


def changes_as_text(changes: Iterable[Change]) -> str:
    """One change a line: + new, - gone, ~ changed."""
    lines = []
    for c in changes:
        if c.what in ("concept", "term"):
            sign = "+" if c.after else "-"
            lines.append(f"{sign} {c.concept}: {c.what} {c.after or c.before}\n")
        else:
            of = f" of {c.term}" if c.term else ""
            lines.append(f"~ {c.concept}: {c.what}{of}: '{c.before}' became '{c.after}'\n")
    return "".join(lines)


def changes_as_json(changes: Iterable[Change]) -> str:
    """The same as a list of objects."""
    return _json([asdict(c) for c in changes])


def statistics_as_text(counted: Statistics) -> str:
    """Counts, one a line, by name."""
    lines = [f"concepts: {counted.concepts}", f"terms: {counted.terms}"]
    lines.append(f"terms with a source: {counted.with_source}")
    lines.append(f"concepts that may be paraphrased: {counted.paraphrase_allowed}")
    for name in ("language", "status", "type", "review", "field"):
        table: dict[str, int] = getattr(counted, f"by_{name}")
        lines.append(f"by {name}: {', '.join(f'{k} {v}' for k, v in table.items())}")
    return "".join(f"{line}\n" for line in lines)


def statistics_as_json(counted: Statistics) -> str:
    """The same as one object."""
    return _json(asdict(counted))
