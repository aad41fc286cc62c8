"""tmkit tm stats, check."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .common import command_of_one, open_memory, print_json, whole

__all__ = ["ADD"]


def _add_stats(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm stats memory.db\n"
        "  tmkit tm stats memory.db --details\n"
        "  tmkit tm stats client.tmx --json | jq .languages"
    )
    parser = command_of_one(commands, name, summary, example, _stats)
    what = (
        "users, projects and documents with their units, and the first and last date: what clean and export select by"
    )
    parser.add_argument("--details", action="store_true", help=what)


def _stats(args: argparse.Namespace) -> int:
    with open_memory(args) as memory:
        pairs = memory.languages()
        total = len(memory)
        files = list(memory.files().values())
        named = memory.store.named() if args.details else {}
        days = memory.store.days() if args.details else ("", "")
    if args.json:
        languages = [{"source": s, "target": t, "units": n} for (s, t), n in sorted(pairs.items())]
        counted = [{"name": file.name, "units": n} for file, n in files]
        details = {**named, "first": days[0], "last": days[1]} if args.details else {}
        print_json({"units": total, "languages": languages, "files": counted, **details})
        return 0
    print(f"units: {total:,}{'' if total else ' (the memory is empty)'}")
    for (source, target), count in sorted(pairs.items()):
        print(f"  {source} > {target}: {count:,}")
    for file, count in files:
        print(f"  from {file.name}: {count:,}")
    for what, names in named.items():
        for name, count in names.items():
            print(f"  {what.removesuffix('s')} {name}: {count:,}")
    if days[0]:
        print(f"  dates: {days[0]} to {days[1]}")
    return 0


def _add_check(commands: Any, name: str, summary: str) -> None:
    note = "The exit code is 1 where there is something."
    example = "  tmkit tm check client.tmx\n  tmkit tm check --tm memory.db --limit 5"
    parser = command_of_one(commands, name, summary, example, _check, note)
    parser.add_argument("--limit", type=whole, default=20, metavar="N", help="most findings of a kind (default 20)")


def _check(args: argparse.Namespace) -> int:
    from ...pipeline.check import check

    findings = check(args.tm)
    if args.json:
        print_json([{"kind": f.kind, "line": f.line, "unit": f.unit, "message": f.message} for f in findings])
        return 1 if findings else 0
    shown: dict[str, int] = {}
    for finding in findings:
        shown[finding.kind] = shown.get(finding.kind, 0) + 1
        if shown[finding.kind] <= args.limit:
            where = f":{finding.line}" if finding.line else f" unit {finding.unit}" if finding.unit else ""
            print(f"{args.tm}{where}: {finding.kind}: {finding.message}")
    for kind, count in sorted(shown.items()):
        print(f"{count:,} {kind}", file=sys.stderr)
    return 1 if findings else 0


ADD = {"stats": _add_stats, "check": _add_check}
