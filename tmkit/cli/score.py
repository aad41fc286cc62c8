"""tmkit score: hypotheses and references in, a table, JSON, TSV or HTML out."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from . import form_of_name
from .options import add_languages, form_of_output

if TYPE_CHECKING:
    from ..engines.metrics import MetricOptions
    from ..pipeline.score import ScoreOptions

__all__ = ["add_parser", "level", "run"]

_FORMS = ["table", "json", "tsv", "html"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Score translations against references: BLEU, chrF2, chrF2++ and TER as sacreBLEU computes them,\n"
        "with intervals and tests of all pairs of systems; with a source also checks of numbers, terms, names,\n"
        "lengths and more. Files hold one segment a line, or are TSV, JSONL, TMX, XLIFF or PO; FILE::FIELD names\n"
        "a column, key, side or language; - is standard input.",
        epilog="examples:\n"
        "  tmkit score system.txt --reference reference.txt\n"
        "  tmkit score a.txt b.txt -r reference.txt -s source.txt -o report.html -o report.json\n"
        "  tmkit score wmt.tsv::3 wmt.tsv::4 -r wmt.tsv::2 -s wmt.tsv::1 -o report.json\n"
        "  tmkit score a.txt -s source.txt --reference-tm memory.tmx",
    )
    parser.add_argument("hypotheses", nargs="+", metavar="HYP", help="the output of a system")
    parser.add_argument("-r", "--reference", action="append", default=[], metavar="REF", help="may be repeated")
    parser.add_argument("-s", "--source", metavar="SRC", help="the source text, for checks, terms and memories")
    parser.add_argument("--docs", metavar="FILE", help="the name of each segment's document, one a line")
    words = ("language of the source (default: zh)", "language of the translations (default: en)")
    add_languages(parser, words, ("zh", "en"))
    parser.add_argument("--glossary", metavar="FILE", help="terms to check (default: the glossary of this package)")
    parser.add_argument("--tm", metavar="FILE", help="say how much of the source this memory knows")
    parser.add_argument("--reference-tm", metavar="FILE", help="take references from this memory")
    form = '{"metric": "COMET", "model": "...", "systems": {"a.txt": {"score": 0.8, "segments": [...]}}}'
    parser.add_argument("--outside", action="append", default=[], metavar="JSON", help=f"scores made elsewhere: {form}")
    parser.add_argument("--comet", metavar="CKPT", help="run unbabel-comet with this local checkpoint")
    parser.add_argument("--no-check", action="append", default=[], metavar="NAME", help="switch a check off, or all")
    parser.add_argument("--encoder", action="store_true", help="find shifted rows by sentence vectors")
    _add_output(parser)
    _add_statistics(parser.add_argument_group("intervals and tests"))
    _add_metrics(parser.add_argument_group("metrics, with the names and meaning of sacrebleu's options"))
    parser.set_defaults(run=run, parser=parser)


def level(text: str) -> float:
    """A significance level, strictly between 0 and 1."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no level; write one between 0 and 1, such as 0.05")
    return number


def _add_output(parser: Any) -> None:
    words = {"json": "all in full precision", "tsv": "a row a segment and system", "html": "a report to read, one file"}
    for form, text in words.items():
        parser.add_argument(f"--{form}", action="append_const", const=form, dest="kinds", default=[], help=text)
    parser.add_argument("--format", choices=_FORMS, help="another way to say so")
    what = "write here; .json, .tsv and .html name the form; may be repeated; --json --html -o NAME writes both"
    parser.add_argument("-o", "--output", action="append", default=[], metavar="FILE", help=what)


def _add_statistics(group: Any) -> None:
    group.add_argument("--resamples", type=int, default=1000, metavar="N", help="bootstrap samples (default: 1000)")
    group.add_argument("--test", choices=["bs", "ar", "none"], default="bs", help="paired test of all pairs of systems")
    group.add_argument("--trials", type=int, default=10_000, metavar="N", help="trials of --test ar (default: 10000)")
    group.add_argument("--level", type=level, default=0.05, metavar="P", help="significance level (default: 0.05)")
    group.add_argument("--empty-is-missing", action="store_true", help="an empty line of a reference is none at all")


def _add_metrics(group: Any) -> None:
    group.add_argument("--metrics", metavar="NAMES", help="comma-separated: BLEU,chrF2,chrF2++,TER")
    group.add_argument("--tokenize", metavar="NAME", help="13a, zh, ja-mecab, ko-mecab, intl, char or none")
    group.add_argument("--lowercase", action="store_true", help="BLEU without case")
    group.add_argument("--smooth-method", default="exp", metavar="NAME", help="exp, floor, add-k or none")
    group.add_argument("--smooth-value", type=float, metavar="X")
    for name in ("chrf-lowercase", "chrf-whitespace", "chrf-eps-smoothing", "ter-case-sensitive", "ter-no-punct"):
        group.add_argument(f"--{name}", action="store_true")
    for name in ("ter-normalized", "ter-asian-support"):
        group.add_argument(f"--{name}", action=argparse.BooleanOptionalAction, help="default: for Chinese only")


def run(args: argparse.Namespace) -> int:
    """Read, score, print."""
    if not args.reference and not args.reference_tm:
        args.parser.error("give --reference or --reference-tm")
    from ..formats.output import keep_inputs, write_text
    from ..formats.report import WRITERS
    from ..pipeline.score_files import ScoreFiles, score_files

    files = ScoreFiles(
        hypotheses=tuple(args.hypotheses),
        references=tuple(args.reference),
        source=args.source,
        documents=args.docs,
        memory=args.tm,
        reference_memory=args.reference_tm,
        outside=tuple(args.outside),
        comet=args.comet,
        empty_is_missing=args.empty_is_missing,
    )
    outputs = _outputs(args)
    for _, file in outputs:
        keep_inputs(file, _read_by(args))
    report = score_files(files, _options(args))
    for kind, file in outputs:
        text = WRITERS[kind](report)
        if file:
            write_text(file, text)
        else:
            sys.stdout.write(text)
    if outputs != [("table", None)]:
        for notice in report.notices:
            print(f"tmkit: {notice}", file=sys.stderr)
    return 0


def _read_by(args: argparse.Namespace) -> list[str | None]:
    texts = [name and name.partition("::")[0] for name in (*args.hypotheses, *args.reference, args.source, args.docs)]
    return [*texts, args.tm, args.reference_tm, args.glossary, *args.outside]


def _outputs(args: argparse.Namespace) -> list[tuple[str, str | None]]:
    """The forms that the report is wanted in, each with its file; None is standard output."""
    kinds, files = list(dict.fromkeys(args.kinds)), args.output
    if args.format and kinds:
        args.parser.error(f"--format {args.format} and --{kinds[0]} say the same or contradict each other")
    kinds = kinds or [args.format] * bool(args.format)
    if len(kinds) > 1:
        names = " and ".join(f"NAME.{kind}" for kind in kinds)
        if len(files) != 1:
            args.parser.error(f"several forms need -o NAME, and are written to {names}")
        base = os.path.splitext(files[0])[0] if form_of_name(files[0], _FORMS) else files[0]
        return [(kind, f"{base}.{kind}") for kind in kinds]
    if kinds and len(files) > 1:
        args.parser.error("of several -o the suffixes name the forms: leave the option for the form out")
    if not files:
        return [(kinds[0] if kinds else "table", None)]
    return [(kinds[0] if kinds else form_of_output(file, _FORMS, "table"), file) for file in files]


def _options(args: argparse.Namespace) -> ScoreOptions:
    from ..pipeline.score import ScoreOptions, shipped_glossary

    return ScoreOptions(
        source_language=args.source_lang,
        target_language=args.target_lang,
        metrics=tuple(args.metrics.split(",")) if args.metrics else (),
        metric_options=_metric_options(args),
        glossary=args.glossary or (shipped_glossary(args.source_lang, args.target_lang) if args.source else None),
        resamples=args.resamples,
        test="" if args.test == "none" else args.test,
        trials=args.trials,
        level=args.level,
        checks_off=tuple(args.no_check),
        encoder=args.encoder,
    )


def _metric_options(args: argparse.Namespace) -> MetricOptions:
    from dataclasses import fields

    from ..engines.metrics import MetricOptions

    return MetricOptions(**{field.name: getattr(args, field.name) for field in fields(MetricOptions)})
