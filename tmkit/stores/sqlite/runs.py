"""The posting lists inside the file: sorted runs, each written once, small ones merged as they gather.

A run holds the grams of a range of units on one side. Its rows lie together and in order, so that writing one is
appending. Asking for a gram asks every run, and a few tens of them are as good as one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from .grams import GRAM_BITS, Postings, decode

__all__ = ["Lists", "Runs"]

_SMALL = 1500  # bytes of a list that are fetched along with its size
_CHUNK = 100_000  # rows of the largest run that are merged at a time
_MANY = 8  # runs of one level that become one of the next
_TOP = 2  # level from which runs are not merged: 64 times the smallest

Lists = list[tuple[int, int, bytes | None]]  # key, size in bytes, the bytes where they are few


class Runs:
    """Rows (run << 34 | gram, ids) of the table posting, and the table run that says which runs there are."""

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
        while level < _TOP:
            query = "SELECT id FROM run WHERE side = ? AND level = ? ORDER BY id"
            same = [row[0] for row in self._db.execute(query, (side, level))]
            if len(same) < _MANY:
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
                base = number << GRAM_BITS
                query = "SELECT id, data FROM posting WHERE id BETWEEN ? AND ?"
                rows = self._db.execute(query, (base | first, base | last)).fetchall()
                if rows:
                    ids, starts = decode([data for _, data in rows])
                    codes = np.array([key - base for key, _ in rows], np.uint64)
                    packed.append(np.repeat(codes, np.diff(starts)) << np.uint64(30) | ids.astype(np.uint64))
            if packed:
                yield Postings(np.unique(np.concatenate(packed)))
            first = last + 1

    def _chunk_end(self, numbers: Sequence[int], first: int) -> int:
        """The last gram of the next range, such that no run has more than _CHUNK rows in it."""
        last = (1 << GRAM_BITS) - 1
        for number in numbers:
            base = number << GRAM_BITS
            query = "SELECT id FROM posting WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1 OFFSET ?"
            row = self._db.execute(query, (base | first, base | last, _CHUNK)).fetchone()
            if row:
                last = row[0] - base
        return last

    def lists(self, grams: Sequence[int], side: int) -> dict[int, Lists]:
        """For each gram that any unit has, its lists in all runs."""
        keys = [number << GRAM_BITS | gram for number in self._numbers.get(side, ()) for gram in grams]
        found: dict[int, Lists] = {}
        mask = (1 << GRAM_BITS) - 1
        for start in range(0, len(keys), 4096):
            some = keys[start : start + 4096]
            some += [-1] * (-len(some) % 64)  # few lengths of statement, so that SQLite has them ready
            query = f"{_SELECT} WHERE id IN ({','.join('?' * len(some))})"
            for row in self._db.execute(query, some):
                found.setdefault(row[0] & mask, []).append(row)
        return found

    def between(self, first: int, last: int, side: int) -> Iterator[tuple[int, int, bytes | None]]:
        """The lists of all grams from `first` to `last`."""
        for number in self._numbers.get(side, ()):
            base = number << GRAM_BITS
            yield from self._db.execute(f"{_SELECT} WHERE id BETWEEN ? AND ?", (base | first, base | last))

    def data(self, lists: Lists) -> list[bytes]:
        """The bytes of lists, fetched where they did not come along."""
        query = "SELECT data FROM posting WHERE id = ?"
        return [self._db.execute(query, (key,)).fetchone()[0] if data is None else data for key, _, data in lists]


_SELECT = f"SELECT id, length(data), CASE WHEN length(data) < {_SMALL} THEN data END FROM posting"


def _span(number: int) -> tuple[int, int]:
    return number << GRAM_BITS, (number + 1 << GRAM_BITS) - 1
