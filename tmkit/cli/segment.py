"""tmkit segment: text in, one sentence a line out."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from .options import add_language, form_of_output, language_tag

if TYPE_CHECKING:
    from ..model import Document, Segment
    from ..segment import Decision, Options

__all__ = ["add_parser", "run"]

_SENTENCE_END = re.compile("[。！？]")
_CONTEXT = 12
_SAMPLE = 200  # paragraphs that tell the script of a text


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Split text into sentences. Every line of a text file is a paragraph; no sentence crosses it.\n"
        "Offsets in json and tsv are code points of the decoded file. tsv has the columns paragraph, start, end and\n"
        "text, where tabs and line ends become blanks; with several files their names come first in tsv and are\n"
        '"file" in json.',
        epilog="examples:\n"
        "  tmkit segment report.zh.txt\n"
        "  tmkit segment report.en.txt -o report.en.json\n"
        "  tmkit segment report.docx --json | jq -r .text\n"
        "  tmkit segment --lang zh-TW < report.txt\n"
        "  tmkit segment --srx company.srx report.zh.txt\n"
        "  tmkit segment --explain report.zh.txt\n"
        "  tmkit segment --export-srx tmkit.srx\n",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="files to read; - or none: text on standard input")
    words = (
        "language of the text, such as zh, zh-TW or en (default: that of the name, NAME.en.txt or NAME.zh; "
        "else by the script; zh without letters)"
    )
    add_language(parser, words, kind=language_tag)
    kinds = ("text", "json", "tsv")
    parser.add_argument("--format", choices=kinds, help="output (default: by the suffix of -o, else text)")
    parser.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the files (default: found out)")
    parser.add_argument("--srx", metavar="FILE", help="segmentation rules to use instead of our own")
    parser.add_argument("--explain", action="store_true", help="print which rule made or forbade each boundary")
    what = "write our rules for other tools and stop; an existing FILE is replaced only if it is SRX"
    parser.add_argument("--export-srx", metavar="FILE", nargs="?", const="-", help=what)
    _add_choices(parser.add_argument_group("choices", "what no rule decides; the rules of --srx FILE run as they are"))
    parser.set_defaults(run=run, parser=parser)


def _add_choices(choices: Any) -> None:
    choices.add_argument("--no-ellipsis", action="store_true", help="…… alone never ends a sentence")
    choices.add_argument("--semicolon", action="store_true", help="； ends a segment")
    choices.add_argument("--no-attribution", action="store_true", help="break between a quotation and 他说。")
    choices.add_argument("--no-passes", action="store_true", help="only rules, no passes after them, as other tools do")


def run(args: argparse.Namespace) -> int:
    """Print the sentences of every file."""
    from ..formats.output import keep_inputs, text_stream

    options = _options(args)
    if args.export_srx:
        if args.files:
            args.parser.error("--export-srx takes no files to read")
        keep_inputs(args.export_srx, [args.srx])
        return _export(args.export_srx, options)
    keep_inputs(args.output, [*args.files, args.srx])
    args.format = args.format or form_of_output(args.output, ("json", "tsv"), "text", packed=True)
    with text_stream(args.output) if args.output else nullcontext(sys.stdout) as out:
        _segment_all(args, options, out)
    return 0


def _segment_all(args: argparse.Namespace, options: Options | None, out: TextIO) -> None:
    from ..pipeline.foreign import script_notices
    from ..pipeline.segment import rule_notices

    said: list[str] = []
    for name in args.files or ["-"]:
        document = _read(name, args)
        # Rules of a language have a word for the first of its files only.
        new = [n for n in (*_idle(args), *rule_notices(document.language, args.srx)) if n not in said]
        said += new
        about = (*document.notices, *script_notices(document))
        for notice in (*new, *(f"{name}: {notice}" for notice in about)):
            print(f"tmkit: {notice}", file=sys.stderr)
        out.writelines(f"{line}\n" for line in _lines(name, document, args, options))


def _read(name: str, args: argparse.Namespace) -> Document:
    """A file with the language given, else that of its name, of its script, and at last Chinese."""
    from ..errors import InputError
    from ..formats import read_document
    from ..formats.names import language_of_name
    from ..text import guess_language

    if _SENTENCE_END.search(name) and not os.path.exists(name):
        cure = "a text comes in by standard input: echo TEXT | tmkit segment"
        raise InputError("there is no such file", file=name, cure=cure)
    given = args.lang or language_of_name(name)
    document = read_document(name, language=given, encoding=args.encoding)
    if given:
        return document
    sample = "".join(paragraph.text for paragraph in document.paragraphs[:_SAMPLE])
    return replace(document, language=document.language or guess_language(sample) or "zh")


def _idle(args: argparse.Namespace) -> list[str]:
    """A word on choices that change nothing, since the rules of a file run as they are."""
    given = {"--no-ellipsis": args.no_ellipsis, "--semicolon": args.semicolon, "--no-attribution": args.no_attribution}
    names = [name for name, on in given.items() if on]
    if not args.srx or not names:
        return []
    verb = "does" if len(names) == 1 else "do"
    return [f"{' and '.join(names)} {verb} nothing here: the rules of {args.srx} run as they are"]


def _lines(name: str, document: Document, args: argparse.Namespace, options: Options | None) -> Iterator[str]:
    """What is printed about one file."""
    from ..pipeline.segment import explain_document, segment_document

    file = name if len(args.files) > 1 else None
    if args.explain:
        return _explained(document, explain_document(document, args.srx, options), args.format, file)
    return _printed(segment_document(document, args.srx, options), args.format, file)


def _options(args: argparse.Namespace) -> Options | None:
    """The choices made; None where a file's rules run as they are."""
    from ..segment import Options

    choices = {"ellipsis": not args.no_ellipsis, "semicolon": args.semicolon, "attribution": not args.no_attribution}
    if args.no_passes:
        return Options(**choices, brackets=False, quotes=False, symbols=False, lists=False, wraps=False)
    return None if args.srx else Options(**choices)


def _export(name: str, options: Options | None) -> int:
    from ..formats.output import write_text
    from ..pipeline.segment import export_srx

    if name == "-":
        print(export_srx(options), end="")
        return 0
    _refuse_other_files(name)
    write_text(name, export_srx(options))
    return 0


def _refuse_other_files(name: str) -> None:
    """Raises InputError where the file is there, has something in it and is no SRX: somebody's text, most likely."""
    from pathlib import Path

    from ..errors import InputError
    from ..formats.srx import read_srx

    if not Path(name).is_file() or not Path(name).stat().st_size:
        return
    try:
        read_srx(name)
    except InputError:
        raise InputError("is there and is no SRX file", file=name, cure="give another name for the rules") from None


def _printed(segments: list[Segment], form: str, file: str | None) -> Iterator[str]:
    named: dict[str, object] = {} if file is None else {"file": file}
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for s in segments:
        if form == "json":
            yield encode(named | {"text": s.text, "start": s.start, "end": s.end, "paragraph": s.paragraph})
        elif form == "tsv":
            yield _row(*named.values(), s.paragraph, s.start, s.end, s.text)
        else:
            yield " ".join(s.text.splitlines()).replace("\t", " ")


def _row(*values: object) -> str:
    return "\t".join(" ".join(str(value).splitlines()).replace("\t", " ") for value in values)


def _explained(
    document: Document, decisions: Iterator[tuple[int, Decision]], form: str, file: str | None
) -> Iterator[str]:
    named: dict[str, object] = {} if file is None else {"file": file}
    for index, decision in decisions:
        text, at = document.paragraphs[index].text, decision.position
        left, right = text[max(0, at - _CONTEXT) : at], text[at : at + _CONTEXT]
        verdict = "break" if decision.breaks else "no break"
        rule = decision.rule
        patterns = (rule.before, rule.after) if rule else ("", "")
        if form == "json":
            record = named | {"paragraph": index, "position": at, "break": decision.breaks, "by": decision.by}
            record |= {"left": left, "right": right, "before": patterns[0], "after": patterns[1]}
            yield json.dumps(record, ensure_ascii=False)
        elif form == "tsv":
            yield _row(*named.values(), index, at, verdict, decision.by, left, right, *patterns)
        else:
            reason = f" ({rule.comment})" if rule and rule.comment else ""
            place = f"{file}: " if file else ""
            yield f"{place}paragraph {index + 1}, character {at}: {left}|{right}: {verdict}, {decision.by}{reason}"
