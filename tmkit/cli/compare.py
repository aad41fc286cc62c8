"""tmkit compare: two reports, and whether the second is significantly worse."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..score.regression import Change

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Compare a system before and after a change, from two reports that `tmkit score --json` made.\n"
        "The exit code is 1 when the second is significantly worse, else 0: for continuous integration.",
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
    parser.add_argument("--tolerance", type=float, default=0.0, metavar="POINTS", help="losses up to this pass")
    parser.add_argument("--level", type=float, default=0.05, metavar="P", help="significance level (default: 0.05)")
    parser.add_argument("--max-new-errors", type=int, metavar="N", help="segments with errors may grow by N")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Compare, print, and tell by the exit code."""
    from ..pipeline.compare import Limits, SystemChoice, compare_reports

    limits = Limits(args.tolerance, args.level, args.max_new_errors)
    before, after = SystemChoice(args.first, args.before), SystemChoice(args.second, args.after)
    changes = compare_reports(before, after, limits)
    if args.json:
        from dataclasses import asdict

        print(json.dumps([asdict(c) | {"difference": c.difference} for c in changes]))
    else:
        print("\n".join(_lines(changes)))
    return int(any(c.worse for c in changes))


def _lines(changes: Any) -> list[str]:
    lines = [f"{'':<21} {'before':>8} {'after':>8} {'change':>8}  p"]
    for change in changes:
        lines.append(_line(change))
    return lines


def _line(change: Change) -> str:
    digits = 0 if change.p_value is None else 2
    figures = f"{change.before:>8.{digits}f} {change.after:>8.{digits}f} {change.difference:>+8.{digits}f}"
    p = "" if change.p_value is None else f"  {change.p_value:.4f}"
    return f"{change.name:<21} {figures}{p}{'  worse' if change.worse else ''}"
