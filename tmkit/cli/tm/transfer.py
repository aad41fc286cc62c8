"""tmkit tm import, tmkit tm export."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .common import command, open_memory, print_json, print_problems, progress

__all__ = ["ADD"]


def _add_import(commands: Any, name: str, summary: str) -> None:
    example = "  tmkit tm import tmx/seeds.zh-en.tmx --tm memory.db"
    parser = command(commands, name, summary, example, _import)
    parser.add_argument("files", nargs="+", metavar="FILE", help="TMX files, plain or .gz")
    parser.add_argument("--source", metavar="TAG", help="source language (default: as each file says)")
    parser.add_argument("--target", metavar="TAG", help="target language (default: the next one in each unit)")


def _import(args: argparse.Namespace) -> int:
    from ...formats.tmx import read_tmx
    from ...pipeline.memory import Memory

    reports = []
    with Memory.open(args.tm) as memory:
        for file in args.files:
            reader = read_tmx(file, args.source, args.target)
            report = memory.add(reader, progress(f"{file}:"))
            counts = {"added": report.added, "updated": report.updated, "unchanged": report.unchanged}
            reports.append({"file": file, **counts, "skipped": dict(reader.skipped), "problems": len(reader.problems)})
            print_problems(reader.problems)
            if not args.json:
                _print_import(reports[-1])
        if args.json:
            print_json(reports)
    return 0


def _print_import(report: dict[str, Any]) -> None:
    print(f"{report['file']}: {report['added']:,} added, {report['updated']:,} updated, ", end="")
    print(f"{report['unchanged']:,} unchanged, {report['problems']:,} problems")
    for reason, count in sorted(report["skipped"].items()):
        print(f"  {count:,} units skipped: {reason}", file=sys.stderr)


def _add_export(commands: Any, name: str, summary: str) -> None:
    parser = command(commands, name, summary, "  tmkit tm export --tm memory.db -o all.tmx", _export)
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="file to write; its suffix is the format")
    parser.add_argument("--style", default="level2", choices=("plain", "level2", "omegat"), help="inline codes in TMX")


def _export(args: argparse.Namespace) -> int:
    from ...formats.tmx import write_tmx

    with open_memory(args) as memory:
        report = write_tmx(args.output, memory, style=args.style)
    if args.json:
        print_json({"file": args.output, "written": report.written, "empty": report.empty})
    else:
        print(f"{args.output}: {report.written:,} units", file=sys.stderr)
    return 0


ADD = {"import": _add_import, "export": _add_export}
