"""tmkit read: the paragraphs of a file of any format, and every change that was made to them."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import replace
from typing import Any, TextIO

from .options import add_language, form_of_output

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Add the verb to the command line."""
    from ..formats import READERS

    parser = verbs.add_parser(
        name,
        help=summary,
        description="Read text out of a file and print it, one paragraph a line. "
        f"Formats: {', '.join(sorted(s for s in READERS if s))}; a name without a suffix, "
        "and one that ends in a language (NAME.zh, NAME.en), is plain text.",
        epilog="examples:\n  tmkit read report.docx\n  tmkit read scan.pdf --explain\n"
        "  tmkit read old.txt --clean standard,hard-wraps --format json\n",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="files of text; -: plain text on standard input")
    add_language(parser, "language of the text, such as zh-CN: its script is checked", "")
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the file, if it is not found out rightly")
    parser.add_argument(
        "--clean", default="", metavar="NAMES", help="repairs by name, with commas; standard: those safe for any text"
    )
    parser.add_argument(
        "--script", choices=("Hans", "Hant"), help="convert to simplified or traditional characters (extra: opencc)"
    )
    parser.add_argument("--format", choices=("text", "json"), help="output (default: by the suffix of -o, else text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("--explain", action="store_true", help="print every change on standard error")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the paragraphs of every file."""
    from ..formats.cleaning import STANDARD
    from ..formats.output import keep_inputs, text_stream

    names = [
        n
        for part in args.clean.split(",")
        if part.strip()
        for n in (STANDARD if part.strip() == "standard" else [part.strip()])
    ]
    keep_inputs(args.output, args.files)
    form = args.format or form_of_output(args.output, ("json",), "text", packed=True)
    with text_stream(args.output) if args.output else nullcontext(sys.stdout) as out:
        _read_all(args, names, form, out)
    return 0


def _read_all(args: argparse.Namespace, repairs: list[str], form: str, out: TextIO) -> None:
    from ..formats import read_document
    from ..formats.cleaning import clean, explain_edits
    from ..pipeline.foreign import script_notices

    for file in args.files:
        document = clean(read_document(file, language=args.lang, encoding=args.encoding), repairs)
        for notice in (*document.notices, *script_notices(document)):
            print(f"tmkit: {document.file}: {notice}", file=sys.stderr)
        if args.script:
            from ..pipeline.scripts import convert_document

            document = convert_document(document, args.script)
        for paragraph in document.paragraphs:
            print(_record(paragraph) if form == "json" else paragraph.text, file=out)
        if args.explain:
            # Notices are printed as for any command.
            changes = explain_edits(replace(document, notices=()))
            print(f"{document.file}: read as {document.encoding}", *changes, sep="\n", file=sys.stderr)


def _record(paragraph: Any) -> str:
    record = {
        "text": paragraph.text,
        "role": paragraph.role,
        "start": paragraph.start,
        "line": paragraph.line,
        "place": paragraph.place,
    }
    return json.dumps(record, ensure_ascii=False)
