"""Scoring with the defaults of this package: sacreBLEU's metrics, the shipped glossary, checked input."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..engines.metrics import MetricOptions, SacreMetric, extract_rows, language_notices, make_metrics
from ..errors import InputError
from ..formats.output import write_text
from ..formats.report import report_html, report_json, report_table
from ..glossary import Glossary
from ..score import (
    CHECKS,
    CheckInfo,
    CheckTools,
    Finding,
    Report,
    Rows,
    SystemReport,
    Table,
    TermScore,
    TermTask,
    check_terms,
    measure,
    run_checks,
)
from ..score.names import NameTools
from ..score.overlap import overlap_of
from ..score.report import Comparison, MetricScore, OutsideScore, Overlap, Rank
from ..score.resample import SEED, PairedTest, Samples, bootstrap, compare_all, interval_of, ranks
from ..text import base_language
from .foreign import foreign_script

__all__ = ["ScoreOptions", "check_counts", "score_translations", "shipped_glossary", "write_score_files"]

Systems = Mapping[str, Sequence[str]] | Sequence[str]
References = Sequence[Sequence[str | None]] | Sequence[str]


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What to compute. Empty `metrics` means those that suit the target language.

    `glossary` is a file of terms or a glossary that is loaded; with it and a source, terms are checked. `documents`
    names the document of each segment. `resamples` is the number of bootstrap samples for intervals, 0 for none;
    `test` the paired test of systems: bs, ar or empty for none. `checks_off` names checks that are not run, "all" for
    none at all. `memory_matches` is how well a memory matches each source segment, in percent, and `memory` its name.
    `outside` are scores from elsewhere by system. With `encoder` the check of shifted rows compares meanings of source
    and translation by sentence vectors instead of translation and reference by letters.
    """

    source_language: str = "zh"
    target_language: str = "en"
    metrics: tuple[str, ...] = ()
    metric_options: MetricOptions = field(default_factory=MetricOptions)
    glossary: str | Path | Glossary | None = None
    documents: tuple[str, ...] = ()
    resamples: int = 1000
    test: str = "bs"
    trials: int = 10_000
    level: float = 0.05
    checks_off: tuple[str, ...] = ()
    memory: str = ""
    memory_matches: tuple[float, ...] = ()
    outside: Mapping[str, Sequence[OutsideScore]] = field(default_factory=dict)
    encoder: bool = False


def score_translations(
    systems: Systems,
    references: References,
    source: Sequence[str] | None = None,
    options: ScoreOptions | None = None,
) -> Report:
    """Score systems against streams of references, one string a segment everywhere.

    `systems` maps names to hypotheses (a bare list is one system named 'system'); `references` is a list of streams
    (a bare list of strings is one stream), each as long as the hypotheses. Raises InputError where lengths differ.

    >>> report = score_translations(["a good start is made"], ["a good start was made"])
    >>> round(report.systems[0].scores["chrF2"].score, 1)
    68.0
    """
    chosen = options or ScoreOptions()
    named = dict(systems) if isinstance(systems, Mapping) else {"system": systems}
    streams = _streams(references)
    _check(named, streams, source, chosen)
    figures = _measure(named, streams, chosen)
    readings = _read(named, _first(streams), source, chosen)
    return Report(
        systems=_system_reports(named, figures, readings, chosen),
        references=tuple(tuple(stream) for stream in streams),
        source=tuple(source or ()),
        source_language=chosen.source_language,
        target_language=chosen.target_language,
        documents=chosen.documents,
        reference_terms=readings.terms.get(_REFERENCE),
        comparisons=figures.comparisons,
        ranks=figures.ranks,
        test=chosen.test if figures.comparisons else "",
        level=chosen.level,
        checks=readings.checks,
        reference_findings=readings.findings[_REFERENCE],
        overlap=figures.overlap,
        notices=_all_notices(named, streams, source or (), figures, chosen),
    )


def _system_reports(
    systems: Mapping[str, Sequence[str]], figures: _Figures, readings: _Readings, options: ScoreOptions
) -> tuple[SystemReport, ...]:
    return tuple(
        SystemReport(
            name,
            tuple(lines),
            figures.scores[name],
            readings.terms.get(name),
            readings.findings[name],
            tuple(options.outside.get(name, ())),
        )
        for name, lines in systems.items()
    )


# Beside the names of systems, in what is computed of the reference as well.
_REFERENCE = "\0reference"


def _first(streams: Sequence[Sequence[str | None]]) -> list[str]:
    """The first reference that each segment has."""
    return [next((r for r in together if r is not None), "") for together in zip(*streams, strict=True)]


@dataclass(frozen=True, slots=True)
class _Figures:
    """What comes of statistics."""

    metrics: Sequence[SacreMetric]
    scores: Mapping[str, Mapping[str, MetricScore]]
    comparisons: tuple[Comparison, ...]
    ranks: tuple[Rank, ...]
    overlap: Overlap | None


def _measure(
    systems: Mapping[str, Sequence[str]], streams: Sequence[Sequence[str | None]], options: ScoreOptions
) -> _Figures:
    metrics = make_metrics(options.target_language, options.metrics, options.metric_options)
    tables = dict(zip(systems, extract_rows(metrics, list(systems.values()), streams), strict=True))
    samples = bootstrap(metrics, list(tables.values()), options.resamples) if options.resamples else None
    scores = _scores(metrics, tables, options, samples)
    comparisons = _comparisons(metrics, tables, options, samples)
    matches = options.memory_matches
    return _Figures(
        metrics,
        scores,
        tuple(comparisons),
        tuple(_ranks(metrics, scores, comparisons, options.level)),
        overlap_of(options.memory, matches, metrics, tables) if matches else None,
    )


@dataclass(frozen=True, slots=True)
class _Readings:
    """What comes of the texts themselves: of systems by name, of the first reference under _REFERENCE."""

    terms: Mapping[str, TermScore]
    checks: tuple[CheckInfo, ...]
    findings: Mapping[str, tuple[Finding, ...]]


def _read(
    systems: Mapping[str, Sequence[str]], reference: Sequence[str], source: Sequence[str] | None, options: ScoreOptions
) -> _Readings:
    texts = {**systems, _REFERENCE: reference}
    languages = (options.source_language, options.target_language)
    terms = {}
    if options.glossary is not None and source is not None:
        task = TermTask(_glossary(options.glossary), source, languages, options.documents)
        terms = {name: check_terms(task, lines) for name, lines in texts.items()}
    checks = _checks(options, source)
    likeness = _likeness(texts, source or (), checks) if options.encoder else {}
    said = {name: remarks for name, (_, remarks) in terms.items()}
    tools = CheckTools(languages, said, _name_tools(checks), likeness)
    findings = {
        name: tuple(run_checks(Table(source or (), lines, reference), checks, tools, name)) if checks else ()
        for name, lines in texts.items()
    }
    return _Readings({name: score for name, (score, _) in terms.items()}, checks, findings)


def _scores(
    metrics: Sequence[SacreMetric],
    tables: Mapping[str, Sequence[Rows]],
    options: ScoreOptions,
    samples: Sequence[Sequence[Samples]] | None,
) -> dict[str, dict[str, MetricScore]]:
    """[system][metric] -> score with its interval."""
    found: dict[str, dict[str, MetricScore]] = {}
    for s, (name, rows) in enumerate(tables.items()):
        found[name] = {}
        for m, metric in enumerate(metrics):
            score = measure(metric, rows[m], options.documents)
            if samples is not None:
                signature = metric.signature(bs=options.resamples, seed=SEED)
                score = replace(score, interval=interval_of(samples[s][m]), interval_signature=signature)
            found[name][metric.name] = score
    return found


def _comparisons(
    metrics: Sequence[SacreMetric],
    tables: Mapping[str, Sequence[Rows]],
    options: ScoreOptions,
    samples: Sequence[Sequence[Samples]] | None,
) -> list[Comparison]:
    if not options.test or len(tables) < 2 or (options.test == "bs" and samples is None):
        return []
    trials = options.resamples if options.test == "bs" else options.trials
    return compare_all(metrics, tables, PairedTest(options.test, trials, options.level), samples)


def _ranks(
    metrics: Sequence[SacreMetric],
    scores: Mapping[str, Mapping[str, MetricScore]],
    comparisons: Sequence[Comparison],
    level: float,
) -> list[Rank]:
    if not comparisons:
        return []
    return [
        rank
        for metric in metrics
        for rank in ranks(metric, {n: s[metric.name].score for n, s in scores.items()}, comparisons, level)
    ]


def _checks(options: ScoreOptions, source: Sequence[str] | None) -> tuple[CheckInfo, ...]:
    """The checks that are switched on and have what they need; all of them need a source."""
    for name in options.checks_off:
        if name != "all" and name not in {c.name for c in CHECKS}:
            raise InputError(f"unknown check '{name}'", cure=f"known checks: {', '.join(c.name for c in CHECKS)}, all")
    if source is None or "all" in options.checks_off:
        return ()
    languages = options.source_language, options.target_language
    with_chinese = [base_language(language) == "zh" for language in languages].count(True) == 1
    idle = {
        *options.checks_off,
        *(() if options.glossary is not None else ("terms",)),
        *(() if with_chinese else ("names",)),
    }
    return tuple(c for c in CHECKS if c.name not in idle)


def _glossary(glossary: str | Path | Glossary) -> Glossary:
    from .glossary import load_glossary

    return glossary if isinstance(glossary, Glossary) else load_glossary(glossary)


def shipped_glossary(source_language: str, target_language: str) -> Path | None:
    """The glossary of this package, for the two languages that it holds; None for others."""
    from .glossary import shipped_file

    held = {base_language(source_language), base_language(target_language)} == {"zh", "en"}
    return shipped_file("terms.csv") if held else None


def _name_tools(checks: Sequence[CheckInfo]) -> NameTools | None:
    if all(check.name != "names" for check in checks):
        return None
    from ..engines.names import name_tools

    return name_tools()


def _likeness(
    texts: Mapping[str, Sequence[str]], source: Sequence[str], checks: Sequence[CheckInfo]
) -> dict[str, list[tuple[float, float, float]]]:
    """How alike each translation is to the sources of the row above, its own and the row below, by their vectors."""
    if all(check.name != "shifted" for check in checks):
        return {}
    from ..engines.encoder import UseEncoder

    encoder = UseEncoder()
    ends = np.arange(1, len(source) + 1)
    sources = encoder.sentences(source).spans(1, ends)
    found = {}
    for name, lines in texts.items():
        vectors = encoder.sentences(lines).spans(1, ends)
        own = (vectors * sources).sum(1)
        above = np.append(0.0, (vectors[1:] * sources[:-1]).sum(1))
        below = np.append((vectors[:-1] * sources[1:]).sum(1), 0.0)
        found[name] = [(float(a), float(o), float(b)) for a, o, b in zip(above, own, below, strict=True)]
    return found


def _streams(references: Sequence[Any]) -> list[Sequence[str | None]]:
    return [references] if references and isinstance(references[0], str) else list(references)


def write_score_files(report: Report, folder: str | Path) -> list[Path]:
    """Write the report as score.txt, score.json and score.html into a folder that exists; gives the files' paths."""
    files = {"score.txt": report_table(report), "score.json": report_json(report), "score.html": report_html(report)}
    for name, text in files.items():
        write_text(Path(folder) / name, text)
    return [Path(folder) / name for name in files]


def _check(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str | None]],
    source: Sequence[str] | None,
    options: ScoreOptions,
) -> None:
    """Refuse what does not fit together; nothing is ever cut to the shortest."""
    if not systems or not references:
        raise InputError("nothing to score", cure="give at least one hypothesis and one reference")
    if not references[0]:
        raise InputError("the reference is empty", cure="give a reference with at least one line")
    others: dict[str, Sequence[str | None]] = {f"reference {i + 1}": list(r) for i, r in enumerate(references)}
    others |= systems
    others |= {"the source": source} if source is not None else {}
    others |= {"the list of documents": options.documents} if options.documents else {}
    check_counts(others, references)
    for i, together in enumerate(zip(*references, strict=True)):
        if all(reference is None for reference in together):
            raise InputError(f"segment {i + 1} has no reference", cure="give one, or leave the segment out everywhere")
    _check_options(options)


def check_counts(columns: Mapping[str, Sequence[str | None]], references: Sequence[Sequence[str | None]]) -> None:
    """Raise InputError with the name of the first column that is not as long as the first reference."""
    count = len(references[0]) if references else 0
    for name, lines in columns.items():
        if count and len(lines) != count:
            raise InputError(
                f"{len(lines)} {_noun(len(lines))}, the reference has {count}",
                file=name,
                line=min(len(lines), count) + 1,
                cure=_cure(references, len(lines)),
            )


def _check_options(options: ScoreOptions) -> None:
    if options.test not in ("", "bs", "ar"):
        raise InputError(f"unknown test '{options.test}'", cure="choose bs or ar")
    if not 0 < options.level < 1:
        raise InputError("the significance level must lie between 0 and 1", cure="give a level such as 0.05")
    if options.resamples < 0 or options.trials < 1:
        raise InputError("the number of samples must be positive", cure="give a positive number")


_BEYOND_ZH = re.compile("[\U00020000-\U0003ffff]")
_TAKEN_FOR_ZH = re.compile("[\u2020-\u2a6d]")


def _all_notices(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str | None]],
    source: Sequence[str],
    figures: _Figures,
    options: ScoreOptions,
) -> tuple[str, ...]:
    """What a reader of the report should know: of the texts, of the metrics on them, of the comparisons."""
    return (
        *_text_notices(systems, references, source, options),
        *_notices(systems, references, figures.metrics, options),
        *_equal_notices(figures.comparisons),
    )


def _notices(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str | None]],
    metrics: Sequence[SacreMetric],
    options: ScoreOptions,
) -> tuple[str, ...]:
    """What of sacreBLEU's peculiarities bites on these texts; scores stay as it computes them."""
    signature = next((m.signature() for m in metrics if m.name == "BLEU"), "")
    chinese = base_language(options.target_language) == "zh"
    texts = [line for lines in [*systems.values(), *references] for line in lines if line]
    found = language_notices(options.target_language, options.metric_options.tokenize)
    if chinese and "tok:13a" in signature:
        found.append("BLEU with the tokenizer 13a on Chinese takes whole clauses for words; zh is meant for it")
    if chinese and any(m.name == "chrF2++" for m in metrics):
        found.append("chrF2++ takes what stands between blanks for words, so on Chinese it says little")
    if "tok:zh" in signature and any(_BEYOND_ZH.search(t) for t in texts):
        found.append("sacreBLEU's zh tokenizer does not split rare characters beyond U+FFFF (sacrebleu issue 298)")
    signs = dict.fromkeys(sign for t in texts for sign in _TAKEN_FOR_ZH.findall(t)) if "tok:zh" in signature else {}
    if signs:
        shown = " ".join(list(signs)[:_SIGNS])
        found.append(f"sacreBLEU's zh tokenizer takes {shown} for Chinese (sacrebleu issue 298)")
    if any(not any(lines) for lines in systems.values()):
        found.append("a system has nothing but empty lines")
    if len(references[0]) < _FEW:
        few = "1 segment is" if len(references[0]) == 1 else f"{len(references[0])} segments are"
        found.append(f"{few} few: intervals and tests say little")
    return tuple(found)


def _text_notices(
    systems: Mapping[str, Sequence[str]],
    references: Sequence[Sequence[str | None]],
    source: Sequence[str],
    options: ScoreOptions,
) -> list[str]:
    """What looks like the wrong file: a source that is the reference, a text in the script of another language."""
    kept = [[line or "" for line in stream] for stream in references]
    found = ["the source and a reference are the same text"] if source and list(source) in kept else []
    target = options.target_language
    texts = [(name, lines, target) for name, lines in systems.items()]
    texts += [("the reference" if len(kept) == 1 else f"reference {n}", s, target) for n, s in enumerate(kept, 1)]
    for name, lines, language in [*texts, ("the source", source, options.source_language)]:
        script = foreign_script(lines, language)
        if script:
            found.append(f"{name} is taken for {language}, but is written in {script} script")
    return found


_FEW, _SIGNS = 100, 5


def _equal_notices(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """sacreBLEU's test looks for differences above zero, and so gives equal systems its smallest p-value."""
    equal: dict[tuple[str, str], list[str]] = {}
    for c in comparisons:
        if not c.difference and c.p_value < 1:
            equal.setdefault((c.first, c.second), []).append(f"{c.p_value:.4f}")
    return tuple(
        f"{first} and {second} score the same, so the p = {' and '.join(dict.fromkeys(p_values))} of sacreBLEU's test "
        "means nothing: they are not told apart"
        for (first, second), p_values in equal.items()
    )


def _noun(count: int) -> str:
    return "segment" if count == 1 else "segments"


def _cure(references: Sequence[Sequence[str | None]], found: int) -> str:
    lengths = {len(stream) for stream in references}
    if len(lengths) == 1 and len(references) == found and found > len(references[0]):
        return "the references seem transposed: give one list per reference, not one per segment"
    return "every file must have one line per segment"
