"""tmkit align: two texts in, aligned sentences out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..pipeline.align_files import FileOptions, Outcome

__all__ = ["add_parser", "run"]

_EXAMPLES = """examples:
  tmkit align report.zh.txt report.en.txt --format tmx -o report.tmx
  tmkit align chapter.zh chapter.en --presegmented > chapter.beads
  tmkit align chapter.zh chapter.en --presegmented --format html -o review.html
  tmkit align chapter.zh chapter.en --presegmented --fix fixes.beads -o chapter.beads
  tmkit align --manifest pairs.tsv --out aligned --format tsv --jobs 2
  tmkit align --match-documents zh/ en/ > pairs.tsv

A bead is one line, [source sentences]:[target sentences]:confidence, counted from 0. --fix takes lines of this form,
without confidence, that a person has decided; they come back unchanged. A manifest has one pair a line, source, tab,
target, and pairs whose output is there already are not aligned again. The exit code is 1 if a pair failed.
"""


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str) -> None:
    """Add the verb and its options."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary}.", epilog=_EXAMPLES)
    parser.add_argument("source", nargs="?", metavar="SRC", help="source text")
    parser.add_argument("target", nargs="?", metavar="TGT", help="target text")
    parser.add_argument("--src-lang", default="zh", metavar="LANG", help="language of SRC (default: zh)")
    parser.add_argument("--tgt-lang", default="en", metavar="LANG", help="language of TGT (default: en)")
    parser.add_argument("--presegmented", action="store_true", help="the files hold one sentence a line")
    parser.add_argument(
        "--format", choices=["beads", "tsv", "json", "tmx", "html"], default="beads", help="form of the result"
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.add_argument("--encoder", default="use", metavar="NAME", help="use, none, or a sentence-transformers model")
    parser.add_argument("--fix", metavar="FILE", help="beads that are decided; the rest is aligned around them")
    parser.add_argument("--min-score", type=_share, default=0.0, metavar="S", help="drop beads below this confidence")
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help=_checks_help())
    many = parser.add_argument_group("many documents")
    many.add_argument("--manifest", metavar="FILE", help="pairs of files, one a line")
    many.add_argument("--out", default=".", metavar="DIR", help="folder for the results of a manifest (default: here)")
    many.add_argument("--jobs", type=int, default=1, metavar="N", help="processes (default: 1)")
    many.add_argument("--again", action="store_true", help="align pairs whose result is there already")
    many.add_argument(
        "--match-documents", action="store_true", help="SRC and TGT are folders: find which files belong together"
    )
    parser.set_defaults(run=run)


def _checks_help() -> str:
    return (
        "mark beads that fail this check: duplicate, untranslated, language, numbers, length, or all; may be repeated"
    )


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a confidence lies between 0 and 1")
    return value


def run(args: argparse.Namespace) -> int:
    """Align one pair, a manifest of pairs, or find the pairs of two folders."""
    if args.manifest:
        return _run_manifest(args)
    if not args.source or not args.target:
        raise InputError("two texts are needed", cure="name SRC and TGT, or a --manifest of pairs")
    if args.match_documents:
        return _match(args)
    from ..pipeline.align_files import accept, align_files, render

    aligned, dropped = accept(align_files(args.source, args.target, _options(args)), args.min_score)
    if args.min_score:
        print(f"tmkit: {dropped} of {dropped + len(aligned.beads)} beads are below {args.min_score}", file=sys.stderr)
    _write(render(aligned, args.format), args.output)
    return 0


def _options(args: argparse.Namespace) -> FileOptions:
    from ..formats.beads import read_beads
    from ..pipeline.align import AlignOptions
    from ..pipeline.align_files import FileOptions

    fixed = read_beads(args.fix) if args.fix else []
    return FileOptions(
        languages=(args.src_lang, args.tgt_lang),
        presegmented=args.presegmented,
        minimum=args.min_score,
        checks=tuple(args.check),
        align=AlignOptions(encoder=args.encoder, fixed=tuple(fixed)),
    )


def _write(text: str, path: str | None) -> None:
    from ..formats.output import write_text

    if path:
        write_text(path, text)
    else:
        sys.stdout.write(text)


def _run_manifest(args: argparse.Namespace) -> int:
    from ..pipeline.align_files import read_manifest, run_jobs

    if args.fix:
        raise InputError("fixed beads belong to one pair of texts", cure="leave out --fix or --manifest")
    jobs = read_manifest(args.manifest, args.out, args.format)
    outcomes = []
    for outcome in run_jobs(jobs, args.format, _options(args), args.jobs, args.again):
        outcomes.append(outcome)
        _report(outcome, len(outcomes), len(jobs))
    states = {state: sum(o.state == state for o in outcomes) for state in ("done", "kept", "failed")}
    beads, gaps = sum(o.beads for o in outcomes), sum(o.gaps for o in outcomes)
    made = f"{states['done']} aligned ({beads} beads, {gaps} of them gaps)"
    print(f"{made}, {states['kept']} kept, {states['failed']} failed")
    if args.min_score:
        print(f"tmkit: {sum(o.dropped for o in outcomes)} beads are below {args.min_score}", file=sys.stderr)
    return 1 if states["failed"] else 0


def _report(outcome: Outcome, number: int, total: int) -> None:
    if outcome.state == "failed":
        print(f"tmkit: {outcome.message}", file=sys.stderr)
    elif sys.stderr.isatty():
        print(f"[{number}/{total}] {Path(outcome.job.output).name} {outcome.state}", file=sys.stderr)


def _match(args: argparse.Namespace) -> int:
    from ..pipeline.matching import match_folders

    found = match_folders(args.source, args.target, _options(args))
    lines = [f"{pair.source}\t{pair.target}\t# {pair.score:.2f}\n" for pair in found.pairs]
    _write("".join(lines), args.output)
    for path in found.alone:
        print(f"tmkit: {path}: no partner found", file=sys.stderr)
    return 0
