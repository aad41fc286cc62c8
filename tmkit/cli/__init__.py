"""argv in, a library call, the printed result out; one module per verb, no rule of the trade in any of them."""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import re
import signal
import sys
from collections.abc import Collection, Sequence
from types import ModuleType
from typing import Any, NoReturn

from ..errors import TmkitError

__all__ = ["VERBS", "form_of_name", "main"]

VERBS = {
    "build": "corpus.toml -> memories, glossary files, scores",
    "segment": "text -> sentences",
    "align": "two texts -> aligned sentences",
    "tm": "import, export, look up and maintain a translation memory",
    "glossary": "look up, find, check and build fixed terms",
    "score": "score machine translations against references",
}
MORE_VERBS = {
    "align-eval": "score an alignment against a gold alignment",
    "read": "any file of text -> its paragraphs, and what was changed on the way",
    "split-bilingual": "a document in two languages -> an aligned pair of documents",
    "compare": "compare two score reports, for continuous integration",
    "train-aligner": "gold alignments -> the weights of the aligner",
    "gloss": "gloss Chinese text word by word, as a baseline",
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_CURES = dict.fromkeys(_FULL, "make room and try again")
_CURES |= {errno.EBADF: "leave it open, or write to a file with -o", errno.ENOENT: "check the path"}
_HOLDERS = ("tm", "glossary")  # verbs that have commands


class _Parser(argparse.ArgumentParser):
    """A parser that keeps the layout of examples and exits with 2 on wrong usage."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**options)  # type: ignore[arg-type]

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """What is left over is refused here, so that the usage shown is that of the verb in hand."""
        found, left = super().parse_known_args(args, namespace)
        if left:
            hint = ""
            if not any(word.startswith("-") for word in left):
                hint = " (a name or text with blanks needs quotation marks)"
            elif text := next((w for w in left if w[:1] == "-" and not w.lstrip("-").replace("-", "").isalpha()), ""):
                hint = f" (a text that begins with - goes to the end, after --: tmkit ... -- '{text}')"
            self.error(f"unrecognized arguments: {' '.join(left)}{hint}")
        return found, left

    def error(self, message: str) -> NoReturn:
        """The usage and the message; what is missing is named with an example."""
        if message.startswith("the following arguments are required"):
            message = re.sub(r"--tm\b", "--tm FILE (the memory, such as memory.db)", message)
        super().error(message)


def form_of_name(name: str | None, forms: Collection[str]) -> str | None:
    """The form that the suffix of an output file names, if it is one of `forms`.

    >>> form_of_name("out/report.HTML", ["beads", "html"]), form_of_name("report.txt", ["beads", "html"])
    ('html', None)
    """
    suffix = os.path.splitext(name or "")[1][1:].lower()
    suffix = "html" if suffix == "htm" else suffix
    return suffix if suffix in forms else None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 is success, 1 a problem with the input, 2 wrong usage."""
    _open_what_is_closed()
    _write_utf8()
    with contextlib.suppress(ValueError, AttributeError):  # not in the main thread, or no such signal here
        signal.signal(signal.SIGTERM, _stopped)
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()  # what is left to write may fail as well
        return code
    except TmkitError as error:
        print(f"tmkit: {error}", file=sys.stderr)
    except BrokenPipeError:
        # The reader of our output has gone (| head): not an error, but Python must not flush into it again.
        _write_no_more()
    except KeyboardInterrupt:
        print("tmkit: interrupted", file=sys.stderr)
        return 130
    except OSError as error:
        full = error.filename is None and error.errno in _FULL  # files say their names when they are full
        place = "standard output" if full else error.filename or "file"
        cure = _CURES.get(error.errno or 0, "check the path, and that you may read and write there")
        print(f"tmkit: {place}: {(error.strerror or str(error)).lower()}; {cure}", file=sys.stderr)
        if full:
            _write_no_more()
    return 1


def _run(arguments: list[str]) -> int:
    verb = next((a for a in arguments if not a.startswith("-")), "")
    parser = _top_parser(verb if verb in VERBS | MORE_VERBS else "")
    if verb and verb not in VERBS | MORE_VERBS:
        parser.error(_unknown(verb))
    args = parser.parse_args(arguments)
    if not args.verb:
        parser.print_help(sys.stderr)
        return 2
    return int(args.run(args) or 0)


class _Closed(io.TextIOBase):
    """Standard output that was closed before the start (>&-): fine as long as nothing is written."""

    def write(self, _: str) -> int:
        raise OSError(errno.EBADF, "is closed", "standard output")


def _open_what_is_closed() -> None:
    """Streams that Python has none for, and their numbers, so that no file that is opened later gets one of these."""
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        os.open(os.devnull, os.O_WRONLY)
        sys.stdout = _Closed()
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _write_no_more() -> None:
    """Let Python, which flushes when it ends, flush into nothing."""
    with contextlib.suppress(OSError, ValueError):  # standard output is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unknown(verb: str) -> str:
    """That there is no such verb, and which may be meant."""
    from difflib import get_close_matches

    if holders := [name for name in _HOLDERS if verb in _module(name).COMMANDS]:
        return f"'{verb}' is a command of {' and of '.join(holders)}: write tmkit {holders[0]} {verb}"
    near = get_close_matches(verb, [*VERBS, *MORE_VERBS], 1)
    meant = f"; did you mean {near[0]}?" if near else f"; the verbs are {', '.join((*VERBS, *MORE_VERBS))}"
    return f"there is no verb '{verb}'{meant}"


def _stopped(number: int, _: object) -> None:
    """Leave by the ordinary way, so that temporary files are removed."""
    raise SystemExit(128 + number)


def _write_utf8() -> None:
    """Chinese on a terminal or in a pipe that Python would otherwise open in a legacy code page."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]


def _top_parser(verb: str) -> argparse.ArgumentParser:
    parser = _Parser(
        prog="tmkit",
        description="Chinese-English parallel text: segment, align, remember, look up, score.",
        epilog="examples:\n"
        "  tmkit build --corpus seeds/corpus.toml --out .\n"
        "  tmkit align report.zh.txt report.en.txt --format tmx -o report.tmx\n"
        "  tmkit tm lookup 加快发展新质生产力。 --tm memory.db\n"
        "  tmkit glossary lookup 新质生产力\n\n"
        "tmkit VERB --help explains each verb.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    for name, summary in (VERBS | MORE_VERBS).items():
        if name == verb:
            _module(name).add_parser(verbs, name, summary)
        else:
            verbs.add_parser(name, help=summary)
    return parser


def _module(verb: str) -> ModuleType:
    """Only the module of the verb in hand is imported, so that help stays fast."""
    return importlib.import_module(f".{verb.replace('-', '_')}", __name__)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"tmkit {version('tmkit')}")
        except PackageNotFoundError:
            print("tmkit, not installed: run from a checkout")
        parser.exit()
