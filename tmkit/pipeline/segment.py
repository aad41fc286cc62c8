"""Segmentation with its defaults: our own rules for the language, or those of a user's SRX file."""

from __future__ import annotations

import functools
import os
from importlib.resources import as_file, files

import regex

from ..errors import InputError
from ..formats.srx import read_srx
from ..model import Document, Segment
from ..segment import Options, PatternError, RuleBook, Rules, split, split_document

__all__ = ["load_rules", "rule_book", "segment_document", "segment_text"]

_LINE_END = regex.compile(r"\r\n|[\n\r]")


def segment_text(
    text: str,
    language: str = "zh",
    srx: str | os.PathLike[str] | None = None,
    options: Options | None = None,
) -> list[Segment]:
    """The sentences of a text in which every line is a paragraph; offsets are code points of `text`.

    >>> [s.text for s in segment_text("他来了。“好！”他说。")]
    ['他来了。', '“好！”', '他说。']
    """
    rules = load_rules(language, srx, options)
    segments: list[Segment] = []
    paragraph = start = 0
    for end, following in _lines(text):
        line = text[start:end]
        if line and not line.isspace():
            found = split(line, rules)
            segments += found if not (start or paragraph) else [_moved(s, start, paragraph) for s in found]
            paragraph += 1
        start = following
    return segments


def segment_document(document: Document, srx: str | os.PathLike[str] | None = None) -> list[Segment]:
    """The sentences of a document; offsets are code points of the decoded file."""
    return split_document(document, load_rules(document.language, srx))


def load_rules(
    language: str, srx: str | os.PathLike[str] | None = None, options: Options | None = None
) -> Rules:
    """The compiled rules for a language, from an SRX file or our own; each is compiled once.

    Rules of a file run as they are, without passes after them, unless options ask for them.
    """
    if srx is None:
        return _own_rules(language, options or Options())
    name = os.fspath(srx)
    return _file_rules(language, name, os.stat(name).st_mtime_ns, options)


@functools.cache
def rule_book() -> RuleBook:
    """Our own rules, tmkit/data/segmentation.srx."""
    with as_file(files("tmkit") / "data" / "segmentation.srx") as path:
        return read_srx(path)


@functools.lru_cache(maxsize=64)
def _own_rules(language: str, options: Options) -> Rules:
    return _compiled(rule_book().switched(options), language, options.passes)


@functools.lru_cache(maxsize=16)
def _file_rules(language: str, file: str, _changed: int, options: Options | None) -> Rules:
    return _compiled(read_srx(file), language, options.passes if options else ())


def _compiled(book: RuleBook, language: str, passes: tuple[str, ...]) -> Rules:
    try:
        return Rules(book.rules_for(language), language, passes)
    except PatternError as error:
        raise InputError(str(error), file=book.file, cure="mend the pattern") from error


def _lines(text: str) -> list[tuple[int, int]]:
    ends = [m.span() for m in _LINE_END.finditer(text)]
    return [*ends, (len(text), len(text))]


def _moved(segment: Segment, by: int, paragraph: int) -> Segment:
    return Segment(segment.text, segment.start + by, segment.end + by, paragraph)
