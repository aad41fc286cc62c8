"""Rows of the gram index: the lists of neighbouring grams together, as a row for each would be larger than its list.

A block of several grams is the number of these, a byte, then for each its distance from the first one, four bytes,
then for each the size of its list, a byte, then the lists. A long list is a block of its own, behind a zero byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Block", "find", "pack"]

Ids = npt.NDArray[np.int64]

_LONGEST = 255  # bytes of a list that shares a block
_SIZE = 600  # bytes of most blocks: several fill a page of the file well
_PER_GRAM = 5
_SPAN = 1 << 32  # grams of one block are no further apart


def pack(codes: Ids, starts: Ids, data: bytes) -> Iterator[tuple[int, bytes]]:
    """(first gram, block) for the lists `data[starts[i]:starts[i + 1]]` of ascending grams `codes[i]`."""
    sizes = np.diff(starts)
    if not len(sizes):
        return
    alone = sizes > _LONGEST
    paid = np.cumsum(sizes + _PER_GRAM) // _SIZE
    new = np.ones(len(sizes), bool)
    new[1:] = (paid[1:] != paid[:-1]) | alone[1:] | alone[:-1] | (codes[1:] // _SPAN != codes[:-1] // _SPAN)
    heads = np.flatnonzero(new)
    ends = np.append(heads[1:], len(sizes))
    deltas = (codes - np.repeat(codes[heads], ends - heads)).astype("<u4").tobytes()
    lengths = np.minimum(sizes, _LONGEST).astype(np.uint8).tobytes()
    for start, end in pairwise([*heads.tolist(), len(sizes)]):
        lists = data[int(starts[start]) : int(starts[end])]
        if alone[start]:
            yield int(codes[start]), b"\0" + lists
        else:
            yield int(codes[start]), bytes((end - start,)) + deltas[4 * start : 4 * end] + lengths[start:end] + lists


def find(row: bytes, distance: int) -> bytes | None:
    """The list of the gram that is so far behind the first one of a row, if it has one there."""
    count = row[0]
    if not count or distance >= _SPAN:
        return row[1:] if not distance else None
    codes = np.frombuffer(row, "<u4", count, 1)
    place = int(codes.searchsorted(np.uint32(distance)))
    if place == count or codes[place] != distance:
        return None
    sizes = 1 + 4 * count
    at = sizes + count + sum(row[sizes : sizes + place])
    return row[at : at + row[sizes + place]]


@dataclass(frozen=True, slots=True)
class Block:
    """One row: its grams in ascending order, and where in `data` the list of each begins (one entry more)."""

    codes: Ids
    starts: Ids
    data: bytes

    @classmethod
    def of(cls, first: int, row: bytes) -> Block:
        """The block that begins with this gram."""
        count = row[0]
        if not count:
            return cls(np.array([first], np.int64), np.array([1, len(row)], np.int64), row)
        head = 1 + _PER_GRAM * count
        codes = np.frombuffer(row, "<u4", count, 1).astype(np.int64) + first
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(np.frombuffer(row, np.uint8, count, 1 + 4 * count), out=starts[1:])
        return cls(codes, starts + head, row)

    def between(self, first: int, last: int) -> Iterator[tuple[int, bytes]]:
        """(gram, list) of those from `first` to `last`."""
        low, high = np.searchsorted(self.codes, (first, last + 1)).tolist()
        for place in range(low, high):
            yield int(self.codes[place]), self.data[int(self.starts[place]) : int(self.starts[place + 1])]
