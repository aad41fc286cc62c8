"""tmkit tm lookup."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from .colour import ADDED, DELETED, has_colour
from .common import (
    add_tags,
    command,
    match_json,
    open_memory,
    percent,
    print_json,
    print_notice,
    script_notice,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...memory import Penalties
    from ...model import Match
    from ...pipeline.memory import LookupOptions, Memory

__all__ = ["ADD"]


_LEAST_TOLD = 40  # percent; a best match below that is of no use to anyone


def _add_lookup(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm lookup 加快发展新质生产力。 --tm memory.db --min 60\n"
        "  tmkit tm lookup 'Party A shall pay.' --tm memory.db --json | jq '.[0].target'\n"
        "  tmkit tm lookup --file segments.txt --tm memory.db > matches.tsv"
    )
    note = (
        "A memory of zh > en answers for English too. [-x-]{+y+} shows that the memory has x where TEXT has y; on a "
        "terminal x is struck out. Finding none is no error: the exit code is 0. --file prints score, kind, segment, "
        "stored source and translation in columns, with --json an object a line."
    )
    parser = command(commands, name, summary, example, _lookup, note)
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the segment to translate")
    parser.add_argument("--file", metavar="FILE", help="look up every line of a file; -: of standard input")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the file (default: found)")
    parser.add_argument("--jobs", type=whole, metavar="N", help="processes for --file (default: one a processor)")
    parser.add_argument(
        "--min", type=percent, default=70, metavar="PERCENT", help="lowest score, 0 to 100 (default 70)"
    )
    parser.add_argument("--limit", type=whole, default=5, metavar="N", help="most matches (default 5)")
    parser.add_argument("--previous", metavar="TEXT", help="the segment before, for context matches")
    parser.add_argument("--next", metavar="TEXT", help="the segment after")
    add_tags(parser)
    what = "points off: width, case, numbers, codes, unreviewed or several, or the name of an origin"
    parser.add_argument("--pieces", action="store_true", help="show pieces of the segment that the memory knows too")
    parser.add_argument("--terms", action="store_true", help="show fixed terms of the glossary too")
    parser.add_argument("--penalty", action="append", default=[], metavar="NAME=POINTS", help=what)
    parser.add_argument("--no-diff", action="store_true", help="show the stored source as it is, differences unmarked")
    parser.set_defaults(parser=parser)


def _lookup(args: argparse.Namespace) -> int:
    from ...pipeline.memory import LookupOptions

    if (args.text is None) == (args.file is None):
        args.parser.error("give either TEXT or --file FILE")
    if args.text == "-":
        args.file = "-"
    elif args.text is not None and not args.text.strip():
        args.parser.error("TEXT is blank")
    if args.file == args.tm == "-":
        args.parser.error("standard input cannot be both the memory and the segments")
    options = LookupOptions(args.source_lang, args.target_lang, _penalties(args.penalty))
    with open_memory(args) as memory:
        if args.file is not None:
            return _lookup_file(args, memory, options)
        return _lookup_text(args, memory, options)


def _lookup_text(args: argparse.Namespace, memory: Memory, options: LookupOptions) -> int:
    asked, matches = _asked(args, memory, options)
    more = _pieces(asked, args.text) if args.pieces else []
    more += _terms(args.text) if args.terms else []
    if args.json:
        print_json([*(match_json(match, args.text) for match in matches), *more])
        return 0
    if not matches:
        print_notice(_nothing(args, (memory, asked), options))
    names_languages = len(asked.languages()) > 1
    for match in matches:
        _print_match(match, args, names_languages)
    for hit in more:
        found = "" if hit["piece"] == hit["source"] else f"\n     {hit['source']}"
        print(f"     {hit['kind']}: {hit['piece']}{found}\n     {hit['target']}")
    return 0


def _asked(args: argparse.Namespace, memory: Memory, options: LookupOptions) -> tuple[Memory, Sequence[Match]]:
    """The memory, or its reverse where only that knows the text, and the matches."""
    from ...pipeline.direction import reverse_too

    if matches := _matches(args, memory, options):
        return memory, matches
    turned = _turned(memory, args.text, options)
    if turned is not memory:
        return turned, _matches(args, turned, options)
    also = reverse_too(memory, args.text, options.source_language, options.target_language)
    if also and (matches := _matches(args, also.memory, options)):
        print_notice(also.notice)
        return also.memory, matches
    return memory, ()


def _matches(args: argparse.Namespace, memory: Memory, options: LookupOptions) -> Sequence[Match]:
    return memory.lookup(args.text, args.min, args.limit, context=(args.previous, args.next), options=options)


def _nothing(args: argparse.Namespace, memories: Sequence[Memory], options: LookupOptions) -> str:
    """Why there may be no match, and what else to try."""
    scores = [match.score for memory in memories for match in memory.lookup(args.text, _LEAST_TOLD, 1, options=options)]
    ways = ["a lower --min (0 to 100)", *([] if args.pieces else ["--pieces"]), "`tmkit tm concordance`"]
    hint = f"{', '.join(ways[:-1])} or {ways[-1]} may find something"
    if memories[0].concordance(args.text, 1):
        hint = "longer units hold it whole: `tmkit tm concordance` shows them, --pieces too"
    hint = script_notice(memories[0], args.text) or hint
    best = f", the best has {int(max(scores))}%" if scores else ""
    return f"no match of {args.min:g}% or better{best}; {hint}"


def _turned(memory: Memory, text: str, options: LookupOptions) -> Memory:
    """The memory, or its reverse where the text is in its target language, of which a person is told."""
    from ...pipeline.direction import directed

    found = directed(memory, text, options.source_language, options.target_language)
    if found.notice:
        print_notice(found.notice)
    return found.memory


def _pieces(memory: Memory, text: str) -> list[dict[str, Any]]:
    """Subsegment hits: `score` is the share of the segment that the piece covers, in percent."""
    return [
        {
            **_hit("subsegment", piece, len(piece), text),
            "source": unit.source,
            "target": unit.target,
            "origin": unit.origin,
        }
        for piece, unit in memory.subsegments(text)
    ]


def _terms(text: str) -> list[dict[str, Any]]:
    """Term hits: the renderings of each fixed term, preferred ones first."""
    from ...pipeline.glossary import find_terms

    hits = []
    for found in find_terms(text):
        renderings = "; ".join(term.text for term in found.concept.in_language("en"))
        hit = _hit("term", found.text, found.end - found.start, text)
        hits.append({**hit, "source": found.term.text, "target": renderings, "origin": found.concept.id})
    return hits


def _hit(kind: str, piece: str, length: int, text: str) -> dict[str, Any]:
    return {"kind": kind, "piece": piece, "score": round(100 * length / len(text), 2), "penalties": {}}


def _print_match(match: Match, args: argparse.Namespace, names_languages: bool) -> None:
    unit = match.unit
    pair = f"{unit.source_language} > {unit.target_language}" if names_languages else ""
    whence = ", ".join(filter(None, (unit.origin, pair)))
    taken = "".join(f"  -{points:g} {name}" for name, points in match.penalties)
    print(f"{int(match.score):3d}% {match.kind}{taken}{f'  [{whence}]' if whence else ''}")
    is_same = match.kind in ("ice", "exact") or args.no_diff
    for text in (unit.source if is_same else _shown(unit.source, args.text), match.proposal or unit.target):
        print("     " + "\n     ".join(text.splitlines()))


def _shown(stored: str, text: str) -> str:
    """The stored source with what differs from the text."""
    from ...memory import marked

    return marked(stored, text, DELETED, ADDED) if has_colour() else marked(stored, text)


def _penalties(given: list[str]) -> Penalties:
    from dataclasses import fields
    from difflib import get_close_matches

    from ...errors import InputError
    from ...memory import Penalties

    named: dict[str, float] = {}
    for entry in given:
        name, _, points = entry.rpartition("=")
        try:
            named[name] = float(points)
            if not 0 <= named[name] <= 100:
                raise ValueError
        except ValueError:
            raise InputError(f"'{entry}' is no penalty", cure="write NAME=POINTS, such as width=2") from None
    kinds = [kind.name for kind in fields(Penalties) if kind.name != "origin"]
    own = {name: named.pop(name) for name in kinds if name in named}
    for name in named:
        if near := get_close_matches(name, kinds, 1, 0.7):
            print_notice(f"--penalty {name} counts for units of a document '{name}': was {near[0]} meant?")
    return Penalties(**own, origin=tuple(sorted(named.items())))


def _lookup_file(args: argparse.Namespace, memory: Memory, options: LookupOptions) -> int:
    """One JSON object a line with --json, else the best match of each segment in tab-separated columns."""
    import json
    import os
    import re

    from ...formats.decode import decode
    from ...formats.files import file_bytes

    text = decode(file_bytes(args.file), file=args.file, encoding=args.encoding).text
    rows = [(number, line) for number, line in enumerate(re.split("\r\n?|\n", text), 1) if line.strip()]
    texts = [line for _, line in rows]
    memory = _turned(memory, "\n".join(texts), options)
    jobs = args.jobs or os.cpu_count() or 1
    found = memory.lookup_many(texts, args.min, args.limit, options=options, jobs=jobs)
    for (number, text), matches in zip(rows, found, strict=True):
        if args.json:
            row = {"text": text, "line": number, "matches": [match_json(match, text) for match in matches]}
            print(json.dumps(row, ensure_ascii=False))
        else:
            print("\t".join(_row(text, matches)))
    return 0


def _row(text: str, matches: Sequence[Match]) -> tuple[str, ...]:
    if not matches:
        return "0", "none", text, "", ""
    best = matches[0]
    texts = (text, best.unit.source, best.proposal or best.unit.target)
    return str(int(best.score)), best.kind, *(" ".join(part.splitlines()).replace("\t", " ") for part in texts)


ADD = {"lookup": _add_lookup}
