"""tmkit tm lookup, tmkit tm concordance."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .common import command, match_json, open_memory, print_json, unit_json

__all__ = ["ADD"]


def _add_lookup(commands: Any, name: str, summary: str) -> None:
    parser = command(commands, name, summary, "  tmkit tm lookup 加快发展新质生产力。 --tm memory.db --min 60", _lookup)
    parser.add_argument("text", metavar="TEXT", help="the segment to translate")
    parser.add_argument("--min", type=float, default=70, metavar="PERCENT", help="lowest score (default 70)")
    parser.add_argument("--limit", type=int, default=5, metavar="N", help="most matches (default 5)")
    parser.add_argument("--previous", metavar="TEXT", help="the segment before, for context matches")
    parser.add_argument("--next", metavar="TEXT", help="the segment after")


def _lookup(args: argparse.Namespace) -> int:
    with open_memory(args) as memory:
        matches = memory.lookup(args.text, args.min, args.limit, context=(args.previous, args.next))
    if args.json:
        print_json([match_json(match) for match in matches])
        return 0
    if not matches:
        print(f"no match of {args.min:g}% or better", file=sys.stderr)
    for match in matches:
        origin = f"  [{match.unit.origin}]" if match.unit.origin else ""
        taken = "".join(f"  -{points:g} {name}" for name, points in match.penalties)
        print(f"{int(match.score):3d}% {match.kind}{taken}{origin}")
        print(f"     {match.unit.source}\n     {match.proposal or match.unit.target}")
    return 0


def _add_concordance(commands: Any, name: str, summary: str) -> None:
    parser = command(commands, name, summary, "  tmkit tm concordance 新质 --tm memory.db", _concordance)
    parser.add_argument("text", metavar="TEXT", help="one character or more, of either language")
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="most units (default 50)")


def _concordance(args: argparse.Namespace) -> int:
    with open_memory(args) as memory:
        units = memory.concordance(args.text, args.limit)
    if args.json:
        print_json([unit_json(unit) for unit in units])
        return 0
    if not units:
        print(f"no unit holds {args.text!r}", file=sys.stderr)
    for unit in units:
        origin = f"  [{unit.origin}]" if unit.origin else ""
        print(f"{unit.source}{origin}\n  {unit.target}")
    return 0


ADD = {"lookup": _add_lookup, "concordance": _add_concordance}
