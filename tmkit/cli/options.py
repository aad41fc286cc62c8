"""Options that several verbs have, under the same names everywhere."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

__all__ = ["add_language", "add_languages"]

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
