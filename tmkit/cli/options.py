"""Options that several verbs have, under the same names everywhere."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["add_language", "add_languages", "keep_inputs"]

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


def keep_inputs(output: str | None, inputs: Iterable[str | None]) -> None:
    """Raises InputError where a file that is read would be written over by its result."""
    from ..errors import InputError

    if not output or not os.path.exists(output):
        return
    for name in inputs:
        if name and os.path.exists(name) and os.path.samefile(name, output):
            raise InputError("is an input and would be overwritten", file=output, cure="write to another file")


def _add(parser: Any, names: tuple[str, ...], options: dict[str, Any]) -> None:
    """One option, of whose names the first is shown."""
    options = {"metavar": "LANG", **options}
    place = parser.add_argument(names[0], **options).dest
    parser.add_argument(*names[1:], dest=place, **{**options, "help": argparse.SUPPRESS, "default": argparse.SUPPRESS})
