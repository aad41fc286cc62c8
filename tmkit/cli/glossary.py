"""tmkit glossary: look up, find, check and build fixed terms."""

from __future__ import annotations

import argparse
import importlib
import sys
from typing import Any

from .options import add_language, add_languages, whole, whole_or_none

__all__ = ["COMMANDS", "add_parser", "run"]

_EXAMPLES = """examples:
  tmkit glossary lookup 新质生产力
  tmkit glossary lookup xzscl
  tmkit glossary find report.zh.txt --html terms.html
  tmkit glossary check report.zh.txt report.en.txt
  tmkit glossary build glossary/terms.csv --out glossary --name political-terms
  tmkit glossary extract report.zh.txt -o review.xlsx

tmkit glossary VERB --help explains each verb.
"""
_STATUSES = ("preferred", "admitted", "superseded", "deprecated")
_KINDS = ("exact", "prefix", "substring", "contained", "pinyin", "initials", "fuzzy")
_READ = ("csv", "tbx", "omegat", "utx", "weblate", "wide", "xlsx")
_WRITE = ("csv", "tbx", "tbx-dct", "tbx2", "omegat", "utx", "weblate", "wide", "xlsx", "html")


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verbs of the verb."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary[:1].upper()}{summary[1:]}.", epilog=_EXAMPLES)
    parser.set_defaults(run=run, parser=parser, action="")
    actions = parser.add_subparsers(dest="glossary_verb", metavar="VERB")
    for command, add in COMMANDS.items():
        add(actions, command)


def run(args: argparse.Namespace) -> int:
    """Call the verb that was named; each is a function of glossary_verbs."""
    if not args.action:
        args.parser.print_help(sys.stderr)
        return 2
    verbs = importlib.import_module(".glossary_verbs", __package__)
    return int(getattr(verbs, args.action)(args))


def _verb(actions: Any, name: str, summary: str, examples: str, description: str = "") -> Any:
    text = description or f"{summary[:1].upper()}{summary[1:]}."
    parser = actions.add_parser(name, help=summary, description=text, epilog=f"examples:\n{examples}")
    parser.set_defaults(action=name)
    return parser


def _add_glossary(parser: Any) -> None:
    parser.add_argument("--glossary", metavar="FILE", help="the glossary, in any format (default: this package's)")
    parser.add_argument("--partial", action="store_true", help="leave out entries that cannot be used")


def _add_memory(parser: Any, words: str) -> None:
    parser.add_argument("--memory", "--tm", metavar="FILE", help=words)


def _add_languages(parser: Any) -> None:
    words = ("language of the source (default: zh-CN)", "language of the target (default: en-US)")
    add_languages(parser, words, ("zh-CN", "en-US"))


def _add_lookup(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "what a term means and how it is rendered",
        "  tmkit glossary lookup 新质生产力\n  tmkit glossary lookup 'new quality'\n"
        "  tmkit glossary lookup xinzhi shengchanli\n  tmkit glossary lookup xzscl --examples 0\n"
        "  tmkit glossary lookup --field agriculture\n  tmkit glossary lookup --status deprecated",
        "Look a term up in Chinese, English, pinyin or pinyin initials; examples come from the memory. Without a TERM\n"
        "all terms of a field, status or language are listed. Exit code 1 when nothing answers.",
    )
    parser.add_argument("query", nargs="*", metavar="TERM", help="what to look up (default: list by --field, --status)")
    _add_glossary(parser)
    _add_memory(parser, "where examples come from (default: this package's memory)")
    parser.add_argument("--kind", action="append", choices=_KINDS, help="only such hits; may be repeated")
    add_language(parser, "only terms of this language", "")
    parser.add_argument("--field", default="", metavar="NAME", help="only this subject field")
    parser.add_argument("--status", default="", choices=_STATUSES, help="only terms of this status")
    parser.add_argument("--limit", type=whole, metavar="N", help="how many concepts (default: 10, of a list all)")
    parser.add_argument(
        "--examples", type=whole_or_none, metavar="N", help="how many example units each (default: 2, in a list none)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_find(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "all terms in a text, with their places",
        "  tmkit glossary find report.zh.txt\n  tmkit glossary find report.zh.txt --nested --json\n"
        "  tmkit glossary find report.en.txt --lang en --html marked.html",
    )
    parser.add_argument("file", metavar="FILE", help="a text file, - for standard input")
    _add_glossary(parser)
    add_language(parser, "of the text (default: by its script)", "")
    parser.add_argument("--encoding", metavar="NAME", help="of the file (default: found out)")
    parser.add_argument("--nested", action="store_true", help="also terms inside longer terms")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--html", metavar="FILE", help="write the text with its terms marked to this page")


def _add_check(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "whether a translation uses the right terms",
        "  tmkit glossary check report.zh.txt report.en.txt\n  tmkit glossary check report.tmx --json\n"
        "  tmkit glossary check report.zh.txt mt.txt --reference report.en.txt --waivers waivers.csv",
        "Check a translation: two files of one segment a line, or one TSV, TMX, XLIFF or PO file. Findings are\n"
        "missing, forbidden, superseded, variant, inconsistent and too few. Exit code 1 when there is a finding as\n"
        "grave as --fail-on.",
    )
    parser.add_argument("source", metavar="SRC", help="the source, or a file that holds both languages")
    parser.add_argument("target", metavar="TGT", nargs="?", help="the translation")
    _add_glossary(parser)
    _add_languages(parser)
    parser.add_argument("--reference", metavar="FILE", help="a human translation, one segment a line, to compare with")
    parser.add_argument("--waivers", metavar="CSV", help="findings that are right as they are, with reasons")
    parser.add_argument(
        "--fail-on", default="error", choices=("error", "warning", "note", "never"), help="default: error"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_extract(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "candidates for new terms, with proposed English",
        "  tmkit glossary extract report.zh.txt\n  tmkit glossary extract *.zh.txt --memory own.tmx -o review.xlsx\n"
        "  tmkit glossary build terms.csv --review review.xlsx --out glossary",
        "Propose new terms of Chinese texts. Mark rows of the sheet with yes in the column accept, and give the sheet\n"
        "to `tmkit glossary build --review`.",
    )
    parser.add_argument("files", metavar="FILE", nargs="+", help="Chinese text files")
    _add_glossary(parser)
    _add_memory(parser, "aligned units for proposals (default: this package's memory)")
    parser.add_argument(
        "--minimum-count", type=whole, default=2, metavar="N", help="of strings without quotes (default: 2)"
    )
    parser.add_argument("--limit", type=whole, default=100, metavar="N", help="how many candidates (default: 100)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("-o", "--output", metavar="FILE", help="write a review sheet, .xlsx or .csv")


def _add_build(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "every format that tools read, from one file of terms",
        "  tmkit glossary build glossary/terms.csv --out glossary --name political-terms\n"
        "  tmkit glossary build terms.csv --review review.csv --out glossary",
    )
    parser.add_argument("file", metavar="FILE", help="the terms")
    parser.add_argument("--out", default=".", metavar="DIR", help="where the files go (default: here)")
    parser.add_argument("--name", default="", metavar="NAME", help="of the files (default: the name of FILE)")
    parser.add_argument(
        "--review", action="append", default=[], metavar="FILE", help="a reviewed sheet of candidates to take in"
    )
    parser.add_argument("--partial", action="store_true", help="leave out entries that cannot be used")
    _add_languages(parser)


def _add_validate(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "whether a file of terms is sound and free of contradictions",
        "  tmkit glossary validate glossary/terms.csv\n  tmkit glossary validate terms.tbx --json",
        "Check a file of terms: the rules of its format (TBX-Basic by ISO 30042), then contradictions and slips of\n"
        "typing. Exit code 1 when there is an error.",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="the terms (default: this package's glossary)")
    parser.add_argument("--format", choices=_READ, help="of the file (default: found out)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_convert(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "from one format of terms to another",
        "  tmkit glossary convert terms.tbx terms.csv\n"
        "  tmkit glossary convert glossary.txt terms.xlsx --source-lang de --target-lang fr",
        "Convert a file of terms. What the new format cannot say is counted on standard error.",
    )
    parser.add_argument("input", metavar="IN", help="the file to read")
    parser.add_argument("output", metavar="OUT", help="the file to write")
    parser.add_argument("--from", dest="from_format", choices=_READ, help="format of IN (default: found out)")
    parser.add_argument("--to", dest="to_format", choices=_WRITE, help="format of OUT (default: by its ending)")
    parser.add_argument("--encoding", metavar="NAME", help="of IN (default: found out)")
    parser.add_argument("--partial", action="store_true", help="leave out entries that cannot be used")
    _add_languages(parser)


def _add_diff(actions: Any, name: str) -> None:
    parser = _verb(actions, name, "what changed between two files of terms", "  tmkit glossary diff old.tbx terms.csv")
    parser.add_argument("old", metavar="OLD", help="the earlier file")
    parser.add_argument("new", metavar="NEW", help="the later file")
    parser.add_argument("--partial", action="store_true", help="leave out entries that cannot be used")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_stats(actions: Any, name: str) -> None:
    parser = _verb(
        actions,
        name,
        "counts by language, status, type and field",
        "  tmkit glossary stats\n  tmkit glossary stats terms.tbx --json",
    )
    parser.add_argument("file", metavar="FILE", nargs="?", help="the terms (default: this package's glossary)")
    parser.add_argument("--partial", action="store_true", help="leave out entries that cannot be used")
    parser.add_argument("--json", action="store_true", help="print JSON")


COMMANDS = {
    "lookup": _add_lookup,
    "find": _add_find,
    "check": _add_check,
    "extract": _add_extract,
    "build": _add_build,
    "validate": _add_validate,
    "convert": _add_convert,
    "diff": _add_diff,
    "stats": _add_stats,
}
