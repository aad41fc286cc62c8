"""tmkit align: two texts in, aligned sentences out."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..errors import InputError

__all__ = ["add_parser", "run"]


def add_parser(verbs: argparse._SubParsersAction, name: str, summary: str) -> None:  # type: ignore[type-arg]
    """Declare the verb and its options."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Align two texts sentence by sentence.",
        epilog="examples:\n  tmkit align chapter.zh chapter.en --presegmented -o chapter.beads",
    )
    parser.add_argument("source", metavar="SRC", help="source text")
    parser.add_argument("target", metavar="TGT", help="target text")
    parser.add_argument("--src-lang", default="zh", help="language of SRC (default: zh)")
    parser.add_argument("--tgt-lang", default="en", help="language of TGT (default: en)")
    parser.add_argument("--presegmented", action="store_true", help="the files hold one sentence a line")
    parser.add_argument("--format", choices=["beads", "tsv"], default="beads", help="form of the result")
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of standard output")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Align and write."""
    from ..formats.beads import write_beads
    from ..pipeline.align import align_texts

    source, target = (_segments(path) for path in (args.source, args.target))
    beads = align_texts(source, target, args.src_lang, args.tgt_lang)
    if args.format == "tsv":
        text = "".join(
            f"{b.score:.2f}\t{b.kind}\t{' '.join(source[i] for i in b.source)}\t{' '.join(target[j] for j in b.target)}\n"
            for b in beads
        )
    else:
        text = write_beads(beads)
    _write(text, args.output)
    return 0


def _segments(path: str) -> list[str]:
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("not UTF-8", file=path) from None
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n") if text else []


def _write(text: str, path: str | None) -> None:
    if not path:
        sys.stdout.write(text)
        return
    temporary = f"{path}.part"
    Path(temporary).write_text(text, encoding="utf-8", newline="\n")
    os.replace(temporary, path)
