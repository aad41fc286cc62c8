"""tmkit tm: import, export, look up and maintain a translation memory; one module per group of commands."""

from __future__ import annotations

import argparse
import importlib

__all__ = ["COMMANDS", "add_parser", "run"]

# command -> (module, summary)
COMMANDS = {
    "import": ("transfer", "files -> memory"),
    "export": ("transfer", "memory -> file"),
    "lookup": ("search", "a segment -> its matches"),
    "concordance": ("concordance", "a piece of text -> the units that hold it"),
    "stats": ("state", "what a memory holds"),
    "check": ("state", "what is wrong in a TMX file or a memory"),
    "analyze": ("work", "files -> what the memory saves on them, in the bands that agencies bill by"),
    "pretranslate": ("work", "file -> file with the memory's translations in it"),
    "merge": ("work", "translated XLIFF and its DOCX -> the document in the other language"),
    "clean": ("upkeep", "delete the units that meet all conditions"),
    "dedupe": ("upkeep", "delete duplicates"),
    "diff": ("upkeep", "what two memories have and have not in common"),
    "split": ("transfer", "memory -> several TMX files"),
    "optimize": ("upkeep", "rebuild the index and give back unused room"),
}


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str) -> None:
    """Declare the verb and its commands."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Keep translation units in one file and find them again.",
        epilog="examples:\n"
        "  tmkit tm import tmx/*.tmx --tm memory.db\n"
        "  tmkit tm lookup 加快发展新质生产力。 --tm memory.db\n"
        "  tmkit tm concordance 新质 --tm memory.db\n"
        "  tmkit tm export --tm memory.db -o all.tmx\n\n"
        "tmkit tm COMMAND --help explains each command.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command, (module, words) in COMMANDS.items():
        importlib.import_module(f".{module}", __name__).ADD[command](commands, command, words)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command that was chosen."""
    return int(args.run_command(args) or 0)
