"""tmkit score: hypotheses and references in, a table, JSON, TSV or HTML out."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engines.metrics import MetricOptions
    from ..pipeline.score import ScoreOptions

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Score translations against references: BLEU, chrF2, chrF2++ and TER as sacreBLEU computes them,\n"
        "with intervals and tests of all pairs of systems, and with a source the accuracy of fixed terms.\n"
        "Files hold one segment a line.",
        epilog="examples:\n"
        "  tmkit score system.txt --reference reference.txt\n"
        "  tmkit score a.txt b.txt -r reference.txt -s source.txt --json -o report.json",
    )
    parser.add_argument("hypotheses", nargs="+", metavar="HYP", help="a system's output, one segment a line")
    parser.add_argument("-r", "--reference", action="append", required=True, metavar="REF", help="may be repeated")
    parser.add_argument("-s", "--source", metavar="SRC", help="the source text, for terms")
    parser.add_argument("--docs", metavar="FILE", help="the name of each segment's document, one a line")
    parser.add_argument("--src-lang", default="zh", metavar="LANG", help="language of the source (default: zh)")
    parser.add_argument("--tgt-lang", default="en", metavar="LANG", help="language of the translations (default: en)")
    parser.add_argument("--glossary", metavar="FILE", help="terms to check (default: the glossary of this package)")
    parser.add_argument("--json", action="store_true", help="everything in full precision")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to this file instead of standard output")
    _add_statistics(parser.add_argument_group("intervals and tests"))
    _add_metrics(parser.add_argument_group("metrics, with the names and meaning of sacrebleu's options"))
    parser.set_defaults(run=run)


def _add_statistics(group: Any) -> None:
    group.add_argument("--resamples", type=int, default=1000, metavar="N", help="bootstrap samples (default: 1000)")
    group.add_argument("--test", choices=["bs", "ar", "none"], default="bs", help="paired test of all pairs of systems")
    group.add_argument("--trials", type=int, default=10_000, metavar="N", help="trials of --test ar (default: 10000)")
    group.add_argument("--level", type=float, default=0.05, metavar="P", help="significance level (default: 0.05)")
    group.add_argument("--empty-is-missing", action="store_true", help="an empty line of a reference is none at all")


def _add_metrics(group: Any) -> None:
    group.add_argument("--metrics", metavar="NAMES", help="comma-separated: BLEU,chrF2,chrF2++,TER")
    group.add_argument("--tokenize", metavar="NAME", help="13a, zh, intl, char or none (default: by the language)")
    group.add_argument("--lowercase", action="store_true", help="BLEU without case")
    group.add_argument("--smooth-method", default="exp", metavar="NAME", help="exp, floor, add-k or none")
    group.add_argument("--smooth-value", type=float, metavar="X")
    for name in ("chrf-lowercase", "chrf-whitespace", "chrf-eps-smoothing", "ter-case-sensitive", "ter-no-punct"):
        group.add_argument(f"--{name}", action="store_true")
    for name in ("ter-normalized", "ter-asian-support"):
        group.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help="default: for Chinese only")


def run(args: argparse.Namespace) -> int:
    """Read, score, print."""
    from ..formats.lines import read_lines
    from ..formats.output import write_text
    from ..formats.report import report_json, report_table
    from ..pipeline.score import score_translations

    paths = [*args.hypotheses, *args.reference, *(p for p in (args.source, args.docs) if p)]
    read = {path: read_lines(path) for path in paths}
    for lines in read.values():
        for notice in lines.notices:
            print(f"tmkit: {notice}", file=sys.stderr)
    missing = "" if args.empty_is_missing else None
    report = score_translations(
        {path: read[path].lines for path in args.hypotheses},
        [[None if line == missing else line for line in read[path].lines] for path in args.reference],
        read[args.source].lines if args.source else None,
        _options(args, read[args.docs].lines if args.docs else ()),
    )
    text = report_json(report) if args.json else report_table(report)
    if args.output:
        write_text(args.output, text)
    else:
        sys.stdout.write(text)
    return 0


def _options(args: argparse.Namespace, documents: tuple[str, ...]) -> ScoreOptions:
    from ..pipeline.score import ScoreOptions

    return ScoreOptions(
        source_language=args.src_lang,
        target_language=args.tgt_lang,
        metrics=tuple(args.metrics.split(",")) if args.metrics else (),
        metric_options=_metric_options(args),
        glossary=args.glossary,
        documents=documents,
        resamples=args.resamples,
        test="" if args.test == "none" else args.test,
        trials=args.trials,
        level=args.level,
    )


def _metric_options(args: argparse.Namespace) -> MetricOptions:
    from dataclasses import fields

    from ..engines.metrics import MetricOptions

    return MetricOptions(**{field.name: getattr(args, field.name) for field in fields(MetricOptions)})
