"""tmkit train-aligner: gold alignments -> the aligner's table of weights."""

from __future__ import annotations

import argparse
import sys
from typing import Any

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Add the verb to the command line."""
    from ..pipeline.train import SETS

    parser = verbs.add_parser(
        name,
        help=summary,
        description="Learn the weights of the aligner. It takes minutes; stages are told on standard error.",
        epilog="examples:\n"
        "  tmkit train-aligner gold -o weights.tsv\n"
        "  tmkit train-aligner gold -o weights.tsv --set none+dictionary",
    )
    parser.add_argument("gold", metavar="FOLDER", help="folder of NAME.zh, NAME.en and NAME.gold (or NAME.beads)")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="the table of weights")
    parser.add_argument("--set", action="append", choices=list(SETS), dest="sets", help="only this set; repeatable")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Train and write."""
    from ..pipeline.train import train_aligner

    train_aligner(args.gold, args.output, args.sets or (), lambda stage: print(stage, file=sys.stderr))
    return 0
