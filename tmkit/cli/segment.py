"""tmkit segment: text in, one sentence a line out."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Add the verb to the command line."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Split text into sentences. Every line of a text file is a paragraph; no sentence crosses it.",
        epilog="examples:\n  tmkit segment report.zh.txt\n  tmkit segment --lang en --format json < report.en.txt\n",
    )
    parser.add_argument("files", nargs="*", metavar="FILE", help="text files; - or none: standard input")
    parser.add_argument("--lang", default="zh", help="language of the text, such as zh, zh-TW or en (default: zh)")
    parser.add_argument("--format", choices=("text", "json", "tsv"), default="text", help="form of the output")
    parser.add_argument("--srx", metavar="FILE", help="segmentation rules to use instead of our own")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the sentences of every file."""
    from ..pipeline.segment import segment_text

    for name in args.files or ["-"]:
        text = _read(name)
        for segment in segment_text(text, args.lang, args.srx):
            _print(segment, args.format)
    return 0


def _print(segment: Any, form: str) -> None:
    if form == "json":
        record = {"text": segment.text, "start": segment.start, "end": segment.end, "paragraph": segment.paragraph}
        print(json.dumps(record, ensure_ascii=False))
    elif form == "tsv":
        print(segment.paragraph, segment.start, segment.end, segment.text.replace("\t", " "), sep="\t")
    else:
        print(segment.text)


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    with open(name, encoding="utf-8-sig", newline="") as file:
        return file.read()
