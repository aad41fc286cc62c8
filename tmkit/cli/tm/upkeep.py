"""tmkit tm clean, dedupe, diff, optimize."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from .common import a_date, command, open_to_write, percent, print_json, unit_json

__all__ = ["ADD"]


def _add_clean(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm clean --tm memory.db --untranslated --dry-run\n"
        "  tmkit tm clean --tm memory.db --user mt --before 2024-01-01"
    )
    parser = command(commands, name, summary, example, _clean)
    parser.add_argument("--dry-run", action="store_true", help="count only")
    parser.add_argument("--untranslated", action="store_true", help="target empty or equal to the source")
    parser.add_argument("--language", nargs=2, metavar=("SOURCE", "TARGET"), help="units of these languages")
    parser.add_argument("--before", type=a_date, metavar="YYYY-MM-DD", help="last changed before this day")
    parser.add_argument("--since", type=a_date, metavar="YYYY-MM-DD", help="last changed on this day or later")
    parser.add_argument("--user", default="", metavar="ID", help="made or changed by this user")
    parser.add_argument("--project", default="", metavar="NAME", help="units of this project")
    parser.add_argument("--origin", default="", metavar="NAME", help="units of this document")
    parser.add_argument("--pattern", default="", metavar="REGEX", help="found in source or target")
    parser.add_argument("--below-score", type=float, metavar="X", help="alignment score lower than this")
    parser.add_argument("--older", action="store_true", help="of units with the same source, those made before another")
    parser.add_argument("--strip-codes", action="store_true", help="take inline codes out instead of deleting")


def _clean(args: argparse.Namespace) -> int:
    import re

    from ...errors import InputError
    from ...memory.upkeep import Selection
    from ...pipeline.upkeep import clean

    try:
        re.compile(args.pattern)
    except re.error as error:
        raise InputError(f"'{args.pattern}' is no regular expression ({error})") from None
    languages = tuple(args.language) if args.language else None
    selection = Selection(
        languages, args.before or "", args.since or "", args.user, args.project, args.origin, args.pattern,
        args.below_score, args.untranslated,
    )  # fmt: skip
    with open_to_write(args) as memory:
        count = clean(memory, selection, older=args.older, codes=args.strip_codes, dry_run=args.dry_run)
    return _print_count(args, "changed" if args.strip_codes else "deleted", count)


def _print_count(args: argparse.Namespace, word: str, count: int) -> int:
    if args.json:
        print_json({word: count, "dry_run": args.dry_run})
    else:
        print(f"{count:,} units {'would be ' if args.dry_run else ''}{word}", file=sys.stderr)
    return 0


def _add_dedupe(commands: Any, name: str, summary: str) -> None:
    parser = command(
        commands, name, summary, "  tmkit tm dedupe --tm memory.db --by source --keep used --dry-run", _dedupe
    )
    parser.add_argument("--dry-run", action="store_true", help="count only")
    what = "same texts, same source, or both texts nearly the same"
    parser.add_argument("--by", default="exact", choices=("exact", "source", "near"), help=what)
    parser.add_argument("--keep", default="newest", choices=("newest", "used", "first"), help="which one stays")
    parser.add_argument("--threshold", type=percent, default=95, metavar="PERCENT", help="for --by near (default 95)")


def _dedupe(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import dedupe

    with open_to_write(args) as memory:
        count = dedupe(memory, args.by, keep=args.keep, threshold=args.threshold, dry_run=args.dry_run)
    return _print_count(args, "deleted", count)


def _add_diff(commands: Any, name: str, summary: str) -> None:
    note = "The exit code is 1 where they differ, as it is with diff."
    parser = command(commands, name, summary, "  tmkit tm diff new.tmx --tm memory.db", _diff, note)
    parser.add_argument("other", metavar="FILE", help="the memory or file to compare with")


def _diff(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import diff, read_any

    found = diff(read_any(args.tm), read_any(args.other))
    differ = bool(found.changed or found.only_first or found.only_second)
    if args.json:
        changed = [[unit_json(a), unit_json(b)] for a, b in found.changed]
        only = {"only_first": found.only_first, "only_second": found.only_second}
        print_json({"same": found.same, "changed": changed, **{k: [unit_json(u) for u in v] for k, v in only.items()}})
        return int(differ)
    for unit in found.only_first:
        print(f"- {unit.source}\n- {unit.target}\n")
    for unit in found.only_second:
        print(f"+ {unit.source}\n+ {unit.target}\n")
    for first, second in found.changed:
        print(f"  {first.source}\n- {first.target}\n+ {second.target}\n")
    counts = f"{found.same:,} the same, {len(found.changed):,} translated otherwise"
    sides = f"{len(found.only_first):,} only in {args.tm}, {len(found.only_second):,} only in {args.other}"
    print(f"{counts}, {sides}", file=sys.stderr)
    return int(differ)


def _add_optimize(commands: Any, name: str, summary: str) -> None:
    command(commands, name, summary, "  tmkit tm optimize --tm memory.db", _optimize)


def _optimize(args: argparse.Namespace) -> int:
    before = os.path.getsize(args.tm) if os.path.isfile(args.tm) else 0
    with open_to_write(args) as memory:
        memory.store.optimize()
        units = len(memory)
    after = os.path.getsize(args.tm)
    if args.json:
        print_json({"units": units, "bytes_before": before, "bytes": after})
    else:
        print(f"{args.tm}: {units:,} units, {before:,} bytes before, {after:,} now", file=sys.stderr)
    return 0


ADD = {"clean": _add_clean, "dedupe": _add_dedupe, "diff": _add_diff, "optimize": _add_optimize}
