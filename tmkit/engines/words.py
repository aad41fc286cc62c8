"""jieba as a silent, private word cutter: no cache file, no logging, no pkg_resources.

jieba 0.42.1 writes its dictionary cache to the shared temporary folder, where another user's file would be loaded
as it is, logs to stderr while it does so, and imports pkg_resources, which new Pythons no longer have.
"""

from __future__ import annotations

import functools
import logging
import sys
import warnings
from typing import Any

__all__ = ["cut_words", "is_guess", "is_listed_name"]


def cut_words(text: str) -> list[str]:
    """The words of a run of Chinese text; they join to the text again.

    >>> cut_words("发展新质生产力")
    ['发展', '新质', '生产力']
    """
    return list(_tokenizer().cut(text))


def is_guess(word: str) -> bool:
    """Whether the dictionary does not have the word: it was cut by a model of characters."""
    return not _tokenizer().FREQ.get(word, 0)


def is_listed_name(word: str) -> bool:
    """Whether the dictionary lists the word as a person's name.

    >>> is_listed_name("李强"), is_listed_name("发展")
    (True, False)
    """
    return word in _names()


@functools.cache
def _names() -> frozenset[str]:
    """The words that jieba's dictionary, lines of word, frequency and tag, tags as names of persons."""
    with _tokenizer().get_dict_file() as file:
        rows = (line.decode("utf-8").split() for line in file)
        return frozenset(row[0] for row in rows if row[-1] in ("nr", "nrfg"))


@functools.cache
def _tokenizer() -> Any:
    jieba = _import_quietly()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    return tokenizer


def _import_quietly() -> Any:
    """jieba falls back to plain files where pkg_resources cannot be imported; a None in sys.modules says so."""
    present = "pkg_resources" in sys.modules
    saved = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            # Regular expressions in plain strings: a SyntaxWarning from Python 3.12 on.
            warnings.simplefilter("ignore")
            import jieba
            import jieba.finalseg
    finally:
        if present:
            sys.modules["pkg_resources"] = saved  # type: ignore[assignment]
        else:
            del sys.modules["pkg_resources"]
    jieba.default_logger.setLevel(logging.ERROR)
    return jieba
