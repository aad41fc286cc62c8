"""The report as one page that needs no network: tables, plots, and a browser of segments."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from typing import Any

from ...score import MetricScore, Report, TermScore
from .plots import by_length_plot, distribution_plot, interval_plot
from .prose import METRICS_ARE_WEAK, TESTS, last_part, verdict
from .tables import document_tables, number_table, overlap_table, term_table

__all__ = ["report_html"]


def report_html(report: Report) -> str:
    """The whole page; what it shows of segments is rounded to two decimals, JSON has everything in full."""
    title = "Scores of " + ", ".join(last_part(s.name) for s in report.systems)
    sections = [
        _head(report, title),
        _summary(report),
        _plots(report),
        _significance(report),
        document_tables(report),
        _checks(report),
        term_table(report),
        number_table(report),
        overlap_table(report),
        _browser(report),
        _method(report),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_data_file('score_report.css')}</style>\n</head>\n<body>\n"
        + "\n".join(section for section in sections if section)
        + f'\n<script type="application/json" id="data">{_page_data(report)}</script>\n'
        f"<script>\n{_data_file('score_report.js')}</script>\n</body>\n</html>\n"
    )


def _data_file(name: str) -> str:
    return (files("tmkit") / "data" / name).read_text(encoding="utf-8")


def _head(report: Report, title: str) -> str:
    count = len(report.references[0])
    facts = [
        f"{count} segment{'s' * (count != 1)}",
        f"{len(report.references)} reference{'s' * (len(report.references) != 1)}",
        *([_documents(len(report.document_names))] if report.documents else []),
        f"{report.source_language} to {report.target_language}",
    ]
    notices = "".join(f'<p class="note">{escape(n)}</p>' for n in report.notices)
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in verdict(report))
    return (
        f'<header><h1>{escape(title)}</h1><p class="soft">{escape(", ".join(facts))}</p>{sentences}'
        f'<p class="note">{METRICS_ARE_WEAK} Use them to compare systems of one kind on the same text, and read '
        "segments before you decide; scores of single segments are for triage, not for judgement.</p>"
        f"{notices}</header>"
    )


def _documents(count: int) -> str:
    return f"{count} document{'s' * (count != 1)}"


def _summary(report: Report) -> str:
    clusters = {(r.metric, r.system): r for r in report.ranks}
    first = report.systems[0]
    outside = [(o.name, o.higher_is_better) for o in first.outside]
    head = ["System", *(f"{name} {'↓' if name == 'TER' else '↑'}" for name in first.scores)]
    head += [f"{name} {'↑' if up else '↓'}" for name, up in outside]
    head += ["Terms ↑"] if first.terms else []
    head += ["Errors ↓", "Warnings ↓"] if report.checks else []
    rows = []
    for i, system in enumerate(report.systems):
        cells = [f'<td><span class="swatch" style="background:var(--c{i % 8})"></span>{escape(system.name)}</td>']
        for name, score in system.scores.items():
            rank = clusters.get((name, system.name))
            cells.append(_score_cell(score, rank.cluster if rank else None))
        cells += [f'<td data-value="{o.score!r}">{o.score:.4f}</td>' for o in system.outside]
        cells += [_term_cell(system.terms)] if system.terms else []
        if report.checks:
            cells += [f"<td>{_spoken(system.findings, level)}</td>" for level in ("error", "warning")]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    foot = ""
    if first.terms or report.checks:
        blank = "<td></td>" * (len(first.scores) + len(outside))
        cells = [_term_cell(report.reference_terms)] if first.terms else []
        if report.checks:
            cells += [f"<td>{_spoken(report.reference_findings, level)}</td>" for level in ("error", "warning")]
        foot = f'<tfoot><tr class="soft"><td>(reference)</td>{blank}{"".join(cells)}</tr></tfoot>'
    note = f"± is half of the 95 % interval of {_samples(report)} bootstrap samples. " if _intervals(report) else ""
    legend = f"#1, #2 … are groups of systems that the {TESTS[report.test]} tells apart. " if report.ranks else ""
    return (
        f'<section id="summary"><h2>Summary</h2><div class="wide"><table class="sortable"><thead><tr>'
        f"{''.join(f'<th>{escape(h)}</th>' for h in head)}</tr></thead><tbody>{''.join(rows)}</tbody>{foot}"
        "</table></div>"
        f'<p class="small">{_meanings(report)}</p>'
        f'<p class="soft small">↑ higher is better, ↓ lower is better. {legend}{note}'
        "Errors and warnings count segments on which a check spoke; the reference's own figures show what checks say "
        "of good translations.</p></section>"
    )


_MEANINGS = {
    "BLEU": "runs of words shared with the reference, 0 to 100",
    "chrF2": "runs of letters shared with the reference, 0 to 100",
    "chrF2++": "the same with words and pairs of words",
    "TER": "edits that would make it the reference, for 100 words of the reference",
    "Terms": "how many fixed terms stand as the glossary wants them",
}


def _meanings(report: Report) -> str:
    """What the columns count, for a reader who does not know the metrics."""
    first = report.systems[0]
    names = [*first.scores, *(["Terms"] if first.terms else [])]
    return "; ".join(f"<b>{name}</b>: {_MEANINGS[name]}" for name in names) + "."


def _intervals(report: Report) -> bool:
    return any(s.interval for s in report.systems[0].scores.values())


def _samples(report: Report) -> str:
    signature = next(iter(report.systems[0].scores.values())).interval_signature
    number = next((part[3:] for part in signature.split("|") if part.startswith("bs:")), "0")
    return f"{int(number):,}"


def _score_cell(score: MetricScore, cluster: int | None) -> str:
    interval = score.interval
    half = f' <span class="soft">±{(interval.upper - interval.lower) / 2:.1f}</span>' if interval else ""
    rank = f' <span class="soft small">#{cluster}</span>' if cluster else ""
    best = ' class="best"' if cluster == 1 else ""
    return f'<td{best} data-value="{score.score!r}" title="{score.score!r}">{score.score:.1f}{half}{rank}</td>'


def _term_cell(terms: TermScore | None) -> str:
    if terms is None:
        return "<td></td>"
    bounds = f"{terms.interval.lower:.1f} to {terms.interval.upper:.1f}, " if terms.interval else ""
    return f'<td title="{bounds}{terms.found} of {terms.expected}">{terms.accuracy:.1f} %</td>'


def _spoken(findings: Sequence[Any], severity: str) -> int:
    return len({f.line for f in findings if f.severity == severity})


def _plots(report: Report) -> str:
    names = list(report.systems[0].scores)
    main = "chrF2" if "chrF2" in names else names[0]
    figures = [(interval_plot(report, name), f"{name}: scores and 95 % intervals") for name in names]
    figures += [
        (distribution_plot(report, main), f"How many segments have which {main}; left is worse"),
        (by_length_plot(report, main), f"Mean {main} of short and long segments"),
    ]
    shown = "".join(f"<figure>{svg}<figcaption>{escape(text)}</figcaption></figure>" for svg, text in figures)
    if len(report.systems) > 1:
        told = "One system against another, segment by segment; stronger squares hold more. Choose both below."
        shown += f'<figure class="screen-only"><div id="versus"></div><figcaption>{told}</figcaption></figure>'
    return f'<section><h2>Plots</h2><div class="grid2">{shown}</div></section>'


def _significance(report: Report) -> str:
    if not report.comparisons:
        return ""
    tables = "".join(_matrix(report, metric) for metric in report.systems[0].scores)
    return (
        f'<section><h2>Which differences are real</h2><p class="soft small">The {TESTS[report.test]} for every pair, '
        f"p-values with Holm's correction. A cell says how the system of the row does against that of the column; "
        f"= means that chance can explain the difference (p ≥ {report.level:g}) or that there is none.</p>"
        f'<div class="grid-wide">{tables}</div></section>'
    )


def _matrix(report: Report, metric: str) -> str:
    names = [s.name for s in report.systems]
    found = {(c.first, c.second): (c.difference, c.corrected) for c in report.comparisons if c.metric == metric}
    found |= {(b, a): (-difference, p) for (a, b), (difference, p) in found.items()}
    rows = []
    for row in names:
        cells = [f'<td class="text">{escape(last_part(row))}</td>']
        for column in names:
            if row == column:
                cells.append("<td></td>")
                continue
            difference, p = found[row, column]
            better = (difference > 0) != (metric == "TER")
            word = "=" if p >= report.level or not difference else "better" if better else "worse"
            css = "no" if word == "=" else "yes" if better else "error"
            # Adding zero makes of -0.0 a plain 0.
            figures = f'{round(difference, 1) + 0.0:+.1f} <span class="soft small">p {_p(p)}</span>'
            cells.append(f'<td class="whole" title="p = {p:.4f}"><span class="{css}">{word}</span> {figures}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    head = "".join(f"<th>{escape(last_part(n))}</th>" for n in names)
    return (
        f'<div class="wide"><table><caption>{metric}</caption><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= _SMALLEST_P else f"&lt; {_SMALLEST_P}"


_SMALLEST_P = 0.001


def _checks(report: Report) -> str:
    if not report.checks:
        return ""
    head = "".join(f"<th>{escape(last_part(s.name))}</th>" for s in report.systems)
    rows = []
    for check in report.checks:
        cells = []
        for i, system in enumerate(report.systems):
            count = len({f.line for f in system.findings if f.check == check.name})
            button = f'<button class="link" data-check="{check.name}" data-system="{i}">{count}</button>'
            cells.append(f'<td data-value="{count}">{button if count else 0}</td>')
        count = len({f.line for f in report.reference_findings if f.check == check.name})
        css = "note-level" if check.severity == "note" else check.severity
        rows.append(
            f'<tr><td>{check.name}</td><td class="text {css}">{check.severity}</td>'
            f'<td class="text">{escape(check.says)}</td>{"".join(cells)}<td class="soft">{count}</td>'
            f'<td class="soft">{check.false_alarms[0]:.1f} %, {check.false_alarms[1]:.1f} %</td></tr>'
        )
    return (
        '<section><h2>Checks</h2><p class="soft small">Segments on which each check spoke; a number opens them below. '
        "False alarms: how often a check speaks on professional translations, of political prose and of fiction.</p>"
        '<div class="wide"><table class="sortable"><thead><tr><th>Check</th><th class="text">Severity</th>'
        f'<th class="text">It says that</th>{head}<th>(reference)</th><th>False alarms</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _browser(report: Report) -> str:
    other = "" if len(report.systems) > 1 else " hidden"
    documents = "" if report.documents else " hidden"
    checks = "" if report.checks else " hidden"
    return f"""<section id="segments" class="screen-only"><h2>Segments</h2>
<div class="controls">
<label>System <select id="system"></select></label>
<label>Metric <select id="metric"></select></label>
<label>Sort by <select id="sort"><option value="line">order of the text</option>
<option value="worst">worst first</option><option value="best">best first</option>
<option value="disagreement">disagreement with</option>
<option value="checks">gravest checks first</option></select></label>
<label{other}>against <select id="other"></select></label>
<label{checks}>Show <select id="check"></select></label>
<label{documents}>Document <select id="document"></select></label>
<label>Find <input id="search" type="search" placeholder="text"></label>
<span id="count" class="soft"></span>
</div>
<div id="list" tabindex="0" role="listbox" aria-label="segments"><div id="space"></div><div id="rows"></div></div>
<div id="detail"></div>
<p class="soft small">In a hypothesis, <ins class="add">words</ins> that are not in the reference and
<del class="drop">words</del> of the reference that are missing; <span class="flag">underlined</span> is what a check
speaks of. Arrow keys move in the list.</p></section>"""


def _method(report: Report) -> str:
    first = report.systems[0]
    items = [f"<li>{name}: <code>{escape(score.signature)}</code></li>" for name, score in first.scores.items()]
    if _intervals(report):
        signature = next(iter(first.scores.values())).interval_signature
        items.append(f"<li>Intervals: bootstrap over segments, as in <code>{escape(signature)}</code></li>")
    if report.test:
        told = (
            f"{TESTS[report.test]}, significance level {report.level:g}, Holm's correction over the pairs of a metric"
        )
        items.append(f"<li>Tests: {told}</li>")
    for outside in first.outside:
        facts = ", ".join(x for x in (outside.model, outside.version, outside.precision) if x)
        items.append(f"<li>{escape(outside.name)} was computed elsewhere: {escape(facts)}</li>")
    if first.terms:
        items.append(
            "<li>Terms: occurrences of the glossary's terms in the source that have a preferred or admitted "
            "counterpart in the same segment, no more often than they are said; the reference's own figure is the "
            "ceiling to expect</li>"
        )
    return (
        '<section><h2>How everything was computed</h2><ul class="small">'
        f"{''.join(items)}<li>Scores and p-values are those of the sacrebleu command; segment scores are those of "
        "<code>sacrebleu --sentence-level</code></li></ul></section>"
    )


def _page_data(report: Report) -> str:
    """What the page's script shows, as JSON that cannot end its script element."""
    numbers = {check.name: i for i, check in enumerate(report.checks)}
    names = report.document_names
    places = {name: i for i, name in enumerate(names)}
    data = {
        "sourceLanguage": report.source_language,
        "targetLanguage": report.target_language,
        "metrics": {name: {"higher": name != "TER"} for name in report.systems[0].scores},
        "checks": [{"name": c.name, "severity": c.severity} for c in report.checks],
        "documents": names,
        "document": [places[d] for d in report.documents],
        "source": report.source,
        "reference": [next((r for r in rs if r is not None), "") for rs in zip(*report.references, strict=True)],
        "systems": [
            {
                "name": last_part(system.name),
                "hypotheses": system.hypotheses,
                "segments": {n: [round(v, 2) for v in s.segments] for n, s in system.scores.items()},
                "checks": [
                    [f.line - 1, numbers[f.check], f.message, f.source_spans, f.target_spans] for f in system.findings
                ],
            }
            for system in report.systems
        ],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
