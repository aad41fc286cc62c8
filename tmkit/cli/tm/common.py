"""What the commands of tmkit tm share: their arguments, and how units and matches look in JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ..options import add_languages, language_tag, whole

if TYPE_CHECKING:
    from ...model import Match, Problem, Unit
    from ...pipeline.memory import Memory

__all__ = [
    "WIDTH",
    "Commands",
    "Runner",
    "a_date",
    "add_tags",
    "command",
    "command_of_one",
    "counted",
    "match_json",
    "open_memory",
    "open_to_write",
    "percent",
    "print_json",
    "print_notice",
    "print_problems",
    "progress",
    "script_notice",
    "tm_optional",
    "unit_json",
    "whole",
]

_NAMES = (("--source", "--src-lang"), ("--target", "--tgt-lang"))  # work beside --source-lang, --target-lang
_ONLY = ("only units with this source language", "only units with this target language")
Commands = argparse._SubParsersAction  # argparse has no public name for it
Runner = Callable[[argparse.Namespace], int]
_MEMORY = "memory file (.db), or a TMX file to read from (-: TMX on standard input)"
_CHANGING = ("import", "clean", "dedupe", "optimize")
_TO_CHANGE = "memory file (.db) to change; import makes it if it is not there"
WIDTH = 78  # of a description, which argparse leaves as it is


def command(
    commands: Any, name: str, summary: str, example: str, run: Runner, note: str = ""
) -> argparse.ArgumentParser:
    """A command's parser with an example, the memory it works on, and --json; `note` is a sentence for its help."""
    description = fill(f"{summary[0].upper()}{summary[1:]}. {note}".strip(), WIDTH)
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=description, epilog=f"examples:\n{example}"
    )
    what = _TO_CHANGE if name in _CHANGING else _MEMORY
    parser.add_argument("--tm", required=True, metavar="FILE", help=what)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run_command=run)
    return parser


def command_of_one(
    commands: Any, name: str, summary: str, example: str, run: Runner, note: str = ""
) -> argparse.ArgumentParser:
    """command() for what has nothing but a memory to work on, which may then be named without --tm."""
    parser = tm_optional(command(commands, name, summary, example, _named(run), note))
    parser.add_argument("memory", nargs="?", metavar="FILE", help="the same as --tm FILE")
    return parser


def tm_optional(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The parser of a command whose memory may be named in another way than by --tm."""
    next(action for action in parser._actions if action.dest == "tm").required = False
    parser.set_defaults(parser=parser)
    return parser


def _named(run: Runner) -> Runner:
    def run_on_it(args: argparse.Namespace) -> int:
        if (args.tm is None) == (args.memory is None):
            args.parser.error("name one memory: FILE, or --tm FILE")
        args.tm = args.tm or args.memory
        return run(args)

    return run_on_it


def percent(text: str) -> float:
    """argparse's type for a score: 0 to 101, which is an exact match in its context."""
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 101:
        raise argparse.ArgumentTypeError(f"'{text}' is not a percentage from 0 to 101")
    if 0 < value <= 1 and "." in text:
        raise argparse.ArgumentTypeError(f"'{text}' is a share, not a percentage: give {100 * value:g}")
    return value


def add_tags(parser: Any, words: tuple[str, str] = _ONLY) -> None:
    """--source-lang and --target-lang of a command, also under the names that they had before."""
    add_languages(parser, words, kind=language_tag, also=_NAMES)


def a_date(text: str) -> str:
    """argparse's type for a date."""
    from ...errors import InputError
    from ...memory.upkeep import parse_date

    try:
        return parse_date(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def open_memory(args: argparse.Namespace) -> Memory:
    """The memory for a command that only reads."""
    from ...pipeline.memory import Memory

    return Memory.open(args.tm, read_only=True)


def open_to_write(args: argparse.Namespace, *, create: bool = False) -> Memory:
    """The memory for a command that changes it; a file of another format is refused, since nothing would stay.

    What is only tried (--dry-run) does not ask to write.
    """
    from ...errors import InputError
    from ...formats.names import is_tmx
    from ...formats.units import READERS, WRITERS
    from ...pipeline.memory import Memory

    if is_tmx(args.tm) or args.tm.lower().endswith((*READERS, *WRITERS)):
        cure = "import it into a memory (FILE.db), change that, and export it again"
        raise InputError("is no memory that can be changed", file=args.tm, cure=cure)
    return Memory.open(args.tm, create=create, read_only=getattr(args, "dry_run", False))


def print_json(value: object) -> None:
    """One JSON value on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, noun: str = "unit") -> str:
    """A number with its noun.

    >>> counted(1), counted(1200)
    ('1 unit', '1,200 units')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def print_notice(sentence: str) -> None:
    """One sentence for the person on stderr."""
    print(f"tmkit: {sentence}", file=sys.stderr)


def script_notice(memory: Memory, text: str) -> str:
    """A word on characters of another script than the memory's, with which they are never matched; or nothing."""
    from ...text import base_language, guess_script_variant, script_of_tag

    variant = guess_script_variant(text)
    tags = {tag for pair in memory.languages() for tag in pair if base_language(tag) == "zh"}
    if not variant or not tags or variant in {script_of_tag(tag) or "Hans" for tag in tags}:
        return ""
    names = {"Hans": "simplified", "Hant": "traditional"}
    other = "Hans" if variant == "Hant" else "Hant"
    cure = f"convert it first (`tmkit read --script {other}`)"
    return f"its characters are {names[variant]}, those of the memory ({', '.join(sorted(tags))}) are not; {cure}"


def unit_json(unit: Unit) -> dict[str, Any]:
    """A unit's fields, those that are set."""
    names = (
        "source", "target", "source_language", "target_language", "id", "origin", "position", "score", "previous",
        "next", "creation_date", "creation_id", "change_date", "change_id", "usage_count",
    )  # fmt: skip
    found: dict[str, Any] = {n: getattr(unit, n) for n in names if getattr(unit, n) not in ("", None)}
    if unit.props:
        found["props"] = [list(pair) for pair in unit.props]
    if unit.notes:
        found["notes"] = list(unit.notes)
    return found


def match_json(match: Match, text: str) -> dict[str, Any]:
    """A match for `text` as the command line and the server give it."""
    from ...memory import changes

    found: dict[str, Any] = {
        "source": match.unit.source,
        "target": match.proposal or match.unit.target,
        "score": round(match.score, 2),
        "kind": match.kind,
        "origin": match.unit.origin,
        "penalties": dict(match.penalties),
        "source_language": match.unit.source_language,
        "target_language": match.unit.target_language,
    }
    if match.proposal:
        found["stored_target"] = match.unit.target
    found["edits"] = [
        {
            "source": [start, end],
            "query": [query_start, query_end],
            "deleted": match.unit.source[start:end],
            "inserted": text[query_start:query_end],
        }
        for start, end, query_start, query_end in changes(match.unit.source, text)
    ]
    return found


def print_problems(problems: list[Problem], most: int = 20) -> None:
    """Problems of a file on stderr, the first ones in full."""
    for problem in problems[:most]:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        unit = f" (unit {problem.unit})" if problem.unit else ""
        print(f"tmkit: {where}: {problem.message}{unit}", file=sys.stderr)
    if len(problems) > most:
        print(f"tmkit: and {len(problems) - most:,} more problems", file=sys.stderr)


@contextmanager
def progress(word: str) -> Iterator[Callable[[int], None]]:
    """A counter on stderr where that is a terminal, and wiped off when the work is done or breaks off."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return

    def show(done: int) -> None:
        print(f"\r{word} {done:,}", end="", file=sys.stderr, flush=True)

    try:
        yield show
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
