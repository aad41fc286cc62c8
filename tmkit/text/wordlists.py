"""Reads the word lists that belong to the package; the only input this layer has."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["word_list"]


@cache
def word_list(name: str) -> tuple[str, ...]:
    """The items of tmkit/data/`name` in file order: one a line, blank lines and # comments left out."""
    text = (files("tmkit") / "data" / name).read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)
