"""tmkit split-bilingual: a document in two languages in, an aligned pair out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from .options import add_languages

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Take a document apart that holds two languages, paragraph by paragraph or in two columns of a "
        "table or subtitle by subtitle. Paragraph n of the one file translates paragraph n of the other. What has no "
        "counterpart is listed on standard error. Files that exist are overwritten.",
        epilog="examples:\n  tmkit split-bilingual contract.docx -o contract\n"
        "  tmkit align contract.zh.txt contract.en.txt -o contract.tmx\n"
        "  tmkit split-bilingual page.html -o page --format tsv --source-lang zh-CN --target-lang en-US\n",
    )
    parser.add_argument(
        "file", metavar="FILE", help="a text file of any format that tmkit reads; -: plain text on standard input"
    )
    parser.add_argument(
        "-o", "--output", metavar="OUTPREFIX", required=True, help="the files are OUTPREFIX.zh.txt and so on"
    )
    words = ("the language named first in results (default: zh)", "the other language (default: en)")
    add_languages(parser, words)
    parser.add_argument("--langs", metavar="A,B", help="both languages in one word")
    parser.add_argument(
        "--format", choices=("text", "json", "tsv"), default="text", help="two text files, or one of pairs"
    )
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the file, if it is not found out rightly")
    parser.set_defaults(run=run, parser=parser)


def run(args: argparse.Namespace) -> int:
    """Write the pair and say what was left over."""
    from ..errors import InputError
    from ..formats import read_document
    from ..pipeline.bilingual import split_bilingual

    languages = _languages(args)
    if os.path.basename(args.output) in ("", os.curdir, os.pardir):
        raise InputError(
            f"'{args.output}' is a folder, not the beginning of names of files", cure="write -o FOLDER/NAME"
        )
    document = read_document(args.file, encoding=args.encoding)
    for notice in document.notices:
        print(f"tmkit: {document.file}: {notice}", file=sys.stderr)
    found = split_bilingual(document, languages)
    _write(found, args)
    _report(found, document.file)
    return 0


def _languages(args: argparse.Namespace) -> tuple[str, str]:
    from ..errors import InputError

    if args.langs is None:
        return args.source_lang or "zh", args.target_lang or "en"
    if args.source_lang or args.target_lang:
        args.parser.error("give either --langs or --source-lang and --target-lang")
    first, *others = (part.strip() for part in args.langs.split(","))
    if len(others) != 1 or not first or not others[0]:
        cure = "write --langs zh,en, or --source-lang zh --target-lang en"
        raise InputError(f"'{args.langs}' are not two languages", cure=cure)
    return first, others[0]


def _report(found: Any, file: str) -> None:
    for missed in found.unpaired:
        place = missed.paragraph.place or f"line {missed.paragraph.line}"
        print(f"tmkit: {file}: {place}: {missed.reason}: {_short(missed.paragraph.text)}", file=sys.stderr)
    counts = f"pairs: {len(found.source.paragraphs)}, without a counterpart: {len(found.unpaired)}"
    print(f"tmkit: {file}: {counts}", file=sys.stderr)


def _write(found: Any, args: argparse.Namespace) -> None:
    from ..formats.output import keep_inputs, write_text

    files = _files(found, Path(args.output), args.format)
    for name in files:
        keep_inputs(name, [args.file])
    for name, text in files.items():
        write_text(name, text)


def _files(found: Any, prefix: Path, form: str) -> dict[str, str]:
    """What is written, by the names of the files."""
    sides = (found.source, found.target)
    if form == "text":
        return {f"{prefix}.{s.language}.txt": "".join(f"{_line(p.text)}\n" for p in s.paragraphs) for s in sides}
    pairs = list(zip(found.source.paragraphs, found.target.paragraphs, strict=True))
    if form == "tsv":
        return {f"{prefix}.tsv": "".join(f"{_line(a.text)}\t{_line(b.text)}\n" for a, b in pairs)}
    names = [side.language for side in sides]
    record = {
        "file": found.source.file,
        "pairs": [{names[0]: _record(a), names[1]: _record(b)} for a, b in pairs],
        "unpaired": [{**_record(u.paragraph), "reason": u.reason} for u in found.unpaired],
    }
    return {f"{prefix}.json": json.dumps(record, ensure_ascii=False, indent=1) + "\n"}


def _record(paragraph: Any) -> dict[str, Any]:
    return {"text": paragraph.text, "line": paragraph.line, "place": paragraph.place, "role": paragraph.role}


def _line(text: str) -> str:
    return " ".join(text.split()) if any(ch in text for ch in "\n\r\t") else text.strip()


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}..."
