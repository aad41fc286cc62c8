"""tmkit glossary: look up, find, check and build fixed terms."""

from __future__ import annotations

import argparse
import sys
from typing import Any

__all__ = ["add_parser", "run"]

_EXAMPLES = """examples:
  tmkit glossary lookup 新质生产力
  tmkit glossary lookup xzscl --json

tmkit glossary VERB --help explains each verb.
"""
_KINDS = ("exact", "prefix", "substring", "contained", "pinyin", "initials", "fuzzy")


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verbs of the verb."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", epilog=_EXAMPLES)
    parser.set_defaults(run=run, parser=parser, action=None)
    actions = parser.add_subparsers(dest="glossary_verb", metavar="VERB")
    _add_lookup(actions)


def _add_lookup(actions: Any) -> None:
    parser = actions.add_parser(
        "lookup",
        help="what a term means and how it is rendered",
        description="Look a term up in Chinese, English, pinyin or pinyin initials; examples come from the memory.",
        epilog="examples:\n  tmkit glossary lookup 新质生产力\n  tmkit glossary lookup 'new quality'\n"
        "  tmkit glossary lookup xinzhi shengchanli\n  tmkit glossary lookup xzscl --examples 0",
    )
    parser.add_argument("query", nargs="+", metavar="TERM", help="what to look up")
    parser.add_argument("--glossary", metavar="FILE", help="the glossary (default: the one of this package)")
    parser.add_argument(
        "--memory", metavar="TMX", help="where examples come from (default: the memory of this package)"
    )
    parser.add_argument("--kind", action="append", choices=_KINDS, help="only such hits; may be repeated")
    parser.add_argument("--language", default="", metavar="LANG", help="only terms of this language")
    parser.add_argument("--field", default="", metavar="NAME", help="only this subject field")
    parser.add_argument("--status", default="", choices=("preferred", "admitted", "superseded", "deprecated"))
    parser.add_argument("--limit", type=int, default=10, metavar="N", help="how many concepts (default: 10)")
    parser.add_argument("--examples", type=int, default=2, metavar="N", help="how many example units each (default: 2)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(action=_lookup)


def run(args: argparse.Namespace) -> int:
    """Call the verb that was named."""
    if args.action is None:
        args.parser.print_help(sys.stderr)
        return 2
    return int(args.action(args))


def _lookup(args: argparse.Namespace) -> int:
    from ..glossary.lookup import LookupOptions
    from ..pipeline.glossary import load_glossary, look_up_term
    from .glossary_text import answers_as_json, answers_as_text

    query = " ".join(args.query)
    options = LookupOptions(tuple(args.kind or ()), args.language, args.field, args.status, max(1, args.limit))
    answers = look_up_term(
        query, options, glossary=load_glossary(args.glossary), memory=args.memory, examples=max(0, args.examples)
    )
    print(answers_as_json(query, answers) if args.json else answers_as_text(answers), end="")
    if not answers:
        print(f"tmkit: no term answers to '{query}'", file=sys.stderr)
    return 0 if answers else 1
