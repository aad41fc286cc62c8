"""tmkit score: hypotheses and references in, a table or JSON out."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..pipeline.score import ScoreOptions

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Score translations against references: BLEU, chrF2, chrF2++ and TER as sacreBLEU computes them,\n"
        "and with a source the accuracy of fixed terms. Files hold one segment a line.",
        epilog="examples:\n"
        "  tmkit score system.txt --reference reference.txt\n"
        "  tmkit score a.txt b.txt -r reference.txt -s source.txt --json -o report.json",
    )
    parser.add_argument("hypotheses", nargs="+", metavar="HYP", help="a system's output, one segment a line")
    parser.add_argument("-r", "--reference", action="append", required=True, metavar="REF", help="may be repeated")
    parser.add_argument("-s", "--source", metavar="SRC", help="the source text, for terms")
    parser.add_argument("--src-lang", default="zh", metavar="LANG", help="language of the source (default: zh)")
    parser.add_argument("--tgt-lang", default="en", metavar="LANG", help="language of the translations (default: en)")
    parser.add_argument("--glossary", metavar="FILE", help="terms to check (needs a source)")
    parser.add_argument("--metrics", metavar="NAMES", help="comma-separated: BLEU,chrF2,chrF2++,TER")
    parser.add_argument("--tokenize", metavar="NAME", help="BLEU's tokenizer (default: by the target language)")
    parser.add_argument("--json", action="store_true", help="everything in full precision")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to this file instead of standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Read, score, print."""
    from ..formats.lines import read_lines
    from ..formats.output import write_text
    from ..formats.report import report_json, report_table
    from ..pipeline.score import score_translations

    read = {
        path: read_lines(path) for path in [*args.hypotheses, *args.reference, *([args.source] if args.source else [])]
    }
    for lines in read.values():
        for notice in lines.notices:
            print(f"tmkit: {notice}", file=sys.stderr)
    report = score_translations(
        {path: read[path].lines for path in args.hypotheses},
        [read[path].lines for path in args.reference],
        read[args.source].lines if args.source else None,
        _options(args),
    )
    text = report_json(report) if args.json else report_table(report)
    if args.output:
        write_text(args.output, text)
    else:
        sys.stdout.write(text)
    return 0


def _options(args: argparse.Namespace) -> ScoreOptions:
    from ..engines.metrics import MetricOptions
    from ..pipeline.score import ScoreOptions

    return ScoreOptions(
        source_language=args.src_lang,
        target_language=args.tgt_lang,
        metrics=tuple(args.metrics.split(",")) if args.metrics else (),
        metric_options=MetricOptions(tokenize=args.tokenize),
        glossary=args.glossary,
    )
