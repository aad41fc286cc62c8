"""Options that several verbs have, under the same names everywhere."""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from ..errors import InputError
from . import form_of_name

__all__ = [
    "TWO_LETTERS",
    "add_language",
    "add_languages",
    "form_of_output",
    "language_tag",
    "no_language",
    "whole",
    "whole_or_none",
]

# ISO 639-1.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el "
    "en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu "
    "ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn "
    "so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
TWO_LETTERS = frozenset(_CODES.split())

_Pair = tuple[str | None, str | None]
_ALSO = (("--src-lang",), ("--tgt-lang",))


def add_languages(
    parser: Any,
    words: tuple[str, str],
    defaults: _Pair = (None, None),
    kind: Callable[[str], str] = str,
    also: tuple[tuple[str, ...], tuple[str, ...]] = _ALSO,
) -> None:
    """--source-lang and --target-lang with `words` as their help; `also` are names that work without being shown."""
    for name, others, text, default in zip(("source", "target"), also, words, defaults, strict=True):
        _add(parser, (f"--{name}-lang", *others), {"default": default, "help": text, "type": kind})


def add_language(parser: Any, words: str, default: str | None = None, kind: Callable[[str], str] = str) -> None:
    """--lang with `words` as its help; --language, --source-lang and --src-lang work without being shown."""
    names = ("--lang", "--language", "--source-lang", "--src-lang")
    _add(parser, names, {"default": default, "help": words, "type": kind})


def _add(parser: Any, names: tuple[str, ...], options: dict[str, Any]) -> None:
    """One option, of whose names the first is shown."""
    options = {"metavar": "LANG", **options}
    place = parser.add_argument(names[0], **options).dest
    parser.add_argument(*names[1:], dest=place, **{**options, "help": argparse.SUPPRESS, "default": argparse.SUPPRESS})


def form_of_output(name: str | None, forms: Sequence[str], default: str, *, packed: bool = False) -> str:
    """The form that the suffix of an output file names; `default` for none, .txt and a language (NAME.en).

    With `packed` the suffix stands before .gz. Raises InputError for any other suffix, which asks for a form that there
    is not, and names those that there are.

    >>> form_of_output("a.tsv", ["tsv", "html"], "text"), form_of_output("a.en", ["tsv"], "text")
    ('tsv', 'text')
    """
    base = (name or "").removesuffix(".gz") if packed else name or ""
    if found := form_of_name(base, forms):
        return found
    suffix = os.path.splitext(base)[1].lower()
    if suffix == ".txt" or (suffix[1:3] in TWO_LETTERS and re.fullmatch(r"\.[a-z]{2}([-_][a-z\d]+)*", suffix)):
        return default
    if not re.fullmatch(r"\.[a-z][a-z\d]{0,9}", suffix):  # v1.2 and 3.May are no suffixes
        return default
    known = ", ".join(f".{form}" for form in forms if form != "table")
    cure = f"use {known} or .txt, or say which with --format"
    raise InputError(f"'{suffix}' names no form that there is", file=name or "", cure=cure)


def language_tag(text: str) -> str:
    """argparse's type for a language tag, with hyphens or as POSIX writes it."""
    from ..text.languages import is_tag

    if len(text) < 2 or not is_tag(text):
        raise no_language(text)
    return text


def no_language(text: str) -> argparse.ArgumentTypeError:
    """What is said of a text that is no language tag."""
    return argparse.ArgumentTypeError(f"'{text}' is no language code; write one such as zh, zh-TW or en")


def whole(text: str) -> int:
    """argparse's type for a number of things: a whole number from 1."""
    return _whole(text, 1)


def whole_or_none(text: str) -> int:
    """argparse's type for a number of things that may be none: a whole number from 0."""
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number from {least}")
    return int(text)
