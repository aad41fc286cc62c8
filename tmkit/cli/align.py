"""tmkit align: two texts in, aligned sentences out."""

from __future__ import annotations

import argparse
import math
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .options import TWO_LETTERS, add_languages, form_of_output, no_language

if TYPE_CHECKING:
    from ..pipeline.align_files import FileOptions, Outcome

__all__ = ["add_parser", "run"]

_FORMS = ["beads", "tsv", "json", "tmx", "html"]

_EXAMPLES = """examples:
  tmkit align report.zh.txt report.en.txt -o report.tmx
  tmkit align chapter.zh chapter.en --presegmented > chapter.beads
  tmkit align chapter.zh chapter.en --presegmented -o review.html
  tmkit align chapter.zh chapter.en --presegmented --fix fixes.beads -o chapter.beads
  tmkit align --manifest pairs.tsv --out aligned --format tsv --jobs 2
  tmkit align --match-documents zh/ en/ > pairs.tsv

checks, the limit above which a bead is marked, and what is measured:
  duplicate           the same pair stands in the document before
  untranslated  0.8   how alike both sides are as strings, 0 to 1
  language      0.5   share of the worse side that is written in another script, 0 to 1
  numbers       0     numbers of either side without an equal on the other
  length        3     standard deviations of the length ratio from that of the document

A bead is one line, [source sentences]:[target sentences]:confidence, counted from 0. --fix takes lines of this form,
without confidence, that a person has decided; they come back unchanged. A manifest has one pair a line, source, tab,
target, and pairs whose output is there, no older than the two texts, are not aligned again. The exit code is 1 if a
pair failed. Texts may be of any format that tmkit reads; NAME.zh, NAME.en and the like are plain text.
"""


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str) -> None:
    """Add the verb and its options."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary}.", epilog=_EXAMPLES)
    parser.add_argument("source", nargs="?", metavar="SRC", help="source text")
    parser.add_argument("target", nargs="?", metavar="TGT", help="target text")
    words = ("language of SRC (default: zh)", "language of TGT (default: en)")
    add_languages(parser, words, ("zh", "en"), _language)
    parser.add_argument("--encoding", metavar="NAME", help="encoding of both texts (default: found out)")
    parser.add_argument("--presegmented", action="store_true", help="the files hold one sentence a line")
    parser.add_argument(
        "--format", choices=_FORMS, help="form of the result (default: by the suffix of -o, else beads)"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.add_argument("--encoder", default="use", metavar="NAME", help=_encoder_help())
    parser.add_argument("--fix", metavar="FILE", help="beads that are decided; the rest is aligned around them")
    parser.add_argument("--min-score", type=_share, default=0.0, metavar="S", help="drop beads below this confidence")
    parser.add_argument("--check", action="append", default=[], type=_check, metavar="NAME", help=_checks_help())
    many = parser.add_argument_group("many documents")
    many.add_argument("--manifest", metavar="FILE", help="pairs of files, one a line")
    many.add_argument("--out", metavar="DIR", help="folder for the results of a manifest (default: here)")
    many.add_argument("--jobs", type=_count, metavar="N", help="processes (default: 1)")
    many.add_argument("--again", action="store_true", help="align pairs whose result is there and no older")
    many.add_argument(
        "--match-documents", action="store_true", help="SRC and TGT are folders: find which files belong together"
    )
    parser.set_defaults(run=run, parser=parser)


def _encoder_help() -> str:
    return "use (default), none, a sentence-transformers model (name or folder), or MODULE:FUNCTION of your own"


def _checks_help() -> str:
    return (
        "mark beads that fail this check, see below; NAME=THRESHOLD sets its limit, all is every one; may be repeated"
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no confidence; give one between 0 and 1")
    return value


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes; write 1 or more")
    return int(text)


def _language(tag: str) -> str:
    from ..text.languages import is_plain_tag

    first = re.split("[-_]", tag)[0].lower()
    if not is_plain_tag(tag, (2, 3)) or (len(first) == 2 and first not in TWO_LETTERS):
        raise no_language(tag)
    return tag


def _check(text: str) -> str:
    from ..align.checks import CHECKS, parse_check

    try:
        parse_check(text)
    except ValueError as error:
        cure = f"use all, or one of {', '.join(CHECKS)}, or NAME=THRESHOLD"
        raise argparse.ArgumentTypeError(f"{error}; {cure}") from None
    return text


def run(args: argparse.Namespace) -> int:
    """Align one pair, a manifest of pairs, or find the pairs of two folders."""
    _refuse_contradictions(args)
    if args.manifest:
        return _run_manifest(args)
    if not args.source or not args.target:
        what = "two folders are needed; name both" if args.match_documents else "two texts are needed; name SRC and TGT"
        args.parser.exit(2, f"tmkit align: {what}, or see tmkit align --help\n")
    _spare_inputs(args)
    if args.match_documents:
        return _match(args)
    form = args.format or form_of_output(args.output, _FORMS, "beads")
    from ..pipeline.align_files import accept, align_files, render, swapped
    from ..pipeline.doubts import doubts

    options = _options(args)
    whole = align_files(args.source, args.target, options)
    turned = swapped(whole)
    for doubt in doubts(whole, options.align, turned):
        print(f"tmkit: {doubt}", file=sys.stderr)
    if turned:
        here = f"--source-lang {args.target_lang} --target-lang {args.source_lang}"
        print(f"tmkit: the texts look swapped: name them in the other order, or say {here}", file=sys.stderr)
    aligned, dropped = accept(whole, args.min_score)
    if args.min_score:
        print(f"tmkit: {dropped} of {dropped + len(aligned.beads)} beads are below {args.min_score}", file=sys.stderr)
    if args.check and form == "beads":
        _say_marked(len(aligned.complaints))
    _write(render(aligned, form), args.output)
    return 0


def _say_marked(number: int) -> None:
    marked = f"{number} bead fails" if number == 1 else f"{number} beads fail"
    print(f"tmkit: {marked} a check; tsv, json, tmx and html give the reasons, beads do not", file=sys.stderr)


def _refuse_contradictions(args: argparse.Namespace) -> None:
    """End with a usage error where an option would do nothing beside the others."""
    one = {"SRC": args.source, "-o": args.output, "--fix": args.fix}
    many = {"--out": args.out, "--jobs": args.jobs, "--again": args.again}
    result = {"--format": args.format, "--min-score": args.min_score, "--check": args.check}
    if args.manifest:
        useless = {"--match-documents": args.match_documents, **one}
        beside = "--manifest"
    elif args.match_documents:
        useless, beside = {"--fix": args.fix, **result, **many}, "--match-documents"
    else:
        useless, beside = many, "a single pair"
    for name, value in useless.items():
        if value:
            args.parser.error(f"{name} has no place beside {beside}; leave one of them out")
    if args.source == args.target == "-":
        args.parser.error("SRC and TGT cannot both be standard input; name a file for one of them")
    if args.match_documents and "-" in (args.source, args.target):
        args.parser.error("--match-documents takes two folders, not standard input")


def _spare_inputs(args: argparse.Namespace) -> None:
    """Refuse to write over what is read, and where nothing can be written, before the work and not after it."""
    from ..formats.output import keep_inputs

    keep_inputs(args.output, (args.source, args.target, args.fix))
    place = args.output and os.path.realpath(args.output)
    if place and not os.path.isdir(os.path.dirname(place)):
        raise InputError("cannot be written (its folder is not there)", file=args.output, cure="make the folder first")
    if place and os.path.isdir(place):
        raise InputError("cannot be written (is a folder)", file=args.output, cure="name a file")


def _options(args: argparse.Namespace) -> FileOptions:
    from ..pipeline.align import AlignOptions
    from ..pipeline.align_files import FileOptions

    return FileOptions(
        languages=(args.source_lang, args.target_lang),
        presegmented=args.presegmented,
        minimum=args.min_score,
        checks=tuple(args.check),
        align=AlignOptions(encoder=args.encoder),
        fixes=args.fix or "",
        encoding=args.encoding or "",
    )


def _write(text: str, path: str | None) -> None:
    from ..formats.output import write_text

    if path:
        write_text(path, text)
    else:
        sys.stdout.write(text)


def _run_manifest(args: argparse.Namespace) -> int:
    from ..pipeline.align_files import read_manifest, run_jobs

    form = args.format or "beads"
    jobs = read_manifest(args.manifest, args.out or ".", form)
    outcomes = []
    for outcome in run_jobs(jobs, form, _options(args), args.jobs or 1, args.again):
        outcomes.append(outcome)
        _report(outcome, len(outcomes), len(jobs))
    states = {state: sum(o.state == state for o in outcomes) for state in ("done", "kept", "failed")}
    beads, gaps = sum(o.beads for o in outcomes), sum(o.gaps for o in outcomes)
    made = f"{states['done']} aligned ({beads} beads, {gaps} of them gaps)"
    print(f"{made}, {states['kept']} kept, {states['failed']} failed")
    if args.min_score:
        print(f"tmkit: {sum(o.dropped for o in outcomes)} beads are below {args.min_score}", file=sys.stderr)
    if args.check and form == "beads":
        _say_marked(sum(o.marked for o in outcomes))
    return 1 if states["failed"] else 0


def _report(outcome: Outcome, number: int, total: int) -> None:
    if outcome.message:
        print(f"tmkit: {outcome.message}", file=sys.stderr)
    for doubt in outcome.doubts:
        print(f"tmkit: {doubt}", file=sys.stderr)
    if outcome.state != "failed" and sys.stderr.isatty():
        print(f"[{number}/{total}] {Path(outcome.job.output).name} {outcome.state}", file=sys.stderr)


def _match(args: argparse.Namespace) -> int:
    from ..pipeline.matching import match_folders

    found = match_folders(args.source, args.target, _options(args))
    lines = [f"{pair.source}\t{pair.target}\t# {pair.score:.2f}\n" for pair in found.pairs]
    _write("".join(lines), args.output)
    for path in found.alone:
        print(f"tmkit: {path}: no partner found", file=sys.stderr)
    for message in found.failed:
        print(f"tmkit: {message}", file=sys.stderr)
    return 1 if found.failed else 0
