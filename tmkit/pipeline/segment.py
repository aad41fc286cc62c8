"""Segmentation with its defaults: our own rules for the language, or those of a user's SRX file."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import as_file, files

import regex

from ..errors import InputError
from ..formats.srx import format_srx, read_srx
from ..model import Document, Segment
from ..segment import Decision, Options, PatternError, RuleBook, Rules, explain, split, split_document

__all__ = [
    "explain_document",
    "export_srx",
    "load_rules",
    "paragraphs",
    "rule_book",
    "rule_notices",
    "segment_document",
    "segment_text",
]

_GENERAL = "Common"
_LINE = re.compile(r"[^\r\n]+")
_LINE_END = regex.compile(r"\r\n|[\n\r]")
_EXPORT_COMMENT = """Segmentation rules of tmkit for Chinese (Hans and Hant), English and other languages.

Okapi: name the file in the segmentation step. OmegaT: put it as segmentation.srx into the project's omegat folder
(OmegaT 4 and later), or copy its rules into Options > Segmentation. memoQ: import it as a segmentation rule resource.
Keep cascade="yes" and the order of the maps: of all rules that fit at a position the first one decides.

Choices: the rule sets "Chinese attribution", "Chinese ellipsis never breaks", "Chinese semicolon" and "English
ellipsis never breaks" stand for a choice. Mapped to the language "off" they are off; change that pattern to
[Zz][Hh].* or [Ee][Nn].* to switch them on.

What rules cannot carry; tmkit does it after the rules, other tools do not:
- brackets: no break in full-width brackets that nest, or that are longer than 150 characters, inside a sentence
- quotes: a straight double quote after a Chinese final mark opens or closes by its place in the paragraph;
  the rules take it as a closing one
- symbols: emoji right after a final mark stay with the sentence before them; two or more after a word end it
- lists: items that run on in one line without final marks (1. ... 2. ...) are cut before each label
- wraps: a line of English that breaks off and goes on in lower case is joined with the next one
Blanks at the edges of a segment belong to no segment; tools that keep them show them, and match all the same."""
# A line of English that may be the first of a wrapped sentence; greetings and thanks stand alone.
_OPENS = regex.compile(
    r"\s*[\"'“‘(]?(?!(?:Dear|Hi|Hello|Hey|Thanks|Thank|Regards|Cheers|Best|Sincerely)\b)\p{Lu}[^\s]*\s+\S+\s+\S+"
)
_GOES_ON = regex.compile(r"\s*\p{Ll}")
# A comma at the end of a shorter line may be that of a greeting or of a list.
_LONG = 40
_FINAL_MARK = regex.compile(r"[.?!…][\"'”’)]*\s*\Z")


def segment_text(
    text: str,
    language: str = "zh",
    srx: str | os.PathLike[str] | None = None,
    options: Options | None = None,
) -> list[Segment]:
    """The sentences of a text in which every line is a paragraph; offsets are code points of `text`.

    >>> [s.text for s in segment_text("他来了。“好！”他说。")]
    ['他来了。', '“好！”他说。']
    """
    rules = load_rules(language, srx, options)
    if "\n" not in text and "\r" not in text:
        return split(text, rules)
    segments: list[Segment] = []
    for index, (start, end) in enumerate(paragraphs(text, rules)):
        segments += split(text[start:end], rules, index, start)
    return segments


def segment_document(
    document: Document, srx: str | os.PathLike[str] | None = None, options: Options | None = None
) -> list[Segment]:
    """The sentences of a document; offsets are code points of the decoded file."""
    return split_document(document, load_rules(document.language or "zh", srx, options))


def explain_document(
    document: Document, srx: str | os.PathLike[str] | None = None, options: Options | None = None
) -> Iterator[tuple[int, Decision]]:
    """Every decision about a document: the paragraph's index, and the decision with its position in that paragraph."""
    rules = load_rules(document.language or "zh", srx, options)
    for index, paragraph in enumerate(document.paragraphs):
        yield from ((index, decision) for decision in explain(paragraph.text, rules))


def export_srx(options: Options | None = None) -> str:
    """Our rules as an SRX file for Okapi, OmegaT and memoQ; its comment lists what rules alone do not carry."""
    return format_srx(rule_book().switched(options or Options()), _EXPORT_COMMENT)


def load_rules(language: str, srx: str | os.PathLike[str] | None = None, options: Options | None = None) -> Rules:
    """The compiled rules for a language, from an SRX file or our own; each is compiled once.

    Rules of a file run as they are, without passes after them, unless options ask for them.
    """
    if srx is None:
        return _default_rules(language) if options is None else _own_rules(language, options)
    name = os.fspath(srx)
    return _file_rules(language, name, os.stat(name).st_mtime_ns, options)


def rule_notices(language: str, srx: str | os.PathLike[str] | None = None) -> list[str]:
    """What a user should know of the rules for a language: that only general ones fit, or none of the file's."""
    book = rule_book() if srx is None else read_srx(srx)
    fitting = {m.name for m in book.maps if m.fits(language)}
    if not fitting:
        return [f"{book.file}: no languagemap fits '{language}', so that its rules cut nothing"]
    return [f"no rules for the language '{language}'; general rules are used"] if fitting == {_GENERAL} else []


@functools.cache
def rule_book() -> RuleBook:
    """Our own rules, tmkit/data/segmentation.srx."""
    with as_file(files("tmkit") / "data" / "segmentation.srx") as path:
        return replace(read_srx(path), dialect="own")


@functools.lru_cache(maxsize=64)
def _default_rules(language: str) -> Rules:
    """As _own_rules, without the time that the comparison of options takes on each of many short texts."""
    return _own_rules(language, Options())


@functools.lru_cache(maxsize=64)
def _own_rules(language: str, options: Options) -> Rules:
    return _compiled(rule_book().switched(options), language, options)


@functools.lru_cache(maxsize=16)
def _file_rules(language: str, file: str, _changed: int, options: Options | None) -> Rules:
    return _compiled(read_srx(file), language, options)


def _compiled(book: RuleBook, language: str, options: Options | None) -> Rules:
    try:
        return Rules(book.rules_for(language), language, options, book.dialect, book.unicode_breaks)
    except PatternError as error:
        raise InputError(str(error), file=book.file, cure="mend the pattern") from error


def paragraphs(text: str, rules: Rules) -> list[tuple[int, int]]:
    """The spans of the lines of a text that are not blank, wrapped lines of English joined.

    A line goes on in the next on evidence only: it opens with a capital, has some length and no final mark, the next
    one opens in lower case, and the paragraph so made ends in a final mark.
    """
    if "\n" not in text and "\r" not in text:
        return [(0, len(text))] if text and not text.isspace() else []
    lines = [m.span() for m in _LINE.finditer(text) if not m[0].isspace()]
    wraps = rules.options is not None and rules.options.wraps and rules.language.startswith("en")
    return _joined(text, lines) if wraps else lines


def _joined(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    at = 0
    while at < len(lines):
        last = at
        while last + 1 < len(lines) and _goes_on(text, lines[last], lines[last + 1], first=last == at):
            last += 1
        if last > at and not _FINAL_MARK.search(text, *lines[last]):
            last = at
        joined.append((lines[at][0], lines[last][1]))
        at = last + 1
    return joined


def _goes_on(text: str, line: tuple[int, int], following: tuple[int, int], first: bool) -> bool:
    """Asks first what is cheap to ask and seldom so."""
    start = text[following[0]]
    if not (start.islower() or start.isspace()) or not _GOES_ON.match(text, *following):
        return False
    before = text[slice(*line)].rstrip()
    if not (before[-1].isalnum() or before[-1] in "'’)" or (before[-1] == "," and len(before) > _LONG)):
        return False
    begins = (_OPENS if first else _GOES_ON).match(text, *line)
    return bool(begins and _LINE_END.fullmatch(text, line[1], following[0]))
