"""tmkit tm analyze, pretranslate, merge."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from textwrap import fill
from typing import Any

from ..options import form_of_output
from .common import (
    WIDTH,
    add_tags,
    command,
    counted,
    open_memory,
    percent,
    print_json,
    print_notice,
    whole,
)

__all__ = ["ADD"]


def _add_analyze(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm analyze report.docx speech.txt --tm memory.db\n"
        "  tmkit tm analyze *.docx --tm memory.db --rates client.toml -o analysis.html\n"
        "  tmkit tm analyze job.xlf --tm memory.db --json | jq '.[-1].weighted'"
    )
    note = "Volume is Chinese characters and words together, weighted is volume x rate; repetitions count in all files."
    parser = command(commands, name, summary, example, _analyze, note)
    parser.add_argument("files", nargs="+", metavar="FILE", help="XLIFF, PO or any text document")
    parser.add_argument(
        "--format", choices=("text", "csv", "json", "html"), help="default: by the suffix of -o, else text"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here; .csv, .json and .html name the form")
    words = ("language of the files (default: by their script)", "language to be translated into")
    add_tags(parser, words)
    parser.add_argument("--rates", metavar="FILE", help='TOML file with lines such as "95-99" = 0.3')
    what = "words under the title of an HTML page, such as the date and the number of the job"
    parser.add_argument("--note", metavar="TEXT", help=what)
    parser.set_defaults(parser=parser)


def _analyze(args: argparse.Namespace) -> int:
    from ...formats.output import keep_inputs, write_text
    from ...formats.report.analysis import Analysis
    from ...pipeline.leverage import analyze, load_rates

    if args.json and args.format not in (None, "json"):
        args.parser.error(f"--json and --format {args.format} contradict each other")
    kind = "json" if args.json else args.format or form_of_output(args.output, ("csv", "json", "html"), "text")
    keep_inputs(args.output, [*args.files, args.tm, args.rates])
    rates = load_rates(args.rates)
    with open_memory(args) as memory:
        reports = analyze(memory, args.files, print_notice, (args.source_lang, args.target_lang))
    names = args.tm, args.rates or "", args.note or ""
    text = Analysis(reports, rates, *names).text(kind)
    if args.output:
        write_text(args.output, text)
        print(f"{args.output}: {counted(len(args.files), 'file')} analyzed", file=sys.stderr)
    else:
        print(text, end="")
    return 0


def _add_pretranslate(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm pretranslate job.xlf --tm memory.db -o job.en.xlf\n"
        "  tmkit tm pretranslate report.docx --tm memory.db -o report.xlf --target-lang en-GB\n"
        "  tmkit tm pretranslate messages.po --tm memory.db -o messages.en.po --min 100"
    )
    parser = command(commands, name, summary, example, _pretranslate)
    parser.add_argument("file", metavar="FILE", help="XLIFF 1.2 or 2.x, PO, text, or a document to be made XLIFF")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="file to write")
    parser.add_argument("--min", type=percent, metavar="PERCENT", help="lowest score put in (default 75, in text 100)")
    parser.add_argument("--offer", type=percent, default=50, metavar="PERCENT", help="lowest one offered (default 50)")
    parser.add_argument("--limit", type=whole, default=3, metavar="N", help="most matches offered (default 3)")
    words = ("language of the file (default: by its script)", "language to translate into")
    add_tags(parser, words)


def _pretranslate(args: argparse.Namespace) -> int:
    from ...formats.output import keep_inputs
    from ...pipeline.pretranslate import PretranslateOptions, pretranslate

    keep_inputs(args.output, [args.tm])
    options = PretranslateOptions(args.min, args.offer, args.limit, args.source_lang, args.target_lang, print_notice)
    with open_memory(args) as memory:
        bands = pretranslate(memory, args.file, args.output, options)
    if args.json:
        print_json(
            {"file": str(Path(args.output)), "segments": {band: bands[band] for band in sorted(bands, key=_place)}}
        )
        return 0
    for band in sorted(bands, key=_place):
        print(f"{band:>18}: {bands[band]:,}", file=sys.stderr)
    return 0


def _place(band: str) -> int:
    """Bands as in an analysis, and last what was no business of the memory."""
    from ...memory.leverage import BANDS

    return BANDS.index(band) if band in BANDS else len(BANDS)


def _add_merge(commands: Any, name: str, summary: str) -> None:
    example = "  tmkit tm pretranslate a.docx --tm memory.db -o a.xlf\n  tmkit tm merge a.xlf a.docx -o a.en.docx"
    note = "What has no translation stays as it is. Looks of runs, notes, pictures and links go where their codes are."
    description = fill(f"{summary[0].upper()}{summary[1:]}. {note}", WIDTH)
    parser = commands.add_parser(name, help=summary, description=description, epilog=f"examples:\n{example}")
    parser.add_argument("file", metavar="XLIFF", help="what `tmkit tm pretranslate` made of the document, translated")
    parser.add_argument("document", metavar="DOCX", help="the document that it was made of")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="document to write")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run_command=_merge)


def _merge(args: argparse.Namespace) -> int:
    from ...pipeline.pretranslate import merge_docx

    done, to_review, left = merge_docx(args.file, args.document, args.output)
    if args.json:
        print_json({"file": args.output, "translated": done, "to_be_reviewed": to_review, "untranslated": left})
    else:
        counts = f"{done:,} segments translated, {to_review:,} of them to be reviewed, {left:,} left as they were"
        print(f"{args.output}: {counts}", file=sys.stderr)
    return 0


ADD = {"analyze": _add_analyze, "merge": _add_merge, "pretranslate": _add_pretranslate}
