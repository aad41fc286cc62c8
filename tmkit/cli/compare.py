"""tmkit compare: two reports, and whether the second is significantly worse."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import TmkitError
from .score import level

if TYPE_CHECKING:
    from ..score.regression import Change

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Compare a system before and after a change, from two reports that `tmkit score --json` made.\n"
        "The exit code is 1 when the second is significantly worse, 2 when the two cannot be compared, else 0.",
        epilog="examples:\n"
        "  tmkit compare main.json change.json\n"
        "  tmkit compare main.json change.json --tolerance 0.5 --level 0.01 --max-new-errors 0\n"
        "  tmkit compare both.json both.json --before a.txt --after b.txt",
    )
    parser.add_argument("first", metavar="BEFORE.json")
    parser.add_argument("second", metavar="AFTER.json")
    parser.add_argument(
        "--before", default="", metavar="NAME", help="the system in the first report, if it has several"
    )
    parser.add_argument(
        "--after", default="", metavar="NAME", help="the system in the second report, if it has several"
    )
    parser.add_argument("--tolerance", type=points, default=0.0, metavar="POINTS", help="losses up to this pass")
    parser.add_argument("--level", type=level, default=0.05, metavar="P", help="significance level (default: 0.05)")
    parser.add_argument("--max-new-errors", type=int, metavar="N", help="segments with errors may grow by N")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--json", action="store_const", const="json", dest="kind", help="print the figures as JSON")
    kinds.add_argument("--format", choices=["table", "json"], dest="kind", help="another way to say so")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare, print, and tell by the exit code."""
    from ..pipeline.compare import Limits, SystemChoice, compare_reports

    limits = Limits(args.tolerance, args.level, args.max_new_errors)
    before = SystemChoice(args.first, args.before, "--before ")
    after = SystemChoice(args.second, args.after, "--after ")
    try:
        changes = compare_reports(before, after, limits)
    except TmkitError as error:
        print(f"tmkit: {error}", file=sys.stderr)
        return 2
    if args.kind == "json":
        from dataclasses import asdict

        print(json.dumps([asdict(c) | {"difference": c.difference} for c in changes]))
    else:
        print("\n".join(_lines(changes)))
    return int(any(c.worse for c in changes))


def points(text: str) -> float:
    """A number of points from 0."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of points; write one from 0, such as 0.5")
    return number


def _lines(changes: Sequence[Change]) -> list[str]:
    lines = [f"{'':<21} {'before':>8} {'after':>8} {'change':>8}  p", *map(_line, changes)]
    if all(change.p_value is not None for change in changes):
        lines.append("errors were not compared: the two reports have no checks, or not the same ones")
    return lines


def _line(change: Change) -> str:
    digits = 0 if change.p_value is None else 2
    # Adding zero makes of -0.0 a plain 0.
    difference = round(change.difference, digits) + 0.0
    figures = f"{change.before:>8.{digits}f} {change.after:>8.{digits}f} {difference:>+8.{digits}f}"
    p = "" if change.p_value is None else f"  {change.p_value:.4f}" if change.difference else "  unchanged"
    return f"{change.name:<21} {figures}{p}{'  worse' if change.worse else ''}"
