"""The tables of a page that list parts of the text: documents, terms, numbers, what a memory knows."""

from __future__ import annotations

from html import escape

from ...score import Report
from .prose import last_part

__all__ = ["document_tables", "number_table", "overlap_table", "term_table"]

_MOST_ROWS = 200


def document_tables(report: Report) -> str:
    """Each document's pooled score, the score of all pooled, and the mean of the documents; a table a metric."""
    names = report.document_names
    if len(names) < 2:
        return ""
    counts = {name: report.documents.count(name) for name in names}
    head = "".join(f"<th>{escape(last_part(s.name))}</th>" for s in report.systems)
    tables = []
    for metric in report.systems[0].scores:
        scores = [system.scores[metric] for system in report.systems]
        rows = [
            f"<tr><td>{escape(name)}</td><td>{counts[name]}</td>"
            + "".join(f'<td data-value="{s.documents[i]!r}">{s.documents[i]:.1f}</td>' for s in scores)
            + "</tr>"
            for i, name in enumerate(names)
        ]
        means = "".join(f"<td>{sum(s.documents) / len(s.documents):.1f}</td>" for s in scores)
        pooled = "".join(f"<td>{s.score:.1f}</td>" for s in scores)
        tables.append(
            f'<details{" open" if metric == "chrF2" else ""}><summary>{metric}</summary><div class="wide">'
            f'<table class="sortable"><thead><tr><th>Document</th><th>Segments</th>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody><tfoot class="soft"><tr><td>mean of documents</td><td></td>{means}</tr>'
            f"<tr><td>all segments pooled</td><td>{sum(counts.values())}</td>{pooled}</tr></tfoot></table></div>"
            "</details>"
        )
    return f"<section><h2>Documents</h2>{''.join(tables)}</section>"


def term_table(report: Report) -> str:
    """Terms that some system missed, those missed most often first."""
    scored = [(last_part(s.name), s.terms) for s in report.systems if s.terms]
    if not scored or report.reference_terms is None:
        return ""
    columns = [*scored, ("(reference)", report.reference_terms)]
    missed = [{(u.concept, u.term): u.missed for u in terms.missed} for _, terms in columns]
    keys = {key for column in missed[:-1] for key in column}
    order = sorted(keys, key=lambda key: (-sum(column.get(key, 0) for column in missed[:-1]), key))
    rows = [
        f'<tr><td lang="{report.source_language}">{escape(key[1])}</td><td class="text small">{escape(key[0])}</td>'
        f"{''.join(f'<td>{column.get(key, 0)}</td>' for column in missed)}</tr>"
        for key in order[:_MOST_ROWS]
    ]
    facts = "".join(
        f"<tr><td>{escape(name)}</td><td>{t.expected}</td><td>{t.found}</td><td>{t.accuracy:.1f} %</td>"
        f"<td>{f'{t.interval.lower:.1f} to {t.interval.upper:.1f}' if t.interval else ''}</td><td>{t.loose}</td>"
        f"<td>{t.preferred}</td><td>{t.forbidden}</td><td>{t.consistency:.1f} %</td></tr>"
        for name, t in columns
    )
    head = "".join(f"<th>{escape(name)}</th>" for name, _ in columns)
    more = f" (the first {_MOST_ROWS} of {len(order)})" if len(order) > _MOST_ROWS else ""
    return (
        '<section><h2>Terms</h2><div class="wide"><table><thead><tr><th></th><th>In the source</th><th>Found</th>'
        "<th>Accuracy</th><th>95 % interval</th>"
        "<th>In other words</th><th>Preferred</th><th>Forbidden</th><th>Consistent</th></tr></thead>"
        f"<tbody>{facts}</tbody></table></div><details><summary>Segments in which a term was missed{more}</summary>"
        '<div class="wide"><table class="sortable"><thead><tr><th>Term</th><th class="text">Concept</th>'
        f"{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details></section>"
    )


def number_table(report: Report) -> str:
    """Every number that has no equal on the other side."""
    rows = [
        f'<tr><td>{escape(last_part(system.name))}</td><td><button class="link" data-check="numbers" data-system="{i}" '
        f'data-line="{f.line}">{f.line}</button></td><td class="text">{escape(f.message)}</td></tr>'
        for i, system in enumerate(report.systems)
        for f in system.findings
        if f.check == "numbers"
    ]
    if not rows:
        return ""
    more = f" (the first {_MOST_ROWS} of {len(rows)})" if len(rows) > _MOST_ROWS else ""
    return (
        f"<section><h2>Numbers</h2><details><summary>Numbers without an equal{more}</summary>"
        '<div class="wide"><table class="sortable"><thead><tr><th>System</th><th>Segment</th><th class="text">What</th>'
        f"</tr></thead><tbody>{''.join(rows[:_MOST_ROWS])}</tbody></table></div></details></section>"
    )


def overlap_table(report: Report) -> str:
    """How much of the source the memory knows, and scores of what it does not know."""
    overlap = report.overlap
    if overlap is None:
        return ""
    total = len(report.references[0])
    told = (
        f"{escape(overlap.memory)} holds {len(overlap.exact)} of {total} source segments exactly and "
        f"{len(overlap.fuzzy)} nearly (75 % and more)."
    )
    head = "".join(f"<th>{name}</th><th>without</th>" for name in report.systems[0].scores)
    rows = []
    for system in report.systems:
        fresh = overlap.scores[system.name]
        cells = "".join(
            f"<td>{score.score:.1f}</td><td>{f'{fresh[name]:.1f}' if fresh else ''}</td>"
            for name, score in system.scores.items()
        )
        rows.append(f"<tr><td>{escape(last_part(system.name))}</td>{cells}</tr>")
    return (
        f"<section><h2>What the memory knows already</h2><p>{told} A system that was trained on such segments is "
        f'scored too high; "without" leaves them out.</p><div class="wide"><table><thead><tr><th>System</th>{head}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )
