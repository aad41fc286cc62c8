"""tmkit tm clean, dedupe, diff, optimize."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Any

from .common import (
    add_tags,
    command,
    command_of_one,
    counted,
    open_to_write,
    percent,
    print_json,
    tm_optional,
    unit_json,
)
from .select import add_selection, selection

if TYPE_CHECKING:
    from ...model import Unit

__all__ = ["ADD"]


def _add_clean(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm clean --tm memory.db --untranslated --dry-run\n"
        "  tmkit tm clean --tm memory.db --user mt --before 2024-01-01\n"
        "  tmkit tm clean --tm memory.db --pattern '草稿|DRAFT' --show --dry-run"
    )
    parser = command(commands, name, summary, example, _clean)
    _add_trial(parser)
    parser.add_argument("--untranslated", action="store_true", help="target empty or equal to the source")
    add_tags(parser, ("units of this source language", "units of this target language"))
    # What it was called before.
    parser.add_argument("--language", nargs=2, metavar=("SOURCE", "TARGET"), help=argparse.SUPPRESS)
    add_selection(parser)
    parser.add_argument("--below-score", type=float, metavar="X", help="alignment score lower than this")
    parser.add_argument("--older", action="store_true", help="of units with the same source, those made before another")
    parser.add_argument("--strip-codes", action="store_true", help="take inline codes out instead of deleting")


def _add_trial(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="change nothing, only count")
    parser.add_argument("--show", action="store_true", help="print the units concerned")


def _clean(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import clean

    languages: tuple[str, str] = tuple(args.language or (args.source_lang or "", args.target_lang or ""))
    wanted = selection(args, languages if any(languages) else None, args.below_score, args.untranslated)
    with open_to_write(args) as memory:
        shown: list[Unit] = []
        tell = shown.append if args.show else None
        count = clean(memory, wanted, older=args.older, codes=args.strip_codes, dry_run=args.dry_run, tell=tell)
    return _print_count(args, "changed" if args.strip_codes else "deleted", count, shown)


def _print_count(args: argparse.Namespace, word: str, count: int, shown: list[Unit]) -> int:
    if args.json:
        units = {"units": [unit_json(unit) for unit in shown]} if args.show else {}
        print_json({word: count, "dry_run": args.dry_run, **units})
        return 0
    for unit in shown:
        print(f"- {unit.source}\n- {unit.target}\n")
    sys.stdout.flush()
    print(f"{counted(count)} {'would be ' if args.dry_run else ''}{word}", file=sys.stderr)
    return 0


def _add_dedupe(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm dedupe --tm memory.db\n"
        "  tmkit tm dedupe --tm memory.db --by source --keep newest --show --dry-run\n"
        "  tmkit tm dedupe --tm memory.db --by near --threshold 98"
    )
    parser = command(commands, name, summary, example, _dedupe)
    _add_trial(parser)
    what = "same texts (exact, default), same source, or both texts nearly the same"
    parser.add_argument("--by", default="exact", choices=("exact", "source", "near"), help=what)
    parser.add_argument(
        "--keep", default="newest", choices=("newest", "used", "first"), help="which one stays (default newest)"
    )
    parser.add_argument("--threshold", type=percent, default=95, metavar="PERCENT", help="for --by near (default 95)")


def _dedupe(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import dedupe

    with open_to_write(args) as memory:
        shown: list[Unit] = []
        tell = shown.append if args.show else None
        trial = args.dry_run
        count = dedupe(memory, args.by, keep=args.keep, threshold=args.threshold, dry_run=trial, tell=tell)
    return _print_count(args, "deleted", count, shown)


def _add_diff(commands: Any, name: str, summary: str) -> None:
    note = "- is only in the first, + only in the second. The exit code is 1 where they differ, as it is with diff."
    example = "  tmkit tm diff old.tmx new.tmx\n  tmkit tm diff new.tmx --tm memory.db"
    parser = tm_optional(command(commands, name, summary, example, _diff, note))
    parser.add_argument(
        "files", metavar="FILE", nargs="+", help="memories or files (-: TMX on standard input); with --tm one"
    )


def _diff(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import diff, read_any

    names = [*filter(None, [args.tm]), *args.files]
    if len(names) != 2:
        args.parser.error("name two memories or files to compare")
    found = diff(read_any(names[0]), read_any(names[1]))
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
    sides = f"{len(found.only_first):,} only in {names[0]}, {len(found.only_second):,} only in {names[1]}"
    print(f"{counts}, {sides}", file=sys.stderr)
    return int(differ)


def _add_optimize(commands: Any, name: str, summary: str) -> None:
    command_of_one(commands, name, summary, "  tmkit tm optimize memory.db", _optimize)


def _optimize(args: argparse.Namespace) -> int:
    before = os.path.getsize(args.tm) if os.path.isfile(args.tm) else 0
    with open_to_write(args) as memory:
        memory.store.optimize()
        units = len(memory)
    after = os.path.getsize(args.tm)
    if args.json:
        print_json({"units": units, "bytes_before": before, "bytes": after})
    else:
        print(f"{args.tm}: {counted(units)}, {before:,} bytes before, {after:,} now", file=sys.stderr)
    return 0


ADD = {"clean": _add_clean, "dedupe": _add_dedupe, "diff": _add_diff, "optimize": _add_optimize}
