"""tmkit tm lookup, tmkit tm concordance."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from .common import a_tag, command, match_json, open_memory, percent, print_json, print_notice, unit_json, whole

if TYPE_CHECKING:
    from ...memory import Penalties
    from ...model import Match
    from ...pipeline.memory import LookupOptions, Memory

__all__ = ["ADD"]


def _add_lookup(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm lookup 加快发展新质生产力。 --tm memory.db --min 60\n"
        "  tmkit tm lookup --file segments.txt --tm memory.db"
    )
    note = "A memory of zh > en answers for English too. Finding none is no error: the exit code is 0."
    parser = command(commands, name, summary, example, _lookup, note)
    parser.add_argument("text", nargs="?", metavar="TEXT", help="the segment to translate")
    parser.add_argument("--file", metavar="FILE", help="look up every line of a file")
    parser.add_argument("--encoding", metavar="NAME", help="encoding of the file (default: found)")
    parser.add_argument("--jobs", type=whole, metavar="N", help="processes for --file (default: one a processor)")
    parser.add_argument(
        "--min", type=percent, default=70, metavar="PERCENT", help="lowest score, 0 to 100 (default 70)"
    )
    parser.add_argument("--limit", type=whole, default=5, metavar="N", help="most matches (default 5)")
    parser.add_argument("--previous", metavar="TEXT", help="the segment before, for context matches")
    parser.add_argument("--next", metavar="TEXT", help="the segment after")
    parser.add_argument("--source", type=a_tag, metavar="TAG", help="only units with this source language")
    parser.add_argument("--target", type=a_tag, metavar="TAG", help="only units with this target language")
    what = "points off: width, case, numbers, codes or several, or the name of an origin"
    parser.add_argument("--pieces", action="store_true", help="show pieces of the segment that the memory knows too")
    parser.add_argument("--terms", action="store_true", help="show fixed terms of the glossary too")
    parser.add_argument("--penalty", action="append", default=[], metavar="NAME=POINTS", help=what)
    parser.set_defaults(parser=parser)


def _lookup(args: argparse.Namespace) -> int:
    from ...pipeline.memory import LookupOptions

    if (args.text is None) == (args.file is None):
        args.parser.error("give either TEXT or --file FILE")
    options = LookupOptions(args.source, args.target, _penalties(args.penalty))
    with open_memory(args) as memory:
        if args.file is not None:
            return _lookup_file(args, memory, options)
        context = (args.previous, args.next)
        matches = memory.lookup(args.text, args.min, args.limit, context=context, options=options)
        asked = memory if matches else _turned(memory, args.text, options)
        if asked is not memory:
            matches = asked.lookup(args.text, args.min, args.limit, context=context, options=options)
        more = _pieces(asked, args.text) if args.pieces else []
    more += _terms(args.text) if args.terms else []
    if args.json:
        print_json([*(match_json(match) for match in matches), *more])
        return 0
    if not matches:
        more_ways = "a lower --min (0 to 100), --pieces or `tmkit tm concordance` may find something"
        print_notice(f"no match of {args.min:g}% or better; {more_ways}")
    for match in matches:
        _print_match(match)
    for hit in more:
        print(f"     {hit['kind']}: {hit['piece']}\n     {hit['source']}\n     {hit['target']}")
    return 0


def _turned(memory: Memory, text: str, options: LookupOptions) -> Memory:
    """The memory, or its reverse where the text is in its target language; a person is told, also why neither fits."""
    from ...errors import InputError
    from ...pipeline.direction import directed

    try:
        found = directed(memory, text, options.source_language, options.target_language)
    except InputError as error:
        print_notice(str(error))
        return memory
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


def _print_match(match: Match) -> None:
    origin = f"  [{match.unit.origin}]" if match.unit.origin else ""
    taken = "".join(f"  -{points:g} {name}" for name, points in match.penalties)
    print(f"{int(match.score):3d}% {match.kind}{taken}{origin}")
    print(f"     {match.unit.source}\n     {match.proposal or match.unit.target}")


def _penalties(given: list[str]) -> Penalties:
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
    own = {name: named.pop(name) for name in ("width", "case", "numbers", "codes", "several") if name in named}
    return Penalties(**own, origin=tuple(sorted(named.items())))


def _lookup_file(args: argparse.Namespace, memory: Memory, options: LookupOptions) -> int:
    """One JSON object a line with --json, else the best match of each segment in tab-separated columns."""
    import json
    import os
    import re
    from pathlib import Path

    from ...formats.decode import decode

    text = decode(Path(args.file).read_bytes(), file=args.file, encoding=args.encoding).text
    texts = [line for line in re.split("\r\n?|\n", text) if line.strip()]
    memory = _turned(memory, "\n".join(texts), options)
    jobs = args.jobs or os.cpu_count() or 1
    found = memory.lookup_many(texts, args.min, args.limit, options=options, jobs=jobs)
    for text, matches in zip(texts, found, strict=True):
        if args.json:
            row = {"text": text, "matches": [match_json(match) for match in matches]}
            print(json.dumps(row, ensure_ascii=False))
        elif matches:
            best = matches[0]
            print(f"{int(best.score)}\t{best.kind}\t{text}\t{best.unit.source}\t{best.proposal or best.unit.target}")
        else:
            print(f"0\tnone\t{text}\t\t")
    return 0


def _add_concordance(commands: Any, name: str, summary: str) -> None:
    parser = command(commands, name, summary, "  tmkit tm concordance 新质 --tm memory.db", _concordance)
    parser.add_argument("text", metavar="TEXT", help="one character or more, of either language")
    parser.add_argument("--limit", type=whole, default=50, metavar="N", help="most units (default 50)")


def _concordance(args: argparse.Namespace) -> int:
    with open_memory(args) as memory:
        units = memory.concordance(args.text, args.limit)
    if args.json:
        print_json([unit_json(unit) for unit in units])
        return 0
    if not units:
        print(f"tmkit: no unit holds {args.text!r}", file=sys.stderr)
    for unit in units:
        origin = f"  [{unit.origin}]" if unit.origin else ""
        print(f"{unit.source}{origin}\n  {unit.target}")
    return 0


ADD = {"lookup": _add_lookup, "concordance": _add_concordance}
