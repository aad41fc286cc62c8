"""Scoring with the defaults of this package: sacreBLEU's metrics, the shipped glossary, checked input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..engines.metrics import MetricOptions, make_metrics
from ..errors import InputError
from ..formats.output import write_text
from ..formats.report import report_json, report_table
from ..score import FindTerms, Report, SystemReport, TermScore, measure, term_accuracy

__all__ = ["ScoreOptions", "score_translations", "write_score_files"]


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What to compute. Empty `metrics` means those that suit the target language.

    `glossary` is a file of terms, or find(text, language) of a glossary that is loaded; with it and a source, term
    accuracy is counted. `documents` names the document of each segment.
    """

    source_language: str = "zh"
    target_language: str = "en"
    metrics: tuple[str, ...] = ()
    metric_options: MetricOptions = field(default_factory=MetricOptions)
    glossary: str | Path | FindTerms | None = None
    documents: tuple[str, ...] = ()


def score_translations(
    systems: Mapping[str, Sequence[str]] | Sequence[str],
    references: Sequence[Sequence[str | None]] | Sequence[str],
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
    _check_lengths(named, streams, source)
    metrics = make_metrics(streams, chosen.target_language, chosen.metrics, chosen.metric_options)
    find = _finder(chosen.glossary) if source is not None else None

    def terms(target: Sequence[str]) -> TermScore | None:
        if find is None or source is None:
            return None
        return term_accuracy(find, source, target, chosen.source_language, chosen.target_language)

    reports = [
        SystemReport(name, {m.name: measure(m, m.rows(hypotheses)) for m in metrics}, terms(hypotheses))
        for name, hypotheses in named.items()
    ]
    first = [line or "" for line in streams[0]]
    return Report(
        systems=tuple(reports),
        segments=len(first),
        references=len(streams),
        source_language=chosen.source_language,
        target_language=chosen.target_language,
        reference_terms=terms(first),
    )


def _streams(references: Sequence[Any]) -> list[Sequence[str | None]]:
    return [references] if references and isinstance(references[0], str) else list(references)


def write_score_files(report: Report, folder: str | Path) -> list[Path]:
    """Write the report as score.txt and score.json into a folder, which must exist; gives the files' paths."""
    files = {"score.txt": report_table(report), "score.json": report_json(report)}
    for name, text in files.items():
        write_text(Path(folder) / name, text)
    return [Path(folder) / name for name in files]


def _finder(glossary: str | Path | FindTerms | None) -> FindTerms | None:
    if glossary is None or callable(glossary):
        return glossary
    from .glossary import load_glossary

    find: FindTerms = load_glossary(glossary).find
    return find


def _check_lengths(
    systems: Mapping[str, Sequence[str]], references: Sequence[Sequence[str | None]], source: Sequence[str] | None
) -> None:
    if not systems or not references:
        raise InputError("nothing to score", cure="give at least one hypothesis and one reference")
    count = len(references[0])
    if count == 0:
        raise InputError("the reference is empty", cure="give a reference with at least one line")
    others = {f"reference {i + 1}": r for i, r in enumerate(references)} | dict(systems)
    if source is not None:
        others["the source"] = source
    for name, lines in others.items():
        if len(lines) != count:
            raise InputError(
                f"{name} has {len(lines)} {_noun(len(lines))}, the reference has {count}",
                cure=_cure(len(references), count, len(lines)),
            )


def _noun(count: int) -> str:
    return "segment" if count == 1 else "segments"


def _cure(streams: int, count: int, found: int) -> str:
    if streams == found and streams != count:
        return "the references seem transposed: give one list per reference, not one per segment"
    return "every file must have one line per segment"
