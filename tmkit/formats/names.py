"""What the name of a file says of its format and language: NAME.zh, NAME.en.txt, NAME.zh-CN.docx, NAME.mqxliff."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["STDIN", "XLIFF", "is_tmx", "language_of_name", "language_of_suffix"]

XLIFF = (".xlf", ".xliff", ".sdlxliff", ".mqxliff", ".mxliff")  # what XLIFF files are called, by several programs

STDIN = "-"  # what standard input is called in place of a file

# Only languages whose codes are no suffix of something else (md, ts, pl, cs, py).
_SUFFIX = re.compile(
    r"\.((?:zh|en|ja|ko|fr|de|es|it|ru|pt|ar|th|vi)(?:[-_][A-Za-z]{4})?(?:[-_](?:[A-Za-z]{2}|\d{3}))?)", re.I
)


def language_of_suffix(suffix: str) -> str:
    """The language that a suffix names, '' if it is none.

    >>> language_of_suffix(".en"), language_of_suffix(".zh_Hant"), language_of_suffix(".docx")
    ('en', 'zh-Hant', '')
    """
    from ..text.languages import normal_tag

    found = _SUFFIX.fullmatch(suffix)
    return normal_tag(found[1].replace("_", "-")) if found else ""


def language_of_name(path: str | Path) -> str:
    """The language that the last or the last but one suffix of a name gives, '' without one.

    >>> language_of_name("story.en.txt"), language_of_name("x/story.zh"), language_of_name("story.txt")
    ('en', 'zh', '')
    """
    suffixes = Path(path).suffixes[-2:]
    return next((found for suffix in reversed(suffixes) if (found := language_of_suffix(suffix))), "")


def is_tmx(path: str | Path) -> bool:
    """Whether a file of units is taken for TMX: by its suffix, or because it is standard input, a pipe or a device.

    >>> is_tmx("a.TMX.gz"), is_tmx("-"), is_tmx("a.db")
    (True, True, False)
    """
    if str(path) == STDIN or str(path).lower().endswith((".tmx", ".tmx.gz")):
        return True
    path = Path(path)
    return path.is_fifo() or path.is_char_device()
