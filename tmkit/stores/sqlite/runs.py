"""The posting lists inside the file: sorted runs, each written once, small ones merged as they gather.

A run holds the grams of a range of units on one side. Its rows lie together and in order, so that writing one is
appending. Asking for a gram asks every run, and a few tens of them are as good as one. A row is a block of lists.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from .blocks import Block, find
from .grams import GRAM_BITS, Postings, decode

__all__ = ["Lists", "Runs"]

_SMALL = 1500  # bytes of a row that are fetched along with its size
_CHUNK = 1 << 21  # bytes of all runs that are merged at a time
_MANY = (8, 8, 8, 32)  # runs of each level that become one of the next; those of the last one are not merged

Lists = list[tuple[int, int, bytes | None]]  # key, size in bytes, the bytes where they are few


class Runs:
    """The table posting, of rows (run << 34 | first gram, block of lists), and the table run, which names runs."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._numbers: dict[int, list[int]] = {}

    def load(self) -> None:
        """Read which runs there are."""
        self._numbers = {}
        for number, side in self._db.execute("SELECT id, side FROM run ORDER BY id"):
            self._numbers.setdefault(side, []).append(number)

    def write(self, side: int, postings: Iterable[Postings], level: int) -> None:
        """Write posting lists, in their order, as a new run; afterwards merge what has gathered on its level."""
        self._append(side, postings, level)
        while level < len(_MANY):
            query = "SELECT id FROM run WHERE side = ? AND level = ? ORDER BY id"
            same = [row[0] for row in self._db.execute(query, (side, level))]
            if len(same) < _MANY[level]:
                break
            level += 1
            self._append(side, self._merged(same), level)
            self._remove(same)

    def _append(self, side: int, parts: Iterable[Postings], level: int) -> None:
        cursor = self._db.execute("INSERT INTO run (side, level) VALUES (?, ?)", (side, level))
        base = int(cursor.lastrowid or 0) << GRAM_BITS
        for part in parts:
            self._db.executemany("INSERT INTO posting VALUES (?, ?)", part.rows(base))

    def _remove(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._db.execute("DELETE FROM posting WHERE id BETWEEN ? AND ?", _span(number))
            self._db.execute("DELETE FROM run WHERE id = ?", (number,))

    def _merged(self, numbers: Sequence[int]) -> Iterator[Postings]:
        """The lists of several runs as one, a range of grams at a time."""
        first = 0
        while first < 1 << GRAM_BITS:
            last = self._chunk_end(numbers, first)
            packed = []
            for number in numbers:
                found = list(self._between(number, first, last))
                if found:
                    ids, starts = decode([data for _, data in found])
                    codes = np.array([code for code, _ in found], np.uint64)
                    packed.append(np.repeat(codes, np.diff(starts)) << np.uint64(30) | ids.astype(np.uint64))
            if packed:
                yield Postings(np.unique(np.concatenate(packed)))
            first = last + 1

    def _between(self, number: int, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """(gram, list) of one run, for the grams from `first` to `last`."""
        base = number << GRAM_BITS
        for key, row in self._db.execute(_RANGE, (base | first, base | first, base | last)):
            if key >= base:
                yield from Block.of(key - base, row).between(first, last)

    def _chunk_end(self, numbers: Sequence[int], first: int) -> int:
        """The last gram of the next range, such that all runs together have about _CHUNK bytes in it."""
        last = (1 << GRAM_BITS) - 1
        for number in numbers:
            base, size = number << GRAM_BITS, 0
            query = "SELECT id, length(data) FROM posting WHERE id BETWEEN ? AND ? ORDER BY id"
            for key, length in self._db.execute(query, (base | first, base | last)):
                size += length
                if size > _CHUNK // len(numbers):
                    last = key - base
                    break
        return last

    def lists(self, grams: Sequence[int], side: int) -> dict[int, Lists]:
        """For each gram that any unit has, its lists in all runs."""
        found: dict[int, Lists] = {}
        for number in self._numbers.get(side, ()):
            base = number << GRAM_BITS
            for gram in grams:
                row = self._db.execute(_LAST, (base | gram,)).fetchone()
                entry = _entry(base | gram, row) if row and row[0] >= base else None
                if entry:
                    found.setdefault(gram, []).append(entry)
        return found

    def between(self, first: int, last: int, side: int) -> Iterator[tuple[int, int, bytes | None]]:
        """The lists of all grams from `first` to `last`."""
        for number in self._numbers.get(side, ()):
            for gram, data in self._between(number, first, last):
                yield number << GRAM_BITS | gram, len(data), data

    def data(self, lists: Lists) -> list[bytes]:
        """The bytes of lists, fetched where they did not come along."""
        query = "SELECT data FROM posting WHERE id = ?"
        return [self._db.execute(query, (key,)).fetchone()[0][1:] if data is None else data for key, _, data in lists]


_SELECT = f"SELECT id, length(data), CASE WHEN length(data) < {_SMALL} THEN data END FROM posting"
_RANGE = (
    "SELECT id, data FROM posting"
    " WHERE id BETWEEN coalesce((SELECT max(id) FROM posting WHERE id <= ?), ?) AND ? ORDER BY id"
)
_LAST = f"{_SELECT} WHERE id <= ? ORDER BY id DESC LIMIT 1"


def _entry(key: int, row: tuple[int, int, bytes | None]) -> tuple[int, int, bytes | None] | None:
    """The list of a gram from the row that it must be in, if it is there."""
    first, size, data = row
    if data is None:  # a long list, alone in its row
        return (key, size - 1, None) if first == key else None
    found = find(data, key - first)
    return None if found is None else (key, len(found), found)


def _span(number: int) -> tuple[int, int]:
    return number << GRAM_BITS, (number + 1 << GRAM_BITS) - 1
