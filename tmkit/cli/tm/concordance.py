"""tmkit tm concordance."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from .colour import FOUND, has_colour
from .common import (
    add_tags,
    command,
    open_memory,
    print_json,
    print_notice,
    script_notice,
    unit_json,
    whole,
)

if TYPE_CHECKING:
    from ...pipeline.memory import Memory

__all__ = ["ADD"]


def _add_concordance(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm concordance 新质 --tm memory.db\n"
        "  tmkit tm concordance deliver --words --side target --tm memory.db\n"
        "  tmkit tm concordance 财政 --tm memory.db --json | jq -r '.[].target'"
    )
    note = "TEXT is looked for as it stands, whatever its width, blanks and case; no sign of it is a wildcard."
    parser = command(commands, name, summary, example, _concordance, note)
    parser.add_argument("text", metavar="TEXT", help="one character or more, of either language")
    parser.add_argument("--limit", type=whole, default=50, metavar="N", help="most units (default 50)")
    parser.add_argument("--side", choices=("source", "target"), help="look on this side only (default: both)")
    parser.add_argument("--words", action="store_true", help="whole words only: deliver, but not delivery")
    add_tags(parser)
    parser.set_defaults(parser=parser)


def _concordance(args: argparse.Namespace) -> int:
    from ...pipeline.memory import LookupOptions

    if not args.text.strip():
        args.parser.error("TEXT is blank")
    options = LookupOptions(args.source_lang, args.target_lang)
    with open_memory(args) as memory:
        # One more than is shown tells whether there are more.
        units = memory.concordance(args.text, args.limit + 1, options=options, side=args.side or "", words=args.words)
        nothing = _nothing(args, memory) if not units else ""
    shown = units[: args.limit]
    if args.json:
        print_json([{**unit_json(unit), "hits": _hits(unit, args)} for unit in shown])
        return 0
    if nothing:
        print_notice(nothing)
    for unit in shown:
        origin = f"  [{unit.origin}]" if unit.origin else ""
        print(f"{_shown(unit.source, 'source', args)}{origin}\n  {_shown(unit.target, 'target', args)}")
    if len(units) > args.limit:
        sys.stdout.flush()
        print_notice(f"there are more; --limit N shows up to N units (now {args.limit:,})")
    return 0


def _hits(unit: Any, args: argparse.Namespace) -> dict[str, list[list[int]]]:
    """Code points of both sides where the text is."""
    from ...memory import occurrences

    sides = {"source": unit.source, "target": unit.target}
    return {
        side: [list(span) for span in occurrences(text, args.text, words=args.words)]
        if args.side in (None, side) else []
        for side, text in sides.items()
    }  # fmt: skip


def _shown(text: str, side: str, args: argparse.Namespace) -> str:
    """The text, on a terminal with marks around what was looked for."""
    from ...memory import occurrences

    if not has_colour() or args.side not in (None, side):
        return text
    for start, end in reversed(occurrences(text, args.text, words=args.words)):
        text = f"{text[:start]}{FOUND[0]}{text[start:end]}{FOUND[1]}{text[end:]}"
    return text


def _nothing(args: argparse.Namespace, memory: Memory) -> str:
    """That there is nothing, and what may be the reason."""
    said = f"no unit holds '{args.text}'"
    limits = {"--words": args.words, "--side": args.side, "--source-lang": args.source_lang}
    given = [name for name, value in {**limits, "--target-lang": args.target_lang}.items() if value]
    if notice := script_notice(memory, args.text):
        return f"{said}; {notice}"
    if any(sign in args.text for sign in "*?%\\"):
        return f"{said}; it is looked for as it stands, wildcards are not known"
    if given and memory.concordance(args.text, 1):
        return f"{said} under {' and '.join(given)}; without, there are some"
    return f"{said}; a shorter piece may be found (deliver instead of delivering)" if args.text.isascii() else said


ADD = {"concordance": _add_concordance}
