"""tmkit gloss: a word-by-word gloss of Chinese text, a baseline for scoring."""

from __future__ import annotations

import argparse
import sys
from typing import Any

__all__ = ["add_parser", "run"]


def add_parser(verbs: Any, name: str, summary: str) -> None:
    """Declare the verb's arguments."""
    parser = verbs.add_parser(
        name,
        help=summary,
        description="Gloss Chinese text word by word with CC-CEDICT, one line out for each line in. This is a weak\n"
        "translation on purpose: a baseline that anyone can make again, offline.\n"
        "The glosses come from CC-CEDICT and are under CC BY-SA 4.0.",
        epilog="examples:\n"
        "  tmkit gloss source.zh.txt -o gloss.txt\n"
        "  tmkit gloss source.zh.txt --glossary terms.csv\n"
        "  tmkit gloss --corpus seeds/corpus.toml --out seeds/mt/gloss",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="Chinese text, one segment a line")
    parser.add_argument("--glossary", metavar="FILE", help="put in the preferred English of this glossary's terms")
    parser.add_argument("-o", "--output", metavar="FILE", help="write to this file instead of standard output")
    parser.add_argument("--corpus", metavar="FILE", help="gloss every document of this corpus file")
    parser.add_argument("--out", metavar="FOLDER", help="with --corpus: write FOLDER/{id}.txt")
    parser.set_defaults(run=run, parser=parser)


def run(args: argparse.Namespace) -> int:
    """Gloss one file or the documents of a corpus."""
    if bool(args.file) == bool(args.corpus) or bool(args.corpus) != bool(args.out):
        args.parser.error("give either FILE or --corpus with --out")
    from ..formats.lines import read_lines
    from ..formats.output import keep_inputs, write_text
    from ..pipeline.gloss import gloss_corpus, gloss_text, load_finder

    keep_inputs(args.output, [args.file, args.glossary])
    if args.corpus:
        for path in gloss_corpus(args.corpus, args.out, args.glossary):
            print(path)
        return 0
    find = load_finder(args.glossary)
    text = "".join(gloss_text(line, find) + "\n" for line in read_lines(args.file).lines)
    if args.output:
        write_text(args.output, text)
    else:
        sys.stdout.write(text)
    return 0
